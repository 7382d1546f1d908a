package freedompay

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
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
	// answer is not the bank's, or broke off.
	read(from *timedReader, limit int64) (verdict, error)

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

func (l *lines[T]) read(from *timedReader, limit int64) (v verdict, err error) {
	m := &metered{from: from, limit: limit, left: limit}
	start := bufio.NewReaderSize(m, 4<<10)
	decoder := json.NewDecoder(start)
	if err := open(decoder, '{'); err != nil {
		return v, m.readError(err)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return v, m.readError(err)
		}
		switch name {
		case "status":
			err = decoder.Decode(&v.Status)
		case "request_status":
			err = decoder.Decode(&v.RequestStatus)
		case "error_code":
			err = decoder.Decode(&v.Code)
		case "error_description":
			err = decoder.Decode(&v.Description)
		case "operations":
			err = l.each(decoder, m)
		default:
			var unknown json.RawMessage
			err = decoder.Decode(&unknown)
		}
		if errors.Is(err, errEnough) {
			return verdict{Status: "ok"}, nil
		}
		if err != nil {
			return v, m.readError(err)
		}
	}
	if _, err := decoder.Token(); err != nil { // the closing brace
		return v, m.readError(err)
	}
	if _, refused := v.refused(); !refused && !v.accepted() {
		return v, errNoStatus
	}
	// The end of a chunked answer may come later than its closing brace, and
	// net/http keeps a connection only when that end was read. A peer that does not
	// send it costs a moment and no error.
	const enoughForAnEnd = 512
	from.hurry()
	_, _ = io.CopyN(io.Discard, start, enoughForAnEnd)
	return v, nil
}

// each yields the elements of the array that comes next. A refusal may have
// null in its place.
func (l *lines[T]) each(decoder *json.Decoder, m *metered) error {
	if err := open(decoder, '['); errors.Is(err, errNull) {
		return nil
	} else if err != nil {
		return err
	}
	for decoder.More() {
		var line T
		m.left = m.limit
		if err := decoder.Decode(&line); err != nil {
			return err
		}
		l.yielded = true
		if !l.yield(line, nil) {
			return errEnough
		}
	}
	_, err := decoder.Token()
	return err
}

var (
	errForm = errors.New("another form")
	errNull = errors.New("null")
)

// open takes the delimiter that is expected next.
func open(decoder *json.Decoder, want json.Delim) error {
	token, err := decoder.Token()
	switch {
	case err != nil:
		return err
	case token == nil:
		return errNull
	case token != want:
		return errForm
	}
	return nil
}

// readError tells a broken connection from an answer that is not the bank's.
// What the decoder says may quote a value, so it is not kept.
func (m *metered) readError(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errTooLarge):
		return err
	case m.failed != nil:
		return fmt.Errorf("answer broke off: %w", newTransportError(m.failed))
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF) && len(m.looks) > 0:
		return fmt.Errorf("answer broke off: %w", err)
	case errors.Is(err, errForm), errors.Is(err, errNull):
		return errors.New("answer is not the bank's: it is JSON but not an object of the expected form")
	case errors.As(err, &syntax), errors.Is(err, io.EOF):
		return errors.New("answer is not the bank's: " + describe(m.looks))
	}
	return unreadable(err)
}

// metered bounds how much may be read for one element.
type metered struct {
	from        io.Reader
	limit, left int64
	looks       []byte // its beginning, to describe it
	failed      error  // of from, but for its end
}

func (m *metered) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errTooLarge
	}
	n, err := m.from.Read(p[:min(int64(len(p)), m.left)])
	m.left -= int64(n)
	if missing := enoughToDescribe - len(m.looks); missing > 0 {
		m.looks = append(m.looks, p[:min(n, missing)]...)
	}
	if err != io.EOF {
		m.failed = err
	}
	return n, err
}
