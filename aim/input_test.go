package aim_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // for Europe/Berlin

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNewRefusesWhatItCannotUse(t *testing.T) {
	t.Parallel()
	base := sellerwire.WithBaseURL(loopback)
	tests := map[string]struct {
		email, password string
		opts            []sellerwire.Option
		want            string
	}{
		"no address":             {"", "x", []sellerwire.Option{base}, "email: it is empty"},
		"no password":            {"x", "", []sellerwire.Option{base}, "password: it is empty"},
		"neither":                {"", "", []sellerwire.Option{base}, "email: it is empty; password: it is empty"},
		"a colon in the address": {"a:b", "x", []sellerwire.Option{base}, "email: must not contain a colon"},
		"a line break": {"a\nb", "x\r", []sellerwire.Option{base},
			"email: it holds a control character; password: it has spaces, line ends or a byte order mark around it"},
		"no base URL":             {"x", "y", nil, "base URL: it is missing"},
		"an empty base URL":       {"x", "y", []sellerwire.Option{sellerwire.WithBaseURL("")}, "WithBaseURL"},
		"http to the world":       {"x", "y", []sellerwire.Option{sellerwire.WithBaseURL("http://example.com")}, "loopback"},
		"a cookie of two lines":   {"x", "y", []sellerwire.Option{base, aim.WithCookie("a\r\nb: c")}, "WithCookie"},
		"an encoding of nobody's": {"x", "y", []sellerwire.Option{base, aim.WithEncoding(99)}, "WithEncoding"},
		"no zones":                {"x", "y", []sellerwire.Option{base, aim.WithZones(nil)}, "WithZones"},
		"no location":             {"x", "y", []sellerwire.Option{base, aim.WithReportLocation(nil)}, "WithReportLocation"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := aim.New(tt.email, tt.password, tt.opts...)
			assert.Nil(t, client)
			assert.Contains(t, asInvalid(t, err).Error(), tt.want)
			assert.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
			assert.ErrorIs(t, err, sellerwire.ErrNotSent)
		})
	}
}

func TestBadInputIsRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	feed, none := feedOf(inventorySheet), aim.UploadOptions{}
	header := feedOf("sku\tprice\r\n")
	purge := func(feed flatfile.Feed, confirm aim.Confirmation) func(context.Context, *aim.Client) error {
		return func(ctx context.Context, c *aim.Client) error {
			_, err := c.PurgeReplace(ctx, feed, confirm, none)
			_, again := c.PurgeReplaceAndWait(ctx, feed, confirm, none, aim.WaitOptions{})
			return errors.Join(err, again)
		}
	}
	generate := func(name aim.ReportName, days aim.NumberOfDays) func(context.Context, *aim.Client) error {
		return func(ctx context.Context, c *aim.Client) error {
			err := c.GenerateReport(ctx, aim.ReportRequest{Name: name, Days: days})
			_, again := c.FetchReport(ctx, aim.ReportRequest{Name: name, Days: days}, aim.WaitOptions{})
			return errors.Join(err, again)
		}
	}
	refund := func(feed flatfile.Feed) func(context.Context, *aim.Client) error {
		return func(ctx context.Context, c *aim.Client) error {
			_, err := c.RefundAndWait(ctx, feed, aim.WaitOptions{})
			return errors.Join(err, c.Refund(ctx, feed))
		}
	}
	modify := func(file string) func(context.Context, *aim.Client) error {
		return func(ctx context.Context, c *aim.Client) error {
			_, err := c.ModifyOnly(ctx, feedOf(file), none)
			_, again := c.ModifyOnlyAndWait(ctx, feedOf(file), none, aim.WaitOptions{})
			return errors.Join(err, again)
		}
	}
	download := func(id string) func(context.Context, *aim.Client) error {
		return func(ctx context.Context, c *aim.Client) error {
			_, err := c.DownloadErrorLog(ctx, id)
			_, fix := c.DownloadQuickFix(ctx, id)
			_, report := c.DownloadReport(ctx, id)
			_, latest := c.DownloadLatestReport(ctx, aim.ReportName(id))
			_, batch := c.WaitForBatch(ctx, id, aim.WaitOptions{})
			return errors.Join(err, fix, report, latest, batch)
		}
	}
	tests := map[string]struct {
		want string
		call func(context.Context, *aim.Client) error
	}{
		"14 days":                       {"NumberOfDays: must be 15, 30 or 60, not 14", generate(aim.OrderReport, 14)},
		"negative days":                 {"NumberOfDays: must be 15, 30 or 60, not -15", generate(aim.OpenListingsReport, -15)},
		"an order report without days":  {"NumberOfDays: must be 15, 30 or 60 for an order report", generate(aim.OrderReport, 0)},
		"a report without a name":       {"ReportName: it is empty", generate("", 0)},
		"a name that is no header":      {"ReportName: must contain visible ASCII", generate("Or der", 0)},
		"refund summaries on request":   {"cannot be requested", generate(aim.BatchRefundReport, 0)},
		"preorders on request":          {"cannot be requested", generate(aim.PreorderReport, 0)},
		"a purge without confirmation":  {"confirm: must be ReplaceInventory or EmptyInventory", purge(feed, "")},
		"a purge confirmed in own word": {"confirm: must be ReplaceInventory or EmptyInventory", purge(feed, "yes")},
		"an empty purge file":           {"feed: it has no rows", purge(header, aim.ReplaceInventory)},
		"a modify-only purge": {"it has the columns of a modify-only file",
			purge(feedOf("sku\tprice\r\nA\t1\r\n"), aim.ReplaceInventory)},
		"refunds as a purge":          {"its first line has no column sku", purge(feedOf(refundSheet), aim.ReplaceInventory)},
		"a purge of a DOS file's end": {"feed: it has no rows", purge(feedOf("sku\tproduct-id\r\n\x1a"), aim.ReplaceInventory)},
		"a UIEE purge without records": {"feed: no line is a field",
			purge(feedOf("user\r\nBOOKS\r\n").WithFormat(flatfile.UIEE), aim.ReplaceInventory)},
		"a purge with a BOM": {"feed: it begins with a byte order mark",
			purge(feedOf("\uFEFFproduct-id\tsku\tprice\r\n1\tA\t1.00\r\n"), aim.ReplaceInventory)},
		"a UIEE purge with a BOM": {"feed: it begins with a byte order mark",
			purge(feedOf("\uFEFFUR|A\r\n\r\n").WithFormat(flatfile.UIEE), aim.ReplaceInventory)},
		"a purge with a column spelled": {"Product ID: the vendor spells this column product-id",
			purge(feedOf("Product ID\tsku\tprice\r\n1\tA\t1.00\r\n"), aim.ReplaceInventory)},
		"a purge with a column twice": {"feed: a column has no name, or appears twice",
			purge(feedOf("product-id\tsku\tsku\r\n1\tA\tA\r\n"), aim.ReplaceInventory)},
		"a purge file that was cut": {"feed: line 2: the file ends within the row: it may have been cut",
			purge(feedOf("product-id\tsku\tprice\r\n1\tA"), aim.ReplaceInventory)},
		"a purge header that was cut": {"feed: the file ends within the header line", purge(feedOf("product-id\tsku"), aim.EmptyInventory)},
		"a UIEE purge that was cut": {"feed: line 1: the file ends within the row: it may have been cut",
			purge(feedOf("UR|A\r\nTI|T\r\nPR|1.00\r\n").WithFormat(flatfile.UIEE), aim.ReplaceInventory)},
		"a purge of deletions": {"feed: no row lists an item",
			purge(feedOf("product-id\tsku\tadd-delete\r\n1\tA\td\r\n"), aim.ReplaceInventory)},
		"a purge of nothing in stock": {"feed: no row lists an item",
			purge(feedOf("product-id\tsku\tquantity\r\n1\tA\t0\r\n"), aim.ReplaceInventory)},
		"a UIEE purge of removals": {"feed: no row lists an item",
			purge(feedOf("UR|A\r\nXB| 2\r\n\r\n").WithFormat(flatfile.UIEE), aim.ReplaceInventory)},
		"a purge in UTF-16":     {"feed: it is UTF-16", purge(feedOf("\xFF\xFEs\x00k\x00u\x00\r\x00\n\x00"), aim.ReplaceInventory)},
		"a web page as a purge": {"feed: it is a web page", purge(feedOf("<html>\n</html>\n"), aim.EmptyInventory)},
		"a purge below a blank line": {"feed: a blank line comes before the column names",
			purge(feedOf("\r\nsku\tproduct-id\tprice\r\nA\t1\t1.00\r\n"), aim.ReplaceInventory)},
		"a purge of two kinds of lines": {"feed: line 2 contains a line break",
			purge(feedOf("sku\tproduct-id\tprice\nA\t1\t1.00\r\n"), aim.ReplaceInventory)},
		"a purge of lines run together": {"feed: line 3 contains a line break",
			purge(feedOf("sku\tproduct-id\tprice\r\nA\t1\t1.00\r\nB\t1\t1.00\nC\t1\t1.00\r\n"), aim.ReplaceInventory)},
		"a column spelled with a blank": {"sku : the vendor spells this column sku",
			purge(feedOf("sku \tproduct-id\tprice\r\nA\t1\t1.00\r\n"), aim.ReplaceInventory)},
		"a purge of deletions with blanks": {"feed: no row lists an item",
			purge(feedOf("product-id\tsku\tadd-delete\r\n1\tA\td \r\n"), aim.ReplaceInventory)},
		"a purge of actions nobody knows": {"feed: no row lists an item",
			purge(feedOf("product-id\tsku\tadd-delete\r\n1\tA\tdelete\r\n"), aim.ReplaceInventory)},
		"a UIEE purge of actions nobody knows": {"feed: no row lists an item",
			purge(feedOf("UR|A\r\nTI|T\r\nXB|D\r\n\r\n").WithFormat(flatfile.UIEE), aim.ReplaceInventory)},
		"a UIEE purge with a file header": {"feed: it has the file header of generic UIEE",
			purge(feedOf("user\r\nBOOKS\r\n1/1/04\r\n10:00\r\n\r\nUR|A\r\nTI|T\r\nPR|1.00\r\n\r\n").WithFormat(flatfile.UIEE),
				aim.ReplaceInventory)},
		"refunds below a blank line": {"feed: a blank line comes before the column names", refund(feedOf("\r\n" + refundSheet))},
		"refund columns with blanks": {"feed: the columns must be these, in this order",
			refund(feedOf(strings.Replace(refundSheet, "reason", "reason ", 1)))},
		"modify-only with a title": {"item-name: a modify-only file has the columns sku, price and quantity only",
			modify("sku\tprice\titem-name\r\nA\t1.00\tT\r\n")},
		"modify-only with a BOM":        {"feed: it begins with a byte order mark", modify("\uFEFFsku\tprice\r\nA\t1.00\r\n")},
		"modify-only of SKUs":           {"feed: it has neither price nor quantity", modify("sku\r\nA\r\n")},
		"modify-only without SKUs":      {"feed: its first line has no column sku", modify("price\tquantity\r\n1\t1\r\n")},
		"modify-only spelled":           {"Price: the vendor spells this column price", modify("sku\tPrice\r\nA\t1.00\r\n")},
		"modify-only by Mac":            {"feed: its lines end in CR alone", modify("sku\tprice\rA\t1.00\r")},
		"modify-only with a name twice": {"feed: a column has no name, or appears twice", modify("sku\tprice\tprice\r\nA\t1.00\t1.00\r\n")},
		"a message as modify-only": {"feed: its first line is not a line of column names",
			modify("Service temporarily unavailable\r\n")},
		"refunds with a BOM":    {"feed: it begins with a byte order mark", refund(feedOf("\uFEFF" + refundSheet))},
		"refunds by Mac":        {"its lines end in CR alone", refund(feedOf(strings.ReplaceAll(refundSheet, "\r\n", "\r")))},
		"refunds that were cut": {"row 1: the file ends within the row", refund(feedOf(refundSheet[:len(refundSheet)-20]))},
		"refund columns spelled": {"feed: the columns must be these, in this order",
			refund(feedOf(strings.Replace(refundSheet, "order-id", "Order ID", 1)))},
		"refund columns with a tab": {"feed: the columns must be these, in this order",
			refund(feedOf(strings.Replace(refundSheet, "message", "message\t", 1)))},
		"a refund of an exponent": {`row 1: refund-amount: "1E+1" must be written as digits with a point`,
			refund(feedOf(strings.Replace(refundSheet, "10.00", "1E+1", 1)))},
		"a refund for a spoiled ID": {`row 1: payments-transaction-id: "1.23412E+13" is what a spreadsheet makes of a long number`,
			refund(feedOf(strings.Replace(refundSheet, "12341234567890", "1.23412E+13", 1)))},
		"blank lines to empty it":     {"feed: the file is empty", purge(feedOf("\r\n\r\n"), aim.EmptyInventory)},
		"a file of one line by Mac":   {"its lines end in CR alone", purge(feedOf("sku\rproduct-id\r1\r2\r"), aim.EmptyInventory)},
		"a purge file of blank lines": {"feed: it has no rows", purge(feedOf("sku\tprice\r\n\r\n\t\r\n \t \r\n"), aim.ReplaceInventory)},
		"a purge UIEE file of blanks": {"feed: it has no rows", purge(feedOf("\r\n\r\n").WithFormat(flatfile.UIEE), aim.ReplaceInventory)},
		"a purge file of no bytes":    {"feed: it is empty", purge(flatfile.Feed{}, aim.EmptyInventory)},
		"rows in a file that empties": {"feed: it has rows", purge(feed, aim.EmptyInventory)},
		"an empty feed": {"feed: it is empty", func(ctx context.Context, c *aim.Client) error {
			_, err := c.AddModifyDelete(ctx, feedOf(""), none)
			_, modify := c.ModifyOnly(ctx, flatfile.Feed{}, none)
			return errors.Join(err, modify)
		}},
		"an unknown program and format": {`FileFormat: must contain visible ASCII characters only; UploadFor: must be ` +
			`MarketplaceOnly, Marketplace or ZShop, not "Auction"`, func(ctx context.Context, c *aim.Client) error {
			_, err := c.AddModifyDelete(ctx, feed.WithFormat("a b"), aim.UploadOptions{UploadFor: "Auction"})
			return err
		}},
		"negative counts": {"NumberOfBatches: -1 is negative", func(ctx context.Context, c *aim.Client) error {
			_, err := c.Batches(ctx, aim.BatchQuery{Count: -1})
			return err
		}},
		"a list of reports without a name": {"ReportName: it is empty; NumberOfReports: -2 is negative",
			func(ctx context.Context, c *aim.Client) error {
				_, err := c.Reports(ctx, aim.ReportQuery{Count: -2})
				return err
			}},
		"no ID":                    {"it is empty", download("")},
		"an ID with a line break":  {"visible ASCII", download("1\r\nX: y")},
		"an ID of great length":    {"longer than 64 characters", download(strings.Repeat("1", 65))},
		"refunds without rows":     {"feed: it has no rows", refund(feedOf(strings.Split(refundSheet, "123-")[0]))},
		"an empty refund file":     {"feed: it is empty", refund(flatfile.Feed{})},
		"an inventory as a refund": {"feed: ", refund(feedOf(inventorySheet))},
		"refund columns reordered": {"feed: ",
			refund(feedOf(sheet("payments-transaction-id order-id refund-amount reason message", "1 2 3.00 CouldNotShip x")))},
		"a negative refund": {"refund-amount",
			refund(feedOf(sheet("order-id payments-transaction-id refund-amount reason message", "1 2 -3.00 CouldNotShip x")))},
		"a reason nobody knows": {`row 1: reason: "Because"`,
			refund(feedOf(sheet("order-id payments-transaction-id refund-amount reason message", "1 2 3.00 Because x")))},
		"every fault of a file": {`row 1: refund-amount: `,
			refund(feedOf(sheet("order-id payments-transaction-id refund-amount reason message", "1 2 much CouldNotShip x",
				"1  3.00 CouldNotShip x")))},
		"a UIEE file as a refund": {"feed: ", refund(feedOf(refundSheet).WithFormat(flatfile.UIEE))},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			tap := newTap(t, 200, "text/xml", "<Success>SUCCESS</Success>")
			err := tt.call(ctx, clientOver(t, tap))
			require.Error(t, err)
			each, joined := err.(interface{ Unwrap() []error })
			if _, single := err.(*sellerwire.InvalidError); single || !joined {
				assert.Contains(t, asInvalid(t, err).Error(), tt.want)
			} else {
				for _, err := range each.Unwrap() {
					assert.Contains(t, asInvalid(t, err).Error(), tt.want)
				}
			}
			assert.Zero(t, tap.count())
		})
	}
}

