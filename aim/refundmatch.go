package aim

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// readSummary downloads a summary and compares it with the refunds of the file. It is nil
// if it is about others.
func (c *Client) readSummary(ctx context.Context, report Report, refunds []flatfile.Refund) (*RefundSummary, error) {
	download, err := c.DownloadReport(ctx, report.ID)
	if err != nil {
		return nil, err
	}
	defer download.Close()
	summary := &RefundSummary{Report: report}
	var unread error
	options := download.ReadOptions()
	options.OnRowError = func(e *flatfile.RowError) error {
		unread = e
		summary.Unread = append(summary.Unread, strings.Join(e.Cells.Cells(), "\t"))
		return nil
	}
	var lines []flatfile.RefundOutcome
	for line, err := range flatfile.ReadRefundReport(download, options) {
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		if unread == nil {
			unread = errors.New("the summary is empty")
		}
		return nil, &sellerwire.Error{
			Service: service, Operation: waitForRefunds, Item: "ReportID " + report.ID,
			Kinds: []error{sellerwire.ErrUnexpectedContent}, Err: fmt.Errorf("the summary cannot be read: %w", unread),
		}
	}
	results, ours := match(refunds, lines)
	if !ours {
		return nil, nil
	}
	summary.Refunds = results
	return summary, nil
}

// without are refunds of which no summary says anything.
func without(refunds []flatfile.Refund, outcome sellerwire.Outcome) []RefundResult {
	results := make([]RefundResult, len(refunds))
	for i, r := range refunds {
		results[i] = RefundResult{Refund: r, Outcome: outcome}
	}
	return results
}

// match finds the refund of each line. The lines are about the file only if each of them
// shows an order item of it, and an amount, if any, that is to be paid back for that, and
// no more lines than there are refunds.
func match(refunds []flatfile.Refund, lines []flatfile.RefundOutcome) (results []RefundResult, ours bool) {
	results = without(refunds, sellerwire.OutcomeUnknown)
	open := map[string][]int{} // refunds without a line, by order item
	for i, r := range refunds {
		open[r.OrderItemID] = append(open[r.OrderItemID], i)
	}
	vague := map[string][]flatfile.RefundOutcome{} // lines without an amount
	for _, line := range lines {
		if line.Amount == nil {
			vague[line.OrderItemID] = append(vague[line.OrderItemID], line)
			continue
		}
		at := take(open, line, refunds)
		if at < 0 {
			return results, false
		}
		results[at].Line, results[at].Outcome = line, outcomeOf(line)
	}
	for item, lines := range vague {
		left := open[item]
		if len(lines) > len(left) {
			return results, false
		}
		// Which of several is meant is clear only if all are said to be alike.
		alike := len(lines) == len(left)
		for _, line := range lines {
			alike = alike && line.Status == lines[0].Status
		}
		for i := range lines {
			if alike {
				results[left[i]].Line, results[left[i]].Outcome = lines[i], outcomeOf(lines[i])
			}
		}
	}
	return results, len(lines) > 0
}

// take finds the refund of a line that shows an amount, and closes it; -1 if there is
// none.
func take(open map[string][]int, line flatfile.RefundOutcome, refunds []flatfile.Refund) int {
	for i, at := range open[line.OrderItemID] {
		if refunds[at].Amount.Equal(*line.Amount) {
			rest := open[line.OrderItemID]
			open[line.OrderItemID] = append(append([]int{}, rest[:i]...), rest[i+1:]...)
			return at
		}
	}
	return -1
}

// outcomeOf is what a line claims. Only SUCCESS was ever recorded; of other words those
// are a refusal that can be nothing else.
func outcomeOf(line flatfile.RefundOutcome) sellerwire.Outcome {
	if line.Refunded() {
		return sellerwire.OutcomeAccepted
	}
	switch strings.ToUpper(strings.TrimRight(string(line.Status), ":.,")) {
	case "FAILURE", "FAILED", "ERROR", "REJECTED", "REFUSED", "DENIED", "INVALID":
		return sellerwire.OutcomeRejected
	}
	return sellerwire.OutcomeUnknown
}
