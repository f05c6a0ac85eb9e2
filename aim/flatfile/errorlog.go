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

// ErrorLog is what the service found wrong with an upload, as a whole in memory.
type ErrorLog struct {
	LogSummary
	Entries []LogEntry
}

// LogSummary is what stands above the entries of an error log.
type LogSummary struct {
	// Processed and Successful are numbers of records. Nil if the log does not state
	// them, as in the layout of 2004.
	Processed, Successful *int
	// Text is the lines above the entries as they are, without blank ones. A log
	// without errors may have nothing else. See also [ReadErrorLog].
	Text []string
}

// LogEntry is one message about one record of an upload.
type LogEntry struct {
	// Record is the number of the record in the file that was sent, from 1, without
	// header lines; 0 if the file as a whole is meant, or if the number cannot be
	// read.
	Record int
	// Row is the number of the row in the source of the feed, as [RowError.Row] counts:
	// the same as Record unless rows were left out; see [Feed.SourceRow]. The waiting
	// calls of package aim, which know the feed, set it; reading a log leaves it 0.
	Row int
	SKU string
	// ItemName is in the layout of 2004 only.
	ItemName string
	// Code such as "8026" is in the layout of 2009 only.
	Code    string
	Type    MessageType
	Message string
	// Extra has the cells of columns that this package does not know, and those of
	// Unreadable. Nil if there are none.
	Extra map[string]string
	// Unreadable lists a record number that is no number.
	Unreadable []sellerwire.FieldError
}

// MessageType is the service's word for how bad a message is, in the language of
// the marketplace. The list is open.
type MessageType string

// Severity sorts the message types.
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

// severities are the words that were seen on the hosts of the US, Germany and
// France, and those of the guide of 2004.
var severities = map[string]Severity{
	"warning": SeverityWarning, "warnung": SeverityWarning, "avertissement": SeverityWarning,
	"status message": SeverityWarning,
	"error":          SeverityError, "fehler": SeverityError, "erreur": SeverityError, "data error": SeverityError,
	"fatal": SeverityFatal, "template error": SeverityFatal,
}

// Severity tells how bad the message is.
func (t MessageType) Severity() Severity {
	return severities[strings.ToLower(strings.TrimSpace(string(t)))]
}

// Known tells whether the severity of the word is known.
func (t MessageType) Known() bool { return t.Severity() != SeverityUnknown }

// ReadErrorLog reads an error log, in either layout, into memory. An [ErrorLogReader]
// reads one of any size. Entries that cannot be read are lines of [LogSummary.Text],
// unless [ReadOptions.OnRowError] takes them; but a last line that may have been cut
// is an error.
func ReadErrorLog(r io.Reader, opts ReadOptions) (*ErrorLog, error) {
	var malformed []string
	if opts.OnRowError == nil {
		opts.OnRowError = func(e *RowError) error {
			if e.Cells.cells == nil || e.Fields[len(e.Fields)-1].Reason == reasonCut {
				return e // too long to be kept, or not complete
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

// NewErrorLogReader reads up to the header line of the entries: the first line with a
// column sku, or with two other columns of an error log. A log without one has no
// entries, and all of it is in [LogSummary.Text]. A file without entries is an error if it
// neither states a number behind a label nor is titled as a summary: it is something else,
// such as a message that the service is down.
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
			return nil, badFile(errorLog.name, "a line above the entries is too long")
		case err != nil:
			return nil, err
		case lines.mayBeCut(false):
			return nil, badFile(errorLog.name, "the file ends above the entries, without a line end: it may have been cut")
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
			return nil, badFile(errorLog.name, "no line names its columns")
		}
		reader.summary.add(text)
	}
}

// Summary is what stands above the entries.
func (r *ErrorLogReader) Summary() LogSummary { return r.summary }

// Entries yields the entries, once. See [ReadOptions.OnRowError] for malformed
// ones.
func (r *ErrorLogReader) Entries() iter.Seq2[LogEntry, error] { return r.entries }

// The ends of the labels of the two numbers.
const (
	processed  = "processed"
	successful = "successful"
)

// add reads a line above the entries.
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

// check refuses a file without entries that is no error log: one that has no number with a
// label, in whatever language, and whose title is not that of a summary. That no entry was
// found is no proof that there are none.
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

// columns2004 are what the guide says of the columns, which it does not name.
const columns2004 = "row-number\tsku\titem-name\tmessage-type\tmessage"

// logHeader reads a line as names of columns; nil if it is something else.
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
		// The guide's columns under names that nobody recorded.
		h, _ = newHeader(columns2004)
	}
	return h
}

var errorLog = format[LogEntry]{
	name: "error log",
	row:  logEntry,
}

func logEntry(c *cells) (e LogEntry) {
	c.alias("row-number", "record-number", "row")
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
