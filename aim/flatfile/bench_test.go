package flatfile_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/aim/flatfile"
)

const orderHeader = "payments-status\torder-id\torder-item-id\tpayments-date\tpayments-transaction-id\titem-name\t" +
	"listing-id\tsku\tprice\tshipping-fee\tquantity-purchased\ttotal-price\tpurchase-date\tbatch-id\tbuyer-email\t" +
	"buyer-name\trecipient-name\tship-address-1\tship-address-2\tship-city\tship-state\tship-zip\tship-country\t" +
	"special-comments\tupc\tship-method\n"

// orderReportOf makes a report of many rows without holding it: it repeats a block of
// different rows.
func orderReportOf(rows int) io.Reader {
	const block = 1000
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for i := range block {
		price, fee := 100+random.IntN(9900), 399
		at := time.Date(2009, 7, 1, 0, 0, 0, 0,
			time.UTC).Add(time.Duration(random.IntN(1<<21)) * time.Second).Format("2006-01-02 15:04:05 PST")
		name := [...]string{"Tractatus Logico-Philosophicus", "Les Misérables", "A Title of a Book, with More Words", "Foo Bar"}[i%4]
		fmt.Fprintf(&b, "\t%03d-%07d-%07d\t%014d\t%s\t\t%s\t%012d\tSKU-%06d\t%d.%02d\t%d.%02d\t1\t%d.%02d\t%s\t\tbuyer%d@example.com\t"+
			"JOHN "+
			"DOE\tJohn Doe\t%d MAIN ST\t\tNEW YORK\tNY\t10001-1000\tUS\t\t\tstandard\n",
			random.IntN(1000), random.IntN(1e7), random.IntN(1e7), random.Int64N(1e14), at, name, i, i,
			price/100, price%100, fee/100, fee%100, (price+fee)/100, (price+fee)%100, at, i, i)
	}
	body := b.String()
	readers := []io.Reader{strings.NewReader(orderHeader)}
	for range rows / block {
		readers = append(readers, strings.NewReader(body))
	}
	return io.MultiReader(readers...)
}

func readTyped(tb testing.TB, r io.Reader) (rows int) {
	total := decimal.Decimal{}
	for item, err := range flatfile.ReadOrders(r, flatfile.ReadOptions{}) {
		if err != nil {
			tb.Fatal(err)
		}
		if rows%1000 == 0 {
			total = total.Add(item.TotalPrice)
		}
		rows++
	}
	require.Positive(tb, total.Sign())
	return rows
}

func readCSV(tb testing.TB, r io.Reader, reuse bool) (rows int) {
	c := csv.NewReader(r)
	c.Comma, c.LazyQuotes, c.ReuseRecord, c.FieldsPerRecord = '\t', true, reuse, -1
	for {
		_, err := c.Read()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			tb.Fatal(err)
		}
		rows++
	}
}

// BenchmarkOrderReport reads typed rows. For comparison it reads the same file as text
// with encoding/csv, which merges rows (see TestQuotesAreText) and does not parse amounts
// or times.
func BenchmarkOrderReport(b *testing.B) {
	const rows = 100_000
	for _, bench := range []struct {
		name string
		read func(testing.TB, io.Reader) int
	}{
		{"typed", readTyped},
		{"csv", func(tb testing.TB, r io.Reader) int { return readCSV(tb, r, false) }},
		{"csv-reuse", func(tb testing.TB, r io.Reader) int { return readCSV(tb, r, true) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bench.read(b, orderReportOf(rows))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
		})
	}
}

// Reading a long report takes no more memory than reading a short one.
func TestAReportOfAnySizeIsReadInLittleMemory(t *testing.T) {
	rows := 100_000
	if *full {
		rows = 1_000_000
	}
	peak := watchHeap(t)
	read := readTyped(t, orderReportOf(rows))
	highest := peak()
	require.Equal(t, rows, read)
	require.Less(t, highest, uint64(16<<20))
	t.Logf("%d rows, heap %.1f MiB", rows, float64(highest)/(1<<20))
}

// Nor does a feed of many rows that are encoded while they are sent.
func TestAFeedOfAnySizeIsEncodedInLittleMemory(t *testing.T) {
	rows := 100_000
	if *full {
		rows = 1_000_000
	}
	peak := watchHeap(t)
	feed, err := flatfile.ModifyFeed(modifyRows(rows), flatfile.WriteOptions{})
	require.NoError(t, err)
	content, err := feed.Open()
	require.NoError(t, err)
	defer content.Close()
	size, err := io.Copy(io.Discard, content)
	highest := peak()
	require.NoError(t, err)
	require.Equal(t, feed.Size(), size)
	require.Less(t, highest, uint64(16<<20))
	t.Logf("%d rows, heap %.1f MiB", rows, float64(highest)/(1<<20))
}

// watchHeap samples the heap until the returned function is called. It collects garbage
// before each sample, because the garbage between two collections depends on the load of
// the machine.
func watchHeap(tb testing.TB) (peak func() uint64) {
	tb.Helper()
	runtime.GC()
	var highest uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			highest = max(highest, m.HeapAlloc)
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-stopped
		return highest
	}
}
