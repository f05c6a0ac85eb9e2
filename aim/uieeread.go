package aim

import (
	"fmt"
	"io"
	"iter"
	"strings"
)

// ReadUIEE reads a UIEE file, one record at a time. Blank lines end a record. The
// file header that generic UIEE has, up to four lines before the first record, is
// skipped. A line that is no field, a record without a SKU or with two, and a price
// that cannot be read make a record malformed. The sequence can be ranged over
// once.
//
// What is read is not checked against the limits of what is sent; see
// [UIEERecord.Validate].
func ReadUIEE(r io.Reader, opts ReadOptions) iter.Seq2[UIEERecord, error] {
	return once(func(yield func(UIEERecord, error) bool) {
		reader := &uieeReader{lines: newLineReader(r, opts)}
		reader.byToken = make(map[string]*column[UIEERecord], len(uieeFields))
		for i := range uieeFields {
			reader.byToken[uieeFields[i].name] = &uieeFields[i]
		}
		readAll(&opts, reader.next, yield)
	})
}

// maxUIEEHeader is the number of lines of a file header: user, kind of goods, date
// and time.
const maxUIEEHeader = 4

type uieeReader struct {
	lines   *lineReader
	byToken map[string]*column[UIEERecord]
	number  int
	header  int // lines of the file header that were skipped

	record UIEERecord
	cells  cellReader
	text   []string // the lines of the record
	size   int      // of text
	seen   map[string]bool
	faults faultList
}

// next reads a record. It is good until the next call.
func (r *uieeReader) next() (*UIEERecord, error) {
	r.record, r.faults, r.text, r.size = UIEERecord{}, nil, nil, 0
	r.seen = make(map[string]bool, len(uieeFields))
	start := 0
	for {
		text, err := r.lines.next()
		switch {
		case isRowError(err):
			r.faults = append(r.faults, err.(*RowError).Fields...)
		case err == io.EOF && start > 0:
			return r.end(start)
		case err == io.EOF && r.header > 0 && r.number == 0:
			return nil, badFile("UIEE file", "no line is a field")
		case err != nil:
			return nil, err
		case isBlankLine(text) && start > 0:
			return r.end(start)
		case isBlankLine(text):
			continue
		case r.isHeader(start, text):
			if r.header++; r.header > maxUIEEHeader {
				return nil, badFile("UIEE file", "the first lines are no fields")
			}
			continue
		default:
			r.add(text)
		}
		if start == 0 {
			start = r.lines.number
		}
	}
}

// isHeader tells whether a line that is no field stands before the first record.
func (r *uieeReader) isHeader(start int, text string) bool {
	_, _, ok := cutField(text)
	return !ok && start == 0 && r.number == 0
}

// cutField cuts a line such as "TI|Tractatus" into token and value.
func cutField(text string) (token, value string, ok bool) {
	token, value, ok = strings.Cut(text, "|")
	return token, value, ok && isToken(token)
}

// add reads a line of a record.
func (r *uieeReader) add(text string) {
	if r.size += len(text); r.size > r.lines.max {
		if r.text != nil {
			r.faults.add("", fmt.Sprintf("the record is longer than %d bytes", r.lines.max))
		}
		r.text = nil // of a hostile record nothing is kept
		return
	}
	r.text = append(r.text, text)
	token, value, ok := cutField(text)
	field := r.byToken[token]
	switch {
	case !ok:
		r.faults.add("", quoted(text)+" is no field")
	case value == "":
	case token == "UR" && r.seen[token]:
		r.faults.add("UR", "it is there twice; a blank line must end each record")
	case field == nil || r.seen[token]:
		r.record.Extra = append(r.record.Extra, UIEEField{token, value})
	default:
		if reason := field.set(&r.record, value, &r.cells); reason != "" {
			r.faults.add(token, reason)
		}
	}
	r.seen[token] = r.seen[token] || value != ""
}

// end judges a record that is complete.
func (r *uieeReader) end(start int) (*UIEERecord, error) {
	r.number++
	if r.record.SKU == "" {
		r.faults.add("UR", itIsEmpty)
	}
	if r.faults != nil {
		return nil, &RowError{Row: r.number, Line: start, Fields: r.faults, Values: Row{
			number: r.number, line: start, values: r.text,
		}}
	}
	return &r.record, nil
}
