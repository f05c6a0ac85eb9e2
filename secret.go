package sellerwire

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"sync"
)

// redacted stands wherever a secret would have been printed.
const redacted = "[redacted]"

// Secret holds a key, password or token and keeps it out of every text: it
// prints as "[redacted]" under every fmt verb, in slog, JSON and XML. What
// reflection finds, as in a failing assertion or a dump of a struct, is masked with
// a key of the process. Only [Secret.Reveal] gives the value away.
//
// JSON leaves a secret out: a struct that is written as JSON and read back has an
// empty one. Keep the secret elsewhere and put it in again.
//
// The zero value is an empty secret. Secrets of the same text are equal, to ==,
// [reflect.DeepEqual] and [Secret.Equal].
type Secret struct {
	masked string // a nonce, and the text under a stream that is made of key and nonce
}

// NewSecret wraps a secret. The text is taken as it is: nothing is trimmed.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	// The nonce is made of the text, so that equal secrets look alike, and no two
	// others share a stream.
	mac := hmac.New(sha256.New, maskKey())
	mac.Write([]byte(value))
	masked := append(mac.Sum(nil)[:nonceSize], value...)
	mask(masked)
	return Secret{string(masked)}
}

// Reveal returns the secret itself. Give it to nothing that prints.
func (s Secret) Reveal() string {
	if s.masked == "" {
		return ""
	}
	text := []byte(s.masked)
	mask(text)
	return string(text[nonceSize:])
}

const nonceSize = 16

// maskKey is random, and the same as long as the process lives.
var maskKey = sync.OnceValue(func() []byte {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // never fails
	return key
})

// mask masks what follows the nonce, or takes the mask off again.
func mask(text []byte) {
	block := append(append(maskKey()[:sha256.Size:sha256.Size], text[:nonceSize]...), 0, 0, 0, 0)
	for n, rest := uint32(0), text[nonceSize:]; len(rest) > 0; n++ {
		binary.BigEndian.PutUint32(block[len(block)-4:], n)
		stream := sha256.Sum256(block)
		rest = rest[subtle.XORBytes(rest, rest, stream[:]):]
	}
}

// IsZero tells whether the secret is empty.
func (s Secret) IsZero() bool { return s.masked == "" }

// Equal tells whether both secrets have the same text.
func (s Secret) Equal(other Secret) bool { return s == other }

// String returns "[redacted]", or "" for an empty secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return redacted
}

// Format implements [fmt.Formatter]: every verb prints what String returns.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText implements [encoding.TextMarshaler], which XML and map keys use.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON implements [json.Marshaler].
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalText implements [encoding.TextUnmarshaler], which JSON uses, too. It
// takes the text for the secret, but for "[redacted]", which is none.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret{}
	if string(text) != redacted {
		*s = NewSecret(string(text))
	}
	return nil
}
