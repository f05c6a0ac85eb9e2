package flatfile_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// Flags of this package's tests, as in the other packages.
var (
	full   = flag.Bool("full", false, "run the large tests at their full size")
	update = flag.Bool("update", false, "rewrite the goldens in testdata")
)

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run with -args -update to make it")
	assert.Equal(t, string(want), string(got), path)
}

func asInvalid(t *testing.T, err error) *sellerwire.InvalidError {
	t.Helper()
	e, ok := errors.AsType[*sellerwire.InvalidError](err)
	require.True(t, ok, "%T %v", err, err)
	return e
}

func feedOf(text string) flatfile.Feed { return flatfile.FeedBytes([]byte(text)) }

func readFile(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(content)
}
