package freedompay

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
)

// filler reads what an answer holds into a value, in pieces, so that the end of
// the context can come between two of them.
type filler struct {
	ctx    context.Context
	shapes shapes
	piece  []byte
	depth  int
}

// read reads an answer that was accepted, or an element of one. What is small
// costs little, whatever it holds. A member that has another scalar form than
// the contract says is read all the same; any other surprise is an error.
func (f *filler) read(data []byte, into reflect.Value) error {
	if len(data) <= atOnce && json.Unmarshal(data, into.Addr().Interface()) == nil {
		return nil
	}
	return f.readOdd(data, into)
}

// readOdd reads what is large, or could not be read as it is.
func (f *filler) readOdd(data []byte, into reflect.Value) error {
	into.SetZero()
	if f.shapes == nil {
		f.shapes = shapes{}
	}
	exact, err := f.surveyed(data, into.Type())
	if err != nil {
		return err
	}
	if err = f.fill(exact, into); err == nil || f.ctx.Err() != nil || errors.Is(err, errTooCostly) {
		return err
	}
	return unread(err)
}

const (
	atOnce    = 16 << 10 // bytes that encoding/json is given at once
	atMost    = 2 << 20  // those of a value that cannot be taken apart
	takeApart = 8        // levels of an answer that are
)

func (f *filler) fill(data []byte, into reflect.Value) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	if len(data) <= atOnce {
		return json.Unmarshal(data, into.Addr().Interface())
	}
	f.depth++
	defer func() { f.depth-- }()
	t := f.shapes.of(into.Type())
	own, _ := into.Addr().Interface().(json.Unmarshaler)
	deep := f.depth > takeApart
	switch {
	case into.Kind() == reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		return f.fill(data, into.Elem())
	case own != nil:
		return own.UnmarshalJSON(data)
	case t.kind == reflect.String && !t.texts && !t.itself && isPlain(data[1:len(data)-1]):
		into.SetString(string(data[1 : len(data)-1]))
		return nil
	case t.kind == reflect.Struct && !deep:
		return f.object(data, into, t)
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

// value moves past the next value and returns it.
func (s *scanner) value() ([]byte, error) {
	if _, err := s.space(); err != nil {
		return nil, err
	}
	start := s.at
	err := s.skip(0)
	return s.data[start:s.at], err
}

func (f *filler) object(data []byte, into reflect.Value, t *shape) error {
	s := scanner{ctx: f.ctx, data: data}
	return s.members(0, func(name []byte) error {
		value, err := s.value()
		m := t.find(nameOf(name))
		if err != nil || m == nil {
			return err
		}
		return f.fill(value, fieldOf(into, m.field.Index))
	})
}

// fieldOf returns a field, and makes what the pointers on the way to it point to.
func fieldOf(of reflect.Value, index []int) reflect.Value {
	for n, i := range index {
		if n > 0 && of.Kind() == reflect.Pointer {
			if of.IsNil() {
				of.Set(reflect.New(of.Type().Elem()))
			}
			of = of.Elem()
		}
		of = of.Field(i)
	}
	return of
}

// array makes a slice of the right length first: one that grows takes several
// times its size.
func (f *filler) array(data []byte, into reflect.Value) error {
	count := 0
	s := scanner{ctx: f.ctx, data: data}
	if err := s.elements(0, func(int) error { count++; return s.skip(1) }); err != nil {
		return err
	}
	into.Set(reflect.MakeSlice(into.Type(), count, count))
	s = scanner{ctx: f.ctx, data: data}
	first, start, end := 0, 0, 0 // of the elements that are read together
	err := s.elements(0, func(n int) error {
		value, err := s.value()
		if err != nil {
			return err
		}
		if s.at-start > atOnce || n == 0 {
			if err := f.together(data[start:end], into, first, n); err != nil {
				return err
			}
			first, start = n, s.at-len(value)
		}
		if end = s.at; len(value) <= atOnce {
			return nil
		}
		first, start = n+1, end
		return f.fill(value, into.Index(n))
	})
	if err != nil {
		return err
	}
	return f.together(data[start:end], into, first, count)
}

// together reads neighbouring elements into their place.
func (f *filler) together(data []byte, into reflect.Value, first, end int) error {
	if first == end {
		return nil
	}
	if err := f.ctx.Err(); err != nil {
		return err
	}
	f.piece = append(append(append(f.piece[:0], '['), data...), ']')
	part := reflect.New(into.Type())
	part.Elem().Set(into.Slice3(first, first, end))
	return json.Unmarshal(f.piece, part.Interface())
}

func (f *filler) dictionary(data []byte, into reflect.Value) error {
	t := into.Type()
	into.Set(reflect.MakeMap(t))
	s := scanner{ctx: f.ctx, data: data}
	return s.members(0, func(name []byte) error {
		value, err := s.value()
		if err != nil {
			return err
		}
		element := reflect.New(t.Elem()).Elem()
		if err := f.fill(value, element); err != nil {
			return err
		}
		into.SetMapIndex(reflect.ValueOf(string(nameOf(name))).Convert(t.Key()), element)
		return nil
	})
}

func (f *filler) anything(data []byte, into reflect.Value) error {
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
