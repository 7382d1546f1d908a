package journal

import (
	"bytes"
	"slices"
	"strings"
)

// search finds a text in entries, in any case. It looks at a hundred thousand
// bodies while somebody waits, so it makes no copy of them: a body is searched
// for the text as it was typed, small and large.
type search struct {
	small string
	forms [][]byte
}

func newSearch(text string) search {
	s := search{small: strings.ToLower(text)}
	for _, form := range slices.Compact([]string{text, s.small, strings.ToUpper(text)}) {
		s.forms = append(s.forms, []byte(form))
	}
	return s
}

func (s search) finds(e *Entry) bool {
	if s.small == "" {
		return true
	}
	for _, form := range s.forms {
		if bytes.Contains(e.Request, form) {
			return true
		}
	}
	for _, text := range []string{e.Operation, e.Path, e.RequestID, e.Code, e.Signature} {
		if len(text) >= len(s.small) && strings.Contains(strings.ToLower(text), s.small) {
			return true
		}
	}
	return false
}
