package invapitest

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Product is a product that has stock. It has a UPC, or a SKU with size and width,
// or both. If it has both, either identifies it.
type Product struct {
	// UPC need not be digits.
	UPC string
	// SKU comes with Size and Width.
	SKU string
	// Size is compared as text: 10 and 10.0 are different.
	Size string
	// Width may be empty.
	Width string
}

// Update is one accepted update.
type Update struct {
	// Product is as it was seeded, with all its identifiers.
	Product Product
	// Store is the store's code.
	Store string
	// Quantity is 0 or more.
	Quantity int
}

// level is what a quantity is kept for.
type level struct {
	product Product
	store   string
}

// SeedStores adds known stores by their codes.
func (e *Emulator) SeedStores(codes ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, code := range codes {
		e.stores[code] = true
	}
}

// SeedProducts adds known products. They have no stock anywhere until the first
// update.
func (e *Emulator) SeedProducts(products ...Product) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range products {
		if p.UPC != "" {
			e.catalogue[Product{UPC: p.UPC}] = p
		}
		if p.SKU != "" {
			e.catalogue[e.identification(Product{SKU: p.SKU, Size: p.Size, Width: p.Width})] = p
		}
	}
}

// SeedDocumented adds as known the two products of the vendor's page (the UPC
// 849632048260; the SKU ZOOT-SUIT of size 34 and width D) and the stores 1, 2
// and 3.
func (e *Emulator) SeedDocumented() {
	e.SeedStores("1", "2", "3")
	e.SeedProducts(
		Product{UPC: "849632048260"},
		Product{SKU: "ZOOT-SUIT", Size: "34", Width: "D"},
	)
}

// Updates returns the accepted updates in the order in which they took effect.
// Updates of unknown products that [Options.AcceptUnknown] accepts are not
// included.
func (e *Emulator) Updates() []Update {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.updates)
}

// Sequence returns every quantity that a product has had at a store, in order, and
// nil before the first update.
func (e *Emulator) Sequence(p Product, store string) []int {
	e.mu.Lock()
	defer e.mu.Unlock()
	known := e.catalogue[e.identification(p)]
	var quantities []int
	for _, u := range e.updates {
		if u.Product == known && u.Store == store {
			quantities = append(quantities, u.Quantity)
		}
	}
	return quantities
}

// Quantity is the stock of a product at a store. set is false before the first
// update. A product is found by its UPC or by its SKU, Size and Width.
func (e *Emulator) Quantity(p Product, store string) (n int, set bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, set = e.levels[level{e.catalogue[e.identification(p)], store}]
	return n, set
}

// State returns a snapshot for json.Marshal: "requests", the number received, and
// "quantities", a list of those that were set, sorted by product and store.
func (e *Emulator) State() any {
	e.mu.Lock()
	defer e.mu.Unlock()
	quantities := make([]quantity, 0, len(e.levels))
	for _, at := range slices.SortedFunc(maps.Keys(e.levels), compareLevels) {
		quantities = append(quantities, newQuantity(at, e.levels[at]))
	}
	return struct {
		Requests   int64      `json:"requests"`
		Quantities []quantity `json:"quantities"`
	}{e.Requests(), quantities}
}

// quantity is a line of the snapshot. A product without a SKU has no width,
// one with a SKU may have an empty one.
type quantity struct {
	UPC      string  `json:"upc,omitempty"`
	SKU      string  `json:"sku,omitempty"`
	Size     string  `json:"size,omitempty"`
	Width    *string `json:"width,omitempty"`
	Store    string  `json:"store"`
	Quantity int     `json:"quantity"`
}

func newQuantity(at level, n int) quantity {
	p := at.product
	q := quantity{UPC: p.UPC, SKU: p.SKU, Size: p.Size, Store: at.store, Quantity: n}
	if p.SKU != "" {
		q.Width = &p.Width
	}
	return q
}

func compareLevels(a, b level) int {
	return cmp.Or(
		cmp.Compare(a.product.UPC, b.product.UPC),
		cmp.Compare(a.product.SKU, b.product.SKU),
		cmp.Compare(a.product.Size, b.product.Size),
		cmp.Compare(a.product.Width, b.product.Width),
		cmp.Compare(a.store, b.store),
	)
}

// apply sets the quantity of a product at a store, if both are known.
func (e *Emulator) apply(u Update) *refusal {
	e.mu.Lock()
	defer e.mu.Unlock()
	known, found := e.catalogue[e.identification(u.Product)]
	if found && e.stores[u.Store] {
		u.Product = known
		e.levels[level{known, u.Store}] = u.Quantity
		e.updates = append(e.updates, u)
		return nil
	}
	if e.opts.AcceptUnknown {
		return nil
	}
	return &refusal{notFound, "product", "Product not found"}
}

// identification is what the catalogue finds a product by.
func (e *Emulator) identification(p Product) Product {
	if p.UPC != "" {
		return Product{UPC: p.UPC}
	}
	if e.opts.AlphanumericSKUs {
		p.SKU = strings.Map(keepAlphanumeric, p.SKU)
	}
	return p
}

func keepAlphanumeric(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return -1
}