// Feeds that this package encoded have a format.
func TestAFeedOfOneKindIsNotTakenForAnother(t *testing.T) {
	t.Parallel()
	refunds, err := flatfile.RefundFeed(flatfile.Rows(slices.Values([]flatfile.Refund{{
		OrderID: "123-1234567-1234567", OrderItemID: "12341234567890",
		Amount: decimal.RequireFromString("10.00"), Reason: flatfile.ReasonCouldNotShip,
	}})), flatfile.WriteOptions{})
	require.NoError(t, err)
	none, err := flatfile.RefundFeed(flatfile.Rows(slices.Values([]flatfile.Refund{})), flatfile.WriteOptions{})
	require.NoError(t, err)
	items, err := flatfile.ModifyFeed(flatfile.Rows(slices.Values([]flatfile.ModifyRow{{SKU: "SKU-1", Quantity: new(0)}})),
		flatfile.WriteOptions{})
	require.NoError(t, err)
	tap := newTap(t, 200, "text/xml", "<Success>SUCCESS</Success>")
	client := clientOver(t, tap)

	_, err = client.AddModifyDelete(t.Context(), refunds, aim.UploadOptions{})
	assert.Contains(t, asInvalid(t, err).Error(), "feed: it is a refund file")
	_, err = client.PurgeReplace(t.Context(), refunds, aim.ReplaceInventory, aim.UploadOptions{})
	assert.Contains(t, asInvalid(t, err).Error(), "feed: it is a refund file")
	assert.Contains(t, asInvalid(t, client.Refund(t.Context(), items)).Error(), "it must be a refund file")
	assert.Contains(t, asInvalid(t, client.Refund(t.Context(), none)).Error(), "it has no rows")
	assert.Zero(t, tap.count())

	require.NoError(t, client.Refund(t.Context(), refunds))
	_, err = client.ModifyOnly(t.Context(), items, aim.UploadOptions{})
	require.NoError(t, err)
	assert.Equal(t, []string{"TabDelimited"}, formats(tap.last()))
}

