package faults_test

import (
	"net/http"

	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

// noProduct is a shop that does not know the product.
func noProduct() backend {
	e := invapitest.New(invapitest.Options{Token: invToken})
	return backend{http.StripPrefix("/shop", e), e}
}

func invapiSubjects() []*subject {
	rules := []rule{
		{kind: "another value", at: "success", claims: "RU", why: "it is the refusal that it says"},
		{kind: "nothing but", at: "false", claims: "RU", why: "so some say no"},
		{kind: "another value", at: "error", why: "it is another refusal"},
		{at: "error*", claims: "RU", why: "404 in JSON is a refusal, whatever its words"},
	}
	both := []string{"invapi SetQuantity", "invapi SetAll"}
	var all []*subject
	for _, name := range both {
		all = append(all, &subject{
			op: opOf(name), rules: rules, alike: both,
			anatomy:  anatomy{}.is(roleWord, "error").is(roleShown, "success"),
			refusals: map[string]func() backend{"no such product": noProduct},
			bare:     "|null|true|[]|{}|\"\"|1|OK|ok|Success|SUCCESS|[null]|[{}]|",
			extras:   saying(invapiSays),
		})
	}
	return all
}

// invapiSays are replies that services of this kind give, and what may be
// claimed of each. The package itself has a longer list.
var invapiSays = map[string]claims{
	`{"success":true,"error":"Product not found"}`:                      "RU",
	`{"success":true,"errors":["Product not found"]}`:                   "RU",
	`{"success":true,"errors":[]}`:                                      "A",
	`{"success":true,"error":{}}`:                                       "A",
	`{"error":"none"}`:                                                  "A",
	`{"ok":false}`:                                                      "RU",
	`{"status":404,"message":"Product not found"}`:                      "RU",
	`{"message":"Unauthenticated."}`:                                    "RU",
	`{"updated":false}`:                                                 "RU",
	`{"error_code":17}`:                                                 "RU",
	`{"lastFailure":"product is unknown"}`:                              "RU",
	`["Product not found"]`:                                             "RU",
	`False`:                                                             "RU",
	`OK, 0 errors`:                                                      "A",
	`{"sku":"ZOOT-SUIT","size":"34","width":"D","quantity":44}`:         "A",
	`{"sku":"ZOOT-SUIT","size":"34","width":"D","quantity":3}`:          "U",
	`{"sku":"OTHER-SUIT","size":"34","width":"D","quantity":44}`:        "U",
	`{"message":"Updated ZOOT-SUIT, formerly FAILSAFE-JACKET"}`:         "AU",
	`{"inventory_level":{"sku":"ZOOT-SUIT","quantity":44},"error":"0"}`: "A",
}
