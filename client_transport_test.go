package freedompay

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener of connections in memory, whose time is that of the test.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (*pipes) Addr() net.Addr { return &net.TCPAddr{} }

// mute is a connection that can die without a word: what is written is lost.
type mute struct {
	net.Conn
	dead *atomic.Bool
}

func (m mute) Write(p []byte) (int, error) {
	if m.dead.Load() {
		return len(p), nil
	}
	return m.Conn.Write(p)
}

// A connection of HTTP/2 that is silently dead is given up before the attempt's own
// time ends, and the call goes over another one.
func TestADeadHTTP2ConnectionIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := &httptest.Server{EnableHTTP2: true, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			if r.ProtoMajor != 2 {
				t.Errorf("asked over %s", r.Proto)
			}
			_, _ = io.WriteString(w, `{"status":"ok"}`)
		})}}
		listener := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
		bank.Listener = listener
		bank.StartTLS()
		defer bank.Close()

		own := defaultHTTPClient()
		transport := own.Transport.(*http.Transport)
		var dead []*atomic.Bool
		transport.Proxy = nil
		transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			dead = append(dead, new(atomic.Bool))
			listener.conns <- theirs
			return mute{ours, dead[len(dead)-1]}, nil
		}
		transport.TLSClientConfig.RootCAs = x509.NewCertPool()
		transport.TLSClientConfig.RootCAs.AddCert(bank.Certificate())
		defer transport.CloseIdleConnections()

		client, err := New("77", NewSecret("key"), WithHTTPClient(own), WithBaseURL("https://example.com"))
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			began := time.Now()
			if _, err := client.Cards.Unblock(t.Context(), UnblockCardRequest{CardID: "1", Description: "x"}); err != nil {
				t.Errorf("call %d: %v", i, err)
			}
			if took := time.Since(began); took > 12*time.Second {
				t.Errorf("call %d took %v", i, took)
			}
			if len(dead) != i+1 {
				t.Errorf("call %d: %d connections were made", i, len(dead))
			}
			dead[len(dead)-1].Store(true)
		}
	})
}

// secureServer returns a server that speaks TLS up to a version.
func secureServer(t *testing.T, version uint16) *httptest.Server {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// trusting makes h trust the certificate of a server and no other.
func trusting(t *testing.T, h *http.Client, server *httptest.Server) {
	t.Helper()
	transport := h.Transport.(*http.Transport)
	t.Cleanup(transport.CloseIdleConnections)
	transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	transport.TLSClientConfig.RootCAs.AddCert(server.Certificate())
}

func TestDefaultTransportWantsTLS12(t *testing.T) {
	for version, accepted := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		server := secureServer(t, version)
		h := defaultHTTPClient()
		trusting(t, h, server)
		resp, err := h.Get(server.URL)
		if (err == nil) != accepted {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			_ = resp.Body.Close()
		}
	}
}

func TestDefaultTransportWantsATrustedCertificate(t *testing.T) {
	server := secureServer(t, tls.VersionTLS13)
	_, err := defaultHTTPClient().Get(server.URL)
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); !ok {
		t.Errorf("a certificate of an unknown authority: %v", err)
	}
}

func TestDefaultTransportIsItsOwn(t *testing.T) {
	shared := http.DefaultTransport.(*http.Transport)
	total, perHost := shared.MaxIdleConns, shared.MaxIdleConnsPerHost
	own, other := defaultHTTPClient(), defaultHTTPClient()
	transport := own.Transport.(*http.Transport)
	if transport == shared || transport == other.Transport {
		t.Error("two clients share a transport")
	}
	if shared.MaxIdleConns != total || shared.MaxIdleConnsPerHost != perHost {
		t.Error("net/http's own transport is changed")
	}
	if transport.MaxIdleConnsPerHost < 64 || transport.MaxIdleConns != 0 {
		t.Errorf("it keeps %d connections, %d for a host", transport.MaxIdleConns, transport.MaxIdleConnsPerHost)
	}
	if transport.Proxy == nil || !transport.ForceAttemptHTTP2 {
		t.Error("it has lost net/http's proxy or HTTP/2")
	}
}

// A program may have set http.DefaultTransport to a transport of another type.
func TestDefaultTransportWithoutNetHTTPs(t *testing.T) {
	shared := http.DefaultTransport
	http.DefaultTransport = http.NewFileTransport(http.Dir("."))
	h := defaultHTTPClient()
	http.DefaultTransport = shared
	if transport, ok := h.Transport.(*http.Transport); !ok || transport.Proxy == nil || !transport.ForceAttemptHTTP2 {
		t.Errorf("the transport is %T", h.Transport)
	}
}
