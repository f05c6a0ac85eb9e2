package abebooks

import (
	"strconv"
	"strings"

	"github.com/sellerwire/sellerwire/internal/abexml"
	"github.com/sellerwire/sellerwire/internal/charset"
	"github.com/sellerwire/sellerwire/internal/money"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// The request is appended to one buffer by hand: encoding/xml can neither
// write ISO-8859-1 nor numeric references, and takes many times as long. A
// fuzz test holds the result against encoding/xml's decoder.

const (
	head = `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n" + `<inventoryUpdateRequest version="1.0">`
	tail = `</AbebookList></inventoryUpdateRequest>` + "\n"
)

// encode writes a request. The credentials are not in it: the transport puts
// them where they belong when it sends. The buffer is not used again, because a
// middleware may still be reading it when the call is over.
func (c *Client) encode(batch []Transaction) transport.Body {
	dst, user, password := c.appendRequest(make([]byte, 0, room(batch)), batch)
	body := transport.Bytes(dst)
	if c.apiKey.IsZero() {
		return body
	}
	return body.Insert(user, []byte(c.username.Reveal())).Insert(password, []byte(c.apiKey.Reveal()))
}

// appendRequest appends a request without credentials, and tells where they
// belong.
func (c *Client) appendRequest(dst []byte, batch []Transaction) (out []byte, user, password int) {
	dst, user, password = abexml.AppendAction(append(dst, head...), "bookupdate", !c.apiKey.IsZero())
	dst = append(dst, "<AbebookList>"...)
	for i := range batch {
		dst = appendTransaction(dst, c.outgoing(&batch[i]))
	}
	return append(dst, tail...), user, password
}

// room is about what a batch takes; character references come on top.
func room(batch []Transaction) int {
	const (
		frame    = 512 // of a request
		elements = 512 // of a book, other than texts
		tags     = 5   // of an element, its name not counted
	)
	n := frame
	for i := range batch {
		b := &batch[i].Book
		n += elements + len(b.VendorBookID)
		for _, l := range textLimits {
			if text := l.of(b); text != "" {
				n += tags + 2*len(l.element) + len(text)
			}
		}
		for _, u := range b.Pictures {
			n += tags + 2*len("pictureURL") + len(u)
		}
	}
	return n
}

func appendTransaction(dst []byte, t *Transaction) []byte {
	dst = append(dst, "<Abebook>"...)
	dst = appendElement(dst, "transactionType", string(t.Type))
	dst = appendElement(dst, "vendorBookID", t.Book.VendorBookID)
	if t.Type != TypeDelete {
		dst = appendBook(dst, &t.Book)
	}
	return append(dst, "</Abebook>"...)
}

// appendBook writes the elements in the order of the vendor's sample. The
// newer ones stand where the vendor's later samples have them; productType,
// whose place is not documented, before the pictures.
func appendBook(dst []byte, b *Book) []byte {
	dst = appendText(dst, "author", b.Author)
	dst = appendText(dst, "title", b.Title)
	dst = appendText(dst, "publisher", b.Publisher)
	dst = appendText(dst, "subject", b.Subject)
	dst = appendPrice(dst, b.Price)
	dst = appendText(dst, "languageIsoCode", b.LanguageISOCode)
	dst = appendBool(dst, "dustJacket", b.DustJacket)
	dst = appendBinding(dst, b.Binding)
	dst = appendBool(dst, "firstEdition", b.FirstEdition)
	dst = appendBool(dst, "signed", b.Signed)
	dst = appendText(dst, "booksellerCatalogue", b.BooksellerCatalogue)
	dst = appendText(dst, "description", b.Description)
	dst = appendText(dst, "bookCondition", b.BookCondition)
	dst = appendText(dst, "size", b.Size)
	dst = appendText(dst, "jacketCondition", b.JacketCondition)
	dst = appendText(dst, "bookType", b.BookType)
	dst = appendText(dst, "isbn", b.ISBN)
	dst = appendText(dst, "publishPlace", b.PublishPlace)
	dst = appendText(dst, "publishYear", b.PublishYear)
	dst = appendText(dst, "edition", b.Edition)
	dst = appendText(dst, "printing", b.Printing)
	dst = appendText(dst, "illustrator", b.Illustrator)
	dst = appendText(dst, "inscriptionType", b.InscriptionType)
	dst = appendQuantity(dst, b.Quantity)
	dst = appendText(dst, "shippingTemplateID", b.ShippingTemplateID)
	dst = appendWeight(dst, b.Weight)
	dst = appendText(dst, "productType", b.ProductType)
	return appendPictures(dst, b.Pictures)
}

// appendText leaves an empty element out: absent and empty clear alike.
func appendText(dst []byte, name, text string) []byte {
	if text == "" {
		return dst
	}
	return appendElement(dst, name, text)
}

func appendElement(dst []byte, name, text string) []byte {
	dst = appendOpen(dst, name)
	dst = charset.AppendXMLText(dst, text)
	return appendClose(dst, name)
}

func appendOpen(dst []byte, name string) []byte {
	dst = append(dst, '<')
	dst = append(dst, name...)
	return append(dst, '>')
}

func appendClose(dst []byte, name string) []byte {
	dst = append(dst, '<', '/')
	dst = append(dst, name...)
	return append(dst, '>')
}

func appendBool(dst []byte, name string, value *bool) []byte {
	if value == nil {
		return dst
	}
	dst = appendOpen(dst, name)
	dst = strconv.AppendBool(dst, *value)
	return appendClose(dst, name)
}

func appendPrice(dst []byte, p Price) []byte {
	dst = append(dst, `<price currency="`...)
	dst = charset.AppendXMLAttr(dst, p.Currency)
	dst = append(dst, `">`...)
	dst = money.Append(dst, p.Amount, 2)
	return append(dst, "</price>"...)
}

func appendBinding(dst []byte, b Binding) []byte {
	if b.Type == "" && b.Text == "" {
		return dst
	}
	dst = append(dst, "<binding"...)
	if b.Type != "" {
		dst = append(dst, ` type="`...)
		dst = charset.AppendXMLAttr(dst, string(b.Type))
		dst = append(dst, '"')
	}
	dst = append(dst, '>')
	dst = charset.AppendXMLText(dst, b.Text)
	return append(dst, "</binding>"...)
}

// appendQuantity uses the vendor's form: an attribute, and no text.
func appendQuantity(dst []byte, quantity *int) []byte {
	if quantity == nil {
		return dst
	}
	dst = append(dst, `<quantity amount="`...)
	dst = strconv.AppendInt(dst, int64(*quantity), 10)
	return append(dst, `"></quantity>`...)
}

func appendWeight(dst []byte, w Weight) []byte {
	if w.Value.IsZero() {
		return dst
	}
	dst = append(dst, `<weight unit="`...)
	dst = charset.AppendXMLAttr(dst, string(w.Unit))
	dst = append(dst, `">`...)
	dst = money.Append(dst, w.Value, 0)
	return append(dst, "</weight>"...)
}

func appendPictures(dst []byte, urls []string) []byte {
	if len(urls) == 0 {
		return dst
	}
	dst = append(dst, "<pictureList>"...)
	for _, u := range urls {
		dst = appendElement(dst, "pictureURL", u)
	}
	return append(dst, "</pictureList>"...)
}

// plain writes the punctuation that ISO-8859-1 lacks in ASCII.
var plain = strings.NewReplacer(
	"\u2018", "'", "\u2019", "'", "\u201a", "'", "\u201b", "'",
	"\u201c", `"`, "\u201d", `"`, "\u201e", `"`, "\u201f", `"`,
	"\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "-", "\u2015", "-",
	"\u2026", "...",
)

// withPlainPunctuation returns a copy of the transaction in plain punctuation.
func (t Transaction) withPlainPunctuation() Transaction {
	b := &t.Book
	for _, field := range []*string{
		&b.Author, &b.Title, &b.Publisher, &b.Subject, &b.Binding.Text, &b.BooksellerCatalogue,
		&b.Description, &b.BookCondition, &b.Size, &b.JacketCondition, &b.BookType, &b.PublishPlace,
		&b.Edition, &b.Printing, &b.Illustrator, &b.InscriptionType, &b.ProductType,
	} {
		*field = plain.Replace(*field)
	}
	return t
}
