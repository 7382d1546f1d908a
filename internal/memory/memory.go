// Package memory reads what lies behind a value, unexported fields included, as test
// libraries and debuggers do. Only tests import it.
package memory

import "reflect"

// Texts returns every string and byte slice that can be reached from a value.
func Texts(value any) (found []string) {
	type place struct {
		at uintptr
		of reflect.Type
	}
	seen := map[place]bool{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			found = append(found, v.String())
		case reflect.Interface:
			walk(v.Elem())
		case reflect.Pointer:
			if at := (place{v.Pointer(), v.Type()}); !seen[at] {
				seen[at] = true
				walk(v.Elem())
			}
		case reflect.Struct:
			for _, field := range v.Fields() {
				walk(field)
			}
		case reflect.Map:
			for pairs := v.MapRange(); pairs.Next(); {
				walk(pairs.Key())
				walk(pairs.Value())
			}
		case reflect.Slice, reflect.Array:
			if v.Type().Elem().Kind() == reflect.Uint8 {
				text := make([]byte, v.Len())
				for i := range text {
					text[i] = byte(v.Index(i).Uint()) //nolint:gosec // its kind is uint8
				}
				found = append(found, string(text))
				return
			}
			for i := range v.Len() {
				walk(v.Index(i))
			}
		}
	}
	walk(reflect.ValueOf(value))
	return found
}
