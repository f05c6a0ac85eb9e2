package flatfile_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// catalogued is a book in a bookseller's program.
type catalogued struct {
	sku, author, title, isbn, condition, price string
	removed                                    bool
}

// catalogue invents records.
func catalogue(n int) []catalogued {
	random := rand.New(rand.NewPCG(3, 4))
	var books []catalogued
	for i := range n {
		b := catalogued{
			sku: fmt.Sprintf("SKU-%04d", i), author: []string{"Quist, Maren", "Öberg, Ida"}[i%2],
			title:     fmt.Sprintf("An Invented Title, Volume %d", i),
			condition: []string{"new", "very good", "collectible good", "like new"}[random.IntN(4)],
			price:     fmt.Sprintf("%d.%02d", 1+random.IntN(90), random.IntN(100)),
			removed:   random.IntN(5) == 0,
		}
		if random.IntN(3) > 0 {
			b.isbn = invented(random)
		}
		books = append(books, b)
	}
	return books
}

// invented is an ISBN-10 of no real book, with its check digit.
func invented(random *rand.Rand) string {
	digits, sum := fmt.Sprintf("0%08d", random.IntN(1e8)), 0
	for i, d := range digits {
		sum += (10 - i) * int(d-'0')
	}
	return digits + "0123456789X"[(11-sum%11)%11:][:1]
}

// dialects are the ways in which programs write the same catalogue.
var dialects = map[string]func(catalogued) []string{
	"as the vendor's sample": func(b catalogued) []string {
		xb := "1"
		if b.removed {
			xb = "2"
		}
		return []string{"UR|" + b.sku, "AA|" + b.author, "TI|" + b.title, "CN|" + b.condition, "NT|" + b.isbn, "PR|" + b.price,
			"XB|" + xb, "XD|S"}
	},
	"a blank after the bar, the ISBN in BN": func(b catalogued) []string {
		xb := "1"
		if b.removed {
			xb = "5"
		}
		return []string{"UR| " + b.sku, "AA| " + b.author, "TI| " + b.title, "BN| " + b.isbn, "CN| " + strings.ToUpper(b.condition),
			"NT| " + b.isbn, "PR| " + b.price, "XB| " + xb, "XD| s"}
	},
	"NC, and conditions turned round": func(b catalogued) []string {
		condition := b.condition
		if grade, ok := strings.CutPrefix(condition, "collectible "); ok {
			condition = grade + " - Collectible"
		} else if condition != "new" {
			condition += " - Used"
		}
		lines := []string{"UR|" + b.sku, "TI|" + b.title, "AA|" + b.author, "BN|see NC", "NC|" + b.isbn, "CN|" + condition,
			"NT|" + b.isbn, "PR|" + b.price}
		if b.removed {
			lines = append(lines, "XB|7")
		}
		return lines
	},
	"the ISBN in words": func(b catalogued) []string {
		xb, bn := "XB|1", "BN|"
		if b.removed {
			xb = "XB|3"
		}
		if b.isbn != "" {
			bn = "BN|ISBN: " + b.isbn[:1] + "\u2013" + b.isbn[1:4] + "\u2013" + b.isbn[4:9] + "\u2013" + strings.ToLower(b.isbn[9:])
		}
		return []string{"ur|" + b.sku, "aa|" + b.author, "ti|" + b.title, bn,
			"cn|" + b.condition, "nt|" + b.isbn, "pr|" + b.price + "0", xb}
	},
}

// The same catalogue in any dialect becomes the same loader file.
func TestEveryDialectOfUIEEGivesTheSameLoaderFile(t *testing.T) {
	t.Parallel()
	books := catalogue(1000)
	files := map[string]string{}
	for name, dialect := range dialects {
		var uiee strings.Builder
		for _, b := range books {
			uiee.WriteString(strings.Join(dialect(b), "\r") + "\r\r")
		}
		var loader bytes.Buffer
		w, err := flatfile.NewLoaderWriter(&loader, flatfile.WriteOptions{Encoding: flatfile.UTF8})
		require.NoError(t, err)
		removals := 0
		for record, err := range flatfile.ReadUIEE(strings.NewReader(uiee.String()), flatfile.ReadOptions{}) {
			require.NoError(t, err, name)
			row, _, err := record.Loader(flatfile.ConvertOptions{})
			require.NoError(t, err, name)
			require.NoError(t, w.Write(row))
			if row.Action.Deletes() {
				removals++
			}
		}
		require.NoError(t, w.Flush())
		files[name] = loader.String()
		want := 0
		for _, b := range books {
			if b.removed {
				want++
			}
		}
		assert.Equal(t, want, removals, name)
	}
	for name, file := range files {
		assert.Equal(t, files["as the vendor's sample"], file, name)
	}
}

