package aim_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// seller is a client of an emulator without a network, so that the bubble's clock
// applies.
type seller struct {
	*aim.Client
	service *aimtest.Emulator
}

// inBubble runs a test in a bubble, against an emulator.
func inBubble(t *testing.T, options aimtest.Options, test func(t *testing.T, s seller)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := aimtest.New(options)
		test(t, seller{clientOver(t, e.RoundTripper()), e})
	})
}

// before puts a handler before the service. It returns whether it handled the request.
func (s seller) before(handle func(w http.ResponseWriter, r *http.Request) (handled bool)) {
	s.service.Intercept(func(service http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !handle(w, r) {
				service.ServeHTTP(w, r)
			}
		})
	})
}

func calls(r *http.Request, operation string) bool { return strings.HasSuffix(r.URL.Path, operation) }

func TestWaitPollsAtGrowingIntervals(t *testing.T) {
	tests := map[string]struct {
		options aim.WaitOptions
		want    []time.Duration // the time of each poll
	}{
		"by default from 1 s to 30 s": {
			aim.WaitOptions{}, []time.Duration{1e9, 3e9, 7e9, 15e9, 31e9, 61e9, 91e9, 121e9},
		},
		"as asked for": {
			aim.WaitOptions{MinInterval: 20 * time.Second, MaxInterval: 50 * time.Second},
			[]time.Duration{20e9, 60e9, 110e9},
		},
		"a longer first interval is the longest": {
			aim.WaitOptions{MinInterval: time.Minute}, []time.Duration{60e9, 120e9},
		},
		"a shorter longest interval is the first": {
			aim.WaitOptions{MaxInterval: 500 * time.Millisecond, MinInterval: 0}, nil,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, aimtest.Options{ProcessingDelay: 100 * time.Second}, func(t *testing.T, s seller) {
				started := time.Now()
				var at []time.Duration
				var seen []aim.WaitProgress
				tt.options.Progress = func(p aim.WaitProgress) {
					at = append(at, time.Since(started))
					seen = append(seen, p)
				}
				receipt, err := s.AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{ReturnBatchID: true})
				require.NoError(t, err)
				batch, err := s.WaitForBatch(t.Context(), receipt.BatchID, tt.options)
				require.NoError(t, err)
				assert.Equal(t, aim.StatusDone, batch.Status)
				if tt.want == nil {
					assert.Equal(t, 500*time.Millisecond, at[0])
					assert.Len(t, at, 200)
					return
				}
				assert.Equal(t, tt.want, at)
				last := len(seen) - 1
				for i, p := range seen {
					assert.Equal(t, i+1, p.Polls)
					assert.Equal(t, at[i], p.Elapsed)
					assert.Equal(t, receipt.BatchID, p.Batch.ID)
					assert.Equal(t, "wait for batch", p.Operation)
					if i < last {
						assert.Equal(t, aim.StatusInProgress, p.Batch.Status)
						assert.Equal(t, at[i+1]-at[i], p.Next)
					}
				}
				assert.Zero(t, seen[last].Next)
			})
		})
	}
}

// goodSheet has one row that the emulator accepts. badSheet has two, one of which it
// rejects.
var (
	goodSheet = sheet("sku product-id price quantity", "SKU-1 0486404455 12.50 1")
	badSheet  = sheet("sku product-id price quantity", "SKU-1 0486404455 12.50 1", "SKU-2 0486404456 cheap 1")
)

func TestWaitSurvivesFailuresThatCanPass(t *testing.T) {
	page := func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html><title>Maintenance</title></html>"))
	}
	failures := map[string]func(http.ResponseWriter){
		"503":             func(w http.ResponseWriter) { w.WriteHeader(503) },
		"429":             func(w http.ResponseWriter) { w.WriteHeader(429) },
		"a web page":      page,
		"cut connections": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
	}
	for name, fail := range failures {
		t.Run(name, func(t *testing.T) {
			inBubble(t, aimtest.Options{ProcessingDelay: time.Minute}, func(t *testing.T, s seller) {
				started := time.Now()
				s.before(func(w http.ResponseWriter, r *http.Request) bool {
					down := time.Since(started) > 10*time.Second && time.Since(started) < 5*time.Minute
					if down {
						fail(w)
					}
					return down
				})
				failed := 0
				result, err := s.AddModifyDeleteAndWait(t.Context(), feedOf(goodSheet), aim.UploadOptions{}, aim.WaitOptions{
					Progress: func(p aim.WaitProgress) {
						if p.Err != nil {
							failed++
						}
					},
				})
				require.NoError(t, err)
				assert.EqualValues(t, 1, result.Batch.Activated)
				assert.Greater(t, failed, 5)
			})
		})
	}
}

