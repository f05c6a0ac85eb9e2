package bulk

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sellerwire/sellerwire"
)

// watch looks at what the service answers, and stops a run where going on cannot
// help and may harm: services lock accounts that come back with a key they have
// refused. The workers share it.
type watch struct {
	keepGoing     bool
	maxRetryAfter time.Duration

	mu    sync.Mutex
	trial int   // how many more calls must be forbidden to stop the run; 0 once that is settled
	cause error // of the stop
}

// stopped says why the run has stopped; nil while it goes on.
func (w *watch) stopped() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cause
}

// saw is called at the end of each call, before its worker makes another.
func (w *watch) saw(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.keepGoing || w.cause != nil {
		return
	}
	e, ok := errors.AsType[*sellerwire.Error](err)
	if !ok || e.StatusCode == 0 {
		e = &sellerwire.Error{} // nobody has refused anything
	}
	if why := w.hopeless(e); why != "" {
		w.cause = &stopError{why, e}
	}
}

// lockedOut finds the words of services that have no code for it.
var lockedOut = regexp.MustCompile(`(?i)\block(ed)?[ -]?out\b|\baccount\b.{0,20}\b(locked|blocked|suspended|disabled)\b`)

// hopeless says why going on after this failure cannot help; "" if it may.
func (w *watch) hopeless(e *sellerwire.Error) string {
	allForbidden := w.allForbidden(errors.Is(e, sellerwire.ErrForbidden))
	switch {
	case errors.Is(e, sellerwire.ErrUnauthorized):
		return "the service does not accept the credentials"
	case e.StatusCode/100 == 3:
		return "the address redirects to another"
	case e.StatusCode == http.StatusNotFound && errors.Is(e, sellerwire.ErrUnexpectedContent):
		return "the service is not at this address"
	case e.StatusCode == http.StatusLocked || slices.ContainsFunc(e.Messages, lockedOut.MatchString):
		return "the service has locked the account"
	case e.RetryAfter > w.maxRetryAfter:
		return fmt.Sprintf("the service asks for a pause of %v", e.RetryAfter)
	case allForbidden:
		return "the service has forbidden every call so far"
	}
	return ""
}

// allForbidden reports whether the first calls, as many as run at a time, have all
// been forbidden. One among others may be forbidden for its item's sake.
func (w *watch) allForbidden(this bool) bool {
	if !this || w.trial == 0 {
		w.trial = 0
		return false
	}
	w.trial--
	return w.trial == 0
}

// stopError is why a run stopped early: the failure of another call.
type stopError struct {
	why   string
	cause *sellerwire.Error
}

// Error is short, since every input that was not sent says it.
func (e *stopError) Error() string {
	text := "stopped, because " + e.why
	if said := strings.Join(e.cause.Messages, "; "); said != "" {
		text += ": " + said
	}
	return fmt.Sprintf("%s (HTTP %d)", text, e.cause.StatusCode)
}

func (e *stopError) Unwrap() error { return e.cause }

// kinds are those of the cause, but for what became of that call: it says nothing
// about an input that was never sent.
func (e *stopError) kinds() []error {
	return slices.DeleteFunc(slices.Clone(e.cause.Kinds), func(kind error) bool {
		return kind == sellerwire.ErrOutcomeUnknown || kind == sellerwire.ErrNotSent
	})
}
