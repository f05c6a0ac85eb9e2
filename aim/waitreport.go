package aim

import (
	"context"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// FetchedReport is a report that was generated, with its download.
type FetchedReport struct {
	// Report is the report as listed when it was finished.
	Report Report
	// File is the content of the report. The caller must close it. It is left out of the
	// JSON.
	File *Download `json:"-"`
	// Mark records what was listed before the request. If the call ends early, continue
	// with [Client.WaitForReport] and this mark.
	Mark Mark
}

// FetchReport generates a report like [Client.GenerateReport], waits until it is finished
// and starts its download, which the caller must close. It takes the report that is new;
// see [Client.WaitForReport].
//
// The call options apply to the request that generates the report. Polling continues
// after temporary failures. If [sellerwire.OutcomeOf] the error is accepted, the service
// accepted the request and only the rest failed. Continue with [Client.WaitForReport] and
// the Mark that is returned with the error, or with [Client.DownloadReport] if its Report
// has an ID. If the list of reports cannot be read before the request, nothing is
// requested. If the report never appears the wait does not end, so give ctx a deadline.
func (c *Client) FetchReport(
	ctx context.Context, request ReportRequest, wait WaitOptions,
	opts ...sellerwire.CallOption,
) (FetchedReport, error) {
	var fetched FetchedReport
	req, err := c.prepareReport(request, opts)
	if err != nil {
		return fetched, err
	}
	if faults := wait.faults(ctx); faults != nil {
		return fetched, c.transport.Invalid(generateReport, faults...)
	}
	if fetched.Mark, err = c.MarkReports(ctx, request.Name); err != nil {
		return fetched, notSent(generateReport, transport.RequestID(&req.Call), err)
	}
	if _, err := c.transport.Do(ctx, req); err != nil {
		return fetched, err
	}
	if fetched.Report, err = c.WaitForReport(ctx, request, fetched.Mark, wait); err != nil {
		return fetched, accepted(generateReport, err)
	}
	if fetched.File, err = c.fetchReport(ctx, fetched.Report, wait); err != nil {
		return fetched, accepted(generateReport, err)
	}
	return fetched, nil
}

// WaitForReport waits until a report that is new since a mark is finished, and returns
// it. For an order report, Days is the period that the report must have, give or take 36
// hours: the service also makes reports with other periods on its schedule. Zero means
// any period. If a report that fits is still being made, WaitForReport waits for it too.
// If several reports fit, the error is [sellerwire.ErrConflict] and names them. For
// summaries of refunds see [Client.WaitForRefunds].
//
// It only reads. If the report never appears the wait does not end, so give ctx a
// deadline.
func (c *Client) WaitForReport(ctx context.Context, request ReportRequest, mark Mark, options WaitOptions) (Report, error) {
	faults := append(tokenFault("ReportName", string(request.Name)), mark.faults(request.Name)...)
	if faults = append(faults, options.faults(ctx)...); len(faults) > 0 {
		return Report{}, c.transport.Invalid(waitForReport, faults...)
	}
	var report Report
	options = options.withDefaults()
	err := wait{
		operation: waitForReport, opts: options, first: options.MinInterval,
		look: func(ctx context.Context, seen *WaitProgress) (bool, error) {
			reports, err := c.Reports(ctx, ReportQuery{Name: request.Name, Count: listed})
			if err != nil {
				return false, err
			}
			var candidates []Report
			for _, r := range since(mark, reports) {
				if request.fits(r) {
					candidates = append(candidates, r)
				}
			}
			for _, r := range candidates {
				if seen.Report = r; r.Running() {
					return false, nil
				}
			}
			if len(candidates) > 1 {
				return false, several(waitForReport, "several reports are new", candidates)
			}
			report = seen.Report
			return len(candidates) == 1, nil
		},
	}.run(ctx)
	return report, err
}

const waitForReport = "wait for report"

// fits reports whether a new report can be the one that was requested, rather than an
// order report that the service made on its schedule. A period of zero length says
// nothing. A report that is still being made ends now.
func (r ReportRequest) fits(report Report) bool {
	end := report.End.Time
	if report.Running() {
		end = time.Now()
	}
	window := end.Sub(report.Start.Time)
	if r.Name != OrderReport || r.Days == 0 || report.Start.Time.IsZero() || end.IsZero() || window <= 0 {
		return true
	}
	// Periods that start at midnight fit; those with another number of days do not.
	const tolerance = 36 * time.Hour
	asked := time.Duration(r.Days) * 24 * time.Hour
	return (window - asked).Abs() <= tolerance
}

// fetchReport starts the download of a report that is listed as finished. The file may
// appear a little later.
func (c *Client) fetchReport(ctx context.Context, report Report, options WaitOptions) (*Download, error) {
	var download *Download
	err := wait{
		operation: waitForFile, opts: options.withDefaults(),
		look: func(ctx context.Context, seen *WaitProgress) (done bool, err error) {
			seen.Report = report
			download, err = c.DownloadReport(ctx, report.ID)
			return err == nil, err
		},
	}.run(ctx)
	return download, err
}
