package purchase

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sellerwire/sellerwire"
)

// lookUps is what the look-ups of one order have shown.
type lookUps struct {
	number int
	last   finding
	err    error // of the last
}

func (l *lookUps) add(found finding, err error) {
	l.number++
	l.last, l.err = found, err
}

// lookUpError says why an order was not found. It hides the errors of the
// look-ups themselves: that a look-up was not sent says nothing of the order,
// and errors.Is must not find it in the order's error.
type lookUpError struct {
	text string
	// unclear: the order may exist all the same, or may be another one.
	unclear bool
	kinds   []error // those that hold for the order's call too
	ended   error   // of the context, if that ended the looking
}

// lookUpKinds are the kinds of a failed look-up that tell the caller of the
// order something.
var lookUpKinds = []error{
	sellerwire.ErrUnauthorized, sellerwire.ErrForbidden, sellerwire.ErrRateLimited,
	sellerwire.ErrUnavailable,
}

func (l *lookUps) failure(ctx context.Context) *lookUpError {
	e := &lookUpError{
		ended:   ctx.Err(),
		unclear: ctx.Err() != nil || l.err != nil || l.last.final,
	}
	switch {
	case l.number == 0:
		e.text = "not looked up yet"
	case l.err != nil:
		e.text = "the look-up failed: " + withoutRequestID(l.err)
	case l.last.reason != "":
		e.text = "looked up and found " + l.last.reason
	default:
		e.text = fmt.Sprintf("looked up and not found (%d times)", l.number)
	}
	for _, kind := range lookUpKinds {
		if errors.Is(l.err, kind) {
			e.kinds = append(e.kinds, kind)
		}
	}
	if l.last.conflict {
		e.kinds = append(e.kinds, sellerwire.ErrConflict)
	}
	return e
}

// withoutRequestID prints an error of a look-up. Its ID would be taken for the
// order's.
func withoutRequestID(err error) string {
	e, ok := errors.AsType[*sellerwire.Error](err)
	if !ok {
		return err.Error()
	}
	short := *e
	short.RequestID, short.ServerRequestID = "", ""
	return strings.TrimPrefix(short.Error(), service+": "+opLookUp+": ")
}

func (e *lookUpError) Error() string {
	if e.ended != nil {
		return e.text + ": " + e.ended.Error()
	}
	return e.text
}

// Unwrap returns the context's error if that ended the looking.
func (e *lookUpError) Unwrap() error { return e.ended }
