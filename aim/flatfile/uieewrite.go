package flatfile

import (
	"io"
	"iter"
	"slices"
	"strings"
)

// Validate checks the record as the writer does, apart from the encoding of the file. The
// error is a [sellerwire.InvalidError] that lists every fault.
func (r UIEERecord) Validate() error {
	var faults faultList
	newUIEEAppender(WriteOptions{Encoding: UTF8})(nil, &r, &faults)
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
		appender: func() appendFunc[UIEERecord] { return newUIEEAppender(opts) },
	}, nil
}

// firstOfLast is the token before which those go that this package does not know.
const firstOfLast = "XA"

func newUIEEAppender(opts WriteOptions) appendFunc[UIEERecord] {
	tokens := uieeTokens()
	return func(dst []byte, r *UIEERecord, faults *faultList) []byte {
		c := cells{mode: writing, unknownCodes: opts.AllowUnknownCodes}
		r.columns(&c)
		*faults = c.faults
		appendKnown := func(from, to int) {
			for i := from; i < to; i++ {
				if c.texts[i] != "" {
					dst = opts.appendField(dst, tokens[i], c.texts[i], faults)
				}
			}
		}
		place := extraPlace(tokens, r.Extra)
		appendKnown(0, place)
		for _, field := range r.Extra {
			dst = opts.appendExtra(dst, field, tokens, c.texts, faults)
		}
		appendKnown(place, len(tokens))
		return append(dst, lineEnd...)
	}
}

// extraPlace is before the tokens that come last, unless one of these is repeated:
// the first must stand before the others.
func extraPlace(tokens []string, extra []UIEEField) int {
	place := slices.Index(tokens, firstOfLast)
	for _, field := range extra {
		place = max(place, slices.Index(tokens, field.Token)+1)
	}
	return place
}

// appendExtra writes a field that is not the first with its token, or whose token
// this package does not know.
func (o *WriteOptions) appendExtra(dst []byte, field UIEEField, tokens, texts []string, faults *faultList) []byte {
	known := slices.Index(tokens, field.Token)
	switch {
	case !isToken(field.Token):
		faults.add("Extra", "the token "+quoted(field.Token)+" is not two capital letters")
	case slices.Contains(single, field.Token):
		faults.add("Extra", "a record has one "+field.Token)
	case field.Value == "":
		faults.add("Extra", "the field "+field.Token+" is empty")
	case known >= 0 && texts[known] == "":
		faults.add("Extra", "the first field "+field.Token+" has a place of its own in the record")
	case faults.checkText(field.Token, field.Value):
		return o.appendField(dst, field.Token, field.Value, faults)
	}
	return dst
}

func (o *WriteOptions) appendField(dst []byte, token, value string, faults *faultList) []byte {
	dst = append(append(dst, token...), '|')
	if strings.HasPrefix(value, " ") {
		dst = append(dst, ' ') // readers drop one blank
	}
	dst = o.appendEncoded(dst, token, value, faults)
	return append(dst, lineEnd...)
}

// isToken tells whether a text is two capital letters.
func isToken(text string) bool {
	return len(text) == 2 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
