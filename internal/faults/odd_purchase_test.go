package faults_test

import (
	"context"
	"net/http"
	"slices"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// ordered is what an order is judged by, wherever it stands.
var ordered = []string{"*/listingId", "*/quantity", "*/orderItems", "*/orderItems#", "*/status", "*/orderItemId"}

var (
	orderReply = anatomy{}.is(roleName, "orderId").is(roleShown, "Abe-Status").
			is(roleLoad, "dryrun", "listings", "listings#").is(roleLoad, ordered...)
	dryRunReply = orderReply.but(anatomy{}.is(roleShown, "dryrun").is(roleCount, "orderId"))
	placedReply = orderReply.but(anatomy{}.is(roleShown, "referenceId", "dryrun").is(roleData, "*/orderItemId"))
	searchReply = anatomy{record: "orders#"}.is(roleCount, "metadata", "metadata/*").is(roleWord, "orders").is(roleRow, "orders#").
			is(roleName, "orders/orderId").is(roleShown, "Abe-Status").
			is(roleLoad, "*/dryrun", "*/listings", "*/listings#").is(roleLoad, ordered...)
	foundReply = searchReply.but(anatomy{}.is(roleShown, "orders/referenceId", "orders/dryrun").is(roleData, "*/orderItemId"))
)

// manyOrders is an account with two orders of other books, one of them shipped.
// It removes no duplicates.
func manyOrders() backend {
	e := purchasetest.New(purchasetest.Options{
		AccessKey: buyAccess, SecretKey: buySecret, CardToken: cardToken,
		Replay: purchasetest.ReplayBuysAgain, TaxPercent: 5,
	})
	book := purchasetest.OrderListing{ListingID: 1009999999, Title: "Über Gewißheit", ISBN: "1111111111111", Quantity: 2}
	nice := purchasetest.OrderListing{ListingID: 12345, Title: "A Nice Book", ISBN: "2222222222222", Quantity: 1}
	first := e.AddOrder(purchasetest.Order{ReferenceID: "OLD-1", Listings: []purchasetest.OrderListing{book, nice}})
	for i := range first.Listings {
		for j := range first.Listings[i].Items {
			item := &first.Listings[i].Items[j]
			item.Cost, item.ShipCost = 60000, purchasetest.Cents(150+j)
		}
	}
	e.AddOrder(first)
	e.Ship(first.ID, "USPS", "9400-1000")
	book.Quantity = 1
	e.AddOrder(purchasetest.Order{ReferenceID: "OLD-2", Listings: []purchasetest.OrderListing{book}})
	return backend{e, e}
}

func refusedCard() backend {
	b := manyOrders()
	mustBe[*purchasetest.Emulator](b.state).RefuseNext(100, 4001)
	return b
}

func secondCursor(_ *stage, req *http.Request, _ string) bool {
	return req.URL.Query().Get("next") != ""
}

func thePost(_ *stage, req *http.Request, _ string) bool { return posts(req) }

func theGets(_ *stage, req *http.Request, _ string) bool { return !posts(req) }

var purchaseSearchByID = onPurchase(func(ctx context.Context, c *purchase.Client, s *site, info sellerwire.CallOption) error {
	first := mustBe[*purchasetest.Emulator](s.backend.state).Orders()[0]
	page, err := c.Search(ctx, purchase.Query{OrderIDs: []int64{first.ID}}, info)
	s.told.page(page)
	return err
})

// afterPlacing places an order, and goes on as another process with its ID.
func afterPlacing(call func(context.Context, *purchase.Client, string) (purchase.Order, error)) func(context.Context, *site) error {
	return func(ctx context.Context, s *site) error {
		var info sellerwire.ResponseInfo
		client := mustBe[*purchase.Client](s.client)
		if _, err := client.PlaceOrder(ctx, orderRequest(), sellerwire.WithResponseInfo(&info)); err != nil {
			return err
		}
		other := mustBe[*purchase.Client](s.connect())
		defer other.Close()
		order, err := call(ctx, other, info.RequestID)
		s.told.orders(order)
		return err
	}
}

func purchaseResumeAgain(ctx context.Context, c *purchase.Client, id string) (purchase.Order, error) {
	return c.ResumeOrder(ctx, orderRequest(), id, anHourAgo())
}

func purchaseFind(ctx context.Context, c *purchase.Client, id string) (purchase.Order, error) {
	return c.FindOrder(ctx, orderRequest(), id, anHourAgo())
}

func purchaseSubjects() []*subject {
	const any, there = "any may stand there", "the copies are there"
	order := []rule{
		{kind: "another value", at: "*/status", claims: "RU", why: "it says that it was not bought"},
		{kind: "dropped", at: "*/quantity", claims: "AU", why: there},
		{kind: "emptied", at: "*/quantity", claims: "AU", why: there},
		{kind: "null", at: "*/quantity", claims: "AU", why: there},
		{kind: "two that disagree", at: "*/quantity*", claims: "AU", why: there},
		{kind: "zero or less", at: "*/quantity*", claims: "AU", why: there},
		{kind: "another value", at: "*rderId", why: "any order may have been made"},
	}
	found := append(slices.Clone(order),
		rule{kind: "another value", at: "*/createDate", claims: "U", why: "it is older than the first attempt"},
		rule{kind: "two that disagree", at: "*/createDate*", claims: "AU", why: "one of them is"},
		rule{at: "metadata*", claims: "AU", why: "one order is found all the same"},
		rule{kind: another, at: "purchase ResumeOrder", why: "an order may be found later"},
	)
	const none = "it says that there is none"
	empty := []rule{
		{kind: "dropped", at: "orders", claims: "AU", why: "the size says that there is none"},
		{kind: "emptied", at: "orders", claims: "AU", why: "the size says that there is none"},
		{kind: "null", at: "orders", claims: "AU", why: "the size says that there is none"},
		{kind: "another value", at: "Abe-Status", claims: "AU", why: none},
		{kind: "another value", at: "metadata/orderResponseSize", claims: "U", why: "it says that there is one"},
		{kind: "two that disagree", at: "metadata/orderResponseSize*", claims: "U", why: "it says that there is one"},
		{at: "metadata*", claims: "AU", why: "the list says that there is none"},
	}
	const last = "the last page has no next"
	search := []rule{
		{kind: another, at: "purchase Get", why: "the vendor prints one order as the answer to a search"},
		{kind: another, at: "purchase PlaceOrder*", why: "the vendor prints one order as the answer to a search"},
		{kind: another, at: "purchase Search*", why: any},
		{kind: "respelled", at: "metadata/next*", claims: "DE", why: "a cursor goes back as it came"},
		{kind: another, at: "purchase ResumeOrder*", why: any},
		{kind: another, at: "purchase FindOrder", why: any},
		{kind: "dropped", at: "metadata*", why: last},
		{kind: "emptied", at: "metadata*", why: last},
		{kind: "null", at: "metadata*", why: last},
		{kind: "another value", at: "orders*/orderId", why: any},
	}
	byID := []rule{{kind: another, at: "purchase ResumeOrder", why: "an order may not be there"}}
	place, resume := opOf("purchase PlaceOrder"), opOf("purchase ResumeOrder")
	all := []*subject{
		{op: opOf("purchase Search"), anatomy: searchReply, rules: search},
		{op: opOf("purchase Search"), name: "purchase Search (by order ID)", anatomy: searchReply, rules: byID, call: purchaseSearchByID},
		{op: opOf("purchase SearchAll"), anatomy: searchReply, rules: search},
		{op: opOf("purchase SearchAll"), name: "purchase SearchAll (page 2)", anatomy: searchReply, rules: search, hits: secondCursor},
		{op: opOf("purchase Get"), anatomy: orderReply},
		{op: opOf("purchase DryRun"), anatomy: dryRunReply},
		{
			op: place, anatomy: placedReply, rules: order, hits: thePost, looksUp: true,
			refusals: map[string]func() backend{"code 4001": refusedCard}, extras: purchaseSays,
		},
		{
			op: opOf("purchase PlaceOrder (the POST fails)"), name: "purchase PlaceOrder (the look-up)",
			anatomy: foundReply, rules: found, hits: theGets, lost: posts, mayFind: true, extras: twoSuchOrders,
		},
		{op: resume, anatomy: foundReply, rules: empty, hits: theGets, done: true},
		{
			op: resume, name: "purchase ResumeOrder (of an order that is there)", call: afterPlacing(purchaseResumeAgain),
			anatomy: foundReply, rules: found, hits: theGets, mayFind: true, done: true, extras: twoSuchOrders,
		},
		{
			op: resume, name: "purchase FindOrder", call: afterPlacing(purchaseFind),
			anatomy: foundReply, rules: found, hits: theGets, mayFind: true, done: true, extras: twoSuchOrders,
		},
	}
	for _, s := range all {
		s.stock = manyOrders
	}
	return all
}

// twoSuchOrders is an answer to a look-up with a second order that could be ours.
var twoSuchOrders = []whole{{kind: says, at: "two such orders", success: "U", final: true, make: func(a answer) answer {
	second := answer{header: http.Header{"Content-Type": {"application/json"}}}
	for _, p := range partsOf(a) {
		if p.path == "orders#" {
			second.body = []byte(p.raw(a))
		}
	}
	for _, p := range partsOf(second) {
		if p.path == "orderId" {
			second = second.set(p, p.other(second))
		}
	}
	a = a.replaced("metadata/orderResponseSize", "2")
	for _, p := range partsOf(a) {
		if p.path == "orders#" {
			return a.twice(p, string(second.body), false)
		}
	}
	return a
}}}

// purchaseSays are answers to an order that say nothing of it, or that it has
// come before.
var purchaseSays = []whole{
	{kind: says, at: "4090, the ID was used before", success: "U", make: purchaseAnswer(409, "4090", `{"messages":["Duplicate"]}`)},
	{kind: says, at: "2003, in process", success: "U", make: purchaseAnswer(200, "2003", `{"messages":["Duplicate request received"]}`)},
	{kind: says, at: "2003 and nothing else", success: "U", make: purchaseAnswer(200, "2003", "")},
	{kind: says, at: "2010 and nothing else", success: "U", make: purchaseAnswer(201, "2010", "")},
	{kind: says, at: "5000", success: "U", make: purchaseAnswer(500, "5000", `{"messages":["Server error"]}`)},
	{kind: says, at: "429 without a code", success: "U", make: purchaseAnswer(429, "", "")},
	{kind: says, at: "408 without a code", success: "U", make: purchaseAnswer(408, "", "")},
	{kind: says, at: "503 without a code", success: "U", make: purchaseAnswer(503, "", "")},
	{kind: says, at: "2010 and 4001", success: "U", make: purchaseAnswer(201, "2010, 4001", `{"messages":["The credit card token"]}`)},
	{kind: says, at: "4001 and 4090", success: "U", make: purchaseAnswer(400, "4001, 4090", `{"messages":["The credit card token"]}`)},
	{kind: says, at: "4001 and 5000", success: "U", make: purchaseAnswer(400, "4001, 5000", `{"messages":["The credit card token"]}`)},
}

func purchaseAnswer(status int, codes, body string) func(answer) answer {
	return func(a answer) answer {
		a = a.with(body)
		a.status = status
		a.header.Del("Abe-Status")
		if codes != "" {
			a.header.Set("Abe-Status", codes)
		}
		return a
	}
}
