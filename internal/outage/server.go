package outage

import (
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/freedompay-go/freedompay"
)

// Key is the key of the clients that this package makes; their id is 77.
const Key = "a key of the tests"

// Accepted is the shortest answer that accepts a call.
const Accepted = `{"status":"ok"}`

// Server is a server of net/http that counts its connections: all that were ever
// opened, and those that are open now.
type Server struct {
	*httptest.Server
	Opened, Open atomic.Int64
}

// NewServer starts a server of HTTP/1.1, or of HTTP/2 over TLS. It is closed at
// the end of the test.
func NewServer(tb testing.TB, http2 bool, handler http.Handler) *Server {
	tb.Helper()
	s := &Server{Server: httptest.NewUnstartedServer(handler)}
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			s.Opened.Add(1)
			s.Open.Add(1)
		case http.StateClosed:
			s.Open.Add(-1)
		}
	}
	if s.EnableHTTP2 = http2; http2 {
		s.StartTLS()
	} else {
		s.Start()
	}
	tb.Cleanup(s.Close)
	return s
}

// NewMeetingServer starts a server that accepts every call. After the first one,
// that many callers wait for each other in the handler, so that all their calls
// are in flight at once.
func NewMeetingServer(tb testing.TB, http2 bool, callers int) *Server {
	var arrived atomic.Int64
	var all sync.WaitGroup
	all.Add(callers)
	return NewServer(tb, http2, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if n := arrived.Add(1); n > 1 && n <= int64(callers)+1 {
			all.Done()
			all.Wait()
		}
		_, _ = io.WriteString(w, Accepted)
	}))
}

// TrustServers makes all clients of this process trust the certificate of httptest,
// and no other. Call it once, from TestMain, in a package with the directive
//
//	//go:debug x509usefallbackroots=1
//
// in one of its test files. The default transport of a client takes its
// authorities from nowhere else.
func TrustServers() {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	x509.SetFallbackRoots(pool)
}

// DefaultClient returns a client of the server that is given no http.Client. Over TLS
// it needs [TrustServers].
func (s *Server) DefaultClient(tb testing.TB) *freedompay.Client {
	tb.Helper()
	client, err := freedompay.New("77", freedompay.NewSecret(Key), freedompay.WithBaseURL(s.URL))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(client.CloseIdleConnections)
	return client
}

// Scan returns a document of a size. No two of its lines are the same.
func Scan(size int) []byte {
	pdf := make([]byte, 0, size+64)
	pdf = append(pdf, "%PDF-1.7\n"...)
	for len(pdf) < size {
		pdf = fmt.Appendf(pdf, "scanned at %d\n", len(pdf))
	}
	return pdf[:size]
}