// The reader, the writer and the converter agree on what a record does and whether it is
// for sale. An unknown code is refused, and never taken for one that adds.
func TestUIEECodesAreKnownOrRefused(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]struct {
		action  flatfile.Action
		refused string // by the converter
	}{
		"XB|1": {"a", ""}, "XB| 1 ": {"a", ""}, "XB|": {"a", ""}, "XB|2": {"d", ""}, "XB| 2": {"d", ""}, "XB|\u00a05": {"d", ""},
		"XB|7": {"d", ""},
		"XB|0": {refused: "XB: "}, "XB|8": {refused: "XB: "}, "XB|D": {refused: "XB: "},
		"XB| d": {refused: "XB: "}, "XB|22": {refused: "XB: "}, "XB|2.0": {refused: "XB: "},
		"XD|S": {"a", ""}, "XD| s": {"a", ""}, "XD|": {"a", ""},
		"XD|W": {refused: "XD: "}, "XD| W": {refused: "XD: "}, "XD|w": {refused: "XD: "},
		"XD|T": {refused: "XD: "}, "XD|R": {refused: "XD: "}, "XD|Q": {refused: "XD: "},
	} {
		records := readingUIEE(t, "UR|A\nTI|T\nPR|1.00\n"+line+"\n\n")
		require.Len(t, records, 1)
		row, _, err := records[0].Loader(flatfile.ConvertOptions{})
		book, _, again := records[0].BookLoader(flatfile.ConvertOptions{})
		if want.refused != "" {
			require.ErrorContains(t, err, want.refused, line)
			require.ErrorContains(t, again, want.refused, line)
		} else {
			require.NoError(t, err, line)
			assert.Equal(t, want.action, row.Action, line)
			assert.Equal(t, want.action, book.Action, line)
		}
		known := !strings.Contains(want.refused, "XB") && !strings.HasSuffix(line, "Q")
		assert.Equal(t, known, records[0].Validate() == nil, "the writer: %s", line)
	}
	for _, twice := range []string{"XB|1\nXB|2", "XD|S\nXD|W", "PR|1.00\nPR|2.00", "UR|A\nUR|B"} {
		_, err := readingAll(flatfile.ReadUIEE(strings.NewReader("UR|A\nTI|T\n"+twice+"\n\n"), flatfile.ReadOptions{}))
		assert.ErrorContains(t, err, "it appears twice", twice)
	}
	assert.Len(t, readingUIEE(t, "UR|A\nTI|T\nXB|2\nXB| 2\n\n"), 1, "twice the same is no contradiction")
}

