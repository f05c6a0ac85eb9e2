package invapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
)

const accepted = sellerwire.OutcomeAccepted

// body is a reply, and what becomes of an update that is answered so.
type body struct {
	text    string
	status  int           // 200, if not given
	kind    string        // of the content; JSON, if not given
	update  invapi.Update // suit(44), if not given
	outcome sellerwire.Outcome
	err     error // a kind of the failure
}

func upc(upc, store string, quantity int) invapi.Update {
	return invapi.Update{Product: invapi.ByUPC(upc), Store: store, Quantity: quantity}
}

func sku(sku, size, width, store string, quantity int) invapi.Update {
	return invapi.Update{Product: invapi.BySKU(sku, size, width), Store: store, Quantity: quantity}
}

// Nobody has documented a success. These are the ones that services of this kind
// are known to send, from the vendor's pages and from other programs' trackers.
var successes = []body{
	// Nothing, or next to nothing.
	{text: ``},
	{text: "", status: 204},
	{text: "", status: 202, kind: htmlType},
	{text: " \r\n"},
	{text: `{}`},
	{text: `[]`},
	{text: `null`},
	{text: `true`},
	{text: `""`},
	{text: "\xef\xbb\xbf{\"success\": true}"},

	// A word.
	{text: `OK`, kind: textType},
	{text: `ok`, kind: htmlType},
	{text: `"OK"`},
	{text: "Success\n", kind: textType},
	{text: `True`, kind: textType},
	{text: `Inventory updated.`, kind: textType},
	{text: `OK, 0 errors`, kind: textType},
	{text: `Done. No errors.`, kind: textType},
	{text: `1 item updated`, kind: textType},
	{text: `1 row(s) affected`, kind: textType},
	{text: `Updated FAILSAFE-JACKET at store 3`, kind: textType, update: sku("FAILSAFE-JACKET", "34", "D", "3", 44)},
	{text: `["OK"]`},

	// A number that is no status.
	{text: `1`},
	{text: `12`},
	{text: `"1"`, kind: textType},
	{text: `987654321`},

	// An object that says so.
	{text: `{"success": true}`},
	{text: `{"success":true,"error":{}}`},
	{text: `{"success":true,"error":null,"errors":[]}`},
	{text: `{"success":1}`},
	{text: `{"success":true,"modifiedCount":0}`}, // nothing had to change
	{text: `{"acknowledged":true,"modifiedCount":1}`},
	{text: `{"success":"true","errors":{"sku":[],"size":null}}`},
	{text: `{"ok":true}`},
	{text: `{"updated":1,"failed":0,"errors":0}`},
	{text: `{"status":"SUCCESS"}`},
	{text: `{"status":"ok","code":200}`},
	{text: `{"statusCode":200,"body":"{\"success\":true}"}`},
	{text: `{"status":0,"message":"updated"}`},
	{text: `{"error":"none"}`},
	{text: `{"error":"","message":"Inventory updated, token valid"}`},
	{text: `{"error":false,"fault":null,"failure":"0"}`},
	{text: `{"errorMessage":"No error","errorCode":0}`},
	{text: `{"hasErrors":false,"errorCount":0}`},
	{text: `{"success":true,"success":true}`},
	{text: `{"Success":true,"Message":"Stored"}`},
	{text: `{"success":true,"errors":[]}`, status: 207},
	{text: `{"jobID":17}`, status: 202},

	// An object that shows what was set.
	{text: `{"sku":"ZOOT-SUIT","size":"34","width":"D","store":"3","quantity":44}`, status: 201},
	{text: `{"sku":"zoot suit","size":34,"store":3,"qty":"44.0"}`},
	{text: `{"upc":12345678905,"store":"3","quantity":"7"}`, update: upc("012345678905", "3", 7)},
	{text: `{"inventory_level":{"store":"3","quantity":44,"error":null}}`},
	{text: `{"data":{"userErrors":[],"quantity":45}}`},
	{text: `[{"sku":"ZOOT-SUIT","quantity":44}]`},
	{text: `[{"size":"36","quantity":2},{"size":"34","quantity":44}]`},
	{text: `{"qoh":"12"}`},
	{text: `{"store":"404","quantity":500,"code":"404"}`, update: upc("1", "404", 500)},
	{text: `{"product":"TOKEN-RING","message":"TOKEN-RING set to 3"}`, update: sku("TOKEN-RING", "7", "", "3", 3)},
	{text: `{"message":"Updated FAILSAFE-JACKET","sku":"FAILSAFE-JACKET"}`, update: sku("FAILSAFE-JACKET", "M", "", "3", 3)},
	{text: `{"message":"Stock of NOT FOUND (size Missing) is now 3"}`, update: sku("NOT FOUND", "Missing", "", "3", 3)},
	{text: `{"sku":"ERROR-404","message":"set"}`, update: sku("ERROR-404", "M", "", "3", 3)},
	{text: `{"updatedAt":"2026-10-01T10:00:00Z","defaultStore":"1","failover":"eu-2","isDefault":false,"active":false}`},
	{text: `{"message":"Inventory updated","details":{}}`},
}

