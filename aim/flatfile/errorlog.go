package flatfile

import (
	"io"
	"iter"
	"strconv"
	"strings"
)

// ErrorLog is what the service found wrong with an upload, as a whole in memory.
type ErrorLog struct {
	LogSummary
	Entries []LogEntry
}

// LogSummary is what stands above the entries of an error log.
type LogSummary struct {
	// Processed and Successful are numbers of records. Nil if the log does not
	// say, as in the layout of 2004.
	Processed, Successful *int
	// Text are the lines above the entries as they are, blank ones left out. A
	// log without errors may have nothing else. See [ReadErrorLog] for others.
	Text []string
}

// LogEntry is one message about one record of an upload.
type LogEntry struct {
	// Record is the number of the record, from 1, header lines not counted; 0 if
	// the file as a whole is meant. It counts as [RowError].Row does.
	Record int
	SKU    string
	// ItemName is in the layout of 2004 only.
	ItemName string
	// Code such as "8026" is in the layout of 2009 only.
	Code    string
	Type    MessageType
	Message string
	// Extra has the values of columns that this package does not know. Nil if
	// there are none.
	Extra map[string]string
}

// MessageType is the service's word for how bad a message is, in the language of
// the marketplace. The list is open.
type MessageType string

// Severity sorts the message types.
type Severity int

const (
	// SeverityUnknown: the word is not known here.
	SeverityUnknown Severity = iota
	// SeverityWarning: the record was processed.
	SeverityWarning
	// SeverityError: the record was rejected.
	SeverityError
	// SeverityFatal: the file was rejected.
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

// ReadErrorLog reads an error log, in either layout, into memory. An
// [ErrorLogReader] reads one of any size. Entries that cannot be read are lines of
// [LogSummary].Text, unless [ReadOptions].OnRowError takes them.
func ReadErrorLog(r io.Reader, opts ReadOptions) (*ErrorLog, error) {
	var malformed []string
	if opts.OnRowError == nil {
		opts.OnRowError = func(e *RowError) error {
			if e.Values.values == nil {
				return e // too long to be kept
			}
			malformed = append(malformed, strings.Join(e.Values.values, "\t"))
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

// NewErrorLogReader reads as far as the line with the names of the columns, by
// which the entries are known: the first line with a column sku. A log without
// one has no entries, and all of it is in [LogSummary].Text, unless it is longer
// than a line may be. An empty log is an error.
func NewErrorLogReader(r io.Reader, opts ReadOptions) (*ErrorLogReader, error) {
	reader := &ErrorLogReader{entries: func(func(LogEntry, error) bool) {}}
	lines := newLineReader(r, opts)
	size := 0
	for {
		text, err := lines.next()
		switch {
		case err == io.EOF && lines.number == 0:
			return nil, badFile(errorLog.name, "the file is empty")
		case err == io.EOF:
			return reader, nil
		case isRowError(err):
			return nil, badFile(errorLog.name, "a line above the entries is too long")
		case err != nil:
			return nil, err
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
			return nil, badFile(errorLog.name, "no line names the column sku")
		}
		reader.summary.add(text)
	}
}

// Summary is what stands above the entries.
func (r *ErrorLogReader) Summary() LogSummary { return r.summary }

// Entries yields the entries, once. See [ReadOptions].OnRowError for malformed
// ones.
func (r *ErrorLogReader) Entries() iter.Seq2[LogEntry, error] { return r.entries }

// add reads a line such as "Number of records processed  82".
func (s *LogSummary) add(text string) {
	s.Text = append(s.Text, text)
	label, number := "", ""
	for part := range strings.SplitSeq(text, "\t") {
		if part = strings.TrimSpace(part); part != "" {
			label, number = number, part
		}
	}
	n, err := strconv.Atoi(number)
	label = strings.ToLower(label)
	switch {
	case err != nil || n < 0:
	case strings.HasSuffix(label, "processed"):
		s.Processed = &n
	case strings.HasSuffix(label, "successful"):
		s.Successful = &n
	}
}

// columns2004 are what the guide says of the columns, which it does not name.
const columns2004 = "row-number\tsku\titem-name\tmessage-type\tmessage"

// logHeader reads a line as names of columns; nil if it is something else.
func logHeader(text string) *header {
	h, err := newHeader(text)
	if err != nil {
		return nil
	}
	at, ok := h.index["sku"]
	if !ok {
		return nil
	}
	if _, ok := h.find(column{name: "error-message", also: []string{"message"}}); !ok && at == 1 && len(h.names) == 5 {
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
	if record := c.optionalCount("original-record-number", nil); record != nil {
		e.Record = *record
	}
	e.SKU = c.text("sku", e.SKU)
	e.ItemName = c.text("item-name", e.ItemName)
	e.Code = c.text("error-code", e.Code)
	c.alias("message-type")
	e.Type = MessageType(c.text("error-type", string(e.Type)))
	c.alias("message")
	e.Message = c.text("error-message", e.Message)
	e.Extra = c.keep(e.Extra)
	return e
}
