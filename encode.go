package freedompay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
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

// documented is a request that carries a document, at a path of member names.
type documented interface {
	document() (path string, d Document)
}

// encode turns a request into its body.
func encode(req any) (body, error) {
	text, err := json.Marshal(req)
	if err != nil {
		return body{}, fmt.Errorf("request cannot be encoded as JSON: %w", err)
	}
	if len(text) == 0 || text[0] != '{' {
		return body{}, errors.New("request must encode as a JSON object")
	}
	r, ok := req.(documented)
	if !ok {
		return body{head: text}, nil
	}
	path, d := r.document()
	if d.IsZero() {
		return body{head: text}, nil
	}
	if err := d.check(); err != nil {
		return body{}, fmt.Errorf("$.%s: %w", path, err)
	}
	start, end, err := locate(text, path)
	if err != nil {
		return body{}, err
	}
	head := append(text[:start:start], `:"`...)
	tail := append([]byte(`"`), text[end:]...)
	return body{head: head, document: d, tail: tail}, nil
}

// locate returns where the member at path, such as client.document, has its
// colon and value in text.
func locate(text []byte, path string) (start, end int64, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.Token(); err != nil { // the opening brace
		return 0, 0, err
	}
	want, rest, nested := strings.Cut(path, ".")
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return 0, 0, err
		}
		start := decoder.InputOffset()
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return 0, 0, err
		}
		end := decoder.InputOffset()
		switch {
		case name != want:
		case !nested:
			return start, end, nil
		default:
			inner := end - int64(len(value))
			start, end, err := locate(value, rest)
			return inner + start, inner + end, err
		}
	}
	return 0, 0, fmt.Errorf("request has no member $.%s when encoded: embed the package's type without a JSON name", path)
}

// length returns the number of bytes on the wire.
func (b *body) length() int64 {
	return int64(len(b.head)) + b.document.encodedSize() + int64(len(b.tail))
}

// sign returns the signature over exactly what open will read.
func (b *body) sign(key *jws.Key, alg jws.Algorithm, header string) (string, error) {
	s := key.Begin(alg, header)
	_, _ = s.Write(b.head)
	err := b.document.writeTo(s)
	_, _ = s.Write(b.tail)
	return s.Finish(), err
}

// wire hands the body to a transport, any number of times, until it is shut.
// A transport may go on reading after the call has returned; the caller may use
// the document's memory again at once. The gate keeps the two apart.
type wire struct {
	*body
	mu   sync.Mutex
	shut bool
}

// open returns the bytes from their beginning.
func (w *wire) open() io.ReadCloser {
	if w.document.IsZero() {
		// net/http knows this reader and sends it together with the headers.
		return io.NopCloser(bytes.NewReader(w.head))
	}
	return io.NopCloser(io.MultiReader(
		bytes.NewReader(w.head),
		&gated{w, w.document.base64()},
		bytes.NewReader(w.tail),
	))
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
	return g.from.Read(p)
}
