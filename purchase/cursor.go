package purchase

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// Cursor continues a search where a page ended. It remembers the search it
// belongs to: the service wants a cursor back with the same criteria, and one
// that comes with others is refused before anything is sent. The zero value
// stands for the start.
//
// A Cursor can be kept as text ([Cursor.String], [ParseCursor]; JSON does the
// same), beside the [Query] that it belongs to. How long the service knows it is
// not documented.
type Cursor struct {
	next  string // metadata.next, byte for byte
	query string // the fingerprint of its search
}

// IsZero tells whether the cursor is the zero value: there is no further page.
func (c Cursor) IsZero() bool { return c.next == "" }

// Equal tells whether both stand at the same place of the same search.
func (c Cursor) Equal(other Cursor) bool { return c == other }

// String returns the cursor as text, "" for the zero value.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	return c.query + ":" + c.next
}

// ParseCursor reads what [Cursor.String] wrote; "" is the zero value. The error is
// a [sellerwire.InvalidError].
func ParseCursor(text string) (Cursor, error) {
	if text == "" {
		return Cursor{}, nil
	}
	query, next, _ := strings.Cut(text, ":")
	if sum, err := hex.DecodeString(query); err != nil || len(sum) != fingerprintSize || next == "" {
		return Cursor{}, invalid("parse cursor", sellerwire.FieldError{
			Field: "next", Reason: "it is not the text of a cursor",
		})
	}
	return Cursor{next: next, query: query}, nil
}

// MarshalText implements [encoding.TextMarshaler].
func (c Cursor) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. See [ParseCursor].
func (c *Cursor) UnmarshalText(text []byte) error {
	parsed, err := ParseCursor(string(text))
	*c = parsed
	return err
}

const fingerprintSize = 8 // bytes; no defence, only against mistakes

// fingerprint is the same for queries that differ in nothing but Limit and
// Next.
func (q *Query) fingerprint() string {
	sum := sha256.Sum256([]byte(q.criteria()))
	return hex.EncodeToString(sum[:fingerprintSize])
}

func (q *Query) cursor(next string) Cursor { return Cursor{next: next, query: q.fingerprint()} }
