package freedompay

import (
	"context"
	"errors"
	"fmt"
	"reflect"
)

// progress is how far the attempts of a call have come.
type progress struct {
	attempts int
	doubt    bool // an attempt may have reached the bank, or may still
	last     attempt
}

// conclusion is how a call ended.
type conclusion struct {
	outcome  Outcome
	err      *Error // nil when it was done
	attempts int
}

// carry makes attempts until the failure table says that the call is over.
func (c *Client) carry(ctx context.Context, p *prepared) conclusion {
	now := progress{doubt: p.doubt, last: attempt{came: unsent}}
	pause := pauseAsked(0)
	for n := range c.retry.attempts(ctx, fullJitter, &pause) {
		if n > 0 {
			renewed, err := c.renew(ctx, p)
			if err != nil {
				return conclusion{OutcomeInvalid, p.invalid(err), now.attempts}
			}
			p = renewed
		}
		now.last = c.try(ctx, p, n)
		now.attempts++
		pause = now.last.pause
		if next := c.next(ctx, p, now, false); next.step != again {
			return c.conclude(ctx, p, now, next)
		}
		now.doubt = now.doubt || now.last.came != unsent
		if now.last.final {
			break
		}
	}
	return c.conclude(ctx, p, now, c.next(ctx, p, now, true))
}

// next decides what follows the last attempt, with the status asked where that
// is to be decided by it.
func (c *Client) next(ctx context.Context, p *prepared, now progress, over bool) statusAnswer {
	s := situation{kind: p.kind, came: now.last.came, doubt: now.doubt, before: p.resumed, chosen: p.chosen, over: over}
	step := decide(s)
	if step != askOnce && step != askOften {
		return statusAnswer{step: step}
	}
	answer := c.ask(ctx, p, step, now.last.err)
	s.status = answer.said
	answer.step = decide(s)
	return answer
}

// conclude ends a call with a step of the failure table.
func (c *Client) conclude(ctx context.Context, p *prepared, now progress, next statusAnswer) conclusion {
	end := conclusion{attempts: now.attempts, err: now.last.err}
	switch next.step {
	case giveAnswer:
		p.finish()
		end.outcome = OutcomeDone
		if now.attempts > 1 || p.resumed {
			end.outcome = OutcomeResent
		}
		return end
	case adopt: // what the status answered was finished as its own call ended
		end.outcome, end.err = OutcomeAdopted, nil
		return end
	}
	if end.err == nil { // not tried at all
		end.err = p.failed(nil)
	}
	end.err = end.err.clone() // observers were told of this one
	switch next.step {
	case giveFailure:
		end.outcome, end.err = OutcomeFailed, p.failedRequest(next.err)
	case giveRepeat:
		end.outcome, end.err = OutcomeUnknown, end.err.repeated()
	case giveUnknown:
		if next.err != nil { // why the status could not be had
			end.err.Err = both(next.err, end.err.Err)
		}
		if ctx.Err() != nil {
			end.err.Err = ended(ctx, end.err.Err)
		}
		end.outcome, end.err = OutcomeUnknown, end.err.unknown()
	default:
		if ctx.Err() != nil && (now.last.came == unsent || now.last.came == trouble) {
			end.err.Err = ended(ctx, end.err.Err)
		}
		end.outcome = outcomeOf(end.err, now.last.came)
	}
	end.err.outcome = end.outcome
	return end
}

// failedRequest returns the error of a status as that of the command.
func (p *prepared) failedRequest(status *Error) *Error {
	failed := status.clone()
	failed.Op, failed.RequestID = p.op.path, p.requestID
	return failed
}

// finish makes the answer fit to be returned.
func (p *prepared) finish() {
	if p.foreign {
		eachOfPackage(reflect.ValueOf(p.answer), 0, p.complete)
	} else {
		p.complete(p.answer)
	}
}

func (p *prepared) complete(answer any) {
	if a, ok := answer.(answered); ok {
		a.returned(p)
	}
}

// both returns one error of two, of which the second may be nil.
func both(first, second error) error {
	if second == nil {
		return first
	}
	return fmt.Errorf("%w, after: %w", first, second)
}

// ended adds the context's end to the error that came before it.
func ended(ctx context.Context, before error) error {
	reason := ctx.Err()
	if cause := context.Cause(ctx); !errors.Is(cause, reason) {
		reason = fmt.Errorf("%w: %w", reason, cause)
	}
	if errors.Is(before, ctx.Err()) {
		return before
	}
	return both(reason, before)
}
