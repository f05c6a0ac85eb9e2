package abebooks_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

// outcomeOf is what becomes of one transaction under book ID "A" that is answered
// so.
func outcomeOf(t *testing.T, sent abebooks.Transaction, body string) (abebooks.Result, error) {
	t.Helper()
	client := clientOf(t, replying(http.StatusOK, body), once)
	results, err := client.Submit(t.Context(), []abebooks.Transaction{sent})
	require.Len(t, results, 1)
	require.Equal(t, results[0].Outcome, sellerwire.OutcomeOf(results[0].Err))
	return results[0], err
}

// answered is a result with these elements.
func answered(elements string) string {
	return response("<Abebook>" + elements + "<vendorBookID>A</vendorBookID></Abebook>")
}

// A result counts only for a transaction of its own kind. A book with a quantity
// of 0 is removed, and either kind is right.
func TestAResultIsThatOfTheTransaction(t *testing.T) {
	t.Parallel()
	removed := book("A")
	removed.Quantity = new(0)
	add, update, gone, remove := abebooks.Add(book("A")), abebooks.Update(book("A")), abebooks.Update(removed), abebooks.Delete("A")
	tests := []struct {
		elements                  string
		add, update, gone, remove sellerwire.Outcome
	}{
		{`<code>600</code>`, accepted, accepted, accepted, accepted},
		{`<code>600</code><transactionType/>`, accepted, accepted, accepted, accepted},
		{`<code>600</code><transactionType>add</transactionType>`, accepted, accepted, accepted, unknown},
		{`<code>600</code><transactionType>update</transactionType>`, accepted, accepted, accepted, unknown},
		{`<code>600</code><transactionType> UPDATE </transactionType>`, accepted, accepted, accepted, unknown},
		{`<code>600</code><transactionType>delete</transactionType>`, unknown, unknown, accepted, accepted},
		{`<code>600</code><transactionType>Delete</transactionType>`, unknown, unknown, accepted, accepted},
		{`<code>600</code><transactionType>change</transactionType>`, accepted, accepted, accepted, unknown},
		{`<code>600</code><transactionType>insert</transactionType>`, accepted, accepted, accepted, unknown},
		{`<code>600</code><transactionType>add/update</transactionType>`, accepted, accepted, accepted, unknown},
		{`<code>600</code><transactionType>DELETED</transactionType>`, unknown, unknown, accepted, accepted},
		{`<code>600</code><TransactionType><![CDATA[update]]></transactiontype>`, accepted, accepted, accepted, unknown},
		{`<code>600</code><transactionType>add</transactionType><transactionType>delete</transactionType>`,
			unknown, unknown, accepted, unknown},
		{`<code>600</code><message lang="en">Book added or updated</message>`, accepted, accepted, accepted, unknown},
		{`<code>600</code><message lang="en">Book deleted</message>`, unknown, unknown, accepted, accepted},
		{`<code>600</code><message>Book Added or  Updated.</message>`, accepted, accepted, accepted, unknown},
		{`<code>600</code><message>The book was updated</message>`, accepted, accepted, accepted, unknown},
		{`<code>600</code><message>BOOK DELETED</message>`, unknown, unknown, accepted, accepted},
		{`<code>600</code><message>Removed from the inventory.</message>`, unknown, unknown, accepted, accepted},
		{`<code>600</code><message>Book added or updated: The Deleted Chapters</message>`, accepted, accepted, accepted, accepted},
		{`<code>604</code><message>Price must be added</message>`, rejected, rejected, rejected, rejected},
		{`<code>600</code><message>Book deleted</message><transactionType>delete</transactionType>`, unknown, unknown, accepted, accepted},
		{`<code>604</code><transactionType>update</transactionType>`, rejected, rejected, rejected, unknown},
		{`<code>601</code><transactionType>delete</transactionType>`, unknown, unknown, rejected, rejected},
	}
	for _, tt := range tests {
		t.Run(tt.elements, func(t *testing.T) {
			t.Parallel()
			for sent, want := range map[*abebooks.Transaction]sellerwire.Outcome{&add: tt.add,
				&update: tt.update, &gone: tt.gone, &remove: tt.remove} {
				r, _ := outcomeOf(t, *sent, answered(tt.elements))
				assert.Equal(t, want, r.Outcome, "%s: %v", sent.Type, r.Err)
			}
		})
	}
}

