package freedompay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// method is that of every operation.
const method = http.MethodPost

// try makes one attempt: wait for the limiter, send, receive, judge.
func (c *Client) try(ctx context.Context, call *call, n int) attempt {
	if c.limiter != nil {
		if err := c.limiter.Wait(ctx); err != nil {
			return attempt{err: call.failed(fmt.Errorf("limiter: %w", err))}
		}
	}
	started := time.Now()
	timely, timer := ctx, (*time.Timer)(nil)
	stream, streams := call.answer.(streamed)
	if deadline, ok := ctx.Deadline(); !ok || streams || time.Until(deadline) > c.retry.Timeout {
		own, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		late := func() { cancel(fmt.Errorf("no answer within %v", c.retry.Timeout)) }
		timely, timer = own, time.AfterFunc(c.retry.Timeout, late)
		defer timer.Stop()
	}
	reply, left, err := c.send(timely, call, timer)
	a := attempt{left: left}
	call.pause = reply.pause
	switch {
	case err == nil:
		a.err, a.passes = judge(call, reply)
	case hopeless(err):
		// The next answer to a question would be as large; that to a command
		// would be a duplicate's, which leads to the truth.
		a.err, a.passes = call.failed(err), call.kind != query
	case ctx.Err() != nil:
		a.err, a.passes = call.failed(ended(ctx, err)), true
	case timely.Err() != nil:
		a.err, a.passes = call.failed(&classified{ErrUnavailable, context.Cause(timely)}), true
	default:
		a.err, a.passes = call.failed(&classified{ErrUnavailable, err}), true
	}
	if a.err != nil {
		a.err.HTTPStatus, a.err.raw = reply.status, reply.raw
	}
	if streams && stream.begun() {
		a.passes = false
	}
	c.logAttempt(ctx, call, n, started, a)
	return a
}

// reply is what came back.
type reply struct {
	status  int
	pause   time.Duration // Retry-After
	verdict verdict
	raw     raw
	unread  error // why the answer is not the bank's, or not readable
}

// outgoing is what a transport keeps hold of, even after the call: one piece of memory.
type outgoing struct {
	wire  wire
	reach reach
}

// send sends the call once and reads what comes back. left tells whether bytes
// may have left, whatever the error.
func (c *Client) send(ctx context.Context, call *call, timer *time.Timer) (_ reply, left bool, _ error) {
	out := outgoing{wire: wire{body: call.body}}
	defer out.wire.close()
	if call.kind != query {
		ctx = out.reach.watch(ctx)
	}
	req := c.request(ctx, call)
	req.Body, req.GetBody = out.wire.open(), func() (io.ReadCloser, error) {
		if !out.reach.repeatable() {
			return nil, errors.New("the request was sent and is not repeated below the failure table")
		}
		return out.wire.open(), nil
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return reply{}, out.reach.possible(err), &transportError{err}
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusSwitchingProtocols { // its body would outlive the context
		return reply{status: resp.StatusCode}, true, errors.New("the connection was switched to another protocol")
	}
	unpack(resp)
	r := reply{status: resp.StatusCode, pause: retryAfter(resp)}
	if s, ok := call.answer.(streamed); ok && success(resp.StatusCode) {
		r.verdict, err = s.read(ctx, &timedReader{from: resp.Body, timer: timer, limit: c.retry.Timeout}, c.maxAnswer)
		return r, true, err
	}
	data, err := c.receive(resp)
	if err == nil {
		r.raw = rawRefusal(data)
		r.verdict, r.unread = decode(ctx, data, call.answer)
		if ctx.Err() != nil || hopeless(r.unread) {
			err = r.unread
		}
	}
	return r, true, err
}

// transportError is an error of the transport in words that fit for a log:
// net/http quotes what it cannot parse, and that may be a card number.
type transportError struct{ err error }

func (t *transportError) Unwrap() error { return t.err }

func (t *transportError) Error() string {
	err := t.err
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	text, _, quoted := strings.Cut(err.Error(), `"`)
	if quoted {
		text = strings.TrimRight(text, " :")
	}
	return presentable(text)
}

// timedReader bounds each read of a stream apart from the others, and not the
// time that the caller takes between two of them.
type timedReader struct {
	from    io.Reader
	timer   *time.Timer
	limit   time.Duration
	hurried bool
}

func (t *timedReader) Read(p []byte) (int, error) {
	if !t.hurried {
		t.timer.Reset(t.limit)
		defer t.timer.Stop()
	}
	return t.from.Read(p)
}

// hurry bounds all that is still read by a moment.
func (t *timedReader) hurry() {
	const moment = 50 * time.Millisecond
	t.hurried = true
	t.timer.Reset(min(t.limit, moment))
}

// receive reads an answer up to the limit. Of an answer that is not a success
// it reads only the beginning, where a code of the bank would be.
func (c *Client) receive(resp *http.Response) ([]byte, error) {
	const enoughForARefusal = 64 << 10
	if !success(resp.StatusCode) {
		return io.ReadAll(io.LimitReader(resp.Body, enoughForARefusal))
	}
	if resp.ContentLength > c.maxAnswer {
		return nil, c.tooLarge()
	}
	data := make([]byte, 0, min(max(resp.ContentLength, 511), 1<<20)+1) // one more, to see the end
	for {
		n, err := resp.Body.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case int64(len(data)) > c.maxAnswer:
			return nil, c.tooLarge()
		case err == io.EOF:
			return data, nil
		case hopeless(err):
			return nil, err
		case err != nil:
			return nil, fmt.Errorf("answer broke off: %w", err)
		case len(data) == cap(data):
			data = slices.Grow(data, len(data))
		}
	}
}

