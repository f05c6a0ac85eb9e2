package sellerwire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

func TestOutcomeOf(t *testing.T) {
	t.Parallel()
	with := func(o sellerwire.Outcome, kinds ...error) error {
		return fmt.Errorf("wrapped: %w", &sellerwire.Error{Outcome: o, Kinds: kinds})
	}
	tests := []struct {
		name string
		err  error
		want sellerwire.Outcome
	}{
		{"no error", nil, sellerwire.OutcomeAccepted},
		{"a refusal", with(sellerwire.OutcomeRejected, sellerwire.ErrConflict), sellerwire.OutcomeRejected},
		{"an acceptance with an error beside it", with(sellerwire.OutcomeAccepted), sellerwire.OutcomeAccepted},
		{"not sent", with(sellerwire.OutcomeNotSent, sellerwire.ErrNotSent), sellerwire.OutcomeNotSent},
		{"invalid input", &sellerwire.InvalidError{}, sellerwire.OutcomeNotSent},
		{"unknown", with(sellerwire.OutcomeUnknown, sellerwire.ErrOutcomeUnknown), sellerwire.OutcomeUnknown},
		{"unknown, joined with something that was not sent",
			errors.Join(sellerwire.ErrNotSent, sellerwire.ErrOutcomeUnknown), sellerwire.OutcomeUnknown},
		{"an error that says nothing", with(sellerwire.OutcomeNone, sellerwire.ErrUnavailable), sellerwire.OutcomeUnknown},
		{"an error of somebody else's", errors.New("boom"), sellerwire.OutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, sellerwire.OutcomeOf(tt.err))
		})
	}
}

func TestOutcomeAsText(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[sellerwire.Outcome]string{
		sellerwire.OutcomeNone: "none", sellerwire.OutcomeAccepted: "accepted", sellerwire.OutcomeRejected: "rejected",
		sellerwire.OutcomeNotSent: "not sent", sellerwire.OutcomeUnknown: "outcome unknown", 99: "none",
	} {
		assert.Equal(t, want, outcome.String())
		asJSON, err := json.Marshal(outcome)
		require.NoError(t, err)
		assert.Equal(t, `"`+want+`"`, string(asJSON))
	}
}

func TestProgressDoneIsTheSumOfAllOutcomes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 15, sellerwire.Progress{Pulled: 100, Accepted: 1, Rejected: 2, NotSent: 4, Unknown: 8}.Done())
}
