package faults_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// A verdict is what comes of an operation that meets a fault.
type verdict struct {
	// tries is the number of attempts that the fault strikes.
	tries int
	// kinds are all the sentinels that the error matches; it matches no other.
	kinds []error
	// fine: there is no error.
	fine bool
	// panics: the panic of the caller's middleware comes through.
	panics bool
}

// every is the number of attempts of a call that is repeated until no attempt
// is left; any is that of a workflow in which nothing fails.
const (
	every = maxAttempts
	any_  = -1
)

func works(tries int) verdict { return verdict{tries: tries, fine: true} }

func fails(tries int, kinds ...error) verdict { return verdict{tries: tries, kinds: kinds} }

// Short names of the sentinels, for tables.
var (
	notSent      = sellerwire.ErrNotSent
	unauthorized = sellerwire.ErrUnauthorized
	limited      = sellerwire.ErrRateLimited
	down         = sellerwire.ErrUnavailable
	unknown      = sellerwire.ErrOutcomeUnknown
	tooLarge     = sellerwire.ErrResponseTooLarge
	unexpected   = sellerwire.ErrUnexpectedContent
	cancelled    = context.Canceled
	expired      = context.DeadlineExceeded
)

// sentinels are all that an error is held against.
var sentinels = []error{
	sellerwire.ErrOutcomeUnknown, sellerwire.ErrNotSent, sellerwire.ErrUnauthorized, sellerwire.ErrForbidden,
	sellerwire.ErrNotFound, sellerwire.ErrInvalidRequest, sellerwire.ErrConflict, sellerwire.ErrRateLimited,
	sellerwire.ErrUnavailable, sellerwire.ErrClockSkew, sellerwire.ErrResponseTooLarge, sellerwire.ErrUnexpectedContent,
	context.Canceled, context.DeadlineExceeded,
}

// kindsOf lists the sentinels that an error matches, in a fixed order.
func kindsOf(err error) []error {
	var kinds []error
	for _, s := range sentinels {
		if errors.Is(err, s) {
			kinds = append(kinds, s)
		}
	}
	return kinds
}

func (v verdict) is(kind error) bool { return slices.Contains(v.kinds, kind) }

// with adds kinds, without takes them away.
func (v verdict) with(kinds ...error) verdict {
	v.kinds = slices.Concat(v.kinds, kinds)
	return v
}

func (v verdict) without(kinds ...error) verdict {
	v.kinds = slices.DeleteFunc(slices.Clone(v.kinds), func(k error) bool { return slices.Contains(kinds, k) })
	return v
}

// tried is v with another number of attempts.
func (v verdict) tried(tries int) verdict {
	v.tries = tries
	return v
}

// replacing has one kind in place of another.
func (v verdict) replacing(kind, by error) verdict {
	if v.is(kind) {
		return v.without(kind).with(by)
	}
	return v
}

// outcome is what OutcomeOf must say of the error.
func (v verdict) outcome(c class) sellerwire.Outcome {
	switch {
	case v.fine:
		return sellerwire.OutcomeAccepted
	case v.is(unknown):
		return sellerwire.OutcomeUnknown
	case v.is(notSent):
		return sellerwire.OutcomeNotSent
	case c == after:
		return sellerwire.OutcomeAccepted
	default:
		return sellerwire.OutcomeRejected
	}
}

// equals holds v against what was seen.
func (v verdict) equals(seen verdict) bool {
	return (v.tries == any_ || v.tries == seen.tries) && v.fine == seen.fine && v.panics == seen.panics &&
		slices.Equal(v.sorted(), seen.sorted())
}

func (v verdict) sorted() []error {
	var kinds []error
	for _, s := range sentinels {
		if v.is(s) {
			kinds = append(kinds, s)
		}
	}
	return kinds
}

func (v verdict) String() string {
	var what string
	switch {
	case v.panics:
		what = "panics"
	case v.fine:
		what = "works"
	case len(v.kinds) == 0:
		what = "fails"
	default:
		var names []string
		for _, k := range v.sorted() {
			names = append(names, k.Error())
		}
		what = strings.Join(names, ", ")
	}
	if v.tries == any_ {
		return what
	}
	return fmt.Sprintf("%d× %s", v.tries, what)
}
