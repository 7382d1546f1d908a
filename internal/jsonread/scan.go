package jsonread

import "context"

// scanner walks over JSON in linear time and without memory of its own, and
// refuses what is not JSON. The end of its context ends it.
type scanner struct {
	ctx  context.Context
	data []byte
	at   int
	next int // where the context is looked at again

	named int // where the member that is visited begins
}

const (
	scannedAtOnce = 32 << 10 // bytes between two looks at the context
	deepestJSON   = 512      // levels that an answer may have
)

var errTooDeep = tooCostly("it nests deeper than an answer does")

// Members visits each member of the object that data begins with, without the
// escapes of its name. What follows the object is not looked at.
func Members(ctx context.Context, data []byte, visit func(name, value []byte) error) error {
	s := scanner{ctx: ctx, data: data}
	return s.values(visit)
}

// Document checks that data is JSON and returns its first byte. If that begins an
// object, each of its members is visited.
func Document(ctx context.Context, data []byte, visit func(name, value []byte) error) (first byte, err error) {
	s := scanner{ctx: ctx, data: data}
	first, err = s.space()
	switch {
	case err != nil:
	case first == '{':
		err = s.values(visit)
	default:
		err = s.skip(0)
	}
	if err == nil {
		err = s.end()
	}
	return first, err
}

// values visits each member of the object that begins here, with its value.
func (s *scanner) values(visit func(name, value []byte) error) error {
	return s.members(0, func(name []byte) error {
		if _, err := s.space(); err != nil {
			return err
		}
		start := s.at
		if err := s.skip(1); err != nil {
			return err
		}
		return visit(nameOf(name), s.data[start:s.at])
	})
}

// pause looks at the context every so often.
func (s *scanner) pause() error {
	if s.at < s.next {
		return nil
	}
	s.next = s.at + scannedAtOnce
	return s.ctx.Err()
}

// space skips white space and returns the byte behind it, 0 at the end.
func (s *scanner) space() (byte, error) {
	for ; s.at < len(s.data); s.at++ {
		switch b := s.data[s.at]; b {
		case ' ', '\t', '\n', '\r':
			if err := s.pause(); err != nil {
				return 0, err
			}
		default:
			return b, s.pause()
		}
	}
	return 0, s.pause()
}

// skip moves past the next value.
func (s *scanner) skip(depth int) error {
	first, err := s.space()
	if err != nil {
		return err
	}
	switch first {
	case '{':
		return s.members(depth, func([]byte) error { return s.skip(depth + 1) })
	case '[':
		return s.elements(depth, func(int) error { return s.skip(depth + 1) })
	default:
		return s.scalar(first)
	}
}

// end wants nothing but white space in the rest.
func (s *scanner) end() error {
	if rest, err := s.space(); err != nil {
		return err
	} else if rest != 0 || s.at < len(s.data) {
		return ErrSyntax
	}
	return nil
}

// members visits each member of the object that begins here. The visitor is
// given the name as it stands between its quotes, and moves past the value.
func (s *scanner) members(depth int, visit func(name []byte) error) error {
	return s.list(depth, '}', func(int) error {
		if first, err := s.space(); err != nil {
			return err
		} else if first != '"' {
			return ErrSyntax
		}
		start := s.at
		if err := s.text(); err != nil {
			return err
		}
		name := s.data[start+1 : s.at-1]
		s.named = start
		if colon, err := s.space(); err != nil {
			return err
		} else if colon != ':' {
			return ErrSyntax
		}
		s.at++
		return visit(name)
	})
}

// elements visits each element of the array that begins here. The visitor is
// given its number, and moves past it.
func (s *scanner) elements(depth int, visit func(n int) error) error {
	return s.list(depth, ']', visit)
}

// list visits each thing between two brackets, of which the first is here.
func (s *scanner) list(depth int, end byte, visit func(n int) error) error {
	if depth > deepestJSON {
		return errTooDeep
	}
	s.at++
	for n := 0; ; n++ {
		next, err := s.space()
		switch {
		case err != nil:
			return err
		case next == end && n == 0:
			s.at++
			return nil
		}
		if err := visit(n); err != nil {
			return err
		}
		switch next, err = s.space(); {
		case err != nil:
			return err
		case next == end:
			s.at++
			return nil
		case next != ',':
			return ErrSyntax
		}
		s.at++
	}
}

// value moves past the next value and returns it.
func (s *scanner) value() ([]byte, error) {
	if _, err := s.space(); err != nil {
		return nil, err
	}
	start := s.at
	err := s.skip(0)
	return s.data[start:s.at], err
}