func formats(r *http.Request) (values []string) {
	for name, value := range r.Header {
		if name == "FileFormat" {
			values = append(values, value...)
		}
	}
	return values
}

func TestAllowRepeatIsRefusedWhereARepeatDoesHarm(t *testing.T) {
	t.Parallel()
	repeat := aim.AllowRepeat()
	tests := map[string]func(context.Context, *aim.Client) error{
		"refund": func(ctx context.Context, c *aim.Client) error { return c.Refund(ctx, feedOf(refundSheet), repeat) },
		"refund and wait": func(ctx context.Context, c *aim.Client) error {
			_, err := c.RefundAndWait(ctx, feedOf(refundSheet), aim.WaitOptions{}, repeat)
			return err
		},
		"purge": func(ctx context.Context, c *aim.Client) error {
			_, err := c.PurgeReplace(ctx, feedOf(inventorySheet), aim.ReplaceInventory, aim.UploadOptions{}, repeat)
			return err
		},
		"purge and wait": func(ctx context.Context, c *aim.Client) error {
			_, err := c.PurgeReplaceAndWait(ctx, feedOf(inventorySheet), aim.ReplaceInventory,
				aim.UploadOptions{}, aim.WaitOptions{}, repeat)
			return err
		},
		"list": func(ctx context.Context, c *aim.Client) error {
			_, err := c.Batches(ctx, aim.BatchQuery{}, repeat)
			return err
		},
		"download": func(ctx context.Context, c *aim.Client) error { return closing(c.DownloadReport(ctx, "1", repeat)) },
	}
	for name, call := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tap := newTap(t, 200, "text/xml", "<Success>SUCCESS</Success>")
			err := call(t.Context(), clientOver(t, tap))
			assert.Contains(t, asInvalid(t, err).Error(), "aim.AllowRepeat does not apply")
			assert.Zero(t, tap.count())
		})
	}
}

