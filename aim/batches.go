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

// BatchStatus is the state of an upload, in the service's words. The list is open: only
// Done was ever recorded in a reply. Request Submitted and In Progress were seen on the
// seller's web page.
type BatchStatus string

// The states of an upload. Case does not matter.
const (
	StatusRequestSubmitted BatchStatus = "Request Submitted" // waiting for earlier uploads
	StatusInProgress       BatchStatus = "In Progress"
	StatusDone             BatchStatus = "Done"      // processed, with or without errors
	StatusCancelled        BatchStatus = "Cancelled" // later systems: ended before it was processed
	StatusFailed           BatchStatus = "Failed"    // later systems: ended while it was processed
)

// is compares without regard to case and outer blanks.
func (s BatchStatus) is(other BatchStatus) bool {
	return strings.EqualFold(strings.TrimSpace(string(s)), string(other))
}

// Known reports whether the status is one of this package's constants.
func (s BatchStatus) Known() bool {
	return s.is(StatusRequestSubmitted) || s.is(StatusInProgress) || s.Final()
}

// Done reports whether the upload has been processed.
func (s BatchStatus) Done() bool { return s.is(StatusDone) }

// Final reports whether the status is the last one: the upload is done, was cancelled or
// failed.
func (s BatchStatus) Final() bool {
	return s.Done() || s.is(StatusCancelled) || s.is("Canceled") || s.is(StatusFailed)
}

// Batch is an inventory upload as the service lists it.
type Batch struct {
	// ID consists of digits and may not fit into 32 bits.
	ID string
	// Status is the service's text; see [BatchStatus.Done].
	Status BatchStatus
	// Received is the time in the field dateandtime. See [WithZones].
	Received flatfile.Timestamp
	// Activated, Warnings and NotActivated count items: accepted, accepted with a
	// warning, rejected. A count that the service does not state is 0; it may state none
	// before the upload is done.
	Activated, Warnings, NotActivated int64
	// Fields has every pair as received, unknown ones included. Keys are in lower case.
	Fields map[string]string
	// Unreadable lists the counts that are not numbers. They are 0 above.
	Unreadable []sellerwire.FieldError
}

// BatchQuery has the parameters of [Client.Batches]. The zero value lists the newest ten.
type BatchQuery struct {
	// Count is the number of uploads to list, newest first. Zero sends no count, which
	// the service reads as 10. No maximum is documented.
	Count int
}

// Batches lists the newest uploads with their status and counts. Do not rely on the order
// of the list. It only reads and is retried automatically. The guide calls it Upload
// Status (get-batches).
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

// PendingUploads returns the number of inventory uploads that are not processed yet. It
// only reads and is retried automatically. The guide calls it Pending Upload Count.
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
			err = errors.New("the reply has more than one text")
		}
		if err != nil {
			return 0, transport.Unexpected(reply, "the count of uploads cannot be read: %v", err)
		}
		return count, nil
	})
}

// fetch sends a request that only reads, and returns what read makes of the reply.
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

// setCount sets a parameter to a number of entries. 0 leaves it out: the service's
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

// batch reads one entry. The service misspells the key of items that were not activated;
// the correct spelling is accepted too.
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

// readCount reads a whole number, however it is written.
func readCount(text string) (int64, error) {
	d, err := money.Parse(text)
	if err != nil || !d.IsInteger() || d.Sign() < 0 || d.GreaterThan(decimal.NewFromInt(math.MaxInt64)) {
		return 0, fmt.Errorf("%q is not a count", transport.Snippet([]byte(text)))
	}
	return d.IntPart(), nil
}
