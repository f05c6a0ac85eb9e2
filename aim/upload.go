package aim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// UploadFor is the program in which the items of an upload are listed. It is sent as the
// header UploadFor. A value that is not one of the constants is refused before anything
// is sent.
type UploadFor string

// The programs that the guide lists.
const (
	// ForMarketplaceOnly is the service's default.
	ForMarketplaceOnly UploadFor = "MarketplaceOnly"
	// ForMarketplace is what all clients in production sent.
	ForMarketplace UploadFor = "Marketplace"
	// ForZShop lists in the seller's zShop.
	ForZShop UploadFor = "ZShop"
)

// Known reports whether the program is one of this package's constants.
func (p UploadFor) Known() bool {
	return p == ForMarketplaceOnly || p == ForMarketplace || p == ForZShop
}

// UploadOptions has the parameters of an inventory upload. The zero value sends none of
// them, so the service's defaults apply. The format of the file comes from the feed; see
// [flatfile.Feed.WithFormat].
type UploadOptions struct {
	// UploadFor is empty or one of the constants. Empty means the service's default,
	// [ForMarketplaceOnly].
	UploadFor UploadFor
	// ReturnBatchID asks the service to answer with the ID of the batch. It was added
	// after the guide of 2004. A service that does not know it answers without an ID.
	ReturnBatchID bool
	// ASINMatchCreate, Asinate and Email were added after the guide too, and are known
	// from one or two clients. Asinate creates listings for books without an ISBN. Email
	// sends the seller a confirmation. The effect of ASINMatchCreate was not recorded.
	ASINMatchCreate, Asinate, Email bool
	// ExpeditedShipping sends enable-expedited-shipping, Y or N. Nil sends nothing.
	ExpeditedShipping *bool
}

// Confirmation states what [Client.PurgeReplace] is meant to do. The zero value confirms
// nothing and is refused.
type Confirmation string

const (
	// ReplaceInventory confirms that all listings of the account are deleted and replaced
	// by those of the feed. At least one of its rows must list an item.
	ReplaceInventory Confirmation = "replace the whole inventory"
	// EmptyInventory confirms that all listings of the account are deleted. The feed must
	// have a header line and no rows.
	EmptyInventory Confirmation = "empty the inventory"
)

// Receipt is the service's confirmation that it has queued an upload. It says nothing about
// the items; see [Client.Batches] and [Client.WaitForBatch].
type Receipt struct {
	// BatchID is the ID of the batch. It is empty if [UploadOptions.ReturnBatchID] was
	// not set, or if the service does not know that option.
	BatchID string
}

// AddModifyDelete uploads a file of items to add, change or delete: an inventory loader,
// book loader or UIEE file. The service queues it and processes uploads one at a time, in
// the order received. Only then does it report what is wrong with the items;
// [Client.AddModifyDeleteAndWait] waits for that.
//
// A second copy is queued as a second batch, so an upload is retried only on proof that
// nothing was sent, unless [AllowRepeat] is given. After [sellerwire.ErrOutcomeUnknown],
// [Client.BatchesSince] shows whether there is a new batch. An attempt may take 10
// minutes; see [WithTransferTimeout]. The codes of the guide are
// [CodeCustomerUnauthorized], [CodeInvalidFileFormat] and [CodeInvalidListingProgram]. An
// empty feed, a [flatfile.RefundFeed] and invalid options are a
// [sellerwire.InvalidError].
func (c *Client) AddModifyDelete(
	ctx context.Context, feed flatfile.Feed, options UploadOptions,
	opts ...sellerwire.CallOption,
) (Receipt, error) {
	return c.upload(ctx, upload{uploadMode: addModifyDelete, feed: feed, options: options}, opts)
}

// ModifyOnly uploads a file with the column sku and at least one of price and quantity,
// such as a [flatfile.ModifyFeed]. Quantity 0 deletes an item. The header line is checked
// before the file is sent: a file with any other column, which the service would refuse,
// is a [sellerwire.InvalidError]; see [flatfile.Feed.InspectModifyOnly]. A UIEE feed has
// no header line and is not checked. Retries, limits and codes are those of
// [Client.AddModifyDelete].
func (c *Client) ModifyOnly(ctx context.Context, feed flatfile.Feed, options UploadOptions, opts ...sellerwire.CallOption) (Receipt,
	error) {
	return c.upload(ctx, upload{uploadMode: modifyOnly, feed: feed, options: options}, opts)
}

