package aim

import (
	"context"
	"slices"
	"time"

	"github.com/sellerwire/sellerwire"
)

// Mark is what the service listed at a moment, so that what it lists later can be told
// to be new. Take one with [Client.MarkBatches] or [Client.MarkReports] before an upload
// or a request for a report. It is a value that can be compared, stored as JSON and used
// by another process: a wait survives a restart.
//
// An entry is new if the mark does not list it and if it is not older than the newest entry
// of the mark. If the list was cut short, a new entry must be newer than that: an entry
// that the mark does not list may have existed already. The zero Mark lists nothing, so
// that everything is new.
type Mark struct {
	// Name is the kind of the reports; empty for batches.
	Name ReportName `json:"name,omitempty"`
	// IDs are those that were listed.
	IDs []string `json:"ids"`
	// Newest is the latest time among them; zero if none could be read.
	Newest time.Time `json:"newest"`
	// Cut says that there may have been more: the list was as long as was asked for,
	// which is 100, or as the service's default, which is 10.
	Cut bool `json:"cut,omitempty"`
}

// listed is the number of entries that marks and waits ask for: what others upload or
// generate meanwhile must not push out what is waited for.
const listed = 100

// defaultListed is how many the service lists unless it is told otherwise.
const defaultListed = 10

// MarkBatches notes the uploads that the service lists now. It is a read and is retried
// automatically.
func (c *Client) MarkBatches(ctx context.Context, opts ...sellerwire.CallOption) (Mark, error) {
	batches, err := c.Batches(ctx, BatchQuery{Count: listed}, opts...)
	if err != nil {
		return Mark{}, err
	}
	return markOf("", batches), nil
}

// MarkReports notes the reports of a kind that the service lists now. It is a read and is
// retried automatically.
func (c *Client) MarkReports(ctx context.Context, name ReportName, opts ...sellerwire.CallOption) (Mark, error) {
	reports, err := c.Reports(ctx, ReportQuery{Name: name, Count: listed}, opts...)
	if err != nil {
		return Mark{}, err
	}
	return markOf(name, reports), nil
}

// BatchesSince lists the uploads that are new since a mark, at most 100. After an
// upload whose outcome is unknown it shows what may have become of it; which of them is
// yours, the service does not say. It is a read.
func (c *Client) BatchesSince(ctx context.Context, mark Mark, opts ...sellerwire.CallOption) ([]Batch, error) {
	batches, err := c.Batches(ctx, BatchQuery{Count: listed}, opts...)
	return since(mark, batches), err
}

// ReportsSince lists the reports that are new since a mark, at most 100, those that are
// still being made included. It is a read.
func (c *Client) ReportsSince(ctx context.Context, mark Mark, opts ...sellerwire.CallOption) ([]Report, error) {
	reports, err := c.Reports(ctx, ReportQuery{Name: mark.Name, Count: listed}, opts...)
	return since(mark, reports), err
}

// faults refuses a mark of something else. The zero Mark fits everything.
func (m Mark) faults(name ReportName) []sellerwire.FieldError {
	if m.Name == name || m.Name == "" && m.IDs == nil {
		return nil
	}
	reason := "it is one of batches"
	if m.Name != "" {
		reason = "it is one of " + string(m.Name) + " reports"
	}
	return []sellerwire.FieldError{{Field: "mark", Reason: reason}}
}

// entryOf is what the service lists under an ID, with a time.
type entryOf interface {
	id() string
	at() time.Time
}

func (b Batch) id() string    { return b.ID }
func (b Batch) at() time.Time { return b.Received.Time }
func (r Report) id() string   { return r.ID }

// at is zero for a report that is still being made: it has no time of its own yet.
func (r Report) at() time.Time {
	if r.Running() {
		return time.Time{}
	}
	return r.End.Time
}

func markOf[T entryOf](name ReportName, list []T) Mark {
	mark := Mark{Name: name, Cut: len(list) >= listed || len(list) == defaultListed}
	for _, entry := range list {
		mark.IDs = append(mark.IDs, entry.id())
		if entry.at().After(mark.Newest) {
			mark.Newest = entry.at()
		}
	}
	return mark
}

// since is what a list has that is new.
func since[T entryOf](mark Mark, list []T) []T {
	var fresh []T
	for _, entry := range list {
		at := entry.at()
		switch {
		case slices.Contains(mark.IDs, entry.id()):
		case mark.Cut && (at.IsZero() || mark.Newest.IsZero() || !at.After(mark.Newest)):
		case !at.IsZero() && at.Before(mark.Newest):
		default:
			fresh = append(fresh, entry)
		}
	}
	return fresh
}
