package twdtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/twd/twdtest"
)

func TestUpdatesChangeWhatTheyName(t *testing.T) {
	t.Parallel()
	before := twdtest.Item{
		StockNo: "1015", Status: "A", DeptCode: "BEDS", Dept: "Beds", Brand: "Serta",
		Description: "Captains Bed, White", Qty: new(5), Price: "50", Notes: "old",
	}
	tests := []struct {
		name, form string
		change     func(it *twdtest.Item)
	}{
		{"nothing named, nothing changed", "", func(*twdtest.Item) {}},
		{"unknown keys are ignored", "color=red", func(*twdtest.Item) {}},
		{"status", "status=S", func(it *twdtest.Item) { it.Status = "S" }},
		{"a status of an add-on", "status=RENTED", func(it *twdtest.Item) { it.Status = "RENTED" }},
		{"status and notes", "status=H&notes=Held+for+Greg+Smith", func(it *twdtest.Item) {
			it.Status, it.Notes = "H", "Held for Greg Smith"
		}},
		{"a known dept", "dept=FURN", func(it *twdtest.Item) { it.DeptCode, it.Dept = "FURN", "Furnature" }},
		{"an unknown dept is its own name", "dept=NEW", func(it *twdtest.Item) { it.DeptCode, it.Dept = "NEW", "NEW" }},
		{"an empty dept", "dept=", func(it *twdtest.Item) { it.DeptCode, it.Dept = "", "" }},
		{"brand", "brand=Sealy", func(it *twdtest.Item) { it.Brand = "Sealy" }},
		{"empty texts clear", "brand=&description=&notes=", func(it *twdtest.Item) {
			it.Brand, it.Description, it.Notes = "", "", ""
		}},
		{"description", "description=Bed+%26+Bath", func(it *twdtest.Item) { it.Description = "Bed & Bath" }},
		{"price", "price=60", func(it *twdtest.Item) { it.Price = "60" }},
		{"a price with cents", "price=19.90", func(it *twdtest.Item) { it.Price = "19.90" }},
		{"qty", "qty=7", func(it *twdtest.Item) { it.Qty = new(7) }},
		{"qty of zero", "qty=0", func(it *twdtest.Item) { it.Qty = new(0) }},
		{"qtyadj subtracts", "qtyadj=1", func(it *twdtest.Item) { it.Qty = new(4) }},
		{"a negative qtyadj adds", "qtyadj=-2", func(it *twdtest.Item) { it.Qty = new(7) }},
		{"qty is set before qtyadj", "qtyadj=1&qty=10", func(it *twdtest.Item) { it.Qty = new(9) }},
		{"qtyadj below zero", "qtyadj=8", func(it *twdtest.Item) { it.Qty = new(-3) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, send := range []func(*testing.T, http.Handler, string) string{get, post} {
				e := twdtest.New(twdtest.Options{APIKey: "k"})
				e.SeedDepartment("FURN", "Furnature")
				e.Seed(before)
				want := before
				tt.change(&want)
				require.Equal(t, updateOK, send(t, e, "apikey=k&action=update&stock_no=1015&"+tt.form))
				require.Equal(t, want, item(t, e, "1015"))
			}
		})
	}
}

