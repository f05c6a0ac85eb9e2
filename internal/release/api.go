package main

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"slices"
	"strings"
)

// change is one difference between two recorded APIs (docs/api.txt).
type change struct {
	pkg    string
	symbol string // Name, or Type.Member
	was    string // empty if it is new
	is     string // empty if it is gone
	breaks bool   // a program that compiled may compile no more
}

func (c change) String() string {
	name := c.pkg + ": " + c.symbol
	switch {
	case c.was == "":
		return "new      " + name + ": " + c.is
	case c.is == "":
		return "gone     " + name + ": " + c.was
	}
	return "changed  " + name + ": " + c.was + " -> " + c.is
}

// compare lists the changes from one recorded API to another, those that break first.
//
// What is gone breaks, and so does what has another type, signature or value; an
// interface that grows is among these. What is new does not: the promise of the README
// is for programs that name the fields of structs. Names of parameters do not count,
// nor does the version.
func compare(was, is string) []change {
	before, after := symbols(was), symbols(is)
	var changes []change
	for key, old := range before {
		now := after[key]
		if meaning(old) != meaning(now) && key.symbol != "Version" {
			changes = append(changes, change{key.pkg, key.symbol, old, now, true})
		}
	}
	for key, now := range after {
		if _, ok := before[key]; !ok {
			changes = append(changes, change{key.pkg, key.symbol, "", now, false})
		}
	}
	slices.SortFunc(changes, func(a, b change) int {
		if a.breaks != b.breaks {
			return map[bool]int{true: -1, false: 1}[a.breaks]
		}
		return cmp.Or(cmp.Compare(a.pkg, b.pkg), cmp.Compare(a.symbol, b.symbol))
	})
	return changes
}

type key struct{ pkg, symbol string }

// symbols reads a recorded API.
func symbols(recorded string) map[key]string {
	all := map[key]string{}
	pkg := ""
	for line := range strings.Lines(recorded) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "package "); ok {
			pkg = name
		} else if line != "" {
			all[key{pkg, symbolOf(line)}] = line
		}
	}
	return all
}

// symbolOf names what a line of a recorded API declares, without type parameters.
func symbolOf(line string) string {
	word, rest, _ := strings.Cut(line, " ")
	if word == "func" {
		if fn := function(line); fn != nil {
			if fn.Recv == nil {
				return fn.Name.Name
			}
			typ, _, _ := strings.Cut(strings.TrimLeft(text(fn.Recv.List[0].Type), "*"), "[")
			return typ + "." + fn.Name.Name
		}
	}
	name, rest, _ := strings.Cut(rest, " ")
	if word == "type" {
		if embedded, ok := strings.CutPrefix(rest, "embeds "); ok {
			return name + "." + embedded
		}
	}
	name, _, _ = strings.Cut(name, "[")
	return name
}

// meaning is a line of a recorded API without what callers do not notice.
func meaning(line string) string {
	fn := function(line)
	if fn == nil {
		return line
	}
	for _, list := range []*ast.FieldList{fn.Recv, fn.Type.Params, fn.Type.Results} {
		if list != nil {
			list.List = nameless(list.List)
		}
	}
	return text(fn)
}

// nameless has one field without a name for each parameter.
func nameless(fields []*ast.Field) []*ast.Field {
	var bare []*ast.Field
	for _, field := range fields {
		for range max(len(field.Names), 1) {
			bare = append(bare, &ast.Field{Type: field.Type})
		}
	}
	return bare
}

// function parses a line that declares a function or method; nil if it does not.
func function(line string) *ast.FuncDecl {
	if !strings.HasPrefix(line, "func ") {
		return nil
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+line, parser.SkipObjectResolution)
	if err != nil || len(file.Decls) != 1 {
		return nil
	}
	fn, _ := file.Decls[0].(*ast.FuncDecl)
	return fn
}

func text(node any) string {
	var b bytes.Buffer
	_ = printer.Fprint(&b, token.NewFileSet(), node) // into memory
	return strings.Join(strings.Fields(b.String()), " ")
}
