package twdtest

import "strconv"

// firstFill is the first stock number that Fill gives.
const firstFill = 5001

// SeedDepartment sets the name of a department, which replies show next to its
// code.
func (e *Emulator) SeedDepartment(code, name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.departments[code] = name
}

// Seed adds items at the end of the listing. An item with a known stock number
// replaces the former one. An empty Status means A. A Dept that is not empty
// becomes the name of the DeptCode. Items are copied. Nothing is checked: texts may
// hold control characters, and characters that Windows-1252 lacks.
func (e *Emulator) Seed(items ...Item) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, it := range items {
		e.seed(it.clone())
	}
}

// Fill adds invented items of a status until there are total of them. Stock numbers
// start at 5001 and depend only on the order of the calls. Some items have an
// accent or an ampersand in their description, and some have no brand.
func (e *Emulator) Fill(status string, total int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for have := len(e.withStatus(status)); have < total; have++ {
		e.seed(e.invent(status))
	}
}

// SeedDocumented sets up the shop of the vendor's page: the departments FURN
// and BEDS, and its five items (1423, 884, 868, 1015 active, 1017 held) among
// invented ones, 308 active and 9 held in all. With the default page size the
// first item of every documented request is the documented one.
func (e *Emulator) SeedDocumented() {
	e.SeedDepartment("FURN", "Furnature") // the vendor's spelling
	e.SeedDepartment("BEDS", "Beds")
	e.Seed(
		// This one has no qty in the vendor's sample.
		Item{StockNo: "1423", DeptCode: "FURN", Brand: "Ashley", Description: "Desk, 9 Drawers", Price: "40"},
		Item{StockNo: "868", DeptCode: "FURN", Brand: "Lazyboy", Description: "Love Seat, Hide-a-bed", Qty: new(1), Price: "40"},
		Item{StockNo: "1015", DeptCode: "BEDS", Brand: "Serta", Description: "Captains Bed, White", Qty: new(1), Price: "50"},
	)
	e.Fill("A", defaultPageSize)
	e.Seed(Item{StockNo: "884", DeptCode: "FURN", Brand: "Lazyboy", Description: "Love Seat, W/ Ottoman", Qty: new(1), Price: "60"})
	e.Fill("A", 308)
	e.Seed(Item{StockNo: "1017", Status: "H", DeptCode: "FURN", Description: "End Table, Dark Brown", Qty: new(1), Price: "10"})
	e.Fill("H", 9)
}

// seed stores an item. The caller holds the lock.
func (e *Emulator) seed(it Item) {
	if it.Status == "" {
		it.Status = "A"
	}
	if it.Dept != "" {
		e.departments[it.DeptCode] = it.Dept
	}
	if stored, known := e.items[it.StockNo]; known {
		*stored = it
		return
	}
	e.items[it.StockNo] = &it
	e.order = append(e.order, &it)
}

// kinds are what Fill invents items from, one after the other.
var kinds = []struct{ dept, brand, description string }{
	{"FURN", "Ashley", "Bookcase, 5 Shelves"},
	{"BEDS", "Serta", "Twin Mattress, Firm"},
	{"FURN", "", "Café Table, Round"},
	{"FURN", "Broyhill", "Table & 4 Chairs"},
	{"BEDS", "Sealy", "Bunk Bed, Pine"},
	{"FURN", "Lane", "Coffee Table, Oak"},
	{"FURN", "", "Floor Lamp, Brass"},
}

// invent makes the next item whose stock number is free.
func (e *Emulator) invent(status string) Item {
	for {
		n := e.nextFill
		e.nextFill++
		stockNo := strconv.Itoa(firstFill + n)
		if _, taken := e.items[stockNo]; taken {
			continue
		}
		kind := kinds[n%len(kinds)]
		return Item{
			StockNo: stockNo, Status: status, DeptCode: kind.dept, Brand: kind.brand,
			Description: kind.description, Qty: new(1 + n%3), Price: strconv.Itoa(15 + 5*(n%40)),
		}
	}
}
