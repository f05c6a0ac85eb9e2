package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
	"github.com/sellerwire/sellerwire/examples/internal/inventory"
)

// TestMain runs the tests, or is the program that they start and kill.
func TestMain(m *testing.M) {
	stock := os.Getenv("SOLD_STOCK")
	if stock == "" {
		os.Exit(m.Run())
	}
	if kill, err := strconv.ParseInt(os.Getenv("SOLD_KILL"), 10, 64); err == nil {
		go dieAt(stock+".journal", kill)
	}
	s := settings{sold: true, stock: stock, file: os.Getenv("SOLD_FILE"), sync: abebooks.SyncOptions{BatchSize: 20}}
	if err := sold(context.Background(), s); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// dieAt kills this process, as a crash would, soon after a file has a length.
func dieAt(name string, length int64) {
	for {
		if info, err := os.Stat(name); err == nil && info.Size() >= length {
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				_ = self.Kill()
			}
			select {}
		}
		<-time.After(20 * time.Microsecond)
	}
}

// shop is a seller's world: both services, the inventory file and the stock.
type shop struct {
	t         *testing.T
	abe       *abebookstest.Server
	orders    *orderstest.Server
	dir       string
	stands    map[string]int // copies of each book that are sold, and stay so
	cancelled int
	answered  int
	random    *rand.Rand
}

const (
	books = 200
	each  = 4 // copies of a book
)

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{
		t: t, abe: abebookstest.NewServer(abebookstest.Options{}), orders: orderstest.NewServer(orderstest.Options{}), dir: t.TempDir(),
		stands: map[string]int{}, random: rand.New(rand.NewPCG(5, 6)),
	}
	t.Cleanup(s.abe.Close)
	t.Cleanup(s.orders.Close)
	var b bytes.Buffer
	b.WriteString("sku\ttitle\tauthor\tpublisher\tpublish-year\tisbn\tbinding\tcondition\tprice\tcurrency\tquantity\tdescription\tstatus\n")
	for n := range books {
		fmt.Fprintf(&b, "%s\tBook %d\tA\tP\t1999\t\tHardcover\tFine\t10\tUSD\t%d\tD\tfor-sale\n", sku(n), n, each)
	}
	require.NoError(t, os.WriteFile(s.file(), b.Bytes(), 0o600))
	s.orders.OnSold(func(i orderstest.Item, copies int) { s.abe.AddCopies(i.VendorBookID, copies) })
	return s
}

func sku(n int) string { return fmt.Sprintf("SKU-%04d", n) }

func (s *shop) file() string  { return filepath.Join(s.dir, "inventory.tsv") }
func (s *shop) stock() string { return filepath.Join(s.dir, "stock.tsv") }

// run runs the program. kill is the length of the journal at which it dies, below 0
// for never.
func (s *shop) run(kill int64) (killed bool) {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "SOLD_STOCK="+s.stock(), "SOLD_FILE="+s.file(),
		"ABEBOOKS_URL="+s.abe.URL, "ABEBOOKS_USERNAME="+s.abe.Username(), "ABEBOOKS_API_KEY="+s.abe.APIKey(), "ABEBOOKS_ORDERS_URL="+s.orders.URL)
	if kill >= 0 {
		cmd.Env = append(cmd.Env, "SOLD_KILL="+strconv.FormatInt(kill, 10))
	}
	out, err := cmd.CombinedOutput()
	if kill < 0 {
		require.NoError(s.t, err, "%s", out)
	}
	require.NotContains(s.t, string(out), "Exemple", "no buyer is printed")
	return err != nil
}

// place places an order of some copies, several of some books.
func (s *shop) place() {
	var items []orderstest.Item
	for range 1 + s.random.IntN(4) {
		id := sku(s.random.IntN(books / 4)) // few, so that books are sold again and again
		for range 1 + s.random.IntN(2) {
			if s.stands[id] < each {
				s.stands[id]++
				items = append(items, orderstest.Item{VendorBookID: id})
			}
		}
	}
	s.orders.Place(orderstest.Order{Items: items})
}

// cancel lets a buyer cancel an order that waits.
func (s *shop) cancel() {
	for _, at := range s.random.Perm(len(s.orders.Orders())) {
		if o := s.orders.Orders()[at]; s.orders.Cancel(o.ID) == nil {
			for _, i := range o.Items {
				s.stands[i.VendorBookID]--
			}
			s.cancelled++
			return
		}
	}
}

