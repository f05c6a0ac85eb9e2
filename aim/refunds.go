package aim

import (
	"context"
	"fmt"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/transport"
)

const refund = "refund"

// Refund uploads a file of refunds, which pay money back: a [flatfile.RefundFeed], or a
// feed from another source. The file is checked before it is sent, by the rules of
// [flatfile.Feed.InspectRefunds], which are as strict as the service. A file that breaks
// a rule is a [sellerwire.InvalidError] with up to 100 faults by row. A file without rows
// is one too.
//
// Refund is sent at most once: it is retried only on proof that nothing was sent. A
// second copy would refund twice, so no option allows more retries. After
// [sellerwire.ErrOutcomeUnknown] the refunds may have been made. Do not send them again.
// Call [Client.WaitForRefunds] with a mark that you took before. If it finds the summary,
// the refund file was accepted.
//
// If Refund succeeds, the service has accepted the file. That does not mean that each
// refund was made; the summary says which were, and [Client.RefundAndWait] waits for it.
// The codes of the guide are [CodeCustomerUnauthorized] and [CodeInvalidFileFormat];
// clients also met [CodeNoDefaultPayment]. An attempt may take 10 minutes; see
// [WithTransferTimeout].
func (c *Client) Refund(ctx context.Context, feed flatfile.Feed, opts ...sellerwire.CallOption) error {
	req, _, err := c.prepareRefund(feed, opts)
	if err != nil {
		return err
	}
	_, err = c.transport.Do(ctx, req)
	return err
}

// prepareRefund checks a feed of refunds, reads them and builds the request.
func (c *Client) prepareRefund(feed flatfile.Feed, opts []sellerwire.CallOption) (*transport.Request, []flatfile.Refund, error) {
	call, err := c.transport.Call(refund, nil, opts)
	if err != nil {
		return nil, nil, err
	}
	refunds, err := c.checkRefunds(feed, transport.RequestID(&call))
	if err != nil {
		return nil, nil, err
	}
	op := c.transferring(transport.Operation{Name: refund, Class: transport.Once, Writes: true})
	req := c.request(op, "catalog-upload/batch-refund", nil)
	req.Call, req.Body, req.Decode = call, transport.Reopen(feed.Open, feed.Size()), readSuccess
	return req, refunds, nil
}

// checkRefunds reads the file as the service will: nothing else checks it before money
// moves.
func (c *Client) checkRefunds(feed flatfile.Feed, requestID string) ([]flatfile.Refund, error) {
	if err := feed.Err(); err != nil {
		return nil, notSent(refund, requestID, err)
	}
	switch {
	case feed.Size() == 0:
		return nil, c.badFeed(refund, "it is empty")
	case feed.Format() != "" && feed.Format() != flatfile.RefundFile:
		return nil, c.badFeed(refund, fmt.Sprintf("its format is %q; it must be a refund file", feed.Format()))
	}
	refunds, err := feed.InspectRefunds(c.readEncoding(""))
	if err != nil {
		return nil, c.refuseFeed(refund, requestID, err)
	}
	if len(refunds) == 0 {
		return nil, c.badFeed(refund, "it has no rows")
	}
	return refunds, nil
}
