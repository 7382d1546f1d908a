package freedompay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/freedompay-go/freedompay/internal/jsonread"
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

// encode turns a request into its body.
func encode(req any) (body, error) {
	text, err := json.Marshal(shadowOf(req))
	if err != nil {
		return body{}, fmt.Errorf("request cannot be encoded as JSON: %w", err)
	}
	if len(text) == 0 || text[0] != '{' {
		return body{}, errors.New("request must encode as a JSON object")
	}
	r, ok := req.(withholding)
	if !ok {
		return body{head: text}, nil
	}
	path, secret, document := r.withheld()
	if !document.IsZero() {
		return enclose(text, path, document)
	}
	if !secret.IsZero() {
		text, err = reveal(text, path, secret)
	}
	return body{head: text}, err
}

// reveal returns text with a secret at path.
func reveal(text []byte, path string, s Secret) ([]byte, error) {
	if err := s.lost(); err != nil {
		return nil, fmt.Errorf("$.%s: %w", path, err)
	}
	value, err := json.Marshal(s.Reveal())
	if err != nil {
		return nil, err
	}
	return replace(text, path, value)
}

// locate returns where in text the member at path has its value.
func locate(text []byte, path string) (start, end int, err error) {
	start, end, ok := jsonread.Locate(text, path)
	if !ok {
		err = fmt.Errorf("request has no member $.%s when encoded: embed the package's type without a JSON name", path)
	}
	return start, end, err
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

// outline returns the body without what its document holds.
func (b *body) outline() []byte {
	if len(b.tail) == 0 {
		return b.head
	}
	return slices.Concat(b.head, b.tail)
}

// bytes returns all that would be sent, read once.
func (b *body) bytes() ([]byte, error) {
	if b.document.IsZero() {
		return b.head, nil
	}
	const room = 4 << 20 // more grows with what is there, whatever the size says
	whole := bytes.NewBuffer(make([]byte, 0, min(max(b.length(), 0), room)+bytes.MinRead))
	_, err := whole.ReadFrom(b.within(context.Background()).reader())
	return whole.Bytes(), err
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

// shadowOf returns req, or what is encoded in its place. Of a caller's type that
// embeds one of the package's requests it is a copy that embeds the shadow.
func shadowOf(req any) any {
	own, ok := req.(shadowed)
	if !ok {
		return req
	}
	value := reflect.ValueOf(req)
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if !value.IsValid() {
		return req
	}
	if shadow := own.shadow(); reflect.TypeOf(shadow) == value.Type() { // the method is its own
		return shadow
	}
	whole := reflect.New(value.Type())
	whole.Elem().Set(value)
	overshadow(whole.Elem(), 0)
	if reflect.TypeOf(req).Kind() == reflect.Pointer {
		return whole.Interface()
	}
	return whole.Elem().Interface()
}

// overshadow puts shadows in place of the requests that value, which is nobody
// else's, embeds.
func overshadow(value reflect.Value, depth int) {
	if value.Kind() != reflect.Struct || depth > maxEmbedding {
		return
	}
	for field, inner := range value.Fields() {
		if !field.Anonymous {
			continue
		}
		inner = reflect.NewAt(inner.Type(), inner.Addr().UnsafePointer()).Elem() // also one that is not exported
		for inner.Kind() == reflect.Pointer && !inner.IsNil() {
			own := reflect.New(inner.Type().Elem())
			own.Elem().Set(inner.Elem())
			inner.Set(own)
			inner = own.Elem()
		}
		if inner.Kind() != reflect.Struct {
			continue
		}
		if request, ok := reflect.TypeAssert[shadowed](inner); ok {
			if shadow := reflect.ValueOf(request.shadow()); shadow.Type() == inner.Type() {
				inner.Set(shadow)
				continue
			}
		}
		overshadow(inner, depth+1)
	}
}
