package flatfile_test

import (
	"errors"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// Flags of this package's tests, as in the other packages.
var (
	full = flag.Bool("full", false, "run the large tests at their full size")
)

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
