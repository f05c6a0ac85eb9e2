package benchmarks

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sellerwire/sellerwire/aim/flatfile"
)

const reportRows = 1_000_000

// orderReport compares reading typed rows with encoding/csv reading strings.
func orderReport() Row {
	return Row{
		Name:   "order-report",
		What:   "1,000,000-row order report, typed rows, vs the faster encoding/csv of raw strings",
		Budget: ">= 1.10x its speed, heap <= 16 MiB",
		Measure: func(context.Context, string) (Result, error) {
			watch := watchHeap()
			err := readAll(flatfile.ReadOrders(orderRows(reportRows), flatfile.ReadOptions{}), reportRows)
			peak := watch.end()
			if err != nil {
				return Result{}, err
			}
			r, err := besideCSV(orderRows, flatfile.ReadOrders, true, false)
			r.PeakHeap, r.PeakRSS = peak, peakRSS()
			r.Kept = r.Ratio >= 1.10 && r.PeakHeap <= 16*mib
			return r, err
		},
	}
}

// openListings is the same for the report of what is for sale.
func openListings() Row {
	return Row{
		Name:   "open-listings",
		What:   "open listings report, typed rows, vs the same",
		Budget: ">= 1.3x its speed",
		Measure: func(context.Context, string) (Result, error) {
			r, err := besideCSV(listingRows, flatfile.ReadListings, true, false)
			r.Kept = r.Ratio >= 1.3
			return r, err
		},
	}
}

// besideCSV compares a reader of reports with encoding/csv, with and without its
// ReuseRecord; the faster one counts. The ratio is of speeds.
func besideCSV[T any](
	rows func(int) io.Reader, read func(io.Reader, flatfile.ReadOptions) iter.Seq2[T, error], reuse ...bool,
) (Result, error) {
	const n = 50_000
	var best Result
	for _, reuse := range reuse {
		r, err := contest{
			func() error { return readAll(read(rows(n), flatfile.ReadOptions{}), n) },
			func() error { return readCSV(rows(n), n, reuse) },
		}.run(10, 1, processorClock, nil)
		if err != nil {
			return Result{}, err
		}
		if r.Took, r.Baseline, r.Ratio = r.Took/n, r.Baseline/n, 1/r.Ratio; best.Ratio == 0 || r.Ratio < best.Ratio {
			best = r
		}
	}
	return best, nil
}

func readAll[T any](rows iter.Seq2[T, error], want int) error {
	n := 0
	for _, err := range rows {
		if err != nil {
			return err
		}
		n++
	}
	return exactly(n, want)
}

func readCSV(r io.Reader, want int, reuse bool) error {
	c := csv.NewReader(r)
	c.Comma, c.LazyQuotes, c.ReuseRecord, c.FieldsPerRecord = '\t', true, reuse, -1
	n := -1 // the header
	for {
		_, err := c.Read()
		if err == io.EOF {
			return exactly(n, want)
		}
		if err != nil {
			return err
		}
		n++
	}
}

func exactly(n, want int) error {
	if n != want {
		return fmt.Errorf("%d read, not %d", n, want)
	}
	return nil
}

// repeated is a file of n rows that takes no memory: some hundred different rows,
// over and over.
func repeated(header string, n int, row func(b *bytes.Buffer, i int)) io.Reader {
	const different = 500
	var block bytes.Buffer
	for i := range different {
		row(&block, i)
	}
	readers := make([]io.Reader, 0, n/different+1)
	readers = append(readers, strings.NewReader(header))
	for range n / different {
		readers = append(readers, bytes.NewReader(block.Bytes()))
	}
	return io.MultiReader(readers...)
}

