package aim

import (
	"context"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// UploadResult is what became of an upload that was waited for.
type UploadResult struct {
	// BatchID is empty only if the upload was not accepted, or if which batch it
	// became could not be told.
	BatchID string
	// Batch is the upload as it was last listed, with its counts.
	Batch Batch
	// ErrorLog is the parsed error log if items were not activated or have
	// warnings; nil otherwise. It is in memory as a whole.
	ErrorLog *flatfile.ErrorLog
	// Known are the uploads that were listed before, to look for a new one with
	// [Client.Batches] should it be unclear whether this one arrived.
	Known []Batch
}

// AddModifyDeleteAndWait uploads as [Client.AddModifyDelete] does and waits until
// the service has processed the file. Items that it rejected are no error; they
// are in the result's counts and ErrorLog.
//
// The ID of the batch is asked for with BatchID: Y. A service that does not
// answer with it has its list of batches compared before and after, so that only
// one program may upload for the account at a time.
//
// The call options apply to the upload itself. Polling survives failures that
// can pass. An error whose [sellerwire.OutcomeOf] is accepted came after the
// upload: do not upload again, but go on with [Client.WaitForBatch] and the
// BatchID of the result, which comes with the error. If the list of batches
// cannot be read beforehand nothing is uploaded, and the error matches
// [sellerwire.ErrNotSent].
func (c *Client) AddModifyDeleteAndWait(ctx context.Context, feed flatfile.Feed, options UploadOptions, wait WaitOptions, opts ...sellerwire.CallOption) (UploadResult, error) {
	return c.uploadAndWait(ctx, upload{uploadMode: addModifyDelete, feed: feed, options: options}, wait, opts)
}

// ModifyOnlyAndWait uploads as [Client.ModifyOnly] does and waits as
// [Client.AddModifyDeleteAndWait] does.
func (c *Client) ModifyOnlyAndWait(ctx context.Context, feed flatfile.Feed, options UploadOptions, wait WaitOptions, opts ...sellerwire.CallOption) (UploadResult, error) {
	return c.uploadAndWait(ctx, upload{uploadMode: modifyOnly, feed: feed, options: options}, wait, opts)
}

// PurgeReplaceAndWait uploads as [Client.PurgeReplace] does, which deletes all
// listings first, and waits as [Client.AddModifyDeleteAndWait] does.
func (c *Client) PurgeReplaceAndWait(ctx context.Context, feed flatfile.Feed, confirm Confirmation, options UploadOptions, wait WaitOptions, opts ...sellerwire.CallOption) (UploadResult, error) {
	return c.uploadAndWait(ctx, upload{uploadMode: purgeReplace, feed: feed, confirm: confirm, options: options}, wait, opts)
}

// WaitForBatch waits until an upload has been processed, and returns it as it
// was last listed, also with an error. It only reads. A batch that is not among the
// newest 100 is [sellerwire.ErrNotFound], after [WaitOptions].MaxFailures polls.
func (c *Client) WaitForBatch(ctx context.Context, batchID string, options WaitOptions) (Batch, error) {
	if faults := append(tokenFault("BatchID", batchID), options.faults()...); len(faults) > 0 {
		return Batch{}, c.transport.Invalid(waitForBatch, faults...)
	}
	item := "BatchID " + batchID
	return c.waitForBatch(ctx, item, options, func(batches []Batch) (Batch, error) {
		for _, b := range batches {
			if b.ID == batchID {
				return b, nil
			}
		}
		return Batch{}, notListed(waitForBatch, item)
	})
}

const waitForBatch = "wait for batch"

func (c *Client) waitForBatch(ctx context.Context, item string, options WaitOptions, find func([]Batch) (Batch, error)) (Batch, error) {
	var batch Batch
	options = options.withDefaults()
	err := wait{
		operation: waitForBatch, item: item, opts: options, first: options.MinInterval,
		look: func(ctx context.Context, seen *WaitProgress) (bool, error) {
			batches, err := c.Batches(ctx, BatchQuery{Count: listed})
			if err != nil {
				return false, err
			}
			found, err := find(batches)
			if err != nil {
				return false, err
			}
			batch, seen.Batch = found, found
			return batch.Status.Done(), nil
		},
	}.run(ctx)
	return batch, err
}

func (c *Client) uploadAndWait(ctx context.Context, u upload, options WaitOptions, opts []sellerwire.CallOption) (UploadResult, error) {
	var result UploadResult
	u.options.ReturnBatchID = true
	req, err := c.prepare(u, opts)
	if err != nil {
		return result, err
	}
	if faults := options.faults(); faults != nil {
		return result, c.transport.Invalid(u.operation, faults...)
	}
	result.Known, err = c.Batches(ctx, BatchQuery{Count: listed})
	if err != nil {
		return result, notSent(u.operation, req.Call.RequestID, err)
	}
	receipt, err := c.send(ctx, req)
	if err != nil {
		return result, err
	}
	result.BatchID = receipt.BatchID
	if err := c.follow(ctx, &result, options); err != nil {
		return result, accepted(u.operation, err)
	}
	return result, nil
}

// follow waits for an upload that was accepted.
func (c *Client) follow(ctx context.Context, result *UploadResult, options WaitOptions) (err error) {
	if result.BatchID != "" {
		result.Batch, err = c.WaitForBatch(ctx, result.BatchID, options)
	} else {
		result.Batch, err = c.waitForBatch(ctx, "", options, newBatch(result.Known))
		result.BatchID = result.Batch.ID
	}
	if err != nil || result.Batch.NotActivated == 0 && result.Batch.Warnings == 0 {
		return err
	}
	result.ErrorLog, err = c.fetchErrorLog(ctx, result.BatchID, options)
	return err
}

// newBatch finds the one batch that was not there before. Of several nobody
// knows whose they are.
func newBatch(before []Batch) func([]Batch) (Batch, error) {
	newOnes := since(before)
	return func(batches []Batch) (Batch, error) {
		switch fresh := newOnes(batches); len(fresh) {
		case 0:
			return Batch{}, notListed(waitForBatch, "")
		case 1:
			return fresh[0], nil
		default:
			return Batch{}, several(waitForBatch, "the service gave no ID, and several uploads are new", fresh)
		}
	}
}

// fetchErrorLog downloads and parses an error log. The batch may be done before
// its log is there.
func (c *Client) fetchErrorLog(ctx context.Context, batchID string, options WaitOptions) (*flatfile.ErrorLog, error) {
	var log *flatfile.ErrorLog
	err := wait{
		operation: waitForFile, opts: options.withDefaults(),
		look: func(ctx context.Context, _ *WaitProgress) (bool, error) {
			download, err := c.DownloadErrorLog(ctx, batchID)
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
