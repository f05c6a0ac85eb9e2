package faults_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// A shape is a place in a reply where a service repeats a text.
type shape struct {
	name        string
	status      int
	contentType string
	// before and after stand around the text in the body, which escape makes fit.
	before, after string
	escape        func(string) string
	// quoted: the module quotes the text, so that what is quoted already is not
	// for here.
	quoted bool
	// header is one in which the text stands, instead of the body.
	header string
	// fails makes an error of it, as a proxy's or a transport's, instead of a reply.
	fails func(string) error
}

func (s shape) reply(text string) *http.Response {
	header, body := http.Header{}, ""
	header.Set("Content-Type", s.contentType)
	if s.header != "" {
		header.Set(s.header, s.escape(oneLine(text)))
	} else {
		body = s.before + s.escape(text) + s.after
	}
	return &http.Response{
		StatusCode: s.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// changes tells whether a text looks otherwise in the place where it is put.
func (s shape) changes(text string) bool {
	return !strings.Contains(s.escape(text), text) || s.quoted && strings.Contains(text, `\`)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func asIs(text string) string { return text }

func asJSON(text string) string {
	quoted, _ := json.Marshal(text)
	return string(quoted)
}

func asXML(text string) string { return xmlText(text) }

// canary stands in queries that no error may show, whatever else is in them.
const canary = "a-bird-in-the-query"

// shapesFor are those that any server may show, and the service's own.
func shapesFor(s *service) []shape {
	shapes := []shape{
		{name: "an error of the network", escape: asIs, fails: func(s string) error { return errors.New("proxy: refused " + s) }},
		{name: "an error with a URL", escape: asIs, fails: func(s string) error {
			return fmt.Errorf("proxy: %w", &url.Error{Op: "Get", URL: "https://shop.example/?" + canary + s, Err: io.ErrUnexpectedEOF})
		}},
		{name: "a redirect", status: 302, header: "Location",
			escape: func(s string) string { return "https://elsewhere.example/?was=" + url.QueryEscape(s) }},
		{name: "a Location that is no URL", status: 302, header: "Location", escape: func(s string) string { return "http://[" + s }},
		{name: "the content type", status: 200, header: "Content-Type", quoted: true, escape: func(s string) string { return "text/" + s }},
		{name: "a challenge", status: 401, header: "WWW-Authenticate", escape: func(s string) string { return `Basic realm="` + s + `"` }},
		{name: "Retry-After", status: 503, header: "Retry-After", escape: asIs},
		{name: "Abe-Status", status: 400, header: "Abe-Status", escape: asIs},
		{name: "a page", status: 500, contentType: "text/html", before: "<html><body>You sent ", escape: asXML, after: "</body></html>"},
		{name: "a careless page", status: 200, contentType: "text/html",
			before: "<html><body>You sent ", escape: asIs, after: "</body></html>"},
		{name: "JSON", status: 400, contentType: "application/json", before: `{"error":`, escape: asJSON, after: "}"},
	}
	for _, status := range []int{200, 400, 401, 403, 404, 408, 409, 429, 500, 503} {
		shapes = append(shapes, shape{name: "a plain " + statusName(status), status: status, contentType: "text/plain", escape: asIs})
	}
	return append(shapes, ownShapes[s.name]...)
}

func inXML(name string, status int, before, after string) shape {
	return shape{name: name, status: status, contentType: "text/xml", before: before, escape: asXML, after: after}
}

func inJSON(name string, status int, before, after string) shape {
	return shape{name: name, status: status, contentType: "application/json", before: before, escape: asJSON, after: after}
}

var abebooksShapes = []shape{
	inXML("requestError", 200, "<requestError><code>104</code><message>", "</message></requestError>"),
	inXML("requestError's code", 200, "<requestError><code>", "</code></requestError>"),
	inXML("a book's message", 200, "<inventoryUpdateResponse><code>600</code><AbebookList><Abebook><code>606</code><message>",
		"</message><vendorBookID>SKU-1</vendorBookID></Abebook></AbebookList></inventoryUpdateResponse>"),
	inXML("an accepted book's message", 200,
		"<inventoryUpdateResponse><code>600</code><AbebookList><Abebook><code>600</code><message>",
		"</message><vendorBookID>SKU-1</vendorBookID></Abebook></AbebookList></inventoryUpdateResponse>"),
	inXML("a lost book's message", 200, "<inventoryUpdateResponse><code>600</code><AbebookList><Abebook><code>105</code><message>",
		"</message><vendorBookID>SKU-1</vendorBookID></Abebook></AbebookList></inventoryUpdateResponse>"),
	inXML("a book's code", 200, "<inventoryUpdateResponse><code>600</code><AbebookList><Abebook><vendorBookID>SKU-1</vendorBookID><code>",
		"</code></Abebook></AbebookList></inventoryUpdateResponse>"),
	inXML("another book's ID", 200, "<inventoryUpdateResponse><code>600</code><AbebookList><Abebook><code>606</code><vendorBookID>",
		"</vendorBookID></Abebook></AbebookList></inventoryUpdateResponse>"),
	{name: "broken XML", status: 200, contentType: "text/xml", before: "<inventoryUpdateResponse><a b='", escape: asIs, after: "'"},
	{name: "an element's name", status: 200, contentType: "text/xml", before: "<", escape: asIs, after: "/>"},
}

var twdShapes = []shape{
	inXML("statusmessage", 200, "<result><statuscode>0</statuscode><statusmessage>", "</statusmessage></result>"),
	inXML("statuscode", 200, "<result><statuscode>", "</statuscode></result>"),
	inXML("totalstatus", 200, "<result><statuscode>1</statuscode><totalcount>1</totalcount><totalstatus>", "</totalstatus></result>"),
	inXML("stock_no", 200, "<result><statuscode>1</statuscode><item><stock_no>", "</stock_no></item></result>"),
	{name: "broken XML", status: 200, contentType: "text/xml", before: "<result><a b='", escape: asIs, after: "'"},
	{name: "an element's name", status: 200, contentType: "text/xml", before: "<result><", escape: asIs, after: "></a></result>"},
	{name: "an encoding", status: 200, contentType: "text/xml",
		before: "<?xml version='1.0' encoding=\"", escape: asIs, after: "\"?><result></result>"},
}

// ownShapes are where the service itself has texts, by the service.
var ownShapes = map[string][]shape{
	abebooksClassic.name: abebooksShapes,
	abebooksSigned.name:  abebooksShapes,
	ordersAPI.name:       ordersShapes,
	purchaseAPI.name: {
		inJSON("messages", 400, `{"messages":[`, `]}`),
		inJSON("messages under a 200", 200, `{"messages":[`, `]}`),
		inJSON("requestId", 500, `{"messages":["no"],"requestId":`, `}`),
		inJSON("an order's ID", 200, `{"orderId":`, `}`),
		inJSON("an order's date", 200, `{"orderId":1,"createDate":`, `}`),
		inJSON("an item's cost", 200, `{"orderId":1,"listings":[{"orderItems":[{"cost":`, `}]}]}`),
		inJSON("a page's order", 200, `{"metadata":{"size":1},"orders":[{"orderId":`, `}]}`),
		inJSON("a cursor", 200, `{"metadata":{"size":0,"next":`, `},"orders":[]}`),
		{name: "broken JSON", status: 200, contentType: "application/json", before: `{"orders":`, escape: asIs},
	},
	aimAPI.name: {
		inXML("an error", 200, "<BusinessLogicError>", "</BusinessLogicError>"),
		inXML("the rest of an error", 200, "<BusinessLogicError><a>INVALID_BATCH</a><b>", "</b></BusinessLogicError>"),
		inXML("a success", 200, "<Success>", "</Success>"),
		inXML("an entry", 200, "<Batches><Batch>", "</Batch></Batches>"),
		inXML("a batch's count", 200, "<Batches><Batch>batchid=1 activateditems=", "</Batch></Batches>"),
		inXML("a report's ID", 200, "<Reports><Report>reportid=", "</Report></Reports>"),
		inXML("a count", 200, "<Count>", "</Count>"),
		inXML("a page's title", 200, "<html><head><title>Login ", "</title></head></html>"),
		{name: "broken XML", status: 200, contentType: "text/xml", before: "<Batches><a b='", escape: asIs, after: "'"},
		{name: "an element's name", status: 200, contentType: "text/xml", before: "<", escape: asIs, after: ">X</>"},
	},
	twdAPI.name:   twdShapes,
	twdByGet.name: twdShapes,
	inventoryAPI.name: {
		inJSON("an error", 200, `{"error":`, `}`),
		inJSON("an error in an object", 500, `{"error":{"message":`, `}}`),
		inJSON("a missing field", 400, `{"error":"Missing required field: sku","message":`, `}`),
		inJSON("errors", 422, `{"errors":[`, `]}`),
		inJSON("errors of a field", 422, `{"errors":{"sku":[`, `]}}`),
		inJSON("a message", 200, `{"success":false,"message":`, `}`),
		inJSON("something else", 400, `{"code":`, `}`),
		inJSON("a text", 200, ``, ``),
		{name: "a field that is missing", status: 400, contentType: "application/json", before: `{"error":"Missing required field: `,
			escape: func(s string) string { q := asJSON(s); return q[1 : len(q)-1] }, after: `"}`},
		{name: "broken JSON", status: 200, contentType: "application/json", before: `{"a":`, escape: asIs},
	},
}
