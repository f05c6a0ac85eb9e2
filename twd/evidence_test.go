package twd_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
)

// said is a reply with statuscode 1, a message and further elements.
func said(message, elements string) string {
	return declaration + "<result>\n\t<statuscode>1</statuscode>\n\t<statusmessage>" + message + "</statusmessage>\n" +
		elements + "</result>\n"
}

// coded is the vendor's reply to an update with something else for its code.
func coded(elements string) string {
	return declaration + "<result>" + elements + "<statusmessage>UPDATE OK</statusmessage></result>"
}

const (
	ours   = "<item><stock_no>1015</stock_no><status>A</status></item>"
	theirs = "<item><stock_no>1016</stock_no><status>A</status></item>"
)

// allChanges are the four ways to change item 1015.
var allChanges = map[string]operation{
	"update": set("1015", heldForGreg), "delete": remove("1015"), "sale": sell("1015", 1), "adjustment": adjust("1015", -2),
}

// What a reply to a change is evidence of. Each line is a reply that a script
// can give.
func TestAChangeIsWhatTheReplyIsEvidenceOf(t *testing.T) {
	t.Parallel()
	const (
		accepted = sellerwire.OutcomeAccepted
		rejected = sellerwire.OutcomeRejected
		unknown  = sellerwire.OutcomeUnknown
	)
	updated := reply(t, "update")
	tests := []struct {
		name   string
		status int
		body   string
		want   sellerwire.Outcome
	}{
		{"the vendor's reply", 200, updated, accepted},
		{"without a message", 200, "<result><statuscode>1</statuscode></result>", accepted},
		{"in other words", 200, said("Saved", ""), accepted},
		{"in words that begin with OK", 200, said("OK, 0 errors", ""), accepted},
		{"the item as well", 200, said("UPDATE OK", ours), accepted},
		{"the item as well, in another spelling", 200, said(" update ok ", strings.Replace(ours, "1015", " 1015\n", 1)), accepted},
		{"the item as well, in a list of one", 200,
			said("UPDATE OK", "<totalcount>1</totalcount><totalstatus>A</totalstatus>"+ours), accepted},
		{"the item as well, and a second message", 200, said("Saved", "<statusmessage>UPDATE OK</statusmessage>"+ours), accepted},
		{"the stock number beside the message", 200, said("UPDATE OK", "<stock_no>1015</stock_no>"), accepted},
		{"the same code twice", 200, coded("<statuscode>1</statuscode><statuscode>1</statuscode>"), accepted},
		{"the whole reply twice", 200, updated + updated, accepted},
		{"the code with a decimal", 200, coded("<statuscode>1.0</statuscode>"), accepted},
		{"the code with an exponent", 200, coded("<statuscode>1E+0</statuscode>"), accepted},
		{"the code with zeros before it", 200, coded("<statuscode> 01 </statuscode>"), accepted},
		{"elements in upper case", 200, "<RESULT><STATUSCODE>1</STATUSCODE></RESULT>", accepted},
		{"an element of an add-on", 200, said("UPDATE OK", "<queue>3</queue>"), accepted},
		{"an element of an add-on that counts errors", 200, said("UPDATE OK", "<errors>0</errors>"), accepted},

		{"a refusal", 200, failed("Missing stock_no!"), rejected},
		{"a refusal with a decimal", 200, strings.Replace(failed("no"), ">0<", ">0.0<", 1), rejected},
		{"a refusal that shows the item", 200, strings.Replace(failed("no"), "</result>", ours+"</result>", 1), rejected},
		{"a firewall's page", 406, "<html>no</html>", rejected},

		{"a look-up", 200, said("OK", ours), unknown},
		{"a look-up without a message", 200, "<result><statuscode>1</statuscode>" + ours + "</result>", unknown},
		{"a look-up, HTTP 404", 404, said("OK", ours), unknown},
		{"a look-up in upper case", 200, strings.ToUpper(said("OK", ours)), unknown},
		{"a look-up of another item", 200, said("OK", theirs), unknown},
		{"another item", 200, said("UPDATE OK", theirs), unknown},
		{"another item too", 200, said("UPDATE OK", ours+theirs), unknown},
		{"another item in a list", 200, said("UPDATE OK", "<items>"+theirs+"</items>"), unknown},
		{"another stock number beside the message", 200, said("UPDATE OK", "<stock_no>1016</stock_no>"), unknown},
		{"an item without a number", 200, said("UPDATE OK", "<item><status>A</status></item>"), unknown},
		{"an item with two numbers", 200, said("UPDATE OK", "<item><stock_no>1015</stock_no><stock_no>1016</stock_no></item>"), unknown},
		{"a listing", 200, reply(t, "list"), unknown},
		{"a listing of nothing", 200, said("OK", "<totalcount>0</totalcount><totalstatus>A</totalstatus>"), unknown},
		{"a listing whose total is no number", 200, said("OK", "<totalcount>many</totalcount>"), unknown},
		{"a listing with the status alone", 200, said("OK", "<totalstatus>A</totalstatus>"), unknown},
		{"an update with a total and no item", 200, said("UPDATE OK", "<totalcount>308</totalcount>"), unknown},
		{"two codes", 200, coded("<statuscode>1</statuscode><statuscode>0</statuscode>"), unknown},
		{"two codes, the other way round", 200, coded("<statuscode>0</statuscode><statuscode>1</statuscode>"), unknown},
		{"two codes in two spellings of the name", 200, coded("<statuscode>1</statuscode><StatusCode>0</StatusCode>"), unknown},
		{"two codes, one empty", 200, coded("<statuscode>1</statuscode><statuscode/>"), unknown},
		{"two codes, HTTP 400", 400, coded("<statuscode>1</statuscode><statuscode>0</statuscode>"), unknown},
		{"a second result that refuses", 200, updated + failed("Database is locked"), unknown},
		{"a third result that refuses", 200, updated + updated + failed("Database is locked"), unknown},
		{"a second result that breaks off", 200, updated + "<result><statuscode>0</sta", unknown},
		{"another code", 200, coded("<statuscode>2</statuscode>"), unknown},
		{"an empty encoding", 200, strings.Replace(updated, "ISO-8859-1", "", 1), accepted},
		{"an encoding in another spelling", 200, strings.Replace(updated, "ISO-8859-1", "ISO_8859-1:1987", 1), accepted},
		{"an encoding nobody knows", 200, strings.Replace(updated, "ISO-8859-1", "EBCDIC-US", 1), accepted},
		{"a code that is null", 200, coded("<statuscode>null</statuscode>"), unknown},
		{"a code that is almost 1", 200, coded("<statuscode>1.1</statuscode>"), unknown},
		{"a message that denies it", 200, said("The item was not found!", ""), unknown},
		{"a second message that denies it", 200, said("UPDATE OK", "<statusmessage>Database is locked</statusmessage>"), unknown},
		{"a message of failure", 200, said("UPDATE FAILED", ""), unknown},
		{"the vendor's words for a bad key, with the code of success", 200, said("The supplied API key is not valid!", ""), unknown},
		{"an error beside the message", 200, said("UPDATE OK", "<error>Database is locked</error>"), unknown},
		{"the code of an error with the words of success", 200, failed("UPDATE OK"), unknown},
		{"a redirect that says OK", 302, updated, unknown},
		{"too early, HTTP 425", 425, "", unknown},
		{"too many requests, HTTP 429", 429, "<html>slow down</html>", unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := answering(t, answers{status: tt.status, body: tt.body})
			for name, change := range allChanges {
				err := change(t.Context(), c)
				require.Equal(t, tt.want, sellerwire.OutcomeOf(err), "%s: %v", name, err)
				if tt.want == unknown {
					require.ErrorIs(t, err, sellerwire.ErrOutcomeUnknown, name)
				}
			}
		})
	}
}

