package jsonread

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Misfit returns where in JSON the first value is that does not fit a type, as
// .client.phone, and what is wanted there; want is empty when all fits. It quotes no
// value.
func Misfit(data []byte, into reflect.Type) (path, want string) {
	for into.Kind() == reflect.Pointer {
		into = into.Elem()
	}
	if json.Unmarshal(data, reflect.New(into).Interface()) == nil {
		return "", ""
	}
	s := shapes{}.of(into)
	switch {
	case s.itself || s.texts:
		return "", form(s, into)
	case s.kind == reflect.Struct && data[0] == '{':
		var values map[string]json.RawMessage
		_ = json.Unmarshal(data, &values) // it is an object
		for name, value := range values {
			m := s.find([]byte(name))
			if m == nil {
				continue
			}
			if below, want := Misfit(value, m.field.Type); want != "" {
				return "." + m.name + below, want
			}
		}
	case s.element != nil && data[0] == '[':
		var values []json.RawMessage
		_ = json.Unmarshal(data, &values) // it is an array
		for i, value := range values {
			if below, want := Misfit(value, s.element); want != "" {
				return fmt.Sprintf("[%d]%s", i, below), want
			}
		}
	}
	return "", form(s, into)
}

// form says which JSON fits a type.
func form(s *shape, t reflect.Type) string {
	switch {
	case s.itself || s.texts:
		if strings.HasPrefix(t.Name(), "A") {
			return "an " + t.Name()
		}
		return "a " + t.Name()
	case s.isInteger():
		return "an integer"
	case s.isNumber():
		return "a number"
	case s.kind == reflect.String:
		return "a string"
	case s.kind == reflect.Bool:
		return "true or false"
	case s.kind == reflect.Slice, s.kind == reflect.Array:
		return "an array"
	}
	return "an object"
}
