package aim_test

import (
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// The emulator has its own encoders and decoders. So these tests find mistakes that a
// round trip does not.

var instantly = aimtest.Options{ProcessingDelay: -1, ReportDelay: -1}

func TestTheEmulatorUnderstandsEachFeed(t *testing.T) {
	t.Parallel()
	srv, client := serve(t, instantly, nil)
	upload := func(feed flatfile.Feed, err error) {
		t.Helper()
		require.NoError(t, err)
		result, err := client.AddModifyDeleteAndWait(t.Context(), feed, aim.UploadOptions{}, quickly)
		require.NoError(t, err)
		require.Zero(t, result.Batch.NotActivated, "%+v", result.ErrorLog)
	}
	value := func(sku, column string) string {
		t.Helper()
		item, ok := srv.Item(sku)
		require.True(t, ok, sku)
		return item[column]
	}
	upload(flatfile.LoaderFeed(flatfile.Rows(slices.Values([]flatfile.LoaderRow{tractatus()})), flatfile.WriteOptions{}))
	assert.Equal(t, `"Clean", — with an owner’s name`, value("SKU-0001", "item-note"))
	assert.Equal(t, "Next,Domestic", value("SKU-0001", "expedited-shipping"))

	upload(flatfile.BookLoaderFeed(flatfile.Rows(slices.Values([]flatfile.BookLoaderRow{{
		Title: "Émile", ProductID: "0486404455", Price: decimal.New(5, 0), SKU: "BOOK-1", Quantity: new(2),
	}})), flatfile.WriteOptions{Encoding: flatfile.UTF8}))
	assert.Equal(t, "Émile", value("BOOK-1", "title"))

	record := uieeTractatus()
	record.SKU = "UIEE-1"
	upload(flatfile.UIEEFeed(flatfile.Rows(slices.Values([]flatfile.UIEERecord{record})), flatfile.WriteOptions{}))
	assert.Equal(t, "12.50", value("UIEE-1", "price"))

	upload(flatfile.TableFeed([]string{"sku", "quantity"},
		flatfile.Rows(slices.Values([][]string{{"BOOK-1", "7"}})), flatfile.WriteOptions{}))
	assert.Equal(t, "7", value("BOOK-1", "quantity"))

	modify, err := flatfile.ModifyFeed(flatfile.Rows(slices.Values([]flatfile.ModifyRow{
		{SKU: "SKU-0001", Price: new(decimal.RequireFromString("9.95"))}, {SKU: "BOOK-1", Quantity: new(0)},
	})), flatfile.WriteOptions{})
	require.NoError(t, err)
	_, err = client.ModifyOnlyAndWait(t.Context(), modify, aim.UploadOptions{}, quickly)
	require.NoError(t, err)
	assert.Equal(t, "9.95", value("SKU-0001", "price"))
	_, there := srv.Item("BOOK-1")
	assert.False(t, there, "quantity 0 deletes")

	upload(flatfile.LoaderFeed(flatfile.Rows(slices.Values([]flatfile.LoaderRow{{SKU: "UIEE-1", Action: flatfile.ActionDelete}})),
		flatfile.WriteOptions{}))
	_, there = srv.Item("UIEE-1")
	assert.False(t, there)
}

func TestTheEmulatorsReportsAreRead(t *testing.T) {
	t.Parallel()
	options := instantly
	options.OrderHeaderEvery, options.FulfillmentChannel = 2, true
	srv, client := serve(t, options, nil)
	srv.Seed(
		aimtest.Item{"sku": "SKU-1", "price": "12.50", "quantity": "3", "item-name": `"Émile"`, "item-note": "first\nsecond — line",
			"product-id": "0486404455", "product-id-type": "2", "will-ship-internationally": "y"},
		aimtest.Item{"sku": "SKU-2", "price": "1.00", "quantity": "1", "product-id": "B000000002"})
	at := time.Now().Add(-time.Hour).Truncate(time.Second)
	for range 5 {
		srv.AddOrders(aimtest.Order{OrderID: "001-1234567-1234567", OrderItemID: "12345678901234", ItemName: `"Émile`, Price: "10.00",
			ShippingFee: "3.99", Quantity: "1", Total: "13.99", PurchaseDate: at})
	}

	orders, err := client.FetchReport(t.Context(), aim.ReportRequest{Name: aim.OrderReport, Days: aim.Days15}, quickly)
	require.NoError(t, err)
	defer orders.File.Close()
	total, n := decimal.Zero, 0
	for item, err := range flatfile.ReadOrders(orders.File, orders.File.ReadOptions()) {
		require.NoError(t, err)
		assert.Equal(t, `"Émile`, item.ItemName)
		assert.True(t, at.Equal(item.PurchaseDate.Time), "%v is not %v", item.PurchaseDate.Time, at)
		total, n = total.Add(item.TotalPrice), n+1
	}
	assert.Equal(t, 5, n)
	assert.Equal(t, "69.95", total.String())

	open, err := client.FetchReport(t.Context(), aim.ReportRequest{Name: aim.OpenListingsReport}, quickly)
	require.NoError(t, err)
	defer open.File.Close()
	listings, err := readingAll(flatfile.ReadListings(open.File, open.File.ReadOptions()))
	require.NoError(t, err)
	require.Len(t, listings, 2)
	assert.Equal(t, "first\nsecond — line", listings[0].ItemNote)
	assert.Equal(t, `"Émile"`, listings[0].ItemName)
	assert.Equal(t, flatfile.ReportedYes, listings[0].WillShipInternationally)
	assert.Equal(t, "DEFAULT", listings[1].FulfillmentChannel)
	assert.False(t, listings[1].OpenDate.Time.IsZero(), listings[1].OpenDate.Text)

	lite, err := client.FetchReport(t.Context(), aim.ReportRequest{Name: aim.OpenListingsLiteReport}, quickly)
	require.NoError(t, err)
	defer lite.File.Close()
	rows, err := readingAll(flatfile.ReadListingsLite(lite.File, lite.File.ReadOptions()))
	require.NoError(t, err)
	require.Len(t, rows, 2)
	assert.Equal(t, "B000000002", rows[1].ProductID)
}

func TestTheEmulatorsErrorFilesAreRead(t *testing.T) {
	t.Parallel()
	for _, old := range []bool{false, true} {
		options := instantly
		options.ErrorLog2004 = old
		srv, client := serve(t, options, nil)
		result, err := client.AddModifyDeleteAndWait(t.Context(),
			feedOf(sheet("sku price quantity product-id", "A 1.00 1 X", "B 0 1 X", "C 1.00 -1 X")),
			aim.UploadOptions{}, quickly)
		require.NoError(t, err)
		require.Len(t, result.ErrorLog.Entries, 2)
		assert.Equal(t, 2, result.ErrorLog.Entries[0].Record)
		assert.Equal(t, "C", result.ErrorLog.Entries[1].SKU)
		assert.Equal(t, flatfile.SeverityError, result.ErrorLog.Entries[1].Type.Severity())
		if !old {
			assert.Equal(t, 1, *result.ErrorLog.Successful)
		}

		download, err := client.DownloadQuickFix(t.Context(), result.BatchID)
		require.NoError(t, err)
		defer download.Close()
		fix, err := flatfile.NewQuickFix(download, download.ReadOptions())
		require.NoError(t, err)
		var corrected []flatfile.LoaderRow
		for row, err := range fix.Rows() {
			require.NoError(t, err)
			row, _ = row.With("price", "2.00")
			row, _ = row.With("quantity", "4")
			typed, err := flatfile.ParseLoaderRow(row)
			require.NoError(t, err)
			corrected = append(corrected, typed)
		}
		feed, err := flatfile.LoaderFeed(flatfile.Rows(slices.Values(corrected)), flatfile.WriteOptions{})
		require.NoError(t, err)
		again, err := client.AddModifyDeleteAndWait(t.Context(), feed, aim.UploadOptions{}, quickly)
		require.NoError(t, err)
		assert.EqualValues(t, 2, again.Batch.Activated)
		item, _ := srv.Item("C")
		assert.Equal(t, "4", item["quantity"])
	}
}

func TestTheEmulatorTakesTheRefundFile(t *testing.T) {
	t.Parallel()
	srv, client := serve(t, instantly, nil)
	feed, err := flatfile.RefundFeed(flatfile.Rows(slices.Values([]flatfile.Refund{
		{OrderID: "123-1234567-1234567", OrderItemID: "12341234567890", Amount: decimal.RequireFromString("10.0"),
			Reason: flatfile.ReasonCouldNotShip, Message: "Désolé"},
		{OrderID: "123-1234567-1234568", OrderItemID: "12341234567891",
			Amount: decimal.RequireFromString("5"), OtherReason: "BuyerCanceled"},
	})), flatfile.WriteOptions{})
	require.NoError(t, err)
	summary, err := client.RefundAndWait(t.Context(), feed, quickly)
	require.NoError(t, err)
	assert.Equal(t, []aimtest.Refund{
		{OrderID: "123-1234567-1234567", PaymentTransactionID: "12341234567890", Amount: "10", Reason: "CouldNotShip", Message: "Désolé"},
		{OrderID: "123-1234567-1234568", PaymentTransactionID: "12341234567891", Amount: "5", Reason: "BuyerCanceled"},
	}, srv.Refunds())
	require.Len(t, summary.Refunds, 2)
	assert.True(t, summary.Refunds[1].Line.Refunded())
	assert.Equal(t, "12341234567891", summary.Refunds[1].Line.OrderItemID)
	assert.Equal(t, "5", summary.Refunds[1].Line.Amount.String())
}

// tractatus is a valid row.
func tractatus() flatfile.LoaderRow {
	return flatfile.LoaderRow{
		ProductID: "0486404455", ProductIDType: flatfile.ProductISBN, Condition: flatfile.ConditionUsedVeryGood,
		Price: decimal.RequireFromString("12.50"), SKU: "SKU-0001", Quantity: new(1), Action: flatfile.ActionAdd,
		WillShipInternationally: flatfile.Yes,
		ExpeditedShipping:       flatfile.ExpeditedServices(flatfile.ExpeditedNext, flatfile.ExpeditedDomestic),
		ItemNote:                `"Clean", — with an owner’s name`, ItemIsMarketplace: flatfile.Yes,
	}
}

func uieeTractatus() flatfile.UIEERecord {
	return flatfile.UIEERecord{
		SKU: "SKU-0001", Author: "Wittgenstein, Ludwig", Title: "Tractatus", Condition: "very good",
		Note: "0486404455 Clean.", Price: decimal.RequireFromString("12.50"), Action: flatfile.UIEEAdd, Status: flatfile.UIEEForSale,
	}
}

// readingAll collects what a reader yields, and its error.
func readingAll[T any](rows iter.Seq2[T, error]) (all []T, failure error) {
	for row, err := range rows {
		if err != nil {
			return all, err
		}
		all = append(all, row)
	}
	return all, nil
}
