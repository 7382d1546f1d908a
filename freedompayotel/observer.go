package freedompayotel

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/freedompay-go/freedompay"
)

// scope is the name of the instrumentation.
const scope = "github.com/freedompay-go/freedompay/freedompayotel"

// New returns an observer for [freedompay.WithObserver]. One of it serves any
// number of clients. It is safe for concurrent use.
func New(opts ...Option) freedompay.Observer {
	s := chosen(opts)
	return &observer{
		tracer: s.tracers.Tracer(scope, trace.WithInstrumentationVersion(freedompay.Version), trace.WithSchemaURL(semconv.SchemaURL)),
		meters: newInstruments(s.meters.Meter(scope, metric.WithInstrumentationVersion(freedompay.Version), metric.WithSchemaURL(semconv.SchemaURL))),
		sent:   s.propagator,
	}
}

// observer makes spans and metrics of what it is told. What it opens in a start
// method travels in the context to the end method: under keys of its own, since
// another observer may have put its own span on top.
type observer struct {
	tracer trace.Tracer
	meters *instruments
	sent   propagation.TextMapPropagator
}

var _ freedompay.HeaderObserver = (*observer)(nil)

type (
	callKey    struct{ *observer }
	attemptKey struct{ *observer }
	waitKey    struct{ *observer }
)

// AttemptHeader adds what the propagator injects.
func (o *observer) AttemptHeader(ctx context.Context, add func(name, value string)) {
	o.sent.Inject(ctx, adder(add))
}

// adder is a carrier that is only written to.
type adder func(name, value string)

func (a adder) Set(name, value string) { a(name, value) }
func (adder) Get(string) string        { return "" }
func (adder) Keys() []string           { return nil }

// open starts a span and puts it in the context.
func (o *observer) open(ctx context.Context, key any, name string, kind trace.SpanKind, attrs attributes) context.Context {
	ctx, span := o.tracer.Start(ctx, name, trace.WithSpanKind(kind), trace.WithAttributes(attrs...))
	return context.WithValue(ctx, key, span)
}

// opened returns the span that open put in the context.
func opened(ctx context.Context, key any) trace.Span {
	if span, ok := ctx.Value(key).(trace.Span); ok {
		return span
	}
	return trace.SpanFromContext(context.Background()) // records nothing
}

// fail marks a span as failed. The text of an error holds no body, header or
// secret.
func fail(span trace.Span, err *freedompay.Error) {
	if err == nil || !span.IsRecording() {
		return
	}
	span.SetStatus(codes.Error, err.Error())
	span.SetAttributes(errorType(err))
}

func seconds(d time.Duration) float64 { return d.Seconds() }
