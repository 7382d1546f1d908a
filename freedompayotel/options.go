package freedompayotel

import (
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Option configures what [New] returns.
type Option func(*settings)

type settings struct {
	tracers    trace.TracerProvider
	meters     metric.MeterProvider
	propagator propagation.TextMapPropagator
}

// WithTracerProvider uses p for spans instead of the global TracerProvider.
func WithTracerProvider(p trace.TracerProvider) Option {
	return func(s *settings) { s.tracers = p }
}

// WithMeterProvider uses p for metrics instead of the global MeterProvider.
func WithMeterProvider(p metric.MeterProvider) Option {
	return func(s *settings) { s.meters = p }
}

// WithPropagator adds the headers of p to each attempt. p cannot change the headers of
// the client. Without this option no trace header is sent, even when the program has a
// global propagator: baggage may hold data that the bank must not see. If you have a
// gateway of your own, propagation.TraceContext joins its spans to those of the attempts.
func WithPropagator(p propagation.TextMapPropagator) Option {
	return func(s *settings) { s.propagator = p }
}

// chosen applies options. What is nil is the global one.
func chosen(opts []Option) settings {
	var s settings
	for _, opt := range opts {
		opt(&s)
	}
	if s.tracers == nil {
		s.tracers = otel.GetTracerProvider()
	}
	if s.meters == nil {
		s.meters = otel.GetMeterProvider()
	}
	if s.propagator == nil {
		s.propagator = propagation.NewCompositeTextMapPropagator()
	}
	return s
}
