// Package demo is what the example programs have in common: how they start and
// end, and how they print.
package demo

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// Main reads the flags and runs an example until it ends or is interrupted. A failed
// run prints one line to stderr, its last, and exits with 1, or with 2 if the flags
// are at fault.
func Main(name string, run func(ctx context.Context) error) {
	if err := parse(); err != nil {
		fail(2, name, err.Error(), "see -h")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	err := run(ctx)
	interrupted := ctx.Err() != nil
	stop()
	switch {
	case err == nil:
	case interrupted && err.Error() == ctx.Err().Error(): // perhaps joined to nothing
		fail(1, name, "interrupted")
	case interrupted:
		fail(1, name, "interrupted", err.Error())
	default:
		fail(1, name, err.Error())
	}
}

// parse reads the flags. It explains them on stdout if -h asks for that.
func parse() error {
	flags, usage := flag.CommandLine, flag.Usage
	flags.Init("", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the package prints an error before all the flags
	err := flags.Parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		flags.SetOutput(os.Stdout)
		usage()
		os.Exit(0)
	}
	if err == nil && flag.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flag.Arg(0))
	}
	return err
}

// fail prints why in one line, and ends the program.
func fail(code int, name string, why ...string) {
	for i, text := range why { // the errors of the packages start with their names, too
		why[i] = strings.TrimPrefix(strings.Join(strings.Fields(text), " "), name+": ")
	}
	fmt.Fprintf(os.Stderr, "%s: %s\n", name, strings.Join(why, "; "))
	os.Exit(code)
}

// Usage makes -h explain what a program does and which environment it reads.
func Usage(name, about string, environment ...string) {
	flag.Usage = func() {
		out := flag.CommandLine.Output()
		fmt.Fprintf(out, "%s %s\n\nUsage: go run ./examples/%s [flags]\n\n", name, about, name)
		flag.PrintDefaults()
		if len(environment) > 0 {
			fmt.Fprintf(out, "\nEnvironment (where it is unset, an emulator runs in this process):\n  %s\n",
				strings.Join(environment, "\n  "))
		}
	}
}

// Within refuses the number of a flag that is out of its range.
func Within(name string, value, least, most int) error {
	if value < least || value > most {
		return fmt.Errorf("-%s must be %d to %d, not %d", name, least, most, value)
	}
	return nil
}

// Yes is the flag of all programs that change something.
func Yes() *bool {
	return flag.Bool("yes", false, "change services that are no emulators on this machine")
}

// Env reads the variables that name one service's endpoint and credentials.
// ok is false if none is set; it is an error if only some are.
func Env(names ...string) (values []string, ok bool, err error) {
	var missing []string
	for _, name := range names {
		value := os.Getenv(name)
		values = append(values, value)
		if value == "" {
			missing = append(missing, name)
		}
	}
	switch len(missing) {
	case 0:
		return values, true, nil
	case len(names):
		return nil, false, nil
	default:
		return nil, false, errors.New("the environment lacks " + strings.Join(missing, ", "))
	}
}

// pretending says that no service was named, so that nobody takes what follows
// for real.
func pretending(variable string) {
	Progressf("%s is not set: an emulator plays the service", variable)
}

// Progressf writes one line of progress to stderr.
func Progressf(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// Width is how wide the examples print.
const Width = 80

// Table prints rows in columns of fixed widths, two blanks apart. The last
// column takes what is left of the line, and continues below itself if it is
// longer.
func Table(header []string, widths []int, rows [][]string) {
	used := 0
	for _, w := range widths {
		used += w + 2
	}
	last := Width - used
	printRow := func(cells []string) {
		rest := ""
		for i, cell := range cells {
			if i < len(widths) {
				fmt.Printf("%s  ", pad(Fit(cell, widths[i]), widths[i]))
				continue
			}
			lines := wrap(cell, last)
			fmt.Println(lines[0])
			for _, line := range lines[1:] {
				rest += strings.Repeat(" ", used) + line + "\n"
			}
		}
		fmt.Print(rest)
	}
	printRow(header)
	fmt.Println(strings.Repeat("-", Width))
	for _, row := range rows {
		printRow(row)
	}
}

// Linef prints a line behind an indent, and breaks it where it gets too long.
func Linef(indent, format string, args ...any) {
	for i, line := range wrap(fmt.Sprintf(format, args...), Width-len(indent)-2) {
		if i > 0 {
			line = "  " + line
		}
		fmt.Println(indent + line)
	}
}

// Fit shortens a text to a number of characters.
func Fit(text string, width int) string {
	if utf8.RuneCountInString(text) <= width {
		return text
	}
	return string([]rune(text)[:width-1]) + "…"
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", width-utf8.RuneCountInString(text))
}

// wrap breaks a text into lines at its blanks.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		word = Fit(word, width)
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

// Reason is the short form of an error for a table: the fields that were
// refused, or what the service said. Where that is nothing, it is all of it.
func Reason(err error) string {
	if invalid, ok := errors.AsType[*sellerwire.InvalidError](err); ok {
		return faults(invalid.Fields)
	}
	if row, ok := errors.AsType[*flatfile.RowError](err); ok {
		return faults(row.Fields)
	}
	if e, ok := errors.AsType[*sellerwire.Error](err); ok {
		said := slices.Concat(e.Codes, e.Messages)
		if e.Err != nil && !slices.ContainsFunc(said, func(s string) bool { return strings.EqualFold(s, e.Err.Error()) }) {
			said = append(said, e.Err.Error())
		}
		if len(said) > 0 {
			return strings.Join(said, ": ")
		}
	}
	text := err.Error()
	if change, ok := strings.CutPrefix(text, "once: change "); ok { // the key names the item, as the line does
		key, _ := strconv.QuotedPrefix(change)
		text = strings.TrimLeft(strings.TrimPrefix(change, key), ":, ")
	}
	return text
}

func faults(fields []sellerwire.FieldError) string {
	var texts []string
	for _, f := range fields {
		texts = append(texts, f.String())
	}
	return strings.Join(texts, "; ")
}
