package aim

import (
	"io"
	"iter"
	"strings"
)

// Validate checks the record as it is checked before it is written. The error is a
// [sellerwire.InvalidError] that lists every fault.
func (r UIEERecord) Validate() error {
	var faults faultList
	appendUIEE(nil, &r, &WriteOptions{Encoding: UTF8}, &faults)
	return faults.invalid("validate UIEE record")
}

// NewUIEEWriter writes a UIEE file to w: without the file header that generic UIEE
// has, which the service does not take. The records are buffered; end with
// [Writer.Flush].
func NewUIEEWriter(w io.Writer, opts WriteOptions) (*Writer[UIEERecord], error) {
	c, err := uieeCodec(opts)
	if err != nil {
		return nil, err
	}
	return newWriter(w, c), nil
}

// UIEEFeed is a feed of a UIEE file that is encoded while it is sent. It does what
// [LoaderFeed] does.
func UIEEFeed(records iter.Seq2[UIEERecord, error], opts WriteOptions) (Feed, error) {
	c, err := uieeCodec(opts)
	if err != nil {
		return Feed{}, err
	}
	return newFeed(records, c, opts)
}

func uieeCodec(opts WriteOptions) (codec[UIEERecord], error) {
	faults := opts.encodingFaults()
	if len(opts.Columns) > 0 {
		faults.add("Columns", "a UIEE file has none")
	}
	if err := faults.invalid("write options"); err != nil {
		return codec[UIEERecord]{}, err
	}
	return codec[UIEERecord]{
		name: "UIEE file", format: UIEE,
		append: func(dst []byte, r *UIEERecord, faults *faultList) []byte {
			return appendUIEE(dst, r, &opts, faults)
		},
	}, nil
}

// firstOfLast is the token before which those go that this package does not know.
const firstOfLast = "XA"

func appendUIEE(dst []byte, r *UIEERecord, opts *WriteOptions, faults *faultList) []byte {
	written := make(map[string]bool, len(uieeFields))
	for i := range uieeFields {
		field := &uieeFields[i]
		if field.name == firstOfLast {
			dst = appendExtra(dst, r.Extra, written, opts, faults)
		}
		text := field.textOf(r, opts, faults)
		if written[field.name] = text != ""; text != "" {
			dst = opts.appendField(dst, field.name, text, faults)
		}
	}
	checkPrice("PR", r.Price, r.Action.asAction(), faults)
	if r.Title == "" && !r.Action.Deletes() {
		faults.add("TI", "it is empty; only a deletion goes without")
	}
	return append(dst, lineEnd...)
}

// appendExtra writes fields that are not the first with their token, or whose token
// this package does not know.
func appendExtra(dst []byte, extra []UIEEField, written map[string]bool, opts *WriteOptions, faults *faultList) []byte {
	for _, field := range extra {
		isWritten, known := written[field.Token]
		switch {
		case !isToken(field.Token):
			faults.add("Extra", "the token "+quoted(field.Token)+" is not two capital letters")
		case field.Token == "UR":
			faults.add("Extra", "a record has one SKU")
		case field.Value == "":
			faults.add("Extra", "the field "+field.Token+" is empty")
		case known && !isWritten:
			faults.add("Extra", "the first field "+field.Token+" has a place of its own in the record")
		default:
			if faults.checkText(field.Token, field.Value) {
				dst = opts.appendField(dst, field.Token, field.Value, faults)
			}
		}
	}
	return dst
}

func (o *WriteOptions) appendField(dst []byte, token, value string, faults *faultList) []byte {
	dst = append(append(dst, token...), '|')
	dst = o.appendEncoded(dst, token, value, faults)
	return append(dst, lineEnd...)
}

// isToken tells whether a text is two capital letters.
func isToken(text string) bool {
	return len(text) == 2 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
