package settings_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/settings"
)

type ours struct{ set bool }

type theirs struct{}

func TestAnOptionOfAnotherServiceIsRefused(t *testing.T) {
	t.Parallel()
	option := settings.ForClient("ours.WithSomething", func(o *ours) error { o.set = true; return nil })
	callOption := settings.ForCall("ours.Something", func(o *ours) error { o.set = true; return nil })

	own := ours{}
	require.NoError(t, settings.ApplyClient(&settings.Client{Service: &own}, []func(*settings.Client) error{option}))
	assert.True(t, own.set)
	own.set = false
	require.NoError(t, settings.ApplyCall(&settings.Call{Service: &own}, []func(*settings.Call) error{callOption}))
	assert.True(t, own.set)

	err := settings.ApplyClient(&settings.Client{Service: &theirs{}}, []func(*settings.Client) error{option})
	require.ErrorContains(t, err, "ours.WithSomething is an option of another service")
	err = settings.ApplyCall(&settings.Call{}, []func(*settings.Call) error{callOption})
	require.ErrorContains(t, err, "ours.Something does not apply to this operation")
}

func TestAllOptionsAreTriedAndAllErrorsTold(t *testing.T) {
	t.Parallel()
	bad, worse := errors.New("bad"), errors.New("worse")
	last := 0
	number := func(n int, err error) func(*settings.Client) error {
		return func(*settings.Client) error { last = n; return err }
	}
	err := settings.ApplyClient(&settings.Client{}, []func(*settings.Client) error{number(1, bad), number(2, nil), number(3, worse)})
	require.ErrorIs(t, err, bad)
	require.ErrorIs(t, err, worse)
	assert.Equal(t, 3, last)
	require.Error(t, settings.ApplyClient(&settings.Client{}, []func(*settings.Client) error{nil}))
	require.Error(t, settings.ApplyCall(&settings.Call{}, []func(*settings.Call) error{nil}))
}
