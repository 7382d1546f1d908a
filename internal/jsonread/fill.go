package jsonread

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
)

// A Reader reads what an answer holds into a value, in pieces, so that the end of
// the context can come between two of them.
type Reader struct {
	ctx    context.Context
	shapes shapes
	piece  []byte
	depth  int
}

// NewReader returns a Reader that stops when ctx ends.
func NewReader(ctx context.Context) *Reader { return &Reader{ctx: ctx} }

// Read reads an answer that was accepted, or an element of one. What is small
// costs little, whatever it holds. A member that has another scalar form than
// the contract says is read all the same; any other surprise is an error.
func (f *Reader) Read(data []byte, into reflect.Value) error {
	if len(data) <= atOnce && json.Unmarshal(data, into.Addr().Interface()) == nil {
		return nil
	}
	return f.readOdd(data, into)
}

// readOdd reads what is large, or could not be read as it is.
func (f *Reader) readOdd(data []byte, into reflect.Value) error {
	into.SetZero()
	if f.shapes == nil {
		f.shapes = shapes{}
	}
	exact, err := f.surveyed(data, into.Type())
	if err != nil {
		return err
	}
	if err = f.fill(exact, into); err == nil || f.ctx.Err() != nil || errors.Is(err, ErrTooCostly) {
		return err
	}
	return unread(err)
}

const (
	atOnce    = 16 << 10 // bytes that encoding/json is given at once
	atMost    = 2 << 20  // those of a value that cannot be taken apart
	takeApart = 8        // levels of an answer that are
)

func (f *Reader) fill(data []byte, into reflect.Value) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	if len(data) <= atOnce {
		return json.Unmarshal(data, into.Addr().Interface())
	}
	f.depth++
	defer func() { f.depth-- }()
	t := f.shapes.of(into.Type())
	own, _ := reflect.TypeAssert[json.Unmarshaler](into.Addr())
	deep := f.depth > takeApart
	switch {
	case into.Kind() == reflect.Pointer:
		if into.IsNil() {
			into.Set(reflect.New(into.Type().Elem()))
		}
		return f.fill(data, into.Elem())
	case own != nil:
		return own.UnmarshalJSON(data)
	case t.kind == reflect.String && !t.texts && !t.itself && isPlain(data[1:len(data)-1]):
		into.SetString(string(data[1 : len(data)-1]))
		return nil
	case t.kind == reflect.Struct && !deep:
		return f.structure(data, into, t)
	case t.kind == reflect.Slice && data[0] == '[' && !deep:
		return f.array(data, into)
	case t.kind == reflect.Map && into.Type().Key().Kind() == reflect.String && !deep:
		return f.dictionary(data, into)
	case t.kind == reflect.Interface && !t.itself && !deep:
		return f.anything(data, into)
	case len(data) > atMost:
		return tooCostly("it has a member that is too large to be read at once")
	}
	return json.Unmarshal(data, into.Addr().Interface())
}

func (f *Reader) anything(data []byte, into reflect.Value) error {
	var made reflect.Value
	switch data[0] {
	case '{':
		made = reflect.New(reflect.TypeFor[map[string]any]()).Elem()
	case '[':
		made = reflect.New(reflect.TypeFor[[]any]()).Elem()
	default:
		made = reflect.New(reflect.TypeFor[string]()).Elem()
	}
	err := f.fill(data, made)
	into.Set(made)
	return err
}
