package twd

import (
	"errors"

	"github.com/sellerwire/sellerwire/internal/transport"
)

// Code is the statuscode of a reply. The list is open: a reply with a code that
// is not known here is a [sellerwire.Error] that matches
// [sellerwire.ErrUnexpectedContent] and has the code in its text.
type Code string

// The codes of the vendor's page.
const (
	// CodeError: the API refused; the statusmessage says why.
	CodeError Code = "0"
	// CodeOK: the API did what it was asked for.
	CodeOK Code = "1"
)

var codeTexts = map[Code]string{
	CodeError: "error",
	CodeOK:    "success",
}

// Known tells whether the vendor documents the code.
func (c Code) Known() bool { _, ok := codeTexts[c]; return ok }

// Text is the meaning of the code; empty for an unknown one.
func (c Code) Text() string { return codeTexts[c] }

// String returns the code, with the meaning of a known one.
func (c Code) String() string {
	if text := c.Text(); text != "" {
		return string(c) + " (" + text + ")"
	}
	return string(c)
}

// CodeOf returns the statuscode in err: [CodeError] for what the API itself
// refused, whose own words are [sellerwire.Error.Messages]; empty for every
// other error and for nil.
func CodeOf(err error) Code {
	return Code(transport.FirstCode(err))
}

// ErrPageLimit ends an iterator that has read as many pages as it may before
// the listing came to its end. Find it with errors.Is. See
// [ListOptions.MaxPages].
var ErrPageLimit = errors.New("page limit reached")
