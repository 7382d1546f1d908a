package jsonread

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
)

// A Window shows an answer as it arrives, one value at a time, in linear time.
type Window struct {
	ctx         context.Context
	from        io.Reader
	limit, left int64  // bytes that may be read for one value
	data        []byte // of which those before at were shown
	at          int
	looks       []byte // how the answer begins, to describe it
	failed      error  // of from, also its end
}

// NewWindow returns a Window on what from holds, which reads up to limit bytes.
func NewWindow(ctx context.Context, from io.Reader, limit int64) *Window {
	return &Window{ctx: ctx, from: from, limit: limit, left: limit}
}

// Renew allows to read up to the limit again.
func (w *Window) Renew() { w.left = w.limit }

// Beginning returns the first bytes of the answer, for [Describe].
func (w *Window) Beginning() []byte { return w.looks }

// Failed returns the error of what is read from, nil as long as there is none.
func (w *Window) Failed() error { return w.failed }

// fill reads more, in place of what was shown.
func (w *Window) fill() error {
	switch {
	case w.failed != nil:
		return w.failed
	case w.left <= 0:
		return ErrTooLarge
	case w.ctx.Err() != nil:
		return w.ctx.Err()
	}
	if w.at > 0 {
		w.data = w.data[:copy(w.data, w.data[w.at:])]
		w.at = 0
	}
	w.data = slices.Grow(w.data, max(scannedAtOnce-len(w.data), 512))
	room := w.data[len(w.data):cap(w.data)]
	n, err := w.from.Read(room[:min(int64(len(room)), w.left, scannedAtOnce)])
	w.left -= int64(n)
	w.failed = err
	w.data = w.data[:len(w.data)+n]
	if missing := enoughToDescribe - len(w.looks); missing > 0 {
		w.looks = append(w.looks, w.data[len(w.data)-n:][:min(n, missing)]...)
	}
	return nil
}

// Next shows the next byte that is not white space, and does not move past it.
func (w *Window) Next() (byte, error) {
	for {
		for ; w.at < len(w.data); w.at++ {
			switch b := w.data[w.at]; b {
			case ' ', '\t', '\n', '\r':
			default:
				return b, nil
			}
		}
		if err := w.fill(); err != nil {
			return 0, err
		}
	}
}

// List visits each thing between two brackets, of which the first comes next.
func (w *Window) List(start, end byte, visit func() error) error {
	if first, err := w.Next(); err != nil {
		return err
	} else if first != start {
		if _, err := w.Valid(); err != nil {
			return err
		}
		return ErrForm
	}
	w.at++
	for n := 0; ; n++ {
		next, err := w.Next()
		switch {
		case err != nil:
			return err
		case next == end:
			w.at++
			return nil
		case n == 0:
		case next != ',':
			return ErrSyntax
		default:
			w.at++
			if next, err = w.Next(); err != nil {
				return err
			} else if next == end {
				return ErrSyntax
			}
		}
		if err := visit(); err != nil {
			return err
		}
	}
}

// Value moves past the next value and shows it until the next call. Whether it
// is JSON is for its reader to say.
func (w *Window) Value() ([]byte, error) {
	first, err := w.Next()
	if err != nil {
		return nil, err
	}
	if strings.IndexByte(`{["-0123456789tfn`, first) < 0 {
		return nil, ErrSyntax
	}
	var end ending
	for seen := 0; ; {
		length, ok := end.in(w.data[w.at:], &seen)
		if !ok {
			err := w.fill()
			if err == nil {
				continue
			}
			if err != io.EOF || !end.bare { //nolint:errorlint // a Reader returns io.EOF itself
				return nil, err
			}
			length = seen // the end of the answer is the end of a number or a word
		}
		data := w.data[w.at : w.at+length]
		w.at += length
		return data, nil
	}
}

// Valid is [Window.Value] for a value that nothing else reads: it has to be JSON.
func (w *Window) Valid() ([]byte, error) {
	data, err := w.Value()
	if err != nil {
		return nil, err
	}
	s := scanner{ctx: w.ctx, data: data}
	if err := s.skip(0); err != nil {
		return nil, err
	}
	return data, s.end()
}

// Name moves past a member's name and its colon.
func (w *Window) Name() ([]byte, error) {
	if first, err := w.Next(); err != nil {
		return nil, err
	} else if first != '"' {
		return nil, ErrSyntax
	}
	data, err := w.Value()
	if err != nil {
		return nil, err
	}
	s := scanner{ctx: w.ctx, data: data}
	if err := s.text(); err != nil {
		return nil, err
	}
	name := bytes.Clone(nameOf(data[1 : len(data)-1]))
	colon, err := w.Next()
	if err == nil && colon != ':' {
		err = ErrSyntax
	}
	w.at++
	return name, err
}
