package jsonread

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
)

// object reads small members together, as encoding/json would, and each that is
// large by itself.
func (f *Reader) object(data []byte, into reflect.Value, alone func(name, value []byte) error) error {
	s := scanner{ctx: f.ctx, data: data}
	start, end := 0, 0 // of the members that are read together
	err := s.members(0, func(name []byte) error {
		begin := s.named
		value, err := s.value()
		if err != nil {
			return err
		}
		if s.at-start > atOnce || start == end {
			if err := f.together('{', data[start:end], '}', into.Addr()); err != nil {
				return err
			}
			start = begin
		}
		if end = s.at; end-begin <= atOnce {
			return nil
		}
		start = end
		return alone(nameOf(name), value)
	})
	if err != nil {
		return err
	}
	return f.together('{', data[start:end], '}', into.Addr())
}

// together gives neighbours to encoding/json, between the brackets of their kind.
func (f *Reader) together(open byte, data []byte, end byte, into reflect.Value) error {
	if len(data) == 0 {
		return nil
	}
	if err := f.ctx.Err(); err != nil {
		return err
	}
	f.piece = append(append(append(f.piece[:0], open), data...), end)
	return json.Unmarshal(f.piece, into.Interface())
}

// structure reads an object into a struct.
func (f *Reader) structure(data []byte, into reflect.Value, t *shape) error {
	return f.object(data, into, func(name, value []byte) error {
		m := t.find(name)
		if m == nil {
			return nil
		}
		err := f.fill(value, fieldOf(into, m.field.Index))
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			wrong.Field = strings.Trim(m.name+"."+wrong.Field, ".")
		}
		return err
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
func (f *Reader) array(data []byte, into reflect.Value) error {
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
		if s.at-start > atOnce || start == end {
			if err := f.neighbours(data[start:end], into, first, n); err != nil {
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
	return f.neighbours(data[start:end], into, first, count)
}

// neighbours reads neighbouring elements into their place.
func (f *Reader) neighbours(data []byte, into reflect.Value, first, end int) error {
	part := reflect.New(into.Type())
	part.Elem().Set(into.Slice3(first, first, end))
	return f.together('[', data, ']', part)
}

func (f *Reader) dictionary(data []byte, into reflect.Value) error {
	t := into.Type()
	if into.IsNil() {
		into.Set(reflect.MakeMap(t))
	}
	return f.object(data, into, func(name, value []byte) error {
		element := reflect.New(t.Elem()).Elem()
		err := f.fill(value, element)
		into.SetMapIndex(reflect.ValueOf(string(name)).Convert(t.Key()), element)
		return err
	})
}
