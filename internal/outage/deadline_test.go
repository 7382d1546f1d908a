package outage_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
)

// The context of the calls in these tests ends after endsAfter. A call must return
// within tolerance of that. Both are on the fake clock.
const (
	endsAfter = 50 * time.Millisecond
	tolerance = 10 * time.Millisecond
)

// ignored is a connection from which the bank does not read.
func ignored(p *peer) { <-p.test.Done() }

// unanswered reads requests and does not answer.
func unanswered(p *peer) { _, _ = io.Copy(io.Discard, p.in) }

// answered reads a request and answers with a text. If the text is shorter than
// its Content-Length, the client waits for the rest.
func answered(text string) func(*peer) {
	return func(p *peer) {
		req, err := http.ReadRequest(p.in)
		if err == nil {
			_, err = io.Copy(io.Discard, req.Body)
		}
		if err == nil {
			_, err = io.WriteString(p, strings.ReplaceAll(text, "\n", "\r\n"))
		}
		if err == nil {
			_, _ = io.Copy(io.Discard, p.in) // until the client closes it
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

// broken reads the header of a request and closes the connection.
func broken(p *peer) { _, _ = http.ReadRequest(p.in) }

// endings returns the ways in which a context ends after endsAfter.
func endings() map[string]func(context.Context) (context.Context, context.CancelFunc) {
	return map[string]func(context.Context) (context.Context, context.CancelFunc){
		"deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, endsAfter)
		},
		"cancelled": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(endsAfter, cancel)
			return ctx, cancel
		},
	}
}

// mustEndInTime fails the test unless a call returned when its context ended, with
// the error of the context.
func mustEndInTime(t *testing.T, ctx context.Context, started time.Time, err error) {
	t.Helper()
	if passed := time.Since(started); passed < endsAfter || passed > endsAfter+tolerance {
		t.Errorf("the call ends after %v", passed)
	}
	if failed, ok := errors.AsType[*freedompay.Error](err); !ok || !errors.Is(err, ctx.Err()) {
		t.Errorf("the error is %T %v, want one that is %v", failed, err, ctx.Err())
	}
	if strings.Contains(fmt.Sprint(err), "%!") {
		t.Errorf("the error is %v", err)
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
		point []func(*peer)
		left  bool // bytes may have left
		kinds kinds
		opts  []freedompay.Option
	}{
		{"in the limiter", nil, false, kinds{query, command, once}, []freedompay.Option{held}},
		{"in the dial", []func(*peer){nil}, false, kinds{query, command, once}, nil},
		{"in the sending", []func(*peer){ignored}, true, kinds{query, command, once}, nil},
		{"before the answer", []func(*peer){unanswered}, true, kinds{query, command, once}, nil},
		{"in the header of the answer", []func(*peer){halfAHeader}, true, kinds{query, command, once}, nil},
		{"in the middle of the answer", []func(*peer){halfAnAnswer}, true, kinds{query, command, once}, nil},
		{"in a pause", []func(*peer){busy}, true, kinds{query, command}, nil},
		{"in the limiter before a resend", []func(*peer){bankDown}, true, kinds{query, command}, []freedompay.Option{heldLater}},
		{"in the dial of a resend", []func(*peer){bankDown, nil}, true, kinds{query, command}, nil},
		{"in the dial of the status of a duplicate", []func(*peer){broken, cardRepeat, nil}, true, kinds{command}, nil},
		{"before the status of a duplicate", []func(*peer){broken, cardRepeat, unanswered}, true, kinds{command}, nil},
		{"in the middle of the status of a duplicate", []func(*peer){broken, cardRepeat, halfAnAnswer}, true, kinds{command}, nil},
		{"in a pause before the status of a duplicate", []func(*peer){broken, cardRepeat, busy}, true, kinds{command}, nil},
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
		point []func(*peer)
		opts  []freedompay.Option
	}{
		{"in the limiter", nil, []freedompay.Option{held}},
		{"in the dial", []func(*peer){nil}, nil},
		{"before the answer", []func(*peer){unanswered}, nil},
		{"in the middle of the answer", []func(*peer){halfAnAnswer}, nil},
		{"in a pause", []func(*peer){busy}, nil},
		{"in the dial after a pause", []func(*peer){bankDown, nil}, nil},
		{"in an interval", []func(*peer){inProcess}, nil},
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

// The error of a call wraps the cause that its caller gave for the cancellation.
func TestCauseOfTheContextsEndIsKept(t *testing.T) {
	for _, act := range slices.Concat(queries(), commands(), partnerCommands(), commandsWithoutRequestID()) {
		synctest.Test(t, func(t *testing.T) {
			closing := errors.New("the shop has closed")
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(endsAfter, func() { cancel(closing) })
			started := time.Now()
			_, err := act.do(ctx, retrying(t, netOf(t, unanswered), freedompay.WithBaseURL("http://127.0.0.1")), someID)
			mustEndInTime(t, ctx, started, err)
			if !errors.Is(err, closing) {
				t.Errorf("%s: the error is %v", act.name, err)
			}
		})
	}
}
