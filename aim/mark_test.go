package aim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// batchList is an answer with batches of these IDs, each a minute older than the one
// before. The first is from the given minute of the day.
func batchList(minute int, ids ...string) string {
	list := "<Batches> "
	for i, id := range ids {
		list += fmt.Sprintf("<Batch>batchid=%s status=Done dateandtime=08/07/2009 %02d:%02d:00 PDT </Batch>",
			id, (minute-i)/60, (minute-i)%60)
	}
	return list + "</Batches>"
}

func numbered(from, n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprint(from-i))
	}
	return ids
}

// A mark decides what is new, and remembers whether its list was cut short.
func TestWhatIsNewSinceAMark(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before, now string
		want        []string
		cut         bool
	}{
		"nothing":                        {batchList(600, "7", "6"), batchList(600, "7", "6"), nil, false},
		"one":                            {batchList(600, "7", "6"), batchList(601, "8", "7", "6"), []string{"8"}, false},
		"one in the same second":         {batchList(600, "7", "6"), batchList(600, "8", "6"), []string{"8"}, false},
		"one that was not listed before": {batchList(600, "7", "6"), batchList(600, "7", "6", "5"), nil, false},
		"one without a time":             {batchList(600, "7"), "<Batches><Batch>batchid=8 </Batch></Batches>", []string{"8"}, false},
		"after an empty list":            {"<Batches/>", batchList(600, "1"), []string{"1"}, false},
		"after a list of ten, of which others were cut off": {
			batchList(600, numbered(100, 10)...), batchList(600, numbered(100, 20)...), nil, true,
		},
		"after a list of ten, one of the same second": {
			batchList(600, numbered(100, 10)...), batchList(600, append([]string{"101"}, numbered(99, 9)...)...), nil, true,
		},
		"after a list of ten, a younger one": {
			batchList(600, numbered(100, 10)...), batchList(601, append([]string{"101"}, numbered(100, 9)...)...), []string{"101"}, true,
		},
		"after a list of a hundred": {
			batchList(600, numbered(500, 100)...), batchList(602, numbered(502, 100)...), []string{"502", "501"}, true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mark, err := clientOver(t, answering(200, "text/xml", tt.before)).MarkBatches(t.Context())
			require.NoError(t, err)
			assert.Equal(t, tt.cut, mark.Cut)
			text, err := json.Marshal(mark)
			require.NoError(t, err)
			var stored aim.Mark
			require.NoError(t, json.Unmarshal(text, &stored))

			client := clientOver(t, answering(200, "text/xml", tt.now))
			batches, err := client.BatchesSince(t.Context(), stored)
			require.NoError(t, err)
			var ids []string
			for _, b := range batches {
				ids = append(ids, b.ID)
			}
			assert.Equal(t, tt.want, ids)
		})
	}
}

func TestAMarkOfSomethingElseIsRefused(t *testing.T) {
	t.Parallel()
	tap := newTap(t, 200, "text/xml", "<Reports/>")
	c, ctx := clientOver(t, tap), t.Context()
	orders, err := c.MarkReports(ctx, aim.OrderReport)
	require.NoError(t, err)
	for want, call := range map[string]func() error{
		"mark: the mark is for Order reports": func() error {
			_, err := c.WaitForNewBatch(ctx, orders, aim.WaitOptions{})
			return err
		},
		"mark: the mark is for Order reports; ": func() error {
			_, err := c.WaitForReport(ctx, aim.ReportRequest{Name: aim.OpenListingsReport}, orders, aim.WaitOptions{MinInterval: -1})
			return err
		},
		"mark: the mark is for batches": func() error {
			_, err := c.WaitForRefunds(ctx, feedOf(refundSheet), aim.Mark{IDs: []string{"1"}}, aim.WaitOptions{})
			return err
		},
		"feed: it has no rows": func() error {
			_, err := c.WaitForRefunds(ctx, feedOf(sheet("order-id payments-transaction-id refund-amount reason message")), aim.Mark{},
				aim.WaitOptions{})
			return err
		},
	} {
		assert.Contains(t, asInvalid(t, call()).Error(), want)
	}
	assert.Equal(t, 1, tap.count())
	_, err = c.MarkReports(ctx, "")
	require.Error(t, err)
	_, err = clientOver(t, answering(404, "text/plain", "")).MarkBatches(ctx)
	require.ErrorIs(t, err, sellerwire.ErrNotFound)
}

