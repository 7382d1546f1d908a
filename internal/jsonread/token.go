package jsonread

// scalar moves past a string, a number or a word.
func (s *scanner) scalar(first byte) error {
	switch first {
	case '"':
		return s.text()
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		return s.number()
	}
}

func (s *scanner) word(word string) error {
	if rest := s.data[s.at:]; len(rest) < len(word) || string(rest[:len(word)]) != word {
		return ErrSyntax
	}
	s.at += len(word)
	return nil
}

// text moves past a string.
func (s *scanner) text() error {
	for s.at++; s.at < len(s.data); s.at++ {
		if s.at >= s.next {
			if err := s.pause(); err != nil {
				return err
			}
		}
		switch b := s.data[s.at]; {
		case b == '"':
			s.at++
			return nil
		case b < ' ':
			return ErrSyntax
		case b == '\\':
			if err := s.escape(); err != nil {
				return err
			}
		}
	}
	return ErrSyntax
}

// escape moves to the last byte of an escape.
func (s *scanner) escape() error {
	s.at++
	if s.at == len(s.data) {
		return ErrSyntax
	}
	switch s.data[s.at] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return nil
	case 'u':
		for range 4 {
			s.at++
			if s.at == len(s.data) || !isHex(s.data[s.at]) {
				return ErrSyntax
			}
		}
		return nil
	}
	return ErrSyntax
}

func isHex(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'f'
}

// mostDigits is how many a part of a number may have, so that no number is long
// enough to outlive the context.
const mostDigits = 4 << 10

// number moves past a number.
func (s *scanner) number() error {
	if s.here() == '-' {
		s.at++
	}
	if s.here() == '0' {
		s.at++
	} else if !s.digits() {
		return ErrSyntax
	}
	if s.here() == '.' {
		s.at++
		if !s.digits() {
			return ErrSyntax
		}
	}
	if s.here()|0x20 == 'e' {
		s.at++
		if sign := s.here(); sign == '+' || sign == '-' {
			s.at++
		}
		if !s.digits() {
			return ErrSyntax
		}
	}
	return s.pause()
}

// here returns the next byte, 0 at the end.
func (s *scanner) here() byte {
	if s.at < len(s.data) {
		return s.data[s.at]
	}
	return 0
}

// digits moves past digits, of which there has to be one.
func (s *scanner) digits() bool {
	start, end := s.at, min(len(s.data), s.at+mostDigits)
	for s.at < end && '0' <= s.data[s.at] && s.data[s.at] <= '9' {
		s.at++
	}
	return s.at > start
}
