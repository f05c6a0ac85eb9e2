package flatfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// Read an order report of any size, row by row.
func ExampleReadOrders() {
	report := strings.NewReader(
		"order-id\torder-item-id\titem-name\tprice\tshipping-fee\tquantity-purchased\ttotal-price\tpurchase-date\n" +
			"001-1234567-1234567\t12345678901234\t\"Emma\", annotated\t10.00\t3.99\t1\t13.99\t2009-07-23 08:59:03 PST\n" +
			"001-7654321-7654321\t12345678901235\tPersuasion\t6.50\t3.99\t1\t10.49\t2009-07-24 10:00:00 PST\n")
	total := decimal.Zero
	for item, err := range flatfile.ReadOrders(report, flatfile.ReadOptions{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(item.OrderID, item.ItemName, item.PurchaseDate.Time.UTC())
		total = total.Add(item.TotalPrice)
	}
	fmt.Println(total)
	// Output:
	// 001-1234567-1234567 "Emma", annotated 2009-07-23 16:59:03 +0000 UTC
	// 001-7654321-7654321 Persuasion 2009-07-24 18:00:00 +0000 UTC
	// 24.48
}

// Skip malformed rows and continue reading.
func ExampleReadOptions_onRowError() {
	report := strings.NewReader("seller-sku\tquantity\tprice\tproduct-id\nSKU-1\t3\t9.99\tB000000001\nSKU-2\tthree\t9.99\tB000000002\n" +
		"SKU-3\t1\t5.00\tB000000003\n")
	opts := flatfile.ReadOptions{OnRowError: func(e *flatfile.RowError) error {
		fmt.Println("left out:", e)
		return nil
	}}
	for listing, err := range flatfile.ReadListingsLite(report, opts) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(listing.SKU, *listing.Quantity)
	}
	// Output:
	// SKU-1 3
	// left out: flatfile: row 2 (line 3): quantity: "three" is not a whole number
	// SKU-3 1
}

