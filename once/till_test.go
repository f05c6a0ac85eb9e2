package once_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/once"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// Sale is the payload of the tests' changes.
type Sale struct {
	StockNo string
	Qty     int
}

// inStock is how many copies of each item a shop has at first.
const inStock = 5

// shop is a TWD emulator with an item for each sale. It loses a reply now and
// then, refuses, or hangs up before it has read.
func shop(t *testing.T, sales int) *twdtest.Server {
	t.Helper()
	server := twdtest.NewServer(twdtest.Options{})
	t.Cleanup(server.Close)
	for n := range sales {
		server.Seed(twdtest.Item{StockNo: strconv.Itoa(n), Status: "A", Qty: new(inStock)})
	}
	server.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch rand.IntN(60) {
			case 0:
				next.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			case 1:
				panic(http.ErrAbortHandler)
			case 2:
				_, _ = w.Write([]byte("<result><statuscode>0</statuscode><statusmessage>Busy</statusmessage></result>"))
			default:
				next.ServeHTTP(w, r)
			}
		})
	})
	return server
}

// till is a process that records sales, three at a time, until it has tried all. It
// prints a line when it begins, and one for each sale that it has made.
func till(file string) error {
	sales, err := strconv.Atoi(os.Getenv("ONCE_SALES"))
	if err != nil {
		return err
	}
	client, err := twd.New(os.Getenv("TWD_URL"), os.Getenv("TWD_API_KEY"))
	if err != nil {
		return err
	}
	defer client.Close()
	store, err := once.OpenFile(file)
	if err != nil {
		return err
	}
	defer store.Close()
	journal := once.Open(store)
	fmt.Println("open")
	var next atomic.Int64
	var group sync.WaitGroup
	failures := make([]error, 3)
	for i := range failures {
		group.Go(func() {
			for n := int(next.Add(1)) - 1; n < sales; n = int(next.Add(1)) - 1 {
				sale, ran := Sale{strconv.Itoa(n), 1}, false
				err := journal.Do(context.Background(), "sale "+sale.StockNo, sale, func(ctx context.Context) error {
					ran = true
					return client.RecordSale(ctx, sale.StockNo, sale.Qty)
				})
				if err == nil && ran {
					fmt.Println(n)
				}
				var refused *sellerwire.Error
				if err != nil && !errors.Is(err, sellerwire.ErrOutcomeUnknown) && !errors.As(err, &refused) {
					failures[i] = fmt.Errorf("%v: %w", sale, err)
				}
			}
		})
	}
	group.Wait()
	return errors.Join(failures...)
}

// requireSoldOnce holds the shop against the journal: what is sold is done or
// unclear, what is done is sold, and nothing is sold twice.
func requireSoldOnce(t *testing.T, server *twdtest.Server, store once.Store, sales int) (sold, done, unclear int) {
	t.Helper()
	listed, err := once.Open(store).Unclear(t.Context())
	require.NoError(t, err)
	for _, c := range listed {
		require.Equal(t, once.StateBegun, c.State)
		require.Contains(t, string(c.Payload), "StockNo")
		require.Less(t, time.Since(c.Begun), time.Hour)
	}
	unclear = len(listed)
	perhaps := 0
	for n := range sales {
		item, found := server.Item(strconv.Itoa(n))
		require.True(t, found)
		gone := inStock - *item.Qty
		change, err := store.Get(t.Context(), "sale "+strconv.Itoa(n))
		require.NoError(t, err)
		switch change.State {
		case once.StateDone:
			assert.Equal(t, 1, gone, "sale %d is done", n)
			done++
		case once.StateBegun:
			assert.LessOrEqual(t, gone, 1, "sale %d is unclear", n)
			perhaps++
		default:
			assert.Zero(t, gone, "sale %d is %q", n, change.State)
		}
		sold += gone
	}
	require.Equal(t, perhaps, unclear, "each unclear one is listed")
	return sold, done, unclear
}

// Processes are killed at random while they record sales at a shop that loses
// replies. Whatever happens, nothing is sold twice, and nothing is forgotten.
func TestProcessesKilledAtRandomWhileSelling(t *testing.T) {
	t.Parallel()
	processes := 40
	if *full {
		processes = 1000
	}
	const most = 10 // lines that a process prints before it is killed
	sales := processes * most
	server := shop(t, sales)
	file := journalName(t)
	env := []string{"TWD_URL=" + server.URL, "TWD_API_KEY=" + server.APIKey(), "ONCE_SALES=" + strconv.Itoa(sales)}
	killed, said := 0, map[string]bool{}
	for range processes {
		cmd := process(t, "till", file, env...)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for n := rand.IntN(most); n > 0 && lines.Scan(); n-- {
			said[lines.Text()] = true
		}
		<-time.After(time.Duration(rand.IntN(5000)) * time.Microsecond)
		_ = cmd.Process.Kill()
		for lines.Scan() {
			said[lines.Text()] = true
		}
		if cmd.Wait() != nil {
			killed++
		}
	}
	delete(said, "open")
	store := openFile(t, file)
	sold, done, unclear := requireSoldOnce(t, server, store, sales)
	t.Logf("%d processes killed: %d sold, %d done, %d unclear", killed, sold, done, unclear)
	require.Greater(t, killed, processes/2)
	for n := range said {
		change, err := store.Get(t.Context(), "sale "+n)
		require.NoError(t, err)
		require.Equal(t, once.StateDone, change.State, "sale %s, of which Do said so", n)
	}
	require.NoError(t, store.Close())

	// One that is left alone finds what was done, and sells the rest of the first.
	require.NoError(t, process(t, "till", file, append(env, "ONCE_SALES="+strconv.Itoa(sales/10))...).Run())
	requireSoldOnce(t, server, openFile(t, file), sales)
}
