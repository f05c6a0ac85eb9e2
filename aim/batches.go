package aim

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/money"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// BatchStatus is the state of an upload, as the service words it. The list is open: only
// Done was ever recorded; the next two stood on the seller's web page.
type BatchStatus string

// The states of an upload. Their case does not matter.
const (
	StatusRequestSubmitted BatchStatus = "Request Submitted" // it waits for others
	StatusInProgress       BatchStatus = "In Progress"
	StatusDone             BatchStatus = "Done"      // processed, with or without faults
	StatusCancelled        BatchStatus = "Cancelled" // later systems; ended without being processed
	StatusFailed           BatchStatus = "Failed"    // later systems; ended while being processed
)

// is compares as people read.
func (s BatchStatus) is(other BatchStatus) bool {
	return strings.EqualFold(strings.TrimSpace(string(s)), string(other))
}

// Known tells whether the status is one of this package's constants.
func (s BatchStatus) Known() bool {
	return s.is(StatusRequestSubmitted) || s.is(StatusInProgress) || s.Final()
}

// Done tells whether the upload has been processed.
func (s BatchStatus) Done() bool { return s.is(StatusDone) }

// Final tells whether the status does not change any more: the upload is done, was
// cancelled, or has failed.
func (s BatchStatus) Final() bool {
	return s.Done() || s.is(StatusCancelled) || s.is("Canceled") || s.is(StatusFailed)
}

// Batch is an inventory upload as the service lists it.
type Batch struct {
	// ID has digits only, more than 32 bits hold.
	ID string
	// Status is the service's word; see [BatchStatus.Done].
	Status BatchStatus
	// Received is the service's dateandtime. See [WithZones].
	Received flatfile.Timestamp
	// Activated, Warnings and NotActivated count items: taken, taken with a
	// warning, rejected. They are 0 where the service gives no number, as it may
	// before the upload is done.
	Activated, Warnings, NotActivated int64
	// Fields are all pairs as they came, by key in lower case, unknown ones
	// included.
	Fields map[string]string
	// Unreadable lists the counters that are no numbers. They are 0 above.
	Unreadable []sellerwire.FieldError
}

// BatchQuery are the parameters of [Client.Batches]. The zero value lists the newest ten.
type BatchQuery struct {
	// Count is the number of uploads to list, newest first. 0 leaves the parameter out,
	// which means 10 to the service. No limit is documented.
	Count int
}

// Batches lists the newest uploads with their status and counts. Do not rely on the order.
// It is a read and is retried automatically. The guide calls it Upload Status
// (get-batches).
func (c *Client) Batches(ctx context.Context, query BatchQuery, opts ...sellerwire.CallOption) ([]Batch, error) {
	const operation = "list batches"
	call, err := c.transport.Call(operation, nil, opts)
	if err != nil {
		return nil, err
	}
	params := http.Header{}
	if fault := setCount(params, "NumberOfBatches", query.Count); fault != nil {
		return nil, c.transport.Invalid(operation, *fault)
	}
	req := c.request(transport.Operation{Name: operation, Class: transport.Safe}, "catalog-upload/get-batches", params)
	req.Call = call
	return fetch(ctx, c, req, c.readBatches)
}

// PendingUploads counts the inventory uploads that are not processed yet. It is a read and
// is retried automatically. The guide calls it Pending Upload Count.
func (c *Client) PendingUploads(ctx context.Context, opts ...sellerwire.CallOption) (int64, error) {
	const operation = "count pending uploads"
	call, err := c.transport.Call(operation, nil, opts)
	if err != nil {
		return 0, err
	}
	req := c.request(transport.Operation{Name: operation, Class: transport.Safe}, "manual-reports/get-pending-uploads-count", nil)
	req.Call = call
	return fetch(ctx, c, req, func(reply *transport.Reply) (int64, *transport.Failure) {
		a, failure := read(reply)
		if failure != nil {
			return 0, failure
		}
		count, err := readCount(a.first().text)
		if err == nil && len(a.others()) > 0 {
			err = errors.New("there are several texts")
		}
		if err != nil {
			return 0, transport.Unexpected(reply, "the count of uploads cannot be read: %v", err)
		}
		return count, nil
	})
}

// fetch sends a read and returns what it makes of the reply.
func fetch[T any](
	ctx context.Context, c *Client, req *transport.Request, read func(*transport.Reply) (T, *transport.Failure),
) (T, error) {
	var found, none T
	req.Decode = func(reply *transport.Reply) (failure *transport.Failure) {
		found, failure = read(reply)
		return failure
	}
	if _, err := c.transport.Do(ctx, req); err != nil {
		return none, err
	}
	return found, nil
}

// setCount puts a number of entries into the parameters; 0 is the service's
// default.
func setCount(params http.Header, name string, count int) *sellerwire.FieldError {
	if count < 0 {
		return &sellerwire.FieldError{Field: name, Reason: fmt.Sprintf("%d is negative", count), Size: int64(count)}
	}
	if count > 0 {
		params[name] = []string{strconv.Itoa(count)}
	}
	return nil
}

func (c *Client) readBatches(reply *transport.Reply) ([]Batch, *transport.Failure) {
	entries, failure := readList(reply, "Batches")
	if failure != nil {
		return nil, failure
	}
	batches := make([]Batch, len(entries))
	for i, e := range entries {
		var err error
		if batches[i], err = c.batch(e); err != nil {
			return nil, transport.Unexpected(reply, "batch %d: %v", i+1, err)
		}
	}
	return batches, nil
}

// batch reads one entry. The counter of items that were not activated is misspelled on
// the wire; the right spelling is read too.
func (c *Client) batch(e entry) (Batch, error) {
	b := Batch{ID: e.fields["batchid"], Status: BatchStatus(e.fields["status"]), Fields: e.fields}
	if err := e.check("batchid", "status"); err != nil {
		return b, err
	}
	if !isID(b.ID) {
		return b, errors.New("it has no batchid")
	}
	b.Received = flatfile.ParseTimestamp(e.fields["dateandtime"], c.config.zones)
	counters := []struct {
		key   string
		count *int64
	}{
		{"activateditems", &b.Activated},
		{"numberofwarnings", &b.Warnings},
		{"itemsnotactivated", &b.NotActivated},
		{"itemsnotacivated", &b.NotActivated},
	}
	for _, counter := range counters {
		if e.fields[counter.key] == "" {
			continue
		}
		n, err := readCount(e.fields[counter.key])
		if err == nil {
			err = e.check(counter.key)
		}
		if err != nil {
			b.Unreadable = append(b.Unreadable, sellerwire.FieldError{Field: counter.key, Reason: err.Error()})
			continue
		}
		*counter.count = n
	}
	return b, nil
}

// readCount reads a whole number in any spelling of its value.
func readCount(text string) (int64, error) {
	d, err := money.Parse(text)
	if err != nil || !d.IsInteger() || d.Sign() < 0 || d.GreaterThan(decimal.NewFromInt(math.MaxInt64)) {
		return 0, fmt.Errorf("%q is not a count", transport.Snippet([]byte(text)))
	}
	return d.IntPart(), nil
}
