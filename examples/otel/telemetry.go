package main

import (
	"context"
	"errors"
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/sellerwire/sellerwire"
)

// scope is the name under which the spans and counters are made.
const scope = "github.com/sellerwire/sellerwire/examples/otel"

// attempts makes a span of each attempt of a call. A middleware is above the
// credentials: what it sees holds no key, password or token. The span's context
// is not sent to the service, which has no use for it.
func attempts(tracers trace.TracerProvider, meters metric.MeterProvider) sellerwire.Option {
	nothing := propagation.NewCompositeTextMapPropagator()
	return sellerwire.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return otelhttp.NewTransport(next,
			otelhttp.WithTracerProvider(tracers), otelhttp.WithMeterProvider(meters), otelhttp.WithPropagators(nothing))
	})
}

// observer makes a span of each call, around those of its attempts, and counts
// what became of the calls.
type observer struct {
	tracer trace.Tracer
	calls  metric.Int64Counter
	tries  metric.Int64Histogram
}

func newObserver(tracers trace.TracerProvider, meters metric.MeterProvider) (*observer, error) {
	calls, err := meters.Meter(scope).Int64Counter("sellerwire.calls",
		metric.WithDescription("Calls, by service, operation and what became of them."))
	tries, failed := meters.Meter(scope).Int64Histogram("sellerwire.attempts",
		metric.WithDescription("Attempts that a call took."), metric.WithExplicitBucketBoundaries(1, 2, 3, 4))
	return &observer{tracers.Tracer(scope), calls, tries}, errors.Join(err, failed)
}

// change observes a call that changes something: its outcome is accepted,
// rejected, not sent or unknown. The call gets an option that it must pass on.
func (o *observer) change(ctx context.Context, service, operation string, call func(context.Context, sellerwire.CallOption) error) error {
	return o.observe(ctx, service, operation, call, func(err error) string { return sellerwire.OutcomeOf(err).String() })
}

// read observes a call that changes nothing: it succeeds or fails.
func (o *observer) read(ctx context.Context, service, operation string, call func(context.Context, sellerwire.CallOption) error) error {
	return o.observe(ctx, service, operation, call, func(err error) string {
		if err != nil {
			return "failed"
		}
		return "ok"
	})
}

func (o *observer) observe(
	ctx context.Context, service, operation string,
	call func(context.Context, sellerwire.CallOption) error, outcome func(error) string,
) error {
	ctx, span := o.tracer.Start(ctx, service+" "+operation)
	defer span.End()
	var info sellerwire.ResponseInfo // filled also if the call fails
	err := call(ctx, sellerwire.WithResponseInfo(&info))

	what := attribute.NewSet(
		attribute.String("sellerwire.service", service),
		attribute.String("sellerwire.operation", operation),
		attribute.String("sellerwire.outcome", outcome(err)),
	)
	span.SetAttributes(what.ToSlice()...)
	span.SetAttributes(attribute.Int("sellerwire.attempts", info.Attempts), attribute.String("sellerwire.request_id", info.RequestID))
	if err != nil {
		// The text holds no secret. It may name a book or an order.
		span.SetStatus(codes.Error, err.Error())
	}
	o.calls.Add(ctx, 1, metric.WithAttributeSet(what))
	if info.Attempts > 0 {
		o.tries.Record(ctx, int64(info.Attempts), metric.WithAttributeSet(what))
	}
	return err
}
