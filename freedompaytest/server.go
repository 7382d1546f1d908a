package freedompaytest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/freedompay-go/freedompay"
)

// ServeHTTP answers one call. It panics with http.ErrAbortHandler when a fault breaks
// the connection.
func (b *Bank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, _, err := b.receive(r, r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	answer, err := b.exchange(r.Context(), a)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	answer.write(w)
	if answer.twice {
		answer.writeAgain(w, r)
	}
}

// write sends the reply over a socket. A client that has gone away meanwhile is
// no failure of the bank.
func (a *reply) write(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	if a.stream != nil {
		w.WriteHeader(a.status)
		_, _ = io.Copy(w, a.stream)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if a.cut {
		_, _ = w.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(w).Flush() // so that half of it arrives
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(a.body)
}

// connKey is the key of a connection in the context of its requests.
type connKey struct{}

// ConnContext is for the ConnContext field of an http.Server whose handler is a bank.
// It lets the bank send an answer twice: see [AnswerTwice]. Servers of [NewServer] have
// it.
func ConnContext(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, conn)
}

// writeAgain sends an answer that was written whole a second time. It goes past
// the server, which would not let more leave than it has announced.
func (a *reply) writeAgain(w http.ResponseWriter, r *http.Request) {
	conn, known := r.Context().Value(connKey{}).(net.Conn)
	if !known || r.ProtoMajor != 1 || a.stream != nil {
		return
	}
	if err := http.NewResponseController(w).Flush(); err != nil {
		return
	}
	if err := pause(r.Context(), a.twiceAfter); err != nil {
		return
	}
	var again bytes.Buffer
	fmt.Fprintf(&again, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	_ = w.Header().Write(&again) // to memory
	again.WriteString("\r\n")
	again.Write(a.body)
	_, _ = conn.Write(again.Bytes()) // a client that has gone away is no failure of the bank
}

// Server is a bank on a real socket.
type Server struct {
	*Bank
	URL string // base URL, without a slash at the end

	transport *http.Transport
}

// NewServer starts a bank on a local socket and closes it when the test ends.
func NewServer(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	bank := New(opts...)
	server := httptest.NewUnstartedServer(bank)
	server.Config.ConnContext = ConnContext
	server.Start()
	transport := &http.Transport{MaxIdleConnsPerHost: 128} // many callers at once should not use up the ports
	tb.Cleanup(func() {
		transport.CloseIdleConnections()
		server.CloseClientConnections() // a call that a fault delays must not delay the test
		server.Close()
	})
	return &Server{Bank: bank, URL: server.URL, transport: transport}
}

// Client returns a client that talks to the bank over the socket. It panics when an
// option is invalid.
func (s *Server) Client(opts ...freedompay.Option) *freedompay.Client {
	return s.client(s.URL, s.Transport(), opts)
}

// Transport returns a transport that goes over the socket. It is needed for
// [RefuseConnection], which a handler cannot do. http.Client.CloseIdleConnections works
// with it.
func (s *Server) Transport() http.RoundTripper { return dialer{s.Bank, s.transport} }

// dialer refuses the connections that faults refuse.
type dialer struct {
	bank *Bank
	next *http.Transport
}

// RoundTrip carries a request over the socket, unless a fault refuses it.
func (d dialer) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := d.bank.dial(r.URL.Path, shownPath(r)); err != nil {
		closeBody(r)
		return nil, err
	}
	return d.next.RoundTrip(r)
}

// CloseIdleConnections closes the connections that no call uses.
func (d dialer) CloseIdleConnections() { d.next.CloseIdleConnections() }
