package freedompay

import (
	"context"
	"crypto/x509"
	"io"
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
