package freedompayotel

import (
	"context"
	"net"
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/freedompay-go/freedompay"
)

// AttemptStart opens the span of an attempt, after the conventions for HTTP
// clients.
func (o *observer) AttemptStart(ctx context.Context, a freedompay.AttemptInfo) context.Context {
	attrs := attributes{
		semconv.HTTPRequestMethodPost, semconv.URLFull(a.URL.Redacted()), semconv.URLPath(a.URL.EscapedPath()),
		operation(a.Operation), attribute.Int("freedompay.attempt", a.Attempt),
	}
	attrs = attrs.withServer(a.URL.Host).withRequestID(a.RequestID)
	if a.Attempt > 1 {
		attrs = append(attrs, semconv.HTTPRequestResendCount(a.Attempt-1))
	}
	name := http.MethodPost
	if known(a.Operation, a.Path) != other {
		name += " " + a.Path
	}
	return o.open(ctx, attemptKey{o}, name, trace.SpanKindClient, attrs)
}

// AttemptEnd closes it.
func (o *observer) AttemptEnd(ctx context.Context, a freedompay.AttemptInfo) {
	var ended attributes
	if a.HTTPStatus != 0 {
		ended = append(ended, semconv.HTTPResponseStatusCode(a.HTTPStatus))
	}
	failed := a.Err != nil && !expected(a.Poll, a.Err)
	span := opened(ctx, attemptKey{o})
	if span.IsRecording() {
		span.SetAttributes(ended...)
		span.SetAttributes(codeOf(a.Err)...)
		if failed {
			fail(span, a.Err)
		}
	}
	if http.StatusText(a.HTTPStatus) == "" {
		ended = nil // not one that HTTP knows: metrics would be as many as the peer likes
	}
	if failed {
		ended = append(ended, errorType(a.Err))
	}
	o.meters.attemptDuration.Record(ctx, seconds(a.Duration),
		metric.WithAttributes(operation(known(a.Operation, a.Path))), metric.WithAttributes(ended...))
	span.End()
}

// withServer adds the host, and the port if it is a number that is given.
func (a attributes) withServer(hostport string) attributes {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return append(a, semconv.ServerAddress(hostport))
	}
	a = append(a, semconv.ServerAddress(host))
	if n, err := strconv.Atoi(port); err == nil {
		a = append(a, semconv.ServerPort(n))
	}
	return a
}
