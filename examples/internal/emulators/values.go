package emulators

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// status sets an HTTP status that ends an answer; 0 is the default.
func status(value *int) func(string) error {
	return func(text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n != 0 && (n < 200 || n > 599) {
			return errors.New("must be an HTTP status, 200 to 599, or 0")
		}
		*value = n
		return nil
	}
}

// whole sets a code or a number of things.
func whole(value *int) func(string) error {
	return func(text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return errors.New("must be a whole number, 0 or more")
		}
		*value = n
		return nil
	}
}

func period(value *time.Duration) func(string) error {
	return func(text string) error {
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 {
			return errors.New("must be a time such as 1m30s, 0 or more")
		}
		*value = d
		return nil
	}
}

func truth(value *bool) func(string) error {
	return func(text string) error {
		is, err := strconv.ParseBool(text)
		if err != nil {
			return errors.New("must be true or false")
		}
		*value = is
		return nil
	}
}

// printable sets a text that may stand in a header.
func printable(value *string) func(string) error {
	return func(text string) error {
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
			return errors.New("must be printable ASCII")
		}
		*value = text
		return nil
	}
}

// choice sets a value by its name.
func choice[T any](value *T, names map[string]T) func(string) error {
	return func(text string) error {
		named, known := names[text]
		if !known {
			all := make([]string, 0, len(names))
			for name := range names {
				all = append(all, name)
			}
			slices.Sort(all)
			return fmt.Errorf("must be one of %s", strings.Join(all, ", "))
		}
		*value = named
		return nil
	}
}

// list sets texts that are separated by commas.
func list(values *[]string) func(string) error {
	return func(text string) error {
		*values = strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
		if *values == nil {
			*values = []string{}
		}
		return nil
	}
}
