package freedompay

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net/http/httptrace"
	"strings"
	"sync"
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

// possible reports whether bytes may have left before an error. It gives the benefit
// of the doubt to "yes": only what is proven counts as never sent.
//
// Of net/http's own transport it is proven when a connection was asked for and never
// had. Of any other it takes that the body was never read, and cannot be read from
// now on.
func (o *outgoing) possible() bool {
	if !o.reach.ours {
		return o.wire.closeWatched()
	}
	return o.reach.possible()
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

func (r *reach) possible() bool {
	return r.got.Load() || !r.asked.Load() // had one, also when a later one could not be made
}

// wire hands the body to a transport, any number of times, until it is shut.
// A transport may go on reading after the call has returned; the caller may use
// the document's memory again at once. The gate keeps the two apart.
type wire struct {
	body // its document within the context of the attempt
	mu   sync.Mutex
	shut bool
	read bool // by a transport that is watched
}

// open returns the bytes from their beginning.
func (w *wire) open() io.ReadCloser {
	if w.document.IsZero() {
		// net/http knows this reader and sends it together with the headers.
		return io.NopCloser(bytes.NewReader(w.head))
	}
	whole := io.MultiReader(bytes.NewReader(w.head), &gated{w, w.document.base64()}, bytes.NewReader(w.tail))
	return io.NopCloser(struct{ io.Reader }{whole}) // without its WriteTo, which takes a buffer of its own
}

// openWatched returns the bytes from their beginning, in a way that tells whether
// any were read.
func (w *wire) openWatched() io.ReadCloser {
	b := &watchedBody{gated: gated{gate: w}}
	b.head.Reset(w.head)
	if b.from = &b.head; !w.document.IsZero() {
		b.from = w.reader()
	}
	return b
}

// watchedBody is in one piece of memory.
type watchedBody struct {
	gated
	head bytes.Reader
}

func (*watchedBody) Close() error { return nil }

// closeWatched ends all reading, and reports whether anything was read.
func (w *wire) closeWatched() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shut = true
	return w.read
}

// close ends all reading; it returns when a Read under way has.
func (w *wire) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shut = true
}

type gated struct {
	gate *wire
	from io.Reader
}

func (g *gated) Read(p []byte) (int, error) {
	g.gate.mu.Lock()
	defer g.gate.mu.Unlock()
	if g.gate.shut {
		return 0, io.ErrClosedPipe
	}
	g.gate.read = true
	return g.from.Read(p)
}
