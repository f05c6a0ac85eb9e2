package aimtest_test

import (
	"strings"
	"testing"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
)

func (s seller) uploadUIEE(mode string, lines ...string) string {
	s.t.Helper()
	return s.upload(mode, strings.Join(lines, "\r\n")+"\r\n", "FileFormat", "UIEE")
}

func TestUIEERecordsBecomeItems(t *testing.T) {
	t.Parallel()
	s := instantly(t)
	id := s.uploadUIEE("add-modify-delete",
		"UR|SKU-0001", "AA|Wittgenstein, Ludwig", "TI|Tractatus", "CN|very good", "NT|0486404455 Clean. A|B",
		"PR|12.50", "KE|logic", "KE|language", "XB|1", "XD|S", "", "",
		"UR|SKU-0002", "TI|No ISBN", "PR|3", "XB|1", "XD|S", "",
		"UR|SKU-0003", "TI|Wanted", "PR|3", "XB|1", "XD|W", "",
		"UR|SKU-0004", "TI|Too cheap", "PR|0.00")
	assert.Equal(t, map[string]aimtest.Item{
		"SKU-0001": {
			"sku": "SKU-0001", "author": "Wittgenstein, Ludwig", "item-name": "Tractatus", "item-condition": "very good",
			"item-note": "0486404455 Clean. A|B", "price": "12.50", "quantity": "1", "product-id": "0486404455",
			"product-id-type": "2", "KE": "logic; language", "XB": "1", "XD": "S",
		},
		"SKU-0002": {"sku": "SKU-0002", "item-name": "No ISBN", "price": "3", "quantity": "1", "XB": "1", "XD": "S"},
	}, s.Inventory())
	b, _ := s.Batch(id)
	assert.Equal(t, 2, b.Activated)
	assert.Equal(t, 1, b.NotActivated)
	assert.Contains(t, s.call("download/errorlog", "BatchID", id), "3\tSKU-0004\t50005\t", "wants are not counted")
	assert.Equal(t, "<FileError>FILE_NOT_FOUND</FileError>", s.call("download/quickfix", "BatchID", id), "not offered for UIEE")
}

func TestUIEERecordsAreChecked(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ record, code string }{
		"no title":               {"UR|A\r\nPR|1.00", "50012"},
		"no price":               {"UR|A\r\nTI|T", "50005"},
		"no sku":                 {"TI|T\r\nPR|1.00", "50002"},
		"a line without a token": {"UR|A\r\nTI|T\r\nand more\r\nPR|1.00", "50001"},
		"a token in lower case":  {"UR|A\r\nti|T\r\nPR|1.00", "50001"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := instantly(t)
			id := s.uploadUIEE("add-modify-delete", tt.record)
			assert.Contains(t, s.call("download/errorlog", "BatchID", id), "\t"+tt.code+"\tError\t")
			assert.Empty(t, s.Inventory())
		})
	}
}

func TestXBFromTwoToSevenDeletes(t *testing.T) {
	t.Parallel()
	for action, deletes := range map[string]bool{"": false, "1": false, "2": true, "7": true, "8": false, "22": false} {
		for _, mode := range []string{"add-modify-delete", "modify-only"} {
			s := instantly(t)
			s.Seed(aimtest.Item{"sku": "A", "price": "1.00", "quantity": "1"})
			s.uploadUIEE(mode, "UR|A", "PR|2.00", "XB|"+action)
			_, ok := s.Item("A")
			assert.Equal(t, deletes, !ok, "XB|%s by %s", action, mode)
		}
	}
}

func TestISBNIsReadFromTheComments(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ note, want string }{
		"first word":           {"0486404455 Clean.", "0486404455"},
		"with hyphens":         {"0-486-40445-5, clean", "0486404455"},
		"ending in X":          {"Clean. 080442957X", "080442957X"},
		"thirteen digits":      {"ISBN: 9780486404455.", "9780486404455"},
		"none":                 {"Clean copy, 1234567 pages", ""},
		"X in the middle":      {"08044X9571", ""},
		"two Xs":               {"08044295XX", ""},
		"beyond 200 places":    {strings.Repeat("é", 195) + " 0486404455", ""},
		"just before the 200s": {strings.Repeat("é", 189) + " 0486404455", "0486404455"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := instantly(t)
			s.uploadUIEE("add-modify-delete", "UR|A", "TI|T", "PR|1", "NT|"+tt.note)
			item, _ := s.Item("A")
			assert.Equal(t, tt.want, item["product-id"])
		})
	}
}
