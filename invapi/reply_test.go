package invapi_test

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/invapi"
)

const (
	jsonType = "application/json; charset=utf-8"
	htmlType = "text/html; charset=utf-8"
	textType = "text/plain; charset=utf-8"
)

func TestRepliesThatAreASuccess(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name              string
		status            int
		contentType, body string
	}{
		{"success true, as the sister API says it", 200, jsonType, `{"success": true}`},
		{"an empty body", 200, "", ``},
		{"an empty body that is called HTML", 200, htmlType, ``},
		{"an empty body of spaces", 200, jsonType, " \r\n"},
		{"no content", 204, "", ``},
		{"accepted and empty", 202, "", ``},
		{"an empty object", 200, jsonType, `{}`},
		{"an empty list", 200, jsonType, `[]`},
		{"a bare true", 200, jsonType, `true`},
		{"a bare null", 200, jsonType, `null`},
		{"a bare number", 200, jsonType, `12`},
		{"the text OK", 200, textType, `OK`},
		{"the text OK that is called HTML", 200, htmlType, `OK`},
		{"the text OK as JSON", 200, jsonType, `"OK"`},
		{"an empty text as JSON", 200, jsonType, `""`},
		{"an echo", 201, jsonType, `{"sku":"ZOOT-SUIT","size":"34","width":"","store":"3","quantity":1}`},
		{"an echo that says qty", 200, jsonType, `{"upc":849632048260,"qty":"1"}`},
		{"a wrapped object", 200, jsonType, `{"inventory_level":{"store":"3","quantity":12.0,"error":null}}`},
		{"a number as text", 200, jsonType, `{"qoh":"12"}`},
		{"a job", 202, jsonType, `{"jobID":17}`},
		{"a status in capitals", 200, jsonType, `{"status":"SUCCESS"}`},
		{"a numeric status", 200, jsonType, `{"status":0}`},
		{"a multi-status without errors", 207, jsonType, `{"success":true,"errors":[]}`},
		{"a list of user errors that is empty", 200, jsonType, `{"data":{"userErrors":[]}}`},
		{"an error of null", 200, jsonType, `{"error":null}`},
		{"an empty error", 200, jsonType, `{"error":""}`},
		{"an error of false", 200, jsonType, `{"error":false}`},
		{"an error of 0", 200, jsonType, `{"error":0,"message":"updated"}`},
		{"an error of 0 as text", 200, jsonType, `{"error":"0"}`},
		{"an error that is an empty list", 200, jsonType, `{"error":[]}`},
		{"errors of null", 200, jsonType, `{"errors":null}`},
		{"errors of 0", 200, jsonType, `{"updated":1,"errors":0}`},
		{"empty errors", 200, jsonType, `{"errors":""}`},
		{"errors that are an empty map", 200, jsonType, `{"errors":{}}`},
		{"errors that are a map of empty lists", 200, jsonType, `{"errors":{"sku":[],"size":null}}`},
		{"success as 1", 200, jsonType, `{"success":1}`},
		{"success as the text 1", 200, jsonType, `{"success":"1"}`},
		{"success as the text true", 200, jsonType, `{"success":"true"}`},
		{"success of null", 200, jsonType, `{"success":null}`},
		{"a message", 200, jsonType, `{"message":"Inventory updated, token valid"}`},
		{"JSON behind a byte order mark", 200, jsonType, "\xef\xbb\xbf{\"success\": true}"},
		{"JSON that is called text", 200, textType, `{"success": true}`},
		{"JSON that is called HTML", 200, htmlType, `{"success": true}`},
		{"JSON without a type", 200, "", `{"success": true}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url, requests := serveAll(t, answer(tt.status, tt.contentType, tt.body))
			var info sellerwire.ResponseInfo
			require.NoError(t, newClient(t, url).SetQuantity(t.Context(), suit(1), sellerwire.WithResponseInfo(&info)))
			assert.Equal(t, int64(1), requests.Load())
			assert.Equal(t, tt.status, info.StatusCode)
			assert.Equal(t, tt.body, string(info.Body), "the raw reply")
		})
	}
}

// Short names for the tables.
const (
	rejected = sellerwire.OutcomeRejected
	unknown  = sellerwire.OutcomeUnknown
)

var (
	unauthorized = sellerwire.ErrUnauthorized
	forbidden    = sellerwire.ErrForbidden
	notFound     = sellerwire.ErrNotFound
	invalid      = sellerwire.ErrInvalidRequest
	unavailable  = sellerwire.ErrUnavailable
	rateLimited  = sellerwire.ErrRateLimited
	unexpected   = sellerwire.ErrUnexpectedContent
	conflict     = sellerwire.ErrConflict
	lost         = sellerwire.ErrOutcomeUnknown
)

func kinds(all ...error) []error { return all }

func said(all ...string) []string { return all }

func TestRepliesThatAreAFailure(t *testing.T) {
	t.Parallel()
	const missing = "Missing required field: sku"
	tests := []struct {
		name              string
		status            int
		contentType, body string
		kinds             []error
		messages          []string
		field             string // of a MissingFieldError
		outcome           sellerwire.Outcome
		retried           bool
	}{
		// The documented failure, with every status it may have.
		{"a missing field", 400, jsonType, "{\n\"error\": \"Missing required field: sku\"\n}",
			kinds(invalid), said(missing), "sku", rejected, false},
		{"a missing field, unprocessable", 422, jsonType, `{"error":"` + missing + `"}`,
			kinds(invalid), said(missing), "sku", rejected, false},
		{"a missing field in a 200", 200, jsonType, `{"error":"` + missing + `"}`, kinds(invalid), said(missing), "sku", rejected, false},
		{"a missing field in a 500", 500, jsonType, `{"error":"` + missing + `"}`,
			kinds(lost, unavailable), said(missing), "", unknown, true},
		{"a missing field in a 503", 503, jsonType, `{"error":"` + missing + `"}`,
			kinds(lost, unavailable), said(missing), "", unknown, true},
		{"a missing field in a 401", 401, jsonType, `{"error":"` + missing + `"}`, kinds(unauthorized), said(missing), "", rejected, false},
		{"a missing field called token", 400, jsonType, `{"error":"Missing required field: token"}`, kinds(invalid),
			said("Missing required field: token"), "token", rejected, false},
		{"missing fields", 400, jsonType, `{"error":"Missing required fields: size, width"}`, kinds(invalid),
			said("Missing required fields: size, width"), "size", rejected, false},
		{"a missing field in quotes", 400, jsonType, `{"error":"missing required field \"store\"."}`, kinds(invalid),
			said(`missing required field "store".`), "store", rejected, false},
		{"a missing field in a message that no mark goes with", 200, jsonType, `{"message":"` + missing + `"}`,
			kinds(invalid), said(missing), "sku", rejected, false},
		{"a missing field in a list of texts", 200, jsonType, `["` + missing + `"]`, kinds(invalid), said(missing), "sku", rejected, false},
		{"a missing field in a JSON text", 200, jsonType, `"` + missing + `"`, kinds(invalid), said(missing), "sku", rejected, false},
		{"a missing field in plain text", 400, textType, missing, kinds(invalid), said(missing), "sku", rejected, false},
		{"a missing field in plain text of a 200", 200, textType, missing, kinds(invalid), said(missing), "sku", rejected, false},

		// The other shapes of a failure.
		{"an error object", 200, jsonType, `{"error":{"message":"` + missing + `"}}`,
			kinds(invalid), said(missing), "sku", rejected, false},
		{"an error with details", 200, jsonType, `{"error":"No such store","details":{}}`,
			kinds(notFound), said("No such store"), "", rejected, false},
		{"an error title with a message", 400, jsonType, `{"error":"Bad Request","message":"` + missing + `"}`, kinds(invalid),
			said("Bad Request", missing), "sku", rejected, false},
		{"an error object without a message", 200, jsonType, `{"error":{"code":"E7","n":3}}`, kinds(),
			said("code: E7", "n: 3"), "", rejected, false},
		{"an empty error object, with a message", 200, jsonType, `{"error":{},"message":"boom"}`,
			kinds(lost, unexpected), nil, "", unknown, false},
		{"an empty error object", 200, jsonType, `{"error":{}}`, kinds(lost, unexpected), nil, "", unknown, false},
		{"an error of true", 200, jsonType, `{"error":true,"message":"No such store"}`,
			kinds(notFound), said("No such store"), "", rejected, false},
		{"an error of 7", 200, jsonType, `{"error":7}`, kinds(), nil, "", rejected, false},
		{"errors as text", 200, jsonType, `{"errors":"No such store"}`, kinds(notFound), said("No such store"), "", rejected, false},
		{"errors as a list", 200, jsonType, `{"errors":["No such store","and no such size"]}`, kinds(notFound),
			said("No such store", "and no such size"), "", rejected, false},
		{"errors with a blank among them", 400, jsonType, `{"errors":["` + missing + `",""," "]}`,
			kinds(invalid), said(missing), "sku", rejected, false},
		{"errors as objects", 200, jsonType, `{"errors":[{"field":"size","message":"is unknown"},{"message":"No such store"}]}`,
			kinds(notFound), said("field: size", "is unknown", "No such store"), "", rejected, false},
		{"errors as an empty object", 200, jsonType, `{"errors":[{}]}`, kinds(lost), nil, "", unknown, false},
		{"errors as a map of lists", 200, jsonType, `{"errors":{"store":["is unknown","is closed"],"size":["is unknown"]}}`, kinds(),
			said("store: is unknown", "store: is closed", "size: is unknown"), "", rejected, false},
		{"errors as a map of texts", 422, jsonType, `{"errors":{"size":"` + missing + `"}}`, kinds(invalid),
			said("size: " + missing), "sku", rejected, false},
		{"errors as a number", 200, jsonType, `{"updated":0,"errors":1}`, kinds(), nil, "", rejected, false},
		{"success false", 200, jsonType, `{"success":false,"message":"No such store"}`,
			kinds(notFound), said("No such store"), "", rejected, false},
		{"success false as text", 200, jsonType, `{"success":"false"}`, kinds(), nil, "", rejected, false},
		{"success as 0", 200, jsonType, `{"success":0}`, kinds(), nil, "", rejected, false},
		{"success as the text 0", 200, jsonType, `{"success":"0"}`, kinds(), nil, "", rejected, false},
		{"a bare false", 200, jsonType, `false`, kinds(), nil, "", rejected, false},
		{"a status of error", 200, jsonType, `{"status":"error","message":"No such store"}`, kinds(notFound),
			said("status: error", "No such store"), "", rejected, false},
		{"a status of fail", 200, jsonType, `{"status":"Fail","detail":"No such store","title":"Sorry"}`, kinds(notFound),
			said("status: Fail", "No such store", "Sorry"), "", rejected, false},
		{"a status of failed", 200, jsonType, `{"status":"FAILED"}`, kinds(), said("status: FAILED"), "", rejected, false},
		{"JSON behind a byte order mark", 200, jsonType, "\xef\xbb\xbf{\"success\":false}", kinds(), nil, "", rejected, false},
		{"JSON behind a line end and a byte order mark", 200, jsonType,
			"\n\xef\xbb\xbf {\"success\":false}\n", kinds(), nil, "", rejected, false},
		{"names in capitals", 200, jsonType, `{"Success":false,"Message":"No such store"}`,
			kinds(notFound), said("No such store"), "", rejected, false},
		{"a list of user errors inside", 200, jsonType, `{"data":{"userErrors":[{"field":"size","message":"is unknown"}]}}`, kinds(),
			said("field: size", "is unknown"), "", rejected, false},
		{"a partial success", 207, jsonType, `{"message":"0 of 1 done","results":[{"success":false,"error":"` + missing + `"}]}`,
			kinds(invalid), said("0 of 1 done", missing), "sku", rejected, false},
		{"a list of failures", 200, jsonType, `[{"error":"No such store"}]`, kinds(notFound), said("No such store"), "", rejected, false},
		{"success and errors", 207, jsonType, `{"success":true,"errors":["No such store"]}`,
			kinds(lost), said("No such store"), "", unknown, false},

		// Who is at fault.
		{"a wrong token", 401, jsonType, `{"error":"Invalid token"}`, kinds(unauthorized), said("Invalid token"), "", rejected, false},
		{"a wrong token in a 403", 403, jsonType, `{"error":"Invalid token"}`,
			kinds(forbidden), said("Invalid token"), "", rejected, false},
		{"a wrong token in a 400", 400, jsonType, `{"error":"Invalid TOKEN"}`,
			kinds(unauthorized), said("Invalid TOKEN"), "", rejected, false},
		{"a wrong token in a 200", 200, jsonType, `{"error":"Unauthorised: bad token"}`, kinds(unauthorized),
			said("Unauthorised: bad token"), "", rejected, false},
		{"a wrong token in a 500", 500, jsonType, `{"error":"Token expired"}`,
			kinds(lost, unavailable), said("Token expired"), "", unknown, true},
		{"a wrong token in plain text of a 200", 200, textType, `Invalid token`,
			kinds(unauthorized), said("Invalid token"), "", rejected, false},
		{"unauthorized", 200, jsonType, `{"error":"UNAUTHORIZED"}`, kinds(unauthorized), said("UNAUTHORIZED"), "", rejected, false},
		{"forbidden", 200, jsonType, `{"error":"forbidden"}`, kinds(forbidden), said("forbidden"), "", rejected, false},
		{"a bare 401", 401, "", ``, kinds(unauthorized), nil, "", rejected, false},
		{"a 401 that calls itself forbidden", 401, jsonType, `{"error":"Forbidden"}`,
			kinds(unauthorized), said("Forbidden"), "", rejected, false},
		{"a 403 in other words", 403, jsonType, `{"error":"no"}`, kinds(forbidden), said("no"), "", rejected, false},
		{"a 403 with a page", 403, htmlType, `<html>blocked</html>`, kinds(unexpected, forbidden), nil, "", rejected, false},
		{"an unknown product", 404, jsonType, `{"error":"Product not found"}`, kinds(notFound),
			said("Product not found"), "", rejected, false},
		{"an unknown product in a 200", 200, jsonType, `{"error":"Product Not Found"}`, kinds(notFound),
			said("Product Not Found"), "", rejected, false},
		{"a 404 with a page is no unknown product", 404, htmlType,
			`<!DOCTYPE html><pre>Cannot POST /api</pre>`, kinds(unexpected), nil, "", rejected, false},
		{"a 404 in plain text", 404, textType, `404 page not found`, kinds(notFound), said("404 page not found"), "", rejected, false},
		{"a parser's words on another token", 400, jsonType, `{"error":"Unexpected token } in JSON at position 7"}`, kinds(invalid),
			said("Unexpected token } in JSON at position 7"), "", rejected, false},
		{"malformed JSON with a page", 400, htmlType, `<!DOCTYPE html><pre>SyntaxError</pre>`,
			kinds(unexpected, invalid), nil, "", rejected, false},
		{"a 400 without words", 400, jsonType, `{}`, kinds(invalid), nil, "", rejected, false},
		{"a 400 that calls itself a success", 400, jsonType, `{"success":true}`, kinds(invalid), nil, "", rejected, false},
		{"a 400 with half of its JSON", 400, jsonType, `{"error":"Missing required field: sku"`, kinds(invalid),
			said(`{"error":"Missing required field: sku"`), "sku", rejected, false},
		{"a 400 with a list", 400, jsonType, `["No such store"]`, kinds(invalid), said("No such store"), "", rejected, false},
		{"a 400 with a number", 400, jsonType, `7`, kinds(invalid), nil, "", rejected, false},
		{"a conflict", 409, jsonType, `{"error":"busy"}`, kinds(conflict), said("busy"), "", rejected, false},
		{"another 4xx", 418, jsonType, `{"error":"teapot"}`, kinds(invalid), said("teapot"), "", rejected, false},
		{"a wrong method", 405, textType, `Method Not Allowed`, kinds(invalid), said("Method Not Allowed"), "", rejected, false},

		{"fields in other letters", 422, jsonType, `{"Errors":[{"Field":"sku","Message":"unknown"}],"ERROR":"no"}`, kinds(invalid),
			said("Field: sku", "unknown", "no"), "", rejected, false},
		{"a field without a name", 422, jsonType, `{"errors":[{"":"x"}]}`, kinds(invalid), said("x"), "", rejected, false},

		// What can pass.
		{"too many requests", 429, jsonType, `{"error":"Too Many Requests","message":"Token bucket empty"}`, kinds(rateLimited),
			said("Too Many Requests", "Token bucket empty"), "", rejected, true},
		{"a timeout of the service", 408, "", ``, kinds(lost, unavailable), nil, "", unknown, true},
		{"too early", 425, jsonType, `{}`, kinds(lost, unavailable), nil, "", unknown, true},
		{"too many requests, without words", 429, "", ``, kinds(lost, rateLimited), nil, "", unknown, true},
		{"too many requests, with a success", 429, jsonType, `{"success":true}`, kinds(lost, rateLimited), nil, "", unknown, true},
		{"a failure of the service", 500, jsonType, `{"error":"deadlock"}`, kinds(lost, unavailable), said("deadlock"), "", unknown, true},
		{"a failure of the service, with a parser's words", 500, jsonType, `{"error":"Unexpected token < in JSON at position 0"}`,
			kinds(lost, unavailable), said("Unexpected token < in JSON at position 0"), "", unknown, true},
		{"a failure of the service that says it did nothing", 500, jsonType, `{"success":false}`,
			kinds(lost, unavailable), nil, "", unknown, true},
		{"a proxy's page", 502, htmlType, `<html><h1>Bad Gateway</h1></html>`,
			kinds(lost, unexpected, unavailable), nil, "", unknown, true},
		{"a pause", 503, jsonType, `{"error":"maintenance"}`, kinds(lost, unavailable), said("maintenance"), "", unknown, true},
		{"a bare 504", 504, "", ``, kinds(lost, unavailable), nil, "", unknown, true},
		{"what is not implemented", 501, jsonType, `{"error":"no"}`, kinds(lost, unavailable), said("no"), "", unknown, false},

		{"a token that is no token, with a 408", 408, jsonType, `{"error":"invalid token"}`,
			kinds(lost, unavailable), said("invalid token"), "", unknown, true},
		{"a token that is no token, with a 425", 425, jsonType, `{"error":"invalid token"}`,
			kinds(lost, unavailable), said("invalid token"), "", unknown, true},
		{"a token that is no token, with a 502", 502, jsonType, `{"error":"invalid token"}`,
			kinds(lost, unavailable), said("invalid token"), "", unknown, true},
		{"a token that is no token, with a 504", 504, jsonType, `{"error":"invalid token"}`,
			kinds(lost, unavailable), said("invalid token"), "", unknown, true},
		{"a crash that names a token", 500, jsonType, `{"error":"Cannot read properties of undefined (reading 'token')"}`,
			kinds(lost, unavailable), said("Cannot read properties of undefined (reading 'token')"), "", unknown, true},

		// What a gateway has put into a 200.
		{"a 400 in an envelope", 200, jsonType, `{"statusCode":400,"body":"{\"error\":\"` + missing + `\"}"}`,
			kinds(invalid), said(missing), "sku", rejected, false},
		{"a 401 in an envelope", 200, jsonType, `{"statusCode":401}`, kinds(unauthorized), nil, "", rejected, false},
		{"a 403 in an envelope", 200, jsonType, `{"status":403,"message":"no"}`, kinds(forbidden), said("no"), "", rejected, false},
		{"a 404 in an envelope", 200, jsonType, `{"status":404,"message":"Product not found"}`, kinds(notFound),
			said("Product not found"), "", rejected, false},
		{"a 408 in an envelope", 200, jsonType, `{"statusCode":408}`, kinds(lost, unavailable), nil, "", unknown, true},
		{"a 409 in an envelope", 200, jsonType, `{"statusCode":409}`, kinds(conflict), nil, "", rejected, false},
		{"a 429 in an envelope", 200, jsonType, `{"statusCode":429}`, kinds(rateLimited), nil, "", rejected, true},
		{"a 503 in an envelope", 200, jsonType, `{"statusCode":503,"body":"<html>busy</html>"}`,
			kinds(lost, unavailable), nil, "", unknown, true},
		{"an envelope that contradicts itself", 200, jsonType, `{"success":true,"statusCode":404}`, kinds(lost), nil, "", unknown, false},

		// What is not the service's.
		{"a page in a 200", 200, htmlType, `<!DOCTYPE html><html>Sign in</html>`, kinds(lost, unexpected), nil, "", unknown, false},
		{"a page behind a byte order mark and a line end", 200, jsonType, "\xef\xbb\xbf\n<html>sign in</html>",
			kinds(lost, unexpected), nil, "", unknown, false},
		{"a page in a 200 that is called JSON", 200, jsonType, "\n <html>parked</html>", kinds(lost, unexpected), nil, "", unknown, false},
		{"a strict page in a 200", 200, htmlType, `<?xml version="1.0"?><!DOCTYPE html><html>Sign in</html>`,
			kinds(lost, unexpected), nil, "", unknown, false},
		{"a piece of a page in a 200", 200, htmlType, `<br /><b>Fatal error</b>`, kinds(lost, unexpected), nil, "", unknown, false},
		{"XML in a 200", 200, "text/xml", `<response><ok/></response>`, kinds(lost, unexpected), nil, "", unknown, false},
		{"words of a failure in a 200", 200, textType, `Database error`, kinds(lost), said("Database error"), "", unknown, false},
		{"words behind a number in a 200", 200, textType, `404 page not found`, kinds(lost),
			said("404 page not found"), "", unknown, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url, requests := serveAll(t, answer(tt.status, tt.contentType, tt.body))
			var info sellerwire.ResponseInfo
			err := newClient(t, url, attempts(2)).SetQuantity(t.Context(), suit(1), sellerwire.WithResponseInfo(&info))
			e := asError(t, err)
			assert.Equal(t, tt.kinds, append([]error(nil), e.Kinds...))
			assert.Equal(t, tt.messages, e.Messages)
			assert.Equal(t, tt.outcome, e.Outcome)
			assert.Equal(t, tt.outcome, sellerwire.OutcomeOf(err))
			assert.Equal(t, tt.status, e.StatusCode)
			assert.Equal(t, tt.body, string(info.Body), "the raw reply")
			assert.Equal(t, tt.body, string(e.Body))

			sent := 1
			if tt.retried {
				sent = 2
			}
			assert.Equal(t, int64(sent), requests.Load())
			assert.Equal(t, sent, e.Attempts)

			var missing *invapi.MissingFieldError
			assert.Equal(t, tt.field != "", errors.As(err, &missing))
			if missing != nil {
				assert.Equal(t, tt.field, missing.Field)
			}
			assert.NotContains(t, err.Error(), "\n")
			for _, message := range tt.messages {
				assert.Contains(t, err.Error(), message)
			}
		})
	}
}

// An error without words quotes the reply, at most 200 bytes of it.
func TestErrorTextsWithoutWordsQuoteTheReply(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 300)
	tests := []struct {
		name              string
		status            int
		contentType, body string
		want              string
	}{
		{"an object", 400, jsonType, `{"code":7}`, `invalid request: the reply is "{\"code\":7}" (HTTP 400`},
		{"an object of a 200", 200, jsonType, `{"success":false}`, `at store 3": the reply is "{\"success\":false}" (HTTP 200`},
		{"a long object", 400, jsonType, `{"code":"` + long + `"}`, `the reply is "{\"code\":\"` + long[:191] + `" (HTTP 400`},
		{"a long text", 400, textType, long, `invalid request: ` + long[:200] + ` (HTTP 400`},
		{"a page", 404, htmlType, "<html>\n<p>no</html>",
			`the reply is a web page; is the base URL the shop's?; content type "text/html; charset=utf-8", starts "<html> ` +
				`<p>no</html>" (HTTP 404`},
		{"nothing", 409, "", "", `at store 3": conflict (HTTP 409`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url, _ := serveAll(t, answer(tt.status, tt.contentType, tt.body))
			err := newClient(t, url).SetQuantity(t.Context(), suit(1))
			require.Error(t, err)
			assert.Contains(t, err.Error(), tt.want)
		})
	}
}

// A reply that is nothing but errors does not fill the error.
func TestTheWordsOfAnErrorAreBounded(t *testing.T) {
	t.Parallel()
	var distinct []string
	for i := range 100 {
		distinct = append(distinct, strconv.Quote("error "+strconv.Itoa(i)))
	}
	tests := map[string]string{
		"a list":    `{"errors":[` + strings.Join(distinct, ",") + `]}`,
		"wrapped":   `{"message":"failed","data":{"errors":[` + strings.Join(distinct, ",") + `]}}`,
		"deep":      `{"errors":` + strings.Repeat(`[`, 9_000) + `"a"` + strings.Repeat(`]`, 9_000) + `}`,
		"too deep":  `{"errors":` + strings.Repeat(`[`, 20_000) + `"a"` + strings.Repeat(`]`, 20_000) + `}`,
		"long text": `{"error":"` + strings.Repeat("word ", 1_000_000) + `"}`,
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := serveAll(t, answer(400, jsonType, body))
			e := asError(t, newClient(t, url).SetQuantity(t.Context(), suit(1)))
			assert.LessOrEqual(t, len(e.Messages), 50)
			assert.Less(t, len(e.Error()), 2500)
			assert.ErrorIs(t, e, invalid)
		})
	}
}

// hostile are replies that could keep a reader busy: a start, what is repeated, and
// an end.
var hostile = map[string][3]string{
	"empty objects":       {`[`, `{},`, `{}]`},
	"empty lists":         {`[`, `[],`, `[]]`},
	"numbers":             {`[`, `0,`, `0]`},
	"fields":              {`{`, `"":0,`, `"":0}`},
	"errors":              {`{"errors":[`, `"a",`, `"b"]}`},
	"errors by name":      {`{"errors":{`, `"a":"b",`, `"c":"d"}}`},
	"an error in spaces":  {`{"error":"`, `word `, `"}`},
	"a text in capitals":  {`"`, `aB`, `"`},
	"plain text":          {``, `not an error `, ``},
	"a text of brackets":  {`"`, `[`, `"`},
	"our own name":        {`{"note":"`, `ZOOT-SUIT `, `"}`},
	"nested":              {``, `[`, ``},
	"JSON in a text":      {`"[`, `0,`, `0]"`},
	"escaped characters":  {`"`, `\u0041`, `"`},
	"a number":            {``, `7`, ``},
	"a word of no end":    {`"`, `x`, `"`},
	"a missing field":     {`{"error":"missing required field `, `: `, `"}`},
	"missing fields":      {`{"error":"`, `missing required field `, `"}`},
	"white space":         {`{`, ` `, `}`},
	"a list of statuses":  {`[`, `{"status":404},`, `{}]`},
	"many of our updates": {`[`, `{"sku":"ZOOT-SUIT","size":"34","width":"D","store":"3","quantity":44},`, `{}]`},
}

// ofSize repeats it to about n bytes.
func ofSize(reply [3]string, n int) []byte {
	return []byte(reply[0] + strings.Repeat(reply[1], n/len(reply[1])) + reply[2])
}

// Not parallel: it measures the heap and the time. The bounds are far off, for
// machines that have other things to do: 3 MiB take 0.1 s here, and a reader that
// is not linear takes minutes.
func TestHostileRepliesCannotHurt(t *testing.T) {
	for name, reply := range hostile {
		client := newClient(t, "http://127.0.0.1", hc(always(200, jsonType, ofSize(reply, 3<<20))), attempts(1))
		began := time.Now()
		_ = client.SetQuantity(t.Context(), suit(44))
		took := time.Since(began)
		t.Logf("%-20s 3 MiB in %v", name, took)
		assert.Less(t, took, time.Minute, name)
	}
	for _, name := range []string{"empty objects", "empty lists", "fields", "errors", "escaped characters", "many of our updates"} {
		client := newClient(t, "http://127.0.0.1", hc(always(200, jsonType, ofSize(hostile[name], 16<<20-200))), attempts(1))
		grown := testkit.PeakHeap(func() { _ = client.SetQuantity(t.Context(), suit(44)) })
		t.Logf("%-20s 16 MiB in %d MiB of heap", name, grown>>20)
		assert.Less(t, grown, int64(128<<20), name)
	}
}

func answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Content-Type"] = nil // no guess
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		if body != "" {
			_, _ = io.WriteString(w, body)
		}
	}
}