// PurgeReplace deletes all listings of the account and lists the items of the feed
// instead. A file without rows leaves the account empty, so confirm must say which you
// mean: [ReplaceInventory] for a feed with rows, [EmptyInventory] for one without. The
// feed is checked before it is sent, by the rules of [flatfile.Feed.Inspect], which are
// as strict as the service. A file that breaks a rule, or in which no row lists an item,
// is a [sellerwire.InvalidError].
//
// It is retried only on proof that nothing was sent; no option allows more retries. After
// [sellerwire.ErrOutcomeUnknown], [Client.BatchesSince] shows whether there is a new
// batch. An attempt may take 10 minutes; see [WithTransferTimeout]. The codes are those
// of [Client.AddModifyDelete].
func (c *Client) PurgeReplace(
	ctx context.Context, feed flatfile.Feed, confirm Confirmation, options UploadOptions,
	opts ...sellerwire.CallOption,
) (Receipt, error) {
	return c.upload(ctx, upload{uploadMode: purgeReplace, feed: feed, confirm: confirm, options: options}, opts)
}

// uploadMode is one of the three inventory uploads.
type uploadMode struct {
	operation, path string
	// purges means that the whole inventory is deleted first. Such an upload needs a
	// Confirmation and refuses AllowRepeat.
	purges bool
}

var (
	addModifyDelete = uploadMode{operation: "add modify delete", path: "catalog-upload/add-modify-delete"}
	modifyOnly      = uploadMode{operation: "modify only", path: "catalog-upload/modify-only"}
	purgeReplace    = uploadMode{operation: "purge replace", path: "catalog-upload/purge-replace", purges: true}
)

// upload is one inventory upload, with or without a wait.
type upload struct {
	uploadMode
	feed    flatfile.Feed
	confirm Confirmation
	options UploadOptions
}

func (c *Client) upload(ctx context.Context, u upload, opts []sellerwire.CallOption) (Receipt, error) {
	req, err := c.prepare(u, opts)
	if err != nil {
		return Receipt{}, err
	}
	return c.send(ctx, req)
}

// prepare checks an upload and builds its request.
func (c *Client) prepare(u upload, opts []sellerwire.CallOption) (*transport.Request, error) {
	var repeat repeatable
	var config any // nil where retries cannot be allowed
	if !u.purges {
		config = &repeat
	}
	call, err := c.transport.Call(u.operation, config, opts)
	if err != nil {
		return nil, err
	}
	id := transport.RequestID(&call)
	if err := u.feed.Err(); err != nil {
		return nil, notSent(u.operation, id, err)
	}
	if faults := u.faults(); faults != nil {
		return nil, c.transport.Invalid(u.operation, faults...)
	}
	switch {
	case u.purges:
		err = c.checkPurge(u, id)
	case u.uploadMode == modifyOnly && u.feed.Format() != flatfile.UIEE:
		if err = u.feed.InspectModifyOnly(); err != nil {
			err = c.refuseFeed(u.operation, id, err)
		}
	}
	if err != nil {
		return nil, err
	}
	op := c.transferring(transport.Operation{Name: u.operation, Class: repeat.class(), Writes: true})
	req := c.request(op, u.path, u.params())
	req.Body, req.Call = transport.Reopen(u.feed.Open, u.feed.Size()), call
	return req, nil
}

// send uploads and reads the reply. A reply without an ID is never read as ID 0.
func (c *Client) send(ctx context.Context, req *transport.Request) (Receipt, error) {
	var receipt Receipt
	req.Decode = func(reply *transport.Reply) *transport.Failure {
		a, failure := read(reply)
		switch {
		case failure != nil:
			return failure
		case !a.first().accepts():
			return transport.Unexpected(reply, "the reply is neither SUCCESS nor the ID of a batch")
		}
		receipt = Receipt{}
		for _, l := range a.leaves {
			if l.isBatch() {
				receipt.BatchID = l.text
			}
		}
		return nil
	}
	if _, err := c.transport.Do(ctx, req); err != nil {
		return Receipt{}, err
	}
	return receipt, nil
}

