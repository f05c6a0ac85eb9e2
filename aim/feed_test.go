package aim_test

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
	"github.com/sellerwire/sellerwire/aim"
)

func contentOf(t *testing.T, feed aim.Feed) string {
	t.Helper()
	content, err := feed.Open()
	require.NoError(t, err)
	all, err := io.ReadAll(content)
	require.NoError(t, err)
	require.NoError(t, content.Close())
	assert.Len(t, all, int(feed.Size()))
	return string(all)
}

func modifyRows(n int) iter.Seq2[aim.ModifyRow, error] {
	return func(yield func(aim.ModifyRow, error) bool) {
		for i := range n {
			if !yield(aim.ModifyRow{SKU: fmt.Sprintf("SKU-%d", i), Quantity: new(i)}, nil) {
				return
			}
		}
	}
}

func TestAFeedCanBeReadAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "feed.txt")
	require.NoError(t, os.WriteFile(path, []byte("sku\r\nA\r\n"), 0o600))
	file, err := aim.FeedFile(path)
	require.NoError(t, err)
	encoded, err := aim.ModifyFeed(modifyRows(1), aim.WriteOptions{})
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		feed   aim.Feed
		want   string
		format aim.FileFormat
	}{
		"bytes":            {aim.FeedBytes([]byte("sku\r\nA\r\n")), "sku\r\nA\r\n", ""},
		"bytes of UIEE":    {aim.FeedBytes([]byte("UR|A\r\n")).WithFormat(aim.UIEE), "UR|A\r\n", aim.UIEE},
		"a reader":         {aim.FeedReaderAt(strings.NewReader("sku\r\nA\r\n"), 8), "sku\r\nA\r\n", ""},
		"a file":           {file, "sku\r\nA\r\n", ""},
		"rows":             {encoded, "sku\tprice\tquantity\r\nSKU-0\t\t0\r\n", aim.TabDelimited},
		"the zero value":   {aim.Feed{}, "", ""},
		"a function of it": {aim.FeedOpen(func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("x")), nil }, 1), "x", ""},
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
	book := aim.BookLoaderRow{SKU: "A", Price: decimal.New(1, 0)}
	refund := aim.Refund{OrderID: "1", OrderItemID: "2", Amount: decimal.New(1, 0), Reason: aim.ReasonNoInventory}
	feed := func(f aim.Feed, err error) aim.Feed {
		require.NoError(t, err)
		return f
	}
	for _, tt := range []struct {
		feed   aim.Feed
		format aim.FileFormat
		want   string
	}{
		{feed(aim.LoaderFeed(aim.Rows(slices.Values([]aim.LoaderRow{loader})), aim.WriteOptions{})), aim.TabDelimited,
			written(t, aim.NewLoaderWriter, aim.WriteOptions{}, loader)},
		{feed(aim.BookLoaderFeed(aim.Rows(slices.Values([]aim.BookLoaderRow{book})), aim.WriteOptions{})), aim.TabDelimitedBooks,
			written(t, aim.NewBookLoaderWriter, aim.WriteOptions{}, book)},
		{feed(aim.UIEEFeed(aim.Rows(slices.Values([]aim.UIEERecord{uieeTractatus()})), aim.WriteOptions{})), aim.UIEE,
			written(t, aim.NewUIEEWriter, aim.WriteOptions{}, uieeTractatus())},
		{feed(aim.RefundFeed(aim.Rows(slices.Values([]aim.Refund{refund})), aim.WriteOptions{})), "refund file",
			written(t, aim.NewRefundWriter, aim.WriteOptions{}, refund)},
	} {
		assert.Equal(t, tt.want, contentOf(t, tt.feed))
		assert.Equal(t, tt.format, tt.feed.Format())
	}
}

func TestAFeedListsEveryRowThatIsRefused(t *testing.T) {
	t.Parallel()
	rows := []aim.ModifyRow{{SKU: "A", Quantity: new(1)}, {SKU: "", Quantity: new(-1)}, {SKU: "B", Quantity: new(1)}, {SKU: "C"}}
	_, err := aim.ModifyFeed(aim.Rows(slices.Values(rows)), aim.WriteOptions{})
	e := asInvalid(t, err)
	assert.Equal(t, "write modify-only file", e.Operation)
	assert.Equal(t, []sellerwire.FieldError{
		{Item: "row 2", Field: "sku", Reason: "it is empty"},
		{Item: "row 2", Field: "quantity", Reason: "-1 is negative"},
		{Item: "row 4", Reason: "it changes neither price nor quantity"},
	}, e.Fields)

	var told []string
	feed, err := aim.ModifyFeed(aim.Rows(slices.Values(rows)), aim.WriteOptions{OnRowError: func(e *aim.RowError) error {
		told = append(told, e.Error())
		return nil
	}})
	require.NoError(t, err)
	for range 2 {
		assert.Equal(t, "sku\tprice\tquantity\r\nA\t\t1\r\nB\t\t1\r\n", contentOf(t, feed))
	}
	assert.Equal(t, []string{"aim: row 2: sku: it is empty; quantity: -1 is negative", "aim: row 4: it changes neither price nor quantity"}, told)

	enough := errors.New("enough")
	_, err = aim.ModifyFeed(aim.Rows(slices.Values(rows)), aim.WriteOptions{OnRowError: func(*aim.RowError) error { return enough }})
	require.ErrorIs(t, err, enough)

	many := func(yield func(aim.ModifyRow, error) bool) {
		for range 1000 {
			if !yield(aim.ModifyRow{SKU: "A"}, nil) {
				return
			}
		}
	}
	_, err = aim.ModifyFeed(many, aim.WriteOptions{})
	e = asInvalid(t, err)
	assert.Len(t, e.Fields, 101)
	assert.Equal(t, "900 more rows have faults", e.Fields[100].Reason)
}

func TestASourceOfRowsThatFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection lost")
	failing := func(yield func(aim.ModifyRow, error) bool) {
		if yield(aim.ModifyRow{SKU: "A", Quantity: new(1)}, nil) {
			yield(aim.ModifyRow{}, broken)
		}
	}
	_, err := aim.ModifyFeed(failing, aim.WriteOptions{})
	require.ErrorIs(t, err, broken)
	assert.EqualError(t, err, "aim: write modify-only file: row 2: connection lost")

	pass := 0
	later := func(yield func(aim.ModifyRow, error) bool) {
		if pass++; pass > 1 {
			failing(yield)
			return
		}
		yield(aim.ModifyRow{SKU: "A", Quantity: new(1)}, nil)
	}
	feed, err := aim.ModifyFeed(later, aim.WriteOptions{})
	require.NoError(t, err)
	content, err := feed.Open()
	require.NoError(t, err)
	_, err = io.ReadAll(content)
	require.ErrorIs(t, err, broken)

	_, err = aim.ModifyFeed(nil, aim.WriteOptions{})
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
	_, err = aim.ModifyFeed(aim.Rows[aim.ModifyRow](nil), aim.WriteOptions{})
	require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
}

func TestRowsThatDifferTheSecondTimeAreAnError(t *testing.T) {
	t.Parallel()
	first := []aim.ModifyRow{{SKU: "A", Quantity: new(1)}, {SKU: "B", Quantity: new(2)}}
	for name, second := range map[string][]aim.ModifyRow{
		"none, as of a source that can be read once": nil,
		"one less":              first[:1],
		"one more":              {first[0], first[1], first[0]},
		"others of equal size":  {{SKU: "A", Quantity: new(1)}, {SKU: "B", Quantity: new(3)}},
		"the same, out of turn": {first[1], first[0]},
		"one that is refused":   {first[0], {SKU: "B"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			passes := [][]aim.ModifyRow{first, first, second}
			rows := func(yield func(aim.ModifyRow, error) bool) {
				pass := passes[0]
				passes = passes[1:]
				aim.Rows(slices.Values(pass))(yield)
			}
			feed, err := aim.ModifyFeed(rows, aim.WriteOptions{})
			require.NoError(t, err)
			contentOf(t, feed)
			content, err := feed.Open()
			require.NoError(t, err)
			_, err = io.ReadAll(content)
			require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
			require.ErrorContains(t, err, "the rows differ from those that were counted")
		})
	}
}

func TestAFeedCanBeReadByTwoAttemptsAtATime(t *testing.T) {
	t.Parallel()
	feed, err := aim.ModifyFeed(modifyRows(2000), aim.WriteOptions{})
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

func TestASourceThatGrewIsNotUploaded(t *testing.T) {
	t.Parallel()
	const file = "sku\tprice\tproduct-id\r\nSKU-1\t12.50\tX\r\n"
	srv, client := serve(t, instantly, nil)
	for more, want := range map[string]bool{"": true, "S": false} {
		_, err := client.AddModifyDelete(t.Context(), aim.FeedReaderAt(strings.NewReader(file+more), int64(len(file))), aim.UploadOptions{})
		if want {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
		require.ErrorContains(t, err, "changed its size")
	}
	assert.Len(t, srv.Batches(), 1)
}

func TestClosingAFeedEndsItsRows(t *testing.T) {
	t.Parallel()
	ended := 0
	rows := func(yield func(aim.ModifyRow, error) bool) {
		defer func() { ended++ }()
		modifyRows(100)(yield)
	}
	feed, err := aim.ModifyFeed(rows, aim.WriteOptions{})
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
	for name, feed := range map[string]aim.Feed{
		"a nil reader":    aim.FeedReaderAt(nil, 1),
		"a negative size": aim.FeedReaderAt(strings.NewReader(""), -1),
		"a nil function":  aim.FeedOpen(nil, 1),
		"a stolen format": aim.FeedBytes([]byte("x")).WithFormat("refund file"),
	} {
		_, err := feed.Open()
		require.ErrorContains(t, err, "aim: feed: ", name)
	}
	dir := t.TempDir()
	_, err := aim.FeedFile(filepath.Join(dir, "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = aim.FeedFile(dir)
	require.ErrorContains(t, err, "is not a regular file")

	path := filepath.Join(dir, "feed.txt")
	require.NoError(t, os.WriteFile(path, []byte("1234"), 0o600))
	feed, err := aim.FeedFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, []byte("12345"), 0o600))
	_, err = feed.Open()
	require.ErrorContains(t, err, "feed.txt has 5 bytes, it had 4 when the feed was made")
	require.NoError(t, os.Remove(path))
	_, err = feed.Open()
	require.ErrorIs(t, err, os.ErrNotExist)
}
