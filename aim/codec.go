package aim

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
)

// codec writes rows of type T.
type codec[T any] struct {
	name   string // in errors
	format FileFormat
	start  []byte // header line
	// append appends a row, or a part of it and what is wrong with it.
	append func(dst []byte, row *T, faults *faultList) []byte
}

// codec makes one of this format's rows.
func (f *format[T]) codec(file FileFormat, opts WriteOptions) (codec[T], error) {
	names := opts.Columns
	if len(names) == 0 {
		names = f.names()
	}
	faults := opts.columnFaults(names)
	if f.exact && !slices.Equal(names, f.names()) {
		faults.add("Columns", "the service takes these only: "+strings.Join(f.names(), ", "))
	}
	layout := f.layout(names, &faults)
	start, err := opts.headerLine(names, faults)
	if err != nil {
		return codec[T]{}, err
	}
	return codec[T]{
		name: f.name, format: file, start: start,
		append: func(dst []byte, row *T, faults *faultList) []byte {
			return f.appendRow(dst, layout, row, &opts, faults)
		},
	}, nil
}

func (f *format[T]) writer(w io.Writer, file FileFormat, opts WriteOptions) (*Writer[T], error) {
	c, err := f.codec(file, opts)
	if err != nil {
		return nil, err
	}
	return newWriter(w, c), nil
}

func (f *format[T]) feed(rows iter.Seq2[T, error], file FileFormat, opts WriteOptions) (Feed, error) {
	c, err := f.codec(file, opts)
	if err != nil {
		return Feed{}, err
	}
	return newFeed(rows, c, opts)
}

const noSuchColumn = "the file has no such column"

// placed is a column at its place in a file.
type placed[T any] struct {
	name   string
	column *column[T] // nil for an unknown one
}

type layout[T any] struct {
	places []placed[T]
	absent []*column[T] // known columns that the file does not have
}

func (f *format[T]) layout(names []string, faults *faultList) layout[T] {
	var l layout[T]
	known := make(map[string]*column[T], len(f.columns))
	for i := range f.columns {
		known[f.columns[i].name] = &f.columns[i]
	}
	for _, name := range names {
		c := known[foldName(name)]
		if c == nil && f.extra == nil {
			faults.add("Columns", fmt.Sprintf("the service does not take the column %s in a %s", quoted(name), f.name))
		}
		l.places = append(l.places, placed[T]{name, c})
		delete(known, foldName(name))
	}
	for i := range f.columns {
		c := &f.columns[i]
		if known[c.name] == nil {
			continue
		}
		l.absent = append(l.absent, c)
		if c.need != optional {
			faults.add("Columns", "the column "+c.name+" is missing")
		}
	}
	return l
}

func (f *format[T]) appendRow(dst []byte, l layout[T], row *T, opts *WriteOptions, faults *faultList) []byte {
	extra, written := f.extraOf(row), 0
	for i, p := range l.places {
		if i > 0 {
			dst = append(dst, '\t')
		}
		if p.column != nil {
			dst = opts.appendEncoded(dst, p.name, p.column.textOf(row, opts, faults), faults)
		} else if value, ok := extra[p.name]; ok {
			dst = opts.appendValue(dst, p.name, value, faults)
			written++
		}
	}
	for _, c := range l.absent {
		if text, reason := c.get(row); text != "" || reason != "" {
			faults.add(c.name, noSuchColumn)
		}
	}
	if written < len(extra) {
		l.refuse(extra, faults)
	}
	if f.check != nil {
		f.check(row, faults)
	}
	return append(dst, lineEnd...)
}

// refuse names the extra values that have no column.
func (l *layout[T]) refuse(extra map[string]string, faults *faultList) {
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		has := slices.ContainsFunc(l.places, func(p placed[T]) bool { return p.name == name && p.column == nil })
		if !has && extra[name] != "" {
			faults.add(name, noSuchColumn)
		}
	}
}

func (f *format[T]) extraOf(row *T) map[string]string {
	if f.extra == nil {
		return nil
	}
	return *f.extra(row)
}

// validate checks a row as it is checked before it is written, apart from what
// depends on the file: its encoding and its columns.
func (f *format[T]) validate(row *T, operation string) error {
	var names []string
	for _, c := range f.columns {
		names = append(names, c.name)
	}
	names = slices.AppendSeq(names, maps.Keys(f.extraOf(row)))
	slices.Sort(names[len(f.columns):])
	var faults faultList
	f.appendRow(nil, f.layout(names, &faults), row, &WriteOptions{Encoding: UTF8}, &faults)
	return faults.invalid(operation)
}

// textOf returns the text of a column, checked.
func (c *column[T]) textOf(row *T, opts *WriteOptions, faults *faultList) string {
	text, reason := c.get(row)
	switch {
	case reason != "":
		faults.add(c.name, reason)
		return ""
	case c.need == inEveryRow && strings.TrimSpace(text) == "":
		faults.add(c.name, c.empty)
		return ""
	case text == "":
		return ""
	case c.known != nil && !opts.AllowUnknownCodes && !c.known(text):
		faults.add(c.name, fmt.Sprintf("the code %s is not known, see WriteOptions.AllowUnknownCodes", quoted(text)))
	}
	for _, rule := range c.rules {
		rule(c.name, text, faults)
	}
	if !faults.checkText(c.name, text) {
		return ""
	}
	return text
}
