package abebooks

import (
	"strconv"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/abexml"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Code is a result code of the service. The set is open: an unlisted code is
// returned as it is.
type Code int

// The codes on the vendor's errors page. Codes from 600 refer to a book, except
// 602, which refers to the request. Codes below 600 refer to the whole request.
const (
	CodeOK                   Code = 600
	CodeInvalidID            Code = 601 // vendorBookID is missing or too long
	CodeListTooLarge         Code = 602 // more than 100 books
	CodeIllegalTransaction   Code = 603
	CodeBadPrice             Code = 604
	CodeBadBookData          Code = 606 // author, title or publisher is required
	CodeBadShippingTemplate  Code = 607 // the account has no such template
	CodeDatabaseUnavailable  Code = 100
	CodeNetworkError         Code = 103
	CodeInvalidXML           Code = 104
	CodeUnhandledException   Code = 105
	CodeServerUnavailable    Code = 106
	CodeUnauthorizedAction   Code = 108 // the key is not for this API
	CodeUnknownAction        Code = 109
	CodeInvalidUser          Code = 110 // wrong user name or key
	CodeUserValidationFailed Code = 111
)

// bookCodes are the codes that only this API has. All but 600 and 602 blame a book.
var bookCodes = map[Code]abexml.Code{
	CodeOK:                  {Text: "success"},
	CodeListTooLarge:        {Text: "book list too large", Kind: sellerwire.ErrInvalidRequest},
	CodeInvalidID:           {Text: "book ID is not valid", Kind: sellerwire.ErrInvalidRequest},
	CodeIllegalTransaction:  {Text: "illegal book transaction", Kind: sellerwire.ErrInvalidRequest},
	CodeBadPrice:            {Text: "bad price", Kind: sellerwire.ErrInvalidRequest},
	CodeBadBookData:         {Text: "bad book data: author, title or publisher is required", Kind: sellerwire.ErrInvalidRequest},
	CodeBadShippingTemplate: {Text: "shipping template ID is not valid", Kind: sellerwire.ErrInvalidRequest},
}

// info returns what is known of the code.
func (c Code) info() (abexml.Code, bool) {
	if info, ok := bookCodes[c]; ok {
		return info, true
	}
	return abexml.LookUp(int(c))
}

// ofBook reports whether the code blames the book and not the batch.
func (c Code) ofBook() bool {
	_, ok := bookCodes[c]
	return ok && c != CodeOK && c != CodeListTooLarge
}

// ofRequest reports whether the code means that the request was refused before any
// book was looked at.
func (c Code) ofRequest() bool {
	info, known := c.info()
	return known && c != CodeOK && !c.ofBook() && !info.Passes
}

// Known reports whether the code is in the vendor's list.
func (c Code) Known() bool { _, ok := c.info(); return ok }

// Text returns the meaning of the code, paraphrased from the vendor's list. It is
// empty for an unlisted code.
func (c Code) Text() string { info, _ := c.info(); return info.Text }

// String returns the number, followed by the meaning of a known code.
func (c Code) String() string {
	if text := c.Text(); text != "" {
		return strconv.Itoa(int(c)) + " (" + text + ")"
	}
	return strconv.Itoa(int(c))
}

// CodeOf returns the service's code in err, or 0 if there is none. For a
// [PartialError] it is the code of the first book that was not accepted.
func CodeOf(err error) Code {
	n, _ := strconv.Atoi(transport.FirstCode(err))
	return Code(n)
}
