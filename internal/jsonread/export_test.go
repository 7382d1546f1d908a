package jsonread

import "reflect"

// ErrTooDeep is the error of JSON with too many levels.
var ErrTooDeep = errTooDeep

// ReadOdd reads in pieces, also what is small.
func (f *Reader) ReadOdd(data []byte, into reflect.Value) error { return f.readOdd(data, into) }
