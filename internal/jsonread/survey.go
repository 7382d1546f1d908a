package jsonread

import (
	"reflect"
	"strconv"
	"strings"
)

// survey walks over an answer beside the type that it is to be read into, before
// anything is made of it: it adds up what that would cost, refuses members of
// another kind, and gives scalars the form that the type reads.
type survey struct {
	scanner
	left   int // bytes that what is read may still take
	shapes shapes
	path   []place // of the value that is looked at
	exact  []byte  // the answer with its scalars in the form that is read, up to copied
	copied int
}

// An answer may take some times its size once it is read. The bank's own takes
// at most twice its size.
const (
	costFactor = 6
	costSlack  = 8 << 20
)

// place is a step of a path: a member's name, or the number of an element.
type place struct {
	name   string
	number int
}

// surveyed returns data in the form that t reads.
func (f *Reader) surveyed(data []byte, t reflect.Type) ([]byte, error) {
	s := survey{scanner: scanner{ctx: f.ctx, data: data}, left: costFactor*len(data) + costSlack, shapes: f.shapes}
	if err := s.value(s.shapes.of(t), 0); err != nil {
		return nil, err
	}
	if s.copied == 0 {
		return data, nil
	}
	return append(s.exact, data[s.copied:]...), nil
}

// spend takes what one more thing costs from the budget.
func (s *survey) spend(bytes int) error {
	if s.left -= bytes; s.left < 0 {
		return tooCostly("what it holds at " + s.where() + " takes many times its size once read")
	}
	return nil
}

// value moves past the next value, which is read into a type of this shape.
func (s *survey) value(t *shape, depth int) error {
	first, err := s.space()
	if err != nil {
		return err
	}
	start := s.at
	if err := s.spend(t.pointed); err != nil {
		return err
	}
	switch {
	case t.kind == reflect.Invalid: // nothing reads it
		return s.skip(depth)
	case t.kind == reflect.Interface:
		return s.anything(first, depth)
	case first == 'n', t.itself:
		if err := s.skip(depth); err != nil {
			return err
		}
		return s.spend(s.at - start)
	case first == '{':
		return s.object(t, depth)
	case first == '[':
		return s.array(t, depth)
	}
	if err := s.scalar(first); err != nil {
		return err
	}
	return s.form(t, first, start)
}

// anything moves past what an empty interface holds.
func (s *survey) anything(first byte, depth int) error {
	switch first {
	case '{':
		return s.object(s.shapes.of(reflect.TypeFor[map[string]any]()), depth)
	case '[':
		return s.array(s.shapes.of(reflect.TypeFor[[]any]()), depth)
	}
	start := s.at
	if err := s.scalar(first); err != nil {
		return err
	}
	return s.spend(2*wordSize + s.at - start)
}

func (s *survey) object(t *shape, depth int) error {
	if t.texts || t.kind != reflect.Struct && t.kind != reflect.Map {
		return s.unexpected("object")
	}
	if err := s.spend(t.begins); err != nil {
		return err
	}
	return s.members(depth, func(name []byte) error {
		if t.kind == reflect.Map {
			if err := s.spend(t.each + len(name)); err != nil {
				return err
			}
			return s.step(place{name: "*"}, s.shapes.of(t.element), depth)
		}
		m := t.find(nameOf(name))
		if m == nil {
			return s.skip(depth + 1)
		}
		return s.step(place{name: m.name}, m.shape(s.shapes), depth)
	})
}

func (s *survey) array(t *shape, depth int) error {
	if t.texts || t.kind != reflect.Slice && t.kind != reflect.Array {
		return s.unexpected("array")
	}
	inner := s.shapes.of(t.element)
	start, count := s.at, 0
	err := s.elements(depth, func(n int) error {
		if err := s.spend(t.each); err != nil {
			return err
		}
		count++
		return s.step(place{number: n}, inner, depth)
	})
	if err == nil && s.at-start <= atOnce { // encoding/json makes it, with room to grow
		err = s.spend(count * t.each)
	}
	return err
}

// step moves past a value within another.
func (s *survey) step(to place, t *shape, depth int) error {
	s.path = append(s.path, to)
	err := s.value(t, depth+1)
	s.path = s.path[:len(s.path)-1]
	return err
}

// where returns the path of the value that is looked at. Its names are those of
// the contract, and none of the answer's own.
func (s *survey) where() string {
	var path strings.Builder
	path.WriteString("$")
	for _, step := range s.path {
		if step.name == "" {
			path.WriteString("[" + strconv.Itoa(step.number) + "]")
		} else {
			path.WriteString("." + step.name)
		}
	}
	return path.String()
}

func (s *survey) expect(ok bool, kind string) error {
	if ok {
		return nil
	}
	return s.unexpected(kind)
}

func (s *survey) unexpected(kind string) error {
	return Unreadable("answer has an unexpected " + kind + " at " + s.where())
}
