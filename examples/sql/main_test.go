package main

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/examples"
	"github.com/sellerwire/sellerwire/once"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

var full = flag.Bool("full", false, "5,000 sales, and a process killed every second")

// TestMain runs the tests, or plays one of the processes that they start.
func TestMain(m *testing.M) {
	if os.Getenv("TILL") == "" {
		os.Exit(m.Run())
	}
	if err := till(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const (
	workers = 4 // processes
	inStock = 5 // copies of each item
)

// till tries every sale, in an order of its own, four at a time.
func till(ctx context.Context) error {
	sales, err := strconv.Atoi(os.Getenv("TILL"))
	if err != nil {
		return err
	}
	db, opts, err := open(os.Getenv("TILL_DB"), os.Getenv("POSTGRES_URL"))
	if err != nil {
		return err
	}
	defer db.Close()
	opts.Table = os.Getenv("TILL_TABLE")
	store, err := once.OpenSQL(ctx, db, opts)
	if err != nil {
		return err
	}
	shop, err := twd.New(os.Getenv("TWD_URL"), os.Getenv("TWD_API_KEY"))
	if err != nil {
		return err
	}
	defer shop.Close()
	journal := once.Open(store)
	todo := make(chan int)
	failures := make([]error, 4)
	var group sync.WaitGroup
	for i := range failures {
		group.Go(func() {
			for n := range todo {
				failures[i] = cmp.Or(failures[i], record(ctx, journal, shop, strconv.Itoa(n)))
			}
		})
	}
	for _, n := range rand.Perm(sales) {
		todo <- n
	}
	close(todo)
	group.Wait()
	return errors.Join(failures...)
}

// record makes a sale. What the shop did not take is tried once more; what is
// unclear, or what another process is just doing, is left alone.
func record(ctx context.Context, journal *once.Journal, shop *twd.Client, stockNo string) error {
	for range 2 {
		err := journal.Do(ctx, "sale "+stockNo, map[string]any{"StockNo": stockNo, "Qty": 1}, func(ctx context.Context) error {
			return shop.RecordSale(ctx, stockNo, 1)
		})
		if _, answered := errors.AsType[*sellerwire.Error](err); err != nil && !answered && !errors.Is(err, sellerwire.ErrOutcomeUnknown) {
			return fmt.Errorf("sale %s: %w", stockNo, err)
		}
	}
	return nil
}

// A row that cannot be read is passed over, and those behind it are sold.
func TestABadRowIsPassedOver(t *testing.T) {
	for _, name := range []string{"TWD_URL", "TWD_API_KEY", "POSTGRES_URL"} {
		t.Setenv(name, "")
	}
	text, err := io.ReadAll(examples.Inventory())
	if err != nil {
		t.Fatal(err)
	}
	header, rows, _ := strings.Cut(string(text), "\n")
	journal, file := filepath.Join(t.TempDir(), "journal.db"), filepath.Join(t.TempDir(), "inventory.tsv")
	if err := os.WriteFile(file, []byte(header+"\nno columns\n"+rows), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), journal, file); err != nil {
		t.Fatal(err)
	}
	db, _, err := open(journal, "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	done := 0
	if err := db.QueryRow("SELECT COUNT(*) FROM sellerwire_once WHERE state = 'done'").Scan(&done); err != nil || done != 9 {
		t.Errorf("%d sales are done, of 9: %v", done, err)
	}
}

// An interrupt in the middle of the sales ends the run with what was done and what is
// unclear.
func TestAnInterruptLeavesATrueSummary(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	shop := newShop(t, 20)
	shop.ClearIntercepts()
	sales := 0
	shop.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			if bytes.Contains(body, []byte("action=update")) {
				if sales++; sales == 3 {
					next.ServeHTTP(httptest.NewRecorder(), r) // it arrives, and is not answered
					interrupt()
					<-r.Context().Done()
					return
				}
			}
			next.ServeHTTP(w, r)
		})
	})
	t.Setenv("TWD_URL", shop.URL)
	t.Setenv("TWD_API_KEY", shop.APIKey())
	t.Setenv("POSTGRES_URL", "")
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = out
	err = run(ctx, filepath.Join(t.TempDir(), "journal.db"), "")
	os.Stdout = stdout
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	said, err := os.ReadFile(out.Name())
	if err = errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 sales recorded, 0 had been before\n", "look at this one by hand: sale of SW-"} {
		if !strings.Contains(string(said), want) {
			t.Errorf("%q is not in %q", want, said)
		}
	}
}

