package faults_test

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// sheet writes a tab-delimited file; blanks stand for tabs.
func sheet(lines ...string) string {
	return strings.ReplaceAll(strings.Join(lines, "\r\n")+"\r\n", " ", "\t")
}

var (
	inventorySheet = sheet("sku price quantity", "SKU-1 12.50 1")
	wholeSheet     = sheet("sku price quantity product-id product-id-type item-condition", "SKU-1 12.50 1 0486404455 2 2")
	faultySheet    = sheet("sku price quantity", "SKU-1 12.50 1", "SKU-2 free 1")
	refundSheet    = sheet("order-id payments-transaction-id refund-amount reason message",
		"123-1234567-1234567 12341234567890 10.00 CouldNotShip Sorry")
)

// What an account has before.
const (
	seededBatches = 1
	seededReports = 3
	// longReport is more than what a client reads of a download before it hands
	// it over, which can then not be asked for again.
	longReport = 64 << 10
)

func seedAim(e *aimtest.Emulator) {
	req, _ := http.NewRequest(http.MethodPost,
		"http://127.0.0.1"+aimtest.BasePath+"catalog-upload/add-modify-delete", strings.NewReader(faultySheet))
	req.SetBasicAuth(e.Email(), e.Password())
	req.Header.Set("Content-Type", "text/xml")
	if resp, err := e.RoundTripper().RoundTrip(req); err == nil {
		_ = resp.Body.Close()
	}
	for _, name := range []aim.ReportName{aim.OrderReport, aim.OpenListingsReport, aim.BatchRefundReport} {
		e.AddReport(aimtest.Report{Name: string(name)}, func(w io.Writer) error {
			if name != aim.OrderReport {
				_, err := io.WriteString(w, "123-1234567-1234567order-item-id: 12341234567890\tSUCCESS 10.00 is Refunded.\r\n")
				return err
			}
			_, err := io.WriteString(w, strings.Repeat("a\tlong\treport\r\n", longReport/15))
			return err
		})
	}
}

func aimOf(s *site) *aimtest.Emulator { return mustBe[*aimtest.Emulator](s.backend.state) }

// onAim makes a call of the operation table, which shows what happened on the
// wire.
func onAim(call func(context.Context, *aim.Client, *site, sellerwire.CallOption) error) func(context.Context, *site) error {
	return func(ctx context.Context, s *site) error {
		var info sellerwire.ResponseInfo
		err := call(ctx, mustBe[*aim.Client](s.client), s, sellerwire.WithResponseInfo(&info))
		s.shown.info(info)
		return err
	}
}

var (
	inventoryFeed = flatfile.FeedBytes([]byte(inventorySheet))
	wholeFeed     = flatfile.FeedBytes([]byte(wholeSheet))
	refundFeed    = flatfile.FeedBytes([]byte(refundSheet))

	aimAddModifyDelete = onAim(func(ctx context.Context, c *aim.Client, _ *site, info sellerwire.CallOption) error {
		_, err := c.AddModifyDelete(ctx, inventoryFeed, aim.UploadOptions{}, info)
		return err
	})
	aimModifyOnly = onAim(func(ctx context.Context, c *aim.Client, _ *site, info sellerwire.CallOption) error {
		_, err := c.ModifyOnly(ctx, inventoryFeed, aim.UploadOptions{}, info)
		return err
	})
	aimPurgeReplace = onAim(func(ctx context.Context, c *aim.Client, _ *site, info sellerwire.CallOption) error {
		_, err := c.PurgeReplace(ctx, wholeFeed, aim.ReplaceInventory, aim.UploadOptions{}, info)
		return err
	})
	aimRefund = onAim(func(ctx context.Context, c *aim.Client, _ *site, info sellerwire.CallOption) error {
		return c.Refund(ctx, refundFeed, info)
	})
	aimBatches = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		batches, err := c.Batches(ctx, aim.BatchQuery{}, info)
		s.told.batches(batches...)
		return err
	})
	aimPendingUploads = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		n, err := c.PendingUploads(ctx, info)
		s.told.add(record{"PendingUploadsCount": strconv.FormatInt(n, 10)})
		return err
	})
	aimErrorLog = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		return s.consume(c.DownloadErrorLog(ctx, aimOf(s).Batches()[0].ID, info))
	})
	aimQuickFix = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		return s.consume(c.DownloadQuickFix(ctx, aimOf(s).Batches()[0].ID, info))
	})
	aimLatestReport = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		return s.consume(c.DownloadLatestReport(ctx, aim.OpenListingsReport, info))
	})
	aimOrderReport = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		return s.consume(c.DownloadReport(ctx, aimOf(s).Reports()[0].ID, info))
	})
)

