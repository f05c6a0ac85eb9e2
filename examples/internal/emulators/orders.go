package emulators

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

// Orders starts an emulator of AbeBooks' orders, of which three wait: the first book
// of the inventory file, two copies of one that has several, and two books at once.
func Orders() *orderstest.Server {
	server := orderstest.NewServer(orderstest.Options{})
	var singles, several []orderstest.Item
	for row, err := range inventory.ReadFile("") {
		if err != nil {
			break
		}
		item := orderstest.Item{VendorBookID: row.SKU, Author: row.Author, Title: row.Title, ISBN: row.ISBN, Price: row.Price.String()}
		switch {
		case row.Sold():
		case row.Quantity > 1:
			several = append(several, item)
		default:
			singles = append(singles, item)
		}
	}
	server.Place(orderstest.Order{Items: singles[:1]})
	server.Place(orderstest.Order{DomainID: "46", Items: []orderstest.Item{several[0], several[0]}})
	server.Place(orderstest.Order{DomainID: "47", Items: singles[1:3]})
	return server
}

// connect lets AbeBooks take what is sold out of the inventory.
func connect(books *abebookstest.Emulator, orders *orderstest.Emulator) {
	orders.OnSold(func(item orderstest.Item, copies int) { books.AddCopies(item.VendorBookID, copies) })
}

const maxRequest = 64 << 20

// ownPath is "/" of both of AbeBooks' services for sellers, which the root element
// of a request tells apart.
func (a *All) ownPath(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if bytes.Contains(body, []byte("<orderUpdateRequest")) {
		a.orders.ServeHTTP(w, r)
		return
	}
	a.abebooks.ServeHTTP(w, r)
}

// command is what POST /_control takes: one of its fields.
type command struct {
	// Place is an order. What it lacks is invented, or taken from the book in the
	// inventory; {"items": [{"vendor_book_id": "SKU-1"}]} is enough.
	Place *orderstest.Order `json:"place"`
	// Cancel is the ID of an order that its buyer cancels.
	Cancel string `json:"cancel"`
	// Answer is what the seller does on the web site. Without an item it is for all.
	Answer *struct {
		Order  string            `json:"order"`
		Item   string            `json:"item"`
		Status orderstest.Status `json:"status"`
	} `json:"answer"`
	// Advance moves the clock of the orders, such as "96h".
	Advance string `json:"advance"`
}

// control does what buyers, time and the seller on the web site do. It answers with
// the order, or with the time.
func (a *All) control(w http.ResponseWriter, r *http.Request) {
	var c command
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest))
	d.DisallowUnknownFields()
	var reply any
	err := d.Decode(&c)
	if err == nil {
		reply, err = a.obey(c)
	}
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		reply = map[string]string{"error": err.Error()}
	}
	_ = json.NewEncoder(w).Encode(reply)
}

func (a *All) obey(c command) (any, error) {
	switch {
	case c.Place != nil:
		return a.orders.Place(a.described(*c.Place)), nil
	case c.Cancel != "":
		return a.changed(c.Cancel, a.orders.Cancel(c.Cancel))
	case c.Answer != nil && c.Answer.Item != "":
		return a.changed(c.Answer.Order, a.orders.AnswerItem(c.Answer.Order, c.Answer.Item, c.Answer.Status))
	case c.Answer != nil:
		return a.changed(c.Answer.Order, a.orders.Answer(c.Answer.Order, c.Answer.Status))
	case c.Advance != "":
		by, err := time.ParseDuration(c.Advance)
		if err == nil {
			a.orders.Advance(by)
		}
		return map[string]time.Time{"now": a.orders.Now()}, err
	}
	return nil, errors.New("say what to do: place, cancel, answer or advance")
}

func (a *All) changed(order string, err error) (any, error) {
	o, _ := a.orders.Order(order)
	return o, err
}

// described has the books of an order as the inventory has them.
func (a *All) described(o orderstest.Order) orderstest.Order {
	for n := range o.Items {
		i := &o.Items[n]
		book, found := a.abebooks.Book(i.VendorBookID)
		if !found || i.Title != "" || i.Price != "" {
			continue
		}
		i.Author, i.Title, i.ISBN, i.Description = book.Elements["author"], book.Elements["title"], book.Elements["isbn"], book.Elements["description"]
		i.Price = book.Price.Amount
		if o.Currency == "" {
			o.Currency = book.Price.Currency
		}
	}
	return o
}
