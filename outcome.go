package sellerwire

import (
	"errors"
	"fmt"
	"slices"
)

// Outcome says what became of something that was to be changed at a service:
// one book of a batch, one order, one quantity.
type Outcome int

const (
	// OutcomeNone is the zero value: the call changes nothing, or has not ended.
	OutcomeNone Outcome = iota
	// OutcomeAccepted means that the service said that it took it.
	OutcomeAccepted
	// OutcomeRejected means that the service said that it did not take it, in words
	// of its own or with an HTTP 4xx. A 408, a 425 and a 429 without such words are
	// none: a gateway can send them when it has passed the request on.
	OutcomeRejected
	// OutcomeNotSent means that it never left this machine.
	OutcomeNotSent
	// OutcomeUnknown means that it may have been taken and may not. Nobody but the
	// service knows; look there before you send it again.
	OutcomeUnknown
)

// outcomeTexts is what each outcome is called.
var outcomeTexts = [...]string{
	OutcomeNone: "none", OutcomeAccepted: "accepted", OutcomeRejected: "rejected",
	OutcomeNotSent: "not sent", OutcomeUnknown: "outcome unknown",
}

// String returns "accepted", "rejected", "not sent", "outcome unknown" or
// "none".
func (o Outcome) String() string {
	if o < 0 || int(o) >= len(outcomeTexts) {
		o = OutcomeNone
	}
	return outcomeTexts[o]
}

// MarshalText implements [encoding.TextMarshaler] with what String returns.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It reads what MarshalText
// writes, and refuses any other text.
func (o *Outcome) UnmarshalText(text []byte) error {
	i := slices.Index(outcomeTexts[:], string(text))
	if i < 0 {
		return fmt.Errorf("sellerwire: %.40q is no outcome", text)
	}
	*o = Outcome(i)
	return nil
}

// OutcomeOf reads the outcome of a changing call from the error it returned:
// accepted for nil, otherwise what the error says. Of an error around several,
// such as abebooks.PartialError, unknown comes first. An error that says nothing
// is an unknown outcome; so do not ask it of calls that only read.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return OutcomeAccepted
	}
	switch {
	case errors.Is(err, ErrOutcomeUnknown):
		return OutcomeUnknown
	case errors.Is(err, ErrNotSent):
		return OutcomeNotSent
	}
	if e, ok := errors.AsType[*Error](err); ok && e.Outcome != OutcomeNone {
		return e.Outcome
	}
	return OutcomeUnknown
}

// Progress counts the inputs of a bulk call. Pulled is the sum of the others
// and of those still under way.
type Progress struct {
	Pulled   int // taken from the input
	Accepted int // results of OutcomeAccepted
	Rejected int // of OutcomeRejected
	NotSent  int // of OutcomeNotSent
	Unknown  int // of OutcomeUnknown
}

// Done is the number of inputs that have an outcome.
func (p Progress) Done() int { return p.Accepted + p.Rejected + p.NotSent + p.Unknown }
