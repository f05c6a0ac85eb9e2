package abebooks

import (
	"strconv"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Code is a result code of the service. The list is open: codes that are not
// known here come through as they are.
type Code int

// The codes of the vendor's errors page: 600 and above are of a book (602 of the
// request), those below of the whole request.
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

// class sorts the codes by what can be done about them.
type class int

const (
	classUnknown   class = iota // not in the vendor's list
	classOK                     // success
	classBook                   // the book is at fault; the others of the batch are not
	classRequest                // the whole request is at fault
	classAuth                   // the credentials are at fault
	classRetryable              // the service has a problem that may pass
)

// isOfRequest tells whether a code says that the request was refused before any
// book was touched.
func (c class) isOfRequest() bool { return c == classRequest || c == classAuth }

// codeInfo is what is known of a code.
type codeInfo struct {
	text  string
	class class
	kind  error
	// lost: the words do not exclude that some books were changed.
	lost bool
}

var codeTable = map[Code]codeInfo{
	CodeOK:                   {"success", classOK, nil, false},
	CodeInvalidID:            {"book ID is not valid", classBook, sellerwire.ErrInvalidRequest, false},
	CodeListTooLarge:         {"book list too large", classRequest, sellerwire.ErrInvalidRequest, false},
	CodeIllegalTransaction:   {"illegal book transaction", classBook, sellerwire.ErrInvalidRequest, false},
	CodeBadPrice:             {"bad price", classBook, sellerwire.ErrInvalidRequest, false},
	CodeBadBookData:          {"bad book data: author, title or publisher is required", classBook, sellerwire.ErrInvalidRequest, false},
	CodeBadShippingTemplate:  {"shipping template ID is not valid", classBook, sellerwire.ErrInvalidRequest, false},
	CodeDatabaseUnavailable:  {"database unavailable", classRetryable, sellerwire.ErrUnavailable, false},
	CodeNetworkError:         {"network error", classRetryable, sellerwire.ErrUnavailable, true},
	CodeInvalidXML:           {"invalid XML", classRequest, sellerwire.ErrInvalidRequest, false},
	CodeUnhandledException:   {"unhandled exception", classRetryable, sellerwire.ErrUnavailable, true},
	CodeServerUnavailable:    {"external server unavailable", classRetryable, sellerwire.ErrUnavailable, false},
	CodeUnauthorizedAction:   {"unauthorized action: the key is not authorised for this API", classAuth, sellerwire.ErrForbidden, false},
	CodeUnknownAction:        {"unknown action", classRequest, sellerwire.ErrInvalidRequest, false},
	CodeInvalidUser:          {"user is invalid", classAuth, sellerwire.ErrUnauthorized, false},
	CodeUserValidationFailed: {"error validating the user", classRetryable, sellerwire.ErrUnavailable, false},
}

// Known tells whether the code is in the vendor's list.
func (c Code) Known() bool { _, ok := codeTable[c]; return ok }

// Text is the meaning of the code, paraphrased from the vendor's list; empty
// for an unknown code.
func (c Code) Text() string { return codeTable[c].text }

// String returns the number, with the meaning of a known code.
func (c Code) String() string {
	if text := c.Text(); text != "" {
		return strconv.Itoa(int(c)) + " (" + text + ")"
	}
	return strconv.Itoa(int(c))
}

// CodeOf returns the service's code in err, 0 if there is none. Of a
// [PartialError] it is the code of the first book that was not accepted.
func CodeOf(err error) Code {
	n, _ := strconv.Atoi(transport.FirstCode(err))
	return Code(n)
}