func TestISBNsAreFoundInEverySpelling(t *testing.T) {
	t.Parallel()
	const isbn, isbn13 = "0486404455", "9780486404455"
	for note, want := range map[string]string{
		"0486404455 Clean.": isbn, "ISBN:0486404455": isbn, "ISBN 0-486-40445-5": isbn, "isbn10: 0486404455.": isbn,
		"ISBN-10 0 486 40445 5":      isbn,
		"ISBN-13: 978-0-486-40445-5": isbn13, "ISBN 13 978 0 486 40445 5, clean": isbn13,
		"ISBN-13:978\u20130\u2013486\u201340445\u20135":    isbn13,
		"ISBN (13): 978\u20110\u2011486\u201140445\u20115": isbn13,
		"ISBN\u00a0080442957x":                             "080442957X", "SBN 486404455": isbn, "Clean (0-486-40445-5)": isbn,
		"ISBN: none. Call 0123456788": "", "486404455": "", "0 486 40445 5": "",
		"ISBN 0486404456": "", "ISBN:": "", "": "", "9771234567003": "",
		"Signed. ISBN 0486404456 should be 0486404455": isbn,
	} {
		r := uieeTractatus()
		r.Note = note
		row, _, err := r.Loader(flatfile.ConvertOptions{})
		require.NoError(t, err, note)
		assert.Equal(t, want, row.ProductID, "%q", note)
	}
	fields := map[string]func(*flatfile.UIEERecord, string){
		"BN": func(r *flatfile.UIEERecord, text string) { r.ISBN = text },
		"NC": func(r *flatfile.UIEERecord, text string) { r.ISBN, r.OtherISBN = "not used", text },
	}
	for token, set := range fields {
		for text, want := range map[string]string{
			"0486404455": isbn, "0 486 40445 5": isbn, "0-486-40445-5 (pbk)": isbn, "ISBN 0486404455": isbn,
			"978-0-486-40445-5": isbn13, "486404455": isbn, "080442957x": "080442957X",
			"0.486.40445.5": isbn, "'0486404455": isbn, `="0486404455"`: isbn, "EAN 9780486404455": isbn13, "9780486404455.0": isbn13,
			"0486404455/9780486404455": isbn, "urn:isbn:0486404455": isbn,
		} {
			r := uieeTractatus()
			r.Note = ""
			set(&r, text)
			row, _, err := r.Loader(flatfile.ConvertOptions{})
			require.NoError(t, err, text)
			assert.Equal(t, want, row.ProductID, "%s|%s", token, text)
			assert.Equal(t, flatfile.ProductISBN, row.ProductIDType)
		}
		r := uieeTractatus()
		set(&r, "0486404456")
		_, _, err := r.Loader(flatfile.ConvertOptions{})
		require.ErrorContains(t, err, token+`: "0486404456" is not an ISBN, by its length or its check digit`)
		r.Action = flatfile.UIEESold
		_, left, err := r.Loader(flatfile.ConvertOptions{})
		require.NoError(t, err, "a removal is known by its SKU")
		assert.Contains(t, left, flatfile.UIEEField{Token: token, Value: "0486404456"})

		r = uieeTractatus()
		r.Note = ""
		set(&r, "see the note")
		row, left, err := r.Loader(flatfile.ConvertOptions{})
		require.NoError(t, err)
		assert.Empty(t, row.ProductID)
		assert.Contains(t, left, flatfile.UIEEField{Token: token, Value: "see the note"}, "what is not understood is listed")
	}
	for _, spoiled := range []string{"9.78049E+12", "9,78049E+12", "978E+10"} {
		r := uieeTractatus()
		r.ISBN = spoiled
		_, _, err := r.Loader(flatfile.ConvertOptions{})
		require.ErrorContains(t, err, "BN: ", "what a spreadsheet made of it names no book")
	}
	for _, none := range []string{"0000000000", "000000000", "0000000000000", "1111111111", "9999999999", "0024-9319"} {
		r := uieeTractatus()
		r.ISBN, r.Note = none, "Shelf "+none
		row, left, err := r.Loader(flatfile.ConvertOptions{})
		require.NoError(t, err)
		assert.Empty(t, row.ProductID, "the check digit of %s is right, and it is none", none)
		assert.Contains(t, left, flatfile.UIEEField{Token: "BN", Value: none})
	}
	r := uieeTractatus()
	r.ISBN, r.OtherISBN = isbn, "080442957X"
	row, left, err := r.Loader(flatfile.ConvertOptions{})
	require.NoError(t, err)
	assert.Equal(t, isbn, row.ProductID)
	assert.Contains(t, left, flatfile.UIEEField{Token: "NC", Value: "080442957X"}, "a second ISBN is not lost")

	r = flatfile.UIEERecord{SKU: "A", Action: "2", Condition: "Near Fine"}
	_, left, err = r.Loader(flatfile.ConvertOptions{})
	require.NoError(t, err)
	assert.Equal(t, []flatfile.UIEEField{{Token: "CN", Value: "Near Fine"}}, left)
}

func TestUIEEFilesThatWerePutTogether(t *testing.T) {
	t.Parallel()
	a, b := flatfile.UIEERecord{SKU: "A"}, flatfile.UIEERecord{SKU: "B"}
	for name, file := range map[string]string{
		"with a file header in between":               "user\nBOOKS\n1/1/04\n10:00\n\nUR|A\n\nuser\nBooks\n1/1/04\n10:00\n\nUR|B\n\n",
		"with a file header without a blank line":     "UR|A\n\nuser\nBOOKS\n1/1/04\n10:00\nUR|B\n\n",
		"with a DOS end of file in between":           "UR|A\r\n\x1aUR|B\r\n\r\n\x1a",
		"with a DOS end of file on a line of its own": "UR|A\r\n\x1a\r\nUR|B\r\n\x1a\r\n",
		"with a file header behind a DOS end of file": "UR|A\n\x1auser\nBOOKS\n1/1/04\n10:00\n\nUR|B\n\n",
		"with a file header behind the last record":   "UR|A\n\nUR|B\n\nuser\nBOOKS\n",
		"by a Mac":                                       "UR|A\r\rUR|B\r\r",
		"padded with NULs":                               "UR|A\n\nUR|B\n\n\x00\x00\x00\x00",
		"padded with NULs on lines of their own":         "UR|A\n\nUR|B\n\n\x00\x00\n\x00\n",
		"with a Ctrl-Z that says that the file is whole": "UR|A\n\nUR|B\n\x1a",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, []flatfile.UIEERecord{a, b}, readingUIEE(t, file))
		})
	}
	_, err := readingAll(flatfile.ReadUIEE(strings.NewReader("UR|A\n\nsome\nwords\n\nUR|B\n\n"), flatfile.ReadOptions{}))
	require.ErrorContains(t, err, `row 2 (line 3): "some" is not a field; "words" is not a field`, "what is neither is no header")
}
