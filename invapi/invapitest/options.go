package invapitest

import "net/http"

// defaultToken is accepted where Options name none.
const defaultToken = "invapitest-token-4711"

// Options chooses what is not known about the service. The zero value means the
// defaults.
type Options struct {
	// Token is the bearer token. Empty means an invented one; see [Emulator.Token].
	Token string

	// Success is the reply to an accepted update. 0 means [SuccessTrue].
	Success Success

	// Failure is the form of the reply to a refused update. 0 means [ErrorText]. If
	// one of the statuses below is set to 200, the refusal comes with a success
	// status.
	Failure Failure

	// TokenStatus is the HTTP status for a wrong token. 0 means 401.
	TokenStatus int

	// RequestStatus is the HTTP status for invalid JSON and for missing or invalid
	// fields; 0 means 400. The page of HTMLForBadJSON always has status 400.
	RequestStatus int

	// NotFoundStatus is the HTTP status for an unknown product or store. 0 means
	// 404.
	NotFoundStatus int

	// AcceptUnknown answers an update of an unknown product or store with success
	// and changes nothing, as the vendor's CSV import does.
	AcceptUnknown bool

	// HTMLForBadJSON answers invalid JSON with an HTML page and status 400.
	HTMLForBadJSON bool

	// AlphanumericSKUs compares only the letters and digits of SKUs, so A-1 and A1
	// are the same.
	AlphanumericSKUs bool
}

// withDefaults fills in what is zero.
func (o Options) withDefaults() Options {
	if o.Token == "" {
		o.Token = defaultToken
	}
	if o.TokenStatus == 0 {
		o.TokenStatus = http.StatusUnauthorized
	}
	if o.RequestStatus == 0 {
		o.RequestStatus = http.StatusBadRequest
	}
	if o.NotFoundStatus == 0 {
		o.NotFoundStatus = http.StatusNotFound
	}
	return o
}

// Success is the status and body of a reply to an accepted update.
type Success int

const (
	// SuccessTrue is 200 {"success": true}. The default.
	SuccessTrue Success = iota
	// EmptyBody is 200 with an empty body.
	EmptyBody
	// NoContent is 204.
	NoContent
	// EmptyObject is 200 {}.
	EmptyObject
	// EmptyList is 200 [].
	EmptyList
	// BareTrue is 200 true.
	BareTrue
	// PlainOK is 200 with the text OK.
	PlainOK
	// StatusSuccess is 200 {"status":"SUCCESS"}.
	StatusSuccess
	// TextNumber is 200 {"qoh":"12"}.
	TextNumber
	// WrappedLevel is 200 {"inventory_level":{...}}, the request in an object.
	WrappedLevel
	// CreatedEcho is 201 with the body of the request.
	CreatedEcho
	// AcceptedEmpty is 202 with an empty body.
	AcceptedEmpty
	// AcceptedJob is 202 {"jobID":n}.
	AcceptedJob
	// MultiStatus is 207 {"success":true,"errors":[]}.
	MultiStatus
)

// Failure is the form of the body that says why an update was refused.
type Failure int

const (
	// ErrorText is {"error":"..."}. The default.
	ErrorText Failure = iota
	// ErrorObject is {"error":{"message":"..."}}.
	ErrorObject
	// ErrorDetails is {"details":{},"error":"..."}.
	ErrorDetails
	// ErrorTitle is {"error":"Bad Request","message":"..."}. The error is the text
	// of the HTTP status.
	ErrorTitle
	// ErrorsText is {"errors":"..."}.
	ErrorsText
	// ErrorsList is {"errors":["..."]}.
	ErrorsList
	// ErrorsObjects is {"errors":[{"field":"...","message":"..."}]}.
	ErrorsObjects
	// ErrorsMap is {"errors":{"FIELD":["..."]}}.
	ErrorsMap
	// SuccessFalse is {"message":"...","success":false}.
	SuccessFalse
	// StatusError is {"message":"...","status":"error"}.
	StatusError
)
