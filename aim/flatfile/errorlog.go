package flatfile

import (
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sellerwire/sellerwire"
)

// ErrorLog is what the service found wrong with an upload. All of it is in memory.
type ErrorLog struct {
	LogSummary
	Entries []LogEntry
}

// LogSummary is the part of an error log before its entries.
type LogSummary struct {
	// Processed and Successful are numbers of records. They are nil if the log does not
	// state them, as in the layout of 2004.
	Processed, Successful *int
	// Text has the lines before the entries, without blank lines. A log without errors
	// may have nothing else. [ReadErrorLog] also adds entries that cannot be read.
	Text []string
}

// LogEntry is one message about one record of an upload.
type LogEntry struct {
	// Record is the number of the record in the file that was sent, from 1, without
	// header lines. It is 0 if the message is about the whole file, or if the number
	// cannot be read.
	Record int
	// Row is the number of the row in the source of the feed, counted like
	// [RowError.Row]. It equals Record unless rows were left out; see [Feed.SourceRow].
	// The waiting calls of package aim set it, because they know the feed. Reading a log
	// leaves it 0.
	Row int
	SKU string
	// ItemName is in the layout of 2004 only.
	ItemName string
	// Code, such as "8026", is in the layout of 2009 only.
	Code    string
	Type    MessageType
	Message string
	// Extra has the cells of unknown columns, and those listed in Unreadable. Nil if
	// there are none.
	Extra map[string]string
	// Unreadable lists a record number that is not a number.
	Unreadable []sellerwire.FieldError
}

// MessageType is the service's word for the severity of a message, in the language of the
// marketplace. The list is open.
type MessageType string

// Severity is the severity of a message type.
type Severity int

const (
	// SeverityUnknown means that this package does not know the word.
	SeverityUnknown Severity = iota
	// SeverityWarning means that the record was processed.
	SeverityWarning
	// SeverityError means that the record was rejected.
	SeverityError
	// SeverityFatal means that the file was rejected.
	SeverityFatal
)

// String returns "warning", "error", "fatal" or "unknown".
func (s Severity) String() string {
	switch s {
	case SeverityWarning:
		return "warning"
	case SeverityError:
		return "error"
	case SeverityFatal:
		return "fatal"
	default:
		return "unknown"
	}
}

// severities are the words seen on the hosts of the US, Germany and France, and those of
// the guide of 2004.
var severities = map[string]Severity{
	"warning": SeverityWarning, "warnung": SeverityWarning, "avertissement": SeverityWarning,
	"status message": SeverityWarning,
	"error":          SeverityError, "fehler": SeverityError, "erreur": SeverityError, "data error": SeverityError,
	"fatal": SeverityFatal, "template error": SeverityFatal,
}

// Severity returns the severity of the message.
func (t MessageType) Severity() Severity {
	return severities[strings.ToLower(strings.TrimSpace(string(t)))]
}

// Known reports whether this package knows the severity of the word.
func (t MessageType) Known() bool { return t.Severity() != SeverityUnknown }

// ReadErrorLog reads an error log, in the layout of 2004 or of 2009, into memory. For
// logs of any size, use [NewErrorLogReader]. Entries that cannot be read are added to
// [LogSummary.Text], unless [ReadOptions.OnRowError] is set. A line that is too long, or
// a last line that may have been cut, is an error.
func ReadErrorLog(r io.Reader, opts ReadOptions) (*ErrorLog, error) {
	var malformed []string
	if opts.OnRowError == nil {
		opts.OnRowError = func(e *RowError) error {
			if e.Cells.cells == nil || e.Fields[len(e.Fields)-1].Reason == reasonCut {
				return e // too long to keep, or incomplete
			}
			malformed = append(malformed, strings.Join(e.Cells.cells, "\t"))
			return nil
		}
	}
	reader, err := NewErrorLogReader(r, opts)
	if err != nil {
		return nil, err
	}
	log := &ErrorLog{LogSummary: reader.Summary()}
	for entry, err := range reader.Entries() {
		if err != nil {
			return nil, err
		}
		log.Entries = append(log.Entries, entry)
	}
	log.Text = append(log.Text, malformed...)
	return log, nil
}

// ErrorLogReader reads an error log of any size.
type ErrorLogReader struct {
	summary LogSummary
	entries iter.Seq2[LogEntry, error]
}

