package aim_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUploadAndWaitReturnsCountsAndErrorLog(t *testing.T) {
	uploads := map[string]func(context.Context, *aim.Client, flatfile.Feed) (aim.UploadResult, error){
		"add-modify-delete": func(ctx context.Context, c *aim.Client, feed flatfile.Feed) (aim.UploadResult, error) {
			return c.AddModifyDeleteAndWait(ctx, feed, aim.UploadOptions{}, aim.WaitOptions{})
		},
		"modify-only": func(ctx context.Context, c *aim.Client, feed flatfile.Feed) (aim.UploadResult, error) {
			return c.ModifyOnlyAndWait(ctx, feed, aim.UploadOptions{}, aim.WaitOptions{})
		},
		"purge-replace": func(ctx context.Context, c *aim.Client, feed flatfile.Feed) (aim.UploadResult, error) {
			return c.PurgeReplaceAndWait(ctx, feed, aim.ReplaceInventory, aim.UploadOptions{}, aim.WaitOptions{})
		},
	}
	for mode, upload := range uploads {
		for name, options := range map[string]aimtest.Options{
			"by the ID":                      {ProcessingDelay: 40 * time.Second},
			"by the lists before and after":  {ProcessingDelay: 40 * time.Second, IgnoreBatchID: true},
			"by lists with the oldest first": {ProcessingDelay: -1, IgnoreBatchID: true, OldestFirst: true},
			"with the spelling put right":    {ProcessingDelay: -1, CorrectSpelling: true},
		} {
			t.Run(mode+" "+name, func(t *testing.T) {
				inBubble(t, options, func(t *testing.T, s seller) {
					s.service.Seed(aimtest.Item{"sku": "SKU-1", "price": "5.00", "quantity": "1"},
						aimtest.Item{"sku": "SKU-2", "price": "5.00", "quantity": "1"})
					for range 3 { // others that were there before
						_, err := s.AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{})
						require.NoError(t, err)
					}
					file := badSheet
					if mode == "modify-only" {
						file = sheet("sku price quantity", "SKU-1 12.50 1", "SKU-2 cheap 1")
					}
					result, err := upload(t.Context(), s.Client, feedOf(file))
					require.NoError(t, err)
					batches := s.service.Batches()
					require.Len(t, batches, 4)
					assert.Equal(t, mode, batches[3].Mode)
					assert.Equal(t, batches[3].ID, result.BatchID)
					assert.Equal(t, batches[3].ID, result.Batch.ID)
					assert.EqualValues(t, 1, result.Batch.Activated)
					assert.EqualValues(t, 1, result.Batch.NotActivated)
					require.NotNil(t, result.ErrorLog)
					require.Len(t, result.ErrorLog.Entries, 1)
					assert.Equal(t, "SKU-2", result.ErrorLog.Entries[0].SKU)
				})
			})
		}
	}
}

func TestUploadAndWaitFetchesNoErrorLogWithoutErrors(t *testing.T) {
	inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
		s.before(func(_ http.ResponseWriter, r *http.Request) bool {
			assert.False(t, calls(r, "errorlog"))
			return false
		})
		result, err := s.AddModifyDeleteAndWait(t.Context(), feedOf(goodSheet), aim.UploadOptions{}, aim.WaitOptions{})
		require.NoError(t, err)
		assert.Nil(t, result.ErrorLog)
	})
}

func TestUploadAndWaitFetchesTheWarningsToo(t *testing.T) {
	inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
		feed := feedOf(sheet("sku add-delete", "SKU-9 d"))
		result, err := s.AddModifyDeleteAndWait(t.Context(), feed, aim.UploadOptions{}, aim.WaitOptions{})
		require.NoError(t, err)
		assert.EqualValues(t, 1, result.Batch.Warnings)
		require.NotNil(t, result.ErrorLog)
		assert.Equal(t, flatfile.SeverityWarning, result.ErrorLog.Entries[0].Type.Severity())
	})
}

