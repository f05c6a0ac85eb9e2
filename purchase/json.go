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
	src []byte
	at  int
}

// begin puts the cursor on the value that a reply consists of.
func (c *cursor) begin(reply []byte) error {
	reply = bytes.TrimSpace(bytes.TrimPrefix(reply, []byte("\xef\xbb\xbf")))
	if !json.Valid(reply) {
		return json.Unmarshal(reply, new(struct{})) // which says where
	}
	*c = cursor{src: reply}
	if !c.is('{') {
		return errors.New("it is not a JSON object")
	}
	return nil
}

// is tells whether the value begins with this character.
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

// value returns the value, and leaves the cursor behind it.
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

// quoteAfter returns the place of the quote that ends the string at i.
func quoteAfter(src []byte, i int) int {
	for i++; src[i] != '"'; i++ {
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
