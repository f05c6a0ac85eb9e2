package aimtest_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const emptyFile = "sku\r\n"

func (s seller) statuses() string {
	var out []string
	for _, b := range s.Batches() {
		out = append(out, b.Status)
	}
	return strings.Join(out, ", ")
}

func TestUploadsAreProcessedOneAtATimeEachADelayAfterTheOneBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSeller(t, aimtest.Options{QueuedStatus: "Request Submitted"})
		for range 3 {
			s.upload("purge-replace", emptyFile)
		}
		pending := func() string {
			count := strings.TrimPrefix(s.call("manual-reports/get-pending-uploads-count"), "<PendingUploadsCount>")
			return strings.TrimSuffix(count, "</PendingUploadsCount>")
		}
		assert.Equal(t, "In Progress, Request Submitted, Request Submitted", s.statuses())
		assert.Equal(t, "3", pending())

		<-time.After(199 * time.Millisecond)
		assert.Equal(t, "3", pending())
		<-time.After(time.Millisecond)
		assert.Equal(t, "Done, In Progress, Request Submitted", s.statuses())
		assert.Equal(t, "2", pending())

		<-time.After(400 * time.Millisecond)
		assert.Equal(t, "Done, Done, Done", s.statuses())
		assert.Equal(t, "0", pending())

		<-time.After(time.Hour)
		s.upload("purge-replace", emptyFile)
		<-time.After(100 * time.Millisecond)
		assert.Equal(t, "1", pending(), "an idle time is not credited")
	})
}

func TestWaitingBatchesAreSubmittedAndTheOneInWorkIsInProgress(t *testing.T) {
	t.Parallel()
	s := newSeller(t, aimtest.Options{Manual: true})
	s.upload("purge-replace", emptyFile)
	s.upload("purge-replace", emptyFile)
	assert.Equal(t, "In Progress, Request Submitted", s.statuses())
}

func TestManualUploadsWaitForProcessNext(t *testing.T) {
	t.Parallel()
	now := newClock("2009-08-07T08:48:23Z")
	s := newSeller(t, aimtest.Options{Manual: true, Now: now.Now})
	first := s.upload("add-modify-delete", rows("sku price product-id", "A 1 X", "B 0 X"))
	second := s.upload("modify-only", rows("sku quantity", "A 7"))
	now.Add(24 * time.Hour)
	assert.Equal(t, "In Progress, Request Submitted", s.statuses())
	unfinished, ok := s.Batch(first)
	require.True(t, ok)
	assert.Zero(t, unfinished.Activated+unfinished.NotActivated, "counters are 0 until done")
	assert.Empty(t, s.Inventory())

	b, ok := s.ProcessNext()
	require.True(t, ok)
	assert.Equal(t, first, b.ID)
	assert.Equal(t, "Done", b.Status)
	assert.Equal(t, 1, b.Activated)
	assert.Equal(t, 1, b.NotActivated)
	item, ok := s.Item("A")
	require.True(t, ok)
	assert.Equal(t, "1", item["quantity"])

	b, ok = s.ProcessNext()
	require.True(t, ok)
	assert.Equal(t, second, b.ID)
	item, _ = s.Item("A")
	assert.Equal(t, "7", item["quantity"])

	_, ok = s.ProcessNext()
	assert.False(t, ok)
	_, ok = s.Batch("1")
	assert.False(t, ok)
}

func TestBatchesAreListedAsTheServiceWroteThem(t *testing.T) {
	t.Parallel()
	now := newClock("2009-08-07T08:48:23Z")
	s := newSeller(t, aimtest.Options{Now: now.Now, ProcessingDelay: time.Minute})
	assert.Equal(t, "<Batches> </Batches>", s.call("catalog-upload/get-batches"))
	assert.Equal(t, "<PendingUploadsCount>0</PendingUploadsCount>", s.call("manual-reports/get-pending-uploads-count"))

	s.upload("add-modify-delete", rows("sku price product-id add-delete", "A 1 X a", "B 0 X a", "C   d"))
	now.Add(150 * 24 * time.Hour)
	s.upload("purge-replace", emptyFile)
	assert.Equal(t, "<Batches> "+
		"<Batch>batchid=2585199253 status=In Progress dateandtime=01/04/2010 00:48:23 PST activateditems=0 numberofwarnings=0 "+
		"itemsnotacivated=0 </Batch>"+
		"<Batch>batchid=2585199251 status=Done dateandtime=08/07/2009 01:48:23 PDT activateditems=2 numberofwarnings=1 itemsnotacivated=1 "+
		"</Batch>"+
		"</Batches>", s.call("catalog-upload/get-batches"))
}

func TestNumberOfBatchesLimitsTheList(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		limit string
		want  int
	}{
		"default":      {"", 10},
		"one":          {"1", 1},
		"more":         {"50", 12},
		"not a number": {"many", 10},
		"zero":         {"0", 10},
		"negative":     {"-1", 10},
	}
	s := instantly(t)
	for range 12 {
		s.upload("purge-replace", emptyFile)
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := s.call("catalog-upload/get-batches", "NumberOfBatches", tt.limit)
			assert.Equal(t, tt.want, strings.Count(got, "<Batch>"))
			assert.Contains(t, got, "<Batches> <Batch>batchid=2585199262 ", "the newest comes first")
		})
	}
}

func TestListsTakeTheFormOfTheOptions(t *testing.T) {
	t.Parallel()
	now := newClock("2009-08-07T08:48:23Z")
	s := newSeller(t, aimtest.Options{
		Now: now.Now, Manual: true, CorrectSpelling: true, OldestFirst: true, IgnoreBatchID: true,
		BlankEndTime: true, QueuedStatus: "<queued>", ListingsListed: aimtest.ListedAtOnce, Location: time.FixedZone("BST", 3600),
	})
	for range 2 {
		assert.Equal(t, success, s.post("catalog-upload/purge-replace", emptyFile, "BatchID", "Y").body)
	}
	assert.Equal(t, "<Batches> "+
		"<Batch>batchid=2585199251 status=In Progress dateandtime=08/07/2009 09:48:23 BST activateditems=0 numberofwarnings=0 "+
		"itemsnotactivated=0 </Batch>"+
		"<Batch>batchid=2585199252 status=&lt;queued&gt; dateandtime=08/07/2009 09:48:23 BST activateditems=0 numberofwarnings=0 "+
		"itemsnotactivated=0 </Batch>"+
		"</Batches>", s.call("catalog-upload/get-batches"))

	s.call("manual-reports/generate-report-now", "ReportName", "OpenListings")
	assert.Equal(t, "<Reports> <Report>reportstarttime=08-07-2009:09-48-23 reportendtime= reportid=2585199253 </Report></Reports>",
		s.call("manual-reports/get-report-status", "ReportName", "OpenListings"))
}
