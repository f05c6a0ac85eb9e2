package faults_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const oddDocument = "../../docs/oddreplies.md"

// TestTheDocumentOfOddRepliesIsTrue holds docs/oddreplies.md against the tables.
// -update writes it anew.
func TestTheDocumentOfOddRepliesIsTrue(t *testing.T) {
	t.Parallel()
	want := oddMarkdown(t)
	if *update {
		require.NoError(t, os.WriteFile(oddDocument, []byte(want), 0o644))
	}
	got, err := os.ReadFile(oddDocument)
	require.NoError(t, err)
	require.Equal(t, want, string(got), "go test ./internal/faults -run Document -update writes it anew")
}

const oddPreface = `# What is believed when a reply is odd

This page is written by ` + "`go test ./internal/faults -run Document -update`" + ` from the tables that the tests of that package
check. The emulator of each service answers every operation; the answer is changed in one way, and the client gets it.
` +
	"`go test ./internal/faults -run Odd -full`" + ` tries all of them one by one, and two at a time; without ` +
	"`-full`" + `, only one in four
of those that change mere data.

The service has done what was asked for, or has not: both are tried where both are possible. What the client claims must be
true, and it must be what the answer is evidence of:

| letter | claim |
|---|---|
| A | accepted |
| R | rejected: the service has done nothing |
| U | outcome unknown |
| D | exactly the data of the reply |
| E | an error |

A single letter is required; of several letters any may be claimed. A dash means that it is not tried: the reply has no such part, or
nobody could see the change.

`

func oddMarkdown(t *testing.T) string {
	var b strings.Builder
	b.WriteString(oddPreface)
	writeOddities(&b)
	writeWholes(t, &b)
	all := subjects()
	writeAnatomies(&b, all)
	writeRules(&b, all, "Exceptions", func(r rule) bool { return !r.claims.none() })
	writeRules(&b, all, "What nobody can see", func(r rule) bool { return r.claims.none() })
	writeKnown(t, &b)
	return b.String()
}

// writeOddities prints the specification for parts of a reply.
func writeOddities(b *strings.Builder) {
	b.WriteString(`## A part of the reply is odd

A part is *data* (nobody decides by it), a *word* (it says what was done), a *name* (of what it was done to), a *name, if
shown* (it may be missing), *load* (what decides whether an order is judged done:
its listings, copies and their status), a *count*, or a whole *record*.

`)
	for _, of := range []struct {
		title string
		spec  func(oddity) [roles]claims
	}{
		{"A change, answered with a success", func(o oddity) [roles]claims { return o.success }},
		{"A change, answered with a refusal", func(o oddity) [roles]claims { return o.refusal }},
		{"A read", func(o oddity) [roles]claims { return o.read }},
	} {
		fmt.Fprintf(b, "### %s\n\n| the part is |", of.title)
		for _, name := range roleNames {
			fmt.Fprintf(b, " %s |", name)
		}
		b.WriteString("\n|---|" + strings.Repeat("---|", int(roles)) + "\n")
		for _, o := range oddities {
			fmt.Fprintf(b, "| %s |", o.name)
			for _, c := range of.spec(o) {
				fmt.Fprintf(b, " %s |", c)
			}
			b.WriteString("\n")
		}
		b.WriteString("\n")
	}
	b.WriteString("Numbers are *respelled*")
	for i, s := range spellings {
		fmt.Fprintf(b, "%s %s", map[bool]string{true: "", false: ","}[i == 0], s.name)
	}
	fmt.Fprintf(b, ". Texts are *damaged* by %q.\n\n", damages)
}

// writeWholes prints the specification for replies as a whole, by service.
func writeWholes(t *testing.T, b *strings.Builder) {
	b.WriteString("## The reply as a whole is odd\n\n")
	for _, pair := range [][2]string{
		{"abebooks Update", ""}, {"purchase PlaceOrder", "purchase Get"}, {"aim AddModifyDelete", "aim Batches"},
		{"twd RecordSale", "twd Get"}, {"invapi SetQuantity", ""},
	} {
		service, _, _ := strings.Cut(pair[0], " ")
		fmt.Fprintf(b, "### %s\n\n| kind | which | success | refusal | read |\n|---|---|---|---|---|\n", service)
		change := wholesOf(t, pair[0])
		reads := change
		if pair[1] != "" {
			reads = wholesOf(t, pair[1])
		}
		for i := range change {
			change[i].read = "-"
			for _, r := range reads {
				if pair[1] != "" && r.kind == change[i].kind && r.at == change[i].at {
					change[i].read = r.read
				}
			}
		}
		writeGrouped(b, change)
		b.WriteString("\n")
	}
	b.WriteString("The success of *another operation* in its place: U, or E for a read that does not find in it what it asked for.\n\n")
}

