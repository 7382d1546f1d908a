package jsonread

import (
	"context"
	"encoding/json"
	"io"
	"reflect"
)

// Elements reads the elements of a list, one after the other, into one value.
type Elements struct {
	reader  Reader
	into    reflect.Value
	decoder *json.Decoder // kept from element to element, which saves memory
	next    pending
	odd     bool // there was one that the decoder could not read: there may be more
}

// NewElements returns an Elements that reads into what the pointer points to.
func NewElements(ctx context.Context, into any) *Elements {
	return &Elements{reader: Reader{ctx: ctx}, into: reflect.ValueOf(into).Elem()}
}

// Read reads one element.
func (e *Elements) Read(data []byte) error {
	e.into.SetZero()
	if e.odd || len(data) > atOnce || data[0] != '{' {
		return e.reader.readOdd(data, e.into)
	}
	if e.decoder == nil {
		e.decoder = json.NewDecoder(&e.next)
	}
	e.next = data
	if e.decoder.Decode(e.into.Addr().Interface()) == nil {
		return nil
	}
	e.decoder, e.odd = nil, true // it may have kept a part
	return e.reader.readOdd(data, e.into)
}

// pending is what the decoder has not read yet.
type pending []byte

func (p *pending) Read(into []byte) (int, error) {
	n := copy(into, *p)
	*p = (*p)[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}
