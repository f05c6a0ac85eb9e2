package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/examples/internal/demo"
)

// convert writes the records of a UIEE file as an inventory loader file. What
// cannot be converted is listed on stderr, and the rest is written.
func convert(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	var out io.Writer = os.Stdout
	if to != "" {
		file, err := os.Create(to)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		out = file
	}
	writer, err := flatfile.NewLoaderWriter(out, flatfile.WriteOptions{Encoding: flatfile.UTF8})
	if err != nil {
		return err
	}
	written, refused := 0, 0
	malformed := func(e *flatfile.RowError) error {
		refused++
		demo.Progressf("aim: %s", demo.Reason(e))
		return nil // the other records are converted
	}
	for record, err := range flatfile.ReadUIEE(in, flatfile.ReadOptions{OnRowError: malformed}) {
		if err != nil {
			return err
		}
		row, _, err := record.Loader(flatfile.ConvertOptions{Condition: demo.NearestCondition})
		if err == nil {
			err = writer.Write(row)
		}
		if err != nil {
			refused++
			demo.Progressf("aim: %s: %s", record.SKU, demo.Reason(err))
			continue
		}
		written++
	}
	if err := writer.Flush(); err != nil {
		return err
	}
	demo.Progressf("aim: %d records converted, %d refused", written, refused)
	if written == 0 {
		return fmt.Errorf("%s has no record that can be converted", from)
	}
	return nil
}
