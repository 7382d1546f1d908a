package outage_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/freedompay-go/freedompay"
)

// breakingPoints returns the points at which a connection can break, and how many
// requests the bank has read by then.
func breakingPoints() []struct {
	name string
	way  func(*peer)
	read int // requests, whole
} {
	half := func(text string) func(*peer) {
		return func(p *peer) { p.read(); _, _ = io.WriteString(p, text); p.reset() }
	}
	return []struct {
		name string
		way  func(*peer)
		read int
	}{
		{"reset at once", func(p *peer) { <-p.bank.dialed; p.reset() }, 0},
		{"reset in the middle of the header", func(p *peer) { _, _ = p.in.ReadString('\n'); p.reset() }, 0},
		{"reset after the header", func(p *peer) { _, _ = http.ReadRequest(p.in); p.reset() }, 0},
		{"closed after the header", func(p *peer) { _, _ = http.ReadRequest(p.in) }, 0},
		{"reset after the request", func(p *peer) { p.read(); p.reset() }, 1},
		{"closed after the request", func(p *peer) { p.read() }, 1},
		{"reset in the header of the answer", half("HTTP/1.1 200 OK\r\nContent-Le"), 1},
		{"reset in the middle of the answer", half("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\":"), 1},
	}
}

// Once a connection was made, a command without a request_id is never sent again,
// wherever the connection breaks.
func TestCommandWithoutRequestIDOverABreakingConnection(t *testing.T) {
	for _, point := range breakingPoints() {
		for _, act := range commandsWithoutRequestID() {
			t.Run(point.name+"/"+act.name, func(t *testing.T) {
				bank := newSocketBank(t, point.way)
				attempts, err := callOver(t, bank, act)
				mustBe(t, err, headerIDOf(t, err), true)
				if requests, _ := bank.counts(); attempts != 1 || requests != point.read {
					t.Errorf("%d attempts, %d requests arrived; want 1 and %d", attempts, requests, point.read)
				}
			})
		}
	}
}

func TestCommandWithRequestIDOverABreakingConnection(t *testing.T) {
	for _, point := range breakingPoints() {
		for _, act := range []act{commands()[0], commands()[3]} {
			t.Run(point.name+"/"+act.name, func(t *testing.T) {
				bank := newSocketBank(t, point.way, point.way)
				_, err := callOver(t, bank, act)
				if _, done := bank.counts(); err != nil || done != 1 {
					t.Errorf("%d commands were done, %v", done, err)
				}
			})
		}
	}
}

func TestDialThatFindsNobody(t *testing.T) {
	for _, act := range append(commandsWithoutRequestID(), commands()...) {
		bank := newSocketBank(t)
		bank.refuse = 3
		attempts, err := callOver(t, bank, act)
		if requests, _ := bank.counts(); err != nil || attempts != 4 || requests != 1 {
			t.Errorf("%s: %d attempts, %d requests arrived, %v", act.name, attempts, requests, err)
		}
		bank = newSocketBank(t)
		bank.refuse = 4
		attempts, err = callOver(t, bank, act)
		if requests, _ := bank.counts(); err == nil || errors.Is(err, freedompay.ErrOutcomeUnknown) || attempts != 4 || requests != 0 {
			t.Errorf("%s: %d attempts, %d requests arrived, %v", act.name, attempts, requests, err)
		}
	}
}

// Nothing of a request is sent before the TLS handshake is complete.
func TestHandshakeThatFails(t *testing.T) {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	hello := func(end func(*peer)) func(*peer) {
		return func(p *peer) { _, _ = p.in.ReadByte(); end(p) }
	}
	for name, way := range map[string]func(*peer){
		"reset":         hello((*peer).reset),
		"closed":        hello(func(*peer) {}),
		"not TLS":       hello(func(p *peer) { p.answer(accepted) }),
		"reset at once": func(p *peer) { <-p.bank.dialed; p.reset() },
	} {
		for _, act := range append(commandsWithoutRequestID(), commands()[0]) {
			t.Run(name+"/"+act.name, func(t *testing.T) {
				bank := newSocketBank(t, way, way)
				bank.secure(secure)
				attempts, err := callOver(t, bank, act)
				if requests, _ := bank.counts(); err != nil || attempts != 3 || requests != 1 {
					t.Errorf("%d attempts, %d requests arrived, %v", attempts, requests, err)
				}
			})
		}
	}
}

