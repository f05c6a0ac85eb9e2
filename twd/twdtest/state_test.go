package twdtest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/twd/twdtest"
)

func TestStateMarshalsItemsByStockNumber(t *testing.T) {
	t.Parallel()
	e := shop(twdtest.Options{})
	e.Seed(twdtest.Item{StockNo: "1423", DeptCode: "FURN", Description: "Café “Desk”", Price: "40.00"})
	post(t, e, "apikey=k&action=update&stock_no=1015&qty=0&status=H&notes=Held+for+Greg+Smith")

	got, err := json.Marshal(e.State())
	require.NoError(t, err)
	require.JSONEq(t, `{
		"requests": 1,
		"items": {
			"1015": {"stock_no": "1015", "status": "H", "deptcode": "BEDS", "dept": "Beds", "brand": "Serta",
				"description": "Captains Bed, White", "qty": 0, "price": "50", "notes": "Held for Greg Smith"},
			"1423": {"stock_no": "1423", "status": "A", "deptcode": "FURN", "dept": "FURN", "brand": "",
				"description": "Café “Desk”", "price": "40.00", "notes": ""}
		}
	}`, string(got))
	require.NotContains(t, string(got), "apikey")
}

func TestStateOfAnEmptyShop(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(twdtest.New(twdtest.Options{}).State())
	require.NoError(t, err)
	require.JSONEq(t, `{"requests": 0, "items": {}}`, string(got))
}

func TestSeedDocumentedHasTheDocumentedTotals(t *testing.T) {
	t.Parallel()
	e := twdtest.New(twdtest.Options{})
	e.SeedDocumented()
	byStatus := map[string]int{}
	seen := map[string]bool{}
	for _, it := range e.Items() {
		byStatus[it.Status]++
		require.False(t, seen[it.StockNo], "%s twice", it.StockNo)
		seen[it.StockNo] = true
		require.Contains(t, []string{"Furnature", "Beds"}, it.Dept)
		require.Equal(t, it.StockNo == "1423", it.Qty == nil, "only 1423 has no qty")
	}
	require.Equal(t, map[string]int{"A": 308, "H": 9}, byStatus)
}

func TestFillStepsOverTakenStockNumbers(t *testing.T) {
	t.Parallel()
	e := twdtest.New(twdtest.Options{})
	e.Seed(twdtest.Item{StockNo: "5002"})
	e.Fill("A", 4)
	e.Fill("A", 2) // there are enough
	var numbers []string
	for _, it := range e.Items() {
		numbers = append(numbers, it.StockNo)
	}
	require.Equal(t, "5002 5001 5003 5004", strings.Join(numbers, " "))
}

func TestSeedingAKnownStockNumberKeepsItsPlace(t *testing.T) {
	t.Parallel()
	e := twdtest.New(twdtest.Options{})
	e.Seed(twdtest.Item{StockNo: "1"}, twdtest.Item{StockNo: "2"}, twdtest.Item{StockNo: "1", Brand: "new"})
	items := e.Items()
	require.Len(t, items, 2)
	require.Equal(t, "new", items[0].Brand)
}

func TestWhatIsReadOrSeededIsACopy(t *testing.T) {
	t.Parallel()
	e := twdtest.New(twdtest.Options{})
	qty := 3
	e.Seed(twdtest.Item{StockNo: "1", Qty: &qty})
	qty = 4
	*item(t, e, "1").Qty = 5
	*e.Items()[0].Qty = 6
	require.Equal(t, 3, *item(t, e, "1").Qty)

	_, found := e.Item("2")
	require.False(t, found)
}
