// Example shows what freedompayotel tells Prometheus. It puts money on a card at a
// fake bank whose network breaks, and then scrapes itself over HTTP, as Prometheus
// does.
//
// With -listen it goes on, one credit a second, for a Prometheus of yours:
//
//	go run . -listen localhost:9464
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/sdk/metric"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompayotel"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func main() {
	listen := flag.String("listen", "", "serve /metrics at this `address` until interrupted")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, *listen); err != nil {
		fmt.Fprintln(os.Stderr, "example:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, listen string) error {
	// The telemetry of a program that has none yet.
	exporter, err := prometheus.New(prometheus.WithoutScopeInfo())
	if err != nil {
		return err
	}
	observer := freedompayotel.New(freedompayotel.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(exporter))))
	// The end of it. Everything else is the program.

	bank := freedompaytest.New(freedompaytest.SettleAfter(20 * time.Millisecond))
	client := bank.Client(
		freedompay.WithObserver(observer),
		freedompay.WithRetry(freedompay.Backoff{Attempts: 2, Min: 10 * time.Millisecond}),
		freedompay.WithPoll(freedompay.Backoff{Attempts: 20, Min: 10 * time.Millisecond, Max: 20 * time.Millisecond}),
	)
	url, stop, err := serve(ctx, listen)
	if err != nil {
		return err
	}
	defer stop()
	if err := pay(ctx, bank, client); err != nil {
		return err
	}
	if listen != "" {
		fmt.Fprintln(out, "serving", url)
		return goOn(ctx, client)
	}
	return scrape(ctx, out, url)
}

// serve starts the HTTP server that Prometheus scrapes.
func serve(ctx context.Context, address string) (url string, stop func(), err error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return "", nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.Handler())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }() // it ends when the server is closed
	return "http://" + listener.Addr().String() + "/metrics", func() { _ = server.Close() }, nil
}

// scrape asks for the metrics and prints those of freedompay, but for the buckets
// of histograms.
func scrape(ctx context.Context, out io.Writer, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		if line := lines.Text(); strings.HasPrefix(line, "freedompay_") && !strings.Contains(line, "_bucket{") {
			fmt.Fprintln(out, line)
		}
	}
	return lines.Err()
}
