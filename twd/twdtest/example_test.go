package twdtest_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// sell stands for the code under test: it takes one off an item's stock.
func sell(apiURL, key, stockNo string) error {
	resp, err := http.PostForm(apiURL, url.Values{
		"apikey": {key}, "action": {"update"}, "stock_no": {stockNo}, "qtyadj": {"1"},
	})
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// A test runs its code against the emulator and looks at the shop afterwards.
func ExampleNewServer() {
	srv := twdtest.NewServer(twdtest.Options{})
	defer srv.Close()
	srv.SeedDocumented()

	if err := sell(srv.URL, srv.APIKey(), "1015"); err != nil {
		fmt.Println(err)
	}

	bed, _ := srv.Item("1015")
	fmt.Println(bed.Description, "left:", *bed.Qty)
	// Output: Captains Bed, White left: 0
}

// The reply to a sale is lost after the stock has changed: code that simply
// repeats the call would sell twice.
func ExampleEmulator_lostReply() {
	srv := twdtest.NewServer(twdtest.Options{})
	defer srv.Close()
	srv.Seed(twdtest.Item{StockNo: "1015", Description: "Captains Bed, White", Qty: new(5)})
	srv.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		})
	})

	err := sell(srv.URL, srv.APIKey(), "1015")

	bed, _ := srv.Item("1015")
	fmt.Println("error:", err != nil, "left:", *bed.Qty, "requests:", srv.Requests())
	// Output: error: true left: 4 requests: 1
}

// A script that forgets to escape, and has no quantities: what a client must
// be able to read.
func ExampleEmulator_SetQuirks() {
	srv := twdtest.NewServer(twdtest.Options{})
	defer srv.Close()
	srv.Seed(twdtest.Item{StockNo: "1", Description: "Bed & Bath", Qty: new(5), Price: "1200"})
	srv.SetQuirks(twdtest.BareAmpersand | twdtest.NoQty | twdtest.GroupedPrices)

	resp, err := http.Get(srv.URL + "?stock_no=1&apikey=" + srv.APIKey())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if line := strings.TrimSpace(lines.Text()); strings.HasPrefix(line, "<description>") || strings.HasPrefix(line, "<price>") {
			fmt.Println(line)
		}
	}
	// Output:
	// <description>Bed & Bath</description>
	// <price>1,200.00</price>
}

// A proxy in front of the script refuses a harmless request with HTML.
func ExampleEmulator_html() {
	e := twdtest.New(twdtest.Options{})
	e.SeedDocumented()
	e.Intercept(func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusNotAcceptable)
			fmt.Fprint(w, "<h1>Not Acceptable!</h1>")
		})
	})

	client := http.Client{Transport: e.RoundTripper()}
	resp, err := client.Get("https://shop.example.com/api.pl?apikey=" + e.APIKey())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status)
	// Output: 406 Not Acceptable
}
