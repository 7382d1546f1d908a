package freedompay

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"
)

// Observers are told in the order of the options, and of an end in the reverse
// order, so that what one of them opened first is closed last.

func (c *call) info() CallInfo {
	return CallInfo{Operation: c.op.name, Path: c.op.path, Command: c.kind != query, Poll: c.poll}
}

// observeUnsent tells of a call that ended before anything was sent, and returns its
// error.
func (c *Client) observeUnsent(ctx context.Context, call *call, started time.Time, refusal *Error) *Error {
	if c.usable(ctx) != nil || len(c.observers) == 0 {
		return refusal
	}
	info := call.info()
	info.RequestID = refusal.RequestID
	ctx = c.start(ctx, info)
	info.Outcome, info.Duration, info.Err = refusal.outcome, time.Since(started), refusal
	c.end(ctx, info)
	return refusal
}

func (c *Client) observeStart(ctx context.Context, p *prepared) context.Context {
	if len(c.observers) == 0 {
		return ctx
	}
	info := p.info()
	info.RequestID = p.requestID
	return c.start(ctx, info)
}

func (c *Client) observeEnd(ctx context.Context, p *prepared, started time.Time, end conclusion) {
	if len(c.observers) == 0 {
		return
	}
	info := p.info()
	info.RequestID = p.requestID
	info.Outcome, info.Attempts, info.Duration, info.Err = end.outcome, end.attempts, time.Since(started), end.err
	c.end(ctx, info)
}

func (c *Client) start(ctx context.Context, info CallInfo) context.Context {
	for _, o := range c.observers {
		ctx = o.CallStart(ctx, info)
	}
	return ctx
}

func (c *Client) end(ctx context.Context, info CallInfo) {
	for _, o := range slices.Backward(c.observers) {
		o.CallEnd(ctx, info)
	}
}

func (p *prepared) attemptInfo(n int) AttemptInfo {
	return AttemptInfo{Operation: p.op.name, Path: p.op.path, RequestID: p.requestID, Attempt: n + 1, Poll: p.poll, URL: *p.url}
}

func (c *Client) observeAttempt(ctx context.Context, p *prepared, n int) context.Context {
	for _, o := range c.observers {
		ctx = o.AttemptStart(ctx, p.attemptInfo(n))
	}
	return ctx
}

// observeHeader lets observers add to the header of an attempt.
func (c *Client) observeHeader(ctx context.Context, header http.Header) {
	for _, o := range c.observers {
		adder, ok := o.(HeaderObserver)
		if !ok {
			continue
		}
		adder.AttemptHeader(ctx, func(name, value string) {
			if name = http.CanonicalHeaderKey(name); header[name] == nil {
				header[name] = []string{value}
			}
		})
	}
}

func (c *Client) observeReply(ctx context.Context, p *prepared, n int, started time.Time, a attempt) {
	if len(c.observers) == 0 {
		return
	}
	info := p.attemptInfo(n)
	info.Duration, info.HTTPStatus, info.Err = time.Since(started), a.status, a.err
	for _, o := range slices.Backward(c.observers) {
		o.AttemptEnd(ctx, info)
	}
}

func (c *Client) observeWait(ctx context.Context, info WaitInfo) context.Context {
	for _, o := range c.observers {
		ctx = o.WaitStart(ctx, info)
	}
	return ctx
}

func (c *Client) observeSettled(ctx context.Context, info WaitInfo, started time.Time, err error) {
	if len(c.observers) == 0 {
		return
	}
	info.Duration, info.Outcome = time.Since(started), OutcomeOf(err)
	info.Err, _ = errors.AsType[*Error](err)
	for _, o := range slices.Backward(c.observers) {
		o.Settled(ctx, info)
	}
}
