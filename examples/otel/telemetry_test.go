package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/twd"
	"github.com/sellerwire/sellerwire/twd/twdtest"
)

// watched is a shop with an observed client of it.
type watched struct {
	server   *twdtest.Server
	shop     *twd.Client
	observed *observer
	spans    *tracetest.InMemoryExporter
	numbers  *metric.ManualReader
}

func watch(t *testing.T) watched {
	w := watched{
		server: twdtest.NewServer(twdtest.Options{}), spans: tracetest.NewInMemoryExporter(), numbers: metric.NewManualReader(),
	}
	t.Cleanup(w.server.Close)
	w.server.SeedDocumented()
	tracers := trace.NewTracerProvider(trace.WithSyncer(w.spans))
	meters := metric.NewMeterProvider(metric.WithReader(w.numbers))
	var err error
	if w.observed, err = newObserver(tracers, meters); err != nil {
		t.Fatal(err)
	}
	w.shop, err = twd.New(w.server.URL, w.server.APIKey(), attempts(tracers, meters),
		sellerwire.WithRetry(sellerwire.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.shop.Close)
	return w
}

// first answers the first request by fault, and lets the others through.
func (w watched) first(fault func(next http.Handler, rw http.ResponseWriter, r *http.Request)) {
	n := 0
	w.server.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if n++; n == 1 {
				fault(next, rw, r)
				return
			}
			next.ServeHTTP(rw, r)
		})
	})
}

// calls are the counts of sellerwire.calls, by operation and outcome.
func (w watched) calls(t *testing.T) map[string]int64 {
	var all metricdata.ResourceMetrics
	if err := w.numbers.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int64{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			if sum, ok := m.Data.(metricdata.Sum[int64]); ok && m.Name == "sellerwire.calls" {
				for _, point := range sum.DataPoints {
					operation, _ := point.Attributes.Value("sellerwire.operation")
					outcome, _ := point.Attributes.Value("sellerwire.outcome")
					counts[operation.AsString()+": "+outcome.AsString()] += point.Value
				}
			}
		}
	}
	return counts
}

func TestACallIsASpanAroundItsAttempts(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.first(func(_ http.Handler, rw http.ResponseWriter, _ *http.Request) {
		rw.WriteHeader(http.StatusServiceUnavailable)
	})
	if err := sell(t.Context(), w.observed, w.shop, "1015"); err != nil {
		t.Fatal(err)
	}
	spans := w.spans.GetSpans()
	var names []string
	for _, span := range spans {
		names = append(names, span.Name)
	}
	if got := strings.Join(names[:3], ", "); !strings.HasSuffix(got, "twd get") || strings.Count(got, "HTTP") != 2 {
		t.Errorf("spans %v: want two attempts and the call", names)
	}
	call := spans[2]
	for _, attempt := range spans[:2] {
		if attempt.Parent.SpanID() != call.SpanContext.SpanID() {
			t.Errorf("%s is not a child of %s", attempt.Name, call.Name)
		}
	}
	want := attribute.NewSet(call.Attributes...)
	if n, _ := want.Value("sellerwire.attempts"); n.AsInt64() != 2 {
		t.Errorf("%d attempts, want 2", n.AsInt64())
	}
	counts := w.calls(t)
	if counts["get: ok"] != 1 || counts["record sale: accepted"] != 1 || len(counts) != 2 {
		t.Errorf("calls %v", counts)
	}
}

func TestWhatBecameOfACallIsCounted(t *testing.T) {
	t.Parallel()
	for outcome, fault := range map[string]func(http.Handler, http.ResponseWriter, *http.Request){
		"accepted": func(next http.Handler, rw http.ResponseWriter, r *http.Request) { next.ServeHTTP(rw, r) },
		"rejected": func(_ http.Handler, rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusForbidden) },
		"outcome unknown": func(next http.Handler, _ http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		},
	} {
		w := watch(t)
		w.first(fault)
		err := w.observed.change(t.Context(), "twd", "record sale", func(ctx context.Context, opt sellerwire.CallOption) error {
			return w.shop.RecordSale(ctx, "1015", 1, opt)
		})
		if got := sellerwire.OutcomeOf(err).String(); got != outcome {
			t.Errorf("outcome %s, want %s", got, outcome)
		}
		if counts := w.calls(t); counts["record sale: "+outcome] != 1 || len(counts) != 1 {
			t.Errorf("%s: calls %v", outcome, counts)
		}
		spans := w.spans.GetSpans()
		if last := spans[len(spans)-1]; (last.Status.Code == codes.Error) != (err != nil) {
			t.Errorf("%s: status %v", outcome, last.Status)
		}
	}
	w := watch(t)
	err := w.observed.change(t.Context(), "twd", "record sale", func(ctx context.Context, opt sellerwire.CallOption) error {
		return w.shop.RecordSale(ctx, "", 1, opt) // refused before anything is sent
	})
	if counts := w.calls(t); !errors.Is(err, sellerwire.ErrNotSent) || counts["record sale: not sent"] != 1 {
		t.Errorf("calls %v, error %v", counts, err)
	}
}

func TestNoSecretInSpansAndNoSpanOnTheWire(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.server.Intercept(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			for name := range r.Header {
				if name := strings.ToLower(name); strings.HasPrefix(name, "trace") || name == "baggage" {
					t.Errorf("the service was sent %s", name)
				}
			}
			next.ServeHTTP(rw, r)
		})
	})
	if err := sell(t.Context(), w.observed, w.shop, "1015"); err != nil {
		t.Fatal(err)
	}
	spans := w.spans.GetSpans()
	text, err := json.Marshal(spans.Snapshots())
	if err != nil {
		t.Fatal(err)
	}
	for _, span := range spans {
		for _, attr := range span.Attributes {
			text = append(text, attr.Value.String()...)
		}
	}
	if strings.Contains(string(text), w.server.APIKey()) {
		t.Error("a span has the API key")
	}
	if len(spans) != 4 {
		t.Errorf("%d spans, want two calls with an attempt each", len(spans))
	}
}

func TestTheProgramRuns(t *testing.T) {
	t.Setenv("TWD_URL", "")
	t.Setenv("TWD_API_KEY", "")
	if err := run(t.Context(), "1015", false); err != nil {
		t.Error(err)
	}
	t.Setenv("TWD_URL", "https://shop.example.com/api.pl")
	if err := run(t.Context(), "1015", false); err == nil {
		t.Error("a real shop needs -yes")
	}
}
