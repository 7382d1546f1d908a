package freedompay

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// maxLoose bounds what is read twice: doing so takes many times its size.
const maxLoose = 1 << 20

// decodeLoosely reads an answer whose members have other scalar forms than the
// contract says: a number where it says string, a string where it says integer.
// The plain way comes first; this one is for the answer that would be lost.
func decodeLoosely(data []byte, answer any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var loose any
	if err := decoder.Decode(&loose); err != nil {
		return err
	}
	value := reflect.ValueOf(answer).Elem()
	exact, err := json.Marshal(coerce(loose, value.Type()))
	if err != nil {
		return err
	}
	value.SetZero()
	return json.Unmarshal(exact, answer)
}

// coerce gives scalars the form that a Go type reads. What it does not know it
// leaves, for the decoder to judge.
func coerce(loose any, t reflect.Type) any {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if readsItself(t) {
		if loose == "" && t.Kind() == reflect.Array { // an id that is not there
			return nil
		}
		return loose
	}
	switch value := loose.(type) {
	case map[string]any:
		if t.Kind() == reflect.Struct {
			coerceMembers(value, t)
		}
	case []any:
		if t.Kind() == reflect.Slice {
			for i := range value {
				value[i] = coerce(value[i], t.Elem())
			}
		}
	case json.Number:
		if t.Kind() == reflect.String {
			return value.String()
		}
	case string:
		if _, err := strconv.ParseInt(value, 10, 64); err == nil && reflect.Zero(t).CanInt() {
			return json.Number(value)
		}
	}
	return loose
}

func coerceMembers(members map[string]any, t reflect.Type) {
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if value, ok := members[name]; ok && !field.Anonymous {
			members[name] = coerce(value, field.Type)
		}
	}
}

// readsItself reports whether a type has a decoder of its own.
func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) || p.Implements(reflect.TypeFor[interface{ UnmarshalText([]byte) error }]())
}
