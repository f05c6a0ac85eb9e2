package once_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/once"
)

// Whatever is in a file: it is refused and left as it is, or it is read, and reads
// the same when it is opened again.
func FuzzAFileThatIsOpened(f *testing.F) {
	whole := example(f, filepath.Join(f.TempDir(), "journal"))
	f.Add(whole)
	f.Add(whole[:len(whole)-7])
	f.Add([]byte("sellerwire once journal 1\n"))
	f.Add([]byte("sellerwire once journal 1\n00000000 \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		name := journalName(t)
		require.NoError(t, os.WriteFile(name, text, 0o600))
		list := func() ([]once.Change, error) {
			store, err := once.OpenFileOn(name, unsynced)
			if err != nil {
				return nil, err
			}
			defer store.Close()
			return once.Open(store).Unclear(t.Context())
		}
		first, err := list()
		if err != nil {
			after, err := os.ReadFile(name)
			require.NoError(t, err)
			require.Equal(t, text, after)
			return
		}
		again, err := list()
		require.NoError(t, err)
		require.Equal(t, first, again)
	})
}

// Any key and payload are refused, or come back as they were.
func FuzzKeysAndPayloads(f *testing.F) {
	f.Add("k", "p")
	f.Add("a\u2028<&>", "\x00\ufffd\n")
	f.Fuzz(func(t *testing.T, key, payload string) {
		name := journalName(t)
		store, err := once.OpenFileOn(name, unsynced)
		require.NoError(t, err)
		var invalid *sellerwire.InvalidError
		err = once.Open(store).Do(t.Context(), key, payload, (&counter{}).returns(errUnknown))
		refused := errors.As(err, &invalid)
		require.True(t, refused || errors.Is(err, sellerwire.ErrOutcomeUnknown), "%v", err)
		require.NoError(t, store.Close())

		store, err = once.OpenFileOn(name, unsynced)
		require.NoError(t, err)
		defer store.Close()
		unclear, err := once.Open(store).Unclear(t.Context())
		require.NoError(t, err)
		if refused {
			require.Empty(t, unclear)
			return
		}
		require.Len(t, unclear, 1)
		require.Equal(t, key, unclear[0].Key)
		want, err := json.Marshal(payload)
		require.NoError(t, err)
		require.Equal(t, string(want), string(unclear[0].Payload))
	})
}
