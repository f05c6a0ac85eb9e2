package aim_test

import (
	"context"
	"testing"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// operation is one call and an answer that it takes for a success.
type operation struct {
	name   string
	answer string
	call   func(context.Context, *aim.Client) error
}

func xmlAnswer(body string) string { return httpAnswer("200 OK", "text/xml", body) }

func httpAnswer(status, contentType, body string) string {
	return "HTTP/1.1 " + status + "\r\nContent-Type: " + contentType + "\r\nConnection: close\r\n\r\n" + body
}

func closing(d *aim.Download, err error) error {
	if err != nil {
		return err
	}
	return d.Close()
}

// The fifteen operations in the order of the guide, in the form that it has for
// each.
var operations = []operation{
	{"01-add-modify-delete", xmlAnswer("<Success>SUCCESS</Success>"), func(ctx context.Context, c *aim.Client) error {
		feed := feedOf(inventorySheet).WithFormat(flatfile.TabDelimited)
		_, err := c.AddModifyDelete(ctx, feed, aim.UploadOptions{UploadFor: aim.ForMarketplace})
		return err
	}},
	{"02-modify-only", xmlAnswer("<Success>SUCCESS</Success>"), func(ctx context.Context, c *aim.Client) error {
		_, err := c.ModifyOnly(ctx, feedOf(inventorySheet), aim.UploadOptions{})
		return err
	}},
	{"03-purge-replace", xmlAnswer("<Success>SUCCESS</Success>"), func(ctx context.Context, c *aim.Client) error {
		feed := feedOf("UR|SKU-0001\r\nTI|Tractatus\r\nPR|12.50\r\n\r\n").WithFormat(flatfile.UIEE)
		_, err := c.PurgeReplace(ctx, feed, aim.ReplaceInventory, aim.UploadOptions{UploadFor: aim.ForZShop})
		return err
	}},
	{"04-get-batches", xmlAnswer("<Batches> </Batches>"), func(ctx context.Context, c *aim.Client) error {
		_, err := c.Batches(ctx, aim.BatchQuery{Count: 25})
		return err
	}},
	{"05-get-pending-uploads-count", xmlAnswer("<PendingUploadsCount>1</PendingUploadsCount>"),
		func(ctx context.Context, c *aim.Client) error {
			_, err := c.PendingUploads(ctx)
			return err
		}},
	{"06-errorlog", httpAnswer("200 OK", "text/plain", "sku\n"), func(ctx context.Context, c *aim.Client) error {
		return closing(c.DownloadErrorLog(ctx, "2585199250"))
	}},
	{"07-quickfix", httpAnswer("200 OK", "text/plain", "sku\n"), func(ctx context.Context, c *aim.Client) error {
		return closing(c.DownloadQuickFix(ctx, "2585199250"))
	}},
	{"08-generate-order-report", xmlAnswer("<Status>SUCCESS</Status>"), func(ctx context.Context, c *aim.Client) error {
		return c.GenerateReport(ctx, aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days15})
	}},
	{"09-order-report-status", xmlAnswer("<Reports> </Reports>"), func(ctx context.Context, c *aim.Client) error {
		_, err := c.Reports(ctx, aim.ReportQuery{Name: aim.OrderReport, Count: 5})
		return err
	}},
	{"10-download-order-report", httpAnswer("200 OK", "text/plain", "order-id\n"), func(ctx context.Context, c *aim.Client) error {
		return closing(c.DownloadReport(ctx, "2893717072"))
	}},
	{"11-generate-open-listings", xmlAnswer("<Status>SUCCESS</Status>"), func(ctx context.Context, c *aim.Client) error {
		return c.GenerateReport(ctx, aim.ReportRequest{Name: aim.OpenListingsReport})
	}},
	{"12-open-listings-status", xmlAnswer("<Reports> </Reports>"), func(ctx context.Context, c *aim.Client) error {
		_, err := c.Reports(ctx, aim.ReportQuery{Name: aim.OpenListingsLiteReport, Count: 10})
		return err
	}},
	{"13-download-open-listings", httpAnswer("200 OK", "text/plain", "seller-sku\n"), func(ctx context.Context, c *aim.Client) error {
		return closing(c.DownloadLatestReport(ctx, aim.OpenListingsLiteReport))
	}},
	{"14-batch-refund", xmlAnswer("<Success>SUCCESS</Success>"), func(ctx context.Context, c *aim.Client) error {
		return c.Refund(ctx, feedOf(refundSheet))
	}},
	{"15-batch-refund-status", xmlAnswer("<Reports> </Reports>"), func(ctx context.Context, c *aim.Client) error {
		_, err := c.Reports(ctx, aim.ReportQuery{Name: aim.BatchRefundReport})
		return err
	}},
}

