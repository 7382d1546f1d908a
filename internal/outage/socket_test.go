package outage_test

import (
	"bufio"
	"context"
	"crypto/tls"
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

// peer is the bank's end of one connection over a real socket.
type peer struct {
	net.Conn
	socket *net.TCPConn // under Conn, which may be TLS
	in     *bufio.Reader
	bank   *socketBank
}

// socketBank listens on this machine. Its nth connection meets the nth of its
// ways; those after the last are served well. It does each id's work once.
type socketBank struct {
	t        *testing.T
	listener net.Listener
	client   *http.Transport
	refuse   int           // how many dials find nobody
	dialed   chan struct{} // gets a value for each connection that is made

	mu       sync.Mutex
	ways     []func(*peer)
	cert     *tls.Config // nil for plain http
	requests int         // that were read whole, questions about a status aside
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

// dial finds a port where nobody listens for as long as the bank refuses.
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

// serve answers requests well until the client hangs up.
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

// read reads one request whole and does its work; it returns the answer, "" when
// there is no request any more.
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

// reset ends the connection without a good-bye.
func (p *peer) reset() {
	_ = p.socket.SetLinger(0)
	_ = p.socket.Close()
}

// secure makes the bank speak TLS with the certificate of a server, and its
// client trust that.
func (b *socketBank) secure(server *httptest.Server) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cert = server.TLS
	b.client.TLSClientConfig = &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
}

// counts returns how many requests were read whole, and how many commands were
// done, of those that have an id.
func (b *socketBank) counts() (requests, done int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.requests, len(b.done)
}

// callOver makes a call over a socket, each attempt at once after the other, and
// returns how many attempts were made.
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
