package purchase_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

// ours is the order that orderOf asks for, as a JSON object that a test changes.
func ours(change func(map[string]any)) string {
	items := func(n int) (list []any) {
		for range n {
			list = append(list, map[string]any{"status": 5, "cost": 1})
		}
		return list
	}
	order := map[string]any{
		"orderId": 1234567, "createDate": time.Now().UTC().Format(time.RFC3339), "currency": "USD", "dryrun": false,
		"referenceId": "the-order",
		"listings": []any{
			map[string]any{"listingId": 1009999999, "quantity": 2, "orderItems": items(2)},
			map[string]any{"listingId": 12345, "quantity": 1, "orderItems": items(1)},
		},
	}
	if change != nil {
		change(order)
	}
	text, err := json.Marshal(order)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func set(key string, value any) func(map[string]any) {
	return func(o map[string]any) { o[key] = value }
}

func without(keys ...string) func(map[string]any) {
	return func(o map[string]any) {
		for _, key := range keys {
			delete(o, key)
		}
	}
}

// listing changes a listing, and all that is in it.
func listing(n int, change func(map[string]any)) func(map[string]any) {
	return func(o map[string]any) { change(o["listings"].([]any)[n].(map[string]any)) }
}

// The claims of a reply to the POST. What is not our order is a lost reply; here
// the look-ups find nothing, so that the outcome is unknown.
var replies = map[string]struct {
	change   func(map[string]any)
	accepted bool
}{
	"our order":                       {nil, true},
	"a reference that is not shown":   {without("referenceId"), true},
	"a reference of null":             {set("referenceId", nil), true},
	"an empty reference":              {set("referenceId", ""), true},
	"somebody else's reference":       {set("referenceId", "another-order"), false},
	"our reference in another case":   {set("referenceId", "THE-ORDER"), false},
	"a reference that cannot be read": {set("referenceId", []int{1}), false},
	"an ID as text":                   {set("orderId", "1234567"), true},
	"an ID with decimals":             {set("orderId", json.Number("1234567.0")), true},
	"the first ID":                    {set("orderId", 1), true},
	"no ID":                           {without("orderId"), false},
	"an ID of 0":                      {set("orderId", 0), false},
	"a negative ID":                   {set("orderId", -7), false},
	"an ID of words":                  {set("orderId", "new"), false},
	"a dry run":                       {set("dryrun", true), false},
	"a dry run as text":               {set("dryrun", "TRUE"), false},
	"a dry run that cannot be read":   {set("dryrun", "perhaps"), false},
	"no word of a dry run":            {without("dryrun"), true},
	"costs that cannot be read":       {listing(0, listing2(set("cost", "much"))), true},
	"a date that cannot be read":      {set("createDate", "yesterday"), true},
	"a date of last year":             {set("createDate", "2020-01-01T00:00:00Z"), true}, // the reply is to our POST
	"another listing":                 {listing(1, set("listingId", 777)), false},
	"a listing without an ID":         {listing(1, without("listingId")), false},
	"a listing whose ID is words":     {listing(1, set("listingId", "book")), false},
	"a listing too many": {func(o map[string]any) {
		o["listings"] = append(o["listings"].([]any), map[string]any{"listingId": 777})
	}, false},
	"a listing twice": {func(o map[string]any) { o["listings"] = append(o["listings"].([]any), o["listings"].([]any)[0]) },
		false},
	"a copy too many": {listing(0, set("quantity", 3)), false},
	"an item too many": {
		listing(0, func(l map[string]any) { l["orderItems"] = append(l["orderItems"].([]any), map[string]any{"status": 5}) }), false},
	"a negative quantity":              {listing(0, set("quantity", -2)), false},
	"a quantity that cannot be read":   {listing(0, set("quantity", "two")), true},
	"a quantity that is not shown":     {listing(0, without("quantity")), true},
	"listings that cannot be read":     {set("listings", "none"), false},
	"a listing that cannot be read":    {func(o map[string]any) { o["listings"].([]any)[0] = "book" }, false},
	"a message beside it":              {set("messages", []string{"something went wrong"}), false},
	"a message that is no text":        {set("messages", []any{map[string]any{"code": "E1"}}), false},
	"messages in an object":            {set("messages", map[string]any{"text": "card declined"}), false},
	"an error beside it":               {set("error", "card declined"), false},
	"errors beside it":                 {set("orderErrors", []string{"card declined"}), false},
	"no errors beside it":              {set("errors", []string{}), true},
	"an error of none beside it":       {set("error", "None"), true},
	"no messages beside it":            {set("messages", []string{}), true},
	"no dry run, as a number":          {set("dryrun", 0), true},
	"a dry run, as a number":           {set("dryrun", 1), false},
	"a key that nobody has documented": {set("gift", map[string]any{"wrap": true}), true},
}

// listing2 changes the first item of a listing.
func listing2(change func(map[string]any)) func(map[string]any) {
	return func(l map[string]any) { change(l["orderItems"].([]any)[0].(map[string]any)) }
}

func TestAReplyCountsOnlyIfItIsOurOrder(t *testing.T) {
	t.Parallel()
	for name, test := range replies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				gets := 0
				client := answering(t, func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost {
						reply(201, "2010", ours(test.change))(w, r)
						return
					}
					gets++
					reply(200, "2000", `{"metadata":{"orderResponseSize":0},"orders":[]}`)(w, r)
				})
				order, err := client.PlaceOrder(t.Context(), orderOf("token"), sellerwire.WithRequestID("the-order"))
				if test.accepted {
					require.NoError(t, err)
					assert.Equal(t, name == "the first ID", order.ID == 1)
					assert.Zero(t, gets)
					return
				}
				assert.Zero(t, order)
				checkUnknown(t, err, sellerwire.ErrUnexpectedContent)
				assert.Equal(t, 6, gets, "it is a lost reply")
			})
		})
	}
}