// run is what a program has stored before it dies.
type run struct {
	Mark     aim.Mark
	Accepted bool
	BatchID  string
}

// A program dies at every point between its upload and the end of its wait, while another
// program uploads. The next run finds the right batch, or returns an error. It never
// takes the other program's batch.
func TestAnUploadIsFoundAfterACrash(t *testing.T) {
	const gaps = 4 // before the mark, before the upload, after it, and during the wait
	for _, silent := range []bool{false, true} {
		for crash := range 4 { // after the mark, the upload, the receipt, the first poll
			for rivals := range 1 << gaps {
				t.Run(fmt.Sprintf("silent %v, crash %d, rivals %04b", silent, crash, rivals), func(t *testing.T) {
					inBubble(t, aimtest.Options{ProcessingDelay: 2 * time.Second, IgnoreBatchID: silent}, func(t *testing.T, s seller) {
						ours, found, err := s.crashingUpload(t, crash, rivals)
						if err == nil {
							assert.Equal(t, ours, found)
						}
						if err == nil && crash == 1 {
							assert.Fail(t, "nobody can know which it is")
						}
						if !silent && crash > 1 {
							assert.NoError(t, err, "the ID says all")
						}
						if silent && crash > 1 && rivals&0b0110 == 0 {
							assert.NoError(t, err, "what comes during the wait is another's")
						}
					})
				})
			}
		}
	}
}

// crashingUpload runs a program that dies, and then a second run that continues from what
// was stored.
func (s seller) crashingUpload(t *testing.T, crash, rivals int) (ours, found string, err error) {
	rival := func(gap int) {
		if rivals>>gap&1 == 1 {
			_, err := s.AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{})
			require.NoError(t, err)
		}
	}
	ctx, die := context.WithCancel(t.Context())
	defer die()
	var stored run
	rival(0)
	stored.Mark, err = s.MarkBatches(ctx)
	require.NoError(t, err)
	rival(1)
	if crash > 0 {
		receipt, err := s.ModifyOnly(ctx, feedOf(inventorySheet), aim.UploadOptions{ReturnBatchID: true})
		require.NoError(t, err)
		batches := s.service.Batches()
		ours = batches[len(batches)-1].ID
		if crash > 1 {
			stored.Accepted, stored.BatchID = true, receipt.BatchID
		}
	}
	if crash == 3 {
		_, err := s.waitOn(ctx, stored, aim.WaitOptions{Progress: func(aim.WaitProgress) { die() }})
		require.Error(t, err)
	}
	die()
	rival(2)

	text, err := json.Marshal(stored)
	require.NoError(t, err)
	var next run
	require.NoError(t, json.Unmarshal(text, &next))
	once := true
	found, err = s.waitOn(t.Context(), next, aim.WaitOptions{Progress: func(aim.WaitProgress) {
		if once {
			once = false
			rival(3)
		}
	}})
	return ours, found, err
}

// waitOn continues from what a program has stored.
func (s seller) waitOn(ctx context.Context, r run, options aim.WaitOptions) (string, error) {
	switch {
	case r.BatchID != "":
		batch, err := s.WaitForBatch(ctx, r.BatchID, options)
		return batch.ID, err
	case r.Accepted:
		batch, err := s.WaitForNewBatch(ctx, r.Mark, options)
		return batch.ID, err
	}
	fresh, err := s.BatchesSince(ctx, r.Mark)
	if err == nil {
		err = fmt.Errorf("%d uploads are new; which of them is ours, if any, is for a person to say", len(fresh))
	}
	return "", err
}

