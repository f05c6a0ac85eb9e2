package aimtest

import (
	"net/http"
	"path"
	"slices"
	"strconv"
	"time"
)

// Modes of an inventory upload, the last elements of the three paths.
const (
	modeUpdate = "add-modify-delete"
	modeModify = "modify-only"
	modePurge  = "purge-replace"
)

// Statuses of a batch.
const (
	statusSubmitted  = "Request Submitted"
	statusInProgress = "In Progress"
	statusDone       = "Done"
)

// Batch is one inventory upload.
type Batch struct {
	// ID is the ID in get-batches.
	ID string
	// Mode is add-modify-delete, modify-only or purge-replace.
	Mode string
	// Status is the status in get-batches: "Request Submitted" while it waits for earlier
	// uploads, "In Progress" while it is processed, then "Done", or the status given to
	// EndNext.
	Status string
	// Received is the time when the upload was complete.
	Received time.Time

	// Activated counts the rows that were applied, Warnings those of them with a warning,
	// and NotActivated the rejected rows. All are 0 until the batch is done.
	Activated, Warnings, NotActivated int

	// Format is the FileFormat of the upload, or its default.
	Format string
	// Header has the headers of the request, without the credentials.
	Header http.Header
	// Size and SHA256 (in hexadecimal) describe the body as received.
	Size   int64
	SHA256 string
	// Body is the file, byte for byte. It is nil with Options.DiscardUploads. Do not
	// change it.
	Body []byte
}

// batch is a Batch with the faults found in it.
type batch struct {
	Batch
	findings []finding
}

// enqueue puts an upload at the end of the queue.
func (e *Emulator) enqueue(c call, format string) (id string) {
	header := c.params.Clone()
	header.Del("Authorization")
	b := &batch{Batch: Batch{
		ID:       strconv.FormatInt(e.nextID(), 10),
		Mode:     path.Base(c.path),
		Received: c.now,
		Format:   format,
		Header:   header,
		Size:     c.file.size,
		SHA256:   c.file.sha256,
		Body:     c.file.body,
	}}
	e.queue = append(e.queue, b)
	return b.ID
}

// advance does everything that is due by now. The caller holds the lock.
func (e *Emulator) advance(now time.Time) {
	if e.opts.Manual {
		return
	}
	for e.done < len(e.queue) {
		due := e.start(e.queue[e.done]).Add(e.opts.ProcessingDelay)
		if due.After(now) {
			break
		}
		e.process(due)
	}
	for _, r := range e.reports {
		r.Running = r.Running && r.due.After(now)
	}
}

// start returns when processing of the first waiting batch starts: when it has arrived
// and the previous one is done.
func (e *Emulator) start(head *batch) time.Time {
	if e.lastDone.After(head.Received) {
		return e.lastDone
	}
	return head.Received
}

// process applies the first waiting batch to the inventory.
func (e *Emulator) process(at time.Time) *batch {
	b := e.queue[e.done]
	e.done++
	e.lastDone = at
	b.Status = statusDone
	if b.Body != nil {
		e.apply(b, at)
	}
	return b
}

// EndNext ends the oldest waiting upload without processing it, with a status such as
// "Cancelled" or "Failed", and returns it. It returns false if no upload waits.
func (e *Emulator) EndNext(status string) (Batch, bool) {
	defer e.lock()()
	if e.done == len(e.queue) {
		return Batch{}, false
	}
	b := e.queue[e.done]
	e.done++
	e.lastDone = e.opts.Now()
	b.Status = status
	return b.Batch, true
}

// ProcessNext processes the oldest waiting upload at once, regardless of
// Options.ProcessingDelay, and returns it. It returns false if no upload waits.
func (e *Emulator) ProcessNext() (Batch, bool) {
	defer e.lock()()
	if e.done == len(e.queue) {
		return Batch{}, false
	}
	return e.process(e.opts.Now()).Batch, true
}

// Batches returns the inventory uploads in the order of arrival.
func (e *Emulator) Batches() []Batch {
	defer e.lock()()
	out := make([]Batch, len(e.queue))
	for i := range e.queue {
		out[i] = e.snapshot(i)
	}
	return out
}

// Batch returns the upload with this ID, and whether there is one.
func (e *Emulator) Batch(id string) (Batch, bool) {
	defer e.lock()()
	i := e.find(id)
	if i < 0 {
		return Batch{}, false
	}
	return e.snapshot(i), true
}

// find returns the position of a batch in the queue, or -1.
func (e *Emulator) find(id string) int {
	return slices.IndexFunc(e.queue, func(b *batch) bool { return b.ID == id })
}

// snapshot returns a copy of a batch with its current status: the first unfinished one is
// being processed, the ones after it wait.
func (e *Emulator) snapshot(i int) Batch {
	b := e.queue[i].Batch
	switch {
	case i == e.done:
		b.Status = statusInProgress
	case i > e.done:
		b.Status = e.opts.QueuedStatus
	}
	return b
}
