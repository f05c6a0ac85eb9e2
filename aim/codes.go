package aim

import (
	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Code is a result code of the service; [CodeOf] reads it from an error. The list is
// open: a code that is not known here comes through as it is. Under a 2xx its error
// matches [sellerwire.ErrUnexpectedContent], and the outcome of an upload is unknown.
type Code string

// The codes of the vendor's guide, and the last two, which clients met in production.
// With each is the kind that its error matches. A refused call is not repeated by
// itself.
const (
	// CodeSuccess: the upload was taken, or the report scheduled. It is in no error.
	CodeSuccess Code = "SUCCESS"
	// CodeCustomerUnauthorized: the login failed; [sellerwire.ErrUnauthorized].
	CodeCustomerUnauthorized Code = "CUSTOMER_UNAUTHORIZED"
	// CodeInvalidFileFormat: the [flatfile.FileFormat] is unknown, or the file is not of it;
	// [sellerwire.ErrInvalidRequest].
	CodeInvalidFileFormat Code = "INVALID_FILE_FORMAT"
	// CodeInvalidListingProgram: the [UploadFor] is unknown;
	// [sellerwire.ErrInvalidRequest].
	CodeInvalidListingProgram Code = "INVALID_LISTING_PROGRAM"
	// CodeInvalidBatch: there is no upload of that ID;
	// [sellerwire.ErrInvalidRequest].
	CodeInvalidBatch Code = "INVALID_BATCH"
	// CodeFileNotFound: there is no such file, perhaps not yet;
	// [sellerwire.ErrNotFound]. The workflows ask again.
	CodeFileNotFound Code = "FILE_NOT_FOUND"
	// CodeAccessDenied: the account may not have this report;
	// [sellerwire.ErrForbidden].
	CodeAccessDenied Code = "ACCESS_DENIED"
	// CodeNoDefaultPayment: the account lacks a default payment type;
	// [sellerwire.ErrForbidden].
	CodeNoDefaultPayment Code = "NO_DEFAULT_PAYMENT"
)

// codeInfo is what is known of a code.
type codeInfo struct {
	text string
	kind error
}

var codeTable = map[Code]codeInfo{
	CodeSuccess:               {"the upload succeeded, or the report is scheduled", nil},
	CodeCustomerUnauthorized:  {"authentication failed", sellerwire.ErrUnauthorized},
	CodeInvalidFileFormat:     {"the file or its format is not valid", sellerwire.ErrInvalidRequest},
	CodeInvalidListingProgram: {"the program to upload for is not valid", sellerwire.ErrInvalidRequest},
	CodeInvalidBatch:          {"the batch ID is missing or not valid", sellerwire.ErrInvalidRequest},
	CodeFileNotFound:          {"there is no such file, or not yet", sellerwire.ErrNotFound},
	CodeAccessDenied:          {"access to this report is denied", sellerwire.ErrForbidden},
	CodeNoDefaultPayment:      {"the account lacks a default payment type", sellerwire.ErrForbidden},
}

// Known tells whether the code is one of this package's constants.
func (c Code) Known() bool { _, ok := codeTable[c]; return ok }

// Text is the meaning of the code; empty for an unknown code.
func (c Code) Text() string { return codeTable[c].text }

// String returns the code, with the meaning of a known one.
func (c Code) String() string {
	if text := c.Text(); text != "" {
		return string(c) + " (" + text + ")"
	}
	return string(c)
}

// CodeOf returns the service's code in err, empty if there is none.
func CodeOf(err error) Code {
	return Code(transport.FirstCode(err))
}

// isCode tells whether a text in an answer has the form of a code.
func isCode(text string) bool {
	if len(text) < 2 || text[0] == '_' {
		return false
	}
	for i := range len(text) {
		if c := text[i]; (c < 'A' || c > 'Z') && c != '_' {
			return false
		}
	}
	return true
}
