package faults_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"
)

// resetAfterActing: the service has acted, and its reply is lost.
func resetAfterActing(s *site, w http.ResponseWriter, r *http.Request) {
	s.act(r)
	reset(s, w, r)
}

// reset ends the connection of a request with a RST.
func reset(_ *site, w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		resetConn(conn)
	}
}

// closeOrderly ends it as a service does that dies.
func closeOrderly(*site, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// stall sends nothing more, as long as anyone waits.
func stall(_ *site, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// halfReply lets the service act, sends the header and half of the body of its
// reply, and goes on with then.
func halfReply(then func(*site, http.ResponseWriter, *http.Request)) func(*site, http.ResponseWriter, *http.Request) {
	return func(s *site, w http.ResponseWriter, r *http.Request) {
		answer := s.act(r)
		body := answer.Body.Bytes()
		head(w, answer, len(body))
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		then(s, w, r)
	}
}

// head sends what comes before the body.
func head(w http.ResponseWriter, answer *httptest.ResponseRecorder, length int) {
	maps.Copy(w.Header(), answer.Header())
	w.Header().Set("Content-Length", strconv.Itoa(length))
	w.WriteHeader(answer.Code)
}

// slowHeader: the service has acted, and does not say so.
func slowHeader(s *site, _ http.ResponseWriter, r *http.Request) {
	s.act(r)
	_, _ = io.Copy(io.Discard, r.Body) // else the server would not notice who goes
	<-r.Context().Done()
}

// endBeforeHeader ends the context then.
func endBeforeHeader(s *site, w http.ResponseWriter, r *http.Request) {
	s.act(r)
	_, _ = io.Copy(io.Discard, r.Body)
	s.ctx.end()
	<-r.Context().Done()
}

// endInBody ends the context a little later than the half of a reply was sent,
// so that it has arrived.
func endInBody(s *site, _ http.ResponseWriter, r *http.Request) {
	select {
	case <-time.After(30 * time.Millisecond):
	case <-r.Context().Done():
	}
	s.ctx.end()
	<-r.Context().Done()
}

// answering lets the service act, and damages what it answers.
func answering(damage func(answer reply) reply) func(*site, http.ResponseWriter, *http.Request) {
	return func(s *site, w http.ResponseWriter, r *http.Request) {
		recorded := s.act(r)
		damaged := damage(reply{recorded.Header().Get("Content-Type"), recorded.Body.Bytes()})
		recorded.Header().Set("Content-Type", damaged.contentType)
		head(w, recorded, len(damaged.body))
		_, _ = w.Write(damaged.body)
	}
}

// unavailablePage is what a proxy shows that finds no service.
func unavailablePage(_ *site, w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	page := webPage(reply{})
	w.Header().Set("Content-Type", page.contentType)
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write(page.body)
}

// redirect leads away from the service.
func redirect(code int) func(*site, http.ResponseWriter, *http.Request) {
	return func(_ *site, w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Location", elsewhere.url()+r.URL.RequestURI())
		w.WriteHeader(code)
	}
}

// How an endless reply comes.
type flood int

const (
	announced   flood = iota // with a Content-Length
	unannounced              // in chunks
	zipped                   // as a small gzip
)

const (
	floodSize = 1 << 30
	waveSize  = 1 << 20
)

// endless lets the service act and answers with 1 GiB, or as much of it as
// anyone takes.
func endless(kind flood) func(*site, http.ResponseWriter, *http.Request) {
	return func(s *site, w http.ResponseWriter, r *http.Request) {
		answer := s.act(r)
		maps.Copy(w.Header(), answer.Header())
		w.Header().Del("Content-Length")
		wave := bytes.Repeat([]byte("flood\t\r\n"), waveSize/8)
		switch kind {
		case announced:
			w.Header().Set("Content-Length", strconv.Itoa(floodSize))
		case zipped:
			w.Header().Set("Content-Encoding", "gzip")
			wave = zippedWave()
		}
		w.WriteHeader(answer.Code)
		for range floodSize / waveSize {
			if _, err := w.Write(wave); err != nil {
				return
			}
		}
	}
}

// zippedWave is a gzip member. A file of many is a gzip, too.
var zippedWave = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(bytes.Repeat([]byte("flood\t\r\n"), waveSize/8))
	_ = z.Close()
	return b.Bytes()
})
