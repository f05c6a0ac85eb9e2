package sellerwire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
)

var allKinds = []error{
	sellerwire.ErrNotSent, sellerwire.ErrUnauthorized, sellerwire.ErrForbidden, sellerwire.ErrNotFound, sellerwire.ErrInvalidRequest,
	sellerwire.ErrConflict, sellerwire.ErrRateLimited, sellerwire.ErrUnavailable, sellerwire.ErrOutcomeUnknown, sellerwire.ErrClockSkew,
	sellerwire.ErrResponseTooLarge, sellerwire.ErrUnexpectedContent,
}

func randomText(r *rand.Rand) string {
	return string([]rune(`aé"\<&>` + "\n\u2028日本語")[:r.IntN(10)])
}

func randomError(r *rand.Rand) *sellerwire.Error {
	e := &sellerwire.Error{
		Service: randomText(r), Operation: randomText(r), Item: randomText(r), StatusCode: r.IntN(600),
		RequestID: randomText(r), ServerRequestID: randomText(r), Attempts: r.IntN(5),
		RetryAfter: time.Duration(r.Int64N(1 << 40)), ClockSkew: time.Duration(r.Int64N(1<<40) - 1<<39),
		Outcome: sellerwire.Outcome(r.IntN(5)),
	}
	for range r.IntN(4) {
		e.Codes = append(e.Codes, randomText(r))
		e.Messages = append(e.Messages, randomText(r))
		e.Kinds = append(e.Kinds, allKinds[r.IntN(len(allKinds))])
	}
	if r.IntN(2) == 0 {
		e.Err = fmt.Errorf("cause %d", r.IntN(100))
	}
	return e
}

func TestErrorsTravelAsJSON(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		e := randomError(r)
		written, err := json.Marshal(e)
		require.NoError(t, err)
		var got sellerwire.Error
		require.NoError(t, json.Unmarshal(written, &got))

		assert.Equal(t, e.Error(), got.Error())
		assert.Equal(t, sellerwire.OutcomeOf(e), sellerwire.OutcomeOf(&got))
		for _, kind := range allKinds {
			assert.Equal(t, errors.Is(e, kind), errors.Is(&got, kind), kind)
		}
		want := *e
		if want.Err != nil {
			want.Err = errors.New(want.Err.Error())
			assert.EqualError(t, got.Err, want.Err.Error())
			want.Err, got.Err = nil, nil
		}
		assert.Equal(t, want, got)
	}
}

// A kind of a package's own is a text afterwards.
func TestAKindOfAnotherPackageTravelsAsText(t *testing.T) {
	t.Parallel()
	written, err := json.Marshal(&sellerwire.Error{Service: "twd", Kinds: []error{errors.New("page limit")}})
	require.NoError(t, err)
	var got sellerwire.Error
	require.NoError(t, json.Unmarshal(written, &got))
	assert.EqualError(t, &got, "twd: page limit")
	assert.Error(t, json.Unmarshal([]byte(`[]`), &got))
}

func TestTheOtherValuesTravelAsJSON(t *testing.T) {
	t.Parallel()
	for _, value := range []any{
		&sellerwire.InvalidError{Service: "a", Operation: "b",
			Fields: []sellerwire.FieldError{{Item: "i", Field: "f", Reason: "r", Limit: 1 << 40, Size: -1}}},
		&sellerwire.ResponseInfo{StatusCode: 200, Header: http.Header{"A": {"b", "c"}}, Body: []byte{0, 255}, Attempts: 2,
			RequestID: "r", ServerRequestID: "s", Duration: time.Hour},
		&sellerwire.RetryPolicy{MaxAttempts: 3, MinBackoff: 1, MaxBackoff: 2, MaxRetryAfter: 3, MaxElapsed: 4},
		&sellerwire.Progress{Pulled: 10, Accepted: 1, Rejected: 2, NotSent: 3, Unknown: 4},
		new(sellerwire.OutcomeUnknown), new(sellerwire.OutcomeNone),
	} {
		written, err := json.Marshal(value)
		require.NoError(t, err)
		got := reflect.New(reflect.TypeOf(value).Elem()).Interface()
		require.NoError(t, json.Unmarshal(written, got))
		assert.Equal(t, value, got)
	}
	var outcome sellerwire.Outcome
	assert.ErrorContains(t, json.Unmarshal([]byte(`"perhaps"`), &outcome), "no outcome")
}

// Two configurations that differ are shown by failing assertions, and dumped by
// reflection.
func TestSecretShowsNothingToReflection(t *testing.T) {
	t.Parallel()
	type config struct {
		Open   sellerwire.Secret
		hidden *sellerwire.Secret
	}
	s := sellerwire.NewSecret(hunter2)
	c := config{s, &s}
	field := reflect.ValueOf(c.Open).Field(0)
	assertHidden(t, field.String())
	var failed recorder
	assert.Equal(&failed, c, config{})
	assert.NotEmpty(t, failed.text)
	assertHidden(t, failed.text)
}

type recorder struct{ text string }

func (r *recorder) Errorf(format string, args ...any) { r.text += fmt.Sprintf(format, args...) }

func TestSecretsOfTheSameTextAreEqual(t *testing.T) {
	t.Parallel()
	long := string(make([]byte, 1000))
	for _, text := range []string{"", "x", hunter2, long} {
		a, b := sellerwire.NewSecret(text), sellerwire.NewSecret(text)
		assert.True(t, a == b)
		assert.True(t, a.Equal(b))
		assert.True(t, reflect.DeepEqual(a, b))
		assert.Equal(t, text, a.Reveal())
		other := sellerwire.NewSecret(text + "y")
		assert.False(t, a == other || a.Equal(other) || reflect.DeepEqual(a, other))
	}
}
