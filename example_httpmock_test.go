package sellerwire_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/jarcoal/httpmock"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/invapi"
)

// Mock a service with github.com/jarcoal/httpmock: give the client a transport of
// its own, and script the replies. The emulators of this module, such as
// invapi/invapitest, know the rules of their service; a mock knows one reply.
func Example_httpmock() {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder(http.MethodPost, "https://shop.example.com/api/product/inventory",
		httpmock.NewJsonResponderOrPanic(200, map[string]any{"success": true}).
			Then(httpmock.NewJsonResponderOrPanic(404, map[string]any{"error": "Product not found"})))

	client, err := invapi.New("https://shop.example.com", "hunter2",
		sellerwire.WithHTTPClient(&http.Client{Transport: mock}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	update := invapi.Update{Product: invapi.ByUPC("036382449904"), Store: "1", Quantity: 3}
	fmt.Println(client.SetQuantity(context.Background(), update))
	err = client.SetQuantity(context.Background(), update)
	fmt.Println(errors.Is(err, sellerwire.ErrNotFound), sellerwire.OutcomeOf(err))
	fmt.Println(mock.GetTotalCallCount(), "requests")
	// Output:
	// <nil>
	// true rejected
	// 2 requests
}
