package main

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// candidate is what is about to be released.
type candidate struct {
	tag       string // v1.2.3
	version   string // the constant of the root package
	changelog string
	last      string // the release before; empty if there was none
	changes   []change
}

// check returns all that speaks against releasing.
func check(c candidate) error {
	var faults []error
	if c.tag != "v"+c.version {
		faults = append(faults, fmt.Errorf("the tag is %s, sellerwire.Version is %s", c.tag, c.version))
	}
	this, ok := parseVersion(c.tag)
	if !ok {
		return fmt.Errorf("%q is no version such as v1.2.3", c.tag)
	}
	notes, err := section(c.changelog, c.tag)
	if err != nil {
		faults = append(faults, err)
	}
	if last, ok := parseVersion(c.last); ok {
		if slices.Compare(this.numbers[:], last.numbers[:]) <= 0 {
			faults = append(faults, fmt.Errorf("%s is not newer than %s", c.tag, c.last))
		}
		if need := needed(last, c.changes); slices.Compare(this.numbers[:], need[:]) < 0 {
			faults = append(faults,
				fmt.Errorf("the API changed since %s: the version must be at least v%d.%d.%d", c.last, need[0], need[1], need[2]))
		}
		for _, change := range unnamed(c.changes, notes) {
			faults = append(faults, fmt.Errorf("CHANGELOG.md does not name %s", change))
		}
	}
	return errors.Join(faults...)
}

// needed is the lowest version that may have these changes. Before 1.0.0 a minor
// version may break.
func needed(last version, changes []change) [3]int {
	next := last.numbers
	breaks := slices.ContainsFunc(changes, func(c change) bool { return c.breaks })
	switch {
	case breaks && next[0] > 0:
		return [3]int{next[0] + 1, 0, 0}
	case len(changes) > 0:
		return [3]int{next[0], next[1] + 1, 0}
	}
	next[2]++
	return next
}

// version is a semantic version without build data.
type version struct {
	numbers [3]int
	pre     string
}

var semantic = regexp.MustCompile(`^v(\d{1,9})\.(\d{1,9})\.(\d{1,9})(-[0-9A-Za-z.-]+)?$`)

func parseVersion(s string) (version, bool) {
	m := semantic.FindStringSubmatch(s)
	if m == nil {
		return version{}, false
	}
	v := version{pre: m[4]}
	for i := range v.numbers {
		v.numbers[i], _ = strconv.Atoi(m[i+1]) // the pattern admits digits only
	}
	return v, true
}

// newest returns the highest release among tags, without being and without
// pre-releases.
func newest(tags []string, being string) string {
	type tagged struct {
		tag string
		version
	}
	var releases []tagged
	for _, tag := range tags {
		if v, ok := parseVersion(tag); ok && v.pre == "" && tag != being {
			releases = append(releases, tagged{tag, v})
		}
	}
	if len(releases) == 0 {
		return ""
	}
	return slices.MaxFunc(releases, func(a, b tagged) int {
		return cmp.Or(slices.Compare(a.numbers[:], b.numbers[:]), strings.Compare(a.tag, b.tag))
	}).tag
}
