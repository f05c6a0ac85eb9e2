package invapitest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

func TestDocumentedRequestsSetTheQuantity(t *testing.T) {
	t.Parallel()
	e := documented(invapitest.Options{})

	w := post(e, "{\n\"upc\": \"849632048260\",\n\"store\": \"3\",\n\"quantity\": 12\n}")
	require.Equal(t, 200, w.Code)
	require.Equal(t, `{"success": true}`, w.Body.String())
	require.Equal(t, "application/json; charset=utf-8", w.Header().Get("Content-Type"))

	w = post(e, `{"sku":"ZOOT-SUIT","size":"34","width":"D","store":"3","quantity":44}`)
	require.Equal(t, 200, w.Code)

	require.Equal(t,
		[]invapitest.Update{{Product: byUPC, Store: "3", Quantity: 12}, {Product: bySKU, Store: "3", Quantity: 44}}, e.Updates())
}

func TestFieldsAreCheckedInOrder(t *testing.T) {
	t.Parallel()
	const upc, sku = `"upc":"849632048260"`, `"sku":"ZOOT-SUIT","size":"34","width":"D"`
	tests := []struct{ name, body, message string }{
		{"an empty object lacks sku", `{}`, "Missing required field: sku"},
		{"without upc: sku first", `{"size":"34","width":"D","store":"3","quantity":1}`, "Missing required field: sku"},
		{"an empty upc is missing", `{"upc":"","store":"3","quantity":1}`, "Missing required field: sku"},
		{"a null upc is missing", `{"upc":null,"store":"3","quantity":1}`, "Missing required field: sku"},
		{"an empty sku is missing", `{"sku":"","size":"34","width":"D"}`, "Missing required field: sku"},
		{"then size", `{"sku":"ZOOT-SUIT"}`, "Missing required field: size"},
		{"an empty size is missing", `{"sku":"ZOOT-SUIT","size":"","width":"D"}`, "Missing required field: size"},
		{"then width", `{"sku":"ZOOT-SUIT","size":"34"}`, "Missing required field: width"},
		{"a null width is missing", `{"sku":"ZOOT-SUIT","size":"34","width":null,"store":"3"}`, "Missing required field: width"},
		{"an empty width is not", `{"sku":"ZOOT-SUIT","size":"34","width":""}`, "Missing required field: store"},
		{"then store, by SKU", `{` + sku + `}`, "Missing required field: store"},
		{"then store, by UPC", `{` + upc + `}`, "Missing required field: store"},
		{"an empty store is missing", `{` + upc + `,"store":"","quantity":1}`, "Missing required field: store"},
		{"a null store is missing", `{` + upc + `,"store":null,"quantity":1}`, "Missing required field: store"},
		{"then quantity", `{` + sku + `,"store":"3"}`, "Missing required field: quantity"},
		{"a null quantity is missing", `{` + upc + `,"store":"3","quantity":null}`, "Missing required field: quantity"},
		{"names are case-sensitive", `{` + upc + `,"store":"3","Quantity":1}`, "Missing required field: quantity"},
		{"qty is another field", `{` + upc + `,"store":"3","qty":1}`, "Missing required field: quantity"},

		{"quantity as text", `{` + upc + `,"store":"3","quantity":"12"}`, "Invalid value for field: quantity"},
		{"quantity as empty text", `{` + upc + `,"store":"3","quantity":""}`, "Invalid value for field: quantity"},
		{"a negative quantity", `{` + upc + `,"store":"3","quantity":-1}`, "Invalid value for field: quantity"},
		{"a broken quantity", `{` + upc + `,"store":"3","quantity":1.5}`, "Invalid value for field: quantity"},
		{"a quantity with a zero fraction", `{` + upc + `,"store":"3","quantity":12.0}`, "Invalid value for field: quantity"},
		{"a quantity with an exponent", `{` + upc + `,"store":"3","quantity":1e1}`, "Invalid value for field: quantity"},
		{"a quantity beyond all bounds", `{` + upc + `,"store":"3","quantity":99999999999999999999}`, "Invalid value for field: quantity"},
		{"quantity true", `{` + upc + `,"store":"3","quantity":true}`, "Invalid value for field: quantity"},
		{"upc as a number", `{"upc":849632048260,"store":"3","quantity":1}`, "Invalid value for field: upc"},
		{"sku as a number", `{"sku":1,"size":"34","width":"D"}`, "Invalid value for field: sku"},
		{"size as a number", `{"sku":"ZOOT-SUIT","size":34,"width":"D"}`, "Invalid value for field: size"},
		{"width as a list", `{"sku":"ZOOT-SUIT","size":"34","width":["D"]}`, "Invalid value for field: width"},
		{"store as an object", `{` + upc + `,"store":{"id":3},"quantity":1}`, "Invalid value for field: store"},
		{"store true", `{` + upc + `,"store":true,"quantity":1}`, "Invalid value for field: store"},

		{"an empty body", ``, "Invalid JSON"},
		{"a list", `[{` + upc + `,"store":"3","quantity":1}]`, "Invalid JSON"},
		{"null", `null`, "Invalid JSON"},
		{"an object cut off", `{` + upc, "Invalid JSON"},
		{"two objects", `{} {}`, "Invalid JSON"},
		{"not UTF-8", "{\"upc\":\"\xe9\"}", "Invalid JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := documented(invapitest.Options{})
			w := post(e, tt.body)
			require.Equal(t, 400, w.Code)
			require.Equal(t, `{"error":"`+tt.message+`"}`, w.Body.String())
			require.Empty(t, e.Updates())
		})
	}
}

