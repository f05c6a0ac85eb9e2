package aim

import (
	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/settings"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// repeatable configures a call that is sent once unless the caller says
// otherwise. Purge-and-replace and refunds have no such configuration, so that
// [AllowRepeat] is refused there.
type repeatable struct{ allowed bool }

// AllowRepeat lets one call be sent again after every failure that can pass,
// also if the one before may have arrived. The price is that the service may do
// it twice: queue the same file as a second batch, or make a second report. It
// applies to [Client.GenerateReport], [Client.AddModifyDelete],
// [Client.ModifyOnly] and the workflows made of them; refunds and
// purge-and-replace refuse it, always.
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
