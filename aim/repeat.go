package aim

import (
	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// repeatable configures a call that is sent once unless the caller allows retries.
// Purge-and-replace and refunds have no such configuration, so that [AllowRepeat] is
// refused there.
type repeatable struct{ allowed bool }

// AllowRepeat allows one call to be retried after every failure that can pass, even if the
// attempt before may have arrived. The service may then do it twice: queue the same file as
// a second batch, or make a second report. It applies to [Client.GenerateReport],
// [Client.AddModifyDelete], [Client.ModifyOnly] and the waiting calls made of them. Refunds
// and purge-and-replace refuse it.
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
