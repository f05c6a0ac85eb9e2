package aim

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// ErrNotProcessed means that the service has ended an upload without processing it: its
// status is final, and not Done. Some of its items may have been changed.
var ErrNotProcessed = errors.New("the upload was not processed")

// UploadResult is what became of an upload that was waited for.
type UploadResult struct {
	// BatchID is empty only if the upload was not accepted, or if which batch it
	// became could not be told.
	BatchID string
	// Batch is the upload as it was last listed, with its counts.
	Batch Batch
	// ErrorLog is the parsed error log if items were not activated or have warnings;
	// nil otherwise. It is in memory as a whole.
	ErrorLog *flatfile.ErrorLog
	// Mark is what was listed before the upload, for [Client.BatchesSince] should it be
	// unclear whether the upload arrived.
	Mark Mark
}

// AddModifyDeleteAndWait uploads as [Client.AddModifyDelete] does and waits until the
// service has processed the file. Items that it rejected are no error; they are in the
// result's counts and ErrorLog, whose Row is the number of the row in the source of the
// feed. An upload that ends in another state than Done is [ErrNotProcessed].
//
// The ID of the batch is asked for with BatchID: Y. A service that does not answer with
// it has its list of batches compared with a [Mark] that is taken before. If another
// program uploads at the same time, that may show two new batches, which is
// [sellerwire.ErrConflict].
//
// The call options apply to the upload itself. Polling survives failures that can pass.
// An error whose [sellerwire.OutcomeOf] is accepted came after the upload: do not upload
// again, but go on with [Client.WaitForBatch] and the BatchID of the result, or with
// [Client.WaitForNewBatch] and its Mark; the result comes with the error. If the list of
// batches cannot be read beforehand nothing is uploaded, and the error matches
// [sellerwire.ErrNotSent]. To survive a restart, take the mark and store it yourself; see
// [Client.MarkBatches].
func (c *Client) AddModifyDeleteAndWait(
	ctx context.Context, feed flatfile.Feed, options UploadOptions, wait WaitOptions,
	opts ...sellerwire.CallOption,
) (UploadResult, error) {
	return c.uploadAndWait(ctx, upload{uploadMode: addModifyDelete, feed: feed, options: options}, wait, opts)
}

// ModifyOnlyAndWait uploads as [Client.ModifyOnly] does and waits as
// [Client.AddModifyDeleteAndWait] does.
func (c *Client) ModifyOnlyAndWait(
	ctx context.Context, feed flatfile.Feed, options UploadOptions, wait WaitOptions,
	opts ...sellerwire.CallOption,
) (UploadResult, error) {
	return c.uploadAndWait(ctx, upload{uploadMode: modifyOnly, feed: feed, options: options}, wait, opts)
}

// PurgeReplaceAndWait uploads as [Client.PurgeReplace] does, which deletes all listings
// first, and waits as [Client.AddModifyDeleteAndWait] does.
func (c *Client) PurgeReplaceAndWait(
	ctx context.Context, feed flatfile.Feed, confirm Confirmation, options UploadOptions,
	wait WaitOptions, opts ...sellerwire.CallOption,
) (UploadResult, error) {
	return c.uploadAndWait(ctx, upload{uploadMode: purgeReplace, feed: feed, confirm: confirm, options: options}, wait, opts)
}

// WaitForBatch waits until an upload has been processed, and returns it as it was last
// listed, also with an error. It only reads. An upload that ends in another state than
// Done is [ErrNotProcessed]. A batch that is not among the newest 100 is
// [sellerwire.ErrNotFound], after [WaitOptions.MaxFailures] polls.
func (c *Client) WaitForBatch(ctx context.Context, batchID string, options WaitOptions) (Batch, error) {
	if faults := append(tokenFault("BatchID", batchID), options.faults(ctx)...); len(faults) > 0 {
		return Batch{}, c.transport.Invalid(waitForBatch, faults...)
	}
	return c.waitForBatch(ctx, batchID, Mark{}, options)
}

// WaitForNewBatch waits as [Client.WaitForBatch] does, for the one upload that is new
// since a mark. Use it for an upload that the service accepted without telling its ID:
// after one whose outcome is unknown, what is new may be another's; see
// [Client.BatchesSince]. Several new ones are [sellerwire.ErrConflict], which names
// them. Once one has been found, it is that one: what comes later is another's.
func (c *Client) WaitForNewBatch(ctx context.Context, mark Mark, options WaitOptions) (Batch, error) {
	if faults := append(mark.faults(""), options.faults(ctx)...); len(faults) > 0 {
		return Batch{}, c.transport.Invalid(waitForBatch, faults...)
	}
	return c.waitForBatch(ctx, "", mark, options)
}

