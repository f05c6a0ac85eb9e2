package aim

import (
	"context"
	"slices"
	"time"

	"github.com/sellerwire/sellerwire"
)

// Mark records what the service lists at one moment, so that later entries can be
// recognized as new. Take one with [Client.MarkBatches] or [Client.MarkReports] before
// you upload or request a report. A Mark can be stored as JSON and used by another
// process, so a wait survives a restart.
//
// An entry is new if the mark does not list it and it is not older than the newest entry
// of the mark. If the list was cut short, an entry that the mark does not list may have
// existed already: then only an entry that is newer than all of them is new. The zero
// Mark lists nothing, so every entry is new.
type Mark struct {
	// Name is the kind of the reports. It is empty for batches.
	Name ReportName `json:"name,omitempty"`
	// IDs are the IDs that were listed.
	IDs []string `json:"ids"`
	// Newest is the latest time among them. It is zero if no time could be read.
	Newest time.Time `json:"newest"`
	// Cut means that the service may have had more entries: it listed as many as were
	// requested, 100, or as many as it lists by default, 10.
	Cut bool `json:"cut,omitempty"`
}

// listed is the number of entries that marks and waits request. It leaves room for what
// others upload or generate in the meantime.
const listed = 100

// defaultListed is the number of entries that the service lists by default.
const defaultListed = 10

// MarkBatches records the uploads that the service lists now. It only reads and is
// retried automatically.
func (c *Client) MarkBatches(ctx context.Context, opts ...sellerwire.CallOption) (Mark, error) {
	batches, err := c.Batches(ctx, BatchQuery{Count: listed}, opts...)
	if err != nil {
		return Mark{}, err
	}
	return markOf("", batches), nil
}

// MarkReports records the reports of a kind that the service lists now. It only reads and
// is retried automatically.
func (c *Client) MarkReports(ctx context.Context, name ReportName, opts ...sellerwire.CallOption) (Mark, error) {
	reports, err := c.Reports(ctx, ReportQuery{Name: name, Count: listed}, opts...)
	if err != nil {
		return Mark{}, err
	}
	return markOf(name, reports), nil
}

// BatchesSince lists the uploads that are new since a mark, at most 100. Use it after an
// upload whose outcome is unknown. The service does not say which of them is yours. It
// only reads and is retried automatically.
func (c *Client) BatchesSince(ctx context.Context, mark Mark, opts ...sellerwire.CallOption) ([]Batch, error) {
	batches, err := c.Batches(ctx, BatchQuery{Count: listed}, opts...)
	return since(mark, batches), err
}

// ReportsSince lists the reports that are new since a mark, at most 100, including those
// that are not finished. It only reads and is retried automatically.
func (c *Client) ReportsSince(ctx context.Context, mark Mark, opts ...sellerwire.CallOption) ([]Report, error) {
	reports, err := c.Reports(ctx, ReportQuery{Name: mark.Name, Count: listed}, opts...)
	return since(mark, reports), err
}

// faults refuses a mark of another kind. The zero Mark fits every kind.
func (m Mark) faults(name ReportName) []sellerwire.FieldError {
	if m.Name == name || m.Name == "" && m.IDs == nil {
		return nil
	}
	reason := "the mark is for batches"
	if m.Name != "" {
		reason = "the mark is for " + string(m.Name) + " reports"
	}
	return []sellerwire.FieldError{{Field: "mark", Reason: reason}}
}

// entryOf is a listed entry with an ID and a time.
type entryOf interface {
	id() string
	at() time.Time
}

func (b Batch) id() string    { return b.ID }
func (b Batch) at() time.Time { return b.Received.Time }
func (r Report) id() string   { return r.ID }

// at is zero for a report that is not finished: it has no time of its own yet.
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

// since returns the entries of a list that are new.
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
