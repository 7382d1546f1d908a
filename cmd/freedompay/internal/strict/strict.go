// Package strict reads JSON that a person has written: what is misspelt, there
// twice or of another type is an error that says where.
package strict

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Read fills what into points at. Where it fails it says the line, or the path
// of the member, such as clients[0].cards[1].fund, and never the value.
func Read(text []byte, into any) error {
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
			return fmt.Errorf("line %d: %w", 1+bytes.Count(text[:min(wrong.Offset, int64(len(text)))], []byte("\n")), err)
		}
		return err
	}
	return value("", whole, reflect.ValueOf(into).Elem())
}

// value fills one value.
func value(path string, text json.RawMessage, into reflect.Value) error {
	own := into.Addr().Interface()
	_, reads := own.(json.Unmarshaler)
	_, readsText := own.(encoding.TextUnmarshaler)
	switch {
	case string(text) == "null":
		return wrong(path, "want %s", form(into.Type()))
	case reads || readsText:
		if err := json.Unmarshal(text, own); err != nil {
			return wrong(path, "%w", err)
		}
		return nil
	case into.Kind() == reflect.Struct && text[0] == '{':
		return object(path, text, into)
	case into.Kind() == reflect.Slice && text[0] == '[':
		return list(path, text, into)
	}
	if err := json.Unmarshal(text, own); err != nil {
		return wrong(path, "want %s", form(into.Type()))
	}
	return nil
}

func object(path string, text json.RawMessage, into reflect.Value) error {
	fields := members(into.Type())
	seen := make(map[string]bool)
	decoder := json.NewDecoder(bytes.NewReader(text))
	_, err := decoder.Token() // the brace
	for err == nil && decoder.More() {
		token, _ := decoder.Token() // the text was read once: it is JSON
		name, _ := token.(string)
		var one json.RawMessage
		if err = decoder.Decode(&one); err != nil {
			break
		}
		below := strings.TrimPrefix(path+"."+name, ".")
		i := slices.Index(fields, name)
		switch {
		case i < 0:
			return wrong(shown(below), "no such member; there are %s", strings.Join(fields, ", "))
		case seen[name]:
			return wrong(below, "is there twice")
		}
		seen[name] = true
		if err := value(below, one, into.Field(i)); err != nil {
			return err
		}
	}
	return err
}

func list(path string, text json.RawMessage, into reflect.Value) error {
	var items []json.RawMessage
	if err := json.Unmarshal(text, &items); err != nil {
		return wrong(path, "%w", err)
	}
	into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
	for i, item := range items {
		if err := value(fmt.Sprintf("%s[%d]", path, i), item, into.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

// members returns the names of a struct's fields in JSON.
func members(t reflect.Type) []string {
	var names []string
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// form says which JSON a type wants.
func form(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		return "an object"
	case reflect.Slice:
		return "a list"
	case reflect.String:
		return "a text in quotes"
	case reflect.Bool:
		return "true or false"
	default:
		return "a number"
	}
}

func wrong(path, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	if path == "" {
		return err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// shown keeps a name that nobody knows short and printable.
func shown(path string) string {
	path = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, path)
	return path[:min(len(path), 120)]
}