// lateConn is a connection whose end net/http sees only after it has written, or
// tried to write, the next request. It makes the race between net/http and a server
// that closes an idle connection end the same way every time.
type lateConn struct {
	net.Conn
	ended   chan struct{} // closed when the end has arrived
	written chan struct{} // closed by the first write after that
	once    sync.Once
}

func (c *lateConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err != nil {
		close(c.ended)
		<-c.written
	}
	return n, err
}

func (c *lateConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	select {
	case <-c.ended:
		c.once.Do(func() { close(c.written) })
	default:
	}
	return n, err
}

// overAnEndedConnection makes two calls. Between them the server ends the kept
// connection. It returns how many requests arrived for both calls, and the attempts
// and the error of the second call.
func overAnEndedConnection(t *testing.T, act act, end func(*peer)) (requests, attempts int, err error) {
	t.Helper()
	over := make(chan struct{})
	bank := newSocketBank(t, func(p *peer) { p.answer(p.read()); <-over; end(p) })
	kept := (*lateConn)(nil)
	plain := bank.client.DialContext
	bank.client.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := plain(ctx, network, address)
		if err == nil && kept == nil {
			kept = &lateConn{Conn: c, ended: make(chan struct{}), written: make(chan struct{})}
			return kept, nil
		}
		return c, err
	}
	if _, err := callOver(t, bank, act); err != nil {
		t.Fatal(err)
	}
	close(over)
	<-kept.ended
	attempts, err = callOver(t, bank, act)
	requests, _ = bank.counts()
	return requests, attempts, err
}

// Nothing of the second request can be written. net/http sends it over another
// connection within the same attempt, and it arrives once.
func TestNothingWrittenIsReplayedBelow(t *testing.T) {
	for _, act := range slices.Concat(commandsWithoutRequestID(), commands(), queries()[:1]) {
		requests, attempts, err := overAnEndedConnection(t, act, (*peer).reset)
		if err != nil || attempts != 1 || requests != 2 {
			t.Errorf("%s: %d attempts, %d requests arrived for two calls, %v", act.name, attempts, requests, err)
		}
	}
}

// The second request is written to a connection that the server has closed. The
// client cannot know that it did not arrive.
func TestWrittenToAClosedConnection(t *testing.T) {
	closed := func(*peer) {}
	for _, act := range commandsWithoutRequestID() {
		requests, attempts, err := overAnEndedConnection(t, act, closed)
		if !errors.Is(err, freedompay.ErrOutcomeUnknown) || attempts != 1 || requests != 1 {
			t.Errorf("%s: %d attempts, %d requests arrived for two calls, %v", act.name, attempts, requests, err)
		}
	}
	for _, act := range commands() {
		requests, attempts, err := overAnEndedConnection(t, act, closed)
		if err != nil || attempts != 2 || requests != 2 {
			t.Errorf("%s: %d attempts, %d requests arrived for two calls, %v", act.name, attempts, requests, err)
		}
	}
}

// The second request arrives over the kept connection, the answer does not.
// net/http must not send it again by itself.
func TestKeptConnectionThatBreaksAfterTheRequest(t *testing.T) {
	ways := map[string]func(*peer){
		"reset":  func(p *peer) { p.answer(p.read()); p.read(); p.reset() },
		"closed": func(p *peer) { p.answer(p.read()); p.read() },
	}
	for name, way := range ways {
		for _, act := range commandsWithoutRequestID() {
			bank := newSocketBank(t, way)
			if _, err := callOver(t, bank, act); err != nil {
				t.Fatal(err)
			}
			attempts, err := callOver(t, bank, act)
			if requests, _ := bank.counts(); !errors.Is(err, freedompay.ErrOutcomeUnknown) || attempts != 1 || requests != 2 {
				t.Errorf("%s, %s: %d attempts, %d requests arrived for two calls, %v", name, act.name, attempts, requests, err)
			}
		}
		for _, act := range commands() {
			bank := newSocketBank(t, way)
			if _, err := callOver(t, bank, act); err != nil {
				t.Fatal(err)
			}
			_, err := callOver(t, bank, act)
			if _, done := bank.counts(); err != nil || done != 2 {
				t.Errorf("%s, %s: %d commands were done, %v", name, act.name, done, err)
			}
		}
	}
}
