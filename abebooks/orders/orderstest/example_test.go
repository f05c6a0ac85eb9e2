package orderstest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
)

// Any HTTP client can talk to the emulator.
func Example() {
	abe := orderstest.NewServer(orderstest.Options{})
	defer abe.Close()
	order := abe.Place(orderstest.Order{Items: []orderstest.Item{{VendorBookID: "SKU-0001", Title: "Tides and Charts", Price: "12.50"}}})

	resp, err := http.Post(abe.URL, "text/xml", strings.NewReader(`<orderUpdateRequest version="1.1"><action name="getOrder">`+
		`<username>`+abe.Username()+`</username><password>`+abe.APIKey()+`</password></action>`+
		`<purchaseOrder id="`+order.ID+`"/></orderUpdateRequest>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	reply, err := io.ReadAll(resp.Body)
	if err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(string(reply)) {
		if strings.Contains(line, "vendorKey") || strings.Contains(line, "<status") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// <vendorKey>SKU-0001</vendorKey>
	// <status code="05">Ordered</status>
	// <status code="05">Ordered</status>
}

// An order that waits for four days expires, and its copy comes back.
func ExampleEmulator_Advance() {
	abe := orderstest.New(orderstest.Options{})
	stock := map[string]int{"SKU-0001": 1}
	abe.OnSold(func(item orderstest.Item, copies int) { stock[item.VendorBookID] += copies })
	order := abe.Place(orderstest.Order{Items: []orderstest.Item{{VendorBookID: "SKU-0001"}}})
	fmt.Println(stock["SKU-0001"])
	abe.Advance(96 * 60 * 60 * 1e9)
	order, _ = abe.Order(order.ID)
	fmt.Println(order.Status, stock["SKU-0001"])
	// Output:
	// 0
	// Expired 1
}
