package freedompay

import (
	"context"
	"errors"
	"io"
)

// within returns the document for reading until ctx ends. A source that the caller
// has given may block or panic: it is read in a goroutine of its own, into memory of
// its own, so that neither holds or ends the call. One that blocks for ever keeps
// that goroutine. A document in memory does neither, and is read as it is.
func (d Document) within(ctx context.Context) Document {
	if d.readAt != nil && !d.inMemory {
		source := guardedSource{ctx: ctx, readAt: d.readAt}
		d.readAt = source.ReadAt
	}
	return d
}

// guardedSource is for one reader at a time.
type guardedSource struct {
	ctx    context.Context
	readAt readerAt
	buffer []byte // nil while, and after, a Read that was left holds it
}

// ReadAt reads from the source until the context ends.
func (s *guardedSource) ReadAt(p []byte, offset int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	buffer := s.buffer
	if s.buffer = nil; cap(buffer) < len(p) {
		buffer = make([]byte, len(p))
	}
	buffer = buffer[:len(p)]
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	go func() {
		r := result{err: errors.New("the source of the document panicked")}
		defer func() {
			if recover() != nil {
				r.n = 0
			}
			done <- r
		}()
		n, err := s.readAt(buffer, offset)
		r = result{min(max(n, 0), len(buffer)), err}
	}()
	select {
	case r := <-done:
		s.buffer = buffer
		if n := copy(p, buffer[:r.n]); r.err != nil || n == len(p) {
			return n, r.err
		}
		return r.n, io.ErrUnexpectedEOF
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	}
}
