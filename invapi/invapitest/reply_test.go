package invapitest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

func TestSuccessShapes(t *testing.T) {
	t.Parallel()
	const body = `{"upc":"849632048260","store":"3","quantity":12}`
	const jsonType = "application/json; charset=utf-8"
	tests := []struct {
		name              string
		success           invapitest.Success
		status            int
		contentType, want string
	}{
		{"success true", invapitest.SuccessTrue, 200, jsonType, `{"success": true}`},
		{"empty", invapitest.EmptyBody, 200, "", ``},
		{"no content", invapitest.NoContent, 204, "", ``},
		{"empty object", invapitest.EmptyObject, 200, jsonType, `{}`},
		{"empty list", invapitest.EmptyList, 200, jsonType, `[]`},
		{"true", invapitest.BareTrue, 200, jsonType, `true`},
		{"text OK", invapitest.PlainOK, 200, "text/plain; charset=utf-8", `OK`},
		{"status", invapitest.StatusSuccess, 200, jsonType, `{"status":"SUCCESS"}`},
		{"number as text", invapitest.TextNumber, 200, jsonType, `{"qoh":"12"}`},
		{"wrapped object", invapitest.WrappedLevel, 200, jsonType, `{"inventory_level":` + body + `}`},
		{"created with echo", invapitest.CreatedEcho, 201, jsonType, body},
		{"accepted and empty", invapitest.AcceptedEmpty, 202, "", ``},
		{"accepted as a job", invapitest.AcceptedJob, 202, jsonType, `{"jobID":1}`},
		{"multi-status", invapitest.MultiStatus, 207, jsonType, `{"success":true,"errors":[]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := documented(invapitest.Options{Success: tt.success})
			w := post(e, body)
			require.Equal(t, tt.status, w.Code)
			require.Equal(t, tt.contentType, w.Header().Get("Content-Type"))
			require.Equal(t, tt.want, w.Body.String())
			require.Len(t, e.Updates(), 1)
		})
	}
}

func TestFailureShapes(t *testing.T) {
	t.Parallel()
	const message = "Missing required field: size"
	tests := []struct {
		name    string
		failure invapitest.Failure
		want    string
	}{
		{"error text", invapitest.ErrorText, `{"error":"` + message + `"}`},
		{"error object", invapitest.ErrorObject, `{"error":{"message":"` + message + `"}}`},
		{"error with details", invapitest.ErrorDetails, `{"details":{},"error":"` + message + `"}`},
		{"error title with message", invapitest.ErrorTitle, `{"error":"Bad Request","message":"` + message + `"}`},
		{"errors text", invapitest.ErrorsText, `{"errors":"` + message + `"}`},
		{"errors list", invapitest.ErrorsList, `{"errors":["` + message + `"]}`},
		{"errors objects", invapitest.ErrorsObjects, `{"errors":[{"field":"size","message":"` + message + `"}]}`},
		{"errors map", invapitest.ErrorsMap, `{"errors":{"size":["` + message + `"]}}`},
		{"success false", invapitest.SuccessFalse, `{"message":"` + message + `","success":false}`},
		{"status error", invapitest.StatusError, `{"message":"` + message + `","status":"error"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := post(documented(invapitest.Options{Failure: tt.failure}), `{"sku":"ZOOT-SUIT"}`)
			require.Equal(t, 400, w.Code)
			require.Equal(t, tt.want, w.Body.String())
		})
	}
}

func TestFailureStatuses(t *testing.T) {
	t.Parallel()
	const unknown = `{"upc":"1","store":"3","quantity":1}`
	tests := []struct {
		name, token, body string
		opts              invapitest.Options
		want              int
	}{
		{"token", "x", unknown, invapitest.Options{TokenStatus: 403}, 403},
		{"token in a 2xx", "x", unknown, invapitest.Options{TokenStatus: 200}, 200},
		{"field", "t", `{}`, invapitest.Options{RequestStatus: 422}, 422},
		{"field in a 2xx", "t", `{}`, invapitest.Options{RequestStatus: 200}, 200},
		{"invalid JSON", "t", `{`, invapitest.Options{RequestStatus: 422}, 422},
		{"not found", "t", unknown, invapitest.Options{NotFoundStatus: 409}, 409},
		{"statuses do not mix", "t", unknown, invapitest.Options{TokenStatus: 403, RequestStatus: 422}, 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := request(tt.body)
			r.Header.Set("Authorization", "Bearer "+tt.token)
			w := serve(documented(tt.opts), r)
			require.Equal(t, tt.want, w.Code)
			require.Contains(t, w.Body.String(), `"error"`)
		})
	}
}

func TestInvalidJSONMayBeAnsweredWithAPage(t *testing.T) {
	t.Parallel()
	e := documented(invapitest.Options{HTMLForBadJSON: true})
	w := post(e, `{"upc":`)
	require.Equal(t, http.StatusBadRequest, w.Code)
	require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
	require.Contains(t, w.Body.String(), "SyntaxError")

	require.Equal(t, `{"error":"Missing required field: sku"}`, post(e, `{}`).Body.String(), "other problems keep their shape")
}
