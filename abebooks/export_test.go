package abebooks

import "github.com/sellerwire/sellerwire/internal/transport"

// What the encoder's tests and benchmarks need to reach by itself.

// RetryWindow and AttemptTimeout are what the documentation promises.
const (
	RetryWindow    = retryWindow
	AttemptTimeout = attemptTimeout
)

// AppendTransaction writes one Abebook element.
func AppendTransaction(dst []byte, t *Transaction) []byte { return appendTransaction(dst, t) }

// AppendRequest writes a request without credentials.
func (c *Client) AppendRequest(dst []byte, batch []Transaction) []byte {
	dst, _, _ = c.appendRequest(dst, batch)
	return dst
}

// Room is what a request's buffer is made for.
func Room(batch []Transaction) int { return room(batch) }

// ReadReply decodes a reply of status 200 and counts its results.
func ReadReply(body []byte) (results int, answered bool) {
	var doc document
	failure := decode(&transport.Reply{StatusCode: 200, Body: body}, &doc)
	return len(doc.books), failure == nil
}

// Validated writes a request after the checks of Submit, which it must pass.
func (c *Client) Validated(dst []byte, batch []Transaction) ([]byte, bool) {
	if c.batchFaults(batch) != nil {
		return dst, false
	}
	return c.AppendRequest(dst, batch), true
}

// ReadAndJoin reads a reply of status 200 and gives each transaction its result.
func ReadAndJoin(body []byte, batch []Transaction) []Result {
	var doc document
	reply := &transport.Reply{StatusCode: 200, Body: body}
	if decode(reply, &doc) != nil {
		return nil
	}
	a := answer{doc: &doc, operation: "submit", reply: reply}
	return a.join(batch)
}
