package errjson_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/errjson"
)

func TestErrorsSurviveJSON(t *testing.T) {
	t.Parallel()
	lost := &sellerwire.Error{
		Service: "twd", Operation: "record sale", Attempts: 1, Outcome: sellerwire.OutcomeUnknown,
		Kinds: []error{sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable}, Err: errors.New("reset"),
	}
	invalid := &sellerwire.InvalidError{Service: "twd", Operation: "update",
		Fields: []sellerwire.FieldError{{Field: "qty", Reason: "it is negative", Limit: 0, Size: -1}}}
	for name, err := range map[string]error{
		"none": nil, "a failed call": lost, "bad input": invalid, "another's": errors.New("disk full"),
		"a wrapped call": fmt.Errorf("row 7: %w", lost), "wrapped input": fmt.Errorf("row 7: %w", invalid),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			written, fault := json.Marshal(struct{ Err errjson.Error }{errjson.Error{Err: err}})
			require.NoError(t, fault)
			var read struct{ Err errjson.Error }
			read.Err.Err = errors.New("left over")
			require.NoError(t, json.Unmarshal(written, &read))
			got := read.Err.Err
			if err == nil {
				require.NoError(t, got)
				return
			}
			assert.Equal(t, err.Error(), got.Error())
			assert.Equal(t, sellerwire.OutcomeOf(err), sellerwire.OutcomeOf(got))
			for _, kind := range []error{sellerwire.ErrOutcomeUnknown, sellerwire.ErrUnavailable, sellerwire.ErrInvalidRequest,
				sellerwire.ErrNotSent, sellerwire.ErrNotFound} {
				assert.Equal(t, errors.Is(err, kind), errors.Is(got, kind), kind)
			}
		})
	}
	var read errjson.Error
	assert.Error(t, json.Unmarshal([]byte(`{"error":7}`), &read))
}