var errTooLarge = errors.New("answer is too large")

func (c *Client) tooLarge() error {
	return fmt.Errorf("%w: the limit is %d bytes; ask for a shorter period, or raise it with WithMaxAnswer", errTooLarge, c.maxAnswer)
}

func success(status int) bool { return status/100 == 2 }

// retryAfter returns the pause that Retry-After asks for, in seconds or until a
// date; 0 without a readable one.
func retryAfter(resp *http.Response) time.Duration {
	text := resp.Header.Get("Retry-After")
	if text == "" {
		return 0
	}
	if seconds, err := strconv.Atoi(text); err == nil {
		return time.Duration(min(max(seconds, 0), 1<<20)) * time.Second
	}
	if date, err := http.ParseTime(text); err == nil {
		return max(time.Until(date), 0)
	}
	return 0
}

var errUnauthorized = errors.New("not authorized: check the auth id and the key; Verify explains a signature")

// judge tells what a reply means: nil when the bank accepted the call, else an
// error and whether the trouble may pass. Only the bank itself can refuse; what
// a proxy, or a bank in trouble, says instead decides nothing.
func judge(call *call, r reply) (_ *Error, passes bool) {
	v, unread := r.verdict, r.unread
	code, refused := v.refused()
	if unread == nil && !refused && success(r.status) && !v.RequestStatus.Failed() {
		return nil, false
	}
	fail := call.failed(nil)
	fail.Code = call.presentCode(code)
	fail.Description = call.present(string(v.Description))
	busy := r.status >= 500 || r.status == http.StatusTooManyRequests || r.status == http.StatusRequestTimeout
	switch {
	case refused && errors.Is(code, ErrUnavailable):
		return fail, true
	case refused && (!busy || code.speaksOf(call.path)):
		switch {
		case r.status == http.StatusUnauthorized:
			fail.Err = errUnauthorized
		case fail.Code == "" && fail.Description == "" && v.more:
			fail.Err = errors.New("refused, for a reason that stands under no known name: see RawBody")
		case fail.Code == "" && fail.Description == "":
			fail.Err = errors.New("refused without a code or a reason")
		}
		return fail, false
	case busy:
		fail.Err = &classified{ErrUnavailable, unread}
		return fail, true
	case unread == nil && !refused && success(r.status):
		fail.Err = ErrRequestFailed
		return fail, false
	case r.status/100 == 3:
		fail.Err = errors.New("redirected: redirects are not followed, since the signature covers the path; check the base URL")
		return fail, true
	case unread == nil:
		fail.Err = errors.New("answer says accepted, its HTTP status does not")
		return fail, true
	default:
		fail.Err = unread
		return fail, r.status/100 != 4
	}
}