// A feed checks all rows when it is made, and encodes them while it is sent.
func ExampleLoaderFeed() {
	rows := []flatfile.LoaderRow{{
		ProductID: "0486404455", ProductIDType: flatfile.ProductISBN, Condition: flatfile.ConditionUsedVeryGood,
		Price: decimal.RequireFromString("12.50"), SKU: "SKU-0001", Quantity: new(1),
	}, {
		SKU: "SKU-0002", Action: flatfile.ActionDelete,
	}}
	feed, err := flatfile.LoaderFeed(flatfile.Rows(slices.Values(rows)), flatfile.WriteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(feed.Format(), feed.Size(), "bytes")

	rows[1] = flatfile.LoaderRow{SKU: "SKU-0003", Price: decimal.NewFromInt(-5), ItemNote: "First\tedition"}
	_, err = flatfile.LoaderFeed(flatfile.Rows(slices.Values(rows)), flatfile.WriteOptions{})
	if invalid, ok := errors.AsType[*sellerwire.InvalidError](err); ok {
		for _, fault := range invalid.Fields {
			fmt.Println(fault.Item, fault)
		}
	}
	// Output:
	// TabDelimited 347 bytes
	// row 2 price: must be greater than 0
	// row 2 item-note: must not contain a TAB (byte 5)
}

// Write rows to a file.
func ExampleNewModifyWriter() {
	var file bytes.Buffer
	w, err := flatfile.NewModifyWriter(&file, flatfile.WriteOptions{Columns: []string{"sku", "quantity"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range []flatfile.ModifyRow{{SKU: "SKU-1", Quantity: new(0)}, {SKU: "", Quantity: new(1)}, {SKU: "SKU-3", Quantity: new(2)}} {
		if err := w.Write(row); err != nil {
			fmt.Println(err)
		}
	}
	if err := w.Flush(); err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%q\n", file.String())
	// Output:
	// flatfile: row 2: sku: it is empty
	// "sku\tquantity\r\nSKU-1\t0\r\nSKU-3\t2\r\n"
}

// Convert a UIEE file to an inventory loader file. Fields without a column are returned,
// not lost.
func ExampleUIEERecord_Loader() {
	file := strings.NewReader("UR|SKU-0001\r\nAA|Wittgenstein, Ludwig\r\nTI|Tractatus\r\nCN|very good\r\nNT|0486404455 Clean.\r\n" +
		"PR|12.50\r\nXB|1\r\nXD|S\r\n\r\n")
	var loader bytes.Buffer
	w, err := flatfile.NewLoaderWriter(&loader, flatfile.WriteOptions{
		Columns: []string{"sku", "product-id", "product-id-type", "item-condition", "price", "quantity", "add-delete", "item-note", "item-name"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for record, err := range flatfile.ReadUIEE(file, flatfile.ReadOptions{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		row, left, err := record.Loader(flatfile.ConvertOptions{})
		if err == nil {
			err = w.Write(row)
		}
		fmt.Println(record.SKU, left, err)
	}
	if err := w.Flush(); err != nil {
		fmt.Println(err)
	}
	for line := range strings.Lines(loader.String()) {
		fmt.Printf("%q\n", line)
	}
	// Output:
	// SKU-0001 [{AA Wittgenstein, Ludwig}] <nil>
	// "sku\tproduct-id\tproduct-id-type\titem-condition\tprice\tquantity\tadd-delete\titem-note\titem-name\r\n"
	// "SKU-0001\t0486404455\t2\t2\t12.50\t1\ta\t0486404455 Clean.\tTractatus\r\n"
}

func ExampleReadErrorLog() {
	log, err := flatfile.ReadErrorLog(strings.NewReader("Feed Processing Summary:\n"+
		"\tNumber of records processed\t\t82\n"+
		"\tNumber of records successful\t\t81\n"+
		"\n"+
		"original-record-number\tsku\terror-code\terror-type\terror-message\n"+
		"27\t1111111111\t8026\tError\tSeller is not authorized to list products in this category.\n"), flatfile.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*log.Successful, "of", *log.Processed)
	for _, entry := range log.Entries {
		if entry.Type.Severity() >= flatfile.SeverityError {
			fmt.Printf("row %d, %s: %s\n", entry.Record, entry.SKU, entry.Message)
		}
	}
	// Output:
	// 81 of 82
	// row 27, 1111111111: Seller is not authorized to list products in this category.
}

// Correct the rows that the service rejected, for a new upload.
func ExampleNewQuickFix() {
	download := strings.NewReader("sku\tprice\tquantity\nSKU-2\t$5\t1\n")
	fix, err := flatfile.NewQuickFix(download, flatfile.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var rows []flatfile.ModifyRow
	for row, err := range fix.Rows() {
		if err != nil {
			fmt.Println(err)
			return
		}
		_, err = flatfile.ParseModifyRow(row)
		fmt.Println(err)
		if corrected, ok := row.With("price", strings.TrimPrefix(row.Get("price"), "$")); ok {
			modify, err := flatfile.ParseModifyRow(corrected)
			fmt.Println(modify.SKU, modify.Price, err)
			rows = append(rows, modify)
		}
	}
	feed, err := flatfile.ModifyFeed(flatfile.Rows(slices.Values(rows)), flatfile.WriteOptions{})
	fmt.Println(feed.Size(), err)
	// Output:
	// flatfile: row 1 (line 2): price: "$5" is not an amount
	// SKU-2 5 <nil>
	// 31 <nil>
}

func ExampleExpeditedServices() {
	offered := flatfile.ExpeditedServices(flatfile.ExpeditedNext, flatfile.ExpeditedDomestic)
	fmt.Println(offered, offered.Known(), flatfile.Expedited("Next,Rocket").Known())
	// Output: Next,Domestic true false
}
