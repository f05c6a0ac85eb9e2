package aim

import (
	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// repeatable configures a call that is sent once unless the caller allows retries.
// Purge-and-replace and refunds do not have it, so they refuse AllowRepeat.
type repeatable struct{ allowed bool }

// AllowRepeat allows retries of one call after every temporary failure, even if the
// attempt that failed may have reached the service. The service may then act twice: queue
// the same file as a second batch, or make a second report. It applies to
// [Client.GenerateReport], [Client.AddModifyDelete], [Client.ModifyOnly] and their
// waiting forms. Refunds and purge-and-replace refuse it.
func AllowRepeat() sellerwire.CallOption {
	return settings.ForCall("aim.AllowRepeat", func(r *repeatable) error {
		r.allowed = true
		return nil
	})
}

func (r repeatable) class() transport.Class {
	if r.allowed {
		return transport.Safe
	}
	return transport.Once
}
