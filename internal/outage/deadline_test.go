package outage_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
)

// patience is what the callers of these tests have, and tolerance how late they
// may hear of its end. Both are virtual time.
const (
	patience  = 50 * time.Millisecond
	tolerance = 10 * time.Millisecond
)

// exchange is what a bank does with one connection before it closes it.
type exchange func(test context.Context, c net.Conn)

// netOf returns net/http's own transport over pipes in memory, which work in a
// bubble. The nth connection meets the nth exchange; a nil one is a dial that
// hangs.
func netOf(t *testing.T, exchanges ...exchange) *http.Transport {
	test, dialed := t.Context(), 0
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		dialed++
		if dialed > len(exchanges) {
			t.Errorf("connection %d is one more than expected", dialed)
			return nil, errors.New("one more than expected")
		}
		meets := exchanges[dialed-1]
		if meets == nil {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			meets(test, theirs)
		}()
		return ours, nil
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

// ignored is a request that the bank does not even read.
func ignored(test context.Context, _ net.Conn) { <-test.Done() }

// unanswered is a request that the bank reads and does not answer.
func unanswered(_ context.Context, c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// answered is a request that the bank reads and answers with a text. When the
// text promises more than it holds, the client waits for the rest.
func answered(text string) exchange {
	return func(_ context.Context, c net.Conn) {
		req, err := http.ReadRequest(bufio.NewReader(c))
		if err == nil {
			_, err = io.Copy(io.Discard, req.Body)
		}
		if err == nil {
			_, err = io.WriteString(c, strings.ReplaceAll(text, "\n", "\r\n"))
		}
		if err == nil {
			_, _ = io.Copy(io.Discard, c) // until the client closes it
		}
	}
}

var (
	halfAnAnswer = answered("HTTP/1.1 200 OK\nContent-Length: 100\n\n{\"status\":")
	halfAHeader  = answered("HTTP/1.1 200 OK\nContent-Le")
	busy         = answered("HTTP/1.1 503 Service Unavailable\nConnection: close\nRetry-After: 3\nContent-Length: 0\n\n")
	bankDown     = answered("HTTP/1.1 502 Bad Gateway\nConnection: close\nContent-Length: 0\n\n")
	cardRepeat   = answered("HTTP/1.1 200 OK\nConnection: close\nContent-Length: 39\n\n" + `{"status":"error","error_code":"12002"}`)
	inProcess    = answered("HTTP/1.1 200 OK\nConnection: close\nContent-Length: 42\n\n" + `{"status":"ok","request_status":"process"}`)
)

// broken is a connection that ends before the answer.
func broken(_ context.Context, c net.Conn) { _, _ = http.ReadRequest(bufio.NewReader(c)) }

// endings are the ways in which a caller loses patience.
func endings() map[string]func(context.Context) (context.Context, context.CancelFunc) {
	return map[string]func(context.Context) (context.Context, context.CancelFunc){
		"deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, patience)
		},
		"cancelled": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(patience, cancel)
			return ctx, cancel
		},
	}
}

// mustEndInTime fails the test unless a call ended when its caller lost patience.
func mustEndInTime(t *testing.T, ctx context.Context, started time.Time, err error) {
	t.Helper()
	if passed := time.Since(started); passed < patience || passed > patience+tolerance {
		t.Errorf("the call ends after %v", passed)
	}
	if failed, ok := errors.AsType[*freedompay.Error](err); !ok || !errors.Is(err, ctx.Err()) {
		t.Errorf("the error is %T %v, want one that is %v", failed, err, ctx.Err())
	}
}

