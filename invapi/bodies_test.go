package invapi_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/sellerwire/sellerwire"
)

// bodies are replies under a 200, by what becomes of an update that is answered so.
// They are of the kinds that the tables of verdict_test.go begin.
var bodies = map[sellerwire.Outcome][]string{
	accepted: {
		`{"message":null}`, `{"code":"success","message":null,"data":null}`, `{"code":0,"message":"success"}`,
		`{"status":200,"message":"OK"}`, `{"code":200,"msg":"success","data":{}}`, `{"code":"200","message":"Inventory updated"}`,
		`{"code":1,"msg":"ok"}`, `{"errcode":0,"errmsg":"ok"}`, `{"errno":0,"errstr":""}`, `{"result":"ok"}`, `{"result":true}`,
		`{"result":"success"}`, `{"result":1}`, `{"data":null}`, `{"rejected":0,"accepted":1}`, `{"missing":[]}`,
		`{"skipped":0,"updated":1}`, `{"invalid":false}`, `{"errorCount":0}`, `{"has_errors":"false"}`,
		`{"error":false,"message":"ok"}`, `{"error":"false"}`, `{"error":"No error"}`, `{"error":"n/a"}`, `{"error":"-"}`,
		`{"error":"nil"}`, `{"error":[null]}`, `{"error":[""]}`, `{"error":{"code":0,"message":""}}`, `{"error":{"message":null}}`,
		`{"error":"no"}`, `{"errors":"no"}`, `{"error":"FALSE"}`, `{"error":"None"}`, `{"error":"NULL"}`, `{"error":"0.0"}`,
		`{"error":" "}`, `{"errors":[[]]}`, `{"stackTrace":[]}`, `success=true`, `status=ok`, `Updated: 1`, `OK.`, `Ok!`, `'OK'`,
		`done`, `1 row affected`, `Query OK, 1 row affected (0.01 sec)`, `200 OK`, `201 Created`, `HTTP/1.1 200 OK`,
		`quantity set to 44`, `Inventory for ZOOT-SUIT 34 D at store 3 updated to 44`, `Yes`, `1.0`, `1e0`, `600`, `[true]`, `[1]`,
		`[[]]`, `[{}]`, `[null]`, `[200,"OK"]`, `{"":""}`, `{"success":{}}`, `{"quantity":"44 "}`, `{"Quantity":44}`,
		`{"quantity":44,"previous_quantity":3}`, `{"quantity":null}`, `{"quantity":"44.00"}`, `{"quantity":4.4e1}`,
		`{"store":{"code":"3"},"quantity":44}`, `{"size":"34.0"}`, `{"upc":null,"sku":"ZOOT-SUIT"}`, `{"upc":"","sku":"ZOOT-SUIT"}`,
		"{\"success\":true}\n\n", "\xef\xbb\xbf", "\u200bOK", `{"warnings":[]}`, `{"success":true,"warning":"quantity lowered to 40"}`,
		`{"jsonrpc":"2.0","result":true,"id":1}`, `{"data":{"setInventory":null}}`, `{"data":{"inventorySet":{"userErrors":[]}}}`,
		`{"message":"Inventory updated successfully. 1 row affected."}`, `{"status":"ok","issues":[]}`, `{"id":5,"d":null}`,
		`{"data":{"id":5}}`, `{"result":{"updated":1,"unchanged":0}}`, `{"data":"abc"}`, `{"data":5}`, `{"output":""}`,
		`{"response":"Inventory queued for sync"}`, `{"code":"INVENTORY_UPDATED"}`, `{"success":true,"details":"none"}`,
		`{"success":true,"message":"No errors, no warnings"}`,
		`{"success":true,"name":"No Show Sock","brand":"Zero Limit","stackHeight":"32mm","traceId":"00-abc"}`,
		`{"variant":{"id":7,"sku":"ZOOT-SUIT","title":"Without Limits Bad Wolf","inventory":{"total":44}}}`,
		`{"ok":1,"n":1,"nModified":1}`, `{"ok":1,"n":1,"nModified":0}`,
		`{"acknowledged":true,"insertedId":null,"matchedCount":1,"modifiedCount":0,"upsertedCount":0}`,
		`{"success":true,"data":{"updated_at":"2026-11-29","created_at":null,"is_active":false,"on_sale":false,"clearance":false}}`,
		`{"updated":"2026-11-29T10:00:00Z","id":9}`, `{"message":"T-Shirt stock updated"}`,
		`{"message":"Stock level for style no. 1234 has been saved"}`, `{"status":"queued","jobId":"x"}`, `{"state":"pending"}`,
		`{"result":"accepted"}`, `{"type":"inventory","level":44}`, `{"status":"active","published":false}`,
		`{"success":true,"total":0,"records":[]}`, `{"data":[]}`, `{"data":{}}`, `{"result":[]}`,
		`{"items":[{"sku":"ZOOT-SUIT","quantity":44}]}`, `{"items":[{"id":1,"qty":44,"reserved":0,"incoming":0}]}`,
		`{"available":44,"committed":0,"damaged":0,"on_hand":44}`,
		`{"inventory_level":{"inventory_item_id":808950810,"location_id":655441491,"available":42,` +
			`"updated_at":"2026-10-01T10:00:00-04:00"}}`,
		`Stock updated: ZOOT-SUIT 34 D @ 3 = 44`, `Inventory saved`, `SUCCESS`, `Success!`, `{"success":"Inventory updated"}`,
		`{"success":"yes"}`, `{"OK":true}`, `{"success":true,"code":0,"errors":null,"warnings":null,"messages":[]}`,
		`{"d":{"__type":"Result","Success":true,"ErrorMessage":null,"ErrorCode":0}}`,
		`{"IsSuccess":true,"IsError":false,"Exception":null,"StackTrace":null}`,
		`{"success":true,"errors":{},"exception":null,"trace":""}`, `{"success":true,"message":"Quantity changed from 12 to 44"}`,
		`{"success":true,"status":204}`, `{"http_code":200,"response":{"success":true}}`, `{"code":200,"status":"success","data":[]}`,
		`{"success":true,"limit":50,"offset":0,"next":null}`, `{"meta":{"rate_limit":{"remaining":0}},"success":true}`,
		`{"success":true,"conflict":false,"duplicate":false,"unknown":[]}`, `{"success":true,"reason":null,"detail":""}`,
		`{"error":{"message":"","code":"0"}}`, `{"fault":"none"}`, `{"failed":[],"succeeded":["849632048260"]}`,
		`{"failed":[],"succeeded":[1]}`,
	},
	rejected: {
		`{"statusCode":200,"body":"{\"success\":false}"}`, `{"statusCode":200,"body":" {\"success\":false}"}`,
		`{"statusCode":200,"body":"\ufeff{\"success\":false}"}`, `{"statusCode":200,"body":"\n[\"Product not found\"]"}`,
		`{"statusCode":200,"body":"\"Product not found\""}`, `{"statusCode":200,"body":"false"}`, `{"statusCode":200,"body":"False"}`,
		`{"Status":404}`, `{"STATUS":"404"}`, `{"http_status":422}`, `{"httpStatusCode":"401"}`, `{"status":"404 Not Found"}`,
		`{"statusCode":404.0}`, `{"statusCode":4.04E2}`, `{"response":{"statusCode":200,"body":"{\"error\":\"x\"}"}}`,
		`{"Message":"User is not authorized to access this resource"}`,
		`{"code":"rest_no_route","message":"No route was found matching the URL and request method","data":{"status":404}}`,
		`{"errcode":40001,"errmsg":"bad credential"}`, `{"errcode":40001}`, `{"errno":5}`, `{"errmsg":"E11000"}`, `{"errormsg":"x"}`,
		`{"errormessage":"x"}`, `{"errorcode":"X1"}`, `{"APIError":"x"}`, `{"XMLError":{"m":1}}`, `{"SKUError":"bad"}`,
		`{"apiERROR":"x"}`, `{"error2":"x"}`, `{"code":"SKUNotFound"}`, `{"reason":"SKUNotFound"}`, `{"result":"PRODUCT_NOT_FOUND"}`,
		`{"result":false}`, `{"result":"false"}`, `{"response":false}`, `{"response":"false"}`, `{"data":false}`, `{"d":false}`,
		`{"acknowledged":false}`, `{"isValid":false}`, `{"successful":"no"}`, `{"stored":false}`, `{"applied":false}`,
		`{"status":"ko"}`, `{"status":"NOK"}`, `{"status":"rejected"}`, `{"status":"denied"}`, `{"status":"fail"}`,
		`{"status":"failure"}`, `{"status":"unsuccessful"}`, `{"status":"not ok"}`, `{"status":"NOT_FOUND"}`, `{"status":"notfound"}`,
		`{"status":"INVALID"}`, `{"status":"ignored"}`, `{"status":"skipped"}`, `{"status":"not updated"}`, `{"updated":"0"}`,
		`{"failedCount":1}`, `{"error_count":1}`, `{"hasErrors":true}`, `NO`, `no`, `FALSE`, `"false"`, `[false]`,
		`["error","Product not found"]`, `{"success":"FALSE"}`, `{"success":"0"}`, `{"success":-1}`, `{"success":"failed"}`,
		`{"success":"no"}`, `{"success":"n"}`, `{"success":0.0}`, `{"success":"error"}`, `{"ok":"false"}`, `{"success":"not updated"}`,
		`{"\u0065rror":"x"}`, `{"ERROR":"x"}`, `{"error":{"error":{"error":"x"}}}`, `{"warnings":["unknown store"]}`,
		`{"type":"https://example.com/probs/out-of-stock","title":"Out of stock","status":403}`,
		`{"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"x"}`,
		`{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}`, `{"jsonrpc":"2.0","result":false,"id":1}`,
		`{"data":null,"errors":[{"message":"Syntax Error"}]}`,
	},
	unknown: {
		`{"updated":"none"}`,
		`{"statusCode":200,"body":"<html>Sign in</html>"}`, `{"statusCode":200,"body":"<!DOCTYPE html><h1>Welcome</h1>"}`,
		`{"statusCode":302,"headers":{"Location":"/login"}}`, `{"status":301,"location":"https://x/"}`,
		`{"statusCode":200,"isBase64Encoded":true,"body":"eyJzdWNjZXNzIjpmYWxzZX0="}`,
		`{"status":"HTTP/1.1 500 Internal Server Error"}`, `{"status":"500"}`, `{"status":"500 Internal Server Error"}`,
		`{"meta":{"status":404}}`, `{"responses":[{"status":404}]}`, `"\"{\\\"error\\\":\\\"x\\\"}\""`,
		`{"errorMessage":"Task timed out after 3.00 seconds"}`,
		`{"errorMessage":"RequestId: 1 Error: Runtime exited with error: signal: killed","errorType":"Runtime.ExitError"}`,
		`{"errorMessage":"RequestId: 1 Process exited before completing request"}`, `{"message":"Endpoint request timed out"}`,
		`{"message":"Missing Authentication Token"}`, `{"message":"no Route matched with those values"}`,
		`{"message":"No API key found in request"}`, `{"message":"Whoops, looks like something went wrong."}`,
		`{"detail":"Authentication credentials were not provided."}`, `{"message":"CSRF token mismatch."}`,
		`{"message":"The store field is required."}`, `{"message":"Quantity is required"}`, `{"message":"Store is not active"}`,
		`{"message":"Product skipped"}`, `{"message":"Row ignored"}`, `{"message":"Stock wasn't updated"}`,
		`{"message":"Stock wasn\u2019t updated"}`, `{"message":"No matching product"}`, `{"message":"No products matched"}`,
		`{"message":"no variants updated"}`, `{"message":"Quantity must be a positive number"}`, `{"message":"Bad gateway"}`,
		`{"message":"Wrong store"}`, `{"message":"Incorrect store code"}`, `{"message":"Duplicate request ignored"}`,
		`{"message":"Store is disabled"}`, `{"message":"Account suspended"}`, `{"message":"Unrecognized store"}`,
		`{"message":"Unsuccessful"}`, `{"message":"Update was unsuccessful"}`, `{"message":"Aborted"}`,
		`{"message":"Request blocked by WAF"}`, `{"message":"Store does not exist"}`, `{"message":"nonexistent store"}`,
		`{"message":"Out of range"}`, `{"message":"Unexpected value"}`, `{"code":-1}`, `{"status":-1}`, `{"faultstring":"x"}`,
		`{"faultcode":"Server"}`, `{"type":"APIError"}`, `{"type":"error","text":"x"}`, `{"level":"error","text":"x"}`,
		`{"result":"failure"}`, `{"result":"error"}`, `{"result":"fail"}`, `{"result":0}`, `{"result":"0"}`, `{"done":false}`,
		`{"completed":false}`, `{"processed":false}`, `{"changed":false}`, `{"state":"failed"}`, `{"statusText":"Not Found"}`,
		`{"outcome":"failure"}`, `{"updated":[]}`, `{"updated":[],"skipped":["849632048260"]}`, `{"skipped":1}`, `{"ignored":true}`,
		`{"notFound":true}`, `{"not_found":["x"]}`, `{"rejected":1}`, `{"invalid":["store"]}`, `{"missing":["store"]}`,
		`{"missing":"sku"}`, `{"unauthorized":true}`, `{"denied":true}`, `{"updatedCount":0}`, `{"count":0}`, `{"total":0}`,
		`{"nModified":0}`, `{"affectedRows":0}`, `{"rows":0}`, `{"records":0}`, `{"numUpdated":0}`, `{"itemsUpdated":0}`,
		`{"updatedItems":0}`, `{"products_updated":0}`, `{"processed":0}`, `{"error":"undefined"}`,
		`{"error":"java.lang.NullPointerException: Cannot invoke \"Store.id\" because store is null"}`,
		`{"error":"TypeError: x is not a function"}`, `{"error":"ReferenceError: upc is not defined"}`,
		`{"error":"panic: runtime error: index out of range"}`, `{"error":"connect ECONNREFUSED 127.0.0.1:27017"}`,
		`{"error":"SQLSTATE[HY000]: General error"}`, `{"error":"socket hang up"}`, `{"error":"ETIMEDOUT"}`,
		`{"error":"Something went wrong"}`, `{"error":"An unexpected error occurred"}`, `{"error":"server error"}`,
		`{"error":"Cannot read property 'id' of null"}`, `{"error":"NoneType object has no attribute id"}`, `{"error":"Out of memory"}`,
		`{"error":"Lock wait time exceeded"}`, `{"stack":"at Object.<anonymous> (/srv/a.js:1:1)"}`, `{"trace":["x"]}`, `Success: false`,
		`success=false`, `ok=0`, `OK: false`, `status=error`, `error=0`, `success: no`, `updated: 0`, `Updated 0 of 1`, `0 updated`,
		`0 of 1 updated`, `0 variants updated`, `no items updated`, `No rows updated`, `None updated`, `zero rows updated`,
		`Quantity wasn't updated`, `Stock isn't updated`, `never updated`, `without success`, `no success`, `Update was not a success`,
		`not yet processed`, `You have been logged out successfully`, `Successfully ignored`, `accepted: false`, `update skipped: ok`,
		`Query OK, 0 rows affected`, `undefined`, `None`, `nil`, `N/A`, `'false'`, `"0"`, `"null"`, `"undefined"`, `y`, `T`, `0.0`,
		`200`, `"200"`, `100`, `Partially updated`, `updated partially`, `Not all rows updated`, `Processed with warnings`,
		`ok, but the store is closed`, `[0]`, `[{"success":true},{"success":false}]`, `[404,"Not Found"]`, `["ok",false]`,
		`{"success":""}`, `{"success":[]}`, `{"success":"partial"}`, `{"quantity":0}`, `{"QTY":43}`, "{\"success\":true}\x00", "\x00",
		"\xef\xbb\xbf\xef\xbb\xbf{}", "{\"success\":true}<!-- 0.2 s -->", "{'success':true}", "{success:true}", "{\"success\":True}",
		"{\"success\":true,}", "/* x */{\"success\":true}", "\xfe\xff\x00{\x00}", `{"success":true} {"success":true}`,
		"data: {\"success\":true}\n\n", "OK\x00", `{"warning":"store closed"}`, `{"validation":{"store":["is unknown"]}}`,
		`{"violations":[{"x":1}]}`, `{"problems":["x"]}`, `{"issues":[{"x":1}]}`,
	},
}

func TestBodiesOfEveryKindAreReadForWhatTheySay(t *testing.T) {
	t.Parallel()
	for want, texts := range bodies {
		for _, text := range texts {
			t.Run(fmt.Sprintf("%.80q", text), func(t *testing.T) {
				t.Parallel()
				client := newClient(t, "http://127.0.0.1", hc(always(200, jsonType, []byte(text))), attempts(1))
				err := client.SetQuantity(t.Context(), suit(44))
				assert.Equal(t, want, sellerwire.OutcomeOf(err), "%v", err)
			})
		}
	}
}
