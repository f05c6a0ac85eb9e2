package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// pace waits for the caller's limiter. It is the outermost stage, so that the
// wait does not count as part of the attempt. What it does not let through was
// no attempt: all that is known of the one before stays.
type pace struct {
	limiter interface{ Wait(context.Context) error }
	next    http.RoundTripper
}

func (p *pace) RoundTrip(req *http.Request) (*http.Response, error) {
	call := callFrom(req.Context())
	if err := p.wait(req.Context(), call); err != nil {
		closeBody(req)
		return nil, &heldError{err}
	}
	// A file that cannot be opened must not cost a connection, on which the
	// beginning of a request would already have left.
	if body, ok := req.Body.(*sizedReader); ok {
		if err := body.openNow(); err != nil {
			closeBody(req)
			return nil, &heldError{err}
		}
	}
	call.startAttempt()
	return p.next.RoundTrip(req)
}

func (p *pace) wait(ctx context.Context, call *call) error {
	if p.limiter == nil {
		return nil
	}
	if err := p.limiter.Wait(ctx); err != nil {
		return fmt.Errorf("limiter: %w", err)
	}
	if call.windowClosed() {
		return errWindowClosed
	}
	return nil
}

// heldError is the reason why an attempt was not begun.
type heldError struct{ error }

var errWindowClosed = errors.New("the time in which a repeat is safe had passed before the limiter let it go")
