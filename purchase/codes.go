package purchase

import (
	"errors"
	"strconv"

	"github.com/sellerwire/sellerwire"
)

// Code is a value of the Abe-Status header. The list is open: codes that are
// not known here come through as they are.
type Code int

// The codes of the vendor's appendix. [Code.Text] has the vendor's words.
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

// Class sorts the codes by what a caller can do about them. The classes are this
// package's own, not the vendor's.
type Class int

// The classes.
const (
	// ClassUnknown: the code is not in the vendor's list.
	ClassUnknown Class = iota
	// ClassOK: success.
	ClassOK
	// ClassInProcess: the same order is being processed; look it up, do not
	// place it again.
	ClassInProcess
	// ClassRequest: the request is at fault.
	ClassRequest
	// ClassPayment: the card token is at fault.
	ClassPayment
	// ClassAuth: the keys are at fault, or their rights.
	ClassAuth
	// ClassClock: the date of the request is too old or too new: it lay around,
	// or this machine's clock is wrong. Tried once more with a new date.
	ClassClock
	// ClassNotFound: there is no such order.
	ClassNotFound
	// ClassRetryable: the service took nothing and may be asked again, which this
	// package has done already.
	ClassRetryable
	// ClassServer: the service failed, and may have acted before it did.
	ClassServer
	// ClassLockOut: too many failures; every further request may prolong it.
	// Never repeated.
	ClassLockOut
)

// codeInfo is what is known of a code.
type codeInfo struct {
	text  string // the vendor's
	class Class
	kind  error
}

var codeTable = map[Code]codeInfo{
	CodeOK:                   {"Order status successfully retrieved", ClassOK, nil},
	CodeDryRunOK:             {"Dryrun succeeded", ClassOK, nil},
	CodeInProcess:            {"Duplicate request received for order currently being processed", ClassInProcess, nil},
	CodeCreated:              {"Order created successfully", ClassOK, nil},
	CodeMalformedMessage:     {"Malformed message", ClassRequest, sellerwire.ErrInvalidRequest},
	CodeUnknownCard:          {"The credit card token provided did not match a credit card on your account", ClassPayment, sellerwire.ErrInvalidRequest},
	CodeBadListings:          {"No listings were included, or a listing had a quantity less than 1, or the total number of items exceeded 250", ClassRequest, sellerwire.ErrInvalidRequest},
	CodeInvalidJSON:          {"Unable to parse JSON", ClassRequest, sellerwire.ErrInvalidRequest},
	CodeAuthFailed:           {"Authentication failure", ClassAuth, sellerwire.ErrUnauthorized},
	CodeMissingDate:          {"The Abe-Date header was missing", ClassRequest, sellerwire.ErrUnauthorized},
	CodeInvalidDate:          {"Unable to parse the Abe-Date header", ClassRequest, sellerwire.ErrUnauthorized},
	CodeRequestExpired:       {"Request expired", ClassClock, sellerwire.ErrUnauthorized},
	CodeInvalidAccessKey:     {"Invalid access key", ClassAuth, sellerwire.ErrUnauthorized},
	CodeAccessKeyExpired:     {"Access key expired", ClassAuth, sellerwire.ErrUnauthorized},
	CodeMissingSignature:     {"The Abe-Signature header was missing", ClassRequest, sellerwire.ErrUnauthorized},
	CodeInvalidSignature:     {"Invalid request signature", ClassAuth, sellerwire.ErrUnauthorized},
	CodeInvalidRequestID:     {"The Abe-RequestId header was missing or invalid", ClassRequest, sellerwire.ErrInvalidRequest},
	CodeNotPermitted:         {"Not permitted to access", ClassAuth, sellerwire.ErrForbidden},
	CodeOrderNotFound:        {"Order not found", ClassNotFound, sellerwire.ErrNotFound},
	CodeNoSuchResource:       {"Could not find the resource/malformed URI", ClassRequest, sellerwire.ErrInvalidRequest},
	CodeMethodNotSupported:   {"HTTP method not supported", ClassRequest, sellerwire.ErrInvalidRequest},
	CodeNotAcceptable:        {"Requested mediatype not supported", ClassRequest, sellerwire.ErrInvalidRequest},
	CodeRequestIDConflict:    {"Received duplicate RequestID with different content", ClassRequest, sellerwire.ErrConflict},
	CodeUnsupportedMediaType: {"Submitted mediatype not supported", ClassRequest, sellerwire.ErrInvalidRequest},
	CodeMalformedRequest:     {"The request was malformed, details can be found in the response body", ClassRequest, sellerwire.ErrInvalidRequest},
	CodeRateLimited:          {"Request exceeds rate limit", ClassRetryable, sellerwire.ErrRateLimited},
	CodeAuthLockOut:          {"Too many failed authentication attempts were made", ClassLockOut, sellerwire.ErrRateLimited},
	CodeCardLockOut:          {"Too many requests with an invalid CCToken were made", ClassLockOut, sellerwire.ErrRateLimited},
	CodeServerError:          {"Server error, this incident has been recorded", ClassServer, sellerwire.ErrUnavailable},
	CodeUnavailable:          {"Server is temporarily unavailable or busy", ClassRetryable, sellerwire.ErrUnavailable},
}

// Known tells whether the code is in the vendor's list.
func (c Code) Known() bool { _, ok := codeTable[c]; return ok }

// Text is the vendor's text, of 4002 all three in one; empty for an unknown code.
func (c Code) Text() string { return codeTable[c].text }

// Class sorts the code.
func (c Code) Class() Class { return codeTable[c].class }

// Retryable tells whether the problem may pass by itself and the service took
// nothing: 4291 and 5030.
func (c Code) Retryable() bool { return c.Class() == ClassRetryable }

// refuses tells whether a service that answers with this code, and a status
// that is no success, has not acted.
func (c Code) refuses() bool {
	if !c.Known() {
		return c/1000 == 4
	}
	switch c.Class() {
	case ClassOK, ClassInProcess, ClassServer:
		return false
	}
	return true
}

// String returns the number, with the text of a known code.
func (c Code) String() string {
	if text := c.Text(); text != "" {
		return strconv.Itoa(int(c)) + " (" + text + ")"
	}
	return strconv.Itoa(int(c))
}

// CodesOf returns all codes of the service in err, in its order; nil if there
// are none.
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

// CodeOf returns the first of the service's codes in err, 0 if there is none.
func CodeOf(err error) Code {
	if codes := CodesOf(err); codes != nil {
		return codes[0]
	}
	return 0
}
