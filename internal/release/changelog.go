package main

import (
	"fmt"
	"regexp"
	"strings"
)

// section returns what CHANGELOG.md says of a version, v1.2.3 or Unreleased, without
// the heading.
func section(changelog, version string) (string, error) {
	name := "[" + strings.TrimPrefix(version, "v") + "]"
	var b strings.Builder
	found := false
	for line := range strings.Lines(changelog) {
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			if found {
				break
			}
			found = heading == name+"\n" || strings.HasPrefix(heading, name+" - ")
			continue
		}
		if found {
			b.WriteString(line)
		}
	}
	notes := strings.TrimSpace(b.String())
	if notes == "" {
		return "", fmt.Errorf("CHANGELOG.md has no section %s, or an empty one", name)
	}
	return notes, nil
}

// unnamed lists the changes that break callers and that the notes do not name.
func unnamed(changes []change, notes string) []string {
	words := map[string]bool{}
	for _, word := range word.FindAllString(notes, -1) {
		words[word] = true
	}
	var silent []string
	for _, c := range changes {
		typ, member, _ := strings.Cut(c.symbol, ".")
		if c.breaks && !words[c.symbol] && !words[member] && !words[typ] {
			silent = append(silent, c.String())
		}
	}
	return silent
}

// word is an identifier, or a method or field with its type.
var word = regexp.MustCompile(`[\pL_][\pL_0-9]*`)
