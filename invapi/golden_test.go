package invapi_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/internal/testkit"
	"github.com/sellerwire/sellerwire/invapi"
)

func TestRequestGoldens(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		base   string
		update invapi.Update
	}{
		{"by-upc", "", invapi.Update{Product: invapi.ByUPC("849632048260"), Store: "3", Quantity: 12}},
		{"by-sku", "", suit(44)},
		{"empty-width", "", invapi.Update{Product: invapi.BySKU("ZOOT-SUIT", "34", ""), Store: "3", Quantity: 44}},
		{"zero", "", suit(0)},
		{"leading-zeros", "", invapi.Update{Product: invapi.ByUPC("000123"), Store: "007", Quantity: 1}},
		{"verbatim", "", invapi.Update{Product: invapi.BySKU(`411532.975S  b`, "L/XL <10½>", "D E"), Store: "Nº 3", Quantity: 1}},
		{"ampersand-and-accents", "",
			invapi.Update{Product: invapi.BySKU(`Crème & "Brûlée" \ 靴`, "10.0", "2E"), Store: "Zürich", Quantity: 7}},
		{"path-prefix", "/shops/a%2Fb/", suit(44)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wire := &recorder{}
			client := newClient(t, "http://localhost"+tt.base,
				sellerwire.WithHTTPClient(&http.Client{Transport: wire.transport(t)}), sellerwire.WithUserAgent("golden"))
			require.NoError(t, client.SetQuantity(t.Context(), tt.update))
			testkit.Golden(t, tt.name+".http", wire.request)
		})
	}
}

// The request does not depend on which method sends it.
func TestSetAllSendsTheBytesOfSetQuantity(t *testing.T) {
	t.Parallel()
	wire := &recorder{}
	client := newClient(t, "http://localhost",
		sellerwire.WithHTTPClient(&http.Client{Transport: wire.transport(t)}), sellerwire.WithUserAgent("golden"))
	for r := range client.SetAll(t.Context(), only(suit(44)), invapi.SetAllOptions{}) {
		require.NoError(t, r.Err)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "by-sku.http"))
	require.NoError(t, err)
	assert.Equal(t, string(want), string(wire.request))
}

func TestTheUserAgentNamesTheModule(t *testing.T) {
	t.Parallel()
	wire := &recorder{}
	client := newClient(t, "http://localhost", sellerwire.WithHTTPClient(&http.Client{Transport: wire.transport(t)}))
	require.NoError(t, client.SetQuantity(t.Context(), suit(1)))
	assert.Contains(t, string(wire.request), "\r\nUser-Agent: sellerwire/")
}

// recorder is a server at the other end of a pipe that keeps the bytes of the
// one request it answers.
type recorder struct{ request []byte }

func (s *recorder) transport(t *testing.T) *http.Transport {
	transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go s.serve(far)
		return near, nil
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

func (s *recorder) serve(conn net.Conn) {
	var seen bytes.Buffer
	r, err := http.ReadRequest(bufio.NewReader(io.TeeReader(conn, &seen)))
	if err == nil {
		_, err = io.Copy(io.Discard, r.Body)
	}
	s.request = seen.Bytes()
	if err == nil {
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"success\": true}")
	}
}

func only(updates ...invapi.Update) func(func(invapi.Update) bool) {
	return func(yield func(invapi.Update) bool) {
		for _, u := range updates {
			if !yield(u) {
				return
			}
		}
	}
}