// late makes a download fail a few times as not ready yet, and counts the requests.
func (s seller) late(download string, times int) *int {
	early := new(int)
	s.before(func(w http.ResponseWriter, r *http.Request) bool {
		if !calls(r, download) || *early == times {
			return false
		}
		*early++
		_, _ = io.WriteString(w, "<FileError>FILE_NOT_FOUND</FileError>")
		return true
	})
	return early
}

func TestUploadAndWaitWaitsForALateErrorLog(t *testing.T) {
	inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
		early := s.late("errorlog", 3)
		var seen []aim.WaitProgress
		result, err := s.AddModifyDeleteAndWait(t.Context(), feedOf(badSheet), aim.UploadOptions{}, aim.WaitOptions{
			Progress: func(p aim.WaitProgress) { seen = append(seen, p) },
		})
		require.NoError(t, err)
		assert.NotNil(t, result.ErrorLog)
		assert.Equal(t, 3, *early)
		last := seen[len(seen)-1]
		assert.Equal(t, "wait for file", last.Operation)
		assert.Equal(t, result.Batch, last.Batch, "whose file it is")
	})
}

func TestUploadAndWaitDoesNotAskAgainForALogThatCannotBeRead(t *testing.T) {
	inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
		asked := 0
		s.before(func(w http.ResponseWriter, r *http.Request) bool {
			if !calls(r, "errorlog") {
				return false
			}
			asked++
			_, _ = io.WriteString(w, strings.Repeat("x", flatfile.DefaultMaxLine+1))
			return true
		})
		result, err := s.AddModifyDeleteAndWait(t.Context(), feedOf(badSheet), aim.UploadOptions{}, aim.WaitOptions{})
		require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
		assert.Equal(t, sellerwire.OutcomeAccepted, sellerwire.OutcomeOf(err))
		assert.Equal(t, "add modify delete", asError(t, err).Operation)
		assert.EqualValues(t, 1, result.Batch.NotActivated, "the counts are known all the same")
		assert.Equal(t, 1, asked)
	})
}

func TestUploadAndWaitDoesNotGuessBetweenNewBatches(t *testing.T) {
	inBubble(t, aimtest.Options{IgnoreBatchID: true, Manual: true}, func(t *testing.T, s seller) {
		rival := func() {
			_, err := s.AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{})
			require.NoError(t, err)
		}
		once := true
		s.before(func(_ http.ResponseWriter, r *http.Request) bool {
			if calls(r, "modify-only") && once {
				once = false
				rival()
			}
			return false
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		result, err := s.ModifyOnlyAndWait(ctx, feedOf(inventorySheet), aim.UploadOptions{}, aim.WaitOptions{})
		require.ErrorIs(t, err, sellerwire.ErrConflict)
		assert.Equal(t, sellerwire.OutcomeAccepted, sellerwire.OutcomeOf(err))
		for _, b := range s.service.Batches() {
			assert.ErrorContains(t, err, b.ID)
		}
		assert.Empty(t, result.BatchID)
	})
}

func TestNothingIsUploadedIfTheListBeforeCannotBeRead(t *testing.T) {
	workflows := map[string]func(context.Context, *aim.Client) error{
		"upload": func(ctx context.Context, c *aim.Client) error {
			_, err := c.PurgeReplaceAndWait(ctx, feedOf(goodSheet), aim.ReplaceInventory, aim.UploadOptions{}, aim.WaitOptions{})
			return err
		},
		"report": func(ctx context.Context, c *aim.Client) error {
			_, err := c.FetchReport(ctx, aim.ReportRequest{Name: aim.OpenListingsReport}, aim.WaitOptions{})
			return err
		},
		"refund": func(ctx context.Context, c *aim.Client) error {
			_, err := c.RefundAndWait(ctx, feedOf(refundSheet), aim.WaitOptions{})
			return err
		},
	}
	for name, workflow := range workflows {
		t.Run(name, func(t *testing.T) {
			inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
				s.before(func(w http.ResponseWriter, r *http.Request) bool {
					if calls(r, "get-batches") || calls(r, "get-report-status") {
						w.WriteHeader(503)
						return true
					}
					assert.Fail(t, "called", r.URL.Path)
					return false
				})
				err := workflow(t.Context(), s.Client)
				require.ErrorIs(t, err, sellerwire.ErrNotSent)
				assert.ErrorIs(t, err, sellerwire.ErrUnavailable)
				assert.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err))
			})
		})
	}
}