func TestFourProcessesOnSQLite(t *testing.T) {
	t.Parallel()
	fourProcesses(t, filepath.Join(t.TempDir(), "journal.db"), "")
}

// PostgreSQL is tried where POSTGRES_URL names one, such as
// postgres://user:password@127.0.0.1:5432/test. The test makes a table of its own
// and drops it.
func TestFourProcessesOnPostgreSQL(t *testing.T) {
	t.Parallel()
	address := os.Getenv("POSTGRES_URL")
	if address == "" {
		t.Skip("POSTGRES_URL is not set")
	}
	fourProcesses(t, "", address)
}

// fourProcesses sells from four processes at once, of which one is killed again
// and again and started anew. Nothing is sold twice, and nothing is forgotten.
func fourProcesses(t *testing.T, file, postgres string) {
	sales, every := 400, 100*time.Millisecond
	if *full {
		sales, every = 5000, time.Second
	}
	shop := newShop(t, sales)
	db, opts, err := open(file, postgres)
	if err != nil {
		t.Fatal(err)
	}
	opts.Table = "once_test_" + strconv.FormatUint(rand.Uint64(), 36)
	t.Cleanup(func() {
		_, dropped := db.Exec("DROP TABLE IF EXISTS " + opts.Table)
		if err := errors.Join(dropped, db.Close()); err != nil {
			t.Error(err)
		}
	})
	// Worker 0 is killed until the others are done; then it may finish, too.
	others := make(chan struct{})
	var group sync.WaitGroup
	for worker := range workers {
		if worker > 0 {
			group.Go(func() {
				if out, err := process(t, shop, sales, file, opts.Table, postgres).CombinedOutput(); err != nil {
					t.Errorf("worker %d: %v\n%s", worker, err, out)
				}
			})
		}
	}
	go func() { group.Wait(); close(others) }()
	killed := 0
	for done := false; !done; {
		cmd := process(t, shop, sales, file, opts.Table, postgres)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-time.After(every):
			_ = cmd.Process.Kill()
		case <-others:
			done = true
		}
		if cmd.Wait() != nil {
			killed++
		}
	}
	t.Logf("%d processes killed", killed)
	check(t, shop, db, opts, sales)
}

// process makes a till.
func process(t *testing.T, shop *twdtest.Server, sales int, file, table, postgres string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), "TILL="+strconv.Itoa(sales), "TILL_DB="+file, "TILL_TABLE="+table, "POSTGRES_URL="+postgres,
		"TWD_URL="+shop.URL, "TWD_API_KEY="+shop.APIKey())
	return cmd
}

// newShop is a TWD emulator with an item for each sale. It loses a reply now and
// then, refuses, or hangs up before it has read.
func newShop(t *testing.T, sales int) *twdtest.Server {
	shop := twdtest.NewServer(twdtest.Options{})
	t.Cleanup(shop.Close)
	for n := range sales {
		shop.Seed(twdtest.Item{StockNo: strconv.Itoa(n), Status: "A", Qty: new(inStock)})
	}
	shop.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch rand.IntN(60) {
			case 0:
				next.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			case 1:
				panic(http.ErrAbortHandler)
			case 2:
				_, _ = io.WriteString(w, "<result><statuscode>0</statuscode><statusmessage>Busy</statusmessage></result>")
			default:
				next.ServeHTTP(w, r)
			}
		})
	})
	return shop
}

// check holds the shop against the journal.
func check(t *testing.T, shop *twdtest.Server, db *sql.DB, opts once.SQLOptions, sales int) {
	store, err := once.OpenSQL(t.Context(), db, opts)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := once.Open(store).Unclear(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sold, done, unclear := 0, 0, 0
	for n := range sales {
		item, _ := shop.Item(strconv.Itoa(n))
		change, err := store.Get(t.Context(), "sale "+item.StockNo)
		if err != nil {
			t.Fatal(err)
		}
		gone := inStock - *item.Qty
		sold += gone
		switch change.State {
		case once.StateDone:
			done++
			if gone != 1 {
				t.Errorf("sale %d is done, and sold %d times", n, gone)
			}
		case once.StateBegun:
			unclear++
			if gone > 1 {
				t.Errorf("sale %d is unclear, and sold %d times", n, gone)
			}
		default:
			if gone > 0 {
				t.Errorf("sale %d is %q, and sold %d times", n, change.State, gone)
			}
		}
	}
	t.Logf("%d sold, %d done, %d unclear of %d", sold, done, unclear, sales)
	if len(listed) != unclear {
		t.Errorf("%d unclear sales are listed of %d", len(listed), unclear)
	}
	if done < sales/2 {
		t.Error("that is not many")
	}
}
