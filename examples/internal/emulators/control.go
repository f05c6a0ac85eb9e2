package emulators

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
)

// clock is the time of an emulator.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// command is what POST /_control takes: one of the first four.
type command struct {
	Place *placement `json:"place"`
	// Cancel is the ID of an order that its buyer cancels.
	Cancel string `json:"cancel"`
	// Answer is what the seller does on the web site. Without an item it is for all.
	Answer *struct {
		Order  string            `json:"order"`
		Item   string            `json:"item"`
		Status orderstest.Status `json:"status"`
	} `json:"answer"`
	// Advance moves a clock by a time such as "97h".
	Advance string `json:"advance"`
	// Service is whose clock it is; that of the orders if it is empty.
	Service string `json:"service"`
}

// placement is an order of a buyer at AbeBooks. What it lacks is invented, or taken
// from the book in the inventory. {"listing": "SKU-1"} is short for an order of one
// item, {"items": [{"vendor_book_id": "SKU-1"}]}.
type placement struct {
	orderstest.Order
	Listing string `json:"listing"` // the vendorBookID
	Copies  *int   `json:"copies"`  // of the listing, 1 if it is absent
	Site    string `json:"site"`    // a name such as abebooks.co.uk, or its number
}

// sites are the buyers' sites by name.
var sites = map[string]string{
	"abebooks.com": "1", "abebooks.co.uk": "46", "abebooks.de": "47", "abebooks.fr": "48", "abebooks.it": "51", "iberlibro.com": "52",
}

// control does what buyers, time and the seller on the web site do. It answers with
// the order, or with the time.
func (a *All) control(w http.ResponseWriter, r *http.Request) {
	var c command
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&c)
	var answer any
	if err == nil {
		answer, err = a.obey(c)
	}
	if err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func (a *All) obey(c command) (any, error) {
	said := 0
	for _, is := range []bool{c.Place != nil, c.Cancel != "", c.Answer != nil, c.Advance != ""} {
		if is {
			said++
		}
	}
	switch {
	case said != 1 || c.Service != "" && c.Advance == "":
		return nil, errors.New(`say one of {"place": {"listing": ID, "site": NAME}}, {"cancel": ORDER}, ` +
			`{"answer": {"order": ORDER, "status": STATUS}}, {"advance": "97h"}`)
	case c.Place != nil:
		return a.place(*c.Place)
	case c.Cancel != "":
		return a.changed(c.Cancel, a.orders.Cancel(c.Cancel))
	case c.Answer != nil && c.Answer.Item != "":
		return a.changed(c.Answer.Order, a.orders.AnswerItem(c.Answer.Order, c.Answer.Item, c.Answer.Status))
	case c.Answer != nil:
		return a.changed(c.Answer.Order, a.orders.Answer(c.Answer.Order, c.Answer.Status))
	}
	return a.advance(cmp.Or(c.Service, "orders"), c.Advance)
}

func (a *All) changed(order string, err error) (any, error) {
	o, _ := a.orders.Order(order)
	return o, err
}

// place orders books. One that the inventory does not hold is sold as well, for
// programs that only read orders.
func (a *All) place(p placement) (any, error) {
	order := p.Order
	if p.Site != "" {
		order.DomainID = cmp.Or(sites[strings.ToLower(p.Site)], p.Site)
	}
	if _, err := strconv.Atoi(cmp.Or(order.DomainID, "1")); err != nil {
		return nil, fmt.Errorf("site: %q is not known", order.DomainID)
	}
	copies := 1
	if p.Copies != nil {
		copies = *p.Copies
	}
	switch {
	case (p.Listing == "") == (len(order.Items) == 0):
		return nil, errors.New("say which listing, or which items")
	case p.Listing == "" && p.Copies != nil:
		return nil, errors.New("copies are for a listing; say each item as often as it is bought")
	case copies < 1 || copies > 100:
		return nil, errors.New("copies must be 1 to 100")
	case p.Listing != "":
		for range copies {
			order.Items = append(order.Items, orderstest.Item{VendorBookID: p.Listing})
		}
	}
	return a.orders.Place(a.described(order)), nil
}

// described has the books of an order as the inventory has them.
func (a *All) described(o orderstest.Order) orderstest.Order {
	for n := range o.Items {
		i := &o.Items[n]
		book, found := a.abebooks.Book(i.VendorBookID)
		if !found || i.Title != "" || i.Price != "" {
			continue
		}
		i.Author, i.Title, i.ISBN = book.Elements["author"], book.Elements["title"], book.Elements["isbn"]
		i.Description, i.Price = book.Elements["description"], book.Price.Amount
		o.Currency = cmp.Or(o.Currency, book.Price.Currency)
	}
	return o
}

// advance moves the clock of a service. A signature that is dated by another clock
// is refused then, as it would be by the service.
func (a *All) advance(service, by string) (any, error) {
	d, err := time.ParseDuration(by)
	if err != nil {
		return nil, err
	}
	if service == "orders" {
		a.orders.Advance(d)
		return map[string]time.Time{"now": a.orders.Now()}, nil
	}
	c := a.clocks[service]
	if c == nil {
		return nil, fmt.Errorf("service: %q has no clock; orders, abebooks, purchase and aim have", service)
	}
	c.ahead.Add(int64(d))
	return map[string]time.Time{"now": c.now()}, nil
}
