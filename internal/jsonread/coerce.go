package jsonread

import (
	"reflect"
	"strconv"
)

// form gives a scalar the form that its type reads: a number where the contract
// says string, digits in a string where it says integer.
func (s *survey) form(t *shape, first byte, start int) error {
	text := s.data[start:s.at]
	if err := s.spend(len(text)); err != nil {
		return err
	}
	switch {
	case first == '"' && t.texts:
		if len(text) == len(`""`) { // an id that is not there
			return s.replace(start, "null")
		}
		return nil
	case first == '"' && t.isInteger() && !t.texts && isWhole(text[1:len(text)-1]):
		return s.replace(start, string(text[1:len(text)-1]))
	case first == '"':
		return s.expect(t.kind == reflect.String || t.octets, "string")
	case first == 't', first == 'f':
		return s.expect(t.kind == reflect.Bool && !t.texts, "bool")
	case t.kind == reflect.String && !t.texts:
		return s.replace(start, `"`+string(text)+`"`)
	default:
		return s.expect(t.isNumber() && !t.texts, "number")
	}
}

// isWhole reports whether text is an integer as JSON writes it.
func isWhole(text []byte) bool {
	value, err := strconv.ParseInt(string(text), 10, 64)
	return err == nil && string(text) == strconv.FormatInt(value, 10)
}

// replace writes a scalar anew.
func (s *survey) replace(start int, with string) error {
	s.exact = append(append(s.exact, s.data[s.copied:start]...), with...)
	s.copied = s.at
	return s.spend(4 * len(with))
}
