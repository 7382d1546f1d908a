package freedompay

import (
	"context"
	"errors"

	"github.com/google/uuid"
)

// statusAnswer is what the status said of a command, and what follows from it.
type statusAnswer struct {
	said asked
	err  *Error // of a failed request, or why the status could not be had
	step step
}

// ask asks what became of a command that was refused. askOnce believes the first
// "not known", askOften the third in a row, with the pauses of Watch. The
// answer is decoded into the command's own.
func (c *Client) ask(ctx context.Context, p *prepared, how step, refusal *Error) statusAnswer {
	d := dialectOf(p.op.path)
	if d.status == "" || p.requestID == uuid.Nil {
		return statusAnswer{said: unaskable}
	}
	enough := notFoundBelieved
	if how == askOnce {
		enough = 1
	}
	said := statusAnswer{said: interrupted}
	none := pauseAsked(0)
	notFound := 0
	for range c.poll.unbounded().attempts(ctx, halfJitter, &none) {
		said = c.askNow(ctx, p, d, refusal)
		if said.said != unknown {
			break
		}
		if notFound++; notFound == enough {
			return said
		}
	}
	if ctx.Err() != nil && (said.said == unknown || said.said == unaskable) {
		said.said = interrupted
	}
	return said
}

// askNow asks once.
func (c *Client) askNow(ctx context.Context, p *prepared, d *dialect, refusal *Error) statusAnswer {
	status := &call{
		op: operationNamed(d.status), kind: query, req: requestQuery{p.requestID},
		answer: p.answer, foreign: true, poll: true, // the answer is not of the status's own type
	}
	_, err := c.run(ctx, status)
	if err == nil {
		return statusAnswer{said: known}
	}
	e, _ := errors.AsType[*Error](err)
	switch {
	case errors.Is(err, ErrRequestFailed) && refusal != nil && (e.Code == "" || e.Code == refusal.Code):
		return statusAnswer{said: failedAlike, err: e}
	case errors.Is(err, ErrRequestFailed):
		return statusAnswer{said: failed, err: e}
	case errors.Is(err, ErrRequestUnknown):
		return statusAnswer{said: unknown}
	}
	return statusAnswer{said: unaskable, err: e}
}