func orderRows(n int) io.Reader {
	return repeated("payments-status\torder-id\torder-item-id\tpayments-date\tpayments-transaction-id\titem-name\tlisting-id\tsku\t"+
		"price\tshipping-fee\tquantity-purchased\ttotal-price\tpurchase-date\tbatch-id\tbuyer-email\tbuyer-name\trecipient-name\t"+
		"ship-address-1\tship-address-2\tship-city\tship-state\tship-zip\tship-country\tspecial-comments\tupc\tship-method\n", n,
		func(b *bytes.Buffer, i int) {
			fmt.Fprintf(b, "\t001-%07d-%07d\t%014d\t2009-07-23 08:59:03 PST\t\tAn Item Name of the Usual Length, Volume %d\t"+
				"0711T%06d\tSKU-%06d\t%d.00\t3.99\t1\t%d.99\t2009-07-23 08:59:03 PST\t\tbuyer%d@example.com\t"+
				"MAREN QUIST\tMaren Quist\t%d MAIN ST\t\tPORTLAND\tOR\t97201-1000\tUS\t\t\tstandard\n",
				1234567+i, 7654321-i, int64(12345678901234)+int64(i), i, i, i, 10+i%50, 13+i%50, i, i)
		})
}

func listingRows(n int) io.Reader {
	return repeated("item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\topen-date\timage-url\t"+
		"item-is-marketplace\tproduct-id-type\tzshop-shipping-fee\titem-note\titem-condition\tzshop-category1\tzshop-browse-path\t"+
		"zshop-storefront-feature\tasin1\tasin2\tasin3\twill-ship-internationally\texpedited-shipping\tzshop-boldface\t"+
		"product-id\tbid-for-featured-placement\tadd-delete\tpending-quantity\n", n,
		func(b *bytes.Buffer, i int) {
			fmt.Fprintf(b, "An Item Name of the Usual Length, Volume %d\t\t0711T%06d\tSKU-%06d\t%d.50\t1\t"+
				"2009-07-23 08:59:03 PST\t\ty\t1\t\tClean and unmarked, with the original introduction.\t"+
				"2\t\t\t\tB%09d\t\t\ty\tNext\t\tB%09d\t\t\t0\n", i, i, i, 5+i%50, i, i)
		})
}

func logRows(n int) io.Reader {
	return repeated("original-record-number\tsku\terror-code\terror-type\terror-message\n", n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, "%d\tSKU-%06d\t8026\tError\t"+
			"Seller is not authorized to list products in this category, for a reason of the usual length.\n", i+1, i)
	})
}

// errorLog compares reading an error log with encoding/csv reading strings.
func errorLog() Row {
	entries := func(r io.Reader, opts flatfile.ReadOptions) iter.Seq2[flatfile.LogEntry, error] {
		log, err := flatfile.NewErrorLogReader(r, opts)
		if err != nil {
			return func(yield func(flatfile.LogEntry, error) bool) { yield(flatfile.LogEntry{}, err) }
		}
		return log.Entries()
	}
	return Row{
		Name: "error-log", What: "error log, typed entries, vs encoding/csv", Budget: ">= 1.0x its speed",
		Measure: func(context.Context, string) (Result, error) {
			r, err := besideCSV(logRows, entries, false)
			r.Kept = r.Ratio >= 1
			return r, err
		},
	}
}

// uiee compares reading UIEE with the simplest program that can.
func uiee() Row {
	const records = 20_000
	return Row{
		Name: "uiee", What: "UIEE, typed records, vs bufio.Scanner and a map", Budget: "time <= 1.3x",
		Measure: func(context.Context, string) (Result, error) {
			r, err := contest{
				func() error { return readAll(flatfile.ReadUIEE(uieeRecords(records), flatfile.ReadOptions{}), records) },
				func() error { return scanUIEE(uieeRecords(records), records) },
			}.run(10, 1, processorClock, nil)
			r.Took, r.Baseline = r.Took/records, r.Baseline/records
			return r.atMost(1.3), err
		},
	}
}

