package flatfile

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// ReadUIEE reads a UIEE file, one record at a time. A blank line or a Ctrl-Z ends a
// record. One blank after the bar is ignored, because the marketplace's own help writes
// one. All blanks around a code, a number or an ID are ignored. The file header of
// generic UIEE, up to four lines at the start of the file, is skipped. Where files were
// joined, a header within the file is skipped if one of its lines is BOOKS.
//
// A record is malformed if one of its lines is not a field, if it has no SKU, if its SKU,
// price or a code appears twice with different values, or if its price cannot be read.
//
// The lines after the last blank line may be part of a record that was cut. Without its
// XB, a record that deletes would add. So these lines are a record only if
// [ReadOptions.Ending] is [EndKnown], if they end with XD, or if they end with the same
// token as the record before them. That token must start with X if the file has such
// tokens.
//
// The limits for sending are not checked; see [UIEERecord.Validate]. The sequence can be
// ranged over once.
func ReadUIEE(r io.Reader, opts ReadOptions) iter.Seq2[UIEERecord, error] {
	return once(func(yield func(UIEERecord, error) bool) {
		readAll(&opts, newUIEEReader(r, opts).next, yield)
	})
}

// maxUIEEHeader is the number of lines of a file header: user, kind of goods, date and
// time.
const maxUIEEHeader = 4

type uieeReader struct {
	lines  *lineReader
	places [26 * 26]int // by token, see tokenNumber: that of its field in a record, or noName
	cells  cells
	number int    // of the record
	header bool   // a file header was skipped
	closer string // the last token of the previous record
	hasX   bool   // there was a token from XA to XD, which come last

	// The record that is being read.
	start  int      // its first line; 0 if there is none yet
	text   []string // its lines
	size   int      // of text
	last   string   // its last token
	values []string // by place; empty if there was none yet
	extra  []UIEEField
	faults faultList
}

func newUIEEReader(r io.Reader, opts ReadOptions) *uieeReader {
	reader := &uieeReader{lines: newLineReader("UIEE file", r, opts), cells: cells{mode: reading}}
	for i := range reader.places {
		reader.places[i] = noName
	}
	for i, token := range uieeTokens() {
		reader.places[tokenNumber(token)] = i
		reader.cells.positions = append(reader.cells.positions, i)
	}
	reader.values = make([]string, len(reader.cells.positions))
	reader.begin()
	return reader
}

func (r *uieeReader) begin() {
	r.start, r.text, r.size, r.last, r.extra, r.faults = 0, r.text[:0], 0, "", nil, nil
	clear(r.values)
}

// next reads a record.
func (r *uieeReader) next() (UIEERecord, error) {
	r.begin()
	for {
		text, err := r.lines.next()
		switch {
		case isRowError(err):
			r.faults = append(r.faults, err.(*RowError).Fields...)
		case err == io.EOF:
			return r.endOfFile()
		case err != nil:
			return UIEERecord{}, err
		case isBlankLine(text) || isPadding(text):
			if r.start > 0 && !r.isHeader() {
				return r.end()
			}
			r.begin()
			continue
		case r.start > 0 && startsPadded(text): // the next file, joined to this one
			r.lines.ahead = &ahead{strings.TrimLeft(text, padding), r.lines.number}
			return r.end()
		default:
			if startsPadded(text) {
				text = strings.TrimLeft(text, padding)
			}
			r.add(text)
		}
		if r.start == 0 {
			r.start = r.lines.number
		}
		if r.number == 0 && r.last == "" && len(r.text) > maxUIEEHeader {
			return UIEERecord{}, badFile("UIEE file", "the first lines are not fields")
		}
	}
}

// isHeader reports whether the lines so far are a file header.
func (r *uieeReader) isHeader() bool {
	is := r.last == "" && len(r.text) > 0 && len(r.text) <= maxUIEEHeader &&
		(r.number == 0 ||
			slices.ContainsFunc(r.text, func(line string) bool { return strings.EqualFold(strings.TrimSpace(line), "BOOKS") }))
	r.header = r.header || is
	return is
}

// cutField splits a line such as "TI|Tractatus" into token and value.
func cutField(text string) (token, value string, ok bool) {
	token, value, ok = strings.Cut(text, "|")
	if !isToken(token) {
		token = strings.ToUpper(strings.TrimSpace(token))
	}
	return token, strings.TrimPrefix(value, " "), ok && isToken(token)
}

// add reads a line of a record.
func (r *uieeReader) add(text string) {
	token, value, ok := cutField(text)
	if ok && r.last == "" && r.isHeader() { // without a blank line after it
		r.begin()
		r.start = r.lines.number
	}
	if r.size += len(text); r.size > r.lines.max {
		if r.text != nil {
			r.faults.add("", fmt.Sprintf("the record is longer than %d bytes", r.lines.max))
		}
		r.text = nil // keep nothing of a hostile record
		return
	}
	r.text = append(r.text, text)
	if !ok {
		r.faults.add("", quoted(text)+" is not a field")
		return
	}
	r.last, r.hasX = token, r.hasX || token[0] == 'X'
	switch token {
	case "XD":
		value = strings.ToUpper(strings.TrimSpace(value))
	case "UR", "PR", "BN", "NC", "CO", "XB": // codes, numbers and IDs
		value = strings.TrimSpace(value)
	}
	r.set(token, value)
}

// single are the tokens that a record can have only once.
var single = []string{"UR", "PR", "XB", "XD"}

func (r *uieeReader) set(token, value string) {
	place := r.places[tokenNumber(token)]
	switch {
	case value == "":
	case place == noName:
		r.extra = append(r.extra, UIEEField{token, value})
	case r.values[place] == "":
		r.values[place] = value
	case !slices.Contains(single, token):
		r.extra = append(r.extra, UIEEField{token, value})
	case r.values[place] != value:
		r.faults.add(token, "it appears twice, with "+quoted(r.values[place])+" and "+quoted(value)+"; a blank line must end each record")
	}
}

// endOfFile returns the record at the end of the file.
func (r *uieeReader) endOfFile() (UIEERecord, error) {
	if r.isHeader() {
		r.begin()
	}
	switch {
	case r.start == 0 && r.header && r.number == 0:
		return UIEERecord{}, badFile("UIEE file", "no line is a field")
	case r.start == 0:
		return UIEERecord{}, io.EOF
	case r.isCut():
		r.faults.add("", reasonCut)
	}
	return r.end()
}

// isCut reports whether the last record may be incomplete.
func (r *uieeReader) isCut() bool {
	status := r.values[r.places[tokenNumber("XD")]]
	switch {
	case r.lines.ending != EndLikely:
		return r.lines.ending == EndUnknown
	case r.last == "XD" && UIEEStatus(status).Known():
		return false
	}
	return r.lines.unended || r.last != r.closer || r.hasX && r.last[0] != 'X'
}

// end converts a complete record.
func (r *uieeReader) end() (UIEERecord, error) {
	r.number++
	r.closer = r.last
	r.cells.start(joinCells(r.values, r.cells.bounds[:0]))
	record := UIEERecord{Extra: r.extra}.columns(&r.cells)
	if faults := append(r.faults, r.cells.faults...); faults != nil {
		return UIEERecord{}, &RowError{Row: r.number, Line: r.start, Fields: faults, Cells: Row{
			number: r.number, line: r.start, cells: append([]string(nil), r.text...),
		}}
	}
	return record, nil
}