func TestAcceptedVariations(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       invapitest.Update
	}{
		{"quantity 0", `{"upc":"849632048260","store":"3","quantity":0}`, invapitest.Update{Product: byUPC, Store: "3"}},
		{"a numeric store is its text", `{"upc":"849632048260","store":3,"quantity":1}`,
			invapitest.Update{Product: byUPC, Store: "3", Quantity: 1}},
		{"upc wins over sku", `{"sku":"ZOOT-SUIT","size":"34","width":"D","upc":"849632048260","store":"3","quantity":1}`,
			invapitest.Update{Product: byUPC, Store: "3", Quantity: 1}},
		{"an empty upc leaves sku", `{"upc":"","sku":"ZOOT-SUIT","size":"34","width":"D","store":"3","quantity":1}`,
			invapitest.Update{Product: bySKU, Store: "3", Quantity: 1}},
		{"unknown fields are ignored", `{"upc":"849632048260","store":"3","quantity":1,"note":null}`,
			invapitest.Update{Product: byUPC, Store: "3", Quantity: 1}},
		{"the last of repeated fields wins", `{"upc":"849632048260","store":"3","quantity":1,"quantity":2}`,
			invapitest.Update{Product: byUPC, Store: "3", Quantity: 2}},
		{"white space around the object", " \r\n\t{\"upc\":\"849632048260\",\"store\":\"3\",\"quantity\":1}\n",
			invapitest.Update{Product: byUPC, Store: "3", Quantity: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := documented(invapitest.Options{})
			w := post(e, tt.body)
			require.Equal(t, 200, w.Code, w.Body)
			require.Equal(t, []invapitest.Update{tt.want}, e.Updates())
		})
	}
}

func TestTheTokenIsComparedExactlyAndFirst(t *testing.T) {
	t.Parallel()
	const valid = `{"upc":"849632048260","store":"3","quantity":1}`
	tests := []struct {
		name, authorization, body string
		accepted                  bool
	}{
		{"right", "Bearer t", valid, true},
		{"none", "", valid, false},
		{"wrong", "Bearer T", valid, false},
		{"longer", "Bearer tt", valid, false},
		{"with two spaces", "Bearer  t", valid, false},
		{"another scheme", "Basic t", valid, false},
		{"without a scheme", "t", valid, false},
		{"the body is not looked at", "Bearer x", `{`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := documented(invapitest.Options{})
			r := request(tt.body)
			r.Header.Set("Authorization", tt.authorization)
			w := serve(e, r)
			if tt.accepted {
				require.Equal(t, 200, w.Code)
				return
			}
			require.Equal(t, 401, w.Code)
			require.Equal(t, `{"error":"Invalid token"}`, w.Body.String())
			require.Empty(t, e.Updates())
		})
	}
}

func TestABodyOfAnotherTypeIsNotRead(t *testing.T) {
	t.Parallel()
	const valid = `{"upc":"849632048260","store":"3","quantity":1}`
	tests := []struct {
		contentType string
		read        bool
	}{
		{"application/json", true},
		{"Application/JSON; charset=utf-8", true},
		{"", false},
		{"text/plain", false},
		{"application/x-www-form-urlencoded", false},
		{"application/json; charset", false},
	}
	for _, tt := range tests {
		t.Run(tt.contentType, func(t *testing.T) {
			t.Parallel()
			r := request(valid)
			r.Header.Set("Content-Type", tt.contentType)
			w := serve(documented(invapitest.Options{}), r)
			if tt.read {
				require.Equal(t, 200, w.Code)
				return
			}
			require.Equal(t, 400, w.Code)
			require.Equal(t, `{"error":"Missing required field: sku"}`, w.Body.String())
		})
	}
}

func TestOtherPathsAndMethodsAreNotFound(t *testing.T) {
	t.Parallel()
	tests := []struct{ method, path string }{
		{"GET", path}, {"PUT", path},
		{"POST", path + "/"}, {"POST", "/api/product"}, {"POST", "/"}, {"POST", "/shop" + path},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			t.Parallel()
			r := request(`{"upc":"849632048260","store":"3","quantity":1}`)
			r.Method, r.URL.Path = tt.method, tt.path
			w := serve(documented(invapitest.Options{}), r)
			require.Equal(t, http.StatusNotFound, w.Code)
			require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
			require.Contains(t, w.Body.String(), "Cannot "+tt.method+" "+tt.path)
		})
	}
}

func TestAnOversizedBodyIsRefusedWithAPage(t *testing.T) {
	t.Parallel()
	w := post(documented(invapitest.Options{}), `{"upc":"`+strings.Repeat("0", 100<<10)+`"}`)
	require.Equal(t, http.StatusRequestEntityTooLarge, w.Code)
	require.Contains(t, w.Body.String(), "<!DOCTYPE html>")
}
