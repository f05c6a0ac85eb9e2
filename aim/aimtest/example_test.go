package aimtest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/sellerwire/sellerwire/aim/aimtest"
)

// send stands for the program under test: it posts a body to an operation and returns the
// answer.
func send(srv *aimtest.Server, operation, body string, header http.Header) string {
	req, err := http.NewRequest(http.MethodPost, srv.URL+operation, strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	if header != nil {
		req.Header = header
	}
	req.SetBasicAuth(srv.Email(), srv.Password())
	req.Header.Set("Content-Type", "text/xml")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return "connection cut"
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// Upload a feed, check the inventory, and fetch the rejected rows.
func Example() {
	srv := aimtest.NewServer(aimtest.Options{ProcessingDelay: -1})
	defer srv.Close()

	feed := "sku\tproduct-id\tproduct-id-type\titem-condition\tprice\tquantity\r\n" +
		"SKU-1\t0486404455\t2\t3\t12.50\t1\r\n" +
		"SKU-2\t0486404456\t2\t3\tcheap\t1\r\n"
	fmt.Println(send(srv, "catalog-upload/add-modify-delete", feed, nil))

	item, _ := srv.Item("SKU-1")
	fmt.Println(item["price"])
	fmt.Print(send(srv, "download/quickfix", "", http.Header{"Batchid": {srv.Batches()[0].ID}}))
	// Output:
	// <Success>SUCCESS</Success>
	// 12.50
	// sku	product-id	product-id-type	item-condition	price	quantity
	// SKU-2	0486404456	2	3	cheap	1
}

// Orders that the test adds are in the order reports that are requested afterwards.
func ExampleEmulator_AddOrders() {
	srv := aimtest.NewServer(aimtest.Options{Manual: true})
	defer srv.Close()
	srv.AddOrders(aimtest.Order{
		OrderID: "001-1234567-1234567", OrderItemID: "12345678901234", SKU: "SKU-1",
		Price: "10.00", ShippingFee: "3.99", Quantity: "1", Total: "13.99",
	})

	fmt.Println(send(srv, "manual-reports/generate-report-now", "", http.Header{"Reportname": {"Order"}, "Numberofdays": {"15"}}))
	report, _ := srv.FinishNextReport()
	file := send(srv, "download/report", "", http.Header{"Reportid": {report.ID}})
	for line := range strings.Lines(file) {
		fmt.Println(strings.Split(line, "\t")[1])
	}
	// Output:
	// <Status>SUCCESS</Status>
	// order-id
	// 001-1234567-1234567
}

// A report can have any name and content, like one that the service makes on its
// schedule.
func ExampleEmulator_AddReport() {
	srv := aimtest.NewServer(aimtest.Options{})
	defer srv.Close()
	srv.AddReport(aimtest.Report{Name: "Preorder"}, func(w io.Writer) error {
		_, err := io.WriteString(w, "asin\taverage-asking-price\nB000000001\t7.50\n")
		return err
	})

	fmt.Print(send(srv, "download/report", "", http.Header{"Reportname": {"Preorder"}}))
	// Output:
	// asin	average-asking-price
	// B000000001	7.50
}

// An operation answers with a code of the service until that is ended.
func ExampleEmulator_Refuse() {
	srv := aimtest.NewServer(aimtest.Options{})
	defer srv.Close()

	srv.Refuse("catalog-upload/get-batches", "ACCESS_DENIED")
	fmt.Println(send(srv, "catalog-upload/get-batches", "", nil))
	srv.Refuse("catalog-upload/get-batches", "")
	fmt.Println(send(srv, "catalog-upload/get-batches", "", nil))
	// Output:
	// <BusinessLogicError>ACCESS_DENIED</BusinessLogicError>
	// <Batches> </Batches>
}

// Use an emulator without a network.
func ExampleNew() {
	e := aimtest.New(aimtest.Options{})
	client := http.Client{Transport: e.RoundTripper()}
	resp, err := client.Get("http://aim.test" + aimtest.BasePath + "catalog-upload/get-batches")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	fmt.Println(string(text), err, e.Requests())
	// Output: <BusinessLogicError>CUSTOMER_UNAUTHORIZED</BusinessLogicError> <nil> 1
}

// A refund whose reply is lost was still paid: sending it again pays twice.
func ExampleEmulator_lostReply() {
	srv := aimtest.NewServer(aimtest.Options{})
	defer srv.Close()
	srv.Intercept(func(service http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			service.ServeHTTP(discard{}, r) // the state changes,
			panic(http.ErrAbortHandler)     // but nobody is told
		})
	})

	file := "order-id\tpayments-transaction-id\trefund-amount\treason\tmessage\r\n" +
		"123-1234567-1234567\t12341234567890\t10.00\tCouldNotShip\tSorry\r\n"
	fmt.Println(send(srv, "catalog-upload/batch-refund", file, nil))
	fmt.Println(len(srv.Refunds()), "refund,", srv.Requests(), "request")
	// Output:
	// connection cut
	// 1 refund, 1 request
}

// discard is a ResponseWriter that discards what is written.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) WriteHeader(int)             {}
func (discard) Write(p []byte) (int, error) { return len(p), nil }

// With Manual, the test decides when the queue moves.
func ExampleEmulator_ProcessNext() {
	srv := aimtest.NewServer(aimtest.Options{Manual: true})
	defer srv.Close()
	srv.Seed(aimtest.Item{"sku": "SKU-1", "price": "5.00", "quantity": "1"})

	send(srv, "catalog-upload/modify-only", "sku\tquantity\r\nSKU-1\t0\r\n", nil)
	fmt.Println(len(srv.Inventory()), srv.Batches()[0].Status)
	batch, _ := srv.ProcessNext()
	fmt.Println(len(srv.Inventory()), batch.Status)
	// Output:
	// 1 In Progress
	// 0 Done
}
