// Package serve puts the sandbox, its control plane and its page on a port.
package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/page"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
)

// Options are what the server is told.
type Options struct {
	Guard  control.Guard
	Limits Limits
	Log    io.Writer // a line for each call; nil for none
	JSON   bool      // lines for machines
}

// DefaultLimits fit a workbench.
func DefaultLimits() Limits {
	return Limits{Body: 8 << 20, Connections: 4096, Reading: 15 * time.Second, Writing: 30 * time.Second}
}

// Handler serves everything: the API, the control plane and the page.
func Handler(s *sandbox.Sandbox, o Options) http.Handler {
	api := newIntake(o.Limits, s)
	plane := o.Guard.Wrap(control.New(s), control.Refuse)
	pages := page.New(s, o.Guard)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, control.Prefix):
			plane.ServeHTTP(w, r)
		case r.Method == http.MethodPost || strings.HasPrefix(r.URL.Path, "/v5/"):
			api.ServeHTTP(w, r)
		case r.URL.Path == "/openapi.json":
			contract.Serve(w, r)
		default:
			pages.ServeHTTP(w, r)
		}
	})
}

// Run serves until the context ends.
func Run(ctx context.Context, listener net.Listener, s *sandbox.Sandbox, o Options) error {
	server := &http.Server{
		Handler:           Handler(s, o),
		ReadHeaderTimeout: min(5*time.Second, o.Limits.Reading),
		ReadTimeout:       o.Limits.Reading,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		ConnState:         newConnections(o.Limits.Connections).changed,
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	if o.Log != nil {
		running.Go(func() { newLog(s.Journal, o.Log, o.JSON).follow(background) })
	}
	closing, closeAll := context.WithCancel(ctx)
	defer closeAll()
	server.BaseContext = func(net.Listener) context.Context { return closing } // ends the streams of the page
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
		return shutDown(server)
	}
}

// shutDown lets the calls that are under way end, for a moment.
func shutDown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) { // a fault that delays may delay longer
		return server.Close()
	}
	return err
}

// Listen opens the port. Beyond loopback it returns a warning as well.
func Listen(ctx context.Context, address string) (listener net.Listener, beyond bool, err error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, false, fmt.Errorf("--listen %q: want host:port, such as 127.0.0.1:8099", address)
	}
	listener, err = new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, cmp.Or(port, "0")))
	return listener, !control.IsLoopback(host), err
}
