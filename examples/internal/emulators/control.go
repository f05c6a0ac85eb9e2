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

// command is what POST /_control takes: one of the first three.
type command struct {
	Place   *placement `json:"place"`
	Cancel  string     `json:"cancel"`  // the ID of an order
	Advance string     `json:"advance"` // a time such as "97h"
	Service string     `json:"service"` // whose clock; that of the orders if it is empty
}

// placement is an order of a buyer at AbeBooks.
type placement struct {
	Listing string `json:"listing"` // the vendorBookID
	Site    string `json:"site"`    // a name such as abebooks.co.uk, or its number
	Copies  *int   `json:"copies"`  // 1 if it is absent
}

// sites are the buyers' sites by name.
var sites = map[string]string{
	"abebooks.com": "1", "abebooks.co.uk": "46", "abebooks.de": "47", "abebooks.fr": "48", "abebooks.it": "51", "iberlibro.com": "52",
}

// control does what a buyer, or the time, would do.
func (a *All) control(w http.ResponseWriter, r *http.Request) {
	var c command
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&c)
	var answer any
	if err == nil {
		answer, err = a.do(c)
	}
	if err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func (a *All) do(c command) (answer any, err error) {
	switch {
	case c.Place != nil && c.Cancel == "" && c.Advance == "":
		return a.place(*c.Place)
	case c.Cancel != "" && c.Place == nil && c.Advance == "":
		if err := a.orders.Cancel(c.Cancel); err != nil {
			return nil, err
		}
		order, _ := a.orders.Order(c.Cancel)
		return order, nil
	case c.Advance != "" && c.Place == nil && c.Cancel == "":
		return a.advance(cmp.Or(c.Service, "orders"), c.Advance)
	}
	return nil, errors.New(`say one of {"place": {"listing": ID, "site": NAME}}, {"cancel": ORDER}, {"advance": "97h"}`)
}

// place orders a book. One that the inventory does not hold is sold as well, for
// programs that only read orders.
func (a *All) place(p placement) (orderstest.Order, error) {
	site := cmp.Or(sites[strings.ToLower(p.Site)], p.Site, "1")
	if _, err := strconv.Atoi(site); err != nil {
		return orderstest.Order{}, fmt.Errorf("site: %q is not known", p.Site)
	}
	copies := 1
	if p.Copies != nil {
		copies = *p.Copies
	}
	if p.Listing == "" || copies < 1 || copies > 100 {
		return orderstest.Order{}, errors.New("listing must not be empty, and copies must be 1 to 100")
	}
	item := orderstest.Item{VendorBookID: p.Listing}
	order := orderstest.Order{DomainID: site}
	if book, found := a.abebooks.Book(p.Listing); found {
		item.Author, item.Title, item.ISBN = book.Elements["author"], book.Elements["title"], book.Elements["isbn"]
		item.Description, item.Price = book.Elements["description"], book.Price.Amount
		order.Currency = book.Price.Currency
	}
	for range copies {
		order.Items = append(order.Items, item)
	}
	return a.orders.Place(order), nil
}

// advance moves the clock of a service. A signature that is dated by another clock
// is refused then, as it would be by the service.
func (a *All) advance(service, by string) (answer any, err error) {
	d, err := time.ParseDuration(by)
	if err != nil {
		return nil, err
	}
	if service == "orders" {
		a.orders.Advance(d)
		return map[string]string{"advanced": d.String()}, nil
	}
	c := a.clocks[service]
	if c == nil {
		return nil, fmt.Errorf("service: %q has no clock; orders, abebooks, purchase and aim have", service)
	}
	c.ahead.Add(int64(d))
	return map[string]string{"advanced": d.String()}, nil
}
