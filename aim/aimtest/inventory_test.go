package aimtest_test

import (
	"strings"
	"testing"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const itemHeader = "sku price quantity product-id product-id-type item-condition add-delete item-note"

func TestRowsAreChecked(t *testing.T) {
	t.Parallel()
	const old = "OLD" // an item that is there before
	tests := map[string]struct {
		row  string
		code string // of the error log; empty if the row is accepted
	}{
		"complete":                          {"A 1.50 2 0486404455 2 3 a note", ""},
		"short":                             {"A 1.50 2 0486404455", ""},
		"blank quantity of a new item":      {"A 1.50  0486404455 2 3 a ", ""},
		"no sku":                            {" 1.50 2 0486404455 2 3 a ", "50002"},
		"40 characters of sku":              {strings.Repeat("ä", 40) + " 1.50 2 0486404455 2 3 a ", ""},
		"41 characters of sku":              {strings.Repeat("ä", 41) + " 1.50 2 0486404455 2 3 a ", "50003"},
		"41 characters of sku to delete":    {strings.Repeat("ä", 41) + "      d ", "50003"},
		"unknown action":                    {"A 1.50 2 0486404455 2 3 z ", "50004"},
		"two actions":                       {"A 1.50 2 0486404455 2 3 ad ", "50004"},
		"price 0":                           {"A 0.00 2 0486404455 2 3 a ", "50005"},
		"negative price":                    {"A -1 2 0486404455 2 3 a ", "50005"},
		"price with a currency":             {"A $1 2 0486404455 2 3 a ", "50005"},
		"price with a comma":                {"A 1,50 2 0486404455 2 3 a ", "50005"},
		"price in words":                    {"A one 2 0486404455 2 3 a ", "50005"},
		"price with an exponent":            {"A 1e2 2 0486404455 2 3 a ", "50005"},
		"price without digits":              {"A . 2 0486404455 2 3 a ", "50005"},
		"whole price":                       {"A 7 2 0486404455 2 3 a ", ""},
		"blank price of a new item":         {"A  2 0486404455 2 3 a ", "50005"},
		"blank price of an old item":        {old + "  2 0486404455 2 3 a ", ""},
		"bad price of an old item":          {old + " x 2 0486404455 2 3 a ", "50005"},
		"negative quantity":                 {"A 1.50 -2 0486404455 2 3 a ", "50006"},
		"broken quantity":                   {"A 1.50 2.5 0486404455 2 3 a ", "50006"},
		"quantity 0":                        {"A 1.50 0 0486404455 2 3 a ", ""},
		"unknown condition":                 {"A 1.50 2 0486404455 2 12 a ", "50007"},
		"condition 0":                       {"A 1.50 2 0486404455 2 0 a ", "50007"},
		"condition in words":                {"A 1.50 2 0486404455 2 good a ", "50007"},
		"condition 11":                      {"A 1.50 2 0486404455 2 11 a ", ""},
		"unknown product-id-type":           {"A 1.50 2 0486404455 5 3 a ", "50008"},
		"product-id-type 4":                 {"A 1.50 2 9780486404455 4 3 a ", ""},
		"no product-id of a new item":       {"A 1.50 2  2 3 a ", "50011"},
		"no product-id of an old item":      {old + " 1.50 2  2 3 a ", ""},
		"more values than columns":          {"A 1.50 2 0486404455 2 3 a note more", "50001"},
		"more tabs than columns":            {"A 1.50 2 0486404455 2 3 a note  ", ""},
		"rubbish in a row that deletes":     {old + " x x x x x d x", ""},
		"deletion of an unknown item":       {"A      d ", "50020"},
		"deletion of an item by capital":    {old + "      D ", ""},
		"deletion as later systems have it": {old + "      x ", ""},
		"a quotation mark at the start":     {`"A 1.50 2 0486404455 2 3 a "note`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := instantly(t)
			s.Seed(aimtest.Item{"sku": old, "price": "9.00", "quantity": "1"})
			id := s.upload("add-modify-delete", rows(itemHeader, tt.row))
			log := s.call("download/errorlog", "BatchID", id)
			b, _ := s.Batch(id)
			assert.Equal(t, 1, b.Activated+b.NotActivated)
			if tt.code == "" {
				assert.Equal(t, 1, b.Activated, log)
				assert.NotContains(t, log, "error-code")
				return
			}
			sku, _, _ := strings.Cut(tt.row, " ")
			assert.Contains(t, decodeLatin(log), "\n1\t"+sku+"\t"+tt.code+"\t")
			assert.Equal(t, tt.code == "50020", b.Warnings == 1, "only that one is a warning")
			assert.Equal(t, tt.code == "50020", b.Activated == 1)
		})
	}
}

// decodeLatin reads ISO-8859-1.
func decodeLatin(text string) string {
	out := make([]rune, 0, len(text))
	for _, b := range []byte(text) {
		out = append(out, rune(b))
	}
	return string(out)
}

