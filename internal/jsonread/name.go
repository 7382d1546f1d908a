package jsonread

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// nameOf returns a member's name without its escapes, as encoding/json reads it. An
// answer may hold very many names, so this takes no more memory than the name.
func nameOf(between []byte) []byte {
	if bytes.IndexByte(between, '\\') < 0 && utf8.Valid(between) {
		return between
	}
	name := make([]byte, 0, len(between))
	for len(between) > 0 {
		r, size := utf8.DecodeRune(between)
		if r == '\\' {
			r, size = escaped(between)
		}
		name, between = utf8.AppendRune(name, r), between[size:]
	}
	return name
}

// escaped returns what the escape that text begins with stands for, and its length.
func escaped(text []byte) (r rune, size int) {
	switch text[1] {
	case 'u':
		r, size = sixteen(text), 6
		if !utf16.IsSurrogate(r) {
			return r, size
		}
		if rest := text[size:]; len(rest) >= size && rest[0] == '\\' && rest[1] == 'u' {
			if pair := utf16.DecodeRune(r, sixteen(rest)); pair != utf8.RuneError {
				return pair, 2 * size
			}
		}
		return utf8.RuneError, size
	case 'b':
		r = '\b'
	case 'f':
		r = '\f'
	case 'n':
		r = '\n'
	case 'r':
		r = '\r'
	case 't':
		r = '\t'
	default:
		r = rune(text[1])
	}
	return r, 2
}

// sixteen returns the number of an escape of sixteen bits.
func sixteen(text []byte) rune {
	const digits, end, base, bits = 2, 6, 16, 32
	number, _ := strconv.ParseUint(string(text[digits:end]), base, bits) // the scanner has seen that it is one
	return rune(number)                                                  //nolint:gosec // of 16 or 32 bits, see bits
}
