package freedompay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/freedompay-go/freedompay/internal/jsonread"
	"github.com/freedompay-go/freedompay/internal/redact"
)

// method is that of every operation.
const method = http.MethodPost

// reply is what came back.
type reply struct {
	err     error // why there is none, or not the whole of it
	left    bool  // bytes may have left, whatever the error
	status  int
	pause   time.Duration // Retry-After
	verdict verdict
	raw     raw
	unread  error // why the answer is not the bank's, or not readable
}

// send sends the call once and reads what comes back.
func (c *Client) send(ctx context.Context, p *prepared, limit clock) (r reply) {
	out := outgoing{wire: wire{body: p.body.within(ctx)}, reach: reach{ours: c.ours, renewed: p.renewed, plain: p.url.Scheme == "http"}}
	defer out.wire.close()
	if p.kind != query {
		ctx = out.reach.watch(ctx)
	}
	req := c.request(ctx, p)
	c.observeHeader(ctx, req.Header)
	req.Body, req.GetBody = out.open(), func() (io.ReadCloser, error) {
		if !out.reach.repeatable() {
			return nil, errors.New("the request was sent and is not repeated below the failure table")
		}
		return out.open(), nil
	}
	resp, err := c.http.Do(req)
	if err != nil {
		r.left, r.err = out.possible(), redact.NewTransportError(err)
		return r
	}
	defer resp.Body.Close()
	r.left, r.status, r.pause = true, resp.StatusCode, retryAfter(resp)
	if resp.StatusCode == http.StatusSwitchingProtocols { // its body would outlive the context
		r.err = errors.New("the connection was switched to another protocol")
		return r
	}
	// It is the client that asks for gzip, and not its transport, so that Unpack can
	// bound what comes of it.
	if !resp.Uncompressed && strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		resp.ContentLength, resp.Body = -1, jsonread.Unpack(resp.Body)
	}
	if s, ok := p.answer.(streamed); ok && success(resp.StatusCode) {
		r.verdict, r.err = s.read(ctx, &timedReader{from: resp.Body, clock: limit}, c.maxAnswer)
		return r
	}
	var data []byte
	if data, r.err = c.receive(resp); r.err == nil {
		r.raw = rawRefusal(data)
		r.verdict, r.unread = decode(ctx, data, p.answer)
		if ctx.Err() != nil || jsonread.Hopeless(r.unread) {
			r.err = r.unread
		}
	}
	return r
}

// timedReader bounds each read of a stream apart from the others, and not the
// time that the caller takes between two of them.
type timedReader struct {
	clock
	from    io.Reader
	hurried bool
}

func (t *timedReader) Read(p []byte) (int, error) {
	if !t.hurried {
		t.restart(t.limit)
		defer t.stop()
	}
	return t.from.Read(p)
}

// hurry bounds all that is still read by a moment.
func (t *timedReader) hurry() {
	const moment = 50 * time.Millisecond
	t.hurried = true
	t.restart(moment)
}

// receive reads an answer up to the limit. Of an answer that is not a success
// it reads only the beginning, where a code of the bank would be.
func (c *Client) receive(resp *http.Response) ([]byte, error) {
	const enoughForARefusal = 64 << 10
	if !success(resp.StatusCode) {
		data, err := io.ReadAll(io.LimitReader(resp.Body, enoughForARefusal))
		if err != nil {
			err = fmt.Errorf("answer broke off: %w", redact.NewTransportError(err))
		}
		return data, err
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
		case jsonread.Hopeless(err):
			return nil, err
		case err != nil:
			return nil, fmt.Errorf("answer broke off: %w", redact.NewTransportError(err))
		case len(data) == cap(data):
			data = slices.Grow(data, len(data))
		}
	}
}

func (c *Client) tooLarge() error {
	return fmt.Errorf("%w: the limit is %d bytes; ask for a shorter period, or raise it with WithMaxAnswer", jsonread.ErrTooLarge, c.maxAnswer)
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
