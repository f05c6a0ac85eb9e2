package aim_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/aim"
)

const orderHeader = "payments-status\torder-id\torder-item-id\tpayments-date\tpayments-transaction-id\titem-name\t" +
	"listing-id\tsku\tprice\tshipping-fee\tquantity-purchased\ttotal-price\tpurchase-date\tbatch-id\tbuyer-email\t" +
	"buyer-name\trecipient-name\tship-address-1\tship-address-2\tship-city\tship-state\tship-zip\tship-country\t" +
	"special-comments\tupc\tship-method\n"

// orderReportOf makes a report of many rows without holding it: a block of
// different rows again and again.
func orderReportOf(rows int) io.Reader {
	const block = 1000
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for i := range block {
		price, fee := 100+random.IntN(9900), 399
		at := time.Date(2009, 7, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(1<<21)) * time.Second).Format("2006-01-02 15:04:05 PST")
		name := [...]string{"Tractatus Logico-Philosophicus", "Les Misérables", "A Title of a Book, with More Words", "Foo Bar"}[i%4]
		fmt.Fprintf(&b, "\t%03d-%07d-%07d\t%014d\t%s\t\t%s\t%012d\tSKU-%06d\t%d.%02d\t%d.%02d\t1\t%d.%02d\t%s\t\tbuyer%d@example.com\tJOHN DOE\tJohn Doe\t%d MAIN ST\t\tNEW YORK\tNY\t10001-1000\tUS\t\t\tstandard\n",
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
	for item, err := range aim.ReadOrders(r, aim.ReadOptions{}) {
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

// BenchmarkOrderReport reads typed rows, and beside it the same file as raw text
// with encoding/csv, which merges rows (see TestQuotesAreText) and knows neither
// amounts nor times.
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

// watchHeap samples the heap until the function it returns is called. It does
// not stop the world, as [runtime.ReadMemStats] would.
func watchHeap(tb testing.TB) (peak func() uint64) {
	tb.Helper()
	runtime.GC()
	var highest uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		for {
			metrics.Read(sample)
			highest = max(highest, sample[0].Value.Uint64())
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