// What follows is no success. A refusal in a form of the service's own is
// rejected; whatever may have been said after the update was made is unknown.
var refusals = []body{
	// The documented form, in every wrapping.
	{text: "{\n\"error\": \"Missing required field: sku\"\n}", outcome: rejected, err: invalid},
	{text: `{"statusCode":400,"body":"{\"error\":\"Missing required field: sku\"}"}`, outcome: rejected, err: invalid},
	{text: `{"statusCode":200,"body":"{\"error\":\"Missing required field: sku\"}"}`, outcome: rejected, err: invalid},
	{text: `{"body":{"error":{"message":"Missing required field: size"}}}`, outcome: rejected, err: invalid},
	{text: `["Missing required field: sku"]`, outcome: rejected, err: invalid},
	{text: `"Missing required field: sku"`, outcome: rejected, err: invalid},
	{text: `Missing required field: sku`, kind: textType, outcome: rejected, err: invalid},
	{text: `{"message":"Missing required field: store"}`, outcome: rejected, err: invalid},
	{text: `{"errors":{"size":["Missing required field: size"]}}`, outcome: rejected, err: invalid},
	{text: `{"message":"0 of 1 done","results":[{"success":false,"error":"Missing required field: sku"}]}`,
		status: 207, outcome: rejected, err: invalid},

	// The token.
	{text: `{"error":"Invalid token"}`, outcome: rejected, err: unauthorized},
	{text: `{"message":"Unauthenticated."}`, outcome: rejected, err: unauthorized},
	{text: `{"error":"Unauthorised: bad token"}`, outcome: rejected, err: unauthorized},
	{text: `Invalid token`, kind: textType, outcome: rejected, err: unauthorized},
	{text: `{"statusCode":401,"message":"x"}`, outcome: rejected, err: unauthorized},
	{text: `{"error":"Forbidden"}`, outcome: rejected, err: forbidden},
	{text: `{"error":{"code":"TOKEN_EXPIRED"}}`, outcome: rejected, err: unauthorized},

	// The product.
	{text: `{"status":404,"message":"Product not found"}`, outcome: rejected, err: notFound},
	{text: `["Product not found"]`, outcome: rejected, err: notFound},
	{text: `Product not found`, kind: textType, outcome: rejected, err: notFound},
	{text: `{"success":false,"code":"PRODUCT_NOT_FOUND"}`, outcome: rejected, err: notFound},
	{text: `{"found":false}`, outcome: rejected},
	{text: `{"statusCode":"404"}`, outcome: rejected, err: notFound},
	{text: `{"sku":"ERROR-404","error":"Store not found"}`, update: sku("ERROR-404", "M", "", "3", 3), outcome: rejected, err: notFound},

	// A field that says so.
	{text: `{"ok":false}`, outcome: rejected},
	{text: `{"success":false,"message":"locked"}`, outcome: rejected},
	{text: `{"isSuccess":false}`, outcome: rejected},
	{text: `{"success":"false"}`, outcome: rejected},
	{text: `{"success":0}`, outcome: rejected},
	{text: `{"updated":false}`, outcome: rejected},
	{text: `{"updated":0}`, outcome: rejected},
	{text: `{"valid":false}`, outcome: rejected},
	{text: `{"SUCCESS":"N"}`, outcome: rejected},
	{text: `{"status":"KO"}`, outcome: rejected},
	{text: `{"matched":0,"modified":0}`, outcome: unknown, err: unexpected},
	{text: `{"rowsAffected":0}`, outcome: unknown, err: unexpected},
	{text: `{"message":"Limit Exceeded"}`, outcome: unknown},
	{text: `{"status":false,"message":"store is closed"}`, outcome: rejected},
	{text: `{"status":"FAILED"}`, outcome: rejected},
	{text: `{"status":"error","message":"No such store"}`, outcome: rejected},
	{text: `{"error":true,"message":"No such store"}`, outcome: rejected},
	{text: `{"error":7}`, outcome: rejected},
	{text: `{"errors":["No such store","and no such size"]}`, outcome: rejected},
	{text: `{"data":{"userErrors":[{"field":"size","message":"is unknown"}]}}`, outcome: rejected},
	{text: `{"error_message":"quantity too large"}`, outcome: rejected},
	{text: `{"failed":1}`, outcome: rejected},
	{text: `{"failures":[{"row":1}]}`, outcome: rejected},
	{text: `[{"success":false}]`, outcome: rejected},
	{text: `false`, outcome: rejected},
	{text: `False`, kind: textType, outcome: rejected},

	// A status in the body.
	{text: `{"status":422,"title":"Unprocessable"}`, outcome: rejected, err: invalid},
	{text: `{"status_code":409,"message":"locked"}`, outcome: rejected, err: conflict},
	{text: `{"code":500,"message":"x"}`, outcome: unknown},
	{text: `{"quantity":44,"warehouse":{"code":450}}`, outcome: unknown},
	{text: `{"product":{"sync":{"last":{"updated":false}}}}`, outcome: unknown},
	{text: `{"statusCode":503,"body":""}`, outcome: unknown, err: unavailable},

	// The service broke down, and may have done it before.
	{text: `{"error":"Internal Server Error"}`, outcome: unknown},
	{text: `{"exception":"SQLException","path":"/api"}`, outcome: unknown},
	{text: `{"fault":{"faultstring":"gateway"}}`, outcome: unknown},
	{text: `{"success":true,"errors":["No such store"]}`, outcome: unknown},
	{text: `{"success":false,"success":true}`, outcome: unknown},
	{text: `Database error`, kind: textType, outcome: unknown},
	{text: `{"message":"Something failed"}`, outcome: unknown},

	// It is not about this update.
	{text: `{"sku":"OTHER","size":"34","width":"D","store":"3","quantity":44}`, outcome: unknown},
	{text: `{"sku":"ZOOT-SUIT","store":"4","quantity":44}`, outcome: unknown},
	{text: `{"success":true,"quantity":12}`, outcome: unknown},
	{text: `{"upc":"849632048261","quantity":1}`, update: upc("849632048260", "3", 1), outcome: unknown},

	// It is no word of the service's on an update.
	{text: "<br />\n<b>Warning</b>: Undefined index in <b>/srv/x.php</b><br />\n{\"success\":false}",
		kind: htmlType, outcome: unknown, err: unexpected},
	{text: "Warning: undefined index in /srv/x.php on line 3\n{\"success\":false}", kind: htmlType, outcome: unknown},
	{text: `<!DOCTYPE html><html>Sign in</html>`, kind: htmlType, outcome: unknown, err: unexpected},
	{text: ")]}',\n{\"success\":false}", outcome: unknown, err: unexpected},
	{text: `cb({"success":false})`, outcome: unknown, err: unexpected},
	{text: `0 row(s) affected`, kind: textType, outcome: unknown},
	{text: `{"success":tr`, outcome: unknown, err: unexpected},
	{text: `{"success":true}{"success":false}`, outcome: unknown, err: unexpected},
	{text: `404 page not found`, kind: textType, outcome: unknown},
	{text: `404`, outcome: unknown, err: unexpected},
	{text: `500`, kind: textType, outcome: unknown, err: unexpected},
	{text: `0`, outcome: unknown, err: unexpected},
	{text: `-1`, outcome: unknown, err: unexpected},
	{text: `Welcome to nginx!`, kind: textType, outcome: unknown, err: unexpected},
	{text: `{"success":true,"warnings":["price missing in the feed"]}`, outcome: unknown},
	{text: `Please sign in to have your stock updated`, kind: textType, outcome: unknown},
	{text: `Not updated`, kind: textType, outcome: unknown},
	{text: `{"error":{}}`, outcome: unknown},
	{text: `{"errors":[{}]}`, outcome: unknown},
	{text: "\x1f\x8b\x08\x00\x01", outcome: unknown, err: unexpected},
}