func (u upload) faults() []sellerwire.FieldError {
	var faults []sellerwire.FieldError
	if u.feed.Size() == 0 {
		// Even a file that empties an inventory has a header line.
		faults = append(faults, sellerwire.FieldError{Field: "feed", Reason: "it is empty"})
	}
	switch u.feed.Format() {
	case "":
	case flatfile.RefundFile:
		faults = append(faults, sellerwire.FieldError{Field: "feed", Reason: "it is a refund file; see Client.Refund"})
	default:
		faults = append(faults, tokenFault("FileFormat", string(u.feed.Format()))...)
	}
	if p := u.options.UploadFor; p != "" && !p.Known() {
		faults = append(faults, sellerwire.FieldError{
			Field:  "UploadFor",
			Reason: fmt.Sprintf("must be %[2]s, %[3]s or %[4]s, not %[1]q", p, ForMarketplaceOnly, ForMarketplace, ForZShop),
		})
	}
	if u.purges && u.confirm != ReplaceInventory && u.confirm != EmptyInventory {
		faults = append(faults, sellerwire.FieldError{
			Field: "confirm", Reason: "must be ReplaceInventory or EmptyInventory: the call deletes all listings of the account",
		})
	}
	return faults
}

// checkPurge reads the feed as the service will, and compares it with what was confirmed.
func (c *Client) checkPurge(u upload, requestID string) error {
	seen, err := u.feed.Inspect()
	if err != nil {
		return c.refuseFeed(u.operation, requestID, err)
	}
	empty := seen == flatfile.Contents{ModifyOnly: seen.ModifyOnly}
	switch {
	case empty && u.confirm == ReplaceInventory:
		return c.badFeed(u.operation, "it has no rows and would empty the inventory; only EmptyInventory confirms that")
	case !empty && u.confirm == EmptyInventory:
		return c.badFeed(u.operation, "it has rows, but EmptyInventory is for a file without rows")
	case !empty && seen.ModifyOnly:
		return c.badFeed(u.operation, "it has the columns of a modify-only file: its items would be deleted and could not be listed again")
	case !empty && seen.Listings == 0:
		return c.badFeed(u.operation, "no row lists an item: it would empty the inventory, and only a file without rows may do that")
	}
	return nil
}

// refuseFeed returns the error of a feed that was inspected and refused.
func (c *Client) refuseFeed(operation, requestID string, err error) error {
	invalid, ok := errors.AsType[*sellerwire.InvalidError](err)
	if !ok {
		return notSent(operation, requestID, fmt.Errorf("read the feed: %w", err))
	}
	for i := range invalid.Fields {
		if f := &invalid.Fields[i]; f.Field == "" && f.Item == "" {
			f.Field = "feed"
		}
	}
	return c.transport.Invalid(operation, invalid.Fields...)
}

func (c *Client) badFeed(operation, reason string) error {
	return c.transport.Invalid(operation, sellerwire.FieldError{Field: "feed", Reason: reason})
}

// params returns the headers of an upload. A parameter that is not set is left out.
func (u upload) params() http.Header {
	params := http.Header{}
	set := func(name, value string) {
		if value != "" {
			params[name] = []string{value}
		}
	}
	set("UploadFor", string(u.options.UploadFor))
	set("FileFormat", string(u.feed.Format()))
	set("BatchID", yes(u.options.ReturnBatchID))
	set("ASINMatchCreate", yes(u.options.ASINMatchCreate))
	set("Asinate", yes(u.options.Asinate))
	set("email", yes(u.options.Email))
	if u.options.ExpeditedShipping != nil {
		set("enable-expedited-shipping", cmp.Or(yes(*u.options.ExpeditedShipping), "N"))
	}
	return params
}

func yes(on bool) string {
	if on {
		return "Y"
	}
	return ""
}