func uieeRecords(n int) io.Reader {
	return repeated("", n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, "UR|SKU-%06d\r\nAA|Quist, Maren\r\nTI|A Title of the Usual Length, Volume %d\r\n"+
			"PU|An Invented House\r\nPP|London\r\nDP|1999\r\nBD|Hardcover\r\nCN|very good\r\n"+
			"NT|9780000000019 Clean and unmarked, with the original introduction.\r\nPR|%d.50\r\nXB|1\r\nXD|S\r\n\r\n", i, i, 5+i%50)
	})
}

func scanUIEE(r io.Reader, want int) error {
	lines, n, record := bufio.NewScanner(r), 0, map[string]string{}
	for lines.Scan() {
		token, value, found := strings.Cut(lines.Text(), "|")
		if found {
			record[token] = value
			continue
		}
		if _, err := decimal.NewFromString(record["PR"]); err != nil {
			return err
		}
		n, record = n+1, map[string]string{}
	}
	return exactly(n, want)
}

// loaderWriter compares writing a loader file with encoding/csv.
func loaderWriter() Row {
	return besideCSVWriter(Row{
		Name: "loader-writer", What: "inventory loader file written row by row vs encoding/csv", Budget: "time <= 1.6x",
	}, 1.6, writeLoader)
}

func writeLoader(rows []flatfile.LoaderRow) error {
	w, err := flatfile.NewLoaderWriter(io.Discard, flatfile.WriteOptions{})
	if err != nil {
		return err
	}
	for i := range rows {
		if err := w.Write(rows[i]); err != nil {
			return err
		}
	}
	return w.Flush()
}

// loaderFeed is the same as a feed, which ranges over the rows twice.
func loaderFeed() Row {
	return besideCSVWriter(Row{
		Name: "loader-feed", What: "the same as LoaderFeed, checked and sent, vs encoding/csv", Budget: "time <= 3x",
	}, 3, sendLoader)
}

func sendLoader(rows []flatfile.LoaderRow) error {
	feed, err := flatfile.LoaderFeed(func(yield func(flatfile.LoaderRow, error) bool) {
		for i := range rows {
			if !yield(rows[i], nil) {
				return
			}
		}
	}, flatfile.WriteOptions{})
	if err != nil {
		return err
	}
	content, err := feed.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	_, err = io.Copy(io.Discard, content)
	return err
}

func besideCSVWriter(row Row, bound float64, write func([]flatfile.LoaderRow) error) Row {
	row.Measure = func(context.Context, string) (Result, error) {
		const n = 20_000
		rows := loaderRows(n)
		r, err := contest{
			func() error { return write(rows) },
			func() error { return writeCSV(rows) },
		}.run(20, 1, processorClock, nil)
		r.Took, r.Baseline = r.Took/n, r.Baseline/n
		return r.atMost(bound), err
	}
	return row
}

func loaderRows(n int) []flatfile.LoaderRow {
	rows := make([]flatfile.LoaderRow, n)
	for i := range rows {
		rows[i] = flatfile.LoaderRow{
			ProductID: "9780000000019", ProductIDType: flatfile.ProductISBN, Condition: flatfile.ConditionUsedVeryGood,
			Price: decimal.New(int64(500+i), -2), SKU: fmt.Sprintf("SKU-%06d", i), Quantity: new(1), Action: flatfile.ActionAdd,
			ItemNote: "Clean and unmarked; with the original introduction. Corners a little rubbed, otherwise as one would wish.",
		}
	}
	return rows
}

// writeCSV writes the same file.
func writeCSV(rows []flatfile.LoaderRow) error {
	w := csv.NewWriter(io.Discard)
	w.Comma, w.UseCRLF = '\t', true
	cells := flatfile.LoaderColumns()
	if err := w.Write(cells); err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		clear(cells)
		cells[0], cells[1], cells[2], cells[3] = r.ProductID, string(r.ProductIDType), string(r.Condition), r.Price.String()
		cells[4], cells[5], cells[6], cells[9] = r.SKU, strconv.Itoa(*r.Quantity), string(r.Action), r.ItemNote
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
