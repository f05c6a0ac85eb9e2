package aim

import (
	"context"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// RefundSummary is what became of an upload of refunds.
type RefundSummary struct {
	// Report is the summary report that appeared after the upload.
	Report Report
	// Refunds are its rows, one per refund: which were made and which failed.
	Refunds []flatfile.RefundOutcome
	// Known are the summaries that were listed before the upload, to look for a
	// new one with [Client.WaitForReport] should this call end early.
	Known []Report
}

// RefundAndWait uploads as [Client.Refund] does, once, and waits for the
// service's summary, which says of each refund whether it was made. Refunds that
// failed are no error. The service gives no ID for an upload of refunds: the
// summary is the one that was not listed before, so that only one upload of
// refunds may be under way for the account, until its summary is there. Where
// several are new the error is [sellerwire.ErrConflict] and names them.
//
// The call options apply to the upload itself. Polling survives failures that
// can pass. An error whose [sellerwire.OutcomeOf] is accepted came after the
// upload: never upload again, but go on with [Client.WaitForReport] or, once the
// Report that comes with the error has an ID, with [Client.DownloadReport]. After
// [sellerwire.ErrOutcomeUnknown] a new summary is the proof that the refunds were
// taken. If the list of summaries cannot be read beforehand nothing is uploaded. A
// summary that never comes is no failure: give ctx a deadline.
func (c *Client) RefundAndWait(ctx context.Context, feed flatfile.Feed, options WaitOptions, opts ...sellerwire.CallOption) (RefundSummary, error) {
	var summary RefundSummary
	req, _, err := c.prepareRefund(feed, opts)
	if err != nil {
		return summary, err
	}
	if faults := options.faults(); faults != nil {
		return summary, c.transport.Invalid(refund, faults...)
	}
	summary.Known, err = c.Reports(ctx, ReportQuery{Name: BatchRefundReport, Count: listed})
	if err != nil {
		return summary, notSent(refund, req.Call.RequestID, err)
	}
	if _, err := c.transport.Do(ctx, req); err != nil {
		return summary, err
	}
	if summary.Report, err = c.WaitForReport(ctx, ReportRequest{Name: BatchRefundReport}, summary.Known, options); err != nil {
		return summary, accepted(refund, err)
	}
	if summary.Refunds, err = c.fetchRefunds(ctx, summary.Report, options); err != nil {
		return summary, accepted(refund, err)
	}
	return summary, nil
}

// fetchRefunds downloads and reads a summary.
func (c *Client) fetchRefunds(ctx context.Context, report Report, options WaitOptions) ([]flatfile.RefundOutcome, error) {
	var refunds []flatfile.RefundOutcome
	err := wait{
		operation: waitForFile, opts: options.withDefaults(),
		look: func(ctx context.Context, seen *WaitProgress) (bool, error) {
			seen.Report = report
			download, err := c.DownloadReport(ctx, report.ID)
			if err != nil {
				return false, err
			}
			defer download.Close()
			refunds = nil
			for r, err := range flatfile.ReadRefundReport(download, download.ReadOptions()) {
				if err != nil {
					return false, err
				}
				refunds = append(refunds, r)
			}
			return true, nil
		},
	}.run(ctx)
	return refunds, err
}
