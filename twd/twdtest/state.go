package twdtest

import "maps"

// Item is one item of the shop. Its texts are UTF-8 here and Windows-1252 on the
// wire.
type Item struct {
	// StockNo identifies the item. Case matters.
	StockNo string `json:"stock_no"`
	// Status is A, H, P, S, O, X or a code of an add-on.
	Status string `json:"status"`
	// DeptCode is what an update calls dept.
	DeptCode string `json:"deptcode"`
	// Dept is the name of the department.
	Dept string `json:"dept"`
	// Brand is one of the two fields that q searches.
	Brand string `json:"brand"`
	// Description is the other.
	Description string `json:"description"`
	// Qty is nil where replies have no qty element. It may be below 0.
	Qty *int `json:"qty,omitempty"`
	// Price is kept as it was set.
	Price string `json:"price"`
	// Notes can be set and are never returned by the API.
	Notes string `json:"notes"`
	// Extra are the fields of add-ons by name, which must be that of an element.
	// See [Options.AddOnFields].
	Extra map[string]string `json:"extra,omitempty"`
}

// Item returns a copy of the item with a stock number as it is now, and whether
// there is one.
func (e *Emulator) Item(stockNo string) (it Item, found bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	stored, found := e.items[stockNo]
	if !found {
		return Item{}, false
	}
	return e.view(stored), true
}

// Items returns copies of all items, including deleted ones, in the order of
// seeding.
func (e *Emulator) Items() []Item {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := make([]Item, 0, len(e.order))
	for _, it := range e.order {
		all = append(all, e.view(it))
	}
	return all
}

// State is a snapshot for json.Marshal: "requests", the number received, and
// "items" by stock number, with their notes.
func (e *Emulator) State() any {
	items := make(map[string]Item)
	for _, it := range e.Items() {
		items[it.StockNo] = it
	}
	return struct {
		Requests int64           `json:"requests"`
		Items    map[string]Item `json:"items"`
	}{e.Requests(), items}
}

// view is a copy that shares nothing with the state, with the name of its
// department filled in. The caller holds the lock.
func (e *Emulator) view(stored *Item) Item {
	it := stored.clone()
	it.Dept = it.DeptCode
	if name, known := e.departments[it.DeptCode]; known {
		it.Dept = name
	}
	return it
}

func (it Item) clone() Item {
	if it.Qty != nil {
		it.Qty = new(*it.Qty)
	}
	it.Extra = maps.Clone(it.Extra)
	return it
}