const waitForBatch = "wait for batch"

// waitForBatch waits for the batch with an ID, or for the new one if that is empty.
func (c *Client) waitForBatch(ctx context.Context, id string, mark Mark, options WaitOptions) (Batch, error) {
	var batch Batch
	item := func() string {
		if id == "" {
			return ""
		}
		return "BatchID " + id
	}
	options = options.withDefaults()
	err := wait{
		operation: waitForBatch, item: item, opts: options, first: options.MinInterval,
		look: func(ctx context.Context, seen *WaitProgress) (bool, error) {
			batches, err := c.Batches(ctx, BatchQuery{Count: listed})
			if err != nil {
				return false, err
			}
			fresh := since(mark, batches)
			if id == "" && len(fresh) > 1 {
				return false, several(waitForBatch, "the service gave no ID, and several uploads are new", fresh)
			}
			for _, b := range fresh {
				if id == "" || b.ID == id {
					id, batch, seen.Batch = b.ID, b, b
					return batch.Status.Final(), nil
				}
			}
			return false, notListed(waitForBatch, item())
		},
	}.run(ctx)
	if err == nil && !batch.Status.Done() {
		err = &sellerwire.Error{
			Service: service, Operation: waitForBatch, Item: item(),
			Err: fmt.Errorf("%w: the service has ended it as %q", ErrNotProcessed, string(batch.Status)),
		}
	}
	return batch, err
}

func (c *Client) uploadAndWait(ctx context.Context, u upload, options WaitOptions, opts []sellerwire.CallOption) (UploadResult, error) {
	var result UploadResult
	u.options.ReturnBatchID = true
	req, err := c.prepare(u, opts)
	if err != nil {
		return result, err
	}
	if faults := options.faults(ctx); faults != nil {
		return result, c.transport.Invalid(u.operation, faults...)
	}
	if result.Mark, err = c.MarkBatches(ctx); err != nil {
		return result, notSent(u.operation, req.Call.RequestID, err)
	}
	receipt, err := c.send(ctx, req)
	if err != nil {
		return result, err
	}
	result.BatchID = receipt.BatchID
	if err := c.follow(ctx, u.feed, &result, options); err != nil {
		return result, accepted(u.operation, err)
	}
	return result, nil
}

// follow waits for an upload that was accepted.
func (c *Client) follow(ctx context.Context, feed flatfile.Feed, result *UploadResult, options WaitOptions) (err error) {
	mark := result.Mark
	if result.BatchID != "" {
		mark = Mark{} // the ID says enough
	}
	result.Batch, err = c.waitForBatch(ctx, result.BatchID, mark, options)
	result.BatchID = cmp.Or(result.Batch.ID, result.BatchID)
	if err != nil || !result.Batch.hasFaults() {
		return err
	}
	if result.ErrorLog, err = c.fetchErrorLog(ctx, result.Batch, options); err != nil {
		return err
	}
	for i := range result.ErrorLog.Entries {
		if entry := &result.ErrorLog.Entries[i]; entry.Record > 0 {
			entry.Row = feed.SourceRow(entry.Record)
		}
	}
	return nil
}

// hasFaults tells whether there may be something in the error log.
func (b Batch) hasFaults() bool {
	return b.NotActivated > 0 || b.Warnings > 0 || len(b.Unreadable) > 0
}

// fetchErrorLog downloads and parses an error log. The batch may be done before its log
// is there.
func (c *Client) fetchErrorLog(ctx context.Context, batch Batch, options WaitOptions) (*flatfile.ErrorLog, error) {
	var log *flatfile.ErrorLog
	err := wait{
		operation: waitForFile, opts: options.withDefaults(),
		look: func(ctx context.Context, seen *WaitProgress) (bool, error) {
			seen.Batch = batch
			download, err := c.DownloadErrorLog(ctx, batch.ID)
			if err != nil {
				return false, err
			}
			defer download.Close()
			log, err = flatfile.ReadErrorLog(download, download.ReadOptions())
			return err == nil, err
		},
	}.run(ctx)
	return log, err
}

const waitForFile = "wait for file"
