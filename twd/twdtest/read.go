package twdtest

import (
	"slices"
	"strconv"
	"strings"
)

// read answers a request without action: one item, or a page of a listing or
// search.
func (e *Emulator) read(p pairs) reply {
	if stockNo := p["stock_no"]; stockNo != "" {
		return e.lookUp(stockNo)
	}
	status := p["status"]
	if status == "" {
		status = "A"
	}

	listed := e.withStatus(status)
	matches := search(listed, p["q"])
	if e.opts.RandomOrder {
		matches = slices.Clone(matches)
		e.random.Shuffle(len(matches), func(i, j int) { matches[i], matches[j] = matches[j], matches[i] })
	}
	start, found := e.pageStart(p["page"], len(matches))
	if !found {
		return failure("Invalid value for page!")
	}
	rep := reply{code: codeOK, message: "OK"}
	for _, it := range matches[start:min(start+e.opts.PageSize, len(matches))] {
		rep.items = append(rep.items, e.view(it))
	}
	rep.totals = e.totals(len(listed), len(rep.items), status)
	return rep
}

// totals are those of the status, also for a search.
func (e *Emulator) totals(listed, onPage int, status string) *totals {
	switch e.opts.Totals {
	case NoTotals:
		return nil
	case TotalsTooHigh:
		listed += 1000
	case TotalsOfPage:
		listed = onPage
	}
	return &totals{count: listed, status: status}
}

func (e *Emulator) lookUp(stockNo string) reply {
	it, found := e.items[stockNo]
	switch {
	case found:
		return reply{code: codeOK, message: "OK", items: []Item{e.view(it)}}
	case e.opts.OKWithoutItem:
		return reply{code: codeOK, message: "OK"}
	default:
		return failure(itemNotFound)
	}
}

func (e *Emulator) withStatus(status string) []*Item {
	var listed []*Item
	for _, it := range e.order {
		if it.Status == status {
			listed = append(listed, it)
		}
	}
	return listed
}

// search returns the items that have query in their description or brand; an
// empty query is no search.
func search(items []*Item, query string) []*Item {
	if query == "" {
		return items
	}
	query = strings.ToLower(query)
	var matches []*Item
	for _, it := range items {
		if strings.Contains(strings.ToLower(it.Description), query) || strings.Contains(strings.ToLower(it.Brand), query) {
			matches = append(matches, it)
		}
	}
	return matches
}

// pageStart is the index of a page's first item among n, or false where a page
// past the end is an error.
func (e *Emulator) pageStart(page string, n int) (start int, found bool) {
	number, err := strconv.ParseInt(page, 10, 64)
	if err != nil || number < 1 || e.opts.IgnorePage {
		number = 1
	}
	last := max(1, (n+e.opts.PageSize-1)/e.opts.PageSize)
	if number <= int64(last) {
		return int(number-1) * e.opts.PageSize, true
	}
	switch e.opts.PastEnd {
	case LastPageAgain:
		return (last - 1) * e.opts.PageSize, true
	case PageError:
		return 0, false
	default:
		return n, true
	}
}