// answer ships an order that has been taken out. One that is answered before it was
// ever read is never listed, and no program can know of it.
func (s *shop) answer() {
	stock, err := openStock(s.stock(), "")
	require.NoError(s.t, err)
	taken := map[string]int{}
	for _, e := range stock.openSales() {
		taken[e.Order]++
	}
	for _, o := range s.orders.Orders() {
		if taken[o.ID] == len(o.Items) && s.orders.Answer(o.ID, orderstest.Shipped) == nil {
			s.answered++
			return
		}
	}
}

// left are the copies in the stock.
func (s *shop) left() map[string]int {
	left := map[string]int{}
	for row, err := range inventory.ReadFile(s.stock()) {
		require.NoError(s.t, err)
		left[row.SKU] = row.Quantity
		require.Equal(s.t, row.Quantity == 0, row.Sold(), row.SKU)
	}
	return left
}

// 200 books are sent, 30 orders placed, some of them cancelled or answered, before
// and after they were read, and the program is killed 20 times in the middle of it
// and started again. Every copy that is sold is taken out, once.
func TestEveryCopySoldIsTakenOutOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.run(-1)
	require.Len(t, s.abe.Books(), books)
	kills := 0
	for round := range 20 {
		s.place()
		if round%2 == 0 {
			s.place()
		}
		if round%4 == 1 {
			s.cancel()
		}
		// Each sale writes some hundred bytes twice.
		info, err := os.Stat(s.stock() + ".journal")
		require.NoError(t, err)
		if s.run(info.Size() + s.random.Int64N(1500)) {
			kills++
		}
		if round%5 == 2 {
			s.answer()
		}
		if round%6 == 3 {
			s.cancel()
		}
		s.check(false)
	}
	s.run(-1) // what is cancelled is put back
	require.Len(t, s.orders.Orders(), 30)
	require.Positive(t, s.cancelled)
	require.Positive(t, s.answered)
	require.Positive(t, kills)
	t.Logf("killed %d times, %d orders cancelled, %d answered", kills, s.cancelled, s.answered)
	s.check(true)
	for id, book := range s.abe.Books() {
		require.Equal(t, s.left()[id], book.Quantity, "what is left is for sale: %s", id)
	}
	before := s.left()
	s.run(-1)
	require.Equal(t, before, s.left(), "once more changes nothing")
	leftovers, err := filepath.Glob(s.stock() + ".[0-9]*")
	require.NoError(t, err)
	require.LessOrEqual(t, len(leftovers), kills, "a run that is not killed leaves nothing behind")
}

// check holds the stock against the orders. While a program may have been killed,
// some are not taken out yet, and some that were cancelled not put back.
func (s *shop) check(settled bool) {
	s.t.Helper()
	sold := map[string]int{} // however it ended
	for _, o := range s.orders.Orders() {
		for _, i := range o.Items {
			sold[i.VendorBookID]++
		}
	}
	for id, left := range s.left() {
		if settled {
			require.Equal(s.t, each-s.stands[id], left, id)
		}
		require.GreaterOrEqual(s.t, left, each-sold[id], "no more are gone than were ever sold: %s", id)
		require.LessOrEqual(s.t, left, each, "no more are back than were gone: %s", id)
	}
}

func TestWhatTheFileDoesNotHaveIsTold(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.orders.Place(orderstest.Order{Items: []orderstest.Item{{VendorBookID: "SKU-9999"}, {VendorBookID: sku(1)}, {}}})
	for range 2 {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), "SOLD_STOCK="+s.stock(), "SOLD_FILE="+s.file(),
			"ABEBOOKS_URL="+s.abe.URL, "ABEBOOKS_USERNAME="+s.abe.Username(), "ABEBOOKS_API_KEY="+s.abe.APIKey(),
			"ABEBOOKS_ORDERS_URL="+s.orders.URL)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Contains(t, string(out), "SKU-9999: no book of the file has this SKU")
		require.Contains(t, string(out), "it lacks an ID")
	}
	require.Equal(t, each-1, s.left()[sku(1)])
}

