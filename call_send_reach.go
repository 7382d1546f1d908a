package freedompay

import (
	"context"
	"crypto/tls"
	"io"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
)

// outgoing is what a transport keeps hold of, even after the call: one piece of memory.
type outgoing struct {
	wire  wire
	reach reach
}

// open returns the bytes to send from their beginning.
func (o *outgoing) open() io.ReadCloser {
	if o.reach.ours {
		return o.wire.open()
	}
	return o.wire.openWatched()
}

// possible reports whether bytes may have left before err. It gives the benefit
// of the doubt to "yes": only what is proven counts as never sent.
//
// Of net/http's own transport it is proven when the connection could not be made,
// or when one was asked for and never had. Of any other it takes that the
// body was never read, and cannot be read from now on.
func (o *outgoing) possible(err error) bool {
	if !o.reach.ours {
		return o.wire.closeWatched()
	}
	return o.reach.possible(err)
}

// reach watches whether an attempt can have reached the bank.
type reach struct {
	trace      httptrace.ClientTrace
	ours       bool        // the transport is net/http's own
	renewed    bool        // the request_id is fresh for each attempt: a repeat would be refused
	plain      bool        // without TLS, which would tell the protocol
	asked, got atomic.Bool // a connection was asked for, was had
	http2      atomic.Bool
	wrote      atomic.Bool // all of the request, over HTTP/2
}

// watch returns a context in which net/http reports its connections to r.
func (r *reach) watch(ctx context.Context) context.Context {
	r.trace.GetConn = func(string) { r.asked.Store(true) }
	r.trace.GotConn = func(info httptrace.GotConnInfo) {
		conn, ok := info.Conn.(*tls.Conn)
		if ok && conn.ConnectionState().NegotiatedProtocol == "h2" || !ok && !r.plain {
			r.http2.Store(true) // or TLS of another package, which does not tell
		}
		r.got.Store(true)
	}
	if r.plain { // HTTP/2 without TLS shows by its pseudo-headers
		r.trace.WroteHeaderField = func(key string, _ []string) {
			if strings.HasPrefix(key, ":") {
				r.http2.Store(true)
			}
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
func (r *reach) repeatable() bool { return !r.renewed && !r.wrote.Load() }

func (r *reach) possible(err error) bool {
	if r.got.Load() {
		return true // also when a later connection could not be made
	}
	if classify(err) {
		return false
	}
	return !r.asked.Load()
}