// What is said twice is said; what is said in two ways is not.
func TestCodesAreJudgedByValue(t *testing.T) {
	t.Parallel()
	for elements, want := range map[string]sellerwire.Outcome{
		`<code>600</code><code>600</code>`:       accepted,
		`<code>600</code><code>600.0</code>`:     accepted,
		`<code>600</code><code/>`:                accepted,
		`<code> 600 </code>`:                     accepted,
		`<code>600.0</code>`:                     accepted,
		`<code>6E+2</code>`:                      accepted,
		`<code>0600</code>`:                      accepted,
		`<code><![CDATA[600]]></code>`:           accepted,
		`<code>6<!-- or so -->00</code>`:         accepted,
		`<code>&#54;00</code>`:                   accepted,
		`<CODE>600</CODE>`:                       accepted,
		`<code>600</Code>`:                       accepted,
		`<code>+600</code>`:                      accepted,
		"<code\n>600</code\n>":                   accepted,
		`<code>600&nbsp;</code>`:                 accepted,
		`<code>600</code><Code>604</Code>`:       unknown,
		`<code>600,0</code>`:                     unknown,
		`<code>0x258</code>`:                     unknown,
		`<code>"600"</code>`:                     unknown,
		`<code>604.00</code>`:                    rejected,
		`<code>604</code><code>604</code>`:       rejected,
		`<code>600</code><code>604</code>`:       unknown,
		`<code>600.5</code>`:                     unknown,
		`<code>6e999999999</code>`:               unknown,
		`<code>-600</code>`:                      unknown,
		`<code>600 OK</code>`:                    unknown,
		`<code></code>`:                          unknown,
		`<code/>`:                                unknown,
		`<code><b>600</b></code>`:                unknown,
		`<status><code>600</code></status>`:      unknown,
		`<abe:code xmlns:abe="x">600</abe:code>`: accepted,
	} {
		r, _ := outcomeOf(t, abebooks.Add(book("A")), answered(elements))
		assert.Equal(t, want, r.Outcome, "%s: %v", elements, r.Err)
	}
}

// What stands around an answer, and how its elements are written, is no part of it.
func TestAnAnswerIsReadInAnyDress(t *testing.T) {
	t.Parallel()
	const declaration = `<?xml version="1.0" encoding="UTF-8"?>`
	bare := strings.TrimPrefix(answered(`<code>600</code>`), declaration)
	list := func(content string) string { return strings.Replace(bare, "<AbebookList>", "<AbebookList>"+content, 1) }
	for body, want := range map[string]sellerwire.Outcome{
		bare:                             accepted,
		"\uFEFF" + bare:                  accepted,
		"\r\n\uFEFF" + bare:              accepted,
		declaration + declaration + bare: accepted,
		`<?xml version='1.0' encoding='UTF-16'?>` + bare:                              accepted,
		`<!DOCTYPE inventoryUpdateResponse SYSTEM "http://x.example/a>b.dtd">` + bare: accepted,
		`<!DOCTYPE a [<!ENTITY ok "600"> <!ELEMENT code (#PCDATA)>]>` + "\n" + bare:   accepted,
		`<?xml-stylesheet href="a.xsl"?><!-- a -->` + bare + "<!-- b -->\x00\x00\x1a": accepted,
		list("<!-- <Abebook> -->"): accepted,
		list("<?note x > y ?>"):    accepted,
		strings.NewReplacer("AbebookList", "ABEBOOKLIST", "Abebook>", "AbeBook>").Replace(bare): accepted,
		strings.ReplaceAll(bare, "inventoryUpdateResponse", "InventoryUpdateResponse"):          accepted,
		strings.NewReplacer("</", "</a:", "<", "<a:").Replace(bare):                             accepted,
		strings.Replace(bare, "Updates completed", "hinzugef\xfcgt\x01 <br> & &foo; <p>", 1):    accepted,
		bare + bare:                                     unknown,
		"Notice: x in y.php\n" + bare:                   unknown,
		bare[:len(bare)-20]:                             unknown,
		"<a>" + bare + "</a>":                           unknown,
		`<!DOCTYPE a [` + bare:                          unknown,
		`{"code":600}`:                                  unknown,
		`<requestError code="110"/>`:                    unknown,
		`<RequestError><Code>110</Code></RequestError>`: rejected,
		`<requestError><code>110</code><AbebookList><Abebook><code>600</code><vendorBookID>A</vendorBookID></Abebook></AbebookList>` +
			`</requestError>`: unknown,
	} {
		r, _ := outcomeOf(t, abebooks.Add(book("A")), body)
		assert.Equal(t, want, r.Outcome, "%s: %v", body, r.Err)
	}
}

