package purchase

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/sellerwire/sellerwire/internal/charset"
)

// Replies are walked through in place rather than decoded into structs: a value
// keeps its spelling until somebody reads it, an odd one stays where it is, and
// 16 MiB of empty objects cost no more than their bytes. encoding/json has found
// the whole valid before, so that nothing here can fail.

// cursor is a place in valid JSON: that of the next value.
type cursor struct {
	src    []byte
	at     int
	mended bool // the reply was not quite JSON
}

// begin puts the cursor on the value that a reply consists of.
func (c *cursor) begin(reply []byte) error {
	reply = bytes.TrimSpace(bytes.TrimPrefix(reply, []byte("\xef\xbb\xbf")))
	mended := false
	if !json.Valid(reply) {
		better := mend(reply)
		if mended = json.Valid(better); !mended {
			return json.Unmarshal(reply, new(struct{})) // which says where
		}
		reply = better
	}
	*c = cursor{src: reply, mended: mended}
	if !c.is('{') {
		return errors.New("it is not a JSON object")
	}
	return nil
}

// mend makes JSON of what back ends write in its place: a value such as NaN, .5 or
// 007 becomes a text, and a control character in a text becomes a space. Otherwise
// one such value would hide all the others.
func mend(src []byte) []byte {
	src = bytes.Clone(src)
	for i, c := range src {
		if c < ' ' {
			src[i] = ' '
		}
	}
	src = bytes.TrimSpace(src)
	out := make([]byte, 0, len(src)+len(src)/8)
	for at := 0; at < len(src); {
		from := at
		if src[at] == '"' {
			at = min(quoteAfter(src, at)+1, len(src))
		} else if at++; strings.IndexByte("{}[]:, ", src[from]) < 0 {
			for at < len(src) && strings.IndexByte(`{}[]:, "`, src[at]) < 0 {
				at++
			}
			if bare := src[from:at]; !json.Valid(bare) {
				out = append(append(append(out, '"'), bare...), '"')
				continue
			}
		}
		out = append(out, src[from:at]...)
	}
	return out
}

// is reports whether the value begins with this character.
func (c *cursor) is(first byte) bool { return c.src[c.at] == first }

// enter goes into an object or an array.
func (c *cursor) enter() { c.at++ }

// more goes on to the next key, value or element. False is the end of what the
// cursor was in, and has left.
func (c *cursor) more() bool {
	for strings.IndexByte(" \t\r\n,:", c.src[c.at]) >= 0 {
		c.at++
	}
	if c.is('}') || c.is(']') {
		c.at++
		return false
	}
	return true
}

// value returns the value, and leaves the cursor after it.
func (c *cursor) value() []byte {
	start, depth := c.at, 0
	for {
		switch c.src[c.at] {
		case '"':
			c.at = quoteAfter(c.src, c.at)
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		default:
			if depth == 0 { // a number, or a word
				for c.at < len(c.src) && strings.IndexByte(" \t\r\n,:]}", c.src[c.at]) < 0 {
					c.at++
				}
				return c.src[start:c.at]
			}
		}
		c.at++
		if depth == 0 {
			return c.src[start:c.at]
		}
	}
}

// quoteAfter returns the place of the quote that ends the string at i. Text that is
// not valid JSON may have none; then the place is at or past the end.
func quoteAfter(src []byte, i int) int {
	for i++; i < len(src) && src[i] != '"'; i++ {
		if src[i] == '\\' {
			i++
		}
	}
	return i
}

// unquote returns what a JSON string says. One that is not UTF-8 is read as
// Windows-1252, as browsers do.
func unquote(raw []byte) string {
	if !utf8.Valid(raw) {
		raw = []byte(charset.Windows1252.Decode(raw))
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var text string
	_ = json.Unmarshal(raw, &text)
	return text
}

func isNull(raw []byte) bool { return len(raw) == 0 || string(raw) == "null" }
