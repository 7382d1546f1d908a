package freedompayotel_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompayotel"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A program that has set the global providers needs one line.
func ExampleNew() {
	bank := freedompaytest.New()
	client := bank.Client(freedompay.WithObserver(freedompayotel.New())) // elsewhere: freedompay.New(...)

	_, err := client.Cards.Info(context.Background(), "1")
	fmt.Println(freedompay.OutcomeOf(err)) // the outcome in spans and metrics is the same word
	// Output: refused
}

// The answer to a command is lost; the client finds it again.
func ExampleWithTracerProvider() {
	ctx := context.Background()
	spans := tracetest.NewInMemoryExporter() // elsewhere: otlptracegrpc.New(ctx)
	tracers := trace.NewTracerProvider(trace.WithSyncer(spans))
	bank := freedompaytest.New()
	bank.Inject(freedompaytest.Fault{On: "Cards.Issue", Do: freedompaytest.DropAfter, Times: 1})
	client := bank.Client(freedompay.WithObserver(freedompayotel.New(freedompayotel.WithTracerProvider(tracers))))

	_, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{
		ClientID: bank.NewClient(), ProductID: freedompay.CardProductInstantGold,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, span := range spans.GetSpans() { // in the order of their ends
		fmt.Println(span.Name, span.Status.Code)
	}
	// Output:
	// POST /v5/card-api/card/issue Error
	// POST /v5/card-api/card/issue Error
	// POST /v5/card-api/request/status Unset
	// Requests.Status Unset
	// Cards.Issue Unset
}

func ExampleWithMeterProvider() {
	ctx := context.Background()
	reader := metric.NewManualReader() // elsewhere: prometheus.New()
	meters := metric.NewMeterProvider(metric.WithReader(reader))
	bank := freedompaytest.New()
	client := bank.Client(freedompay.WithObserver(freedompayotel.New(freedompayotel.WithMeterProvider(meters))))

	if _, err := client.GiftCards.List(ctx); err != nil {
		log.Fatal(err)
	}
	var metrics metricdata.ResourceMetrics
	if err := reader.Collect(ctx, &metrics); err != nil {
		log.Fatal(err)
	}
	for _, m := range metrics.ScopeMetrics[0].Metrics {
		fmt.Println(m.Name, m.Unit)
	}
	// Output:
	// freedompay.calls {call}
	// freedompay.call.active {call}
	// freedompay.call.duration s
	// freedompay.attempt.duration s
}

// Behind a gateway of the caller's own, its spans join those of the attempts.
func ExampleWithPropagator() {
	bank := freedompaytest.New()
	gateway := transport(func(r *http.Request) (*http.Response, error) {
		fmt.Println("traced:", r.Header.Get("Traceparent") != "")
		return bank.Transport().RoundTrip(r)
	})
	client := bank.Client(
		freedompay.WithHTTPClient(&http.Client{Transport: gateway}),
		freedompay.WithObserver(freedompayotel.New(
			freedompayotel.WithTracerProvider(trace.NewTracerProvider()),
			freedompayotel.WithPropagator(propagation.TraceContext{}),
		)),
	)
	if _, err := client.GiftCards.List(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output: traced: true
}
