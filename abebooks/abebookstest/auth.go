package abebookstest

import (
	"net/http"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

// authenticate returns 600, 108 or 110. Classic credentials win when a request
// has both kinds.
func (e *Emulator) authenticate(r *http.Request, body []byte, given action) int {
	if given.Username != "" || given.Password != "" {
		return e.authenticateClassic(given)
	}
	return e.authenticateSigned(r, body)
}

func (e *Emulator) authenticateClassic(given action) int {
	matches := func(c Credentials) bool {
		return given.Username == c.Username && given.Password == c.APIKey
	}
	switch {
	case matches(e.opts.Account):
		return codeSuccess
	case matches(e.opts.Limited):
		return codeUnauthorized
	default:
		return codeInvalidUser
	}
}

func (e *Emulator) authenticateSigned(r *http.Request, body []byte) int {
	var secret string
	var verdict int
	switch r.Header.Get("Abe-Access-Key") {
	case e.opts.Account.AccessKey:
		secret, verdict = e.opts.Account.SecretKey, codeSuccess
	case e.opts.Limited.AccessKey:
		secret, verdict = e.opts.Limited.SecretKey, codeUnauthorized
	default:
		return codeInvalidUser
	}

	date, parsed := emulator.ParseAbeDate(r.Header.Get("Abe-Date"))
	fresh := parsed && emulator.FreshAbeDate(date, e.opts.Now())
	if !fresh || r.Header.Get("Abe-RequestId") == "" || !emulator.ValidAbeSignature(r, body, secret) {
		return codeInvalidUser
	}
	return verdict
}
