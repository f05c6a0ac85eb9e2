package main

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// saleState is what the journal says of a sale.
type saleState string

const (
	saleNew   saleState = ""      // never heard of
	saleBegun saleState = "begun" // sent, perhaps
	saleDone  saleState = "done"
	saleOpen  saleState = "open" // sent, and it is certain that it did not happen
)

// journal remembers which sales were begun and done, one per line.
type journal struct {
	name  string
	lines []string
}

// openJournal reads a journal. Without a name it lasts as long as the program.
func openJournal(name string) (*journal, error) {
	j := &journal{name: name}
	if name == "" {
		return j, nil
	}
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return j, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		j.lines = append(j.lines, scanner.Text())
	}
	return j, scanner.Err()
}

// state is the last word on a sale.
func (j *journal) state(sku string) saleState {
	for _, line := range slices.Backward(j.lines) {
		if state, of, _ := strings.Cut(line, "\t"); of == sku {
			return saleState(state)
		}
	}
	return saleNew
}

// write adds a line, and sees it on disk before it returns.
func (j *journal) write(state saleState, sku string) error {
	line := string(state) + "\t" + sku
	j.lines = append(j.lines, line)
	if j.name == "" {
		return nil
	}
	file, err := os.OpenFile(j.name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(line + "\n")
	return errors.Join(err, file.Sync(), file.Close())
}
