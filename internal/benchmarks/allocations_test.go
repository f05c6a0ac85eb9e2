//go:build go1.26 && !go1.27 && !race && (amd64 || arm64)

// The numbers are those of one Go release on 64 bits. The race detector allocates
// too.

package benchmarks_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/internal/benchmarks"
)

// Not parallel: it counts what the whole process allocates. Write a lower number
// down; think twice before you write down a higher one.
func TestASmallCallAllocatesWhatItDid(t *testing.T) {
	want := map[string][2]int{ // by the module, and by hand
		"invapi":   {49, 35},
		"twd":      {94, 167},
		"purchase": {92, 70},
	}
	for _, call := range benchmarks.SmallCalls() {
		ours, byHand, err := call.Allocations(t.Context())
		require.NoError(t, err)
		assert.Equal(t, want[call.Name], [2]int{ours, byHand}, call.Name)
		assert.LessOrEqual(t, ours, byHand+call.MoreAllocations, "the budget of %s", call.Name)
	}
}
