package aim_test

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
)

type hostileBody struct{ before, piece, behind string }

func (h hostileBody) of(size int) string {
	return h.before + strings.Repeat(h.piece, (size-len(h.before)-len(h.behind))/len(h.piece)) + h.behind
}

// hostile are bodies that make a careless reader use much memory or time, by the part
// that is repeated.
var hostile = map[string]hostileBody{
	"elements":               {"<Batches>", "<a/>", "</Batches>"},
	"elements that are open": {"<Batches>", "<a>", ""},
	"ends of nothing":        {"<Batches>", "</a>", "</Batches>"},
	"entries":                {"<Batches>", "<Batch>batchid=1 </Batch>", "</Batches>"},
	"empty entries":          {"<Batches>", "<Batch></Batch>", "</Batches>"},
	"texts":                  {"<Batches>", "<a>x</a>", "</Batches>"},
	"attributes":             {"<Batches", ` a=""`, "/>"},
	"brackets":               {"<Batches>", "<", "</Batches>"},
	"brackets that close":    {"<Batches>", ">", "</Batches>"},
	"half tags":              {"<Batches>", "<a ", "</Batches>"},
	"ampersands":             {"<Batches><Batch>batchid=1 status=", "&", "</Batch></Batches>"},
	"comments":               {"<Batches>", "<!---->", "</Batches>"},
	"comments that are open": {"<Batches>", "<!--", ""},
	"CDATA":                  {"<Batches>", "<![CDATA[x]]>", "</Batches>"},
	"words":                  {"<Batches><Batch>batchid=1 status=", "a ", "</Batch></Batches>"},
	"pairs":                  {"<Batches><Batch>batchid=1", " a=1", "</Batch></Batches>"},
	"line breaks":            {"<Batches>", "<br>", "</Batches>"},
	"a number":               {"<Batches><Batch>batchid=1 activateditems=", "9", "</Batch></Batches>"},
	"a text alone":           {"", "x", ""},
	"Latin-1":                {"<Batches><Batch>batchid=1 status=", "\xe9", "</Batch></Batches>"},
	"scripts":                {"<html>", "<script>", "</html>"},
}

// Not parallel, because it measures the heap. A reader that takes quadratic time takes
// hours.
func TestAReplyTakesLittleMemoryWhateverIsInIt(t *testing.T) {
	size := 4 * mebibyte
	if *full {
		size = 16*mebibyte - 1
	}
	for name, h := range hostile {
		body := h.of(size)
		client := clientOver(t, answering(200, "text/xml", body))
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		peak := watchHeap(t)
		started := time.Now()
		_, _ = client.Batches(t.Context(), aim.BatchQuery{})
		took := time.Since(started)
		highest := peak() - before.HeapAlloc
		t.Logf("%-24s %6.1f MiB, %s", name, float64(highest)/mebibyte, took.Round(time.Millisecond))
		assert.Less(t, highest, uint64(128*mebibyte), name)
	}
}

func TestListsOfAnyUsefulLengthAreRead(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	list.WriteString("<Batches> ")
	for i := range 20_000 {
		fmt.Fprintf(&list, "<Batch>batchid=%d status=Done dateandtime=08/07/2009 01:48:23 PDT activateditems=1020 "+
			"numberofwarnings=0 itemsnotacivated=0 </Batch>", int64(2586376232)+int64(i))
	}
	list.WriteString("</Batches>")
	batches, err := clientOver(t, answering(200, "text/xml", list.String())).Batches(t.Context(), aim.BatchQuery{})
	require.NoError(t, err)
	require.Len(t, batches, 20_000)
	assert.Equal(t, "2586396231", batches[19_999].ID)
	assert.EqualValues(t, 1020, batches[19_999].Activated)
}

// BenchmarkReplies reads replies of 1 MiB.
func BenchmarkReplies(b *testing.B) {
	for name, h := range hostile {
		b.Run(name, func(b *testing.B) {
			client, err := aim.New("a", "b", sellerwire.WithBaseURL(loopback), sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}),
				sellerwire.WithHTTPClient(&http.Client{Transport: answering(200, "text/xml", h.of(mebibyte))}))
			require.NoError(b, err)
			for b.Loop() {
				_, _ = client.Batches(b.Context(), aim.BatchQuery{})
			}
		})
	}
}
