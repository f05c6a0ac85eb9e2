package aim

import (
	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Code is a result code of the service. [CodeOf] reads it from an error. The list is
// open: an unknown code is kept as it is. If it came under a 2xx, the error matches
// [sellerwire.ErrUnexpectedContent] and the outcome of an upload is unknown.
type Code string

// The codes. The first six are in the vendor's guide; clients met the last two in
// production. A call that is refused with a code is not retried.
const (
	// CodeSuccess means that the upload was accepted, or that the report is scheduled. No
	// error has it.
	CodeSuccess Code = "SUCCESS"
	// CodeCustomerUnauthorized means that the login failed. Its error matches
	// [sellerwire.ErrUnauthorized].
	CodeCustomerUnauthorized Code = "CUSTOMER_UNAUTHORIZED"
	// CodeInvalidFileFormat means that the [flatfile.FileFormat] is unknown, or that the
	// file is not in that format. Its error matches [sellerwire.ErrInvalidRequest].
	CodeInvalidFileFormat Code = "INVALID_FILE_FORMAT"
	// CodeInvalidListingProgram means that the [UploadFor] is unknown. Its error matches
	// [sellerwire.ErrInvalidRequest].
	CodeInvalidListingProgram Code = "INVALID_LISTING_PROGRAM"
	// CodeInvalidBatch means that no upload has that ID. Its error matches
	// [sellerwire.ErrInvalidRequest].
	CodeInvalidBatch Code = "INVALID_BATCH"
	// CodeFileNotFound means that there is no such file, or none yet. Its error matches
	// [sellerwire.ErrNotFound]. The waiting calls poll again.
	CodeFileNotFound Code = "FILE_NOT_FOUND"
	// CodeAccessDenied means that the account has no access to this report. Its error
	// matches [sellerwire.ErrForbidden].
	CodeAccessDenied Code = "ACCESS_DENIED"
	// CodeNoDefaultPayment means that the account lacks a default payment type. Its error
	// matches [sellerwire.ErrForbidden].
	CodeNoDefaultPayment Code = "NO_DEFAULT_PAYMENT"
)

// codeInfo is what is known about a code.
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

// Known reports whether the code is one of this package's constants.
func (c Code) Known() bool { _, ok := codeTable[c]; return ok }

// Text returns the meaning of the code; empty for an unknown code.
func (c Code) Text() string { return codeTable[c].text }

// String returns the code, followed by its meaning if it is known.
func (c Code) String() string {
	if text := c.Text(); text != "" {
		return string(c) + " (" + text + ")"
	}
	return string(c)
}

// CodeOf returns the service's code in err; empty if there is none.
func CodeOf(err error) Code {
	return Code(transport.FirstCode(err))
}

// isCode reports whether a text in an answer has the form of a code.
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
