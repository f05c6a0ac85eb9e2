package flatfile

import (
	"fmt"
	"io"
	"iter"
	"slices"
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
		reader := &uieeReader{lines: newLineReader(r, opts), tokens: uieeTokens(), cells: cells{mode: reading}}
		for i := range reader.tokens {
			reader.cells.positions = append(reader.cells.positions, i)
		}
		readAll(&opts, reader.next, yield)
	})
}

// maxUIEEHeader is the number of lines of a file header: user, kind of goods, date
// and time.
const maxUIEEHeader = 4

type uieeReader struct {
	lines  *lineReader
	tokens []string
	cells  cells
	number int // of the record
	header int // lines of the file header that were skipped

	text   []string // the lines of the record
	size   int      // of text
	values []string // by token; empty if there was none yet
	extra  []UIEEField
	faults faultList
}

// next reads a record.
func (r *uieeReader) next() (UIEERecord, error) {
	r.text, r.size, r.extra, r.faults = nil, 0, nil, nil
	r.values = make([]string, len(r.tokens))
	start := 0
	for {
		text, err := r.lines.next()
		switch {
		case isRowError(err):
			r.faults = append(r.faults, err.(*RowError).Fields...)
		case err == io.EOF && start > 0, err == nil && isBlankLine(text) && start > 0:
			return r.end(start)
		case err == io.EOF && r.header > 0 && r.number == 0:
			return UIEERecord{}, badFile("UIEE file", "no line is a field")
		case err != nil:
			return UIEERecord{}, err
		case isBlankLine(text):
			continue
		case r.isHeader(start, text):
			if r.header++; r.header > maxUIEEHeader {
				return UIEERecord{}, badFile("UIEE file", "the first lines are no fields")
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
	known := slices.Index(r.tokens, token)
	switch {
	case !ok:
		r.faults.add("", quoted(text)+" is no field")
	case value == "":
	case known < 0, r.values[known] != "" && token != "UR":
		r.extra = append(r.extra, UIEEField{token, value})
	case r.values[known] != "":
		r.faults.add("UR", "it is there twice; a blank line must end each record")
	default:
		r.values[known] = value
	}
}

// end types a record that is complete.
func (r *uieeReader) end(start int) (UIEERecord, error) {
	r.number++
	r.cells.start(joinValues(r.values))
	record := UIEERecord{Extra: r.extra}.columns(&r.cells)
	if faults := append(r.faults, r.cells.faults...); faults != nil {
		return UIEERecord{}, &RowError{Row: r.number, Line: start, Fields: faults, Values: Row{
			number: r.number, line: start, values: r.text,
		}}
	}
	return record, nil
}