func TestAFeedThatCannotBeReadIsNotSent(t *testing.T) {
	t.Parallel()
	lost := errors.New("the disk is gone")
	broken := flatfile.FeedOpen(func() (io.ReadCloser, error) { return nil, lost }, 10)
	client := clientOver(t, newTap(t, 200, "text/xml", "<Success>SUCCESS</Success>"))

	_, err := client.PurgeReplace(t.Context(), broken, aim.ReplaceInventory, aim.UploadOptions{})
	require.ErrorIs(t, err, lost)
	assert.Equal(t, sellerwire.OutcomeNotSent, sellerwire.OutcomeOf(err))

	_, err = client.AddModifyDelete(t.Context(), flatfile.FeedOpen(nil, 1), aim.UploadOptions{})
	require.ErrorIs(t, err, sellerwire.ErrNotSent)
	require.ErrorIs(t, client.Refund(t.Context(), broken), lost)
}

// A file that is written to while it is sent must never arrive as a complete
// one.
func TestAFileThatChangesItsSizeDuringTheUploadIsNotAcceptedAsComplete(t *testing.T) {
	t.Parallel()
	content := goodSheet + strings.Repeat("SKU-1\t0486404455\t12.50\t1\r\n", 100_000)
	changes := map[string]func(*os.File) error{
		"grows":   func(f *os.File) error { _, err := f.WriteString("SKU-2\t0486404456\t1.00\t1\r\n"); return err },
		"shrinks": func(f *os.File) error { return f.Truncate(int64(len(content) / 2)) },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "feed.txt")
			require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
			file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
			require.NoError(t, err)
			defer file.Close()

			srv := newSlowReader(func() { assert.NoError(t, change(file)) })
			client := clientOver(t, srv)
			feed, err := flatfile.FeedFile(path)
			require.NoError(t, err)
			_, err = client.AddModifyDelete(t.Context(), feed, aim.UploadOptions{}, aim.AllowRepeat())
			require.ErrorContains(t, err, "changed its size")
			assert.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
			assert.Equal(t, 1, srv.requests, "repeating does not help")
			assert.Less(t, srv.received, len(content))
		})
	}
}

