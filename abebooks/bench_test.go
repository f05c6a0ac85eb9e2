package abebooks_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
)

// oneHundred are books with every field and text of the usual kind and length,
// as a client takes them and as encoding/xml does.
func oneHundred() ([]abebooks.Transaction, *xmlRequest) {
	b := fullBook("")
	b.Author = "Brontë, Charlotte; Brontë, Emily"
	b.Title = "The Professor & Wuthering Heights"
	b.Publisher = "Smith, Elder & Co."
	b.Subject = "Literature Victorian Yorkshire"
	b.BooksellerCatalogue = "English Literature"
	b.Description = "First edition thus. Octavo, original cloth, gilt lettering to the spine. Spine slightly faded, " +
		"corners bumped, some foxing to the first and last leaves; a former owner’s name in ink on the front endpaper. " +
		"Otherwise a clean and tight copy in a good dust jacket, with two short closed tears at the head of the spine."
	b.PublishPlace, b.Illustrator = "London", "Dulac, Edmund"
	var batch []abebooks.Transaction
	request := &xmlRequest{Version: "1.0", Action: xmlAction{Name: "bookupdate"}}
	for i := range 100 {
		b.VendorBookID = fmt.Sprintf("SKU-%04d", i)
		batch = append(batch, abebooks.Add(b))
		request.Books = append(request.Books, toXML(batch[i]))
	}
	return batch, request
}

// BenchmarkEncode encodes a request of 100 books. Both append to a buffer that
// is used again. encoding/xml has its structs ready-made, and writes UTF-8,
// which spares it the numeric references.
func BenchmarkEncode(b *testing.B) {
	batch, request := oneHundred()
	b.Run("handwritten", func(b *testing.B) {
		client := newClient(b, abebooks.Classic(testUsername, testAPIKey))
		buffer := client.AppendRequest(nil, batch)
		b.ReportAllocs()
		b.SetBytes(int64(len(buffer)))
		for b.Loop() {
			buffer = client.AppendRequest(buffer[:0], batch)
		}
	})
	b.Run("encoding_xml", func(b *testing.B) {
		var buffer bytes.Buffer
		encode(b, &buffer, request)
		b.ReportAllocs()
		b.SetBytes(int64(buffer.Len()))
		for b.Loop() {
			encode(b, &buffer, request)
		}
	})
}

// BenchmarkValidate is the same with all checks of Submit before it.
func BenchmarkValidate(b *testing.B) {
	batch, request := oneHundred()
	b.Run("handwritten", func(b *testing.B) {
		client := newClient(b, abebooks.Classic(testUsername, testAPIKey))
		var buffer []byte
		b.ReportAllocs()
		for b.Loop() {
			var valid bool
			if buffer, valid = client.Validated(buffer[:0], batch); !valid {
				b.Fatal("not valid")
			}
		}
	})
	b.Run("encoding_xml", func(b *testing.B) {
		var buffer bytes.Buffer
		b.ReportAllocs()
		for b.Loop() {
			encode(b, &buffer, request)
		}
	})
}

// BenchmarkJoin reads the reply to 100 books and gives each its result; the
// standard library finds the code of each by its ID.
func BenchmarkJoin(b *testing.B) {
	batch, _ := oneHundred()
	var reply bytes.Buffer
	reply.WriteString(`<?xml version="1.0" encoding="UTF-8"?><inventoryUpdateResponse version="1.0"><AbebookList>`)
	for i := range batch {
		fmt.Fprintf(&reply, "<Abebook><code>600</code><message>Book added or updated</message>"+
			"<transactionType>add</transactionType><vendorBookID>%s</vendorBookID></Abebook>", batch[i].Book.VendorBookID)
	}
	reply.WriteString("</AbebookList><code>600</code><message>Updates completed normally</message></inventoryUpdateResponse>\n")
	b.Run("handwritten", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			results := abebooks.ReadAndJoin(reply.Bytes(), batch)
			if len(results) != len(batch) || results[99].Err != nil {
				b.Fatal("not accepted")
			}
		}
	})
	b.Run("encoding_xml", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var answer struct {
				Books []struct {
					Code    int    `xml:"code"`
					Message string `xml:"message"`
					Type    string `xml:"transactionType"`
					ID      string `xml:"vendorBookID"`
				} `xml:"AbebookList>Abebook"`
				Code    int    `xml:"code"`
				Message string `xml:"message"`
			}
			if err := xml.Unmarshal(reply.Bytes(), &answer); err != nil {
				b.Fatal(err)
			}
			byID := make(map[string]int, len(answer.Books))
			for _, book := range answer.Books {
				byID[book.ID] = book.Code
			}
			for i := range batch {
				if byID[batch[i].Book.VendorBookID] != 600 {
					b.Fatal("not accepted")
				}
			}
		}
	})
}

func encode(tb testing.TB, buffer *bytes.Buffer, request *xmlRequest) {
	buffer.Reset()
	buffer.WriteString(xml.Header)
	if err := xml.NewEncoder(buffer).Encode(request); err != nil {
		tb.Fatal(err)
	}
}

// Not parallel: it counts allocations. How fast the encoder is, beside
// encoding/xml, is for BenchmarkEncode to say.
func TestTheEncoderAllocatesNothing(t *testing.T) {
	batch, _ := oneHundred()
	client := newClient(t, abebooks.Classic(testUsername, testAPIKey))
	written := client.AppendRequest(nil, batch)
	assert.Zero(t, testing.AllocsPerRun(20, func() { written = client.AppendRequest(written[:0], batch) }))
	assert.InDelta(t, abebooks.Room(batch), len(written), 0.3*float64(len(written)), "the buffer fits")
}

// syncSize is 20,000 books, or with -full a million.
func syncSize() int {
	if *full {
		return 1_000_000
	}
	return 20_000
}

// syncCatalogue sends so many books to a service without delay and returns the
// largest heap seen, less what there was before.
func syncCatalogue(tb testing.TB, client *abebooks.Client, n int) (peak uint64) {
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	before := memory.HeapAlloc
	count := 0
	for r := range client.Sync(tb.Context(), catalogue(n), abebooks.SyncOptions{Concurrency: 8}) {
		if r.Err != nil {
			tb.Fatal(r.Err)
		}
		if count++; count%500 == 0 {
			runtime.ReadMemStats(&memory)
			peak = max(peak, memory.HeapAlloc-min(memory.HeapAlloc, before))
		}
	}
	require.Equal(tb, n, count)
	return peak
}

func quickClient(tb testing.TB) *abebooks.Client {
	return newClient(tb, abebooks.Classic(testUsername, testAPIKey),
		sellerwire.WithHTTPClient(&http.Client{Transport: &quickService{}}))
}

// BenchmarkSync is for -full, which makes it a million books.
func BenchmarkSync(b *testing.B) {
	client := quickClient(b)
	var peak uint64
	for b.Loop() {
		peak = max(peak, syncCatalogue(b, client, syncSize()))
	}
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
	b.ReportMetric(float64(syncSize())*float64(b.N)/b.Elapsed().Seconds(), "books/s")
}

// Not parallel: it measures the heap.
func TestSyncTakesBoundedMemory(t *testing.T) {
	peak := syncCatalogue(t, quickClient(t), syncSize())
	t.Logf("%d books, at most %.1f MiB of heap", syncSize(), float64(peak)/(1<<20))
	assert.Less(t, peak, uint64(32<<20))
}
