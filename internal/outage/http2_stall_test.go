package outage_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/outage"
)

// stalling passes connections on to a server, and can stop reading from them.
type stalling struct {
	listener net.Listener
	stalled  atomic.Bool
	made     atomic.Int64
	quit     chan struct{}
	once     sync.Once

	mu    sync.Mutex
	conns []net.Conn
}

// newStalling listens before a server. After stall, connections that exist are
// never read again; new ones are served.
func newStalling(t *testing.T, server string) *stalling {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &stalling{listener: listener, quit: make(chan struct{})}
	t.Cleanup(s.close)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			_ = c.(*net.TCPConn).SetReadBuffer(4 << 10)
			s.made.Add(1)
			go s.pass(c, server)
		}
	}()
	return s
}

func (s *stalling) close() {
	s.once.Do(func() { close(s.quit) })
	s.listener.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		c.Close()
	}
}

// pass copies both ways, until this connection is stalled.
func (s *stalling) pass(c net.Conn, server string) {
	back, err := net.Dial("tcp", server)
	if err != nil {
		c.Close()
		return
	}
	s.mu.Lock()
	s.conns = append(s.conns, c, back)
	s.mu.Unlock()
	born := s.stalled.Load() // a connection that is made later is not stalled
	go func() { _, _ = io.Copy(c, back); c.Close() }()
	buffer := make([]byte, 4<<10)
	for {
		n, err := c.Read(buffer)
		if s.stalled.Load() && !born {
			<-s.quit
			return
		}
		if err != nil {
			back.Close()
			return
		}
		if _, err := back.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// A peer of HTTP/2 that stops reading, with calls that fill its buffers, holds no call
// beyond its deadline. Later calls work over a new connection, and nothing is left.
func TestHTTP2PeerThatStopsReading(t *testing.T) {
	if testing.Short() {
		t.Skip("the default transport gives a connection up after 5 seconds")
	}
	const hangs = time.Second // a busy machine is late by less, a call that hangs by more
	bank := outage.NewServer(t, true, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, accepted)
	}))
	before := runtime.NumGoroutine()
	proxy := newStalling(t, bank.Listener.Addr().String())
	base := freedompay.WithBaseURL("https://" + proxy.listener.Addr().String())
	client, err := freedompay.New("77", freedompay.NewSecret(testKey), base)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Cards.Info(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	proxy.stalled.Store(true)
	scan := outage.Scan(2 << 20)
	var calls sync.WaitGroup
	var latest atomic.Int64
	for n := range 24 {
		calls.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			var err error
			switch n % 3 {
			case 0:
				_, err = client.Clients.Create(ctx, freedompay.CreateClientRequest{
					ProductID: freedompay.ClientProductWallet, Client: freedompay.NewClient{Phone: 77001234567, Document: freedompay.NewDocument(scan)},
				})
			case 1:
				_, err = client.Cards.Unblock(ctx, freedompay.UnblockCardRequest{CardID: "1", Description: "x"})
			default:
				_, err = client.Cards.Info(ctx, "1")
			}
			deadline, _ := ctx.Deadline()
			late := time.Since(deadline)
			if latest.Store(max(latest.Load(), int64(late))); late > hangs {
				t.Errorf("call %d returns %v after its deadline", n, late)
			}
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("call %d: %v", n, err)
			}
		})
	}
	calls.Wait()
	t.Logf("the last call returned %v after its deadline", time.Duration(latest.Load()))
	ctx, cancel := context.WithTimeout(t.Context(), 25*time.Second)
	defer cancel()
	for range 3 {
		if _, err := client.Cards.Unblock(ctx, freedompay.UnblockCardRequest{CardID: "1", Description: "x"}); err != nil {
			t.Errorf("after that: %v", err)
		}
	}
	if made := proxy.made.Load(); made != 2 {
		t.Errorf("%d connections were made, want a second one", made)
	}
	client.CloseIdleConnections()
	proxy.close()
	for runtime.NumGoroutine() > before && ctx.Err() == nil {
		client.CloseIdleConnections()
		runtime.Gosched()
	}
	if ctx.Err() != nil {
		t.Errorf("%d goroutines are left", runtime.NumGoroutine()-before)
	}
}
