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

// Refusal is the failure of a request that the service refused as a whole.
func Refusal(code int, messages []string) *transport.Failure {
	info, known := LookUp(code)
	f := &transport.Failure{
		Codes: []string{strconv.Itoa(code)}, Messages: messages,
		Refused: !info.Lost, Lost: info.Lost,
	}
	switch {
	case info.Passes:
		f.Retry = transport.RetryAlways
	case known:
		f.Retry = transport.RetryNever
	}
	if known {
		f.Kinds, f.Err = []error{info.Kind}, errors.New(info.Text)
	}
	return f
}
