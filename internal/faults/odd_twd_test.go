package faults_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

var (
	itemReply = anatomy{record: "result/item"}.is(roleWord, "result", "result/statuscode").
			is(roleCount, "result/totalcount", "result/totalstatus").
			is(roleRow, "result/item").is(roleName, "result/item/stock_no")
	soldReply  = itemReply.but(anatomy{}.is(roleShown, "result/item/status"))
	countReply = anatomy{}.is(roleWord, "result", "result/statuscode", "result/totalcount").is(roleShown, "result/totalstatus")
	wordsReply = anatomy{}.is(roleWord, "result", "result/statuscode")
)

// bigShop has seven items that are for sale and two that are sold, three on a
// page.
func bigShop() backend {
	e := twdtest.New(twdtest.Options{APIKey: twdKey, PageSize: 3})
	e.SeedDepartment("FURN", "Möbel")
	for i := range 9 {
		item := twdtest.Item{
			StockNo: fmt.Sprintf("10%d5", i), Status: "A", DeptCode: "FURN", Brand: "Café",
			Description: "A sofa, 9 drawers", Qty: new(10), Price: "600",
		}
		if item.StockNo == "1015" {
			item.Price = "40" // what the changes expect
		}
		if i > 6 {
			item.Status = "S"
		}
		e.Seed(item)
	}
	return backend{http.StripPrefix("/cgi-bin", e), e}
}

// emptyShop refuses every change.
func emptyShop() backend {
	e := twdtest.New(twdtest.Options{APIKey: twdKey})
	return backend{http.StripPrefix("/cgi-bin", e), e}
}

var (
	twdListSold = onTwd(func(ctx context.Context, c *twd.Client, s *site, opts ...sellerwire.CallOption) error {
		page, err := c.List(ctx, twd.ListQuery{Status: twd.StatusSold}, opts...)
		s.told.items(page.Items...)
		return err
	})
	twdListPages = onTwd(func(ctx context.Context, c *twd.Client, s *site, _ ...sellerwire.CallOption) error {
		return s.told.listing(c.ListAll(ctx, twd.ListOptions{}))
	})
)

// secondPage is asked for by GET or by POST.
func secondPage(_ *stage, req *http.Request, body string) bool {
	return strings.Contains("&"+req.URL.RawQuery+"&"+body+"&", "&page=2&")
}

func twdSubjects() []*subject {
	const size = "how many items a page has is not said"
	page := []rule{
		{kind: "another value", at: "*/stock_no", why: "in a listing any item may stand"},
		{kind: "respelled", at: "*/stock_no*", why: "a stock number is a text"},
		{kind: "zero or less", at: "*/stock_no*", why: "a stock number is a text"},
		{kind: "dropped", at: "result/item", why: size},
		{kind: "dropped", at: "result/item[?]", why: size},
		{kind: another, at: "twd Get", why: "it may be a page with one item, and without totals"},
		{kind: another, at: "twd Count", why: "it may be a page with other items"},
		{kind: another, at: "twd *(*)", why: "it may be a page with other items"},
	}
	get := []rule{{kind: "respelled", at: "*/stock_no*", claims: "DE", why: "a stock number is a text"}}
	count := []rule{
		{kind: "another value", at: "result/totalcount", why: "nobody else counts"},
		{kind: "zero or less", at: "result/totalcount", why: "there may be none"},
		{kind: "damaged", at: "result/item*", claims: "DE", why: "a count needs no item"},
		{kind: "another value", at: "result/item*", claims: "DE", why: "a count needs no item"},
		{kind: "null", at: "result/item*", claims: "DE", why: "a count needs no item"},
	}
	pages := []string{"twd List", "twd ListAll", "twd Search", "twd SearchAll"}
	counts := slices.Concat(pages, []string{"twd ListAll (page 2)", "twd SearchAll (page 2)"})
	all := []*subject{
		{op: opOf("twd List"), anatomy: itemReply, alike: pages, rules: page},
		{op: opOf("twd, GET List"), anatomy: itemReply, alike: pages, rules: page},
		{op: opOf("twd List"), name: "twd List (sold)", anatomy: soldReply, rules: page, call: twdListSold},
		{op: opOf("twd ListAll"), anatomy: itemReply, alike: pages, rules: page, call: twdListPages},
		{op: opOf("twd ListAll"), name: "twd ListAll (page 2)", anatomy: itemReply, rules: page, call: twdListPages, hits: secondPage},
		{op: opOf("twd Search"), anatomy: itemReply, alike: pages, rules: page},
		{op: opOf("twd SearchAll"), anatomy: itemReply, alike: pages, rules: page},
		{op: opOf("twd SearchAll"), name: "twd SearchAll (page 2)", anatomy: itemReply, alike: pages, rules: page, hits: secondPage},
		{op: opOf("twd Count"), anatomy: countReply, alike: counts, rules: count},
		{op: opOf("twd Get"), anatomy: itemReply, rules: get},
	}
	changes := []string{"twd Update", "twd Delete", "twd RecordSale", "twd AdjustQuantity"}
	for _, name := range changes {
		all = append(all, &subject{
			op: opOf(name), anatomy: wordsReply, alike: changes,
			refusals: map[string]func() backend{"no such item": emptyShop}, extras: twdSays,
		})
	}
	for _, s := range all {
		s.stock, s.words = bigShop, true
		s.options = []sellerwire.Option{twd.WithPageSize(3)}
	}
	return all
}