// An ID comes back as it was sent, however it is written.
func TestOddIDsAreRecognised(t *testing.T) {
	t.Parallel()
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace
	for _, id := range []string{
		"A&B", "A&amp;B", "&lt;", "A<B>", `A"B'C`, "A]]>B", "A<!--B-->", "A<![CDATA[B]]>", "\u00c0\u00c9",
		"\u201cq\u201d", "日本", "A\u00a0B", "A  B", "A–B", "ß",
		"A/B\\C", "A;B,C", "0001", "1e5", "1.0", "+5", "e\u0301", "A\u00adB", "A\u200bB", "\U0001F41F", "&#65;", "A%20B", "=A", "-", "#1",
	} {
		for _, echo := range []string{
			escape(id), " \n" + escape(id) + "\t", "<![CDATA[" + strings.ReplaceAll(id, "]]>", "]]]]><![CDATA[>") + "]]>",
		} {
			client := clientOf(t, replying(http.StatusOK, response(result(600, echo))), once)
			require.NoError(t, client.Update(t.Context(), book(id)), "%s", echo)
		}
	}
}

// Two results under one ID are one, where they agree.
func TestTwoResultsOfOneBookAreJoined(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		results []string
		want    []sellerwire.Outcome
	}{
		{[]string{result(600, "A"), result(600, "B"), result(600, "A")}, []sellerwire.Outcome{accepted, accepted}},
		{[]string{result(604, "A"), result(600, "B"), result(604, "a")}, []sellerwire.Outcome{rejected, accepted}},
		{[]string{result(600, "A"), result(600, "B"), result(604, "A")}, []sellerwire.Outcome{unknown, accepted}},
		{[]string{result(600, "A"), result(600, "A")}, []sellerwire.Outcome{accepted, unknown}},
	} {
		client := clientOf(t, replying(http.StatusOK, response(tt.results...)))
		results, _ := client.Submit(t.Context(), books("A", "B"))
		assert.Equal(t, tt.want, outcomes(results), tt.results)
	}
}

// A redirect is none of the service's replies, whatever its body says.
func TestARedirectIsNoSuccess(t *testing.T) {
	t.Parallel()
	for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
		for _, body := range []string{response(result(600, "A")), requestError(110), ""} {
			err := clientOf(t, replying(status, body)).Add(t.Context(), book("A"))
			require.ErrorIs(t, err, sellerwire.ErrUnexpectedContent, status)
			assert.Equal(t, unknown, sellerwire.OutcomeOf(err), "%d %s", status, body)
		}
	}
}

// What is wrong with one text of a reply costs no more than that text.
func TestADamagedTextCostsItselfOnly(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, message string }{
		{"a Latin-1 byte", "hinzugef\xfcgt", "hinzugefügt"},
		{"a byte of Windows-1252", "caf\xe9 \x96 fin", "café – fin"},
		{"UTF-8", "hinzugefügt", "hinzugefügt"},
		{"half a character", "Buch \xc3", "Buch Ã"},
		{"a bare ampersand", "Fish & Chips", "Fish & Chips"},
		{"an ampersand before a word", "Fish &Chips;", "Fish &Chips;"},
		{"an entity of HTML", "all&nbsp;done", "all\u00a0done"},
		{"an entity that nobody knows", "a &boom; b", "a &boom; b"},
		{"a control character", "a\x01b", "a\x01b"},
		{"a tag without an end", "one<br>two", "one<br>two"},
		{"a tag that never ends", "below <5 EUR", "below <5 EUR"},
		{"another's end", "one</b> two", "one</b> two"},
		{"markup within", "<b>done</b>", "<b>done</b>"},
		{"its own name", "see <message> there", "see <message> there"},
		{"a CDATA section", "<![CDATA[a </message> & b]]>", "a </message> & b"},
		{"a comment", "a<!-- </message> -->b", "ab"},
		{"references", "&lt;b&gt; &amp;amp; &#x41;&#66;", "<b> &amp; AB"},
	}
	for _, tt := range tests {
		for _, declared := range []string{"UTF-8", "ISO-8859-1", "windows-1252", "EBCDIC-CP-US", ""} {
			t.Run(tt.name+" "+declared, func(t *testing.T) {
				t.Parallel()
				var results []string
				for i := range 100 {
					results = append(results, result(600, fmt.Sprintf("SKU-%04d", i)))
				}
				results[17] = strings.Replace(results[17], "about SKU-0017", tt.text, 1)
				body := response(results...)
				body = strings.Replace(body, "Updates completed normally", tt.text, 1)
				body = strings.Replace(body, "UTF-8", declared, 1)
				client := clientOf(t, replying(http.StatusOK, body))
				got, err := client.Submit(t.Context(), numbered(100))
				require.NoError(t, err)
				assert.Equal(t, tt.message, got[17].Message)
			})
		}
	}
}

