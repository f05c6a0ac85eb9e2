package purchasetest_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/purchase/purchasetest"
)

func TestDuplicatesOfAnOrderThatExists(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		replay     purchasetest.Replay
		same       string
		sameStatus int
		other      string
		orders     int
	}{
		"created by default":  {purchasetest.ReplayCreated, "2010", 201, "4090", 1},
		"retrieved":           {purchasetest.ReplayRetrieved, "2000", 200, "4090", 1},
		"still said to be in": {purchasetest.ReplayProcessing, "2003", 200, "4090", 1},
		"a conflict":          {purchasetest.ReplayConflict, "4090", 409, "4090", 1},
		"bought again":        {purchasetest.ReplayBuysAgain, "2010", 201, "2010", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, c, _ := fixed(purchasetest.Options{Replay: test.replay})
			body := orderBody(emu, nil)
			first := c.post(t, "id-1", body)
			require.Equal(t, "2010", first.codes())

			again := c.post(t, "id-1", body)
			assert.Equal(t, test.same, again.codes())
			assert.Equal(t, test.sameStatus, again.status)
			if test.orders == 1 && test.sameStatus < 300 {
				assert.Equal(t, first.body, again.body)
			}
			assert.Equal(t, test.other, c.post(t, "id-1", body+" ").codes(), "a space makes other content")
			assert.Len(t, emu.Orders(), test.orders)
			assert.Equal(t, "2000", c.do(t, http.MethodGet, "/orders", "id-1", "").codes(), "reading may use any ID")
		})
	}
}

func TestARequestIDIsJudgedBeforeListings(t *testing.T) {
	t.Parallel()
	emu, c, _ := fixed(purchasetest.Options{})
	c.post(t, "id-1", orderBody(emu, nil))
	assert.Equal(t, "4090", c.post(t, "id-1", orderBody(emu, map[string]string{"listings": `[]`})).codes())
	assert.Equal(t, "4090", c.post(t, "id-1", orderBody(emu, map[string]string{"dryrun": `true`})).codes())
	assert.Equal(t, "4003", c.post(t, "id-1", `{`).codes())
}

func TestAnOrderInProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		type pending struct {
			order  purchasetest.Order
			create func()
		}
		processing := make(chan pending, 1)
		emu := purchasetest.New(purchasetest.Options{
			Processing: func(order purchasetest.Order, create func()) { processing <- pending{order, create} },
		})
		c := newCaller(emu, time.Now)
		body := orderBody(emu, map[string]string{"referenceId": `"ref-1"`})

		first := make(chan reply, 1)
		go func() {
			got, _ := c.send(c.request(t, http.MethodPost, "/orders", "id-1", body))
			first <- got
		}()
		held := <-processing
		assert.Equal(t, "id-1", held.order.RequestID)
		assert.Equal(t, "ref-1", held.order.ReferenceID)

		synctest.Wait()
		assert.Empty(t, first, "the first waits")
		got := c.post(t, "id-1", body)
		assert.Equal(t, "2003", got.codes())
		assert.Equal(t, 200, got.status)
		assert.Equal(t, []string{"Duplicate request received for order currently being processed"}, got.messages(t))
		assert.Equal(t, "4090", c.post(t, "id-1", body+" ").codes())
		assert.Empty(t, c.get(t, "/orders?referenceId=ref-1").page(t).Orders)

		<-time.After(time.Hour)
		held.create()
		held.create()
		done := <-first
		assert.Equal(t, "2010", done.codes())
		assert.Equal(t, time.Now().UTC().Format(time.RFC3339), done.order(t).CreateDate, "it is dated when it is created")
		assert.Equal(t, done.body, c.post(t, "id-1", body).body)
		assert.Len(t, emu.Orders(), 1)
	})
}

func TestAnOrderAppearsAfterItsCallerHasGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu := purchasetest.New(purchasetest.Options{
			Processing: func(_ purchasetest.Order, create func()) { time.AfterFunc(10*time.Second, create) },
		})
		c := newCaller(emu, time.Now)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.send(c.request(t, http.MethodPost, "/orders", "id-1", orderBody(emu, nil)).WithContext(ctx))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Empty(t, c.get(t, "/orders").page(t).Orders)

		<-time.After(9 * time.Second)
		synctest.Wait()
		assert.Equal(t, "1234567", c.get(t, "/orders").page(t).ids())
	})
}

func TestAnOrderThatIsNeverCreated(t *testing.T) {
	t.Parallel()
	processing := make(chan struct{})
	server := purchasetest.NewServer(purchasetest.Options{
		Processing: func(purchasetest.Order, func()) { close(processing) },
	})
	c := newCaller(server.Emulator, time.Now)
	c.http, c.base = &http.Client{}, server.URL
	ctx, cancel := context.WithCancel(t.Context())
	sent := c.request(t, http.MethodPost, "/orders", "id-1", orderBody(server.Emulator, nil)).WithContext(ctx)
	failed := make(chan error, 1)
	go func() {
		_, err := c.send(sent)
		failed <- err
	}()
	<-processing
	cancel()
	require.Error(t, <-failed)
	server.Close()
	assert.Empty(t, server.Orders())
}

func TestOfManyEqualRequestsAtOnceOneIsAccepted(t *testing.T) {
	t.Parallel()
	emu := purchasetest.New(purchasetest.Options{})
	c := newCaller(emu, time.Now)
	var group sync.WaitGroup
	for order := range 20 {
		body := orderBody(emu, map[string]string{"referenceId": fmt.Sprintf(`"ref-%d"`, order)})
		for range 5 {
			req := c.request(t, http.MethodPost, "/orders", fmt.Sprintf("id-%d", order), body)
			group.Go(func() {
				got, err := c.send(req)
				assert.NoError(t, err)
				assert.Contains(t, []string{"2010", "2003"}, got.codes())
			})
		}
	}
	group.Wait()
	assert.Len(t, emu.Orders(), 20)
}
