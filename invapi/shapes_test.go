package invapi_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/invapi"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
)

// Whatever shape the real service's replies have, of those that the emulator
// knows, the client reads them alike.

func TestEverySuccessOfTheEmulatorIsOne(t *testing.T) {
	t.Parallel()
	for shape := invapitest.SuccessTrue; shape <= invapitest.MultiStatus; shape++ {
		t.Run(fmt.Sprint(shape), func(t *testing.T) {
			t.Parallel()
			srv := invapitest.NewServer(invapitest.Options{Token: token, Success: shape})
			t.Cleanup(srv.Close)
			srv.SeedDocumented()
			require.NoError(t, newClient(t, srv.URL).SetQuantity(t.Context(), suit(44)))
			n, _ := srv.Quantity(invapitest.Product{SKU: "ZOOT-SUIT", Size: "34", Width: "D"}, "3")
			assert.Equal(t, 44, n)
			assert.Equal(t, int64(1), srv.Requests())
		})
	}
}

func TestEveryFailureOfTheEmulatorIsOne(t *testing.T) {
	t.Parallel()
	stranger := invapi.Update{Product: invapi.ByUPC("000000000000"), Store: "3"}
	for shape := invapitest.ErrorText; shape <= invapitest.StatusError; shape++ {
		for _, status := range []int{0, 200} { // 0: the usual one
			t.Run(fmt.Sprint(shape, status), func(t *testing.T) {
				t.Parallel()
				srv := invapitest.NewServer(invapitest.Options{Token: token, Failure: shape, TokenStatus: status, NotFoundStatus: status})
				t.Cleanup(srv.Close)
				srv.SeedDocumented()

				e := asError(t, newClient(t, srv.URL).SetQuantity(t.Context(), stranger))
				assert.Equal(t, kinds(notFound), e.Kinds)
				assert.Equal(t, rejected, e.Outcome)
				assert.Contains(t, e.Error(), "Product not found")

				client, err := invapi.New(srv.URL, "another")
				require.NoError(t, err)
				t.Cleanup(client.Close)
				e = asError(t, client.SetQuantity(t.Context(), suit(1)))
				assert.Equal(t, kinds(unauthorized), e.Kinds)
				assert.Equal(t, rejected, e.Outcome)
				assert.Equal(t, 1, e.Attempts)
			})
		}
	}
}