func TestRefusedUpdatesChangeNothing(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, form, message string }{
		{"no stock_no", "action=update&brand=x", "Missing stock_no!"},
		{"an empty stock_no", "action=update&stock_no=&brand=x", "Missing stock_no!"},
		{"an unknown stock_no", "action=update&stock_no=1&brand=x", "The item was not found!"},
		{"another action", "action=delete&stock_no=1015", "Invalid action!"},
		{"an action in upper case", "action=UPDATE&stock_no=1015&brand=x", "Invalid action!"},
		{"an empty status", "action=update&stock_no=1015&brand=x&status=", "Invalid value for status!"},
		{"an empty qty", "action=update&stock_no=1015&brand=x&qty=", "Invalid value for qty!"},
		{"a qty in words", "action=update&stock_no=1015&brand=x&qty=two", "Invalid value for qty!"},
		{"a broken qty", "action=update&stock_no=1015&brand=x&qty=1.5", "Invalid value for qty!"},
		{"a qty too long", "action=update&stock_no=1015&brand=x&qty=1234567890", "Invalid value for qty!"},
		{"a qty that is a sign", "action=update&stock_no=1015&brand=x&qty=-", "Invalid value for qty!"},
		{"an empty qtyadj", "action=update&stock_no=1015&brand=x&qtyadj=", "Invalid value for qtyadj!"},
		{"a qtyadj in words", "action=update&stock_no=1015&brand=x&qty=9&qtyadj=one", "Invalid value for qtyadj!"},
		{"an empty price", "action=update&stock_no=1015&brand=x&price=", "Invalid value for price!"},
		{"a price with a currency", "action=update&stock_no=1015&brand=x&price=$40", "Invalid value for price!"},
		{"a price with thousands", "action=update&stock_no=1015&brand=x&price=1,200.00", "Invalid value for price!"},
		{"a price that ends in a point", "action=update&stock_no=1015&brand=x&price=40.", "Invalid value for price!"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := shop(twdtest.Options{})
			before := e.Items()
			require.Equal(t, failed(tt.message), post(t, e, "apikey=k&"+tt.form))
			require.Equal(t, before, e.Items())
		})
	}
}

func TestAnUpdateWithAWrongKeyChangesNothing(t *testing.T) {
	t.Parallel()
	e := shop(twdtest.Options{})
	require.Equal(t, invalidKey, post(t, e, "apikey=x&action=update&stock_no=1015&qtyadj=1"))
	require.Equal(t, new(1), item(t, e, "1015").Qty)
}

func TestBelowZeroSwitches(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		belowZero     twdtest.BelowZero
		stock, qtyadj int
		left          int
		reply         string
	}{
		{"goes negative", twdtest.GoNegative, 1, 3, -2, updateOK},
		{"stops at zero", twdtest.StopAtZero, 1, 3, 0, updateOK},
		{"is refused", twdtest.RefuseBelowZero, 1, 3, 1, failed("Invalid value for qtyadj!")},
		{"the last one is not refused", twdtest.RefuseBelowZero, 1, 1, 0, updateOK},
		{"adding to a negative stock is not refused", twdtest.RefuseBelowZero, -5, -2, -3, updateOK},
		{"adding to a negative stock does not stop at zero", twdtest.StopAtZero, -5, -2, -3, updateOK},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := twdtest.New(twdtest.Options{APIKey: "k", BelowZero: tt.belowZero})
			e.Seed(twdtest.Item{StockNo: "1", Qty: new(tt.stock)})
			require.Equal(t, tt.reply, post(t, e, fmt.Sprintf("apikey=k&action=update&stock_no=1&qtyadj=%d", tt.qtyadj)))
			require.Equal(t, tt.left, *item(t, e, "1").Qty)
		})
	}
}

func TestAnItemWithoutQuantityCountsAsZero(t *testing.T) {
	t.Parallel()
	e := twdtest.New(twdtest.Options{APIKey: "k"})
	e.Seed(twdtest.Item{StockNo: "1"})
	require.NotContains(t, get(t, e, "apikey=k&stock_no=1"), "<qty>")
	post(t, e, "apikey=k&action=update&stock_no=1&qtyadj=1")
	require.Contains(t, get(t, e, "apikey=k&stock_no=1"), "<qty>-1</qty>")
}

func TestNotesAreStoredAndNeverReturned(t *testing.T) {
	t.Parallel()
	e := shop(twdtest.Options{})
	post(t, e, "apikey=k&action=update&stock_no=1015&notes=private+matter")
	require.Equal(t, "private matter", item(t, e, "1015").Notes)
	require.NotContains(t, strings.Join([]string{get(t, e, "apikey=k"), get(t, e, "apikey=k&stock_no=1015")}, ""), "private")
}

func TestConcurrentSalesAreAllCounted(t *testing.T) {
	t.Parallel()
	e := shop(twdtest.Options{})
	var clerks sync.WaitGroup
	for range 8 {
		clerks.Go(func() {
			for range 25 {
				post(t, e, "apikey=k&action=update&stock_no=1015&qtyadj=1")
				get(t, e, "apikey=k")
				e.State()
			}
		})
	}
	clerks.Wait()
	require.Equal(t, 1-8*25, *item(t, e, "1015").Qty)
	require.EqualValues(t, 2*8*25, e.Requests())
}