func wholesOf(t *testing.T, name string) []whole {
	all := subjects()
	s := all[slices.IndexFunc(all, func(s *subject) bool { return s.name == name })]
	st, err := s.golden(t, success)
	require.NoError(t, err)
	return slices.Concat(wholes(s, st.replies[st.first]), s.extras)
}

// writeGrouped prints what is alike in one line.
func writeGrouped(b *strings.Builder, all []whole) {
	var lines []string
	which := map[string][]string{}
	for _, w := range all {
		line := fmt.Sprintf("| %s | %%s | %s | %s | %s |\n", w.kind, dash(w.success), dash(w.refusal), dash(w.read))
		if which[line] == nil {
			lines = append(lines, line)
		}
		which[line] = append(which[line], strings.ReplaceAll(w.at, "|", "\\|"))
	}
	for _, line := range lines {
		fmt.Fprintf(b, line, strings.Join(which[line], "; "))
	}
}

func dash(c claims) claims {
	if c.none() {
		return "-"
	}
	return c
}

func writeAnatomies(b *strings.Builder, all []*subject) {
	b.WriteString("## What the parts of a reply are for\n\nWhat is not named is data.\n\n| operation | parts |\n|---|---|\n")
	for _, s := range all {
		var said []string
		for r := range roles {
			var patterns []string
			for _, of := range s.roles {
				if of.role == r {
					patterns = append(patterns, "`"+of.pattern+"`")
				}
			}
			if len(patterns) > 0 {
				said = append(said, "*"+roleNames[r]+"*: "+strings.Join(patterns, " "))
			}
		}
		fmt.Fprintf(b, "| %s | %s |\n", s.name, strings.Join(said, "; "))
	}
	b.WriteString("\n")
}

// writeRules prints the exceptions, those of several operations once.
func writeRules(b *strings.Builder, all []*subject, title string, which func(rule) bool) {
	var order []rule
	where := map[rule][]string{}
	for _, s := range all {
		for _, r := range s.rules {
			if !which(r) {
				continue
			}
			if where[r] == nil {
				order = append(order, r)
			}
			if !slices.Contains(where[r], s.name) {
				where[r] = append(where[r], s.name)
			}
		}
	}
	fmt.Fprintf(b, "## %s\n\n| where | reply | kind | which | claims | why |\n|---|---|---|---|---|---|\n", title)
	for _, r := range order {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n",
			strings.Join(where[r], "; "), anyOr(r.golden), anyOr(r.kind), anyOr(r.at), dash(r.claims), r.why)
	}
	b.WriteString("\n")
}

func anyOr(pattern string) string {
	if pattern == "" {
		return "any"
	}
	return "`" + pattern + "`"
}

// writeKnown counts what is known to be wrong.
func writeKnown(t *testing.T, b *strings.Builder) {
	b.WriteString("## Known to be wrong\n\n")
	known := readKnown(t)
	if len(known) == 0 {
		b.WriteString("Nothing.\n")
		return
	}
	count := map[[2]string]int{}
	var services []string
	for _, line := range known {
		service, _, _ := strings.Cut(line, " ")
		service = strings.TrimSuffix(service, ",")
		if !slices.Contains(services, service) {
			services = append(services, service)
		}
		count[[2]string{service, line[strings.LastIndex(line, " | ")+3:]}]++
	}
	b.WriteString("| |")
	for _, s := range services {
		fmt.Fprintf(b, " %s |", s)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(services)) + "\n")
	for _, w := range wrongs {
		fmt.Fprintf(b, "| %s |", w)
		for _, s := range services {
			fmt.Fprintf(b, " %d |", count[[2]string{s, w}])
		}
		b.WriteString("\n")
	}
}