// The code of another operation contradicts the order beside it.
func TestAnOrderUnderTheCodeOfADryRunIsLost(t *testing.T) {
	t.Parallel()
	for code, accepted := range map[string]bool{"2002": false, "2010, 2002": false, "2010": true,
		"2000": true, "2003": true, "": true, "2999": true} {
		synctest.Test(t, func(t *testing.T) {
			client := answering(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					reply(201, code, ours(nil))(w, r)
				} else {
					reply(200, "2000", page())(w, r)
				}
			})
			order, err := client.PlaceOrder(t.Context(), orderOf("token"), sellerwire.WithRequestID("the-order"))
			if accepted {
				require.NoError(t, err, code)
				return
			}
			checkUnknown(t, err)
			assert.Zero(t, order, code)
		})
	}
}

// A reply that contradicts itself proves nothing.
func TestAReplyThatContradictsItselfIsLost(t *testing.T) {
	t.Parallel()
	for _, change := range [][2]string{
		{`"orderId":`, `"orderId":9,"orderId":`}, {`"dryrun":`, `"dryrun":true,"dryrun":`}, {`"quantity":1`, `"quantity":1,"quantity":3`},
		{`"listingId":12345,`, `"listingId":777,"listingId":12345,`}, {`"orderItems":[{`, `"orderItems":[],"orderItems":[{`},
		{`"referenceId":`, `"referenceId":"x","referenceId":`},
	} {
		synctest.Test(t, func(t *testing.T) {
			body := strings.Replace(ours(nil), change[0], change[1], 1)
			require.NotEqual(t, ours(nil), body)
			client := answering(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					reply(201, "2010", body)(w, r)
				} else {
					reply(200, "2000", page(body))(w, r)
				}
			})
			_, err := client.PlaceOrder(t.Context(), orderOf("token"), sellerwire.WithRequestID("the-order"))
			checkUnknown(t, err)
			var partial *purchase.PartialError
			assert.NotErrorAs(t, err, &partial, change[1])
		})
	}
	// A contradiction in what nobody decides by proves nothing else.
	order, err := answering(t, reply(201, "2010", strings.ReplaceAll(ours(nil), `"cost":1`, `"cost":1,"cost":2`))).
		PlaceOrder(t.Context(), orderOf("token"), sellerwire.WithRequestID("the-order"))
	require.NoError(t, err)
	assert.Len(t, order.Unreadable, 3)
}

