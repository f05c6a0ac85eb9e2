package aimtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// getBatches lists the newest uploads: operation 4.
func (e *Emulator) getBatches(c call) reply {
	counter := "itemsnotacivated"
	if e.opts.CorrectSpelling {
		counter = "itemsnotactivated"
	}
	var lines []string
	for i := range e.queue {
		b := e.snapshot(i)
		lines = append(lines, fmt.Sprintf(
			"batchid=%s status=%s dateandtime=%s activateditems=%d numberofwarnings=%d %s=%d",
			b.ID, b.Status, b.Received.In(e.zone).Format("01/02/2006 15:04:05 MST"),
			b.Activated, b.Warnings, counter, b.NotActivated))
	}
	content := e.list("Batch", lines, c.params.Get("NumberOfBatches"))
	return e.success("Batches", content)
}

// getPendingCount counts the uploads that are not finished: operation 5.
func (e *Emulator) getPendingCount(call) reply {
	return e.success("PendingUploadsCount", strconv.Itoa(len(e.queue)-e.done))
}

const defaultListed = 10

// list returns the content of an answer that lists lines, which are given oldest first:
// one space, then the newest lines up to limit, each followed by a space. The service
// wrote them like that. A limit that is not a number means the default.
func (e *Emulator) list(name string, lines []string, limit string) string {
	n, err := strconv.Atoi(limit)
	if err != nil || n < 1 {
		n = defaultListed
	}
	lines = lines[max(0, len(lines)-n):]
	if !e.opts.OldestFirst {
		slices.Reverse(lines)
	}
	out := strings.Builder{}
	out.WriteString(" ")
	for _, line := range lines {
		fmt.Fprintf(&out, "<%s>%s </%s>", name, escape(line), name)
	}
	return out.String()
}
