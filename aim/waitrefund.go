package aim

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// RefundSummary is what became of an upload of refunds.
type RefundSummary struct {
	// Report is the summary report about the upload; zero if none was found.
	Report Report
	// Refunds are the refunds of the file, in its order, and what became of each.
	Refunds []RefundResult
	// Unread are lines of the summary that could not be read.
	Unread []string
	// Mark is what was listed before the upload, to go on with [Client.WaitForRefunds]
	// should this call end early.
	Mark Mark
}

// RefundResult is what became of one refund.
type RefundResult struct {
	Refund flatfile.Refund
	// Outcome is accepted if the summary says that the money was paid back, rejected if
	// it says that it was not, and unknown if it does not show the refund, or says
	// something else. If the file was not accepted it is the outcome of the upload.
	Outcome sellerwire.Outcome
	// Line is what the summary says; zero if it does not show the refund.
	Line flatfile.RefundOutcome
}

// RefundAndWait uploads as [Client.Refund] does, once, waits for the service's summary,
// and says of each refund of the file what became of it. Refunds that failed are no
// error. The service gives no ID for an upload of refunds: the summary is the new one
// that shows order items of the file, and amounts that are equal to those of the file.
// Summaries of other refunds are passed over. If there is none but those, the error is
// [sellerwire.ErrConflict] after [WaitOptions.MaxFailures] polls, and so it is if two
// summaries fit.
//
// The call options apply to the upload itself. Polling survives failures that can pass.
// An error whose [sellerwire.OutcomeOf] is accepted came after the upload: never upload
// again, but go on with [Client.WaitForRefunds], the feed and the Mark that comes with
// the error. After [sellerwire.ErrOutcomeUnknown] the same call is the way to find out
// whether the refunds were taken. If the list of summaries cannot be read beforehand
// nothing is uploaded. A summary that never comes is no failure: give ctx a deadline. To
// survive a restart, take the mark and store it yourself; see [Client.MarkReports].
func (c *Client) RefundAndWait(
	ctx context.Context, feed flatfile.Feed, options WaitOptions,
	opts ...sellerwire.CallOption,
) (RefundSummary, error) {
	var summary RefundSummary
	req, refunds, err := c.prepareRefund(feed, opts)
	if err != nil {
		return summary, err
	}
	if faults := options.faults(ctx); faults != nil {
		return summary, c.transport.Invalid(refund, faults...)
	}
	mark, err := c.MarkReports(ctx, BatchRefundReport)
	if err != nil {
		err = notSent(refund, req.Call.RequestID, err)
		return RefundSummary{Refunds: without(refunds, sellerwire.OutcomeOf(err))}, err
	}
	if _, err := c.transport.Do(ctx, req); err != nil {
		return RefundSummary{Refunds: without(refunds, sellerwire.OutcomeOf(err)), Mark: mark}, err
	}
	if summary, err = c.waitForRefunds(ctx, refunds, mark, options); err != nil {
		return summary, accepted(refund, err)
	}
	return summary, nil
}

// WaitForRefunds waits for the summary of a file of refunds that was uploaded after a
// mark of [BatchRefundReport] was taken, as [Client.RefundAndWait] does. It only reads.
// That a summary fits proves that the file was taken; that none comes proves nothing.
func (c *Client) WaitForRefunds(ctx context.Context, feed flatfile.Feed, mark Mark, options WaitOptions) (RefundSummary, error) {
	if faults := append(mark.faults(BatchRefundReport), options.faults(ctx)...); len(faults) > 0 {
		return RefundSummary{}, c.transport.Invalid(waitForRefunds, faults...)
	}
	refunds, err := c.checkRefunds(feed, "")
	if err != nil {
		return RefundSummary{}, err
	}
	return c.waitForRefunds(ctx, refunds, mark, options)
}

const waitForRefunds = "wait for refunds"

func (c *Client) waitForRefunds(ctx context.Context, refunds []flatfile.Refund, mark Mark, options WaitOptions) (RefundSummary, error) {
	summary := RefundSummary{Refunds: without(refunds, sellerwire.OutcomeUnknown), Mark: mark}
	others := map[string]bool{} // IDs of summaries that are not ours
	find := func(ctx context.Context, r Report) (*RefundSummary, error) {
		if r.Running() || others[r.ID] {
			return nil, nil
		}
		found, err := c.readSummary(ctx, r, refunds)
		if found == nil && err == nil {
			others[r.ID] = true
		}
		return found, err
	}
	options = options.withDefaults()
	err := wait{
		operation: waitForRefunds, opts: options, first: options.MinInterval,
		look: func(ctx context.Context, seen *WaitProgress) (bool, error) {
			reports, err := c.Reports(ctx, ReportQuery{Name: BatchRefundReport, Count: listed})
			if err != nil {
				return false, err
			}
			var ours []Report
			var found RefundSummary
			summary.Report = Report{}
			for _, r := range since(mark, reports) {
				one, failure := find(ctx, r)
				switch {
				case failure != nil:
					summary.Report, err = r, failure
				case one != nil:
					ours, found = append(ours, r), *one
				}
				if !others[r.ID] {
					seen.Report = r
				}
			}
			switch {
			case len(ours) > 1:
				return false, several(waitForRefunds, "several summaries show refunds of the file", ours)
			case len(ours) == 1:
				found.Mark = mark
				summary = found
				return true, nil
			case err == nil && len(others) > 0:
				err = notOurs(others)
			}
			return false, err
		},
	}.run(ctx)
	return summary, err
}

// notOurs is the failure of a poll that saw the summaries of others only.
func notOurs(others map[string]bool) error {
	return &sellerwire.Error{
		Service: service, Operation: waitForRefunds, Kinds: []error{sellerwire.ErrConflict},
		Err: fmt.Errorf("%w: %s", errNotOurs, strings.Join(slices.Sorted(maps.Keys(others)), ", ")),
	}
}