// page is an answer to a search for our order.
func page(orders ...string) string {
	return fmt.Sprintf(`{"metadata":{"orderResponseSize":%d},"orders":[%s]}`, len(orders), strings.Join(orders, ","))
}

type sightIs int

const (
	unclear sightIs = iota
	nothing
	found
	conflict
)

// What a search by the reference may show, and what that is worth. Only a clean
// and empty answer lets a resume post.
var sights = map[string]struct {
	status  int
	codes   string
	body    func() string
	meaning sightIs
}{
	"an empty page":                 {200, "2000", func() string { return page() }, nothing},
	"an empty page without a code":  {200, "", func() string { return page() }, nothing},
	"no count":                      {200, "2000", func() string { return `{"metadata":{},"orders":[]}` }, nothing},
	"no metadata":                   {200, "2000", func() string { return `{"orders":[]}` }, nothing},
	"a count with decimals":         {200, "2000", func() string { return `{"metadata":{"orderResponseSize":0.0},"orders":[]}` }, nothing},
	"no orders, and none counted":   {200, "2000", func() string { return `{"metadata":{"orderResponseSize":0}}` }, nothing},
	"orders null, and none counted": {200, "2000", func() string { return `{"metadata":{"orderResponseSize":0},"orders":null}` }, nothing},
	"not found, in its own words":   {404, "4041", func() string { return `{"messages":["Order not found"]}` }, nothing},
	"not found, and no words":       {404, "4041", func() string { return "" }, nothing},

	"orders null, and no count":    {200, "2000", func() string { return `{"metadata":{},"orders":null}` }, unclear},
	"orders missing, and no count": {200, "2000", func() string { return `{"metadata":{}}` }, unclear},
	"nothing at all":               {200, "2000", func() string { return "" }, unclear},
	"an empty object":              {200, "2000", func() string { return `{}` }, unclear},
	"an empty array":               {200, "2000", func() string { return `[]` }, unclear},
	"a web page":                   {200, "", func() string { return "<html>no results</html>" }, unclear},
	"an envelope":                  {200, "2000", func() string { return `{"data":` + page() + `}` }, unclear},
	"a count of one, and none": {200, "2000",
		func() string { return `{"metadata":{"orderResponseSize":1},"orders":[]}` }, unclear},
	"a count of one, and null": {200, "2000",
		func() string { return `{"metadata":{"orderResponseSize":1},"orders":null}` }, unclear},
	"a count that cannot be read": {200, "2000",
		func() string { return `{"metadata":{"orderResponseSize":"none"},"orders":[]}` }, unclear},
	"a next page, and no order": {200, "2000",
		func() string { return `{"metadata":{"orderResponseSize":0,"next":7},"orders":[]}` }, unclear},
	"a message beside it":       {200, "2000", func() string { return `{"orders":[],"messages":["try later"]}` }, unclear},
	"a message that is no text": {200, "2000", func() string { return `{"orders":[],"messages":[{"code":"E1"}]}` }, unclear},
	"two kinds of messages": {200, "2000",
		func() string { return `{"orders":[],"messages":["try later"],"messages":[]}` }, unclear},
	"an error beside it": {200, "2000", func() string { return `{"orders":[],"error":"index unavailable"}` }, unclear},
	"an error in the metadata": {200, "2000",
		func() string { return `{"orders":[],"metadata":{"orderResponseSize":0,"searchErrors":["x"]}}` }, unclear},
	"no error beside it": {200, "2000",
		func() string { return `{"orders":[],"error":null,"errors":[],"total":0}` }, nothing},
	"a blank next page": {200, "2000", func() string { return `{"orders":[],"metadata":{"next":" "}}` }, nothing},
	"two metadata": {200, "2000",
		func() string { return `{"orders":[],"metadata":{"next":7},"Metadata":{"orderResponseSize":0}}` }, unclear},
	"what is not quite JSON": {200, "2000", func() string { return `{"orders":[],"took":NaN}` }, unclear},
	"not found, and a count of one": {404, "4041",
		func() string { return `{"orders":[],"metadata":{"orderResponseSize":1}}` }, unclear},
	"not found, and an odd order": {404, "4041", func() string { return ours(set("orderId", "seven")) }, unclear},
	"not found, and two IDs":      {404, "4041", func() string { return `{"orderId":7,"orderId":8}` }, unclear},
	"not found, and an odd list":  {404, "4041", func() string { return `{"orders":"one"}` }, unclear},
	"it, and an error in it":      {200, "2000", func() string { return page(ours(set("error", "card declined"))) }, unclear},
	"it, and a cost that is no number": {200, "2000",
		func() string { return strings.ReplaceAll(page(ours(nil)), `"cost":1`, `"cost":NaN`) }, found},
	"two lists":                         {200, "2000", func() string { return `{"orders":[],"orders":[` + ours(nil) + `]}` }, unclear},
	"the code of a dry run":             {200, "2002", func() string { return page() }, unclear},
	"the code of an order":              {201, "2010", func() string { return page() }, unclear},
	"a code that nobody has documented": {200, "2999", func() string { return page() }, unclear},
	"not found, and another code":       {404, "4041, 5000", func() string { return "" }, unclear},
	"not found, without a code":         {404, "", func() string { return `{"messages":["Order not found"]}` }, unclear},
	"not found, under a 200":            {200, "4041", func() string { return page() }, unclear},
	"not found, and an order":           {404, "4041", func() string { return page(ours(nil)) }, unclear},
	"another server":                    {404, "", func() string { return "<html>nginx</html>" }, unclear},
	"a redirect":                        {302, "2000", func() string { return page() }, unclear},
	"refused":                           {401, "4014", func() string { return "" }, unclear},
	"an order that cannot be read":      {200, "2000", func() string { return page(`"..."`) }, unclear},
	"an order without an ID":            {200, "2000", func() string { return page(ours(without("orderId"))) }, unclear},
	"a dry run":                         {200, "2000", func() string { return page(ours(set("dryrun", true))) }, unclear},
	"an ID of 0":                        {200, "2000", func() string { return page(ours(set("orderId", 0))) }, unclear},
	"a reference that cannot be read":   {200, "2000", func() string { return page(ours(set("referenceId", true))) }, unclear},
	"listings that cannot be read":      {200, "2000", func() string { return page(ours(set("listings", 7))) }, unclear},
	"a listing without an ID":           {200, "2000", func() string { return page(ours(listing(0, without("listingId")))) }, unclear},
	"only other references":             {200, "2000", func() string { return page(ours(set("referenceId", "another"))) }, unclear},
	"no reference, and less": {200, "2000",
		func() string { return page(ours(both(without("referenceId"), listing(0, less)))) }, unclear},
	"no reference, and no listings": {200, "2000", func() string { return page(ours(without("referenceId", "listings"))) }, unclear},
	"no reference, and no date":     {200, "2000", func() string { return page(ours(without("referenceId", "createDate"))) }, unclear},
	"no reference, and too old": {200, "2000", func() string {
		return page(ours(both(without("referenceId"), set("createDate", ago(365*24*time.Hour)))))
	}, unclear},
	"no reference, among others'":     {200, "2000", func() string { return page(ours(without("referenceId")), other()) }, unclear},
	"two that could be it":            {200, "2000", func() string { return page(ours(nil), ours(set("orderId", 7))) }, unclear},
	"it, and one that cannot be read": {200, "2000", func() string { return page(ours(nil), `null`) }, unclear},
	"it, and a count of two": {200, "2000",
		func() string { return `{"metadata":{"orderResponseSize":2},"orders":[` + ours(nil) + `]}` }, unclear},
	"it, and the same page for ever": {200, "2000",
		func() string { return `{"metadata":{"next":7},"orders":[` + ours(nil) + `]}` }, unclear},
	"another listing": {200, "2000", func() string { return page(ours(listing(0, set("listingId", 777)))) }, conflict},
	"a copy too many": {200, "2000", func() string { return page(ours(listing(0, set("quantity", 3)))) }, conflict},
	"long before the first attempt": {200, "2000",
		func() string { return page(ours(set("createDate", ago(365*24*time.Hour)))) }, conflict},
	"25.1 hours before it": {200, "2000",
		func() string { return page(ours(set("createDate", ago(26*time.Hour+time.Minute)))) }, conflict},
	"24.9 hours before it": {200, "2000",
		func() string { return page(ours(set("createDate", ago(25*time.Hour-time.Minute)))) }, found},
	"it": {200, "2000", func() string { return page(ours(nil)) }, found},
	"it, with a count that is no count": {200, "2000",
		func() string { return `{"metadata":{"orderResponseSize":"one"},"orders":[` + ours(nil) + `]}` }, found},
	"it, twice":         {200, "2000", func() string { return page(ours(nil), ours(nil)) }, found},
	"it, by itself":     {200, "2000", func() string { return ours(nil) }, found},
	"it, among others'": {200, "2000", func() string { return page(other(), ours(nil)) }, found},
	"it, among others of ours": {200, "2000", func() string {
		return page(ours(both(set("orderId", 7), listing(0, set("listingId", 777)))), ours(nil))
	}, found},
	"a date that is missing":         {200, "2000", func() string { return page(ours(without("createDate"))) }, found},
	"a date that cannot be read":     {200, "2000", func() string { return page(ours(set("createDate", "yesterday"))) }, found},
	"costs that cannot be read":      {200, "2000", func() string { return page(ours(listing(0, listing2(set("cost", "much"))))) }, found},
	"no reference, and all the same": {200, "2000", func() string { return page(ours(without("referenceId"))) }, found},
}

