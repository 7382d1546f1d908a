package freedompay

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
)

// reach watches whether an attempt can have reached the bank. It gives the
// benefit of the doubt to "yes": only what is proven counts as never sent.
type reach struct {
	trace      httptrace.ClientTrace
	asked, got atomic.Bool // a connection was asked for, was had
	http2      atomic.Bool
	wrote      atomic.Bool // all of the request, over HTTP/2
}

// watch returns a context in which net/http reports its connections to r.
func (r *reach) watch(ctx context.Context) context.Context {
	r.trace.GetConn = func(string) { r.asked.Store(true) }
	r.trace.GotConn = func(httptrace.GotConnInfo) { r.got.Store(true) }
	r.trace.WroteHeaderField = func(name string, _ []string) {
		if strings.HasPrefix(name, ":") {
			r.http2.Store(true)
		}
	}
	r.trace.WroteRequest = func(info httptrace.WroteRequestInfo) {
		if info.Err == nil && r.http2.Load() {
			r.wrote.Store(true)
		}
	}
	return httptrace.WithClientTrace(ctx, &r.trace)
}

// repeatable reports whether net/http may send the request again by itself. Over
// HTTP/1 it does so only when nothing was written. Over HTTP/2 it also answers
// some resets with a repeat, although the bank may have acted on all it got.
func (r *reach) repeatable() bool { return !r.wrote.Load() }

// possible reports whether bytes may have left before err. They have not when
// the connection could not be made, nor when net/http asked for one and never
// had it. A transport that reports nothing proves nothing.
func (r *reach) possible(err error) bool {
	if r.got.Load() {
		return true // also when a later connection could not be made
	}
	if failed, ok := errors.AsType[*net.OpError](err); ok && failed.Op == "dial" {
		return false
	}
	return !r.asked.Load()
}