func TestFetchReportWaitsForTheNewReport(t *testing.T) {
	tests := map[string]struct {
		options aimtest.Options
		request aim.ReportRequest
		want    string
	}{
		"orders": {
			aimtest.Options{ReportDelay: 40 * time.Minute}, aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days15}, "payments-status\t",
		},
		"orders that are there before the first poll": {
			aimtest.Options{ReportDelay: -1}, aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days60}, "payments-status\t",
		},
		"unfinished reports with a blank end": {
			aimtest.Options{ReportDelay: time.Minute, BlankEndTime: true}, aim.ReportRequest{Name: aim.OpenListingsReport}, "item-name\t",
		},
		"the oldest first": {
			aimtest.Options{ReportDelay: time.Minute, OldestFirst: true},
			aim.ReportRequest{Name: aim.OpenListingsLiteReport}, "seller-sku\t",
		},
		"liter": {
			aimtest.Options{}, aim.ReportRequest{Name: aim.OpenListingsLiterReport}, "seller-sku\t",
		},
		"sold": {
			aimtest.Options{ReportStatusStatus: 200}, aim.ReportRequest{Name: aim.SoldListingsReport}, "sku\t",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, tt.options, func(t *testing.T, s seller) {
				old := s.service.AddReport(aimtest.Report{Name: string(tt.request.Name)}, write("old"))
				var last aim.WaitProgress
				fetched, err := s.FetchReport(t.Context(), tt.request, aim.WaitOptions{Progress: func(p aim.WaitProgress) { last = p }})
				require.NoError(t, err)
				content, err := io.ReadAll(fetched.File)
				require.NoError(t, err)
				require.NoError(t, fetched.File.Close())
				assert.Contains(t, string(content), tt.want)
				assert.NotEqual(t, old, fetched.Report.ID)
				assert.Equal(t, s.service.Reports()[1].ID, fetched.Report.ID)
				assert.Equal(t, fetched.Report, last.Report)
				assert.Equal(t, "wait for file", last.Operation)
				assert.Len(t, s.service.Reports(), 2, "generated once")
			})
		})
	}
}

func write(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// The service makes order reports on its schedule. They appear while a program waits for
// the one it requested.
func TestFetchReportDoesNotTakeAScheduledReportForItsOwn(t *testing.T) {
	inBubble(t, aimtest.Options{ReportDelay: 10 * time.Minute}, func(t *testing.T, s seller) {
		polls := 0
		s.before(func(_ http.ResponseWriter, r *http.Request) bool {
			if polls++; polls == 4 {
				now := time.Now()
				s.service.AddReport(aimtest.Report{Name: "Order", Start: now.Add(-4 * time.Hour), End: now}, write("scheduled"))
			}
			return false
		})
		fetched, err := s.FetchReport(t.Context(), aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days30}, aim.WaitOptions{})
		require.NoError(t, err)
		defer fetched.File.Close()
		content, err := io.ReadAll(fetched.File)
		require.NoError(t, err)
		assert.NotEqual(t, "scheduled", string(content))
		assert.Equal(t, s.service.Reports()[0].ID, fetched.Report.ID)

		since, err := s.ReportsSince(t.Context(), fetched.Mark)
		require.NoError(t, err)
		assert.Len(t, since, 2)
		mark := fetched.Mark
		mark.IDs = append(mark.IDs, fetched.Report.ID)
		found, err := s.WaitForReport(t.Context(), aim.ReportRequest{Name: aim.OrderReport}, mark, aim.WaitOptions{})
		require.NoError(t, err)
		assert.Equal(t, s.service.Reports()[1].ID, found.ID, "without days any window will do")
	})
}