func ago(d time.Duration) string { return time.Now().UTC().Add(-d).Format(time.RFC3339) }

func other() string {
	return ours(both(set("orderId", 7), set("referenceId", "another")))
}

func both(changes ...func(map[string]any)) func(map[string]any) {
	return func(o map[string]any) {
		for _, change := range changes {
			change(o)
		}
	}
}

// less takes a copy away.
func less(l map[string]any) { l["quantity"], l["orderItems"] = 1, l["orderItems"].([]any)[:1] }

func TestAResumePostsOnlyAfterACleanAndEmptyAnswer(t *testing.T) {
	t.Parallel()
	for name, test := range sights {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				posts := 0
				client := answering(t, func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost {
						posts++
						reply(201, "2010", ours(set("orderId", 99)))(w, r)
						return
					}
					reply(test.status, test.codes, test.body())(w, r)
				})
				order, err := client.ResumeOrder(t.Context(), orderOf("token"), "the-order", since(time.Hour))
				switch test.meaning {
				case nothing:
					require.NoError(t, err)
					assert.EqualValues(t, 99, order.ID)
					assert.Equal(t, 1, posts)
					return
				case found:
					require.NoError(t, err)
					assert.EqualValues(t, 1234567, order.ID)
				case conflict:
					checkUnknown(t, err, sellerwire.ErrConflict)
				case unclear:
					checkUnknown(t, err)
					assert.NotErrorIs(t, err, sellerwire.ErrConflict)
				}
				if test.meaning != found {
					assert.Zero(t, order)
				}
				assert.Zero(t, posts)

				_, err = client.FindOrder(t.Context(), orderOf("token"), "the-order", since(time.Hour))
				assert.NotErrorIs(t, err, sellerwire.ErrNotFound)
			})
		})
	}
}

