package sellerwire

import (
	"errors"
	"fmt"
	"slices"
)

// Outcome says what became of a change: of one book of a batch, one order, one
// quantity.
type Outcome int

const (
	// OutcomeNone is the zero value: the call changes nothing, or is in flight.
	OutcomeNone Outcome = iota
	// OutcomeAccepted means that the service confirmed this change.
	OutcomeAccepted
	// OutcomeRejected means that the service refused the change, in words of its
	// own or with an HTTP 4xx. A 408, a 425, or a 429 without such words does not
	// count: a gateway can send it after it has passed the request on.
	OutcomeRejected
	// OutcomeNotSent means that the change never left this machine.
	OutcomeNotSent
	// OutcomeUnknown means that the service may or may not have made the change.
	// Only the service knows: check there before you send it again.
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

// MarshalText implements encoding.TextMarshaler. It writes what String returns.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. It reads what MarshalText
// writes and refuses any other text.
func (o *Outcome) UnmarshalText(text []byte) error {
	i := slices.Index(outcomeTexts[:], string(text))
	if i < 0 {
		return fmt.Errorf("sellerwire: %.40q is no outcome", text)
	}
	*o = Outcome(i)
	return nil
}

// OutcomeOf reads the outcome of a change from the error that the call returned.
// Nil means accepted. For an error that wraps several, such as
// abebooks.PartialError, unknown takes precedence. An error that holds no outcome
// means unknown, so do not use OutcomeOf for calls that only read.
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

// Progress counts the inputs of a bulk call. Pulled is the sum of the other fields
// and of the inputs in flight.
type Progress struct {
	Pulled   int // read from the input
	Accepted int // results of OutcomeAccepted
	Rejected int // of OutcomeRejected
	NotSent  int // of OutcomeNotSent
	Unknown  int // of OutcomeUnknown
}

// Done is the number of inputs that have an outcome.
func (p Progress) Done() int { return p.Accepted + p.Rejected + p.NotSent + p.Unknown }