// Forms of the fifteen that came after the guide, or that options make.
var furtherForms = []operation{
	{"upload-with-every-option", xmlAnswer("<BatchID>2585199250</BatchID>"), func(ctx context.Context, c *aim.Client) error {
		feed := feedOf(inventorySheet).WithFormat(flatfile.TabDelimitedBooks)
		_, err := c.AddModifyDelete(ctx, feed, aim.UploadOptions{
			UploadFor: aim.ForMarketplaceOnly, ReturnBatchID: true, ASINMatchCreate: true, Asinate: true, Email: true,
			ExpeditedShipping: new(true),
		})
		return err
	}},
	{"upload-without-expedited-shipping", xmlAnswer("<Success>SUCCESS</Success>"), func(ctx context.Context, c *aim.Client) error {
		_, err := c.ModifyOnly(ctx, feedOf(inventorySheet), aim.UploadOptions{ExpeditedShipping: new(false)})
		return err
	}},
	{"empty-the-inventory", xmlAnswer("<Success>SUCCESS</Success>"), func(ctx context.Context, c *aim.Client) error {
		_, err := c.PurgeReplace(ctx, feedOf("sku\tprice\r\n"), aim.EmptyInventory, aim.UploadOptions{})
		return err
	}},
	{"generate-open-listings-with-days", xmlAnswer("<Status>SUCCESS</Status>"), func(ctx context.Context, c *aim.Client) error {
		return c.GenerateReport(ctx, aim.ReportRequest{Name: aim.OpenListingsLiterReport, Days: aim.Days60})
	}},
	{"get-batches-default-count", xmlAnswer("<Batches/>"), func(ctx context.Context, c *aim.Client) error {
		_, err := c.Batches(ctx, aim.BatchQuery{})
		return err
	}},
	{"download-preorder-report", httpAnswer("200 OK", "text/plain", "asin\n"), func(ctx context.Context, c *aim.Client) error {
		return closing(c.DownloadLatestReport(ctx, aim.PreorderReport))
	}},
}

func TestRequestsAreThoseOfTheGuide(t *testing.T) {
	t.Parallel()
	for _, op := range append(operations, furtherForms...) {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			tap := newWiretap(op.answer)
			client := clientOver(t, tap.transport(), sellerwire.WithUserAgent("golden"))
			require.NoError(t, op.call(t.Context(), client))
			testkit.Golden(t, "requests/"+op.name+".http", <-tap.sent)
		})
	}
}

func TestRequestsOfTheMarketplacesDiffer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		opts        []sellerwire.Option
		contentType string
		encoding    flatfile.Encoding
	}{
		"US":                          {[]sellerwire.Option{sellerwire.WithBaseURL(aim.US)}, "text/xml", flatfile.DefaultEncoding},
		"UK":                          {[]sellerwire.Option{sellerwire.WithBaseURL(aim.UK)}, "text/xml", flatfile.DefaultEncoding},
		"CA":                          {[]sellerwire.Option{sellerwire.WithBaseURL(aim.CA)}, "text/xml", flatfile.DefaultEncoding},
		"DE":                          {[]sellerwire.Option{sellerwire.WithBaseURL(aim.DE)}, "text/xml;charset=utf-8", flatfile.UTF8},
		"FR":                          {[]sellerwire.Option{sellerwire.WithBaseURL(aim.FR)}, "text/xml;charset=utf-8", flatfile.UTF8},
		"JP":                          {[]sellerwire.Option{sellerwire.WithBaseURL(aim.JP)}, "text/xml", flatfile.ShiftJIS},
		"another base URL is as US":   {nil, "text/xml", flatfile.DefaultEncoding},
		"an option overrides another": {[]sellerwire.Option{aim.WithEncoding(flatfile.UTF8)}, "text/xml;charset=utf-8", flatfile.UTF8},
		"an option overrides marketplace": {[]sellerwire.Option{sellerwire.WithBaseURL(aim.DE), aim.WithEncoding(flatfile.DefaultEncoding)},
			"text/xml", flatfile.DefaultEncoding},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tap := newTap(t, 200, "text/xml", "<Batches/>")
			client := clientOver(t, tap, tt.opts...)
			_, err := client.Batches(t.Context(), aim.BatchQuery{})
			require.NoError(t, err)
			assert.Equal(t, tt.contentType, tap.last().Header.Get("Content-Type"))
			assert.Equal(t, tt.encoding, client.Encoding())
		})
	}
}

func TestCookieIsOneRawValue(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		opts []sellerwire.Option
		want []string
	}{
		"the guide's literal":  {nil, []string{aim.DefaultCookie}},
		"another, unparsed":    {[]sellerwire.Option{aim.WithCookie("a=b;c=@?;; d")}, []string{"a=b;c=@?;; d"}},
		"none":                 {[]sellerwire.Option{aim.WithCookie("")}, nil},
		"the last option wins": {[]sellerwire.Option{aim.WithCookie("a=b"), aim.WithCookie("c=d")}, []string{"c=d"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tap := newTap(t, 200, "text/xml", "<Batches/>")
			_, err := clientOver(t, tap, tt.opts...).Batches(t.Context(), aim.BatchQuery{})
			require.NoError(t, err)
			assert.Equal(t, tt.want, tap.last().Header["Cookie"])
		})
	}
}