// The same, after a lost reply: what is found is the order, and nothing else is.
func TestALostOrderIsFoundOnlyWhereItIsShown(t *testing.T) {
	t.Parallel()
	for name, test := range sights {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				posts := 0
				client := answering(t, func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost {
						posts++
						panic(http.ErrAbortHandler)
					}
					reply(test.status, test.codes, test.body())(w, r)
				})
				order, err := client.PlaceOrder(t.Context(), orderOf("token"), sellerwire.WithRequestID("the-order"))
				if test.meaning == found && !strings.HasPrefix(name, "24.9 hours") {
					require.NoError(t, err)
					assert.EqualValues(t, 1234567, order.ID)
				} else {
					checkUnknown(t, err)
					assert.Zero(t, order)
				}
				assert.Equal(t, 1, posts)
			})
		})
	}
}

// A look-up reads every page, and every window.
func TestALookUpReadsEveryPage(t *testing.T) {
	t.Parallel()
	emu, client := inMemory(t, purchasetest.Options{})
	first := time.Now().AddDate(0, 0, -200)
	for i := range 250 { // of other listings, under the same reference
		emu.AddOrder(purchasetest.Order{
			ReferenceID: "shelf-7", CreateDate: first.AddDate(0, 0, i%190).Add(time.Duration(i) * time.Minute),
			Listings: []purchasetest.OrderListing{{ListingID: 777, Quantity: 1}},
		})
	}
	want := emu.AddOrder(purchasetest.Order{ReferenceID: "shelf-7", CreateDate: first.AddDate(0, 0, 1), Listings: sameListings()})
	request := orderOf(emu.CardToken())
	request.ReferenceID = "shelf-7"
	seen := watch(emu)
	order, err := client.ResumeOrder(t.Context(), request, "order-7", purchase.ResumeOptions{FirstAttempt: first})
	require.NoError(t, err)
	assert.Equal(t, want.ID, order.ID)
	assert.Equal(t, 4, seen.gets(), "three windows, and two pages of the first")
	assert.Zero(t, seen.posts())
}

