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
		testkit.Travels[aim.Batch](t, r)
		testkit.Travels[aim.Report](t, r)
		testkit.Travels[aim.Receipt](t, r)
		testkit.Travels[aim.Mark](t, r)
		testkit.Travels[aim.UploadResult](t, r)
		testkit.Travels[aim.RefundSummary](t, r)
		testkit.Travels[aim.UploadOptions](t, r)
		testkit.Travels[aim.BatchQuery](t, r)
		testkit.Travels[aim.ReportQuery](t, r)
		testkit.Travels[aim.ReportRequest](t, r)
		testkit.Travels[aim.WaitOptions](t, r)
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

func traveled(t *testing.T, value, back any) {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, back), "%s", text)
}