func TestWaitEndsWithFailuresThatDoNotPass(t *testing.T) {
	tests := map[string]struct {
		fail  func(http.ResponseWriter)
		kind  error
		after time.Duration
		polls int
	}{
		"a wrong password ends it at once": {
			func(w http.ResponseWriter) { w.WriteHeader(401) }, sellerwire.ErrUnauthorized, time.Second, 1,
		},
		"a wrong address ends it at once": {
			func(w http.ResponseWriter) { w.WriteHeader(404) }, sellerwire.ErrNotFound, time.Second, 1,
		},
		"a list without the batch ends it after 20 polls": {
			func(w http.ResponseWriter) { _, _ = w.Write([]byte("<Batches/>")) }, sellerwire.ErrNotFound, 481 * time.Second, 20,
		},
		"an error nobody knows ends it after 20 polls": {
			func(w http.ResponseWriter) { _, _ = w.Write([]byte("<X>UNKNOWN_THING</X>")) },
			sellerwire.ErrUnexpectedContent, 481 * time.Second, 20,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, aimtest.Options{}, func(t *testing.T, s seller) {
				s.before(func(w http.ResponseWriter, _ *http.Request) bool { tt.fail(w); return true })
				started, polls := time.Now(), 0
				_, err := s.WaitForBatch(t.Context(), "123", aim.WaitOptions{Progress: func(p aim.WaitProgress) { polls = p.Polls }})
				require.ErrorIs(t, err, tt.kind)
				assert.Equal(t, tt.after, time.Since(started))
				assert.Equal(t, tt.polls, polls)
			})
		})
	}
}

func TestWaitGivesUpAfterMaxFailuresInARow(t *testing.T) {
	inBubble(t, aimtest.Options{ProcessingDelay: time.Hour}, func(t *testing.T, s seller) {
		receipt, err := s.AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{ReturnBatchID: true})
		require.NoError(t, err)
		polls := 0
		s.before(func(w http.ResponseWriter, _ *http.Request) bool {
			polls++
			if polls%3 == 0 || polls > 20 && polls < 30 {
				_, _ = w.Write([]byte("<html>"))
				return true
			}
			return false
		})
		_, err = s.WaitForBatch(t.Context(), receipt.BatchID, aim.WaitOptions{MaxFailures: 4})
		require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
		assert.Equal(t, 24, polls, "single failures do not count together")
	})
}

