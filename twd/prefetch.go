package twd

import (
	"context"
	"sync"
)

// prefetcher requests pages before they are asked for, and hands them out in
// order. Pages that nobody takes are dropped, and so are their errors.
type prefetcher struct {
	fetch func(ctx context.Context, n int) (Page, error)
	width int // pages that may be in flight or waiting to be taken

	queue   []chan fetched // in the order of the pages
	next    int            // the first page that has not been requested
	running sync.WaitGroup
}

type fetched struct {
	page Page
	err  error
}

// take returns page n; pages are taken in order. The queue holds the next page
// or nothing.
func (p *prefetcher) take(ctx context.Context, n int) (Page, error) {
	if len(p.queue) == 0 {
		p.next = n + 1
		return p.fetch(ctx, n)
	}
	f := <-p.queue[0]
	p.queue = p.queue[1:]
	return f.page, f.err
}

// launch requests as many pages, up to the last, as may be in flight.
func (p *prefetcher) launch(ctx context.Context, last int) {
	for len(p.queue) < p.width && p.next <= last {
		n, result := p.next, make(chan fetched, 1)
		p.next++
		p.queue = append(p.queue, result)
		p.running.Go(func() {
			page, err := p.fetch(ctx, n)
			result <- fetched{page, err}
		})
	}
}

// wait returns when no request is in flight any more. Cancel them first.
func (p *prefetcher) wait() { p.running.Wait() }
