package purchasetest

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/sellerwire/sellerwire/internal/emulator"
)

// maxWindow is the longest span between dateStart and dateEnd.
const maxWindow = 90 * 24 * time.Hour

const (
	defaultLimit = 20
	maxLimit     = 100
)

// criteria are the parameters of a search. A zero time is no bound.
type criteria struct {
	dateStart, dateEnd             time.Time
	itemUpdateStart, itemUpdateEnd time.Time
	vendorID, referenceID          string
	orderIDs, itemIDs              []string
	descending                     bool
	limit                          int
	next                           string
	// visibleUntil is the latest date of an order that can be found.
	visibleUntil time.Time
	// fingerprint is equal for searches with equal criteria, apart from
	// limit and next: those may differ from page to page.
	fingerprint string
}

// parseCriteria reads the parameters of GET /orders; what is wrong with them is
// refused with 4220. An empty value counts as absent.
func (e *Emulator) parseCriteria(query url.Values) (criteria, *answer) {
	given := make(url.Values)
	for name, values := range query {
		values = slices.DeleteFunc(slices.Clone(values), func(value string) bool { return value == "" })
		if len(values) > 0 {
			given[name] = values
		}
	}

	p := parameters{given: given}
	c := criteria{
		dateStart:       p.date("dateStart"),
		dateEnd:         p.date("dateEnd"),
		itemUpdateStart: p.date("itemUpdateDateStart"),
		itemUpdateEnd:   p.date("itemUpdateDateEnd"),
		vendorID:        given.Get("vendorId"),
		referenceID:     given.Get("referenceId"),
		orderIDs:        given["orderId"],
		itemIDs:         given["orderItemId"],
		descending:      p.descending(),
		limit:           p.limit(),
		next:            given.Get("next"),
	}
	p.window(c.dateStart, c.dateEnd)
	if len(p.problems) > 0 {
		return criteria{}, refuse(4220, p.problems...)
	}
	given.Del("next")
	given.Del("limit")
	c.fingerprint = given.Encode()
	c.visibleUntil = e.now().Add(-e.opts.VisibleAfter)
	if named := c.referenceID != "" || len(c.orderIDs) > 0 || len(c.itemIDs) > 0; !named || !e.opts.IDsFindAnyAge {
		c.defaultWindow(e.now())
	}
	return c, nil
}

// defaultWindow puts in the bound that is missing.
func (c *criteria) defaultWindow(now time.Time) {
	switch {
	case c.dateStart.IsZero() && c.dateEnd.IsZero():
		c.dateStart = now.Add(-maxWindow)
	case c.dateStart.IsZero():
		c.dateStart = c.dateEnd.Add(-maxWindow)
	case c.dateEnd.IsZero():
		c.dateEnd = c.dateStart.Add(maxWindow)
	}
}

// parameters reads typed parameters and notes those it cannot read.
type parameters struct {
	given    url.Values
	problems []string
}

func (p *parameters) complain(format string, args ...any) {
	p.problems = append(p.problems, fmt.Sprintf(format, args...))
}

func (p *parameters) date(name string) time.Time {
	if !p.given.Has(name) {
		return time.Time{}
	}
	date, ok := emulator.ParseAbeDate(p.given.Get(name))
	if !ok {
		p.complain("%s must be a date like 2017-06-26T19:54:58Z", name)
	}
	return date
}

func (p *parameters) limit() int {
	if !p.given.Has("limit") {
		return defaultLimit
	}
	limit, err := strconv.Atoi(p.given.Get("limit"))
	if err != nil || limit < 1 || limit > maxLimit {
		p.complain("limit must be a number from 1 to %d", maxLimit)
	}
	return limit
}

func (p *parameters) descending() bool {
	order := p.given.Get("sortOrder")
	if order != "" && order != "ascending" && order != "descending" {
		p.complain("sortOrder must be ascending or descending")
	}
	return order == "descending"
}

func (p *parameters) window(start, end time.Time) {
	if start.IsZero() || end.IsZero() {
		return
	}
	switch {
	case end.Before(start):
		p.complain("dateEnd is before dateStart")
	case end.Sub(start) > maxWindow:
		p.complain("the range between dateStart and dateEnd is over 90 days")
	}
}
