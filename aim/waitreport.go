package aim

import (
	"context"
	"slices"
	"time"

	"github.com/sellerwire/sellerwire"
)

// FetchedReport is a report that was generated and is being downloaded.
type FetchedReport struct {
	// Report is the report as it was listed when it was finished.
	Report Report
	// File is the report's content. The caller must close it.
	File *Download
	// Known are the reports that were listed before, to go on with
	// [Client.WaitForReport] should this call end early.
	Known []Report
}

// FetchReport generates a report as [Client.GenerateReport] does, waits until
// it is finished and starts its download, which the caller must close. The
// report is the first finished one of that kind that was not listed before; of
// order reports only one whose window fits the days that were asked for, since
// the service makes others by its own schedule. A report that is finished before
// the first poll is found like any other.
//
// The call options apply to the request that generates. Polling survives
// failures that can pass. An error whose [sellerwire.OutcomeOf] is accepted came
// after the service took the request: go on with [Client.WaitForReport], or with
// [Client.DownloadReport] and the Report that comes with the error once it is
// known. If the list of reports cannot be read beforehand nothing is requested. A
// report that never comes is no failure: give ctx a deadline.
func (c *Client) FetchReport(ctx context.Context, request ReportRequest, wait WaitOptions, opts ...sellerwire.CallOption) (FetchedReport, error) {
	var fetched FetchedReport
	req, err := c.prepareReport(request, opts)
	if err != nil {
		return fetched, err
	}
	if faults := wait.faults(); faults != nil {
		return fetched, c.transport.Invalid(generateReport, faults...)
	}
	fetched.Known, err = c.Reports(ctx, ReportQuery{Name: request.Name, Count: listed})
	if err != nil {
		return fetched, notSent(generateReport, req.Call.RequestID, err)
	}
	if _, err := c.transport.Do(ctx, req); err != nil {
		return fetched, err
	}
	if fetched.Report, err = c.WaitForReport(ctx, request, fetched.Known, wait); err != nil {
		return fetched, accepted(generateReport, err)
	}
	if fetched.File, err = c.fetchReport(ctx, fetched.Report, wait); err != nil {
		return fetched, accepted(generateReport, err)
	}
	return fetched, nil
}

// WaitForReport waits until a report of a kind is finished that is not among
// those known before, and returns it. Days, where set, is the window that an
// order report must have, give or take 36 hours; 0 takes any. With
// [BatchRefundReport] it waits for the summary of an upload of refunds; several
// new ones are [sellerwire.ErrConflict], which names them: read them all.
//
// It only reads. A report that never comes is no failure: give ctx a deadline.
func (c *Client) WaitForReport(ctx context.Context, request ReportRequest, known []Report, options WaitOptions) (Report, error) {
	if faults := append(tokenFault("ReportName", string(request.Name)), options.faults()...); len(faults) > 0 {
		return Report{}, c.transport.Invalid(waitForReport, faults...)
	}
	newOnes := since(known)
	var report Report
	options = options.withDefaults()
	err := wait{
		operation: waitForReport, opts: options, first: options.MinInterval,
		look: func(ctx context.Context, seen *WaitProgress) (bool, error) {
			reports, err := c.Reports(ctx, ReportQuery{Name: request.Name, Count: listed})
			if err != nil {
				return false, err
			}
			fresh := slices.DeleteFunc(newOnes(reports), func(r Report) bool { return !request.fits(r) })
			if len(fresh) > 1 && request.Name == BatchRefundReport {
				// Which refunds they are about nobody knows before they are read.
				return false, several(waitForReport, "several summaries of refunds are new", fresh)
			}
			for _, r := range fresh {
				seen.Report = r
				if !r.Running() {
					report = r
					return true, nil
				}
			}
			return false, nil
		},
	}.run(ctx)
	return report, err
}

const waitForReport = "wait for report"

// fits tells an order report that was requested from one that the service made
// by its schedule. A window of no length says nothing.
func (r ReportRequest) fits(report Report) bool {
	window := report.End.Time.Sub(report.Start.Time)
	if r.Name != OrderReport || r.Days == 0 || report.Running() ||
		report.Start.Time.IsZero() || report.End.Time.IsZero() || window <= 0 {
		return true
	}
	// Windows that start at midnight fit, those of another number of days do not.
	const tolerance = 36 * time.Hour
	asked := time.Duration(r.Days) * 24 * time.Hour
	return (window - asked).Abs() <= tolerance
}

// fetchReport starts the download of a report that is listed as finished. It
// may take a moment until the file is there.
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
