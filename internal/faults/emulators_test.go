package faults_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire/abebooks/abebookstest"
	"github.com/sellerwire/sellerwire/abebooks/orders/orderstest"
	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/sellerwire/sellerwire/invapi/invapitest"
	"github.com/sellerwire/sellerwire/purchase/purchasetest"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// emulated is what every emulator can do.
type emulated interface {
	http.Handler
	RoundTripper() http.RoundTripper
	Requests() int64
	Intercept(wrap func(next http.Handler) http.Handler)
	ClearIntercepts()
}

func TestEmulatorsAreTamperedWithAlike(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]emulated{
		"abebooks": abebookstest.New(abebookstest.Options{}), "orders": orderstest.New(orderstest.Options{}),
		"purchase": purchasetest.New(purchasetest.Options{}),
		"aim":      aimtest.New(aimtest.Options{}), "twd": twdtest.New(twdtest.Options{}), "invapi": invapitest.New(invapitest.Options{}),
	} {
		ask := func() int {
			w := httptest.NewRecorder()
			e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
			return w.Code
		}
		own := ask()
		require.NotEqual(t, http.StatusTeapot, own)
		e.Intercept(func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
		})
		assert.Equal(t, http.StatusTeapot, ask(), name)
		e.ClearIntercepts()
		assert.Equal(t, own, ask(), name)
		assert.EqualValues(t, 3, e.Requests(), name)
	}
}
