package aim

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// readSummary downloads a summary and compares it with the refunds of the file. It
// returns nil if the summary is about other refunds.
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

// without returns the refunds as not mentioned by any summary.
func without(refunds []flatfile.Refund, outcome sellerwire.Outcome) []RefundResult {
	results := make([]RefundResult, len(refunds))
	for i, r := range refunds {
		results[i] = RefundResult{Refund: r, Outcome: outcome}
	}
	return results
}

// match assigns each line to a refund. The summary is about the file only if each line
// shows one of its order items, if each amount is that of a refund of that item, and if
// there are no more lines than refunds.
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
		// Several lines cannot be told apart, so they count only if all say the same.
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

// take returns the refund that a line with an amount belongs to and removes it from open;
// -1 if there is none.
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

// outcomeOf is the outcome that a line states. Only SUCCESS was ever recorded. A word
// counts as a refusal only if it can mean nothing else.
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
