package abebookstest

import (
	"cmp"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	maxIDLength      = 40
	maxBindingLength = 30
	maxPictures      = 20
	maxPictureLength = 2000
	maxQuantity      = 999
)

// textElements has the elements that are plain text, with their documented
// length in characters; 0 means that none is documented.
var textElements = map[string]int{
	"author":              750,
	"title":               750,
	"publisher":           750,
	"subject":             2000,
	"languageIsoCode":     3,
	"dustJacket":          0,
	"firstEdition":        0,
	"signed":              0,
	"booksellerCatalogue": 750,
	"description":         4000,
	"bookCondition":       30,
	"size":                50,
	"jacketCondition":     30,
	"bookType":            30,
	"isbn":                15,
	"publishPlace":        50,
	"publishYear":         4,
	"edition":             40,
	"printing":            20,
	"illustrator":         254,
	"inscriptionType":     50,
	"shippingTemplateID":  40,
	"productType":         0,
}

// newBook makes the record of an add or an update. It starts from nothing, so
// that whatever the request omits is cleared. The code is 600, 604 or 606.
func newBook(id string, elements map[string]element) (Book, int) {
	price := elements["price"]
	if !validPrice(price.Text) {
		return Book{}, codeBadPrice
	}
	if isBlank(elements["author"].Text) && isBlank(elements["title"].Text) && isBlank(elements["publisher"].Text) {
		return Book{}, codeBadData
	}
	quantity, ok := readQuantity(elements["quantity"])
	if !ok {
		return Book{}, codeBadData
	}

	book := Book{
		VendorBookID: id,
		Elements:     map[string]string{},
		Price:        Price{Amount: price.Text, Currency: cmp.Or(price.attr("currency"), "USD")},
		Quantity:     quantity,
	}
	for name := range textElements {
		if text := elements[name].Text; !isBlank(text) {
			book.Elements[name] = text
		}
	}
	if binding := elements["binding"]; !isBlank(binding.Text) {
		book.Binding = Binding{Type: binding.attr("type"), Text: binding.Text}
	}
	if weight := elements["weight"]; !isBlank(weight.Text) {
		book.Weight = Weight{Unit: weight.attr("unit"), Value: weight.Text}
	}
	for _, picture := range elements["pictureList"].Children {
		if picture.XMLName.Local == "pictureURL" && !isBlank(picture.Text) {
			book.Pictures = append(book.Pictures, picture.Text)
		}
	}
	return book, codeSuccess
}

// validPrice accepts digits, optionally a point and one or two digits, above 0.
func validPrice(text string) bool {
	whole, cents, hasPoint := strings.Cut(text, ".")
	if !isDigits(whole) || hasPoint && (!isDigits(cents) || len(cents) > 2) {
		return false
	}
	return strings.Trim(whole+cents, "0") != ""
}

// readQuantity takes the attribute, else the text, else 1: sellers' programs
// send all three forms.
func readQuantity(el element) (quantity int, ok bool) {
	text := cmp.Or(el.attr("amount"), strings.TrimSpace(el.Text), "1")
	if !isDigits(text) {
		return 0, false
	}
	quantity, err := strconv.Atoi(text)
	return quantity, err == nil && quantity <= maxQuantity
}

// exceedsLengths tells whether any text is above its documented length.
func exceedsLengths(b Book) bool {
	for name, text := range b.Elements {
		if limit := textElements[name]; limit > 0 && length(text) > limit {
			return true
		}
	}
	for _, picture := range b.Pictures {
		if length(picture) > maxPictureLength {
			return true
		}
	}
	return len(b.Pictures) > maxPictures || length(b.Binding.Text) > maxBindingLength
}

// length counts characters, as the documented limits do.
func length(text string) int { return utf8.RuneCountInString(text) }

func isBlank(text string) bool { return strings.TrimSpace(text) == "" }

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
