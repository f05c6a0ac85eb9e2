package aimtest_test

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sellerwire/sellerwire/aim/aimtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// text is the content of a report.
func text(content string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	}
}

// download opens the reply to a download from a listening emulator.
func download(t *testing.T, srv *aimtest.Server, id string) io.Reader {
	t.Helper()
	s := seller{srv.Emulator, t}
	req := s.request("", "", "ReportID", id)
	var err error
	req.URL, err = req.URL.Parse(srv.URL + "download/report")
	require.NoError(t, err)
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(t, err)
	t.Cleanup(func() { resp.Body.Close() })
	return resp.Body
}

func TestReportsAreWrittenWhileTheyAreRead(t *testing.T) {
	t.Parallel()
	srv := aimtest.NewServer(aimtest.Options{})
	t.Cleanup(srv.Close)
	read := make(chan struct{})
	id := srv.AddReport(aimtest.Report{Name: "Order"}, func(w io.Writer) error {
		if err := text(strings.Repeat("first\n", 10_000))(w); err != nil {
			return err
		}
		<-read // a reply held in memory would never get here
		return text("last\n")(w)
	})

	body := bufio.NewScanner(download(t, srv, id))
	require.True(t, body.Scan())
	assert.Equal(t, "first", body.Text())
	assert.Len(t, srv.Reports(), 1, "a running download stops nobody")
	close(read)
	last := ""
	for body.Scan() {
		last = body.Text()
	}
	assert.Equal(t, "last", last)
}

func TestStreamedOrdersArePulledWhileTheyAreRead(t *testing.T) {
	t.Parallel()
	srv := aimtest.NewServer(aimtest.Options{ProcessingDelay: -1})
	t.Cleanup(srv.Close)
	const count = 50_000
	srv.StreamOrders(func(yield func(aimtest.Order) bool) {
		order := sampleOrder()
		order.PurchaseDate = order.PurchaseDate.AddDate(-5000, 0, 0)
		if !yield(order) { // out of the window
			return
		}
		order = aimtest.Order{OrderID: "001-1234567-1234567"}
		for range count {
			if !yield(order) {
				return
			}
		}
	})
	s := seller{srv.Emulator, t}
	id := s.generate("ReportName", "Order", "NumberOfDays", "15")
	for range 2 { // anew for each download
		body := bufio.NewScanner(download(t, srv, id))
		rows := -1
		for body.Scan() {
			rows++
		}
		assert.Equal(t, count, rows)
	}
}

func TestDownloadsWhoseContentFailsAreCut(t *testing.T) {
	t.Parallel()
	srv := aimtest.NewServer(aimtest.Options{})
	t.Cleanup(srv.Close)
	id := srv.AddReport(aimtest.Report{Name: "Order"}, func(w io.Writer) error {
		return errors.Join(text(strings.Repeat("row\n", 10_000))(w), errors.New("no more"))
	})
	_, err := io.ReadAll(download(t, srv, id))
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
}