func TestAnyCallContextEnded(t *testing.T) {
	held := freedompay.WithLimiter(limiterFunc(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }))
	waits := 0
	heldLater := freedompay.WithLimiter(limiterFunc(func(ctx context.Context) error {
		if waits++; waits%2 == 1 {
			return nil
		}
		<-ctx.Done()
		return ctx.Err()
	}))
	type kinds []act
	query, command, once := queries()[0], commands()[0], commandsWithoutRequestID()[1]
	for _, test := range []struct {
		name  string
		point []exchange
		left  bool // bytes may have left
		kinds kinds
		opts  []freedompay.Option
	}{
		{"in the limiter", nil, false, kinds{query, command, once}, []freedompay.Option{held}},
		{"in the dial", []exchange{nil}, false, kinds{query, command, once}, nil},
		{"in the sending", []exchange{ignored}, true, kinds{query, command, once}, nil},
		{"before the answer", []exchange{unanswered}, true, kinds{query, command, once}, nil},
		{"in the header of the answer", []exchange{halfAHeader}, true, kinds{query, command, once}, nil},
		{"in the middle of the answer", []exchange{halfAnAnswer}, true, kinds{query, command, once}, nil},
		{"in a pause", []exchange{busy}, true, kinds{query, command}, nil},
		{"in the limiter before a resend", []exchange{bankDown}, true, kinds{query, command}, []freedompay.Option{heldLater}},
		{"in the dial of a resend", []exchange{bankDown, nil}, true, kinds{query, command}, nil},
		{"in the dial of the status of a duplicate", []exchange{broken, cardRepeat, nil}, true, kinds{command}, nil},
		{"before the status of a duplicate", []exchange{broken, cardRepeat, unanswered}, true, kinds{command}, nil},
		{"in the middle of the status of a duplicate", []exchange{broken, cardRepeat, halfAnAnswer}, true, kinds{command}, nil},
		{"in a pause before the status of a duplicate", []exchange{broken, cardRepeat, busy}, true, kinds{command}, nil},
	} {
		for _, act := range test.kinds {
			for name, ending := range endings() {
				t.Run(test.name+"/"+act.name+"/"+name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						retry := freedompay.WithRetry(freedompay.Backoff{Min: time.Millisecond})
						client := newClient(t, netOf(t, test.point...), append(test.opts, retry, freedompay.WithBaseURL("http://127.0.0.1"))...)
						ctx, cancel := ending(t.Context())
						defer cancel()
						started := time.Now()
						_, err := act.do(ctx, client, someID)
						mustEndInTime(t, ctx, started, err)
						if want := test.left && act.name != query.name; errors.Is(err, freedompay.ErrOutcomeUnknown) != want {
							t.Errorf("outcome unknown is %t, want %t: %v", !want, want, err)
						}
					})
				})
			}
		}
	}
}

func TestWaitingContextEnded(t *testing.T) {
	held := freedompay.WithLimiter(limiterFunc(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }))
	for _, test := range []struct {
		name  string
		point []exchange
		opts  []freedompay.Option
	}{
		{"in the limiter", nil, []freedompay.Option{held}},
		{"in the dial", []exchange{nil}, nil},
		{"before the answer", []exchange{unanswered}, nil},
		{"in the middle of the answer", []exchange{halfAnAnswer}, nil},
		{"in a pause", []exchange{busy}, nil},
		{"in the dial after a pause", []exchange{bankDown, nil}, nil},
		{"in an interval", []exchange{inProcess}, nil},
	} {
		for _, w := range waiters() {
			for way, end := range w.ways() {
				for name, ending := range endings() {
					t.Run(test.name+"/"+w.name+"/"+way+"/"+name, func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) {
							retry := freedompay.WithRetry(freedompay.Backoff{Min: time.Millisecond})
							client := newClient(t, netOf(t, test.point...), append(test.opts, retry, freedompay.WithBaseURL("http://127.0.0.1"))...)
							ctx, cancel := ending(t.Context())
							defer cancel()
							started := time.Now()
							_, err := end(ctx, client, someID)
							mustEndInTime(t, ctx, started, err)
							if errors.Is(err, freedompay.ErrOutcomeUnknown) {
								t.Errorf("waiting has no outcome: %v", err)
							}
						})
					})
				}
			}
		}
	}
}

// The reason that a caller gives for its impatience is found in the error.
func TestCauseOfTheContextsEndIsKept(t *testing.T) {
	for _, act := range slices.Concat(queries(), commands(), partnerCommands(), commandsWithoutRequestID()) {
		synctest.Test(t, func(t *testing.T) {
			for _, transport := range []http.RoundTripper{netOf(t, unanswered)} {
				closing := errors.New("the shop has closed")
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(patience, func() { cancel(closing) })
				started := time.Now()
				_, err := act.do(ctx, retrying(t, transport, freedompay.WithBaseURL("http://127.0.0.1")), someID)
				mustEndInTime(t, ctx, started, err)
				if !errors.Is(err, closing) {
					t.Errorf("%s through %T: the error is %v", act.name, transport, err)
				}
			}
		})
	}
}
