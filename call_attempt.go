package freedompay

import (
	"context"
	"fmt"
	"time"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// attempt is what one attempt of a call came to.
type attempt struct {
	err   *Error // nil when the bank accepted
	came  came
	pause pauseAsked // before the next one
	final bool       // no other attempt can be made: the limiter refuses it

	status int // of HTTP
}

// try makes one attempt when the limiter lets it.
func (c *Client) try(ctx context.Context, p *prepared, n int) attempt {
	if c.limiter != nil {
		if err := c.limiter.Wait(ctx); err != nil {
			return attempt{err: p.failed(fmt.Errorf("limiter: %w", err)), came: unsent, final: true}
		}
	}
	started := time.Now()
	ctx = c.observeAttempt(ctx, p, n)
	a := c.attempt(ctx, p)
	c.observeReply(ctx, p, n, started, a)
	return a
}

// attempt sends the call within its time, and judges the reply.
func (c *Client) attempt(ctx context.Context, p *prepared) attempt {
	timely, limit := ctx, clock{limit: c.retry.Timeout}
	stream, streams := p.answer.(streamed)
	if deadline, ok := ctx.Deadline(); !ok || streams || time.Until(deadline) > limit.limit {
		own, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		late := func() { cancel(fmt.Errorf("no answer within %v", c.retry.Timeout)) }
		timely, limit.timer = own, time.AfterFunc(limit.limit, late)
		defer limit.stop()
	}
	r := c.send(timely, p, limit)
	a := attempt{pause: pauseAsked(r.pause), came: trouble, status: r.status}
	switch {
	case r.err == nil:
		a.err, a.came = judge(p, r)
	case jsonread.Hopeless(r.err):
		a.err, a.came = p.failed(r.err), unusable
	case ctx.Err() != nil:
		a.err = p.failed(ended(ctx, r.err))
	case timely.Err() != nil:
		a.err = p.failed(&classified{ErrUnavailable, context.Cause(timely)})
	default:
		a.err = p.failed(&classified{ErrUnavailable, r.err})
	}
	if a.err != nil {
		a.err.HTTPStatus, a.err.raw = r.status, r.raw
	}
	switch {
	case !r.left:
		a.came = unsent
	case streams && stream.begun() && a.came == trouble: // the caller has seen a part of the answer
		a.came = unusable
	}
	return a
}

// clock ends an attempt after a time, whatever the caller's context says. Without a
// timer it does not: the caller's deadline comes first.
type clock struct {
	timer *time.Timer
	limit time.Duration
}

// restart gives the attempt its time again, or less of it.
func (c clock) restart(atMost time.Duration) {
	if c.timer != nil {
		c.timer.Reset(min(c.limit, atMost))
	}
}

func (c clock) stop() {
	if c.timer != nil {
		c.timer.Stop()
	}
}
