package aim

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// ErrNotProcessed means that the service ended an upload without processing all of it:
// the final status is not Done. Some of its items may have been changed.
var ErrNotProcessed = errors.New("the upload was not processed")

// UploadResult is the result of an upload that was waited for.
type UploadResult struct {
	// BatchID is empty only if the upload was not accepted, or if its batch could not be
	// identified.
	BatchID string
	// Batch is the upload as last listed, with its counts.
	Batch Batch
	// ErrorLog is the parsed error log if items were rejected or have warnings; nil
	// otherwise. All of it is in memory.
	ErrorLog *flatfile.ErrorLog
	// Mark records what was listed before the upload. Pass it to [Client.BatchesSince] if
	// the outcome of the upload is unknown.
	Mark Mark
}

// AddModifyDeleteAndWait uploads like [Client.AddModifyDelete] and waits until the
// service has processed the file. Items that the service rejects are not an error: they
// are in the counts and in the ErrorLog of the result. The Row of a log entry is the
// number of the row in the source of the feed. An upload with a final status other than
// Done is [ErrNotProcessed].
//
// The upload asks for the ID of the batch with the header BatchID: Y. If the service
// answers without an ID, the list of batches is compared with a [Mark] that was taken
// before the upload. If another program uploads at the same time there may be two new
// batches: that is [sellerwire.ErrConflict].
//
// The call options apply to the upload itself. Polling continues after temporary
// failures. If [sellerwire.OutcomeOf] the error is accepted, the upload was accepted and
// only the wait failed. Do not upload again: continue with [Client.WaitForBatch] and the
// BatchID of the result, or with [Client.WaitForNewBatch] and its Mark. The result is
// returned with the error. If the list of batches cannot be read before the upload,
// nothing is uploaded and the error matches [sellerwire.ErrNotSent]. To survive a
// restart, take and store the mark yourself; see [Client.MarkBatches].
func (c *Client) AddModifyDeleteAndWait(
	ctx context.Context, feed flatfile.Feed, options UploadOptions, wait WaitOptions,
	opts ...sellerwire.CallOption,
) (UploadResult, error) {
	return c.uploadAndWait(ctx, upload{uploadMode: addModifyDelete, feed: feed, options: options}, wait, opts)
}

// ModifyOnlyAndWait uploads like [Client.ModifyOnly] and waits like
// [Client.AddModifyDeleteAndWait].
func (c *Client) ModifyOnlyAndWait(
	ctx context.Context, feed flatfile.Feed, options UploadOptions, wait WaitOptions,
	opts ...sellerwire.CallOption,
) (UploadResult, error) {
	return c.uploadAndWait(ctx, upload{uploadMode: modifyOnly, feed: feed, options: options}, wait, opts)
}

// PurgeReplaceAndWait uploads like [Client.PurgeReplace], which deletes all listings
// first, and waits like [Client.AddModifyDeleteAndWait].
func (c *Client) PurgeReplaceAndWait(
	ctx context.Context, feed flatfile.Feed, confirm Confirmation, options UploadOptions,
	wait WaitOptions, opts ...sellerwire.CallOption,
) (UploadResult, error) {
	return c.uploadAndWait(ctx, upload{uploadMode: purgeReplace, feed: feed, confirm: confirm, options: options}, wait, opts)
}

// WaitForBatch waits until an upload has been processed. It returns the upload as last
// listed, even with an error. It only reads. An upload with a final status other than
// Done is [ErrNotProcessed]. A batch that is not among the newest 100 is
// [sellerwire.ErrNotFound], after [WaitOptions].MaxFailures polls.
func (c *Client) WaitForBatch(ctx context.Context, batchID string, options WaitOptions) (Batch, error) {
	if faults := append(tokenFault("BatchID", batchID), options.faults(ctx)...); len(faults) > 0 {
		return Batch{}, c.transport.Invalid(waitForBatch, faults...)
	}
	return c.waitForBatch(ctx, batchID, Mark{}, options)
}

// WaitForNewBatch waits like [Client.WaitForBatch], for the one upload that is new since
// a mark. Use it for an upload that the service accepted without an ID. After an upload
// whose outcome is unknown, a new batch may belong to someone else; see
// [Client.BatchesSince]. If there are several new batches, the error is
// [sellerwire.ErrConflict] and names them. Once one batch has been found, later ones are
// ignored.
func (c *Client) WaitForNewBatch(ctx context.Context, mark Mark, options WaitOptions) (Batch, error) {
	if faults := append(mark.faults(""), options.faults(ctx)...); len(faults) > 0 {
		return Batch{}, c.transport.Invalid(waitForBatch, faults...)
	}
	return c.waitForBatch(ctx, "", mark, options)
}

const waitForBatch = "wait for batch"

// waitForBatch waits for the batch with an ID, or for the new batch if the ID is empty.
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
			Err: fmt.Errorf("%w: the service ended it with the status %q", ErrNotProcessed, string(batch.Status)),
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
		mark = Mark{} // the ID is enough
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

// hasFaults reports whether the error log may have entries.
func (b Batch) hasFaults() bool {
	return b.NotActivated > 0 || b.Warnings > 0 || len(b.Unreadable) > 0
}

// fetchErrorLog downloads and parses an error log, which may appear after the batch is
// done.
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