// A refusal in the API's own words is one whatever the HTTP status, and is not
// retried.
func TestARefusalIsNotRetriedUnderAStatusThatWouldBe(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 408, 425, 429, 500, 502, 503, 504} {
		c := answering(t, answers{status: status, body: failed("Missing stock_no!")})
		for name, change := range allChanges {
			e := asError(t, change(t.Context(), c))
			require.Equal(t, sellerwire.OutcomeRejected, e.Outcome, "%s, HTTP %d", name, status)
			require.Equal(t, 1, e.Attempts, "%s, HTTP %d", name, status)
		}
	}
}

// What a page must show before it is handed out as what was asked for.
func TestAPageIsOfTheStatusAskedFor(t *testing.T) {
	t.Parallel()
	item := func(status string) string { return "<item><stock_no>7</stock_no>" + status + "</item>" }
	total := func(status string) string {
		return "<totalcount>9</totalcount><totalstatus>" + status + "</totalstatus>"
	}
	tests := []struct {
		name   string
		status twd.Status
		body   string
		fails  bool
	}{
		{"of the status", "S", said("OK", total("S")+item("<status>S</status>")), false},
		{"of the status, in another spelling", "Layaway", said("OK", item("<status> LAYAWAY\n</status>")), false},
		{"without a status", "S", said("OK", item("")), false},
		{"with an empty status", "S", said("OK", item("<status/>")), false},
		{"nothing", "S", said("OK", total("S")), false},
		{"of another status", "S", said("OK", total("S")+item("<status>A</status>")), true},
		{"of another status, behind one that is right", "S", said("OK", item("<status>S</status>")+item("<status>A</status>")), true},
		{"of another status, on another item", "S",
			said("OK", item("<status>S</status>")+"<item><stock_no>8</stock_no><status>A</status></item>"), true},
		{"of two statuses at once", "S", said("OK", item("<status>S</status><status>A</status>")), true},
		{"of another status, named in upper case", "S", said("OK", item("<STATUS>A</STATUS>")), true},
		{"of any status, where none was asked for", "", said("OK", total("A")+item("<status>H</status>")), false},
		{"the reply to an update", "", said("UPDATE OK", ""), true},
		{"an error under the code of success", "", said("Database error!", ""), true},
		{"nothing, in words", "", said("No items found.", ""), false},
		{"nothing, in a number", "S", said("0 matches", ""), false},
		{"nothing more", "", said("There are no more results", ""), false},
		{"not found", "", said("Not found", ""), false},
		{"no permission", "", said("You have no permission", ""), true},
		{"nothing, for a reason", "", said("No items: cannot open database", ""), true},
		{"two codes", "", "<result><statuscode>1</statuscode><statuscode>0</statuscode></result>", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := answering(t, answers{body: tt.body})
			_, listErr := c.List(t.Context(), twd.ListQuery{Status: tt.status})
			_, searchErr := c.Search(t.Context(), twd.SearchQuery{Text: "x", Status: tt.status})
			for _, err := range []error{listErr, searchErr} {
				require.Equal(t, tt.fails, err != nil, "%v", err)
				if tt.fails {
					require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent)
				}
			}
		})
	}
}

