package outage_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// peer is the bank's end of one connection: a TCP socket, or a pipe in memory.
type peer struct {
	net.Conn
	socket *net.TCPConn // below Conn, which may be TLS; nil for a pipe
	in     *bufio.Reader
	bank   *socketBank     // nil for a pipe
	test   context.Context // of the test, for a pipe
}

// socketBank listens on this machine. Its nth connection is handled by the nth of
// its ways, later ones by serve. It carries out each request_id once.
type socketBank struct {
	t        *testing.T
	listener net.Listener
	client   *http.Transport
	refuse   int           // how many dials are refused
	dialed   chan struct{} // gets a value for each connection that is made

	mu       sync.Mutex
	ways     []func(*peer)
	cert     *tls.Config // nil for plain http
	requests int         // that were read whole, without status queries
	done     map[uuid.UUID]bool
}

func newSocketBank(t *testing.T, ways ...func(*peer)) *socketBank {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &socketBank{t: t, listener: listener, ways: ways, dialed: make(chan struct{}, 100), done: map[uuid.UUID]bool{}}
	b.client = &http.Transport{DialContext: b.dial}
	var peers sync.WaitGroup
	peers.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			peers.Go(func() { b.meet(c.(*net.TCPConn)) })
		}
	})
	t.Cleanup(func() {
		b.client.CloseIdleConnections()
		listener.Close()
		peers.Wait()
	})
	return b
}

// dial connects to the bank. The first b.refuse dials go to a port where nobody
// listens.
func (b *socketBank) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if b.refuse > 0 {
		b.refuse--
		nobody, err := net.Listen(network, "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		nobody.Close()
		address = nobody.Addr().String()
	}
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err == nil {
		b.dialed <- struct{}{}
	}
	return c, err
}

func (b *socketBank) meet(c *net.TCPConn) {
	defer c.Close()
	b.mu.Lock()
	way := (*peer).serve
	if len(b.ways) > 0 {
		way, b.ways = b.ways[0], b.ways[1:]
	}
	b.mu.Unlock()
	way(&peer{Conn: c, socket: c, in: bufio.NewReader(c), bank: b})
}

// serve accepts requests until the client closes the connection.
func (p *peer) serve() {
	p.bank.mu.Lock()
	cert := p.bank.cert
	p.bank.mu.Unlock()
	if cert != nil {
		p.Conn = tls.Server(p.socket, cert)
		p.in = bufio.NewReader(p.Conn)
	}
	for p.answer(p.read()) {
	}
}

// read reads one request whole, carries it out and returns the answer. It returns
// "" at the end of the connection.
func (p *peer) read() string {
	req, err := http.ReadRequest(p.in)
	if err != nil {
		return ""
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return ""
	}
	id := requestIDOf(p.bank.t, sentRequest{body: string(body)})
	p.bank.mu.Lock()
	defer p.bank.mu.Unlock()
	if strings.HasSuffix(req.URL.Path, "/request/status") {
		return accepted
	}
	p.bank.requests++
	if id != uuid.Nil && p.bank.done[id] {
		return `{"status":"error","error_code":"12002"}`
	}
	if id != uuid.Nil {
		p.bank.done[id] = true
	}
	return accepted
}

func (p *peer) answer(body string) bool {
	if body == "" {
		return false
	}
	header := http.Header{"Content-Type": {"application/json"}}
	answer := &http.Response{StatusCode: 200, ProtoMajor: 1, ProtoMinor: 1, Header: header, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body))}
	return answer.Write(p.Conn) == nil
}

// reset closes the connection with a TCP reset.
func (p *peer) reset() {
	_ = p.socket.SetLinger(0)
	_ = p.socket.Close()
}

// secure makes the bank speak TLS with the certificate of a server, which its client
// trusts.
func (b *socketBank) secure(server *httptest.Server) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cert = server.TLS
	b.client.TLSClientConfig = &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
}

// counts returns how many requests were read whole, and how many commands with a
// request_id were carried out.
func (b *socketBank) counts() (requests, done int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.requests, len(b.done)
}

// callOver makes a call over a socket, without pauses, and returns the number of
// attempts.
func callOver(t *testing.T, b *socketBank, act act) (attempts int, err error) {
	t.Helper()
	scheme := "http://"
	if b.cert != nil {
		scheme = "https://"
	}
	limiter := limiterFunc(func(context.Context) error { attempts++; return nil })
	client := newClient(t, b.client, freedompay.WithBaseURL(scheme+b.listener.Addr().String()), freedompay.WithLimiter(limiter),
		freedompay.WithRetry(freedompay.Backoff{Attempts: 4, Min: 1, Max: 1}))
	_, err = act.do(t.Context(), client, uuid.New())
	return attempts, err
}

// netOf returns net/http's own transport over pipes in memory, which work with a
// fake clock. The nth connection is handled by the nth way; a nil way is a dial that
// hangs.
func netOf(t *testing.T, ways ...func(*peer)) *http.Transport {
	test, dialed := t.Context(), 0
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		dialed++
		if dialed > len(ways) {
			t.Errorf("connection %d is one more than expected", dialed)
			return nil, errors.New("one more than expected")
		}
		way := ways[dialed-1]
		if way == nil {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			way(&peer{Conn: theirs, in: bufio.NewReader(theirs), test: test})
		}()
		return ours, nil
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}