func TestReportWindowsFitTheDaysAsked(t *testing.T) {
	day := 24 * time.Hour
	tests := map[string]struct {
		start time.Duration // before the end
		fits  bool
	}{
		"exactly":                       {15 * day, true},
		"across a change of the clocks": {15*day - time.Hour, true},
		"from midnight on":              {15*day + 20*time.Hour, true},
		"no window at all":              {0, true},
		"end before start":              {-time.Hour, true},
		"four hours":                    {4 * time.Hour, false},
		"another number of days":        {30 * day, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, aimtest.Options{Manual: true}, func(t *testing.T, s seller) {
				now := time.Now().Add(1000 * day)
				s.service.AddReport(aimtest.Report{Name: "Order", Start: now.Add(-tt.start), End: now}, write("x"))
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				_, err := s.WaitForReport(ctx, aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days15}, aim.Mark{}, aim.WaitOptions{})
				assert.Equal(t, tt.fits, err == nil, "%v", err)
			})
		})
	}
}

func TestFetchReportWaitsForAFileThatIsListedEarly(t *testing.T) {
	inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
		early := s.late("download/report", 2)
		fetched, err := s.FetchReport(t.Context(), aim.ReportRequest{Name: aim.OpenListingsReport}, aim.WaitOptions{})
		require.NoError(t, err)
		require.NoError(t, fetched.File.Close())
		assert.Equal(t, 2, *early)
	})
}

func TestFetchReportTellsTheReportWhoseFileDoesNotCome(t *testing.T) {
	inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
		s.service.Refuse("download/report", "ACCESS_DENIED")
		fetched, err := s.FetchReport(t.Context(), aim.ReportRequest{Name: aim.OpenListingsReport}, aim.WaitOptions{})
		require.ErrorIs(t, err, sellerwire.ErrForbidden)
		assert.Equal(t, aim.CodeAccessDenied, aim.CodeOf(err))
		assert.Equal(t, sellerwire.OutcomeAccepted, sellerwire.OutcomeOf(err))
		assert.Equal(t, s.service.Reports()[0].ID, fetched.Report.ID)
		assert.Nil(t, fetched.File)
	})
}

func TestRefundAndWaitReturnsTheSummary(t *testing.T) {
	for name, options := range map[string]aimtest.Options{
		"later": {ReportDelay: 20 * time.Minute}, "at once": {ReportDelay: -1},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, options, func(t *testing.T, s seller) {
				require.NoError(t, s.Refund(t.Context(), feedOf(refundSheet)))
				file := sheet("order-id payments-transaction-id refund-amount reason message",
					"123-1234567-1234568 12341234567891 7.50 CouldNotShip Sorry")
				result, err := s.RefundAndWait(t.Context(), feedOf(file), aim.WaitOptions{})
				require.NoError(t, err)
				assert.Len(t, s.service.Refunds(), 2)
				assert.Equal(t, s.service.Reports()[1].ID, result.Report.ID)
				require.Len(t, result.Refunds, 1)
				assert.Contains(t, fmt.Sprint(result.Refunds[0]), "123-1234567-1234568")
			})
		})
	}
}

func TestRefundAndWaitWaitsForALateSummary(t *testing.T) {
	inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
		early := s.late("download/report", 2)
		result, err := s.RefundAndWait(t.Context(), feedOf(refundSheet), aim.WaitOptions{})
		require.NoError(t, err)
		assert.Len(t, result.Refunds, 1)
		assert.Equal(t, 2, *early)
	})
}

// The refunds were made: treating such an error as a failed upload would pay twice.
func TestRefundAndWaitSaysThatRefundsWereTakenWhoseSummaryCannotBeRead(t *testing.T) {
	for name, summary := range map[string]string{
		"refused": "<BusinessLogicError>ACCESS_DENIED</BusinessLogicError>", "unreadable": strings.Repeat("x", flatfile.DefaultMaxLine+1),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
				s.before(func(w http.ResponseWriter, r *http.Request) bool {
					if !calls(r, "download/report") {
						return false
					}
					_, _ = io.WriteString(w, summary)
					return true
				})
				result, err := s.RefundAndWait(t.Context(), feedOf(refundSheet), aim.WaitOptions{})
				require.Error(t, err)
				assert.Equal(t, sellerwire.OutcomeAccepted, sellerwire.OutcomeOf(err), "%v", err)
				assert.Equal(t, s.service.Reports()[0].ID, result.Report.ID)
				assert.Len(t, s.service.Refunds(), 1)
			})
		})
	}
}