func TestTimesFollowTheOptions(t *testing.T) {
	t.Parallel()
	utc5 := time.FixedZone("X", 5*60*60)
	client := clientOver(t, answering(200, "text/xml", "<Batches><Batch>batchid=7 dateandtime=07/08/2009 01:48:23 XST </Batch></Batches>"),
		aim.WithZones(func(abbreviation string) *time.Location {
			assert.Equal(t, "XST", abbreviation)
			return utc5
		}))
	batches, err := client.Batches(t.Context(), aim.BatchQuery{})
	require.NoError(t, err)
	assert.True(t, batches[0].Received.Time.Equal(time.Date(2009, 7, 8, 1, 48, 23, 0, utc5)))

	client = clientOver(t, answering(200, "text/xml",
		"<Reports><Report>reportstarttime=07-08-2009:01-48-23 reportendtime=01-01-1970:05-00-00 reportid=1 </Report></Reports>"),
		aim.WithReportLocation(utc5))
	reports, err := client.Reports(t.Context(), aim.ReportQuery{Name: aim.OrderReport})
	require.NoError(t, err)
	assert.True(t, reports[0].Start.Time.Equal(time.Date(2009, 7, 8, 1, 48, 23, 0, utc5)))
	assert.True(t, reports[0].Running())
}

