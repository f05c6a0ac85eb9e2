package faults_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const document = "../../docs/faults.md"

// TestTheDocumentIsTrue holds docs/faults.md against the tables. -update writes
// it anew.
func TestTheDocumentIsTrue(t *testing.T) {
	t.Parallel()
	want := markdown()
	if *update {
		require.NoError(t, os.MkdirAll("../../docs", 0o755))
		require.NoError(t, os.WriteFile(document, []byte(want), 0o644))
	}
	got, err := os.ReadFile(document)
	require.NoError(t, err)
	require.Equal(t, want, string(got), "go test ./internal/faults -run Document -update writes it anew")
}

const preface = `# What happens when something fails

This page is written by ` + "`go test ./internal/faults -run Document -update`" + ` from the tables that the tests of that package
check, with a real connection for every cell. ` + "`go test ./internal/faults -full`" + ` checks all of them.

A cell says how many of the %d allowed attempts were made, each of which met the fault, and all sentinels of package
sellerwire that the error matches. "3×" means that the call is repeated, "1×" that it is not. What became of a change
(` + "`sellerwire.OutcomeOf`" + `) follows: *outcome unknown*, *not sent*, and otherwise rejected. Where a call is
repeated and the fault is gone by then, it succeeds.

Each cell is also checked for this: an error that says "not sent" or "rejected" is true, and nothing is done twice that
must not be; no goroutine and no connection is left, and the caller's idle connections are; a call returns
when its context ends, and waits for nothing else; the same client works afterwards; no credential is in an error, a log record or anything
that a middleware sees.

`

func markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, preface, maxAttempts)
	writeClasses(&b)
	writeExpected(&b)
	writeForms(&b)
	writeExceptions(&b)
	writeDeviations(&b)
	return b.String()
}

func writeClasses(b *strings.Builder) {
	b.WriteString("## Classes\n\n| class | operations |\n|---|---|\n")
	for c := range classes {
		var names []string
		for _, op := range operations {
			if op.class == c {
				names = append(names, op.String())
			}
		}
		fmt.Fprintf(b, "| %s | %s |\n", c, strings.Join(names, ", "))
	}
	b.WriteString(`
The last ones follow from the others:

- *order, look-up works*: as *order*, but where the service has acted the look-up finds the order, and there is no error.
- *order, resumed*: the look-up comes first and is a *read*; if it fails the outcome is unknown.
- *workflow, before*: as *read*, and not sent: nothing is changed if the list before the change cannot be read.
- *workflow, after* and *poll*: as *read*, several times if the failure can pass. After the change was accepted, the
  outcome stays accepted. A Retry-After of up to an hour is waited for, unless the context ends before.
- The change within a workflow follows the rules of any other change.

`)
}

func writeExpected(b *strings.Builder) {
	columns := []class{read, write, once, keyed, download}
	b.WriteString("## Faults\n\n| fault |")
	for _, c := range columns {
		fmt.Fprintf(b, " %s |", c)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(columns)) + "\n")
	for _, f := range faults() {
		if f.wait != nil && f.wait.name != "" || f.ends == context.DeadlineExceeded && strings.HasPrefix(f.name, "expired") {
			continue
		}
		fmt.Fprintf(b, "| %s |", f.name)
		row := f.row()
		for _, c := range columns {
			cell := row.of(c).String()
			switch {
			case c == keyed && cell == row.once.String():
				cell = "as once"
			case c == download && cell == row.read.String():
				cell = "as read"
			}
			fmt.Fprintf(b, " %s |", cell)
		}
		b.WriteString("\n")
	}
	b.WriteString(`
A context that expires does what one that is cancelled does, at each of the stages, and matches context.DeadlineExceeded.

"middleware panics": where the operation sends from a goroutine of its own (abebooks Sync, invapi SetAll, purchase
SearchAll, and the pages that twd ListAll requests ahead) the panic ends the program.

`)
}

func writeForms(b *strings.Builder) {
	b.WriteString("## Retry-After\n\nWith each of the statuses above; here the longest wait that is accepted is " + maxWait.String() +
		".\n\n| form | example | what is done |\n|---|---|---|\n")
	for _, form := range retryAfterForms[1:] {
		example, done := form.value(), "repeated after a random wait"
		switch {
		case strings.HasSuffix(form.name, "date"):
			example = "in an hour"
			fallthrough
		case form.tooLong():
			done = "not repeated; the error carries the wait"
		case form.asks > 0:
			done = "repeated after that wait"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", form.name, example, done)
	}
	b.WriteString("\n")
}

func writeExceptions(b *strings.Builder) {
	b.WriteString("## Exceptions\n\n| where | fault | how | why |\n|---|---|---|---|\n")
	for _, e := range exceptions {
		where := strings.Join(e.where, "; ")
		if e.class != nil {
			where += ", " + e.class.String()
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", where, strings.Join(e.faults, "; "), e.how, e.why)
	}
	b.WriteString("\n")
}

func writeDeviations(b *strings.Builder) {
	b.WriteString("## Known deviations\n\n")
	if len(deviations)+len(knownLeaks) == 0 {
		b.WriteString("None.\n")
	}
	for _, d := range deviations {
		fmt.Fprintf(b, "- %s: %s. %s\n", strings.Join(d.faults, "; "), d.symptom, d.why)
	}
	for _, l := range knownLeaks {
		fmt.Fprintf(b, "- a secret can be shown. %s\n", l.why)
	}
}
