package jsonread

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
)

// Scalar returns the text of a JSON string, number, true or false, and "" for
// anything else. The API writes one and the same member now as a number, now
// as a string: everything that is read leniently is read through here.
func Scalar(data []byte) string {
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return ""
	}
	switch data[0] {
	case '"':
		if len(data) > 1 && isPlain(data[1:len(data)-1]) {
			return string(data[1 : len(data)-1])
		}
		var text string
		if json.Unmarshal(data, &text) != nil {
			return ""
		}
		return text
	case 'n', '{', '[':
		return ""
	}
	return string(data)
}

// isPlain reports whether a JSON string's inside is its text: ASCII without an
// escape. Nearly all are, and need no decoder.
func isPlain(inner []byte) bool {
	for _, b := range inner {
		if b < ' ' || b > '~' || b == '\\' || b == '"' {
			return false
		}
	}
	return true
}

// Text reads a code whose documented form is a string. It never fails: an
// answer is not lost for one odd member.
func Text[T ~string](into *T, data []byte) error {
	*into = T(Scalar(data))
	return nil
}

// Int reads a code whose documented form is an integer. It never fails: a
// member that holds no integer leaves zero.
func Int[T ~int | ~int64](into *T, data []byte) error {
	number, err := strconv.ParseInt(Scalar(data), 10, 64)
	if err != nil {
		number = 0
	}
	*into = T(number)
	return nil
}

// ID reads an id that is an integer. Unlike a code it fails when there is
// something else: an id that is lost must not look like one that is zero.
func ID[T ~int64](into *T, data []byte) error {
	text := Scalar(data)
	if text == "" && bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		*into = 0
		return nil
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return errors.New("freedompay: an id is an integer")
	}
	*into = T(number)
	return nil
}