// The orders are read, since that changes nothing; the account gets nothing, and the
// stock keeps every copy.
func TestNothingOfARealAccountIsChangedWithoutYes(t *testing.T) {
	s := newShop(t)
	s.orders.Place(orderstest.Order{Items: []orderstest.Item{{VendorBookID: sku(1)}}})
	t.Setenv("ABEBOOKS_URL", "https://abebooks.invalid/")
	t.Setenv("ABEBOOKS_USERNAME", s.orders.Username())
	t.Setenv("ABEBOOKS_API_KEY", s.orders.APIKey())
	t.Setenv("ABEBOOKS_ORDERS_URL", s.orders.URL)
	one := settings{sold: true, stock: s.stock(), file: s.file(), sync: abebooks.SyncOptions{BatchSize: 20, Concurrency: 1}}
	require.NoError(t, one.check())
	require.EqualError(t, sold(t.Context(), one), "nothing was changed; say -yes for ABEBOOKS_URL")
	require.EqualError(t, push(t.Context(), one), "nothing was changed; say -yes for ABEBOOKS_URL")
	require.Equal(t, each, s.left()[sku(1)])
}

func TestFlagsThatContradictEachOther(t *testing.T) {
	fine := abebooks.SyncOptions{BatchSize: 1, Concurrency: 1}
	for name, c := range map[string]struct {
		s           settings
		url, orders string
		want        string
	}{
		"no batch":            {settings{}, "", "", "-batch"},
		"-stock alone":        {settings{stock: "x", sync: fine}, "", "", "-stock is for -sold"},
		"only one emulator":   {settings{sold: true, sync: fine}, "", "http://127.0.0.1/", "ABEBOOKS_URL and"},
		"no orders":           {settings{sold: true, sync: fine, stock: "x"}, "https://abe.example/", "", "ABEBOOKS_ORDERS_URL"},
		"no stock":            {settings{sold: true, sync: fine}, "https://abe.example/", "https://abe.example/", "-stock is required"},
		"all there":           {settings{sold: true, sync: fine, stock: "x"}, "https://abe.example/", "https://abe.example/", ""},
		"all there, emulated": {settings{sold: true, sync: fine}, "http://127.0.0.1/", "http://localhost/", ""},
		"emulators":           {settings{sold: true, sync: fine}, "", "", ""},
	} {
		t.Setenv("ABEBOOKS_URL", c.url)
		t.Setenv("ABEBOOKS_ORDERS_URL", c.orders)
		err := c.s.check()
		require.Equal(t, c.want == "", err == nil, name)
		if err != nil {
			require.Contains(t, err.Error(), c.want, name)
		}
	}
}

func TestTheStockKeepsWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	from, to := filepath.Join(dir, "a.tsv"), filepath.Join(dir, "b.tsv")
	text := "\ufeffshelf\tsku\tquantity\tstatus\r\nA 1\tX\t2\tfor-sale\r\nB 2\tY\t1\tfor-sale\r\n"
	require.NoError(t, os.WriteFile(from, []byte(text), 0o600))
	s, err := openStock(to, from)
	require.NoError(t, err)
	one, two := sale{"5", "7", "Y"}, sale{"5", "8", "X"}
	require.NoError(t, s.takeOut(one))
	require.Error(t, s.takeOut(one), "there is none left")
	require.NoError(t, s.takeOut(two))
	s, err = openStock(to, from)
	require.NoError(t, err)
	require.ElementsMatch(t, []sale{one, two}, s.openSales())
	require.True(t, s.holds(one))
	require.NoError(t, s.settle(one, true))
	require.NoError(t, s.settle(one, true), "it is settled once")
	require.NoError(t, s.settle(two, false))
	got, err := os.ReadFile(to)
	require.NoError(t, err)
	require.Equal(t, "shelf\tsku\tquantity\tstatus\topen-sales\nA 1\tX\t1\tfor-sale\t\nB 2\tY\t1\tfor-sale\t\n", string(got))

	for _, bad := range []string{"", "sku\tquantity\n", "sku\tquantity\tstatus\nX\t1\n"} {
		require.NoError(t, os.WriteFile(from, []byte(bad), 0o600))
		_, err := openStock(filepath.Join(dir, "c"+strings.Repeat("c", len(bad))), from)
		require.Error(t, err, bad)
	}
}
