package freedompayotel

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/freedompay-go/freedompay"
)

// WaitStart opens the span of a wait, and counts it as in flight.
func (o *observer) WaitStart(ctx context.Context, w freedompay.WaitInfo) context.Context {
	o.meters.waitsActive.Add(ctx, 1, metric.WithAttributes(operation(w.Operation)))
	attrs := attributes{operation(w.Operation)}.withRequestID(w.RequestID)
	return o.open(ctx, waitKey{o}, "wait "+w.Operation, trace.SpanKindInternal, attrs)
}

// Settled closes it.
func (o *observer) Settled(ctx context.Context, w freedompay.WaitInfo) {
	span := opened(ctx, waitKey{o})
	if span.IsRecording() {
		span.SetAttributes(outcome(w.Outcome), attribute.Int("freedompay.polls", w.Polls),
			attribute.String("freedompay.request_status", requestStatus(w.Status)))
		span.SetAttributes(codeOf(w.Err)...)
		fail(span, w.Err)
	}
	base := metric.WithAttributes(operation(w.Operation))
	ended := metric.WithAttributes(outcome(w.Outcome))
	o.meters.waitsActive.Add(ctx, -1, base)
	o.meters.waits.Add(ctx, 1, base, ended, metric.WithAttributes(codeOf(w.Err)...))
	o.meters.waitDuration.Record(ctx, seconds(w.Duration), base, ended)
	span.End()
}