var (
	aimMarkBatches = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		mark, err := c.MarkBatches(ctx, info)
		s.told.listed("batchid", mark)
		return err
	})
	aimMarkReports = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		mark, err := c.MarkReports(ctx, aim.OrderReport, info)
		s.told.listed("reportid", mark)
		return err
	})
	aimBatchesSince = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		batches, err := c.BatchesSince(ctx, aim.Mark{}, info)
		s.told.batches(batches...)
		return err
	})
	aimReportsSince = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		reports, err := c.ReportsSince(ctx, aim.Mark{Name: aim.OrderReport}, info)
		s.told.reports(reports...)
		return err
	})
)

// readAtMost is how much of a download is read before it is closed: of the
// endless ones, a part.
const readAtMost = 1 << 20

// consume reads a download and closes it.
func (s *site) consume(d *aim.Download, err error) error {
	if err != nil {
		return err
	}
	var content strings.Builder
	if _, err = io.CopyN(&content, d, readAtMost); err == io.EOF {
		err = nil
	}
	s.told.add(record{"": content.String()})
	if closed := d.Close(); err == nil {
		err = closed
	}
	return err
}

func aimGenerate(request aim.ReportRequest) func(context.Context, *site) error {
	return onAim(func(ctx context.Context, c *aim.Client, _ *site, info sellerwire.CallOption) error {
		return c.GenerateReport(ctx, request, info)
	})
}

func aimReports(name aim.ReportName) func(context.Context, *site) error {
	return onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		reports, err := c.Reports(ctx, aim.ReportQuery{Name: name}, info)
		s.told.reports(reports...)
		return err
	})
}

// polls is how often a workflow may fail to see what it waits for.
const polls = 2

// quickly polls without a pause. Where the service asks for a long one, the
// context ends while it is waited for.
func (s *site) quickly() aim.WaitOptions {
	return aim.WaitOptions{
		MinInterval: time.Millisecond, MaxInterval: time.Millisecond, MaxFailures: polls,
		Progress: func(p aim.WaitProgress) {
			if p.Next > maxWait {
				time.AfterFunc(10*time.Millisecond, s.ctx.end)
			}
		},
	}
}

var (
	aimAddAndWait = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		result, err := c.AddModifyDeleteAndWait(ctx, inventoryFeed, aim.UploadOptions{}, s.quickly(), info)
		s.told.uploaded(result)
		return err
	})
	aimModifyAndWait = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		result, err := c.ModifyOnlyAndWait(ctx, inventoryFeed, aim.UploadOptions{}, s.quickly(), info)
		s.told.uploaded(result)
		return err
	})
	aimPurgeAndWait = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		result, err := c.PurgeReplaceAndWait(ctx, wholeFeed, aim.ReplaceInventory, aim.UploadOptions{}, s.quickly(), info)
		s.told.uploaded(result)
		return err
	})
	aimRefundAndWait = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		summary, err := c.RefundAndWait(ctx, refundFeed, s.quickly(), info)
		s.told.refunded(summary.Refunds)
		return err
	})
	aimFetchReport = onAim(func(ctx context.Context, c *aim.Client, s *site, info sellerwire.CallOption) error {
		fetched, err := c.FetchReport(ctx, aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days15}, s.quickly(), info)
		s.told.reports(fetched.Report)
		return s.consume(fetched.File, err)
	})
	aimWaitForBatch = onAim(func(ctx context.Context, c *aim.Client, s *site, _ sellerwire.CallOption) error {
		batch, err := c.WaitForBatch(ctx, aimOf(s).Batches()[0].ID, s.quickly())
		s.told.batches(batch)
		return err
	})
	aimWaitForNewBatch = onAim(func(ctx context.Context, c *aim.Client, s *site, _ sellerwire.CallOption) error {
		batch, err := c.WaitForNewBatch(ctx, aim.Mark{}, s.quickly())
		s.told.batches(batch)
		return err
	})
	aimWaitForRefunds = onAim(func(ctx context.Context, c *aim.Client, s *site, _ sellerwire.CallOption) error {
		summary, err := c.WaitForRefunds(ctx, refundFeed, aim.Mark{}, s.quickly())
		s.told.refunded(summary.Refunds)
		return err
	})
	aimWaitForReport = onAim(func(ctx context.Context, c *aim.Client, s *site, _ sellerwire.CallOption) error {
		report, err := c.WaitForReport(ctx, aim.ReportRequest{Name: aim.OrderReport}, aim.Mark{}, s.quickly())
		s.told.reports(report)
		return err
	})
)

// queued counts what the operations above make the service do.
func queued(s *site) int {
	e := aimOf(s)
	generated := 0
	for _, r := range e.Reports()[seededReports:] {
		if r.Name != string(aim.BatchRefundReport) { // a summary follows from a refund
			generated++
		}
	}
	return len(e.Batches()) - seededBatches + len(e.Refunds()) + generated
}