// An element that is not closed costs its book at most.
func TestAnElementWithoutAnEndCostsItsBook(t *testing.T) {
	t.Parallel()
	for element, want := range map[string]sellerwire.Outcome{
		"code": unknown, "message": unknown, "transactionType": unknown,
		"vendorBookID": accepted, // it comes last, and the book's own end ends it
	} {
		broken := strings.Replace(result(600, "B"), "</"+element+">", "", 1)
		client := clientOf(t, replying(http.StatusOK, response(result(600, "A"), broken, result(600, "C"))))
		results, _ := client.Submit(t.Context(), books("A", "B", "C"))
		assert.Equal(t, []sellerwire.Outcome{accepted, want, accepted}, outcomes(results), element)
	}
}

// The code of a reply without results is believed only if it can be given before
// any book was touched.
func TestAReplyWithoutResultsProvesLittle(t *testing.T) {
	t.Parallel()
	early := map[abebooks.Code]bool{104: true, 108: true, 109: true, 110: true, 602: true}
	for _, code := range []abebooks.Code{100, 103, 104, 105, 106, 108, 109, 110, 111, 601, 602, 603, 604, 606, 607, 605, 999} {
		body := fmt.Sprintf("<inventoryUpdateResponse><AbebookList/><code>%d</code></inventoryUpdateResponse>", code)
		r, _ := outcomeOf(t, abebooks.Add(book("A")), body)
		want := unknown
		if early[code] {
			want = rejected
		}
		assert.Equal(t, want, r.Outcome, code)
	}
}

// Whatever a refusal of the whole request says, its words come through.
func TestTheWordsOfARefusalAreToldAlways(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		outcome    sellerwire.Outcome
	}{
		{"a known code", `<requestError><code>110</code><message>Maintenance until 14:00</message></requestError>`, rejected},
		{"a code that is in no list", `<requestError><code>102</code><message>Maintenance until 14:00</message></requestError>`, rejected},
		{"a code that is no number", `<requestError><code>E-17</code><message>Maintenance until 14:00</message></requestError>`, unknown},
		{"no code", `<requestError><message>Maintenance until 14:00</message></requestError>`, unknown},
		{"two codes", `<requestError><code>102</code><code>103</code><message>Maintenance until 14:00</message></requestError>`, unknown},
		{"no results", `<inventoryUpdateResponse><code>999</code><message>Maintenance until 14:00</message></inventoryUpdateResponse>` +
			``, unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := outcomeOf(t, abebooks.Add(book("A")), tt.body)
			assert.Equal(t, tt.outcome, r.Outcome)
			assert.ErrorContains(t, err, "Maintenance until 14:00")
			assert.Equal(t, []string{"Maintenance until 14:00"}, testkit.ErrorOf(t, err).Messages)
		})
	}
	_, err := outcomeOf(t, abebooks.Add(book("A")), answered("<code>605</code><message>Maintenance until 14:00</message>"))
	assert.EqualError(t, err, `abebooks: submit: 1 of 1 books not accepted; "A" rejected: code 605: Maintenance until 14:00`)
}

// The reply is there for those who want to judge it themselves.
func TestResultsCarryTheReply(t *testing.T) {
	t.Parallel()
	body := response(result(600, "A"), result(604, "B"))
	client := clientOf(t, replying(http.StatusOK, body))
	results, err := client.Submit(t.Context(), books("A", "B", "C"))
	require.Error(t, err)
	for _, r := range results {
		assert.Equal(t, body, string(r.Response.Body))
		assert.Equal(t, http.StatusOK, r.Response.StatusCode)
		assert.NotEmpty(t, r.Response.RequestID)
	}
	assert.Equal(t, body, string(testkit.ErrorOf(t, results[2].Err).Body), "a book without a result")
	assert.Empty(t, testkit.ErrorOf(t, results[1].Err).Body)

	failed, err := clientOf(t, replying(http.StatusBadRequest, requestError(104))).Submit(t.Context(), books("A"))
	require.Error(t, err)
	assert.Equal(t, requestError(104), string(failed[0].Response.Body))
	assert.Equal(t, http.StatusBadRequest, failed[0].Response.StatusCode)

	refused, err := client.Submit(t.Context(), books(""))
	require.Error(t, err)
	assert.Zero(t, refused[0].Response.StatusCode)
	assert.Nil(t, refused[0].Response.Body)
}
