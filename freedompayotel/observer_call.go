package freedompayotel

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/freedompay-go/freedompay"
)

// CallStart opens the span of a call, and counts it as in flight.
func (o *observer) CallStart(ctx context.Context, c freedompay.CallInfo) context.Context {
	base := metric.WithAttributeSet(ofCall(c))
	o.meters.callsActive.Add(ctx, 1, base)
	if c.Command {
		o.meters.unknown.Add(ctx, 0, metric.WithAttributes(operation(known(c.Operation, c.Path)))) // the series exists before it is needed
	}
	attrs := attributes{operation(c.Operation), kind(c)}
	attrs = attrs.withRequestID(c.RequestID)
	return o.open(ctx, callKey{o}, spanName(c.Operation, c.Path), trace.SpanKindClient, attrs)
}

// CallEnd closes it.
func (o *observer) CallEnd(ctx context.Context, c freedompay.CallInfo) {
	span := opened(ctx, callKey{o})
	if span.IsRecording() {
		span.SetAttributes(outcome(c.Outcome), attribute.Int("freedompay.attempts", c.Attempts))
		span.SetAttributes(codeOf(c.Err)...)
		if !expected(c.Poll, c.Err) {
			fail(span, c.Err)
		}
	}
	base := ofCall(c)
	o.meters.callsActive.Add(ctx, -1, metric.WithAttributeSet(base))
	ended := metric.WithAttributes(outcome(c.Outcome))
	o.meters.calls.Add(ctx, 1, metric.WithAttributeSet(base), ended, metric.WithAttributes(codeOf(c.Err)...))
	o.meters.callDuration.Record(ctx, seconds(c.Duration), metric.WithAttributeSet(base), ended)
	if c.Outcome == freedompay.OutcomeUnknown {
		o.meters.unknown.Add(ctx, 1, metric.WithAttributes(operation(known(c.Operation, c.Path))))
	}
	span.End()
}

// ofCall returns what all metrics of a call are told apart by.
func ofCall(c freedompay.CallInfo) attribute.Set {
	return attribute.NewSet(operation(known(c.Operation, c.Path)), kind(c))
}

// expected reports whether an error is an answer that polls reckon with: the
// status does not know a request yet, or any more.
func expected(poll bool, err *freedompay.Error) bool {
	return poll && err != nil && errors.Is(err, freedompay.ErrRequestUnknown)
}
