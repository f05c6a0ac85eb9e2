package flatfile_test

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/testkit"
)

var knownCodes = map[reflect.Type][]string{
	reflect.TypeFor[flatfile.ProductIDType](): {"", "1", "2", "3", "4"},
	reflect.TypeFor[flatfile.Condition]():     {"", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"},
	reflect.TypeFor[flatfile.Action]():        {"", "a", "d", "x", "D"},
	reflect.TypeFor[flatfile.Flag]():          {"", "y", "n", "Y"},
	reflect.TypeFor[flatfile.Expedited]():     {"", "y", "Next", "Next,Second"},
	reflect.TypeFor[flatfile.Reason]():        {"", "CouldNotShip", "NoInventory"},
	reflect.TypeFor[flatfile.UIEEAction]():    {"", "1", "2", "5", "7"},
	reflect.TypeFor[flatfile.UIEEStatus]():    {"", "S", "W", "T", "R"},
}

// alphabets are characters that each encoding has. The default encoding is left out: some
// texts of Windows-1252 are valid UTF-8.
var alphabets = map[flatfile.Encoding]string{
	flatfile.UTF8:        "aZ09 -|\"'.,;<&é—€東京\u00a0\u2028Ω\U0001F4DA",
	flatfile.Windows1252: `aZ09 -|"'.,;<&éÉßÿ—€™`,
	flatfile.ShiftJIS:    `aZ09 -|"'.,;<&本ソ表ア｜＼`,
}

// A file is read as it was written, in every encoding that is named.
func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	written := 0
	for encoding, alphabet := range alphabets {
		r := testkit.Filler{Rand: rand.New(rand.NewPCG(7, uint64(encoding))), Text: testkit.Letters(alphabet), Codes: knownCodes}
		for range 60 {
			written += roundTrip(t, r, encoding, flatfile.NewLoaderWriter, flatfile.ReadLoader)
			written += roundTrip(t, r, encoding, flatfile.NewBookLoaderWriter, flatfile.ReadBookLoader)
			written += roundTrip(t, r, encoding, flatfile.NewModifyWriter, flatfile.ReadModify)
			written += roundTrip(t, r, encoding, flatfile.NewRefundWriter, flatfile.ReadRefunds)
			written += roundTrip(t, r, encoding, flatfile.NewUIEEWriter, flatfile.ReadUIEE)
			written += roundTrip(t, r, encoding, tableWriter("a", "b", "c"), tableRows)
		}
	}
	assert.Greater(t, written, 3000, "most rows are good")
	t.Log(written, "rows")
}

// tableRows reads a table of three columns as rows of three cells.
func tableRows(r io.Reader, opts flatfile.ReadOptions) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for row, err := range flatfile.ReadTable(r, opts) {
			if !yield(row.Cells(), err) {
				return
			}
		}
	}
}

func roundTrip[T any](
	t *testing.T, r testkit.Filler, encoding flatfile.Encoding,
	makeWriter func(io.Writer, flatfile.WriteOptions) (*flatfile.Writer[T], error),
	read func(io.Reader, flatfile.ReadOptions) iter.Seq2[T, error],
) int {
	var file bytes.Buffer
	w, err := makeWriter(&file, flatfile.WriteOptions{Encoding: encoding})
	require.NoError(t, err)
	var want []T
	for range 5 {
		var row T
		r.Fill(&row)
		repair(reflect.ValueOf(&row).Elem())
		if w.Write(row) == nil {
			want = append(want, row)
		}
	}
	require.NoError(t, w.Flush())
	got, err := readingAll(read(&file, flatfile.ReadOptions{Encoding: encoding}))
	require.NoError(t, err)
	require.Len(t, got, len(want))
	for i := range want {
		require.True(t, testkit.Same(want[i], got[i]), "%v\n%+v\n%+v", encoding, want[i], got[i])
	}
	return len(want)
}

// repair makes most rows valid: required cells are set, and IDs have no blanks.
func repair(v reflect.Value) {
	if v.Kind() == reflect.Slice {
		for v.Len() < 3 {
			v.Set(reflect.Append(v, reflect.ValueOf("x")))
		}
		v.SetLen(3)
		return
	}
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Field(i).Name
		switch {
		case name == "SKU" || strings.HasSuffix(name, "ID") || strings.HasSuffix(name, "ISBN") || strings.HasPrefix(name,
			"ASIN") || name == "Copies":
			field.SetString(strings.Trim(strings.Map(func(r rune) rune {
				if r == '-' || r == ' ' || r == '\u00a0' || r == '\u2028' {
					return 'x'
				}
				return r
			}, field.String()), " "))
			if name == "SKU" || strings.HasPrefix(name, "Order") {
				field.SetString(field.String() + "1")
			}
		case name == "Extra":
			field.SetZero()
		case name == "OtherReason":
			field.SetString("")
		case name == "Reason":
			field.SetString("CouldNotShip")
		case name == "Title" && field.String() == "":
			field.SetString("T")
		case field.Type() == reflect.TypeFor[decimal.Decimal]():
			field.Set(reflect.ValueOf(field.Interface().(decimal.Decimal).Add(decimal.New(1, -2))))
		}
	}
}

// Inputs and results can be stored as JSON and read back.
func TestValuesTravelAsJSON(t *testing.T) {
	t.Parallel()
	r := testkit.Filler{Rand: rand.New(rand.NewPCG(1, 2)), Text: testkit.Letters("aZ09 <&é東\"\\\t\n\u2028")}
	for range 200 {
		testkit.Travels[flatfile.LoaderRow](t, r)
		testkit.Travels[flatfile.BookLoaderRow](t, r)
		testkit.Travels[flatfile.ModifyRow](t, r)
		testkit.Travels[flatfile.Refund](t, r)
		testkit.Travels[flatfile.UIEERecord](t, r)
		testkit.Travels[flatfile.UIEEField](t, r)
		testkit.Travels[flatfile.OrderItem](t, r)
		testkit.Travels[flatfile.Listing](t, r)
		testkit.Travels[flatfile.LiteListing](t, r)
		testkit.Travels[flatfile.LiterListing](t, r)
		testkit.Travels[flatfile.RefundOutcome](t, r)
		testkit.Travels[flatfile.ErrorLog](t, r)
		testkit.Travels[flatfile.Timestamp](t, r)
		testkit.Travels[flatfile.Contents](t, r)
		testkit.Travels[flatfile.RowError](t, r)
		testkit.Travels[flatfile.ReadOptions](t, r)
		testkit.Travels[flatfile.WriteOptions](t, r)
		testkit.Travels[flatfile.ConvertOptions](t, r)
	}
	for row, err := range flatfile.ReadTable(strings.NewReader("sku\tItem Name\t\nA\té\nB\n"), flatfile.ReadOptions{}) {
		require.NoError(t, err)
		var back flatfile.Row
		traveled(t, row, &back)
		assert.True(t, row.Equal(back))
		assert.Equal(t, row.Get("item-name"), back.Get("item-name"))
		assert.False(t, row.Equal(flatfile.Row{}))
	}
	var none flatfile.Row
	traveled(t, flatfile.Row{}, &none)
	assert.True(t, none.Equal(flatfile.Row{}))
	require.Error(t, json.Unmarshal([]byte(`[]`), &none))

	_, err := json.Marshal(feedOf("sku\n"))
	require.ErrorContains(t, err, "a feed cannot be marshaled")
}

func traveled(t *testing.T, value, back any) {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, back), "%s", text)
}
