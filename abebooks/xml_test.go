package abebooks_test

import (
	"encoding/xml"

	"github.com/sellerwire/sellerwire/abebooks"
)

// xmlRequest is a request as encoding/xml would have it: the reading of what
// the encoder wrote, and what its speed is compared with.
type xmlRequest struct {
	XMLName xml.Name  `xml:"inventoryUpdateRequest"`
	Version string    `xml:"version,attr"`
	Action  xmlAction `xml:"action"`
	Books   []xmlBook `xml:"AbebookList>Abebook"`
}

type xmlAction struct {
	Name     string `xml:"name,attr"`
	Username string `xml:"username,omitempty"`
	Password string `xml:"password,omitempty"`
}

type xmlBook struct {
	TransactionType     string       `xml:"transactionType"`
	VendorBookID        string       `xml:"vendorBookID"`
	Author              string       `xml:"author,omitempty"`
	Title               string       `xml:"title,omitempty"`
	Publisher           string       `xml:"publisher,omitempty"`
	Subject             string       `xml:"subject,omitempty"`
	Price               *xmlPrice    `xml:"price"`
	LanguageISOCode     string       `xml:"languageIsoCode,omitempty"`
	DustJacket          *bool        `xml:"dustJacket"`
	Binding             *xmlBinding  `xml:"binding"`
	FirstEdition        *bool        `xml:"firstEdition"`
	Signed              *bool        `xml:"signed"`
	BooksellerCatalogue string       `xml:"booksellerCatalogue,omitempty"`
	Description         string       `xml:"description,omitempty"`
	BookCondition       string       `xml:"bookCondition,omitempty"`
	Size                string       `xml:"size,omitempty"`
	JacketCondition     string       `xml:"jacketCondition,omitempty"`
	BookType            string       `xml:"bookType,omitempty"`
	ISBN                string       `xml:"isbn,omitempty"`
	PublishPlace        string       `xml:"publishPlace,omitempty"`
	PublishYear         string       `xml:"publishYear,omitempty"`
	Edition             string       `xml:"edition,omitempty"`
	Printing            string       `xml:"printing,omitempty"`
	Illustrator         string       `xml:"illustrator,omitempty"`
	InscriptionType     string       `xml:"inscriptionType,omitempty"`
	Quantity            *xmlQuantity `xml:"quantity"`
	ShippingTemplateID  string       `xml:"shippingTemplateID,omitempty"`
	Weight              *xmlWeight   `xml:"weight"`
	ProductType         string       `xml:"productType,omitempty"`
	Pictures            *xmlPictures `xml:"pictureList"`
}

type xmlPrice struct {
	Currency string `xml:"currency,attr"`
	Amount   string `xml:",chardata"`
}

type xmlBinding struct {
	Type string `xml:"type,attr,omitempty"`
	Text string `xml:",chardata"`
}

type xmlQuantity struct {
	Amount int `xml:"amount,attr"`
}

type xmlWeight struct {
	Unit  string `xml:"unit,attr"`
	Value string `xml:",chardata"`
}

type xmlPictures struct {
	URLs []string `xml:"pictureURL"`
}

// toXML is what a decoder must find of a transaction.
func toXML(t abebooks.Transaction) xmlBook {
	b := t.Book
	if t.Type == abebooks.TypeDelete {
		return xmlBook{TransactionType: "delete", VendorBookID: b.VendorBookID}
	}
	x := xmlBook{
		TransactionType: string(t.Type), VendorBookID: b.VendorBookID,
		Author: b.Author, Title: b.Title, Publisher: b.Publisher, Subject: b.Subject,
		Price:           &xmlPrice{b.Price.Currency, b.Price.Amount.StringFixed(2)},
		LanguageISOCode: b.LanguageISOCode, DustJacket: b.DustJacket, FirstEdition: b.FirstEdition, Signed: b.Signed,
		BooksellerCatalogue: b.BooksellerCatalogue, Description: b.Description, BookCondition: b.BookCondition,
		Size: b.Size, JacketCondition: b.JacketCondition, BookType: b.BookType, ISBN: b.ISBN,
		PublishPlace: b.PublishPlace, PublishYear: b.PublishYear, Edition: b.Edition, Printing: b.Printing,
		Illustrator: b.Illustrator, InscriptionType: b.InscriptionType,
		ShippingTemplateID: b.ShippingTemplateID, ProductType: b.ProductType,
	}
	if b.Binding != (abebooks.Binding{}) {
		x.Binding = &xmlBinding{string(b.Binding.Type), b.Binding.Text}
	}
	if b.Quantity != nil {
		x.Quantity = &xmlQuantity{*b.Quantity}
	}
	if !b.Weight.Value.IsZero() {
		x.Weight = &xmlWeight{string(b.Weight.Unit), b.Weight.Value.String()}
	}
	if len(b.Pictures) > 0 {
		x.Pictures = &xmlPictures{b.Pictures}
	}
	return x
}
