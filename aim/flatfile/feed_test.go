package flatfile_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

func contentOf(t *testing.T, feed flatfile.Feed) string {
	t.Helper()
	content, err := feed.Open()
	require.NoError(t, err)
	all, err := io.ReadAll(content)
	require.NoError(t, err)
	require.NoError(t, content.Close())
	assert.Len(t, all, int(feed.Size()))
	return string(all)
}

func modifyRows(n int) iter.Seq2[flatfile.ModifyRow, error] {
	return func(yield func(flatfile.ModifyRow, error) bool) {
		for i := range n {
			if !yield(flatfile.ModifyRow{SKU: fmt.Sprintf("SKU-%d", i), Quantity: new(i)}, nil) {
				return
			}
		}
	}
}

func TestAFeedCanBeReadAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "feed.txt")
	require.NoError(t, os.WriteFile(path, []byte("sku\r\nA\r\n"), 0o600))
	file, err := flatfile.FeedFile(path)
	require.NoError(t, err)
	encoded, err := flatfile.ModifyFeed(modifyRows(1), flatfile.WriteOptions{})
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		feed   flatfile.Feed
		want   string
		format flatfile.FileFormat
	}{
		"bytes":          {flatfile.FeedBytes([]byte("sku\r\nA\r\n")), "sku\r\nA\r\n", ""},
		"bytes of UIEE":  {flatfile.FeedBytes([]byte("UR|A\r\n")).WithFormat(flatfile.UIEE), "UR|A\r\n", flatfile.UIEE},
		"a reader":       {flatfile.FeedReaderAt(strings.NewReader("sku\r\nA\r\n"), 8), "sku\r\nA\r\n", ""},
		"a file":         {file, "sku\r\nA\r\n", ""},
		"rows":           {encoded, "sku\tprice\tquantity\r\nSKU-0\t\t0\r\n", flatfile.TabDelimited},
		"the zero value": {flatfile.Feed{}, "", ""},
		"a function of it": {flatfile.FeedOpen(func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("x")), nil }, 1),
			"x", ""},
	} {
		for range 2 {
			assert.Equal(t, tt.want, contentOf(t, tt.feed), name)
		}
		assert.Equal(t, tt.format, tt.feed.Format(), name)
	}
}

func TestFeedsOfEachFormat(t *testing.T) {
	t.Parallel()
	loader := tractatus()
	book := flatfile.BookLoaderRow{SKU: "A", Price: decimal.New(1, 0)}
	refund := flatfile.Refund{OrderID: "1", OrderItemID: "2", Amount: decimal.New(1, 0), Reason: flatfile.ReasonNoInventory}
	feed := func(f flatfile.Feed, err error) flatfile.Feed {
		require.NoError(t, err)
		return f
	}
	for _, tt := range []struct {
		feed   flatfile.Feed
		format flatfile.FileFormat
		want   string
	}{
		{feed(flatfile.LoaderFeed(flatfile.Rows(slices.Values([]flatfile.LoaderRow{loader})), flatfile.WriteOptions{})),
			flatfile.TabDelimited,
			written(t, flatfile.NewLoaderWriter, flatfile.WriteOptions{}, loader)},
		{feed(flatfile.BookLoaderFeed(flatfile.Rows(slices.Values([]flatfile.BookLoaderRow{book})), flatfile.WriteOptions{})),
			flatfile.TabDelimitedBooks,
			written(t, flatfile.NewBookLoaderWriter, flatfile.WriteOptions{}, book)},
		{feed(flatfile.UIEEFeed(flatfile.Rows(slices.Values([]flatfile.UIEERecord{uieeTractatus()})), flatfile.WriteOptions{})),
			flatfile.UIEE,
			written(t, flatfile.NewUIEEWriter, flatfile.WriteOptions{}, uieeTractatus())},
		{feed(flatfile.RefundFeed(flatfile.Rows(slices.Values([]flatfile.Refund{refund})), flatfile.WriteOptions{})), "refund file",
			written(t, flatfile.NewRefundWriter, flatfile.WriteOptions{}, refund)},
	} {
		assert.Equal(t, tt.want, contentOf(t, tt.feed))
		assert.Equal(t, tt.format, tt.feed.Format())
	}
}

func TestAFeedListsEveryRowThatIsRefused(t *testing.T) {
	t.Parallel()
	rows := []flatfile.ModifyRow{{SKU: "A", Quantity: new(1)}, {SKU: "", Quantity: new(-1)}, {SKU: "B", Quantity: new(1)}, {SKU: "C"}}
	_, err := flatfile.ModifyFeed(flatfile.Rows(slices.Values(rows)), flatfile.WriteOptions{})
	e := asInvalid(t, err)
	assert.Equal(t, "write modify-only file", e.Operation)
	assert.Equal(t, []sellerwire.FieldError{
		{Item: "row 2", Field: "sku", Reason: "it is empty"},
		{Item: "row 2", Field: "quantity", Reason: "-1 is negative"},
		{Item: "row 4", Reason: "it changes neither price nor quantity"},
	}, e.Fields)

	var told []string
	feed, err := flatfile.ModifyFeed(flatfile.Rows(slices.Values(rows)),
		flatfile.WriteOptions{OnRowError: func(e *flatfile.RowError) error {
			told = append(told, e.Error())
			return nil
		}})
	require.NoError(t, err)
	for range 2 {
		assert.Equal(t, "sku\tprice\tquantity\r\nA\t\t1\r\nB\t\t1\r\n", contentOf(t, feed))
	}
	assert.Equal(t, []string{"flatfile: row 2: sku: it is empty; quantity: -1 is negative",
		"flatfile: row 4: it changes neither price nor quantity"}, told)

	enough := errors.New("enough")
	_, err = flatfile.ModifyFeed(flatfile.Rows(slices.Values(rows)),
		flatfile.WriteOptions{OnRowError: func(*flatfile.RowError) error { return enough }})
	require.ErrorIs(t, err, enough)

	many := func(yield func(flatfile.ModifyRow, error) bool) {
		for range 1000 {
			if !yield(flatfile.ModifyRow{SKU: "A"}, nil) {
				return
			}
		}
	}
	_, err = flatfile.ModifyFeed(many, flatfile.WriteOptions{})
	e = asInvalid(t, err)
	assert.Len(t, e.Fields, 101)
	assert.Equal(t, "900 more rows have faults", e.Fields[100].Reason)
}

func TestASourceOfRowsThatFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection lost")
	failing := func(yield func(flatfile.ModifyRow, error) bool) {
		if yield(flatfile.ModifyRow{SKU: "A", Quantity: new(1)}, nil) {
			yield(flatfile.ModifyRow{}, broken)
		}
	}
	_, err := flatfile.ModifyFeed(failing, flatfile.WriteOptions{})
	require.ErrorIs(t, err, broken)
	assert.EqualError(t, err, "flatfile: write modify-only file: row 2: connection lost")

	pass := 0
	later := func(yield func(flatfile.ModifyRow, error) bool) {
		if pass++; pass > 1 {
			failing(yield)
			return
		}
		yield(flatfile.ModifyRow{SKU: "A", Quantity: new(1)}, nil)
	}
	feed, err := flatfile.ModifyFeed(later, flatfile.WriteOptions{})
	require.NoError(t, err)
	content, err := feed.Open()
	require.NoError(t, err)
	_, err = io.ReadAll(content)
	require.ErrorIs(t, err, broken)

	_, err = flatfile.ModifyFeed(nil, flatfile.WriteOptions{})
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	_, err = flatfile.ModifyFeed(flatfile.Rows[flatfile.ModifyRow](nil), flatfile.WriteOptions{})
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
}

func TestRowsThatDifferTheSecondTimeAreAnError(t *testing.T) {
	t.Parallel()
	first := []flatfile.ModifyRow{{SKU: "A", Quantity: new(1)}, {SKU: "B", Quantity: new(2)}}
	for name, second := range map[string][]flatfile.ModifyRow{
		"none, as of a source that can be read once": nil,
		"one less":              first[:1],
		"one more":              {first[0], first[1], first[0]},
		"others of equal size":  {{SKU: "A", Quantity: new(1)}, {SKU: "B", Quantity: new(3)}},
		"the same, out of turn": {first[1], first[0]},
		"one that is refused":   {first[0], {SKU: "B"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			passes := [][]flatfile.ModifyRow{first, first, second}
			rows := func(yield func(flatfile.ModifyRow, error) bool) {
				pass := passes[0]
				passes = passes[1:]
				flatfile.Rows(slices.Values(pass))(yield)
			}
			feed, err := flatfile.ModifyFeed(rows, flatfile.WriteOptions{})
			require.NoError(t, err)
			contentOf(t, feed)
			content, err := feed.Open()
			require.NoError(t, err)
			_, err = io.ReadAll(content)
			require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
			require.ErrorContains(t, err, "the rows differ from the first pass")
		})
	}
}

func TestAFeedCanBeReadByTwoAttemptsAtATime(t *testing.T) {
	t.Parallel()
	feed, err := flatfile.ModifyFeed(modifyRows(2000), flatfile.WriteOptions{})
	require.NoError(t, err)
	read := make(chan error)
	for range 2 {
		go func() {
			content, err := feed.Open()
			if err == nil {
				_, err = io.Copy(io.Discard, content)
			}
			read <- err
		}()
	}
	assert.NoError(t, <-read)
	assert.NoError(t, <-read)
}

func TestClosingAFeedEndsItsRows(t *testing.T) {
	t.Parallel()
	ended := 0
	rows := func(yield func(flatfile.ModifyRow, error) bool) {
		defer func() { ended++ }()
		modifyRows(100)(yield)
	}
	feed, err := flatfile.ModifyFeed(rows, flatfile.WriteOptions{})
	require.NoError(t, err)
	assert.Equal(t, 1, ended)
	content, err := feed.Open()
	require.NoError(t, err)
	_, err = content.Read(make([]byte, 40))
	require.NoError(t, err)
	_, err = content.Read(make([]byte, 40))
	require.NoError(t, err)
	require.NoError(t, content.Close())
	assert.Equal(t, 2, ended)
	require.NoError(t, content.Close(), "closing twice does nothing")
	_, err = io.ReadAll(content)
	require.Error(t, err)
}

func TestFeedsThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, feed := range map[string]flatfile.Feed{
		"a nil reader":    flatfile.FeedReaderAt(nil, 1),
		"a negative size": flatfile.FeedReaderAt(strings.NewReader(""), -1),
		"a nil function":  flatfile.FeedOpen(nil, 1),
	} {
		_, err := feed.Open()
		require.ErrorContains(t, err, "flatfile: feed: ", name)
	}
	dir := t.TempDir()
	_, err := flatfile.FeedFile(filepath.Join(dir, "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = flatfile.FeedFile(dir)
	require.ErrorContains(t, err, "is not a regular file")

	path := filepath.Join(dir, "feed.txt")
	require.NoError(t, os.WriteFile(path, []byte("1234"), 0o600))
	feed, err := flatfile.FeedFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, []byte("12345"), 0o600))
	_, err = feed.Open()
	require.ErrorContains(t, err, "feed.txt has 5 bytes, it had 4 when the feed was made")
	require.NoError(t, os.Remove(path))
	_, err = feed.Open()
	require.ErrorIs(t, err, os.ErrNotExist)
}
