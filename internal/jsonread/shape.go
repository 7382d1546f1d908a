package jsonread

import (
	"bytes"
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
)

// shape is what is to be known of a type to read JSON into it.
type shape struct {
	kind    reflect.Kind // of what a pointer points to; Invalid for what nothing reads
	itself  bool         // it has a decoder of its own
	texts   bool         // it reads the text of a string by itself
	octets  bool         // it is a slice of bytes
	pointed int          // bytes that a pointer adds
	begins  int          // bytes that a map takes before its first member
	each    int          // bytes that each element or member takes
	element reflect.Type // of a slice, an array or a map
	members []*member    // of a struct
}

const wordSize = 8

func (t *shape) isInteger() bool { return reflect.Int <= t.kind && t.kind <= reflect.Uintptr }

func (t *shape) isNumber() bool { return reflect.Int <= t.kind && t.kind <= reflect.Float64 }

// find returns the member of a struct that encoding/json reads under a name, or nil.
func (t *shape) find(name []byte) *member {
	for _, m := range t.members {
		if string(name) == m.name {
			return m
		}
	}
	for _, m := range t.members {
		if bytes.EqualFold(name, []byte(m.name)) {
			return m
		}
	}
	return nil
}

// member is a field that encoding/json fills.
type member struct {
	name  string
	field reflect.StructField
	of    *shape // once it was asked for
}

func (m *member) shape(known shapes) *shape {
	if m.of == nil {
		m.of = known.of(m.field.Type)
		if _, options, _ := strings.Cut(m.field.Tag.Get("json"), ","); strings.Contains(options, "string") {
			m.of = &shape{kind: m.of.kind, itself: true} // another form, which is not looked into
		}
	}
	return m.of
}

// shapes are those of the types met so far.
type shapes map[reflect.Type]*shape

func (known shapes) of(t reflect.Type) *shape {
	if s := known[t]; s != nil {
		return s
	}
	s := new(shape)
	known[t] = s
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
		s.pointed += int(t.Size())
	}
	s.kind = t.Kind()
	pointer := reflect.PointerTo(t)
	s.itself = pointer.Implements(reflect.TypeFor[json.Unmarshaler]())
	s.texts = !s.itself && pointer.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
	switch s.kind {
	case reflect.Struct:
		s.members = membersOf(t)
	case reflect.Slice:
		s.element, s.each = t.Elem(), int(t.Elem().Size())
		s.octets = t.Elem().Kind() == reflect.Uint8
	case reflect.Array:
		s.element = t.Elem()
	case reflect.Map:
		s.element, s.begins, s.each = t.Elem(), 40*wordSize, 2*int(t.Key().Size()+t.Elem().Size())
	case reflect.Interface:
		s.itself = s.itself || t.NumMethod() > 0
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		s.itself = true // encoding/json says what is wrong with it
	}
	return s
}

// membersOf returns the fields of a struct and of those that it embeds.
func membersOf(t reflect.Type) []*member {
	var all []*member
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		inner := field.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case field.Tag.Get("json") == "-", !field.IsExported(), name == "" && field.Anonymous && inner.Kind() == reflect.Struct:
			continue
		case name == "":
			name = field.Name
		}
		all = append(all, &member{name: name, field: field})
	}
	return all
}
