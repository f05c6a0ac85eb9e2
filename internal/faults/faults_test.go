package faults_test

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/sellerwire/sellerwire"
)

// A fault is one way in which things go wrong. It is put where it happens in
// life: into the caller's dialer or connection, in front of the service, into
// an option of the client, or into the context.
type fault struct {
	name string
	// dial takes the place of the dialer.
	dial func(context.Context, *site) (net.Conn, error)
	// conn goes around a connection.
	conn func(*site, net.Conn) net.Conn
	// handle takes the place of the service, which it can ask to act.
	handle func(*site, http.ResponseWriter, *http.Request)
	// options are those of the client.
	options func(*site) []sellerwire.Option
	// https serves with TLS; untrusted with a certificate that nobody signed.
	https, untrusted bool
	// panics: a middleware does.
	panics bool

	// acts: the service has done what was asked for when the fault strikes.
	acts bool
	// ends is what the context ends with, and at once ends it before the call.
	ends   error
	atOnce bool
	// limits: the limiter fails, which is no attempt.
	limits bool
	// unwritten: not a byte of the request has left.
	unwritten bool
	// paced faults depend on the pace of the machine: a timeout can strike before
	// a request has arrived where it was to be counted. A cell of theirs that
	// fails is tried again.
	paced bool

	// status and wait are the parts of a status with a Retry-After.
	status int
	wait   *retryAfter
}

// skips tells that an operation cannot meet the fault within the test's own
// process.
func (f *fault) skips(op *operation) bool { return f.panics && op.apart }

// endsWith is the error that the context ends with.
func (f *fault) endsWith() error {
	if f.ends != nil {
		return f.ends
	}
	return context.Canceled
}

// faults are all of them.
func faults() []*fault {
	all := []*fault{
		{name: "connection refused", dial: refuse},
		{name: "name does not exist", dial: noSuchName},
		{name: "name server down", dial: nameServerDown},
		{name: "untrusted certificate", https: true, untrusted: true},
		{name: "reset before the request", conn: failingWrite(0), unwritten: true},
		{name: "reset after half the request", conn: failingWrite(0.5)},
		{name: "reset after the service acted", handle: resetAfterActing, acts: true},
		{name: "reset after half the reply", handle: halfReply(reset), acts: true},
		{name: "closed after half the reply", handle: halfReply(closeOrderly), acts: true},

		{name: "slow header", handle: slowHeader, acts: true, options: impatient, paced: true},
		{name: "slow body", handle: halfReply(stall), acts: true, options: impatient, paced: true},

		{name: "half a document", handle: answering(half), acts: true},
		{name: "empty reply", handle: answering(nothing), acts: true},
		{name: "web page", handle: answering(webPage), acts: true},
		{name: "web page with status 503", handle: unavailablePage},
		{name: "unknown charset", handle: answering(unknownCharset), acts: true},
		{name: "UTF-16", handle: answering(utf16Text), acts: true},
		{name: "values of wrong types", handle: answering(wrongTypes), acts: true},
		{name: "nested 100,000 deep", handle: answering(deepNesting), acts: true},
		{name: "reply of 1 GiB", handle: endless(announced), acts: true},
		{name: "reply of 1 GiB, unannounced", handle: endless(unannounced), acts: true},
		{name: "gzip bomb of 1 GiB", handle: endless(zipped), acts: true},

		{name: "redirect to another host", handle: redirect(http.StatusTemporaryRedirect)},
		{name: "redirect to http", handle: redirect(http.StatusFound), https: true},

		{name: "limiter fails", options: failingLimiter, limits: true},
		{name: "limiter fails before the repeat",
			handle: status(http.StatusServiceUnavailable, &retryAfterForms[0]), options: failingRepeat, limits: true},
		{name: "Retry-After beyond the deadline", handle: status(http.StatusServiceUnavailable, &retryAfter{value: always("5400")}),
			options: patientDeadline, ends: context.DeadlineExceeded},
		{name: "middleware panics", panics: true},
	}
	all = append(all, endings("cancelled", context.Canceled)...)
	all = append(all, endings("expired", context.DeadlineExceeded)...)
	for _, code := range failing {
		for _, form := range retryAfterForms {
			all = append(all, &fault{name: statusName(code) + form.suffix(), handle: status(code, &form), status: code, wait: &form})
		}
	}
	return all
}

// endings are the stages at which a context can end.
func endings(how string, why error) []*fault {
	return []*fault{
		{name: how + " before the call", atOnce: true, ends: why},
		{name: how + " in the limiter", options: endInLimiter, ends: why, paced: true},
		{name: how + " while dialling", dial: endInDial, ends: why, paced: true},
		{name: how + " while sending", conn: endInWrite, ends: why, paced: true},
		{name: how + " before the header", handle: endBeforeHeader, acts: true, ends: why, paced: true},
		{name: how + " in the body", handle: halfReply(endInBody), acts: true, ends: why, paced: true},
		{name: how + " before the repeat",
			handle: status(http.StatusServiceUnavailable, &retryAfter{value: always("20")}), options: endInWait, ends: why, paced: true},
	}
}

// maxWait is the longest Retry-After that is waited for.
const maxWait = 100 * time.Millisecond
