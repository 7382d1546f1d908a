package freedompay

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"reflect"
	"strconv"
)

// operations yields the operations of a statement as they arrive.
func operations[T any](ctx context.Context, c *Client, name string, req any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		lines := &lines[T]{yield: yield}
		if _, err := c.run(ctx, &call{op: operationNamed(name), kind: query, req: req, answer: lines}); err != nil {
			var none T
			yield(none, err)
		}
	}
}

// streamed is an answer that is read while it arrives, and not kept.
type streamed interface {
	// read returns what an answer says of the call. Its error says that the
	// answer is not the bank's, or broke off, or that ctx has ended.
	read(ctx context.Context, from *timedReader, limit int64) (verdict, error)

	// begun reports whether the caller has seen a part of the answer, which
	// rules out to ask for it again.
	begun() bool
}

// lines hands each operation of a statement to the caller.
type lines[T any] struct {
	yield   func(T, error) bool
	yielded bool
}

func (l *lines[T]) begun() bool { return l.yielded }

// errEnough ends the reading when the caller has left the loop.
var errEnough = errors.New("the caller has enough")

func (l *lines[T]) read(ctx context.Context, from *timedReader, limit int64) (verdict, error) {
	w := &window{ctx: ctx, from: from, limit: limit, left: limit}
	var e evidence
	listed := false
	err := w.list('{', '}', func() error {
		name, err := w.name()
		switch {
		case err != nil:
			return err
		case !equalFold(name, "operations"):
			return w.note(&e, name)
		case listed:
			return errors.New("answer is ambiguous: it has the member operations twice")
		}
		listed = true
		return l.each(ctx, w)
	})
	switch {
	case errors.Is(err, errEnough):
		return verdict{Status: "ok"}, nil
	case err != nil:
		return verdict{}, w.told(err)
	}
	v := e.verdict(ctx)
	if _, refused := v.refused(); !refused && !v.accepted() {
		return v, errNoStatus
	}
	// The end of a chunked answer may come later than its closing brace, and
	// net/http keeps a connection only when that end was read. A peer that does not
	// send it costs a moment and no error.
	const enoughForAnEnd = 512
	from.hurry()
	_, _ = io.CopyN(io.Discard, from, enoughForAnEnd)
	return v, nil
}

// each yields the elements of the array that comes next. A refusal may have
// null in its place.
func (l *lines[T]) each(ctx context.Context, w *window) error {
	if first, err := w.space(); err != nil {
		return err
	} else if first == 'n' {
		return w.skip()
	}
	n, line := 0, new(T)
	one := element{filler: filler{ctx: ctx}, into: reflect.ValueOf(line).Elem()}
	return w.list('[', ']', func() error {
		w.left = w.limit
		data, err := w.value()
		if err != nil {
			return err
		}
		if err := one.read(data); err != nil {
			if wrong, ok := errors.AsType[unreadable](err); ok {
				err = wrong.under("operations[" + strconv.Itoa(n) + "]")
			}
			return err
		}
		n++
		l.yielded = true
		if !l.yield(*line, nil) {
			return errEnough
		}
		return nil
	})
}

// element reads the elements of a list, one after the other, into one value.
type element struct {
	filler
	into    reflect.Value
	decoder *json.Decoder // kept from element to element, which saves memory
	next    []byte
}

func (e *element) read(data []byte) error {
	e.into.SetZero()
	if len(data) > atOnce || data[0] != '{' {
		return e.readOdd(data, e.into)
	}
	if e.decoder == nil {
		e.decoder = json.NewDecoder(e)
	}
	e.next = data
	if e.decoder.Decode(e.into.Addr().Interface()) == nil {
		return nil
	}
	e.decoder = nil // it may have kept a part
	return e.readOdd(data, e.into)
}

// Read gives the decoder the element that it is to read.
func (e *element) Read(p []byte) (int, error) {
	n := copy(p, e.next)
	e.next = e.next[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}
