package freedompay

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// reach watches whether an attempt can have reached the bank. It gives the
// benefit of the doubt to "yes": only what is proven counts as never sent.
type reach struct {
	trace      httptrace.ClientTrace
	asked, got atomic.Bool // a connection was asked for, was had
}

// watch returns a context in which net/http reports its connections to r.
func (r *reach) watch(ctx context.Context) context.Context {
	r.trace.GetConn = func(string) { r.asked.Store(true) }
	r.trace.GotConn = func(httptrace.GotConnInfo) { r.got.Store(true) }
	return httptrace.WithClientTrace(ctx, &r.trace)
}

// possible reports whether bytes may have left before err. They have not when
// the connection could not be made, nor when net/http asked for one and never
// had it. A transport that reports nothing proves nothing.
func (r *reach) possible(err error) bool {
	if failed, ok := errors.AsType[*net.OpError](err); ok && failed.Op == "dial" {
		return false
	}
	return !r.asked.Load() || r.got.Load()
}
