package jsonread

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Locate returns where in text the member at path, such as client.document, has
// its value. The text is what json.Marshal made: valid, and without white space.
func Locate(text []byte, path string) (start, end int, ok bool) {
	want, rest, nested := strings.Cut(path, ".")
	for next := 1; next < len(text) && text[0] == '{' && text[next] == '"'; {
		colon := skipString(text, next)
		start, end = colon+1, skipValue(text, colon+1)
		switch {
		case !isName(text[next:colon], want):
			next = end + 1 // behind the comma or the closing brace
		case !nested:
			return start, end, true
		default:
			from, to, ok := Locate(text[start:end], rest)
			return start + from, start + to, ok
		}
	}
	return 0, 0, false
}

// isName reports whether the JSON string literal is name.
func isName(literal []byte, name string) bool {
	if bytes.IndexByte(literal, '\\') < 0 {
		return string(literal[1:len(literal)-1]) == name
	}
	var spelt string
	return json.Unmarshal(literal, &spelt) == nil && spelt == name
}

// skipString returns what follows the string that begins at start.
func skipString(text []byte, start int) int {
	for at := start + 1; at < len(text); at++ {
		switch text[at] {
		case '"':
			return at + 1
		case '\\':
			at++
		}
	}
	return len(text)
}

// skipValue returns what follows the value that begins at start.
func skipValue(text []byte, start int) int {
	depth := 0
	for at := start; at < len(text); {
		switch text[at] {
		case '"':
			at = skipString(text, at)
		case '{', '[':
			depth, at = depth+1, at+1
		case '}', ']':
			depth, at = depth-1, at+1
		default: // of a number or a word, or between two values
			at++
		}
		if depth == 0 && at < len(text) && strings.IndexByte(",}]", text[at]) >= 0 {
			return at
		}
	}
	return len(text)
}
