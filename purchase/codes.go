package purchase

import (
	"errors"
	"strconv"

	"github.com/sellerwire/sellerwire"
)

// Code is a value of the Abe-Status header. The list is open: an unknown code is
// passed on unchanged.
type Code int

// The codes of the vendor's appendix. [Code.Text] returns the vendor's words.
const (
	CodeOK                   Code = 2000
	CodeDryRunOK             Code = 2002
	CodeInProcess            Code = 2003
	CodeCreated              Code = 2010
	CodeMalformedMessage     Code = 4000
	CodeUnknownCard          Code = 4001
	CodeBadListings          Code = 4002
	CodeInvalidJSON          Code = 4003
	CodeAuthFailed           Code = 4010
	CodeMissingDate          Code = 4011
	CodeInvalidDate          Code = 4012
	CodeRequestExpired       Code = 4013
	CodeInvalidAccessKey     Code = 4014
	CodeAccessKeyExpired     Code = 4015
	CodeMissingSignature     Code = 4016
	CodeInvalidSignature     Code = 4017
	CodeInvalidRequestID     Code = 4018
	CodeNotPermitted         Code = 4030
	CodeOrderNotFound        Code = 4041
	CodeNoSuchResource       Code = 4042
	CodeMethodNotSupported   Code = 4050
	CodeNotAcceptable        Code = 4060
	CodeRequestIDConflict    Code = 4090
	CodeUnsupportedMediaType Code = 4150
	CodeMalformedRequest     Code = 4220
	CodeRateLimited          Code = 4291
	CodeAuthLockOut          Code = 4292
	CodeCardLockOut          Code = 4293
	CodeServerError          Code = 5000
	CodeUnavailable          Code = 5030
)

// class sorts the codes by what they mean for the call.
type class int

const (
	unlisted  class = iota // the vendor's list has no such code
	fine                   // success
	arrived                // this request ID has arrived before: 2003 and 4090
	faulty                 // the request, the card or the keys are at fault
	stale                  // the date of the request: signed anew and sent once more
	noOrder                // there is no such order
	passing                // the service took nothing and may be asked again
	incident               // the service failed, and may have acted before it did
	lockedOut              // every further request may prolong it
)

// codeInfo is what is known of a code.
type codeInfo struct {
	text  string // the vendor's
	class class
	kind  error
}

var codeTable = map[Code]codeInfo{
	CodeOK:               {"Order status successfully retrieved", fine, nil},
	CodeDryRunOK:         {"Dryrun succeeded", fine, nil},
	CodeInProcess:        {"Duplicate request received for order currently being processed", arrived, nil},
	CodeCreated:          {"Order created successfully", fine, nil},
	CodeMalformedMessage: {"Malformed message", faulty, sellerwire.ErrInvalidRequest},
	CodeUnknownCard: {
		"The credit card token provided did not match a credit card on your account",
		faulty, sellerwire.ErrInvalidRequest,
	},
	CodeBadListings: {
		"No listings were included, or a listing had a quantity less than 1, or the total number of items exceeded 250",
		faulty, sellerwire.ErrInvalidRequest,
	},
	CodeInvalidJSON:          {"Unable to parse JSON", faulty, sellerwire.ErrInvalidRequest},
	CodeAuthFailed:           {"Authentication failure", faulty, sellerwire.ErrUnauthorized},
	CodeMissingDate:          {"The Abe-Date header was missing", faulty, sellerwire.ErrUnauthorized},
	CodeInvalidDate:          {"Unable to parse the Abe-Date header", faulty, sellerwire.ErrUnauthorized},
	CodeRequestExpired:       {"Request expired", stale, sellerwire.ErrUnauthorized},
	CodeInvalidAccessKey:     {"Invalid access key", faulty, sellerwire.ErrUnauthorized},
	CodeAccessKeyExpired:     {"Access key expired", faulty, sellerwire.ErrUnauthorized},
	CodeMissingSignature:     {"The Abe-Signature header was missing", faulty, sellerwire.ErrUnauthorized},
	CodeInvalidSignature:     {"Invalid request signature", faulty, sellerwire.ErrUnauthorized},
	CodeInvalidRequestID:     {"The Abe-RequestId header was missing or invalid", faulty, sellerwire.ErrInvalidRequest},
	CodeNotPermitted:         {"Not permitted to access", faulty, sellerwire.ErrForbidden},
	CodeOrderNotFound:        {"Order not found", noOrder, sellerwire.ErrNotFound},
	CodeNoSuchResource:       {"Could not find the resource/malformed URI", faulty, sellerwire.ErrInvalidRequest},
	CodeMethodNotSupported:   {"HTTP method not supported", faulty, sellerwire.ErrInvalidRequest},
	CodeNotAcceptable:        {"Requested mediatype not supported", faulty, sellerwire.ErrInvalidRequest},
	CodeRequestIDConflict:    {"Received duplicate RequestID with different content", arrived, sellerwire.ErrConflict},
	CodeUnsupportedMediaType: {"Submitted mediatype not supported", faulty, sellerwire.ErrInvalidRequest},
	CodeMalformedRequest: {"The request was malformed, details can be found in the response body",
		faulty, sellerwire.ErrInvalidRequest},
	CodeRateLimited: {"Request exceeds rate limit", passing, sellerwire.ErrRateLimited},
	CodeAuthLockOut: {"Too many failed authentication attempts were made", lockedOut, sellerwire.ErrRateLimited},
	CodeCardLockOut: {"Too many requests with an invalid CCToken were made", lockedOut, sellerwire.ErrRateLimited},
	CodeServerError: {"Server error, this incident has been recorded", incident, sellerwire.ErrUnavailable},
	CodeUnavailable: {"Server is temporarily unavailable or busy", passing, sellerwire.ErrUnavailable},
}

// Known reports whether the code is in the vendor's list.
func (c Code) Known() bool { _, ok := codeTable[c]; return ok }

// Text is the vendor's text. For 4002 it combines the vendor's three texts. It is
// empty for an unknown code.
func (c Code) Text() string { return codeTable[c].text }

// refuses reports whether a code proves, under a status that is no success, that
// the service has not acted on an order. 4090 does not: an order may exist under
// the ID. 4041 does not: it answers a look-up.
func (c Code) refuses() bool {
	switch codeTable[c].class {
	case unlisted:
		return c/1000 == 4
	case fine, arrived, noOrder, incident:
		return false
	}
	return true
}

// String returns the number, followed by the text of a known code.
func (c Code) String() string {
	if text := c.Text(); text != "" {
		return strconv.Itoa(int(c)) + " (" + text + ")"
	}
	return strconv.Itoa(int(c))
}

// CodesOf returns all of the service's codes in err, in their order. Nil means that
// there are none.
func CodesOf(err error) []Code {
	e, ok := errors.AsType[*sellerwire.Error](err)
	if !ok {
		return nil
	}
	var codes []Code
	for _, text := range e.Codes {
		if n, err := strconv.Atoi(text); err == nil {
			codes = append(codes, Code(n))
		}
	}
	return codes
}

// CodeOf returns the first of the service's codes in err. 0 means that there is
// none.
func CodeOf(err error) Code {
	if codes := CodesOf(err); codes != nil {
		return codes[0]
	}
	return 0
}
