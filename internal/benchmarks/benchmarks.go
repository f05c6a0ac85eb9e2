// Package benchmarks measures the module against the budgets of its design,
// each with its baseline in the same run:
//
//	go run ./internal/benchmarks/report
//
// Each row runs in a process of its own, so that its peak memory is its own;
// the server it talks to is another process. A budget is missed or kept: the
// program exits with 1 if one is missed.
package benchmarks

import (
	"context"
	"fmt"
	"time"
)

// Row is one line of the table of budgets.
type Row struct {
	// Name selects the row on the command line.
	Name string
	// What is measured, in words.
	What string
	// Budget in words.
	Budget string
	// Server plays the service in a process of its own; nil if none is needed.
	Server func() Handler
	// Measure runs the row against the server's URL.
	Measure func(ctx context.Context, url string) (Result, error)
}

// Result is what a row measured. Fields that do not apply stay zero.
type Result struct {
	// Took and Baseline are the times that are compared.
	Took, Baseline time.Duration
	// Ratio is what the budget is about: Took to Baseline, or the other way
	// round where faster is a higher number.
	Ratio float64
	// PeakHeap is the most that was in the heap at any time, dead objects
	// included. PeakRSS is the process's, as the kernel counts it.
	PeakHeap, PeakRSS uint64
	// Kept says whether the budget is kept, and Note what else there is to say.
	Kept bool
	Note string
}

// Rows are all budgets.
func Rows() []Row {
	var rows []Row
	for _, s := range SmallCalls() {
		rows = append(rows, s.row())
	}
	for _, s := range SmallCalls() {
		rows = append(rows, s.parallelRow())
	}
	return append(rows,
		refusedCall(), signedUpdate(),
		encode(), validate(), join(),
		purchasePage(), twdPage(), ordersReply(),
		syncThroughput(), syncMemory(),
		orderReport(), openListings(), errorLog(),
		uiee(), loaderWriter(), loaderFeed(),
		bigUpload(),
		twdListing(), purchasePaging(),
	)
}

// Find returns the row of a name.
func Find(name string) (Row, error) {
	for _, row := range Rows() {
		if row.Name == name {
			return row, nil
		}
	}
	return Row{}, fmt.Errorf("there is no row %q", name)
}

const mib = 1 << 20