// NewErrorLogReader reads the lines before the entries, up to the header line of the
// entries: the first line with a column sku, or with two other columns of an error log. A
// log without a header line has no entries, and all of it is in [LogSummary.Text]. But a
// file without a header line counts as a log only if it has a number with a label, or the
// title of a summary. Any other such file is an error: it is something else, such as a
// message that the service is down.
func NewErrorLogReader(r io.Reader, opts ReadOptions) (*ErrorLogReader, error) {
	reader := &ErrorLogReader{entries: func(func(LogEntry, error) bool) {}}
	lines := newLineReader(errorLog.name, r, opts)
	size := 0
	for {
		text, err := lines.next()
		switch {
		case err == io.EOF:
			return reader, reader.summary.check()
		case isRowError(err):
			return nil, badFile(errorLog.name, "a line before the entries is too long")
		case err != nil:
			return nil, err
		case lines.mayBeCut(false):
			return nil, badFile(errorLog.name, "the file ends before the entries, without a line end: it may have been cut")
		case isBlankLine(text):
			continue
		}
		if h := logHeader(text); h != nil {
			rows, err := errorLog.over(scanner{lines: lines, header: h}, opts)
			if err != nil {
				return nil, err
			}
			reader.entries = once(func(yield func(LogEntry, error) bool) { rows.each(&opts, yield) })
			return reader, nil
		}
		if size += len(text); size > lines.max {
			return nil, badFile(errorLog.name, "no line has column names")
		}
		reader.summary.add(text)
	}
}

// Summary returns the part before the entries.
func (r *ErrorLogReader) Summary() LogSummary { return r.summary }

// Entries yields the entries, once. [ReadOptions.OnRowError] handles malformed ones.
func (r *ErrorLogReader) Entries() iter.Seq2[LogEntry, error] { return r.entries }

// The last words of the labels of the two numbers.
const (
	processed  = "processed"
	successful = "successful"
)

// add reads a line before the entries.
func (s *LogSummary) add(text string) {
	s.Text = append(s.Text, text)
	label, number := labelled(text)
	n, err := strconv.Atoi(number)
	switch {
	case err != nil || n < 0:
	case strings.HasSuffix(label, processed):
		s.Processed = &n
	case strings.HasSuffix(label, successful):
		s.Successful = &n
	}
}

// labelled reads a line such as "Number of records processed  82".
func labelled(text string) (label, number string) {
	for part := range strings.SplitSeq(text, "\t") {
		if part = strings.TrimSpace(part); part != "" {
			label, number = strings.ToLower(number), part
		}
	}
	return label, number
}

// check refuses a file without entries that is not an error log: no number has a label,
// in any language, and the title is not that of a summary. If no entry was found, this
// does not prove that there are none.
func (s *LogSummary) check() error {
	if len(s.Text) == 0 {
		return badFile(errorLog.name, "the file is empty")
	}
	title := strings.ToLower(s.Text[0])
	words := strings.FieldsFunc(title, func(r rune) bool { return !unicode.IsLetter(r) })
	named := len(words) > 0 && len(words) <= 3 && words[len(words)-1] == "summary"
	if named || strings.Contains(title, "summary log") || slices.ContainsFunc(s.Text, func(text string) bool {
		label, number := labelled(text)
		_, err := strconv.Atoi(number)
		return label != "" && err == nil || strings.HasSuffix(label, processed) || strings.HasSuffix(label, successful)
	}) {
		return nil
	}
	return badFile(errorLog.name, "it has neither entries nor a summary, and starts with "+quoted(s.Text[0]))
}

// columns2004 are the columns that the guide describes but does not name.
const columns2004 = "row-number\tsku\titem-name\tmessage-type\tmessage"

// logHeader reads a line as column names; nil if it is something else.
func logHeader(text string) *header {
	if !strings.Contains(text, "\t") {
		return nil
	}
	h, err := newHeader(text)
	if err != nil {
		return nil
	}
	known := 0
	columns, _ := errorLog.declare()
	for _, c := range columns {
		if _, ok := h.find(c); ok {
			known++
		}
	}
	at, hasSKU := h.index["sku"]
	_, hasMessage := h.find(column{name: "error-message", also: []string{"message"}})
	switch {
	case !hasSKU && known < 2:
		return nil
	case !hasMessage && at == 1 && len(h.names) == 5:
		// The guide's columns, under names that were never recorded.
		h, _ = newHeader(columns2004)
	}
	return h
}

var errorLog = format[LogEntry]{
	name: "error log",
	row:  logEntry,
}

func logEntry(c *cells) (e LogEntry) {
	c.alias("row-number record-number row")
	if record := c.sideCount("original-record-number"); record != nil {
		e.Record = *record
	}
	e.SKU = c.text("sku", e.SKU)
	e.ItemName = c.text("item-name", e.ItemName)
	e.Code = c.text("error-code", e.Code)
	c.alias("message-type")
	e.Type = MessageType(c.text("error-type", string(e.Type)))
	c.alias("message")
	e.Message = c.text("error-message", e.Message)
	e.Extra, e.Unreadable = c.keep(e.Extra), c.lost
	return e
}
