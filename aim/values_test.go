package aim_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

// Parameters and results can be stored as JSON and read back, without a download.
func TestValuesTravelAsJSON(t *testing.T) {
	t.Parallel()
	r := testkit.Filler{Rand: rand.New(rand.NewPCG(1, 2)), Text: testkit.Letters("aZ09 <&é東\"\\\t\n\u2028")}
	for range 200 {
		travel[aim.Batch](t, r)
		travel[aim.Report](t, r)
		travel[aim.Receipt](t, r)
		travel[aim.Mark](t, r)
		travel[aim.UploadResult](t, r)
		travel[aim.RefundSummary](t, r)
		travel[aim.UploadOptions](t, r)
		travel[aim.BatchQuery](t, r)
		travel[aim.ReportQuery](t, r)
		travel[aim.ReportRequest](t, r)
		travel[aim.WaitOptions](t, r)
	}
	fetched := aim.FetchedReport{Report: aim.Report{ID: "7"}, File: &aim.Download{}, Mark: aim.Mark{IDs: []string{"6"}}}
	var back aim.FetchedReport
	traveled(t, fetched, &back)
	fetched.File = nil
	assert.Equal(t, fetched, back)

	failure := &sellerwire.Error{Service: "aim", Operation: "list batches", Kinds: []error{sellerwire.ErrUnavailable}}
	progress := aim.WaitProgress{Operation: "wait for batch", Polls: 3, Batch: aim.Batch{ID: "7"}, Err: failure}
	var seen aim.WaitProgress
	traveled(t, progress, &seen)
	require.ErrorIs(t, seen.Err, sellerwire.ErrUnavailable)
	assert.Equal(t, failure.Error(), seen.Err.Error())
	progress.Err, seen.Err = nil, nil
	assert.Equal(t, progress, seen)
}

func travel[T any](t *testing.T, r testkit.Filler) {
	t.Helper()
	var value, back T
	r.Fill(&value)
	traveled(t, value, &back)
	require.True(t, testkit.Same(value, back), "%+v\n%+v", value, back)
}

func traveled(t *testing.T, value, back any) {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, back), "%s", text)
}
