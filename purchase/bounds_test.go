package purchase_test

import (
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/purchase"
)

// filled repeats element, between separators, to a size.
func filled(before, element, after string, size int) []byte {
	n := (size - len(before) - len(after)) / (len(element) + 1)
	return []byte(before + strings.Repeat(element+",", n) + element + after)
}

// smallest are replies of the smallest elements that a reader might make much of.
var smallest = map[string]struct{ before, element, after string }{
	"orders":            {`{"orders":[`, `{}`, `]}`},
	"orders of nothing": {`{"orders":[`, `0`, `]}`},
	"orders with an ID": {`{"orders":[`, `{"orderId":1}`, `]}`},
	"listings":          {`{"orderId":7,"listings":[`, `{}`, `]}`},
	"items":             {`{"orderId":7,"listings":[{"orderItems":[`, `{}`, `]}]}`},
	"items to pay":      {`{"orderId":7,"listings":[{"orderItems":[`, `{"cost":1,"shipcost":1}`, `]}]}`},
	"unreadable items":  {`{"orderId":7,"listings":[{"orderItems":[`, `{"cost":x,"status":[]}`, `]}]}`},
	"unreadable costs":  {`{"orderId":7,"listings":[{"orderItems":[`, `{"cost":"","cost":"x","status":[]}`, `]}]}`},
	"messages":          {`{"messages":[`, `""`, `]}`},
	"unknown keys":      {`{"orderId":7,"gift":[`, `{}`, `]}`},
	"doubled keys":      {`{`, `"orderId":7`, `}`},
	"nested arrays":     {`{"orderId":7,"gift":`, `[`, `]}`},
	"escaped text":      {`{"orderId":7,"currency":"`, `\u0041`, `"}`},
}

// Not parallel: it measures the heap.
func TestTheMemoryOfAReplyIsBounded(t *testing.T) {
	for name, body := range smallest {
		t.Run(name, func(t *testing.T) {
			c := &canned{status: http.StatusOK, body: filled(body.before, body.element, body.after, 16<<20-100)}
			client := c.client(t)
			before := liveHeap()
			peak := watchHeap()
			_, err := client.Search(t.Context(), purchase.Query{})
			used := peak() - before
			t.Logf("%d MiB, %.60v", used>>20, err)
			assert.Less(t, used, int64(128<<20))
		})
	}
}

// liveHeap is what is held on the heap. How much garbage there is between two
// collections depends on what else the machine does.
func liveHeap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// watchHeap samples the heap until the function that it returns is called.
func watchHeap() (peak func() int64) {
	stop, most := make(chan struct{}), make(chan int64)
	go func() {
		highest := int64(0)
		for {
			highest = max(highest, liveHeap())
			select {
			case <-stop:
				most <- highest
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() int64 { close(stop); return <-most }
}

func TestTenThousandOrdersInOneReplyAreRead(t *testing.T) {
	t.Parallel()
	order := strings.TrimSpace(strings.ReplaceAll(sample(t, "order.json"), "\n", " "))
	for strings.Contains(order, "  ") {
		order = strings.ReplaceAll(order, "  ", " ")
	}
	body := `{"orders":[` + strings.Repeat(order+",", 9_999) + order + `],"metadata":{"orderResponseSize":10000}}`
	page, err := (&canned{status: 200, body: []byte(body)}).client(t).Search(t.Context(), purchase.Query{})
	require.NoError(t, err)
	require.Len(t, page.Orders, 10_000)
	assert.Empty(t, page.Orders[9_999].Unreadable)
	assert.Equal(t, "99.11", page.Orders[9_999].Total().String())
}

func TestAReplyOfTooManyElementsIsATypedError(t *testing.T) {
	t.Parallel()
	_, err := (&canned{status: 200, body: filled(`{"orders":[`, `{}`, `]}`, 1<<20)}).client(t).Search(t.Context(), purchase.Query{})
	require.ErrorIs(t, err, sellerwire.ErrResponseTooLarge)
}

// A mebibyte of anything is parsed in no time. The bound is generous: what is
// quadratic takes minutes.
func TestAMebibyteOfAnythingIsReadInNoTime(t *testing.T) {
	for name, body := range smallest {
		c := &canned{status: http.StatusOK, body: filled(body.before, body.element, body.after, 1<<20)}
		client := c.client(t)
		fastest := time.Hour
		for range 3 {
			begun := time.Now()
			_, _ = client.Search(t.Context(), purchase.Query{})
			fastest = min(fastest, time.Since(begun))
		}
		t.Logf("%-18s %s", name, fastest)
		assert.Less(t, fastest, time.Minute, name)
	}
}
