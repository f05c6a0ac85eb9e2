package sellerwire

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// redacted stands wherever a secret would have been printed.
const redacted = "[redacted]"

// Secret holds a key, password or token and keeps it out of every text: it
// prints as "[redacted]" under every fmt verb, in slog, JSON and XML, and as an
// address where fmt prints an unexported field of a struct. Only
// [Secret.Reveal] gives the value away.
//
// So it is lost where a struct that holds one is written as JSON, and is empty
// when that is read back: keep it elsewhere and put it in again.
//
// The zero value is an empty secret. A Secret may be copied. Compare what Reveal
// returns: == tells two secrets of the same text apart.
type Secret struct {
	// A pointer, because fmt prints unexported fields by reflection, without
	// asking their methods.
	value *string
}

// NewSecret wraps a secret. The text is taken as it is: nothing is trimmed.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{&value}
}

// Reveal returns the secret itself. Give it to nothing that prints.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsZero tells whether the secret is empty.
func (s Secret) IsZero() bool { return s.value == nil }

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