func TestEveryBodyIsReadForWhatItSays(t *testing.T) {
	t.Parallel()
	require.GreaterOrEqual(t, len(successes), 60)
	require.GreaterOrEqual(t, len(refusals), 60)
	for i := range successes {
		if successes[i].outcome == 0 {
			successes[i].outcome = accepted
		}
	}
	for _, b := range append(successes[:len(successes):len(successes)], refusals...) {
		if b.status == 0 {
			b.status = http.StatusOK
		}
		if b.kind == "" {
			b.kind = jsonType
		}
		if b.update == (invapi.Update{}) {
			b.update = suit(44)
		}
		t.Run(fmt.Sprintf("%.60q", b.text), func(t *testing.T) {
			t.Parallel()
			client := newClient(t, "http://127.0.0.1", hc(always(b.status, b.kind, []byte(b.text))), attempts(1))
			err := client.SetQuantity(t.Context(), b.update)
			require.Equal(t, b.outcome, sellerwire.OutcomeOf(err), "%v", err)
			if b.outcome == accepted {
				return
			}
			require.Equal(t, b.outcome == unknown, errors.Is(err, lost), "%v", err)
			if b.err != nil {
				assert.ErrorIs(t, err, b.err)
			}
			assert.False(t, strings.Contains(err.Error(), "\n"))
		})
	}
}