func TestACallRefusesABadCallOption(t *testing.T) {
	t.Parallel()
	bad := sellerwire.WithRequestID("two words")
	tap := newTap(t, 200, "text/xml", "<Success>SUCCESS</Success>")
	c, ctx, feed := clientOver(t, tap), t.Context(), feedOf(inventorySheet)
	_, batches := c.Batches(ctx, aim.BatchQuery{}, bad)
	_, pending := c.PendingUploads(ctx, bad)
	_, reports := c.Reports(ctx, aim.ReportQuery{Name: aim.OrderReport}, bad)
	_, log := c.DownloadErrorLog(ctx, "1", bad)
	_, upload := c.AddModifyDelete(ctx, feed, aim.UploadOptions{}, bad)
	_, waited := c.AddModifyDeleteAndWait(ctx, feed, aim.UploadOptions{}, aim.WaitOptions{}, bad)
	_, fetched := c.FetchReport(ctx, aim.ReportRequest{Name: aim.OpenListingsReport}, aim.WaitOptions{}, bad)
	generated := c.GenerateReport(ctx, aim.ReportRequest{Name: aim.OpenListingsReport}, bad)
	for _, err := range []error{batches, pending, reports, log, upload, waited, fetched,
		generated, c.Refund(ctx, feedOf(refundSheet), bad)} {
		assert.Equal(t, []sellerwire.FieldError{{
			Field: "WithRequestID", Reason: "it must have 1 to 128 visible ASCII characters",
		}}, asInvalid(t, err).Fields)
	}
	assert.Zero(t, tap.count())
}

func TestASourceThatGrewIsNotUploaded(t *testing.T) {
	t.Parallel()
	const file = "sku\tprice\tproduct-id\r\nSKU-1\t12.50\tX\r\n"
	srv, client := serve(t, instantly, nil)
	for more, want := range map[string]bool{"": true, "S": false} {
		_, err := client.AddModifyDelete(t.Context(),
			flatfile.FeedReaderAt(strings.NewReader(file+more), int64(len(file))), aim.UploadOptions{})
		if want {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, sellerwire.ErrInvalidRequest)
		require.ErrorContains(t, err, "changed its size")
	}
	assert.Len(t, srv.Batches(), 1)
}

func TestReportTimesArePacificUnlessSaidOtherwise(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	tests := []struct {
		text string
		in   *time.Location
		want time.Time
	}{
		{"12-26-2009:19-00-02", nil, time.Date(2009, 12, 27, 3, 0, 2, 0, time.UTC)},
		{"10-18-2004:10-50-56", nil, time.Date(2004, 10, 18, 17, 50, 56, 0, time.UTC)},
		{"12-31-1969:16-00-00", nil, time.Unix(0, 0).UTC()},
		{"07-01-2010:12-00-00", berlin, time.Date(2010, 7, 1, 10, 0, 0, 0, time.UTC)},
		{"", nil, time.Time{}},
		{"2009-12-26 19:00:02", nil, time.Time{}},
		{"02-30-2010:00-00-00", nil, time.Time{}},
	}
	for _, tt := range tests {
		var opts []sellerwire.Option
		if tt.in != nil {
			opts = append(opts, aim.WithReportLocation(tt.in))
		}
		list := "<Reports><Report>reportstarttime=" + tt.text + " reportid=1 </Report></Reports>"
		reports, err := clientOver(t, answering(200, "text/xml", list),
			opts...).Reports(t.Context(), aim.ReportQuery{Name: aim.OrderReport})
		require.NoError(t, err)
		stamp := reports[0].Start
		assert.Equal(t, tt.text, stamp.Text)
		assert.Equal(t, tt.want, stamp.Time.UTC(), tt.text)
	}
}
