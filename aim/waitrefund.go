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

// RefundSummary is the result of an upload of refunds.
type RefundSummary struct {
	// Report is the summary report of the upload; zero if none was found.
	Report Report
	// Refunds are the refunds of the file, in its order, each with its outcome.
	Refunds []RefundResult
	// Unread are lines of the summary that could not be read.
	Unread []string
	// Mark records what was listed before the upload. If the call ends early, continue
	// with [Client.WaitForRefunds] and this mark.
	Mark Mark
}

// RefundResult is the result of one refund.
type RefundResult struct {
	Refund flatfile.Refund
	// Outcome is accepted if the summary says that the money was paid back, and rejected
	// if it says that it was not. It is unknown if the summary does not show the refund
	// or says something else. If the file was not accepted, it is the outcome of the
	// upload.
	Outcome sellerwire.Outcome
	// Line is the line of the summary; zero if the summary does not show the refund.
	Line flatfile.RefundOutcome
}

// RefundAndWait uploads like [Client.Refund], waits for the service's summary, and
// returns the outcome of each refund of the file. Refunds that failed are not an error.
// The service gives no ID for an upload of refunds, so the summary is found by its
// content: it is new, and shows order items of the file with amounts equal to those of
// the file. Summaries of other refunds are ignored. If only such summaries appear, the
// error is [sellerwire.ErrConflict] after [WaitOptions.MaxFailures] polls. If two
// summaries fit, it is [sellerwire.ErrConflict] at once.
//
// The call options apply to the upload itself. Polling continues after temporary
// failures. If [sellerwire.OutcomeOf] the error is accepted, the upload was accepted and
// only the wait failed. Never upload again: continue with [Client.WaitForRefunds], the
// feed and the Mark that is returned with the error. After
// [sellerwire.ErrOutcomeUnknown], do the same to find out whether the refunds were
// accepted. If the list of summaries cannot be read before the upload, nothing is
// uploaded. If no summary ever appears the wait does not end, so give ctx a deadline. To
// survive a restart, take and store the mark yourself; see [Client.MarkReports].
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

// WaitForRefunds waits like [Client.RefundAndWait] for the summary of a file of refunds.
// The mark must be of [BatchRefundReport], taken before the file was uploaded. It only
// reads. A summary that fits proves that the service accepted the file. A missing summary
// proves nothing.
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

// notOurs is the failure of a poll that saw only summaries of other refunds.
func notOurs(others map[string]bool) error {
	return &sellerwire.Error{
		Service: service, Operation: waitForRefunds, Kinds: []error{sellerwire.ErrConflict},
		Err: fmt.Errorf("%w: %s", errNotOurs, strings.Join(slices.Sorted(maps.Keys(others)), ", ")),
	}
}
