package purchase

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/identifier"
)

// Validate checks the query as Search would, without sending anything. The error is
// a [sellerwire.InvalidError] that lists everything that is wrong.
func (q Query) Validate() error {
	if faults := q.faults(); faults != nil {
		return invalid("validate", faults...)
	}
	return nil
}

// faults lists what is wrong with a query for one request.
func (q *Query) faults() []sellerwire.FieldError {
	v := q.check()
	if start, end := wholeSeconds(q.DateStart, q.DateEnd); !start.IsZero() && !end.IsZero() && end.Sub(start) > MaxWindow {
		v.add("dateStart", "must be at most 90 days before dateEnd; SearchAll splits longer searches")
	}
	return v.faults
}

// check finds the faults that an iterator over all has to refuse too.
func (q *Query) check() *validator {
	v := new(validator)
	v.span("dateStart", "dateEnd", q.DateStart, q.DateEnd)
	v.span("itemUpdateDateStart", "itemUpdateDateEnd", q.ItemUpdateDateStart, q.ItemUpdateDateEnd)
	if reason := identifier.Fault(q.VendorID); q.VendorID != "" && reason != "" {
		v.add("vendorId", reason)
	}
	if !isReference(q.ReferenceID) {
		v.add("referenceId", onlyLetters)
	}
	v.ids("orderId", q.OrderIDs)
	v.ids("orderItemId", q.OrderItemIDs)
	if q.SortOrder != "" && q.SortOrder != Ascending && q.SortOrder != Descending {
		v.add("sortOrder", fmt.Sprintf("must be ascending or descending, is %q", q.SortOrder))
	}
	if q.Limit < 0 || q.Limit > MaxLimit {
		v.count("limit", int64(q.Limit), MaxLimit, fmt.Sprintf("must be 1 to %d, is %d", MaxLimit, q.Limit))
	}
	if q.MaxPages < 0 {
		v.count("MaxPages", int64(q.MaxPages), 1, fmt.Sprintf("must be at least 1, is %d", q.MaxPages))
	}
	if !q.Next.IsZero() && q.Next.query != q.fingerprint() {
		v.add("next", "belongs to another search; use it with the query that it came from")
	}
	return v
}

func (v *validator) span(startField, endField string, start, end time.Time) {
	for _, bound := range []struct {
		field string
		t     time.Time
	}{{startField, start}, {endField, end}} {
		if year := bound.t.UTC().Year(); !bound.t.IsZero() && (year < 1 || year > 9998) {
			v.add(bound.field, fmt.Sprintf("the year %d cannot be written", year))
		}
	}
	if !start.IsZero() && !end.IsZero() && end.Before(start) {
		v.add(endField, "must not be before "+startField)
	}
}

func (v *validator) ids(field string, ids []int64) {
	for _, id := range ids {
		if id < 1 {
			v.add(field, fmt.Sprintf("must be greater than 0, is %d", id))
		}
	}
}

// encode writes the query string. It is the one for the wire and for the
// signature, so it is made once, with the colons of times literal: the two
// readings of the vendor's canonical form then agree more often.
func (q *Query) encode() string {
	var b strings.Builder
	b.WriteString(q.criteria())
	if q.Limit > 0 {
		param(&b, "limit", strconv.Itoa(q.Limit))
	}
	if !q.Next.IsZero() {
		param(&b, "next", q.Next.next)
	}
	return b.String()
}

// criteria writes all that must be the same from page to page.
func (q *Query) criteria() string {
	var b strings.Builder
	date := func(name string, t time.Time) {
		if !t.IsZero() {
			param(&b, name, t.Format("2006-01-02T15:04:05Z"))
		}
	}
	start, end := wholeSeconds(q.DateStart, q.DateEnd)
	date("dateStart", start)
	date("dateEnd", end)
	start, end = wholeSeconds(q.ItemUpdateDateStart, q.ItemUpdateDateEnd)
	date("itemUpdateDateStart", start)
	date("itemUpdateDateEnd", end)
	param(&b, "vendorId", q.VendorID)
	param(&b, "referenceId", q.ReferenceID)
	for _, id := range q.OrderIDs {
		param(&b, "orderId", strconv.FormatInt(id, 10))
	}
	for _, id := range q.OrderItemIDs {
		param(&b, "orderItemId", strconv.FormatInt(id, 10))
	}
	param(&b, "sortOrder", string(q.SortOrder))
	return b.String()
}

func param(b *strings.Builder, name, value string) {
	if value == "" {
		return
	}
	if b.Len() > 0 {
		b.WriteByte('&')
	}
	b.WriteString(name)
	b.WriteByte('=')
	b.WriteString(strings.ReplaceAll(url.QueryEscape(value), "%3A", ":"))
}

// wholeSeconds widens a span to the seconds that can be written, in UTC.
func wholeSeconds(start, end time.Time) (time.Time, time.Time) {
	if !start.IsZero() {
		start = start.UTC().Truncate(time.Second)
	}
	if !end.IsZero() {
		whole := end.UTC().Truncate(time.Second)
		if whole.Before(end) {
			whole = whole.Add(time.Second)
		}
		end = whole
	}
	return start, end
}

// filtersItems reports whether only some items of an order are asked for.
func (q *Query) filtersItems() bool {
	return len(q.OrderItemIDs) > 0 || !q.ItemUpdateDateStart.IsZero() || !q.ItemUpdateDateEnd.IsZero()
}

// clone keeps the query from changing under an iterator.
func (q Query) clone() Query {
	q.OrderIDs = slices.Clone(q.OrderIDs)
	q.OrderItemIDs = slices.Clone(q.OrderItemIDs)
	return q
}
