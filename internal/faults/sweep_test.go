package faults_test

import (
	"fmt"
	"strings"
)

// sweep searches a text for every secret in every form.
func sweep(text string, needles []needle) []find {
	var finds []find
	for _, n := range needles {
		if at := strings.Index(text, n.text); at >= 0 {
			heading := strings.LastIndex(text[:at], "\n== ")
			what, _, _ := strings.Cut(strings.TrimPrefix(text[heading+1:], "== "), "\n")
			finds = append(finds, find{n, what, text[max(0, at-60):min(len(text), at+len(n.text)+20)]})
		}
	}
	return finds
}

// A find is a secret where none may be.
type find struct {
	needle
	where, around string
}

func (f find) String() string {
	return fmt.Sprintf("a secret, %s, in %q: ...%q...", f.form, f.where, f.around)
}

// A needle is what is searched for: a secret in one form. Half a secret is one
// too, for texts are cut off.
type needle struct{ secret, form, text string }

// minHalf is the length from which on half a secret is told from chance.
const minHalf = 8

func needles(secrets []string) []needle {
	var all []needle
	for _, secret := range secrets {
		for _, f := range forms {
			text := f.encode(secret)
			all = append(all, needle{secret, f.name, text})
			if half := text[:len(text)/2]; len(half) >= minHalf {
				all = append(all, needle{secret, f.name + ", its first half", half})
			}
		}
	}
	return all
}