func TestAReportIsFoundAfterACrash(t *testing.T) {
	for name, request := range map[string]aim.ReportRequest{
		"orders": {Name: aim.OrderReport, Days: aim.Days15}, "listings": {Name: aim.OpenListingsReport},
	} {
		for rivals := range 1 << 4 {
			t.Run(fmt.Sprintf("%s, rivals %04b", name, rivals), func(t *testing.T) {
				inBubble(t, aimtest.Options{ReportDelay: 5 * time.Minute}, func(t *testing.T, s seller) {
					generated := func() string {
						require.NoError(t, s.GenerateReport(t.Context(), request))
						reports := s.service.Reports()
						return reports[len(reports)-1].ID
					}
					rival := func(gap int) {
						if rivals>>gap&1 == 1 {
							generated()
						}
					}
					rival(0)
					<-time.After(10 * time.Minute) // what others asked for is listed by now
					mark, err := s.MarkReports(t.Context(), request.Name)
					require.NoError(t, err)
					rival(1)
					ours := generated()
					<-time.After(time.Minute)
					rival(2)
					<-time.After(time.Minute)
					once := true
					ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
					defer cancel()
					report, err := s.WaitForReport(ctx, request, mark, aim.WaitOptions{Progress: func(aim.WaitProgress) {
						if once {
							once = false
							rival(3)
						}
					}})
					if err == nil {
						assert.Equal(t, ours, report.ID)
					} else {
						assert.ErrorIs(t, err, sellerwire.ErrConflict)
					}
					if rivals&^1 == 0 {
						assert.NoError(t, err)
					}
				})
			})
		}
	}
}

// refundsOf is a file of refunds for an order's items, by number, with these cents.
func refundsOf(cents int, items ...int) flatfile.Feed {
	lines := []string{"order-id payments-transaction-id refund-amount reason message"}
	for _, n := range items {
		lines = append(lines, fmt.Sprintf("123-1234567-%07d %014d %d.%02d CouldNotShip x", n, n, n, cents))
	}
	return feedOf(sheet(lines...))
}

func TestASummaryOfRefundsIsFoundAfterACrash(t *testing.T) {
	for crash := range 2 { // before the upload, and after it
		for rivals := range 1 << 4 {
			t.Run(fmt.Sprintf("crash %d, rivals %04b", crash, rivals), func(t *testing.T) {
				inBubble(t, aimtest.Options{ReportDelay: 2 * time.Minute}, func(t *testing.T, s seller) {
					rival := func(gap int) {
						if rivals>>gap&1 == 1 {
							// One of them is about items of ours.
							require.NoError(t, s.Refund(t.Context(), refundsOf(50, 10+gap, 20+gap)))
							require.NoError(t, s.Refund(t.Context(), refundsOf(25, 1, 2)))
						}
					}
					ours := refundsOf(50, 1, 2, 3)
					rival(0)
					<-time.After(10 * time.Second)
					mark, err := s.MarkReports(t.Context(), aim.BatchRefundReport)
					require.NoError(t, err)
					rival(1)
					if crash == 1 {
						require.NoError(t, s.Refund(t.Context(), ours))
					}
					<-time.After(10 * time.Second)
					rival(2)
					once := true
					ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
					defer cancel()
					summary, err := s.WaitForRefunds(ctx, ours, mark, aim.WaitOptions{Progress: func(aim.WaitProgress) {
						if once {
							once = false
							rival(3)
						}
					}})
					require.Len(t, summary.Refunds, 3)
					for _, r := range summary.Refunds {
						if crash == 0 {
							assert.Equal(t, sellerwire.OutcomeUnknown, r.Outcome)
						} else {
							assert.Equal(t, sellerwire.OutcomeAccepted, r.Outcome)
						}
					}
					assert.Equal(t, crash == 1, err == nil, "%v", err)
				})
			})
		}
	}
}

// The list is in any order, and is short if the service ignores the requested number.
func TestAWaitSurvivesAServiceThatListsTenOnly(t *testing.T) {
	inBubble(t, aimtest.Options{IgnoreBatchID: true, ProcessingDelay: time.Minute, OldestFirst: true}, func(t *testing.T, s seller) {
		for range 15 {
			_, err := s.AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{})
			require.NoError(t, err)
		}
		<-time.After(time.Hour)
		s.before(func(_ http.ResponseWriter, r *http.Request) bool {
			r.Header.Del("NumberOfBatches")
			delete(r.Header, "NumberOfBatches")
			return false
		})
		result, err := s.ModifyOnlyAndWait(t.Context(), feedOf(inventorySheet), aim.UploadOptions{}, aim.WaitOptions{})
		require.NoError(t, err)
		assert.True(t, result.Mark.Cut)
		assert.Equal(t, s.service.Batches()[15].ID, result.BatchID)
	})
}
