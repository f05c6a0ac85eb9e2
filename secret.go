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

// Secret holds a key, password or token and keeps it out of every text. It prints
// as "[redacted]" with every fmt verb, in slog, JSON and XML. Reflection, as in a
// failing assertion or a dump of a struct, finds only bytes that are masked with a
// key of this process. Only [Secret.Reveal] returns the value.
//
// JSON leaves a secret out: after a struct is written as JSON and read back, its
// secret is empty. Store the secret elsewhere and set it again.
//
// The zero value is an empty secret. Secrets with the same text are equal to ==,
// reflect.DeepEqual and [Secret.Equal].
type Secret struct {
	masked string // a nonce, and the text under a stream that is made of key and nonce
}

// NewSecret returns value as a Secret. Nothing is trimmed.
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

// Reveal returns the secret. Do not pass it to anything that prints.
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
	var block [sha256.Size + nonceSize + 4]byte
	copy(block[copy(block[:], maskKey()):], text[:nonceSize])
	for n, rest := uint32(0), text[nonceSize:]; len(rest) > 0; n++ {
		binary.BigEndian.PutUint32(block[len(block)-4:], n)
		stream := sha256.Sum256(block[:])
		rest = rest[subtle.XORBytes(rest, rest, stream[:]):]
	}
}

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s.masked == "" }

// Equal reports whether both secrets have the same text.
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

// UnmarshalText implements encoding.TextUnmarshaler, which JSON uses as well. It
// takes the text as the secret, except for "[redacted]", which leaves the secret
// empty.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret{}
	if string(text) != redacted {
		*s = NewSecret(string(text))
	}
	return nil
}
