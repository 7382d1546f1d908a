package jws

import (
	"bytes"
	"encoding/json"
	"iter"
	"regexp"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// spellings yields other ways to write the same JSON, the likeliest first: those
// in which one thing differs come before those in which several do. They are made
// one at a time, and no more of them than the size of the body pays for: whoever
// sends it need not have a key.
func spellings(body []byte) iter.Seq[variant] {
	return func(yield func(variant) bool) {
		if len(body) > tooLargeToGuess || !json.Valid(body) {
			return
		}
		g := guesses{left: guessesPerByte*len(body) + guessesFree, yield: yield}
		for changes := 1; changes <= len(habits()) && g.left > 0; changes++ {
			g.vary(variant{body: body}, habits(), changes)
		}
	}
}

const (
	tooLargeToGuess = 64 << 10
	guessesPerByte  = 256
	guessesFree     = 256 << 10
)

// guesses are the spellings that may still be made.
type guesses struct {
	left  int // bytes
	yield func(variant) bool
}

// vary yields what comes of so many changes, each by another of the habits.
func (g *guesses) vary(before variant, habits []habit, changes int) {
	if changes == 0 {
		if !g.yield(before) {
			g.left = 0
		}
		return
	}
	for i, habit := range habits {
		for _, write := range habit.ways {
			if g.left <= 0 {
				return
			}
			after := write(before.body)
			g.left -= len(after)
			if bytes.Equal(after, before.body) {
				continue
			}
			cause := habit.cause
			if before.cause != "" {
				cause = before.cause + "; " + cause
			}
			g.vary(variant{cause, after}, habits[i+1:], changes-1)
		}
	}
}

// habit is something in which JSON encoders differ.
type habit struct {
	cause string
	ways  []func([]byte) []byte
}

func habits() []habit {
	replace := func(old, new string) func([]byte) []byte {
		return func(text []byte) []byte { return bytes.ReplaceAll(text, []byte(old), []byte(new)) }
	}
	indent := func(by string) func([]byte) []byte {
		return func(text []byte) []byte {
			if indentedSize(text, by) > indentsTo*len(text) { // nobody indents so deep
				return text
			}
			var out bytes.Buffer
			_ = json.Indent(&out, text, "", by)
			return out.Bytes()
		}
	}
	return []habit{
		{"the characters <, > and & were escaped, or unescaped, after the body was signed", []func([]byte) []byte{escapeHTML, unescapeHTML}},
		{"slashes were escaped, or unescaped, after the body was signed", []func([]byte) []byte{replace(`/`, `\/`), replace(`\/`, `/`)}},
		{"letters beyond ASCII were escaped, or unescaped, after the body was signed", []func([]byte) []byte{escapeLetters, unescapeLetters}},
		{"the JSON was indented anew or compacted after it was signed", []func([]byte) []byte{compact, spaced, indent("  "), indent("    "), indent("\t")}},
	}
}

// indentsTo is how many times its size JSON may take when it is indented.
const indentsTo = 32

// indentedSize bounds the size of JSON that is indented: a line for each bracket
// and each comma, in strings too.
func indentedSize(text []byte, by string) int {
	size, depth := len(text), 0
	for _, b := range text {
		switch b {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
		default:
			continue
		}
		size += 2 + max(depth, 0)*len(by)
	}
	return size
}

func compact(text []byte) []byte {
	var out bytes.Buffer
	_ = json.Compact(&out, text)
	return out.Bytes()
}

func escapeHTML(text []byte) []byte {
	var out bytes.Buffer
	json.HTMLEscape(&out, text)
	return out.Bytes()
}

func unescapeHTML(text []byte) []byte {
	for _, c := range []struct{ escape, char string }{
		{`\u003c`, "<"}, {`\u003e`, ">"}, {`\u0026`, "&"}, {`\u003C`, "<"}, {`\u003E`, ">"},
	} {
		text = bytes.ReplaceAll(text, []byte(c.escape), []byte(c.char))
	}
	return text
}

// escapeLetters writes what is not ASCII as PHP and Python do by default.
func escapeLetters(text []byte) []byte {
	var out []byte
	for _, r := range string(text) {
		if r < utf8.RuneSelf {
			out = utf8.AppendRune(out, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			hex := strconv.FormatUint(uint64(unit)+1<<16, 16) // five digits, of which four count
			out = append(append(out, `\u`...), hex[1:]...)
		}
	}
	return out
}

// unescapeLetters is the inverse of escapeLetters.
func unescapeLetters(text []byte) []byte {
	return regexp.MustCompile(`(\\u[0-9a-fA-F]{4})+`).ReplaceAllFunc(text, func(escapes []byte) []byte {
		var units []uint16
		for i := 0; i < len(escapes); i += len(`\u0000`) {
			unit, _ := strconv.ParseUint(string(escapes[i+2:i+6]), 16, 16)
			units = append(units, uint16(unit))
		}
		letters := string(utf16.Decode(units))
		if units[0] < utf8.RuneSelf { // an escape that stays one, such as that of a control character
			return escapes
		}
		return []byte(letters)
	})
}

// spaced writes JSON on one line with a space after each comma and colon, as
// Python's encoder does.
func spaced(body []byte) []byte {
	var compact bytes.Buffer
	_ = json.Compact(&compact, body)
	var text []byte
	var quoted, escaped bool
	for _, b := range compact.Bytes() {
		text = append(text, b)
		switch {
		case escaped:
			escaped = false
		case quoted && b == '\\':
			escaped = true
		case b == '"':
			quoted = !quoted
		case !quoted && (b == ',' || b == ':'):
			text = append(text, ' ')
		}
	}
	return text
}
