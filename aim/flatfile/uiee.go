package flatfile

import "github.com/shopspring/decimal"

// UIEERecord is a record of a UIEE file, a format of booksellers' programs: one item,
// one field per line. The token of each field is given below. An empty field is not
// written. UIEE has no quantity: a record is one copy.
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
	// OtherISBN (NC) has the ISBN in files of programs that do not use BN.
	OtherISBN string
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

// The actions. An empty one adds. The numbers from 2 to 7 all delete; generic UIEE has
// a reason for each, of which only that of 5 is known.
const (
	UIEEAdd    UIEEAction = "1"
	UIEEDelete UIEEAction = "2"
	UIEESold   UIEEAction = "5" // deletes, too
)

// Deletes tells whether the record takes its item out of the inventory.
func (a UIEEAction) Deletes() bool { return len(a) == 1 && a >= "2" && a <= "7" }

// Known tells whether the action is a number from 1 to 7.
func (a UIEEAction) Known() bool { return a == UIEEAdd || a.Deletes() }

// UIEEStatus says whether the item is for sale. The list is open.
type UIEEStatus string

// The statuses. An empty one is for sale. The service ignores wants.
const (
	UIEEForSale     UIEEStatus = "S"
	UIEEWanted      UIEEStatus = "W"
	UIEETrade       UIEEStatus = "T" // offered for trade
	UIEERealization UIEEStatus = "R" // realization, or remainders
)

// Known tells whether the status is one of this package's constants.
func (s UIEEStatus) Known() bool {
	return s == UIEEForSale || s == UIEEWanted || s == UIEETrade || s == UIEERealization
}

// Words that a client used for [UIEERecord].Binding. Any other text may be sent.
const (
	BindingHardcover  = "hardcover"
	BindingPaperback  = "paperback"
	BindingPocketBook = "pocket_book"
	BindingLeather    = "leather_book"
	BindingSpiral     = "spiral_bound"
)

// columns visits the fields in the order in which they are written: the SKU comes
// first, and the fields with an X last.
func (r UIEERecord) columns(c *cells) UIEERecord {
	r.SKU = c.key("UR", r.SKU)
	r.Author = c.text("AA", r.Author)
	r.Title = c.text("TI", r.Title)
	r.Illustrator = c.text("AI", r.Illustrator)
	r.Publisher = c.text("PU", r.Publisher)
	r.Place = c.text("PP", r.Place)
	r.PublicationDate = c.text("DP", r.PublicationDate)
	r.Edition = c.text("ED", r.Edition)
	r.SeriesVolume = c.text("SE", r.SeriesVolume)
	r.Binding = c.text("BD", r.Binding)
	r.JacketCondition = c.text("JK", r.JacketCondition)
	r.Condition = c.text("CN", r.Condition)
	r.Category = c.text("MT", r.Category)
	r.Keyword = c.text("KE", r.Keyword)
	r.Note = c.text("NT", r.Note)
	r.ISBN = c.id("BN", r.ISBN)
	r.OtherISBN = c.id("NC", r.OtherISBN)
	r.Copies = c.id("CO", r.Copies)
	r.Price = c.price("PR", r.Price)
	r.Lifespan = c.text("XA", r.Lifespan)
	r.Action = UIEEAction(c.code("XB", string(r.Action), r.Action.Known))
	r.Kind = c.text("XC", r.Kind)
	r.Status = UIEEStatus(c.code("XD", string(r.Status), r.Status.Known))
	c.atMost(maxSKU, "UR", r.SKU)
	c.priced("PR", r.Price, r.Action.Deletes())
	if r.Title == "" && !r.Action.Deletes() {
		c.refuse("TI", "it is empty; only a deletion goes without")
	}
	return r
}

// uieeTokens are the tokens of the fields that a record has a place for.
func uieeTokens() []string {
	var c cells
	UIEERecord{}.columns(&c)
	var tokens []string
	for _, field := range c.declared {
		tokens = append(tokens, field.name)
	}
	return tokens
}
