package freedompaytest

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/freedompay-go/freedompay"
)

// maxBody is more than any request of the contract: a 2 MB document in base64
// is 2.7 MB.
const maxBody = 32 << 20

// ServeHTTP answers one call. It breaks the connection by panicking with
// http.ErrAbortHandler when a fault says so.
func (b *Bank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	answer, err := b.exchange(r, body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	answer.write(w)
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

// Server is a bank behind a real socket.
type Server struct {
	*Bank
	URL string // base URL, without a slash at the end

	transport http.RoundTripper
}

// NewServer starts a bank on a local socket and closes it when the test ends.
func NewServer(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	bank := New(opts...)
	server := httptest.NewServer(bank)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 128 // a storm of callers should not storm the ports
	transport.MaxIdleConns = 0
	tb.Cleanup(func() {
		transport.CloseIdleConnections()
		server.CloseClientConnections() // a call that a fault delays must not delay the test
		server.Close()
	})
	return &Server{Bank: bank, URL: server.URL, transport: transport}
}

// Client returns a client that talks to the bank over the socket. The options
// are applied after the wiring; it panics when they make no client.
func (s *Server) Client(opts ...freedompay.Option) *freedompay.Client {
	return s.client(s.URL, s.Transport(), opts)
}

// Transport returns a transport that goes over the socket. A handler cannot
// refuse a connection, so this is where [RefuseConnection] happens.
func (s *Server) Transport() http.RoundTripper { return dialer{s.Bank, s.transport} }

// dialer refuses the connections that faults refuse.
type dialer struct {
	bank *Bank
	next http.RoundTripper
}

// RoundTrip carries a request over the socket, unless a fault refuses it.
func (d dialer) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := d.bank.dial(r.URL.Path); err != nil {
		closeBody(r)
		return nil, err
	}
	return d.next.RoundTrip(r)
}
