package once

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// State is what a journal says of a key. It is empty if the journal does not have it.
type State string

// The states of a change, as stores keep them.
const (
	StateBegun State = "begun" // in flight, or unclear
	StateDone  State = "done"  // accepted by the service
	StateOpen  State = "open"  // it did not happen, and may be tried again
)

// Change is what a journal has under a key: its last attempt.
type Change struct {
	Key     string          `json:"key"`
	State   State           `json:"state"`
	Begun   time.Time       `json:"begun"`   // UTC, by the clock of the machine that began it
	Attempt string          `json:"attempt"` // a random name
	Payload json.RawMessage `json:"payload"`
}

func (c Change) is(other Change) bool { return c.State == other.State && c.Attempt == other.Attempt }
func (c Change) mayBegin() bool       { return c.State == "" || c.State == StateOpen }

// Store is the memory of a [Journal]. [OpenFile] and [OpenSQL] make stores; write
// your own for another database. It must be safe for concurrent use, and what Swap
// has written must survive a crash of the machine.
type Store interface {
	// Get returns the change of a key, or the zero Change if there is none.
	Get(ctx context.Context, key string) (Change, error)
	// Swap puts after in the place of before, in one step. If the stored change has
	// another State or Attempt than before (both are empty where nothing is stored),
	// Swap changes nothing and returns an error. After any error the journal asks Get
	// what is stored.
	Swap(ctx context.Context, before, after Change) error
	// Begun returns all changes of StateBegun, in any order.
	Begun(ctx context.Context) ([]Change, error)
}

// errChanged is what Swap of this package's stores returns if another was first.
var errChanged = errors.New("it has been changed meanwhile")
