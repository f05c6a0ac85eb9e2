package aim_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim"
	"github.com/sellerwire/sellerwire/aim/flatfile"
)

const (
	liteHead = "seller-sku\tquantity\tprice\tproduct-id\n"
	liteRows = "SKU-1\t12\t9.99\tB000000001\nSKU-2\t3\t19.99\tB000000002\n"
)

// sender is a server that sends the first bytes of a file in one of the ways of HTTP/1,
// and then stops.
type sender struct {
	*httptest.Server
	send func(conn net.Conn)
}

func newSender(t *testing.T) (*sender, *aim.Client) {
	t.Helper()
	s := &sender{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		s.send(conn)
	}))
	t.Cleanup(s.Close)
	client, err := aim.New("a@example.com", "b", sellerwire.WithBaseURL(s.URL),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MaxAttempts: 1}),
		// Each answer ends its connection; the next request must not use it.
		sellerwire.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}))
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return s, client
}

// lite downloads a report and reads it.
func lite(t *testing.T, client *aim.Client) (rows []flatfile.LiteListing, err error) {
	download, err := client.DownloadReport(t.Context(), "1")
	if err != nil {
		return nil, err
	}
	defer download.Close()
	return readingAll(flatfile.ReadListingsLite(download, download.ReadOptions()))
}

// A transfer that stops anywhere is an error, after the first rows.
func TestADownloadThatIsCutIsAlwaysAnError(t *testing.T) {
	t.Parallel()
	file := liteHead + liteRows
	s, client := newSender(t)
	ways := map[string]func(conn net.Conn, at int){
		"with a length": func(conn net.Conn, at int) {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"+
				"Content-Length: "+strconv.Itoa(len(file))+"\r\n\r\n"+file[:at])
		},
		"chunked": func(conn net.Conn, at int) {
			_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: "+
				"chunked\r\n\r\n%x\r\n%s\r\n", at, file[:at])
		},
	}
	for way, send := range ways {
		for at := 1; at < len(file); at++ {
			s.send = func(conn net.Conn) { send(conn, at) }
			rows, err := lite(t, client)
			require.Error(t, err, "%s, cut at %d", way, at)
			require.LessOrEqual(t, len(rows), 2)
			for i, row := range rows {
				require.Equal(t, fmt.Sprint("SKU-", i+1), row.SKU)
				require.Len(t, row.ProductID, 10)
			}
		}
	}
	for at := 1; at < len(file); at++ {
		s.send = func(conn net.Conn) {
			_, _ = io.WriteString(conn, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n"+file[:at])
		}
		rows, err := lite(t, client)
		if file[at-1] == '\n' {
			assert.NoError(t, err, "where the connection ends the reply, the end of a row is the end of the file")
			continue
		}
		require.Error(t, err, "cut at %d", at)
		require.LessOrEqual(t, len(rows), 1)
	}
}

// A last line without an end is a row if the end of the transfer is known.
func TestWhatATransferSaysOfItsEnd(t *testing.T) {
	t.Parallel()
	file := liteHead + "SKU-1\t12\t9.99" // as the service wrote it
	s, client := newSender(t)
	for way, tt := range map[string]struct {
		head  string
		whole bool
	}{
		"a length": {"HTTP/1.1 200 OK\r\nContent-Length: " + strconv.Itoa(len(file)) + "\r\n\r\n" + file, true},
		"chunks": {fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(file), file),
			true},
		"the connection": {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + file, false},
		"HTTP/1.0":       {"HTTP/1.0 200 OK\r\n\r\n" + file, false},
	} {
		s.send = func(conn net.Conn) { _, _ = io.WriteString(conn, tt.head) }
		rows, err := lite(t, client)
		assert.Equal(t, tt.whole, err == nil, "%s: %v", way, err)
		assert.Equal(t, tt.whole, len(rows) == 1)
	}
}

// A charset that a download declares is honoured unless the caller set an encoding.
func TestTheCharsetOfADownload(t *testing.T) {
	t.Parallel()
	const sjis = "\x96\x7B\x83\x5C"
	for _, tt := range []struct {
		contentType, text string
		opts              []sellerwire.Option
		want              string
	}{
		{"text/plain", "Caf\xE9", nil, "Café"},
		{"text/plain", "Caf\xC3\xA9", nil, "Café"},
		{"text/plain; charset=utf-8", "Caf\xE9", nil, "Café"},
		{"text/plain; charset=ISO-8859-1", "Caf\xC3\xA9", nil, "Café"},
		{"text/plain; charset=x-martian", "Caf\xC3\xA9", nil, "Café"},
		{"text/plain; charset=Shift_JIS", sjis, nil, "本ソ"},
		{"text/plain; charset=windows-31j", sjis, nil, "本ソ"},
		{"text/plain; charset=Shift_JIS", "Caf\xE9", []sellerwire.Option{aim.WithEncoding(flatfile.Windows1252)}, "Café"},
		{"text/plain; charset=utf-8", "Caf\xC3\xA9", []sellerwire.Option{aim.WithEncoding(flatfile.Windows1252)}, "CafÃ©"},
		{"text/plain", sjis, []sellerwire.Option{aim.WithEncoding(flatfile.ShiftJIS)}, "本ソ"},
		{"text/plain; charset=", "Caf\xE9", nil, "Café"},
	} {
		client := clientOver(t, answering(200, tt.contentType, "seller-sku\tproduct-id\nA\t"+tt.text+"\n"), tt.opts...)
		rows, err := lite(t, client)
		require.NoError(t, err)
		assert.Equal(t, tt.want, rows[0].ProductID, "%s %q", tt.contentType, tt.text)
	}
}