// otherSummary is a summary of another run.
const otherSummary = "123-1234567-7777777order-item-id: 77777777777777\tSUCCESS 1.00 is Refunded.\r\n"

func TestRefundAndWaitPassesOverTheSummariesOfOthers(t *testing.T) {
	inBubble(t, aimtest.Options{ReportDelay: 20 * time.Minute}, func(t *testing.T, s seller) {
		other := ""
		s.before(func(_ http.ResponseWriter, r *http.Request) bool {
			if calls(r, "batch-refund") {
				other = s.service.AddReport(aimtest.Report{Name: string(aim.BatchRefundReport)}, write(otherSummary))
			}
			return false
		})
		result, err := s.RefundAndWait(t.Context(), feedOf(refundSheet), aim.WaitOptions{MaxFailures: 100})
		require.NoError(t, err)
		assert.NotEqual(t, other, result.Report.ID)
		require.Len(t, result.Refunds, 1)
		assert.Equal(t, sellerwire.OutcomeAccepted, result.Refunds[0].Outcome)

		result, err = s.RefundAndWait(t.Context(), feedOf(refundSheet), aim.WaitOptions{})
		require.ErrorIs(t, err, sellerwire.ErrConflict, "the first summary is passed over for ten minutes, and then given up")
		assert.ErrorContains(t, err, other)
		assert.Equal(t, sellerwire.OutcomeAccepted, sellerwire.OutcomeOf(err))
		require.Len(t, result.Refunds, 1)
		assert.Equal(t, sellerwire.OutcomeUnknown, result.Refunds[0].Outcome)
		assert.Zero(t, result.Report)

		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Minute)
		defer cancel()
		result, err = s.WaitForRefunds(ctx, feedOf(refundSheet), result.Mark, aim.WaitOptions{MaxFailures: 100})
		require.NoError(t, err, "the wait goes on")
		assert.Equal(t, sellerwire.OutcomeAccepted, result.Refunds[0].Outcome)
	})
}

func TestRefundAndWaitDoesNotGuessBetweenNewSummaries(t *testing.T) {
	inBubble(t, aimtest.Options{ReportDelay: -1}, func(t *testing.T, s seller) {
		mark, err := s.MarkReports(t.Context(), aim.BatchRefundReport)
		require.NoError(t, err)
		require.NoError(t, s.Refund(t.Context(), feedOf(refundSheet)))
		require.NoError(t, s.Refund(t.Context(), feedOf(refundSheet)))
		result, err := s.WaitForRefunds(t.Context(), feedOf(refundSheet), mark, aim.WaitOptions{})
		require.ErrorIs(t, err, sellerwire.ErrConflict)
		for _, r := range s.service.Reports() {
			assert.Contains(t, err.Error(), r.ID)
		}
		assert.Equal(t, sellerwire.OutcomeUnknown, result.Refunds[0].Outcome)
	})
}

func TestWorkflowsTakeCallOptionsForTheirMainCall(t *testing.T) {
	inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
		var info sellerwire.ResponseInfo
		options := []sellerwire.CallOption{sellerwire.WithRequestID("mine"), sellerwire.WithResponseInfo(&info)}
		_, err := s.AddModifyDeleteAndWait(t.Context(), feedOf(goodSheet), aim.UploadOptions{}, aim.WaitOptions{}, options...)
		require.NoError(t, err)
		assert.Equal(t, "mine", info.RequestID)
		assert.Contains(t, string(info.Body), "BatchID")

		fetched, err := s.FetchReport(t.Context(), aim.ReportRequest{Name: aim.OpenListingsReport}, aim.WaitOptions{}, options...)
		require.NoError(t, err)
		require.NoError(t, fetched.File.Close())
		assert.Contains(t, string(info.Body), "SUCCESS")
	})
}
