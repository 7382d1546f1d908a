package freedompayotel

import (
	"errors"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
)

// instruments are the metrics; doc.go lists them.
type instruments struct {
	calls, unknown, waits                       metric.Int64Counter
	callsActive, waitsActive                    metric.Int64UpDownCounter
	callDuration, attemptDuration, waitDuration metric.Float64Histogram
}

// newInstruments makes the metrics. What the provider refuses goes to the error
// handler of OpenTelemetry, as telemetry must not keep a program from paying.
func newInstruments(m metric.Meter) *instruments {
	var i instruments
	var errs [8]error
	// From a fast answer to a call of many attempts, and to a command that a human
	// at the bank looks at.
	short := metric.WithExplicitBucketBoundaries(.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 30, 60, 120)
	long := metric.WithExplicitBucketBoundaries(.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)

	i.calls, errs[0] = m.Int64Counter("freedompay.calls", metric.WithUnit("{call}"),
		metric.WithDescription("Calls that have ended."))
	i.unknown, errs[1] = m.Int64Counter("freedompay.unknown_outcomes", metric.WithUnit("{call}"),
		metric.WithDescription("Commands that may or may not have been done."))
	i.waits, errs[2] = m.Int64Counter("freedompay.waits", metric.WithUnit("{wait}"),
		metric.WithDescription("Waits for commands to settle that have ended."))
	i.callsActive, errs[3] = m.Int64UpDownCounter("freedompay.call.active", metric.WithUnit("{call}"),
		metric.WithDescription("Calls in flight."))
	i.waitsActive, errs[4] = m.Int64UpDownCounter("freedompay.wait.active", metric.WithUnit("{wait}"),
		metric.WithDescription("Waits in flight."))
	i.callDuration, errs[5] = m.Float64Histogram("freedompay.call.duration", metric.WithUnit("s"), short,
		metric.WithDescription("Duration of calls, with their attempts and pauses."))
	i.attemptDuration, errs[6] = m.Float64Histogram("freedompay.attempt.duration", metric.WithUnit("s"), short,
		metric.WithDescription("Duration of attempts."))
	i.waitDuration, errs[7] = m.Float64Histogram("freedompay.wait.duration", metric.WithUnit("s"), long,
		metric.WithDescription("Duration of waits for commands to settle."))
	if err := errors.Join(errs[:]...); err != nil {
		otel.Handle(err)
	}
	return &i
}