// A reference that was used without end is read to a limit.
func TestALookUpReadsAHundredPages(t *testing.T) {
	t.Parallel()
	pages := 0
	client := answering(t, func(w http.ResponseWriter, r *http.Request) {
		pages++
		reply(200, "2000", fmt.Sprintf(`{"metadata":{"next":%d},"orders":[{"orderId":%[1]d}]}`, pages))(w, r)
	})
	synctest.Test(t, func(t *testing.T) {
		_, err := client.FindOrder(t.Context(), orderOf(""), "the-order", since(time.Hour))
		require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown)
		assert.NotErrorIs(t, err, sellerwire.ErrNotFound)
	})
	assert.Equal(t, 100, pages)
}

// 2003 and 4090 can be answered only to an ID that has arrived before: the order
// is looked for until the end, however soon a search is clean and empty.
func TestAnIDThatHasArrivedIsLookedForUntilTheEnd(t *testing.T) {
	t.Parallel()
	for code, kind := range map[int]error{2003: nil, 4090: sellerwire.ErrConflict} {
		for name, late := range map[string]time.Duration{"found": 25 * time.Second, "not found": time.Hour} {
			t.Run(fmt.Sprintf("%d, %s", code, name), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					emu, client := inMemory(t, purchasetest.Options{VisibleAfter: late})
					onPost(emu, func(next http.Handler, w http.ResponseWriter, r *http.Request) {
						lostReply(next, r)
						emu.Refuse(w, r, code)
					})
					seen := watch(emu)
					order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()))
					assert.Equal(t, 1, seen.posts())
					assert.Equal(t, 6, seen.gets())
					if name == "found" {
						require.NoError(t, err)
						assert.Equal(t, emu.Orders()[0].ID, order.ID)
						return
					}
					checkUnknown(t, err)
					assert.Equal(t, []purchase.Code{purchase.Code(code)}, purchase.CodesOf(err))
					if kind != nil {
						require.ErrorIs(t, err, kind)
					}
				})
			})
		}
	}
}

// Every replay that a service may answer, from another program, or from a proxy in
// front: one order, and told as bought.
func TestEveryReplayIsOneOrder(t *testing.T) {
	t.Parallel()
	for name, replay := range map[string]purchasetest.Replay{
		"2010": purchasetest.ReplayCreated, "2000": purchasetest.ReplayRetrieved,
		"2003": purchasetest.ReplayProcessing, "4090": purchasetest.ReplayConflict,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, client := inMemory(t, purchasetest.Options{Replay: replay, PostTwice: true, VisibleAfter: 5 * time.Second})
				order, err := client.PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID("the-order"))
				require.NoError(t, err)
				again, err := another(t, emu).PlaceOrder(t.Context(), orderOf(emu.CardToken()), sellerwire.WithRequestID("the-order"))
				require.NoError(t, err)
				assert.Equal(t, order, again)
				assert.Len(t, emu.Orders(), 1)
			})
		})
	}
}