func TestWaitHonoursRetryAfter(t *testing.T) {
	inBubble(t, aimtest.Options{ProcessingDelay: -1}, func(t *testing.T, s seller) {
		receipt, err := s.AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{ReturnBatchID: true})
		require.NoError(t, err)
		first := true
		s.before(func(w http.ResponseWriter, _ *http.Request) bool {
			was := first
			if first = false; was {
				w.Header().Set("Retry-After", "600")
				w.WriteHeader(503)
			}
			return was
		})
		started := time.Now()
		_, err = s.WaitForBatch(t.Context(), receipt.BatchID, aim.WaitOptions{})
		require.NoError(t, err)
		assert.Equal(t, 601*time.Second, time.Since(started))
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	inBubble(t, aimtest.Options{Manual: true}, func(t *testing.T, s seller) {
		receipt, err := s.AddModifyDelete(t.Context(), feedOf(goodSheet), aim.UploadOptions{ReturnBatchID: true})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Second)
		defer cancel()
		started := time.Now()
		batch, err := s.WaitForBatch(ctx, receipt.BatchID, aim.WaitOptions{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 100*time.Second, time.Since(started))
		assert.Equal(t, receipt.BatchID, batch.ID, "what was seen comes with the error")
		assert.Equal(t, "wait for batch", asError(t, err).Operation)
	})
}

// A failed connection proves that the poll was not sent, not the upload.
func TestAnUploadThatWasAcceptedIsNeverReportedAsNotSent(t *testing.T) {
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	tests := map[string]struct {
		lost    func(*http.Request) (*http.Response, error)
		options aim.WaitOptions
	}{
		"polls that fail":      {func(*http.Request) (*http.Response, error) { return nil, dial }, aim.WaitOptions{MaxFailures: 3}},
		"a context that ended": {func(*http.Request) (*http.Response, error) { return nil, dial }, aim.WaitOptions{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e := aimtest.New(aimtest.Options{})
				uploaded := false
				client := clientOver(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
					if uploaded {
						return tt.lost(req)
					}
					uploaded = calls(req, "add-modify-delete")
					return e.RoundTripper().RoundTrip(req)
				}))
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				defer cancel()
				result, err := client.AddModifyDeleteAndWait(ctx, feedOf(goodSheet), aim.UploadOptions{}, tt.options)
				require.Error(t, err)
				assert.Equal(t, sellerwire.OutcomeAccepted, sellerwire.OutcomeOf(err), "%v", err)
				assert.NotErrorIs(t, err, sellerwire.ErrNotSent)
				assert.NotEmpty(t, result.BatchID)
				assert.Len(t, e.Batches(), 1)
			})
		})
	}
}

// roundTripFunc leaves the request body to the function.
type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestWaitOptionsAreChecked(t *testing.T) {
	t.Parallel()
	tests := map[string]aim.WaitOptions{
		"MinInterval": {MinInterval: -1},
		"MaxInterval": {MaxInterval: -1},
		"MaxFailures": {MaxFailures: -1},
		"MinInterval: must not be longer than Max": {MinInterval: 2, MaxInterval: 1},
	}
	for name, options := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tap := newTap(t, 200, "text/xml", "<Success>SUCCESS</Success>")
			client := clientOver(t, tap)
			_, err := client.WaitForBatch(t.Context(), "1", options)
			assert.Contains(t, asInvalid(t, err).Error(), name)
			_, err = client.WaitForReport(t.Context(), aim.ReportRequest{Name: aim.OrderReport}, aim.Mark{}, options)
			assert.Contains(t, asInvalid(t, err).Error(), name)
			_, err = client.AddModifyDeleteAndWait(t.Context(), feedOf(goodSheet), aim.UploadOptions{}, options)
			assert.Contains(t, asInvalid(t, err).Error(), name)
			_, err = client.FetchReport(t.Context(), aim.ReportRequest{Name: aim.OpenListingsReport}, options)
			assert.Contains(t, asInvalid(t, err).Error(), name)
			_, err = client.RefundAndWait(t.Context(), feedOf(refundSheet), options)
			assert.Contains(t, asInvalid(t, err).Error(), name)
			assert.Zero(t, tap.count())

			info := sellerwire.ResponseInfo{StatusCode: 200, Attempts: 3} // of a call before
			_, _ = client.RefundAndWait(t.Context(), feedOf(refundSheet), options, sellerwire.WithResponseInfo(&info))
			assert.Zero(t, info.Attempts+info.StatusCode)
			info = sellerwire.ResponseInfo{StatusCode: 200, Attempts: 3}
			_, _ = client.AddModifyDeleteAndWait(t.Context(), feedOf(goodSheet),
				aim.UploadOptions{}, options, sellerwire.WithResponseInfo(&info))
			assert.Zero(t, info.Attempts+info.StatusCode)
			info = sellerwire.ResponseInfo{StatusCode: 200, Attempts: 3}
			_, _ = client.FetchReport(t.Context(),
				aim.ReportRequest{Name: aim.OpenListingsReport}, options, sellerwire.WithResponseInfo(&info))
			assert.Zero(t, info.Attempts+info.StatusCode)
		})
	}
}
