package flatfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

// Declare that an endpoint uses UTF-8, and write its files in UTF-8.
func ExampleWithEncoding() {
	client, err := aim.New("seller@example.com", "invented",
		sellerwire.WithBaseURL("https://aim.example.com/"), aim.WithEncoding(flatfile.UTF8))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	feed, err := flatfile.LoaderFeed(flatfile.Rows(slices.Values([]flatfile.LoaderRow{
		{SKU: "SKU-1", Price: decimal.RequireFromString("12.50"), ItemNote: "Łódź, 1974"},
	})), flatfile.WriteOptions{Encoding: client.Encoding()})
	fmt.Println(client.Encoding(), feed.Format(), err)
	// Output: utf-8 TabDelimited <nil>
}

// Read an inventory loader file, such as one of your own, into typed rows.
func ExampleReadLoader() {
	file := strings.NewReader("sku\tprice\titem-condition\tadd-delete\tfabric\nSKU-1\t12.50\t11\t\tlinen\nSKU-2\t\t77\td\t\n")
	for row, err := range flatfile.ReadLoader(file, flatfile.ReadOptions{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s %s %q %t %t %v\n", row.SKU, row.Price, row.Condition.Text(), row.Condition.Known(), row.Action.Deletes(), row.Extra)
	}
	// Output:
	// SKU-1 12.5 "new" true false map[fabric:linen]
	// SKU-2 0 "" false true map[]
}

// A modify-only file has three columns. Any other column is an error.
func ExampleReadModify() {
	for row, err := range flatfile.ReadModify(strings.NewReader("sku\tquantity\nSKU-1\t0\n"), flatfile.ReadOptions{}) {
		fmt.Println(row.SKU, row.Price == nil, *row.Quantity, err)
	}
	for _, err := range flatfile.ReadModify(strings.NewReader("sku\ttitle\nSKU-1\tEmma\n"), flatfile.ReadOptions{}) {
		fmt.Println(err)
	}
	// Output:
	// SKU-1 true 0 <nil>
	// flatfile: read modify-only file: unexpected content: the service does not accept the column "title"
}

// List a book without an ISBN, by title and author.
func ExampleNewBookLoaderWriter() {
	var file bytes.Buffer
	w, err := flatfile.NewBookLoaderWriter(&file, flatfile.WriteOptions{
		Columns: []string{"sku", "title", "author", "binding", "item-condition", "price", "quantity"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = w.Write(flatfile.BookLoaderRow{
		SKU: "SKU-1", Title: "Emma", Author: "Austen, Jane", Binding: flatfile.BindingLeather,
		Condition: flatfile.ConditionCollectibleGood, Price: decimal.RequireFromString("80.00"), Quantity: new(1),
	})
	fmt.Println(err, w.Flush())
	for row, err := range flatfile.ReadBookLoader(&file, flatfile.ReadOptions{}) {
		fmt.Println(row.Author, row.Condition.Text(), row.Price.StringFixed(2), err)
	}
	// Output:
	// <nil> <nil>
	// Austen, Jane collectible-good 80.00 <nil>
}

// Make a feed of a book loader file. Its format is sent in the FileFormat header.
func ExampleBookLoaderFeed() {
	feed, err := flatfile.BookLoaderFeed(flatfile.Rows(slices.Values([]flatfile.BookLoaderRow{{
		SKU: "SKU-1", Title: "Emma", Price: decimal.RequireFromString("80.00"), Quantity: new(1),
	}})), flatfile.WriteOptions{})
	fmt.Println(feed.Format(), len(flatfile.BookLoaderColumns()), "columns", err)
	// Output: TabDelimitedBooks 20 columns <nil>
}

// Write and read a UIEE file, record by record.
func ExampleNewUIEEWriter() {
	var file bytes.Buffer
	w, err := flatfile.NewUIEEWriter(&file, flatfile.WriteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = w.Write(flatfile.UIEERecord{
		SKU: "SKU-0001", Author: "Wittgenstein, Ludwig", Title: "Tractatus", Condition: "very good",
		Note: "0486404455 Clean.", Price: decimal.RequireFromString("12.50"), Action: flatfile.UIEEAdd, Status: flatfile.UIEEForSale,
	})
	fmt.Println(err, w.Flush())
	fmt.Print(strings.ReplaceAll(file.String(), "\r\n", "\n"))
	// Output:
	// <nil> <nil>
	// UR|SKU-0001
	// AA|Wittgenstein, Ludwig
	// TI|Tractatus
	// CN|very good
	// NT|0486404455 Clean.
	// PR|12.50
	// XB|1
	// XD|S
}

// The error of a malformed record has its number.
func ExampleReadUIEE() {
	file := strings.NewReader("UR|SKU-1\r\nTI|Emma\r\nPR|5.00\r\n\r\nUR|SKU-2\r\nTI|Persuasion\r\nPR|five\r\n\r\n")
	for record, err := range flatfile.ReadUIEE(file, flatfile.ReadOptions{}) {
		fmt.Println(record.SKU, err)
	}
	// Output:
	// SKU-1 <nil>
	//  flatfile: row 2 (line 5): PR: "five" is not an amount
}

// Make a feed of a UIEE file.
func ExampleUIEEFeed() {
	feed, err := flatfile.UIEEFeed(flatfile.Rows(slices.Values([]flatfile.UIEERecord{{SKU: "SKU-1", Action: flatfile.UIEEDelete}})),
		flatfile.WriteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	content, err := feed.Open()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer content.Close()
	text, err := io.ReadAll(content)
	fmt.Printf("%s %q %v\n", feed.Format(), text, err)
	// Output: UIEE "UR|SKU-1\r\nXB|2\r\n\r\n" <nil>
}

// A refund that is not valid is refused before anything is sent.
func ExampleRefundFeed() {
	refunds := []flatfile.Refund{
		{OrderID: "123-1234567-1234567", OrderItemID: "12341234567890", Amount: decimal.RequireFromString("-10.00"),
			Reason: flatfile.ReasonCouldNotShip},
		{OrderID: "123-1234567-1234568", OrderItemID: "12341234567891", Amount: decimal.RequireFromString("5.00"), Reason: "Whim"},
	}
	_, err := flatfile.RefundFeed(flatfile.Rows(slices.Values(refunds)), flatfile.WriteOptions{})
	if invalid, ok := errors.AsType[*sellerwire.InvalidError](err); ok {
		for _, fault := range invalid.Fields {
			fmt.Printf("%s: %s\n", fault.Item, fault)
		}
	}
	// Output:
	// row 1: refund-amount: must be greater than 0
	// row 2: reason: "Whim" is not a known reason; OtherReason takes any
}

// Write a refund file and read it.
func ExampleReadRefunds() {
	var file bytes.Buffer
	w, err := flatfile.NewRefundWriter(&file, flatfile.WriteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = w.Write(flatfile.Refund{
		OrderID: "123-1234567-1234567", OrderItemID: "12341234567890", Amount: decimal.RequireFromString("10.00"),
		OtherReason: "BuyerCanceled", Message: "With our apologies",
	})
	fmt.Println(err, w.Flush())
	for refund, err := range flatfile.ReadRefunds(&file, flatfile.ReadOptions{}) {
		fmt.Println(refund.OrderID, refund.Amount.StringFixed(2), refund.OtherReason, err)
	}
	// Output:
	// <nil> <nil>
	// 123-1234567-1234567 10.00 BuyerCanceled <nil>
}

// The summary of refunds has no header line; each line is a text of the service.
func ExampleReadRefundReport() {
	file := strings.NewReader("123-1234567-1234567order-item-id: 12341234567890\tSUCCESS 10.00 is Refunded.\r\n" +
		"123-1234567-1234568order-item-id: 12341234567891\tFAILURE The order is not found.\r\n")
	for outcome, err := range flatfile.ReadRefundReport(file, flatfile.ReadOptions{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(outcome.OrderID, outcome.Refunded(), outcome.Status)
	}
	// Output:
	// 123-1234567-1234567 true SUCCESS
	// 123-1234567-1234568 false FAILURE
}

// Line breaks in a note split a row. The reader joins its lines again.
func ExampleReadListings() {
	report := strings.NewReader("item-name\tseller-sku\titem-note\tprice\tquantity\topen-date\n" +
		"Emma\tSKU-1\tFirst line,\nsecond line\t9.99\t1\t2011-09-11 14:58:16 PDT\n")
	for listing, err := range flatfile.ReadListings(report, flatfile.ReadOptions{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s %q %s %s\n", listing.SKU, listing.ItemNote, listing.Price, listing.OpenDate.Time)
	}
	// Output: SKU-1 "First line,\nsecond line" 9.99 2011-09-11 14:58:16 -0700 PDT
}

// The lite report repeats its header line between rows.
func ExampleReadListingsLite() {
	report := strings.NewReader("seller-sku\tquantity\tprice\tproduct-id\nSKU-1\t1\t9.99\tB000000001\n" +
		"seller-sku\tquantity\tprice\tproduct-id\nSKU-2\t\t\tB000000002\n")
	for listing, err := range flatfile.ReadListingsLite(report, flatfile.ReadOptions{}) {
		fmt.Println(listing.SKU, listing.ProductID, listing.Price, err)
	}
	// Output:
	// SKU-1 B000000001 9.99 <nil>
	// SKU-2 B000000002 <nil> <nil>
}

func ExampleReadListingsLiter() {
	report := strings.NewReader("seller-sku\tquantity\nSKU-1\t3\n")
	for listing, err := range flatfile.ReadListingsLiter(report, flatfile.ReadOptions{}) {
		fmt.Println(listing.SKU, *listing.Quantity, err)
	}
	// Output: SKU-1 3 <nil>
}

// Read an error log of any size, entry by entry. This log has the layout of 2004.
func ExampleNewErrorLogReader() {
	log, err := flatfile.NewErrorLogReader(strings.NewReader("row-number\tsku\titem-name\tmessage-type\tmessage\n"+
		"2\tSKU-2\tEmma\tdata error\tThe amount value in the column price is invalid.\n"), flatfile.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(log.Summary().Processed == nil)
	for entry, err := range log.Entries() {
		fmt.Println(entry.Record, entry.SKU, entry.ItemName, entry.Type.Severity() == flatfile.SeverityError, err)
	}
	// Output:
	// true
	// 2 SKU-2 Emma true <nil>
}

// Read a report as text if its columns are not documented.
func ExampleReadTable() {
	for row, err := range flatfile.ReadTable(strings.NewReader("asin\taverage-asking-price\nB000000001\t7.50\n"), flatfile.ReadOptions{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(row.Number(), row.Columns(), row.Get("asin"), row.Get("ASIN"))
	}
	// Output: 1 [asin average-asking-price] B000000001 B000000001
}

// Write a tab-delimited file with any columns.
func ExampleNewTableWriter() {
	w, err := flatfile.NewTableWriter(os.Stdout, []string{"sku", "storefront"}, flatfile.WriteOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = w.Write([]string{"SKU-1", "a\tb"})
	fmt.Println(err)
	// Output: flatfile: row 1: storefront: must not contain a TAB (byte 1)
}

// Translate the words of a bookseller's file to conditions. Unknown words are not
// guessed.
func ExampleConditionOf() {
	for _, words := range []string{"Very Good", "collectible; good", "Near Fine"} {
		condition, ok := flatfile.ConditionOf(words)
		fmt.Printf("%q %q %t\n", condition, condition.Text(), ok)
	}
	// Output:
	// "2" "used-very good" true
	// "7" "collectible-good" true
	// "" "" false
}
