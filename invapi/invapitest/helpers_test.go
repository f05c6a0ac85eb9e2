package invapitest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

const path = "/api/product/inventory"

var (
	byUPC = invapitest.Product{UPC: "849632048260"}
	bySKU = invapitest.Product{SKU: "ZOOT-SUIT", Size: "34", Width: "D"}
)

// documented returns an emulator with the vendor's products and the token t.
func documented(opts invapitest.Options) *invapitest.Emulator {
	opts.Token = "t"
	e := invapitest.New(opts)
	e.SeedDocumented()
	return e
}

// post sends a body as JSON with the token t.
func post(h http.Handler, body string) *httptest.ResponseRecorder {
	return serve(h, request(body))
}

func request(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("Content-Type", "application/json")
	return r
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
