package jsonread

// ending finds the end of a value, byte by byte.
type ending struct {
	depth                 int
	quoted, escaped, bare bool // bare: a number or a word
}

// in returns the length of the value that data begins with, once it has ended.
// Of data, which grows from call to call, the first bytes were seen before.
func (e *ending) in(data []byte, seen *int) (length int, ended bool) {
	for i := *seen; i < len(data); i++ {
		switch b := data[i]; {
		case e.escaped:
			e.escaped = false
		case e.quoted && b == '\\':
			e.escaped = true
		case e.quoted && b != '"':
			continue
		case b == '"':
			e.quoted = !e.quoted
		case b == '{', b == '[':
			e.depth++
		case e.bare && (b == ',' || b == '}' || b == ']' || b <= ' '):
			return i, true
		case b == '}', b == ']':
			e.depth--
		case e.depth == 0:
			e.bare = true
		default:
			continue
		}
		if e.depth == 0 && !e.quoted && !e.bare {
			return i + 1, true
		}
	}
	*seen = len(data)
	return 0, false
}
