package freedompay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// window shows an answer as it arrives, one value at a time, in linear time.
type window struct {
	ctx         context.Context
	from        io.Reader
	limit, left int64  // bytes that may be read for one value
	data        []byte // of which those before at were shown
	at          int
	looks       []byte // how the answer begins, to describe it
	failed      error  // of from, also its end
}

var errForm = errors.New("another form")

// fill reads more, in place of what was shown.
func (w *window) fill() error {
	switch {
	case w.failed != nil:
		return w.failed
	case w.left <= 0:
		return errTooLarge
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

// space shows the next byte that is not white space, and does not move past it.
func (w *window) space() (byte, error) {
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

// list visits each thing between two brackets, of which the first comes next.
func (w *window) list(start, end byte, visit func() error) error {
	if first, err := w.space(); err != nil {
		return err
	} else if first != start {
		if err := w.skip(); err != nil {
			return err
		}
		return errForm
	}
	w.at++
	for n := 0; ; n++ {
		next, err := w.space()
		switch {
		case err != nil:
			return err
		case next == end:
			w.at++
			return nil
		case n == 0:
		case next != ',':
			return errSyntax
		default:
			w.at++
			if next, err = w.space(); err != nil {
				return err
			} else if next == end {
				return errSyntax
			}
		}
		if err := visit(); err != nil {
			return err
		}
	}
}

// value moves past the next value and shows it until the next call. Whether it
// is JSON is for its reader to say.
func (w *window) value() ([]byte, error) {
	first, err := w.space()
	if err != nil {
		return nil, err
	}
	if strings.IndexByte(`{["-0123456789tfn`, first) < 0 {
		return nil, errSyntax
	}
	var end ending
	for seen := 0; ; {
		length, ok := end.in(w.data[w.at:], &seen)
		if !ok {
			err := w.fill()
			if err == nil {
				continue
			}
			if err != io.EOF || !end.bare {
				return nil, err
			}
			length = seen // the end of the answer is the end of a number or a word
		}
		data := w.data[w.at : w.at+length]
		w.at += length
		return data, nil
	}
}

// skip moves past a value that nothing reads.
func (w *window) skip() error {
	return w.note(new(evidence), nil)
}

// name moves past a member's name and its colon.
func (w *window) name() ([]byte, error) {
	if first, err := w.space(); err != nil {
		return nil, err
	} else if first != '"' {
		return nil, errSyntax
	}
	data, err := w.value()
	if err != nil {
		return nil, err
	}
	s := scanner{ctx: w.ctx, data: data}
	if err := s.text(); err != nil {
		return nil, err
	}
	name := bytes.Clone(nameOf(data[1 : len(data)-1]))
	colon, err := w.space()
	if err == nil && colon != ':' {
		err = errSyntax
	}
	w.at++
	return name, err
}

// note moves past a member's value and keeps it if it counts for the verdict.
func (w *window) note(e *evidence, name []byte) error {
	data, err := w.value()
	if err != nil {
		return err
	}
	s := scanner{ctx: w.ctx, data: data}
	if err := s.skip(0); err != nil {
		return err
	}
	if err := s.end(); err != nil {
		return err
	}
	return e.note(name, bytes.Clone(data[:min(len(data), longestWord+1)]))
}

// told tells a broken connection from an answer that is not the bank's.
func (w *window) told(err error) error {
	switch {
	case err == io.EOF && len(w.looks) > 0:
		return fmt.Errorf("answer broke off: %w", io.ErrUnexpectedEOF)
	case err == io.EOF, errors.Is(err, errSyntax):
		return notTheBanks(describe(w.looks))
	case errors.Is(err, errForm):
		return notTheBanks("it is JSON but not an object of the expected form")
	case w.failed != nil && err == w.failed && !hopeless(err):
		return fmt.Errorf("answer broke off: %w", newTransportError(err))
	}
	return err
}