func TestAddModifyDeleteChangesWhatARowNames(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	s.upload("add-modify-delete", rows(itemHeader, "A 1.50  0486404455 2 3 a note", "B 2 3 B00001 1 11", "C 2 3 B00002 1 11"))
	assert.Equal(t, map[string]aimtest.Item{
		"A": {"sku": "A", "price": "1.50", "quantity": "1", "product-id": "0486404455", "product-id-type": "2", "item-condition": "3",
			"item-note": "note"},
		"B": {"sku": "B", "price": "2", "quantity": "3", "product-id": "B00001", "product-id-type": "1", "item-condition": "11"},
		"C": {"sku": "C", "price": "2", "quantity": "3", "product-id": "B00002", "product-id-type": "1", "item-condition": "11"},
	}, s.Inventory())

	s.upload("add-modify-delete", rows("quantity sku add-delete item-note price", "5 A a  1.75", " B d", "0 C a"))
	assert.Equal(t, map[string]aimtest.Item{
		"A": {"sku": "A", "price": "1.75", "quantity": "5", "product-id": "0486404455", "product-id-type": "2", "item-condition": "3",
			"item-note": "note"},
	}, s.Inventory(), "a blank value changes nothing")
}

func TestRowsOfOneSKUApplyInTheirOrder(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	id := s.upload("add-modify-delete", rows("sku price quantity product-id add-delete", "A 1 1 X a", "A 2", "A    d", "A 3"))
	b, _ := s.Batch(id)
	assert.Equal(t, 3, b.Activated)
	assert.Equal(t, 1, b.NotActivated, "the last row would make a new item without a product-id")
	assert.Empty(t, s.Inventory())
}

func TestBookFilesTakeProductIDsAsISBN(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	s.upload("add-modify-delete", rows("product-id product-id-type title price sku", "0486404455  T 1 A", "B00001 1 T 1 B"), "FileFormat",
		"TabDelimitedBooks")
	a, _ := s.Item("A")
	b, _ := s.Item("B")
	assert.Equal(t, "2", a["product-id-type"])
	assert.Equal(t, "1", b["product-id-type"])
}

func TestModifyOnlyChangesPriceAndQuantityOfKnownItems(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	s.Seed(
		aimtest.Item{"sku": "A", "price": "1.00", "quantity": "1", "item-note": "old"},
		aimtest.Item{"sku": "B", "price": "1.00", "quantity": "1"},
		aimtest.Item{"sku": "C", "price": "1.00", "quantity": "1"},
	)
	assert.Equal(t, "<BusinessLogicError>INVALID_FILE_FORMAT</BusinessLogicError>",
		s.post("catalog-upload/modify-only", rows("sku price item-note", "A 2.00 new")).body, "others than the three columns are refused")
	id := s.upload("modify-only", rows("sku price quantity",
		"A 2.00", "B  0", "C", "D 1 1", "A x"))
	b, _ := s.Batch(id)
	assert.Equal(t, 2, b.Activated)
	assert.Equal(t, 3, b.NotActivated)
	log := s.call("download/errorlog", "BatchID", id)
	assert.Contains(t, log, "3\tC\t50010\tError\tThe row has neither a price nor a quantity.\n")
	assert.Contains(t, log, "4\tD\t50009\tError\tItem with this SKU is not found in our system.\n")
	assert.Contains(t, log, "5\tA\t50005\tError\tThe amount value in the column price is invalid.\n")
	assert.Equal(t, map[string]aimtest.Item{
		"A": {"sku": "A", "price": "2.00", "quantity": "1", "item-note": "old"},
		"C": {"sku": "C", "price": "1.00", "quantity": "1"},
	}, s.Inventory())
}

func TestPurgeReplaceReplacesAllAndAHeaderAloneEmpties(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	s.Seed(aimtest.Item{"sku": "A", "price": "1.00", "quantity": "1", "product-id": "X"},
		aimtest.Item{"sku": "B"}, aimtest.Item{"price": "1"})
	require.Len(t, s.Inventory(), 2)

	id := s.upload("purge-replace", rows("sku price product-id", "A 2.00", "C 3.00 Z"))
	b, _ := s.Batch(id)
	assert.Equal(t, 1, b.NotActivated, "a purged item is new again and needs a product-id")
	assert.Equal(t, map[string]aimtest.Item{"C": {"sku": "C", "price": "3.00", "quantity": "1", "product-id": "Z"}}, s.Inventory())

	s.upload("purge-replace", "sku\r\n\r\n\r\n")
	assert.Empty(t, s.Inventory())
}

func TestReturnedItemsAreCopies(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	seed := aimtest.Item{"sku": "A", "price": "1.00"}
	s.Seed(seed)
	seed["price"] = "2.00"
	s.Inventory()["A"]["price"] = "3.00"
	item, _ := s.Item("A")
	item["price"] = "4.00"
	item, _ = s.Item("A")
	assert.Equal(t, "1.00", item["price"])
	_, ok := s.Item("B")
	assert.False(t, ok)
}

func TestLinesAreUTF8OrWindows1252(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	id := s.upload("add-modify-delete", "sku\tprice\tproduct-id\titem-name\r\n"+
		"A\t1\tX\tCaf\xe9 \x96 \x80 5\r\n"+
		"B\t1\tX\tCafé – € 5\r\n"+
		"C\t1\tX\tтекст\r\n"+
		"D\xe9\t0\tX\tx\r\n")
	for _, sku := range []string{"A", "B"} {
		item, _ := s.Item(sku)
		assert.Equal(t, "Café – € 5", item["item-name"], sku)
	}
	item, _ := s.Item("C")
	assert.Equal(t, "текст", item["item-name"])
	assert.Contains(t, s.call("download/errorlog", "BatchID", id), "4\tD\xe9\t")
	assert.Equal(t, "sku\tprice\tproduct-id\titem-name\nD\xe9\t0\tX\tx\n", s.call("download/quickfix", "BatchID", id))
}
