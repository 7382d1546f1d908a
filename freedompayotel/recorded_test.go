package freedompayotel_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompayotel"
)

// recorded is what the SDK of OpenTelemetry has recorded in memory.
type recorded struct {
	t        *testing.T
	spans    *tracetest.SpanRecorder
	reader   *metric.ManualReader
	observer freedompay.Observer
}

func recording(t *testing.T, opts ...freedompayotel.Option) *recorded {
	r := &recorded{t: t, spans: tracetest.NewSpanRecorder(), reader: metric.NewManualReader()}
	r.observer = freedompayotel.New(append([]freedompayotel.Option{
		freedompayotel.WithTracerProvider(trace.NewTracerProvider(trace.WithSpanProcessor(r.spans))),
		freedompayotel.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(r.reader))),
	}, opts...)...)
	return r
}

// tree returns the spans that have ended, one line each, children below and
// indented: name, status, and what was asked for of the attributes.
func (r *recorded) tree(attrs ...string) string {
	r.t.Helper()
	if started, ended := len(r.spans.Started()), len(r.spans.Ended()); started != ended {
		r.t.Errorf("%d spans were started, %d ended", started, ended)
	}
	spans := r.spans.Started()
	var text strings.Builder
	var write func(parent trace.ReadOnlySpan, indent string)
	write = func(parent trace.ReadOnlySpan, indent string) {
		for _, s := range spans {
			if parent == nil && s.Parent().IsValid() || parent != nil && s.Parent().SpanID() != parent.SpanContext().SpanID() {
				continue
			}
			fmt.Fprintf(&text, "%s%s %s", indent, s.Name(), s.Status().Code)
			for _, name := range attrs {
				if v := valueOf(s, name); v != "" {
					fmt.Fprintf(&text, " %s=%s", name[strings.LastIndex(name, ".")+1:], v)
				}
			}
			text.WriteString("\n")
			write(s, indent+"  ")
		}
	}
	write(nil, "")
	return text.String()
}

func valueOf(s trace.ReadOnlySpan, name string) string {
	for _, a := range s.Attributes() {
		if string(a.Key) == name {
			return a.Value.String()
		}
	}
	return ""
}

func (r *recorded) mustHaveSpans(want string, attrs ...string) {
	r.t.Helper()
	want = strings.TrimLeft(strings.ReplaceAll(want, "\t", ""), "\n")
	if got := r.tree(attrs...); got != want {
		r.t.Errorf("spans:\n%swant:\n%s", got, want)
	}
}

// series returns each series of each metric with its value, that of a histogram
// being how many values it holds.
func (r *recorded) series() map[string]float64 {
	r.t.Helper()
	var all metricdata.ResourceMetrics
	if err := r.reader.Collect(context.Background(), &all); err != nil {
		r.t.Fatal(err)
	}
	series := map[string]float64{}
	add := func(name string, attrs attribute.Set, value float64) {
		var parts []string
		for _, a := range attrs.ToSlice() {
			parts = append(parts, strings.TrimPrefix(string(a.Key), "freedompay.")+"="+a.Value.String())
		}
		series[strings.TrimPrefix(name, "freedompay.")+"{"+strings.Join(parts, " ")+"}"] = value
	}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, p := range data.DataPoints {
					add(m.Name, p.Attributes, float64(p.Value))
				}
			case metricdata.Histogram[float64]:
				for _, p := range data.DataPoints {
					add(m.Name, p.Attributes, float64(p.Count))
				}
			default:
				r.t.Fatalf("%s is of type %T", m.Name, data)
			}
		}
	}
	return series
}

func (r *recorded) mustHaveSeries(want map[string]float64) {
	r.t.Helper()
	got := r.series()
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			r.t.Errorf("not wanted: %s %v", name, got[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if value, ok := got[name]; !ok || value != want[name] {
			r.t.Errorf("%s: got %v, want %v", name, value, want[name])
		}
	}
}
