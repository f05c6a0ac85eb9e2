package abexml

import (
	"errors"
	"strconv"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/money"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// OK is the code of a success.
const OK = 600

// Code is what is known of the code of a refusal.
type Code struct {
	Text string
	Kind error
	// Passes: the service has a problem that may pass.
	Passes bool
	// Lost: the words leave open what was done before.
	Lost bool
}

// requestCodes are those of whole requests, on the vendor's errors page.
var requestCodes = map[int]Code{
	100: {"database unavailable", sellerwire.ErrUnavailable, true, false},
	103: {"network error", sellerwire.ErrUnavailable, true, true},
	104: {"invalid XML", sellerwire.ErrInvalidRequest, false, false},
	105: {"unhandled exception", sellerwire.ErrUnavailable, true, true},
	106: {"external server unavailable", sellerwire.ErrUnavailable, true, false},
	108: {"unauthorized action: the key is not authorised for this API", sellerwire.ErrForbidden, false, false},
	109: {"unknown action", sellerwire.ErrInvalidRequest, false, false},
	110: {"user is invalid", sellerwire.ErrUnauthorized, false, false},
	111: {"error validating the user", sellerwire.ErrUnavailable, true, false},
}

// LookUp finds a code of whole requests.
func LookUp(code int) (Code, bool) {
	c, ok := requestCodes[code]
	return c, ok
}

// ParseCode reads the one code that there must be, by its value.
func ParseCode(texts []string) (code int, ok bool) {
	for i, text := range texts {
		d, err := money.Parse(text)
		if err != nil || !d.IsInteger() || d.Sign() < 0 || d.NumDigits() > 9 {
			return 0, false
		}
		if n := int(d.IntPart()); i > 0 && n != code {
			return 0, false
		} else {
			code = n
		}
	}
	return code, len(texts) > 0
}

// Failure is that of a request which the service refused as a whole with a code that
// is known as c; the zero value is one that is not known.
func (c Code) Failure(code int, messages []string) *transport.Failure {
	f := &transport.Failure{
		Codes: []string{strconv.Itoa(code)}, Messages: messages,
		Refused: !c.Lost, Lost: c.Lost,
	}
	if c == (Code{}) {
		return f
	}
	f.Retry = transport.RetryNever
	if c.Passes {
		f.Retry = transport.RetryAlways
	}
	if c.Kind != nil {
		f.Kinds = []error{c.Kind}
	}
	f.Err = errors.New(c.Text)
	return f
}