// twdSays are answers to a change of item 1015.
var twdSays = []whole{
	twdSaid("UPDATE OK, with the item", "A", twdResult("1", "UPDATE OK", twdItem("1015"))),
	twdSaid("update ok, with the item", "A", twdResult("1", "update ok ", twdItem("1015"))),
	twdSaid("UPDATE OK, with another item", "U", twdResult("1", "UPDATE OK", twdItem("1025"))),
	twdSaid("UPDATE OK, with the item and another", "U", twdResult("1", "UPDATE OK", twdItem("1015")+twdItem("1025"))),
	twdSaid("OK, with the item", "U", twdResult("1", "OK", twdItem("1015"))),
	twdSaid("no message, with the item", "U", twdResult("1", "", twdItem("1015"))),
	twdSaid("OK", "A", twdResult("1", "OK", "")),
	twdSaid("OK, with a total", "U", twdResult("1", "OK", "<totalcount>7</totalcount>")),
	twdSaid("OK, with a status of totals", "U", twdResult("1", "OK", "<totalstatus>A</totalstatus>")),
	twdSaid("UPDATE OK, with statuscode 0 too", "U", twdResult("1", "UPDATE OK", "<statuscode>0</statuscode>")),
	twdSaid("a bad key, with statuscode 1 too", "U", twdResult("0", "The supplied API key is not valid!", "<statuscode>1</statuscode>")),
	twdSaid("UPDATE OK, then another document", "AU", twdResult("1", "UPDATE OK", "")+twdResult("0", "No!", "")),
	twdSaid("statuscode 01", "AU", twdResult("01", "UPDATE OK", "")),
	twdSaid("statuscode 2", "U", twdResult("2", "UPDATE OK", "")),
	twdSaid("statuscode -1", "U", twdResult("-1", "UPDATE OK", "")),
	twdSaid("statuscode OK", "U", twdResult("OK", "UPDATE OK", "")),
}

func twdSaid(at string, c claims, body string) whole {
	return whole{kind: says, at: at, success: c, make: func(a answer) answer { return a.with(body) }}
}

func twdResult(code, message, more string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n<result>\n\t<statuscode>" + code + "</statuscode>\n\t<statusmessage>" +
		message + "</statusmessage>\n" + more + "</result>\n"
}

func twdItem(stockNo string) string {
	return "\t<item>\n\t\t<stock_no>" + stockNo + "</stock_no>\n\t\t<status>A</status>\n\t\t<qty>9</qty>\n\t</item>\n"
}
