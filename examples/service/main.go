// Service is a partner's own HTTP API that issues cards. Each outcome of a call to
// the bank becomes a status that its callers understand, and what nobody knows yet
// is found out in the background.
//
// It talks to a fake bank inside the program. With FREEDOMPAY_AUTH_ID and
// FREEDOMPAY_KEY it talks to the vendor's TEST host, or to the host that
// FREEDOMPAY_URL names. Try it, with the client_id that it prints at its start:
//
//	curl -i localhost:8097/cards -d '{"product_id":2100,"client_id":"..."}'
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/freedompay-go/freedompay/examples/internal/cardholder"
	"github.com/freedompay-go/freedompay/examples/internal/connect"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	address := flag.String("address", "127.0.0.1:8097", "where to listen")
	flag.Parse()
	if err := run(ctx, *address); err != nil {
		fmt.Fprintln(os.Stderr, "service:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, address string) error {
	host, err := connect.Open()
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	fmt.Printf("Issuing cards at http://%s, on %s.\n", listener.Addr(), host.Name)
	if host.Bank != nil {
		clientID, err := cardholder.New(ctx, host.Client)
		if err != nil {
			return err
		}
		fmt.Printf("There is a client %s.\n", clientID)
	}
	err = serve(ctx, listener, newService(host.Client, slog.Default()))
	fmt.Println("Stopped.")
	return err
}

// The times of the service.
const (
	callTime = 10 * time.Second // of one call to the bank; the caller waits so long at most
	stopTime = 15 * time.Second // for the calls that are under way when the service stops

	// resumePause is that between two attempts to find an outcome out: longer than
	// freedompay.WithLateness, or no refusal would ever be believed.
	resumePause = 3 * time.Minute
)

// serve answers until ctx ends. Then it takes no more calls, and lets those that
// are under way end.
func serve(ctx context.Context, listener net.Listener, s *service) error {
	server := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      callTime + 5*time.Second,
		IdleTimeout:       time.Minute,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		err = server.Shutdown(grace)
	}
	s.stop()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
