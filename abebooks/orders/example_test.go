package orders_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks/orders"
	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
)

// Reads what was sold. Two copies of one book are two items.
func ExampleClient_NewOrders() {
	abe := orderstest.NewServer(orderstest.Options{})
	defer abe.Close()
	abe.Place(orderstest.Order{
		ID: "500000001", DomainID: "47", Currency: "EUR",
		Items: []orderstest.Item{
			{ID: "700000001", VendorBookID: "SKU-0001", Title: "Die Verwandlung", Price: "24.50"},
			{ID: "700000002", VendorBookID: "SKU-0001", Title: "Die Verwandlung", Price: "24.50"},
		},
	})

	client, err := orders.New(abe.Username(), abe.APIKey(), sellerwire.WithBaseURL(abe.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	waiting, err := client.NewOrders(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, order := range waiting {
		fmt.Println(order.ID, order.Domain.Name, order.Status, order.Totals.Total)
		for _, item := range order.Items {
			fmt.Println(" ", item.ID, item.VendorBookID, item.Book.Title, item.Book.Price)
		}
	}
	// Output:
	// 500000001 abebooks.de Ordered 49 EUR
	//   700000001 SKU-0001 Die Verwandlung 24.5 EUR
	//   700000002 SKU-0001 Die Verwandlung 24.5 EUR
}

// Takes each copy out of the stock once, however often the orders are read. The map
// stands for a journal that survives a crash; package once is one.
func Example_once() {
	abe := orderstest.NewServer(orderstest.Options{})
	defer abe.Close()
	abe.Place(orderstest.Order{Items: []orderstest.Item{
		{ID: "700000001", VendorBookID: "SKU-0001"},
		{ID: "700000002", VendorBookID: "SKU-0001"}, {ID: "700000003", VendorBookID: "SKU-0002"},
	}})
	client, err := orders.New(abe.Username(), abe.APIKey(), sellerwire.WithBaseURL(abe.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	stock := map[string]int{"SKU-0001": 5, "SKU-0002": 1}
	booked := map[string]bool{}
	for range 3 { // every few minutes
		waiting, err := client.NewOrders(context.Background())
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, order := range waiting {
			for _, item := range order.Items {
				if !item.Sold() || booked[item.ID] {
					continue
				}
				stock[item.VendorBookID]--
				booked[item.ID] = true
			}
		}
	}
	fmt.Println(stock)
	// Output: map[SKU-0001:3 SKU-0002:0]
}

// An order that is listed no more was answered, cancelled or has expired.
func ExampleClient_Get() {
	abe := orderstest.NewServer(orderstest.Options{})
	defer abe.Close()
	placed := abe.Place(orderstest.Order{Items: []orderstest.Item{{VendorBookID: "SKU-0001"}}})
	if err := abe.Cancel(placed.ID); err != nil {
		fmt.Println(err)
		return
	}

	client, err := orders.New(abe.Username(), abe.APIKey(), sellerwire.WithBaseURL(abe.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	order, err := client.Get(context.Background(), placed.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, item := range order.Items {
		if !item.Sold() {
			fmt.Println(item.VendorBookID, "is for sale again:", item.Status)
		}
	}
	_, err = client.Get(context.Background(), "1")
	fmt.Println("code", orders.CodeOf(err), errors.Is(err, sellerwire.ErrUnavailable))
	// Output:
	// SKU-0001 is for sale again: Buyer Cancelled
	// code 201 false
}

// Reads a date in the zone that the site seems to use.
func ExampleLocalTime_In() {
	date := orders.LocalTime{Year: 2026, Month: 3, Day: 7, Hour: 6, Minute: 5, Second: 2}
	location, err := time.LoadLocation(orders.DomainGermany.Zone())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(date)
	fmt.Println(date.In(location).UTC())
	// Output:
	// 2026-03-07T06:05:02
	// 2026-03-07 05:05:02 +0000 UTC
}
