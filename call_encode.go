package freedompay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// body is a request as it will be sent. Its bytes are fixed when it is made, so
// every attempt signs and sends the same ones. A document is not in it: it is
// generated, once for the signature and once for the wire, from its source.
type body struct {
	head     []byte
	document Document
	tail     []byte
}

// sealed is a request that carries a secret, at a member's name. Plain JSON
// refuses it; what is sent holds it.
type sealed interface {
	secret() (name string, s Secret)
}

// documented is a request that carries a document, at a path of member names.
type documented interface {
	document() (path string, d Document)
}

// encode turns a request into its body.
func encode(req any) (body, error) {
	text, err := json.Marshal(shadowOf(req))
	if err != nil {
		return body{}, fmt.Errorf("request cannot be encoded as JSON: %w", err)
	}
	if len(text) == 0 || text[0] != '{' {
		return body{}, errors.New("request must encode as a JSON object")
	}
	if r, ok := req.(sealed); ok {
		name, secret := r.secret()
		if !secret.IsZero() {
			if err := secret.lost(); err != nil {
				return body{}, fmt.Errorf("$.%s: %w", name, err)
			}
			value, err := json.Marshal(secret.Reveal())
			if err == nil {
				text, err = replace(text, name, value)
			}
			if err != nil {
				return body{}, err
			}
		}
	}
	if r, ok := req.(documented); ok {
		if path, d := r.document(); !d.IsZero() {
			return enclose(text, path, d)
		}
	}
	return body{head: text}, nil
}

// enclose opens text at the member at path, where the document will stream.
func enclose(text []byte, path string, d Document) (body, error) {
	start, end, err := locate(text, path)
	if err != nil {
		return body{}, err
	}
	return body{
		head:     append(text[:start:start], '"'),
		document: d,
		tail:     append([]byte{'"'}, text[end:]...),
	}, nil
}

// replace returns text with another value for the member at path.
func replace(text []byte, path string, value []byte) ([]byte, error) {
	start, end, err := locate(text, path)
	if err != nil {
		return nil, err
	}
	return slices.Concat(text[:start], value, text[end:]), nil
}

// within returns the body for reading until ctx ends.
func (b body) within(ctx context.Context) body {
	b.document = b.document.within(ctx)
	return b
}

// bytes returns all that would be sent, read once.
func (b *body) bytes() ([]byte, error) {
	if b.document.IsZero() {
		return b.head, nil
	}
	whole := make([]byte, b.length())
	n := copy(whole, b.head)
	end := len(whole) - len(b.tail)
	if _, err := io.ReadFull(b.document.within(context.Background()).base64(), whole[n:end]); err != nil {
		return nil, err
	}
	copy(whole[end:], b.tail)
	return whole, nil
}

// reader returns the bytes on the wire from their beginning.
func (b body) reader() io.Reader {
	return io.MultiReader(bytes.NewReader(b.head), b.document.base64(), bytes.NewReader(b.tail))
}

// length returns the number of bytes on the wire.
func (b *body) length() int64 {
	return int64(len(b.head)) + b.document.encodedSize() + int64(len(b.tail))
}

// sign returns the signature over exactly what open will read.
func (b *body) sign(ctx context.Context, key *jws.Key, alg jws.Algorithm, header string) (string, error) {
	s := key.Begin(alg, header)
	_, _ = s.Write(b.head)
	var err error
	if !b.document.IsZero() {
		_, err = s.ReadFrom(b.document.within(ctx).base64())
	}
	_, _ = s.Write(b.tail)
	return s.Finish(), err
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
