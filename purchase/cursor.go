package purchase

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// Cursor continues a search after a page. It remembers which search it belongs to,
// because the service accepts a cursor only with the same criteria. In a query with
// other criteria the cursor is refused before anything is sent. The zero value
// means the start.
//
// A Cursor can be stored as text ([Cursor.String], [ParseCursor]) or as JSON,
// together with its [Query]. How long the service accepts it is not documented.
type Cursor struct {
	next  string // metadata.next, byte for byte
	query string // the fingerprint of its search
}

// IsZero reports whether the cursor is the zero value. In a [Page] that means that
// there is no further page.
func (c Cursor) IsZero() bool { return c.next == "" }

// Equal reports whether two cursors have the same place in the same search.
func (c Cursor) Equal(other Cursor) bool { return c == other }

// String returns the cursor as text. It is empty for the zero value.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	return c.query + ":" + c.next
}

// ParseCursor reads what [Cursor.String] returns. An empty text is the zero value.
// The error is a [sellerwire.InvalidError].
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
