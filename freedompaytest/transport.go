package freedompaytest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"syscall"
)

// Transport returns an http.RoundTripper that reaches the bank without a socket,
// whatever host a request names. It does no input or output and leaves no goroutine
// behind, so it works in a testing/synctest bubble.
func (b *Bank) Transport() http.RoundTripper { return directTransport{b} }

// directTransport passes requests to the bank and its answers back.
type directTransport struct{ bank *Bank }

// RoundTrip carries one request to the bank and its answer back. It returns as
// soon as the request's context ends, whatever the bank is doing.
func (t directTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	err := ctx.Err()
	if err == nil {
		err = t.bank.dial(r.URL.Path, shownPath(r))
	}
	if err != nil {
		closeBody(r)
		return nil, err
	}
	a, err := t.bank.takeIn(r)
	if ctxErr := ctx.Err(); ctxErr != nil {
		return nil, ctxErr
	}
	if err != nil {
		return nil, err
	}
	answer, err := t.bank.exchange(ctx, a)
	if ctxErr := ctx.Err(); ctxErr != nil {
		return nil, ctxErr
	}
	if err != nil {
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	}
	return answer.response(r), nil
}

// CloseIdleConnections does nothing: there is no connection. Code that asks a
// transport for it finds it here as on a real one.
func (directTransport) CloseIdleConnections() {}

// takeIn reads a request as a server would get it, and closes its body. A body
// that is still being written when the context ends is closed under its writer,
// as net/http does.
func (b *Bank) takeIn(r *http.Request) (*arrival, error) {
	body := r.Body
	if body == nil {
		body = http.NoBody
	}
	shut := sync.OnceFunc(func() { _ = body.Close() })
	defer shut()
	stop := context.AfterFunc(r.Context(), shut)
	defer stop()
	received, err := asReceived(r)
	if err != nil {
		return nil, err
	}
	a, length, err := b.receive(received, body)
	if err != nil {
		return nil, err
	}
	if r.ContentLength > 0 && length <= maxBody && length != r.ContentLength {
		return nil, fmt.Errorf("http: ContentLength=%d with Body length %d", r.ContentLength, length)
	}
	return a, nil
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
}

// asReceived returns the request as a server would see it, without its body:
// its URL has only what the request line carries.
func asReceived(r *http.Request) (*http.Request, error) {
	target, err := url.ParseRequestURI(r.URL.RequestURI())
	if err != nil {
		return nil, err
	}
	return &http.Request{Method: r.Method, URL: target, Header: r.Header}, nil
}

// response turns the reply into what a client gets.
func (a *reply) response(r *http.Request) *http.Response {
	length := int64(len(a.body))
	var body io.Reader = bytes.NewReader(a.body)
	switch {
	case a.stream != nil:
		length, body = -1, a.stream
	case a.cut:
		body = io.MultiReader(bytes.NewReader(a.body[:length/2]), broken{})
	}
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)),
		StatusCode:    a.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        a.header,
		Body:          io.NopCloser(&untilDone{ctx: r.Context(), from: body}),
		ContentLength: length,
		Request:       r,
	}
}

// broken is the end of a body whose connection broke.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// untilDone reads an answer until the context ends, as a socket would.
type untilDone struct {
	ctx  context.Context
	from io.Reader
}

func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.from.Read(p)
}
