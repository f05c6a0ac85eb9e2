package aim

import "github.com/shopspring/decimal"

// UIEERecord is a record of a UIEE file: one item, one field per line. The token of
// a field is named with it. An empty field is not written.
type UIEERecord struct {
	SKU             string // UR, required: 1 to 40 characters
	Author          string // AA
	Title           string // TI, required unless the record deletes
	Illustrator     string // AI
	Publisher       string // PU
	Place           string // PP
	PublicationDate string // DP
	Edition         string // ED
	SeriesVolume    string // SE
	// Binding (BD) is a word such as [BindingHardcover].
	Binding         string
	JacketCondition string // JK
	// Condition (CN) is a word such as [Condition.Text] returns; collectible offers
	// need it spelt out, as in "collectible-very good".
	Condition string
	Category  string // MT
	Keyword   string // KE
	// Note (NT) is the comment. The service looks for the ISBN in its first 200
	// characters; usually it is the first word.
	Note string
	// ISBN (BN) is in generic UIEE; the service does not read it.
	ISBN string
	// Copies (CO) is written by some; the service does not honour it.
	Copies string
	// Price (PR) is required unless the record deletes: above 0, at most two
	// decimals.
	Price decimal.Decimal
	// Lifespan (XA) and Kind (XC), "BO" for books, are in generic UIEE.
	Lifespan string
	Action   UIEEAction // XB
	Kind     string
	Status   UIEEStatus // XD
	// Extra are the fields with other tokens, and those that come again after
	// their first, in the order of the file.
	Extra []UIEEField
}

// UIEEField is a line of a record: two capital letters and a value.
type UIEEField struct {
	Token, Value string
}

// UIEEAction is what a record does. The list is open.
type UIEEAction string

// The actions. The numbers from 2 to 7 all delete; generic UIEE has a reason for
// each. An empty one adds.
const (
	UIEEAdd    UIEEAction = "1"
	UIEEDelete UIEEAction = "2"
)

// Deletes tells whether the record takes its item out of the inventory.
func (a UIEEAction) Deletes() bool { return len(a) == 1 && a >= "2" && a <= "7" }

// Known tells whether the action is a number from 1 to 7.
func (a UIEEAction) Known() bool { return a == UIEEAdd || a.Deletes() }

// UIEEStatus says whether the item is for sale. The list is open.
type UIEEStatus string

// The statuses. The service ignores wants.
const (
	UIEEForSale UIEEStatus = "S"
	UIEEWanted  UIEEStatus = "W"
)

// Known tells whether the status is one of this package's constants.
func (s UIEEStatus) Known() bool { return s == UIEEForSale || s == UIEEWanted }

// The words that a client used for bindings.
const (
	BindingHardcover  = "hardcover"
	BindingPaperback  = "paperback"
	BindingPocketBook = "pocket_book"
	BindingLeather    = "leather_book"
	BindingSpiral     = "spiral_bound"
)

// asAction is what the action is called in tab files.
func (a UIEEAction) asAction() Action {
	if a.Deletes() {
		return ActionDelete
	}
	return ActionAdd
}

// uieeFields are the fields in the order in which they are written: the SKU comes
// first and the fields with an X last.
var uieeFields = []column[UIEERecord]{
	textColumn("UR", func(r *UIEERecord) *string { return &r.SKU }).needed(inEveryRow).written(atMost(maxSKU)),
	textColumn("AA", func(r *UIEERecord) *string { return &r.Author }),
	textColumn("TI", func(r *UIEERecord) *string { return &r.Title }),
	textColumn("AI", func(r *UIEERecord) *string { return &r.Illustrator }),
	textColumn("PU", func(r *UIEERecord) *string { return &r.Publisher }),
	textColumn("PP", func(r *UIEERecord) *string { return &r.Place }),
	textColumn("DP", func(r *UIEERecord) *string { return &r.PublicationDate }),
	textColumn("ED", func(r *UIEERecord) *string { return &r.Edition }),
	textColumn("SE", func(r *UIEERecord) *string { return &r.SeriesVolume }),
	textColumn("BD", func(r *UIEERecord) *string { return &r.Binding }),
	textColumn("JK", func(r *UIEERecord) *string { return &r.JacketCondition }),
	textColumn("CN", func(r *UIEERecord) *string { return &r.Condition }),
	textColumn("MT", func(r *UIEERecord) *string { return &r.Category }),
	textColumn("KE", func(r *UIEERecord) *string { return &r.Keyword }),
	textColumn("NT", func(r *UIEERecord) *string { return &r.Note }),
	textColumn("BN", func(r *UIEERecord) *string { return &r.ISBN }),
	textColumn("CO", func(r *UIEERecord) *string { return &r.Copies }),
	amountColumn("PR", func(r *UIEERecord) *decimal.Decimal { return &r.Price }),
	textColumn("XA", func(r *UIEERecord) *string { return &r.Lifespan }),
	codeColumn("XB", func(r *UIEERecord) *UIEEAction { return &r.Action }),
	textColumn("XC", func(r *UIEERecord) *string { return &r.Kind }),
	codeColumn("XD", func(r *UIEERecord) *UIEEStatus { return &r.Status }),
}