func TestALookUpIsOfTheItemAskedFor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       string // the brand
		kind       error
	}{
		{"the item", said("OK", "<item><stock_no>ab-1</stock_no><brand>x</brand></item>"), "x", nil},
		{"the item in another case", said("OK", "<item><stock_no> AB-1 </stock_no><brand>x</brand></item>"), "x", nil},
		{"the item among others",
			said("OK", "<item><stock_no>ab-10</stock_no></item><item><stock_no>AB-1</stock_no><brand>x</brand></item>"),
			"x", nil},
		{"the very item before one in another case", said("OK",
			"<item><stock_no>AB-1</stock_no><brand>y</brand></item><item><stock_no>ab-1</stock_no><brand>x</brand></item>"), "x", nil},
		{"the item in a list of a name of its own",
			said("OK", "<items><item><stock_no>ab-1</stock_no><brand>x</brand></item></items>"), "x",
			nil},
		{"no item", said("OK", ""), "", sellerwire.ErrNotFound},
		{"no item, and a total of none", said("OK", "<totalcount>0</totalcount>"), "", sellerwire.ErrNotFound},
		{"another item", said("OK", theirs), "", sellerwire.ErrUnexpectedContent},
		{"an item of two numbers", said("OK", "<item><stock_no>ab-1</stock_no><stock_no>ab-2</stock_no></item>"), "",
			sellerwire.ErrUnexpectedContent},
		{"no item, and a total of some", said("OK", "<totalcount>308</totalcount>"), "", sellerwire.ErrUnexpectedContent},
		{"the reply to an update", said("UPDATE OK", ""), "", sellerwire.ErrUnexpectedContent},
		{"two codes", "<result><statuscode>0</statuscode><statuscode>1</statuscode></result>", "", sellerwire.ErrUnexpectedContent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, status := range []int{http.StatusOK, http.StatusServiceUnavailable} {
				item, err := answering(t, answers{status: status, body: tt.body}).Get(t.Context(), "ab-1")
				if tt.kind == nil {
					require.NoError(t, err)
					require.Equal(t, tt.want, item.Brand)
					continue
				}
				require.ErrorIs(t, err, tt.kind)
				require.Equal(t, tt.kind == sellerwire.ErrNotFound, isKind(err, sellerwire.ErrNotFound), "%v", err)
				if tt.kind == sellerwire.ErrNotFound {
					require.Equal(t, 1, asError(t, err).Attempts, "an answer is not asked for twice")
				}
			}
		})
	}
}
