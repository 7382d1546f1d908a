package freedompay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/freedompay-go/freedompay/internal/jsonread"
	"github.com/freedompay-go/freedompay/internal/redact"
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

// lines hands each operation of a statement to the caller.
type lines[T any] struct {
	yield   func(T, error) bool
	yielded bool
}

// begun reports whether the caller has seen a part of the answer, which rules out
// to ask for it again.
func (l *lines[T]) begun() bool { return l.yielded }

// errEnough ends the reading when the caller has left the loop.
var errEnough = errors.New("the caller has enough")

// read returns what an answer says of the call. Its error says that the answer is
// not the bank's, or broke off, or that ctx has ended.
func (l *lines[T]) read(ctx context.Context, from *timedReader, limit int64) (verdict, error) {
	w := jsonread.NewWindow(ctx, from, limit)
	var e evidence
	listed := false
	err := w.List('{', '}', func() error {
		name, err := w.Name()
		switch {
		case err != nil:
			return err
		case !equalFold(name, "operations"):
			return e.noteNext(w, name)
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
		return verdict{}, notRead(w, err)
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
func (l *lines[T]) each(ctx context.Context, w *jsonread.Window) error {
	if first, err := w.Next(); err != nil {
		return err
	} else if first == 'n' {
		_, err := w.Valid()
		return err
	}
	n, line := 0, new(T)
	one := jsonread.NewElements(ctx, line)
	return w.List('[', ']', func() error {
		w.Renew()
		data, err := w.Value()
		if err != nil {
			return err
		}
		if err := one.Read(data); err != nil {
			if wrong, ok := errors.AsType[jsonread.Unreadable](err); ok {
				err = wrong.Under("operations[" + strconv.Itoa(n) + "]")
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

// noteNext moves past the value that comes next, of a member of this name.
func (e *evidence) noteNext(w *jsonread.Window, name []byte) error {
	data, err := w.Valid()
	if err != nil {
		return err
	}
	return e.note(name, bytes.Clone(data[:min(len(data), longestWord+1)]))
}

// notRead tells a broken connection from an answer that is not the bank's.
func notRead(w *jsonread.Window, err error) error {
	switch {
	case errors.Is(err, io.EOF) && len(w.Beginning()) > 0:
		return fmt.Errorf("answer broke off: %w", io.ErrUnexpectedEOF)
	case errors.Is(err, io.EOF), errors.Is(err, jsonread.ErrSyntax):
		return notTheBanks(jsonread.Describe(w.Beginning()))
	case errors.Is(err, jsonread.ErrForm):
		return notTheBanks("it is JSON but not an object of the expected form")
	case w.Failed() != nil && errors.Is(err, w.Failed()) && !jsonread.Hopeless(err):
		return fmt.Errorf("answer broke off: %w", redact.NewTransportError(err))
	}
	return err
}
