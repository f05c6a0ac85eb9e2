package aim

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// BatchStatus is the state of an upload. The list is open: only Done was ever
// recorded; the others stood on the seller's web page.
type BatchStatus string

// The states of an upload.
const (
	StatusRequestSubmitted BatchStatus = "Request Submitted" // it waits for others
	StatusInProgress       BatchStatus = "In Progress"
	StatusDone             BatchStatus = "Done" // processed, with or without faults
)

// Known tells whether the status is one of this package's constants.
func (s BatchStatus) Known() bool {
	return s == StatusRequestSubmitted || s == StatusInProgress || s == StatusDone
}

// Done tells whether the upload has been processed, which only [StatusDone] means.
func (s BatchStatus) Done() bool { return s == StatusDone }

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
}

// BatchQuery says which uploads to list. The zero value lists the newest ten.
type BatchQuery struct {
	// Count is the number of uploads to list, newest first. 0 leaves the
	// parameter out; the service's default is 10. No limit is documented.
	Count int
}

// Batches lists the newest uploads with their status and counts; do not rely on the
// order. It is a read and repeated by itself on failures that can pass. The guide
// calls it Upload Status (get-batches).
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

// PendingUploads counts the inventory uploads that are not processed yet. It is a
// read and repeated by itself on failures that can pass. The guide calls it Pending
// Upload Count.
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
		count, err := readCount(a.first())
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
	entries, failure := readList(reply)
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

// batch reads one entry. The counter of items that were not activated is
// misspelt on the wire; the right spelling is read too.
func (c *Client) batch(e entry) (Batch, error) {
	b := Batch{ID: e["batchid"], Status: BatchStatus(e["status"]), Fields: e}
	if !isID(b.ID) {
		return b, fmt.Errorf("it has no batchid")
	}
	b.Received = flatfile.ParseTimestamp(e["dateandtime"], c.config.zones)
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
		if e[counter.key] == "" {
			continue
		}
		n, err := readCount(e[counter.key])
		if err != nil {
			return b, fmt.Errorf("%s: %w", counter.key, err)
		}
		*counter.count = n
	}
	return b, nil
}

func readCount(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is not a count", transport.Snippet([]byte(text)))
	}
	return n, nil
}
