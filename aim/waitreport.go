package aim

import (
	"context"
	"time"

	"github.com/sellerwire/sellerwire"
)

// FetchedReport is a report that was generated and is being downloaded.
type FetchedReport struct {
	// Report is the report as it was listed when it was finished.
	Report Report
	// File is the report's content. The caller must close it. It is not part of the
	// JSON.
	File *Download `json:"-"`
	// Mark is what was listed before, to go on with [Client.WaitForReport] should this
	// call end early.
	Mark Mark
}

// FetchReport generates a report as [Client.GenerateReport] does, waits until it is
// finished and starts its download, which the caller must close. The report is the one
// that is new; see [Client.WaitForReport].
//
// The call options apply to the request that generates. Polling survives failures that
// can pass. An error whose [sellerwire.OutcomeOf] is accepted came after the service took
// the request: go on with [Client.WaitForReport] and the Mark that comes with the error,
// or with [Client.DownloadReport] once its Report has an ID. If the list of reports
// cannot be read beforehand nothing is requested. A report that never comes is no
// failure: give ctx a deadline.
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
		return fetched, notSent(generateReport, req.Call.RequestID, err)
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

// WaitForReport waits until a report of a kind is finished that is new since a mark, and
// returns it. Days, where set, is the window that an order report must have, give or take
// 36 hours, since the service makes others by its own schedule; 0 means any. A report
// that may be the one and is still being made is waited for, too: several that may be it
// are [sellerwire.ErrConflict], which names them. For summaries of refunds see
// [Client.WaitForRefunds].
//
// It only reads. A report that never comes is no failure: give ctx a deadline.
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

// fits tells an order report that was requested from one that the service made by its
// schedule. A window of no length says nothing. One that is still being made ends now.
func (r ReportRequest) fits(report Report) bool {
	end := report.End.Time
	if report.Running() {
		end = time.Now()
	}
	window := end.Sub(report.Start.Time)
	if r.Name != OrderReport || r.Days == 0 || report.Start.Time.IsZero() || end.IsZero() || window <= 0 {
		return true
	}
	// Windows that start at midnight fit, those of another number of days do not.
	const tolerance = 36 * time.Hour
	asked := time.Duration(r.Days) * 24 * time.Hour
	return (window - asked).Abs() <= tolerance
}

// fetchReport starts the download of a report that is listed as finished. It may take a
// moment until the file is there.
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
