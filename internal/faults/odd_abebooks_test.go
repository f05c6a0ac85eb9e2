package faults_test

import "github.com/sellerwire/sellerwire/abebooks/abebookstest"

var bookReply = anatomy{record: "inventoryUpdateResponse/AbebookList/Abebook"}.
	is(roleWord, "inventoryUpdateResponse", "*/AbebookList", "*/Abebook/code", "requestError", "requestError/code").
	is(roleRow, "*/Abebook").is(roleName, "*/vendorBookID").is(roleShown, "*/transactionType").
	is(roleCount, "inventoryUpdateResponse/code")

// refusedBook refuses single books.
func refusedBook() backend {
	b := emulateAbebooks()
	for _, id := range []string{"SKU-1", "SKU-9"} {
		mustBe[*abebookstest.Emulator](b.state).FailBook(id, 604)
	}
	return b
}

// refusedUser refuses the whole request.
func refusedUser() backend {
	b := emulateAbebooks()
	mustBe[*abebookstest.Emulator](b.state).FailRequests(110, 110, 110, 110)
	return b
}

func abebooksSubjects() []*subject {
	two := bookReply
	two.things = []string{"SKU-1", "SKU-2"}
	const twice = "the same code twice is no contradiction"
	rules := []rule{
		{kind: "another value", at: "*/code", why: "it is the refusal that it says"},
		{golden: success, kind: "doubled", at: "*/Abebook", claims: "A", why: twice},
		{golden: success, kind: "doubled", at: "*/AbebookList", claims: "A", why: twice},
		{golden: success, kind: "doubled", at: "*/Abebook/code", claims: "A", why: twice},
	}
	// These set the same book, or the same two.
	sets := []string{"abebooks Submit", "abebooks Sync", "abebooks Add", "abebooks Update"}
	all := []*subject{
		{op: opOf("abebooks Submit"), anatomy: two, alike: sets},
		{op: opOf("abebooks Sync"), anatomy: two, alike: sets},
		{op: opOf("abebooks, signed Submit"), anatomy: two, alike: sets},
		{op: opOf("abebooks Add"), anatomy: bookReply, alike: sets},
		{op: opOf("abebooks Update"), anatomy: bookReply, alike: sets},
		{op: opOf("abebooks Delete"), anatomy: bookReply},
	}
	for _, s := range all {
		s.words, s.rules = true, rules
		s.refusals = map[string]func() backend{"code 110": refusedUser}
		if s.things == nil {
			s.refusals["code 604"] = refusedBook
		}
	}
	return all
}
