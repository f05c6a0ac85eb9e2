package purchasetest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

const headerRequestID = "Abe-RequestId"

// maxRequestID bounds what the emulator takes for a valid request ID; the
// vendor names no bound.
const maxRequestID = 128

// credential is what belongs to an access key.
type credential struct {
	secret  string
	limited bool
	expired bool
}

// authFailureCodes are the refusals that count towards a lock-out: proof of
// identity that was missing or wrong, but not a wrong clock.
var authFailureCodes = []int{4010, 4014, 4015, 4016, 4017}

// checkRate counts the request and refuses it when its window is full.
func (e *Emulator) checkRate() *answer {
	if e.opts.RateLimit == 0 {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.now()
	if e.rateCount == 0 || now.Sub(e.rateStart) >= e.opts.RateWindow {
		e.rateStart, e.rateCount = now, 0
	}
	e.rateCount++
	if e.rateCount > e.opts.RateLimit {
		return refuse(4291)
	}
	return nil
}

// authenticate checks who sends the request, and what the lock-out says.
func (e *Emulator) authenticate(r *http.Request, body []byte) *answer {
	if !validRequestID(r.Header.Get(headerRequestID)) {
		return refuse(4018)
	}
	if e.lockedOut() {
		return refuse(4292)
	}
	key, refusal := e.checkCredentials(r, body)
	e.countAuthentication(refusal)
	if refusal != nil {
		return refusal
	}
	if key.limited {
		return refuse(4030)
	}
	return nil
}

// checkCredentials checks access key, date and signature.
func (e *Emulator) checkCredentials(r *http.Request, body []byte) (credential, *answer) {
	accessKey := r.Header.Get("Abe-Access-Key")
	if accessKey == "" {
		return credential{}, refuse(4010)
	}
	key, ok := e.keys[accessKey]
	if !ok {
		return credential{}, refuse(4014)
	}
	if key.expired {
		return credential{}, refuse(4015)
	}

	dateText := r.Header.Get("Abe-Date")
	if dateText == "" {
		return credential{}, refuse(4011)
	}
	date, ok := emulator.ParseAbeDate(dateText)
	if !ok {
		return credential{}, refuse(4012)
	}
	if !emulator.FreshAbeDate(date, e.now()) {
		return credential{}, refuse(4013)
	}

	if r.Header.Get("Abe-Signature") == "" {
		return credential{}, refuse(4016)
	}
	if !emulator.ValidAbeSignature(r, body, key.secret) {
		return credential{}, refuse(4017)
	}
	return key, nil
}

// lockedOut reports whether authentication has failed too often.
func (e *Emulator) lockedOut() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.opts.AuthLockout > 0 && e.authFailures >= e.opts.AuthLockout
}

// countAuthentication counts failures in a row.
func (e *Emulator) countAuthentication(refusal *answer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case refusal == nil:
		e.authFailures = 0
	case slices.Contains(authFailureCodes, refusal.codes[0]):
		e.authFailures++
	}
}

// checkCard checks the card token. It is called with the lock held.
func (e *Emulator) checkCard(token string) *answer {
	if e.opts.CardLockout > 0 && e.cardFailures >= e.opts.CardLockout {
		return refuse(4293)
	}
	if token != e.opts.CardToken {
		e.cardFailures++
		return refuse(4001)
	}
	e.cardFailures = 0
	return nil
}

// validRequestID takes any visible ASCII: a GUID is recommended, not required.
func validRequestID(id string) bool {
	unprintable := func(r rune) bool { return r <= ' ' || r > '~' }
	return id != "" && len(id) <= maxRequestID && !strings.ContainsFunc(id, unprintable)
}
