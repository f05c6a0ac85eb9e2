package purchase

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/errjson"
)

// PartialError comes with an order of which not every copy is known to be bought,
// or with a dry run that says that not every copy would be bought. Unless it was a
// dry run, the order exists: do not place it again.
//
// [sellerwire.OutcomeOf] returns Outcome. Do not use it for a dry run, which
// changes nothing. errors.As finds a [sellerwire.Error] in it, with the request ID.
// It can be written as JSON and read back; of Err, the text and the kinds are kept.
type PartialError struct {
	// Operation is the call, such as "place order".
	Operation string
	// RequestID is that of the order. For a dry run it is the dry run's own.
	RequestID string
	// StatusCode is the HTTP status of the reply that showed the order.
	StatusCode int
	// Attempts is the number of POSTs that this call sent.
	Attempts int
	// OrderID is the order's number. It is 0 for a dry run.
	OrderID int64
	// Outcome is unknown if the status of a copy is unknown. Otherwise the order
	// exists, and Outcome is accepted, with one exception: PlaceOrder says rejected
	// if each copy has a status that says that it was not bought.
	Outcome sellerwire.Outcome
	// Shortfalls are the listings that were not bought in full, in the order of
	// the request.
	Shortfalls []Shortfall
	// Err says why the status of a copy is still unknown: the order could not be
	// read again, or ctx ended. Nil means that there is no such reason.
	Err error
}

// MarshalJSON implements [json.Marshaler]. Err is written with its text and its
// kinds.
func (e PartialError) MarshalJSON() ([]byte, error) {
	type plain PartialError
	return json.Marshal(struct {
		plain
		Err errjson.Error
	}{plain(e), errjson.Error{Err: e.Err}})
}

// UnmarshalJSON implements [json.Unmarshaler]. It reads what MarshalJSON writes.
func (e *PartialError) UnmarshalJSON(data []byte) error {
	type plain PartialError
	var read struct {
		plain
		Err errjson.Error
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*e = PartialError(read.plain)
	e.Err = read.Err.Err
	return nil
}

// Shortfall is a listing of which fewer copies are known to be bought than were
// ordered. Ordered is the sum of Bought, Unknown and the number of Statuses.
type Shortfall struct {
	// ListingID is the listing ID of the request.
	ListingID int64
	// Ordered, Bought and Unknown are numbers of copies. Unknown counts the copies
	// that the service shows without a status, or not at all. They may have been
	// bought or not.
	Ordered, Bought, Unknown int
	// Statuses are the statuses of the copies that were not bought.
	Statuses []ItemStatus
}

// Error returns one line that names the listings and the statuses.
func (e *PartialError) Error() string {
	var b strings.Builder
	b.WriteString(service + ": ")
	if e.Operation != "" {
		b.WriteString(e.Operation + ": ")
	}
	if e.OrderID != 0 {
		fmt.Fprintf(&b, "order %d: ", e.OrderID)
	}
	b.WriteString("not all items bought: ")
	for i, s := range e.Shortfalls {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(s.String())
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if e.RequestID != "" {
		b.WriteString(" (request ID " + e.RequestID + ")")
	}
	return b.String()
}

// String returns a text such as "listing 12345: 1 of 2 (53 Max Price Exceeded)".
func (s Shortfall) String() string {
	reasons := make([]string, 0, len(s.Statuses)+1)
	for i, status := range s.Statuses {
		if i == 0 || status != s.Statuses[i-1] {
			reasons = append(reasons, status.String())
		}
	}
	if s.Unknown > 0 {
		reasons = append(reasons, fmt.Sprintf("%d without a status", s.Unknown))
	}
	return fmt.Sprintf("listing %d: %d of %d (%s)", s.ListingID, s.Bought, s.Ordered, strings.Join(reasons, ", "))
}

// Unwrap returns a [sellerwire.Error] that describes the call.
func (e *PartialError) Unwrap() error {
	described := &sellerwire.Error{
		Service: service, Operation: e.Operation, StatusCode: e.StatusCode, RequestID: e.RequestID,
		Attempts: e.Attempts, Outcome: e.Outcome, Err: e.Err,
	}
	if e.Outcome == sellerwire.OutcomeUnknown {
		described.Kinds = []error{sellerwire.ErrOutcomeUnknown}
	}
	return described
}

// shortfalls compares an order with what was asked for, listing by listing. A
// copy is bought, or not, only by its status.
func shortfalls(request *OrderRequest, order *Order) (missing []Shortfall, bought, unknown int) {
	statuses := make(map[int64][]ItemStatus)
	for line, item := range order.Items() {
		if item.Status > 0 { // a negative one is none either
			statuses[line.ListingID] = append(statuses[line.ListingID], item.Status)
		}
	}
	ordered := request.quantities()
	for _, l := range request.Listings {
		s := Shortfall{ListingID: l.ListingID, Ordered: ordered[l.ListingID]}
		if s.Ordered == 0 {
			continue // its second line
		}
		delete(ordered, l.ListingID)
		for _, status := range statuses[l.ListingID] {
			if status.NotBought() {
				s.Statuses = append(s.Statuses, status)
			} else {
				s.Bought++
			}
		}
		s.Unknown = max(0, s.Ordered-s.Bought-len(s.Statuses))
		bought += s.Bought
		unknown += s.Unknown
		if s.Bought < s.Ordered {
			missing = append(missing, s)
		}
	}
	return missing, bought, unknown
}

// quantities sums up the copies of each listing that are asked for.
func (r *OrderRequest) quantities() map[int64]int {
	copies := make(map[int64]int, len(r.Listings))
	for _, l := range r.Listings {
		copies[l.ListingID] += l.Quantity
	}
	return copies
}
