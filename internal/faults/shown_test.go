package faults_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/abebooks"
	"github.com/sellerwire/sellerwire/invapi"
)

// shown is all that became visible in one cell. Nil keeps nothing.
type shown struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *shown) add(what, text string) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(&s.text, "\n== %s\n%s\n", what, text)
}

func (s *shown) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// value shows v in every way that a program may print it, and if it is an error
// whatever errors.As can find in it, with all the fields that a program may
// read.
func (s *shown) value(what string, v any) {
	if s == nil {
		return
	}
	s.add(what, everyWay(v))
	s.add(what+", by reflection", reflected(v))
	err, ok := v.(error)
	if !ok {
		return
	}
	walk(err, func(inner error) {
		s.add(what+", "+fmt.Sprintf("%T", inner), everyWay(inner)+fields(inner))
	})
}

// everyWay prints v under all verbs and as the encoders and log handlers do.
func everyWay(v any) string {
	var b strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&b, verb+"\n", v)
	}
	if text, err := json.Marshal(v); err == nil {
		b.Write(text)
	}
	b.WriteByte('\n')
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(h).Error("shown", "value", v)
	}
	return b.String()
}

// fields are those that the texts of an error leave out.
func fields(err error) string {
	switch e := err.(type) {
	case *sellerwire.Error:
		return fmt.Sprintf("%s\n%s\n%s\n%s", e.Body, e.Messages, e.Codes, e.ServerRequestID)
	case *sellerwire.InvalidError:
		return fmt.Sprintf("%+v", e.Fields)
	}
	return ""
}

// walk visits err and everything that it wraps.
func walk(err error, visit func(error)) {
	if err == nil {
		return
	}
	visit(err)
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		walk(e.Unwrap(), visit)
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			walk(inner, visit)
		}
	}
}

// request shows what a middleware sees of a request that goes out.
func (s *shown) request(req *http.Request) {
	var body []byte
	if req.GetBody != nil {
		if copied, err := req.GetBody(); err == nil {
			body, _ = io.ReadAll(io.LimitReader(copied, 64<<10))
			_ = copied.Close()
		}
	}
	s.add("what a middleware sees", fmt.Sprintf("%+v %v %s\n%s", req.URL, req.Header, req.Host, body))
}

// info shows a ResponseInfo but for the two fields that are documented to hold
// the reply as it came: Header and Body.
func (s *shown) info(info sellerwire.ResponseInfo) {
	info.Header, info.Body = nil, nil
	s.value("ResponseInfo", info)
}

// maxShown is how much of a reply is shown. An echo stands in less, and a reply is
// printed in a dozen ways.
const maxShown = 64 << 10

// results show what the bulk calls say of an input.
func (s *shown) abebooksResult(r abebooks.Result) {
	r.Response.Body = r.Response.Body[:min(len(r.Response.Body), maxShown)]
	s.value("result", r)
	s.value("result's error", r.Err)
}

func (s *shown) invapiResult(r invapi.Result) {
	s.info(r.Response)
	r.Response = sellerwire.ResponseInfo{}
	s.value("result", r)
	s.value("result's error", r.Err)
}
