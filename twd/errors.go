package twd

import (
	"errors"

	"github.com/sellerwire/sellerwire/internal/transport"
)

// Code is the statuscode of a reply. If a reply has an unknown code, the error is a
// [sellerwire.Error] that matches [sellerwire.ErrUnexpectedContent] and shows the
// code in its text.
type Code string

// The codes of the vendor's page.
const (
	// CodeError means that the API refused the request. The statusmessage says why.
	CodeError Code = "0"
	// CodeOK means success.
	CodeOK Code = "1"
)

var codeTexts = map[Code]string{
	CodeError: "error",
	CodeOK:    "success",
}

// Known reports whether the vendor documents the code.
func (c Code) Known() bool { _, ok := codeTexts[c]; return ok }

// Text is the meaning of the code. It is empty for an unknown code.
func (c Code) Text() string { return codeTexts[c] }

// String returns the code and, if it is known, its meaning.
func (c Code) String() string {
	if text := c.Text(); text != "" {
		return string(c) + " (" + text + ")"
	}
	return string(c)
}

// CodeOf returns the statuscode in err. It is [CodeError] if the API itself refused
// the request, and empty for any other error and for nil. The API's words are in
// [sellerwire.Error.Messages].
func CodeOf(err error) Code {
	return Code(transport.FirstCode(err))
}

// ErrPageLimit means that an iterator has read as many pages as it may, and the
// listing has not ended. See [ListOptions.MaxPages].
var ErrPageLimit = errors.New("page limit reached")
