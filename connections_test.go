package freedompay_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
)

// meeting is a bank that counts its connections. After the first call, as many
// calls as it has callers wait for each other there: all are under way at once.
type meeting struct {
	*httptest.Server
	callers      int
	opened, open atomic.Int64
	arrived      atomic.Int64
	all          sync.WaitGroup
}

func newMeeting(tb testing.TB, http2 bool, callers int) *meeting {
	tb.Helper()
	m := &meeting{callers: callers}
	m.all.Add(callers)
	m.Server = httptest.NewUnstartedServer(http.HandlerFunc(m.answer))
	m.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			m.opened.Add(1)
			m.open.Add(1)
		case http.StateClosed:
			m.open.Add(-1)
		}
	}
	if http2 {
		m.EnableHTTP2 = true
		m.StartTLS()
	} else {
		m.Start()
	}
	tb.Cleanup(m.Close)
	return m
}

func (m *meeting) answer(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	if n := m.arrived.Add(1); n > 1 && n <= int64(m.callers)+1 {
		m.all.Done()
		m.all.Wait()
	}
	_, _ = io.WriteString(w, accepted)
}

// defaultClient returns a client with the transport that a client has when it
// is given none. It makes that of net/http's, which therefore trusts the bank
// for this moment.
func (m *meeting) defaultClient(tb testing.TB) *freedompay.Client {
	tb.Helper()
	shared := http.DefaultTransport
	defer func() { http.DefaultTransport = shared }()
	transport := shared.(*http.Transport).Clone()
	if m.TLS != nil {
		transport.TLSClientConfig = m.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	}
	http.DefaultTransport = transport
	client, err := freedompay.New("77", freedompay.NewSecret(testKey), freedompay.WithBaseURL(m.URL))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(client.CloseIdleConnections)
	return client
}

// warmUp has all callers there at once, and returns the call that they make.
func (m *meeting) warmUp(tb testing.TB, client *freedompay.Client) (call func(context.Context) error) {
	tb.Helper()
	call = func(ctx context.Context) error {
		_, err := client.Cards.Info(ctx, "1000000001")
		return err
	}
	together(tb, 1, 1, call)
	together(tb, m.callers, m.callers, call)
	return call
}

// together makes n calls from so many callers at once, who take the calls by turns.
func together(tb testing.TB, callers, n int, calls ...func(context.Context) error) {
	tb.Helper()
	var made atomic.Int64
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for at := made.Add(1); at <= int64(n); at = made.Add(1) {
				if err := timely(calls[at%int64(len(calls))]); err != nil {
					tb.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
}

// timely makes one call under a deadline, as callers do.
func timely(call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return call(ctx)
}

var protocols = map[string]bool{"HTTP1": false, "HTTP2": true}

func TestCallersKeepTheirConnections(t *testing.T) {
	for name, http2 := range protocols {
		t.Run(name, func(t *testing.T) {
			bank := newMeeting(t, http2, 64)
			call := bank.warmUp(t, bank.defaultClient(t))
			before := bank.opened.Load()
			together(t, bank.callers, 1000, call)
			// net/http gives a connection up when the goroutine that wrote to it was not
			// scheduled again for 50 ms, as happens on a machine with too much to do.
			// Without keeping connections nearly every call would open one.
			const onABusyMachine = 50
			if opened := bank.opened.Load() - before; opened > onABusyMachine {
				t.Errorf("1,000 calls of %d callers opened %d connections beside the %d there were", bank.callers, opened, before)
			}
		})
	}
}

func TestClosedConnectionsLeaveNothingBehind(t *testing.T) {
	for name, http2 := range protocols {
		t.Run(name, func(t *testing.T) {
			bank := newMeeting(t, http2, 64)
			client := bank.defaultClient(t)
			goroutines := runtime.NumGoroutine()
			bank.warmUp(t, client)

			// A connection is idle a moment after its last answer is read, and its
			// goroutines end a moment after it. The deadline is for those that never do.
			patience, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			for bank.open.Load() > 0 || runtime.NumGoroutine() > goroutines {
				if patience.Err() != nil {
					t.Fatalf("%d connections are open, and %d goroutines are left beside the %d there were",
						bank.open.Load(), runtime.NumGoroutine()-goroutines, goroutines)
				}
				client.CloseIdleConnections()
				runtime.Gosched()
			}
		})
	}
}
