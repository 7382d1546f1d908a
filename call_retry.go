package freedompay

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// kind is what may be done with a call when the network breaks.
type kind int

const (
	query   kind = iota // changes nothing: may be asked again
	command             // carries a request_id, by which the bank refuses repeats
	once                // a command without one: nothing protects a repeat
)

// attempt is what one attempt of a call came to.
type attempt struct {
	err    *Error // nil when the bank accepted
	passes bool   // the trouble may pass; false for a refusal
	left   bool   // bytes may have left: the bank may have acted
}

// step is what follows an attempt.
type step int

const (
	finish  step = iota // return what the attempt came to
	again               // make another attempt
	adopt               // ask what became of the attempt whose answer was lost
	unknown             // say that it cannot be known
)

// next is the failure table. reached tells whether an earlier attempt may have
// reached the bank.
func (k kind) next(a attempt, reached bool) step {
	switch {
	case a.err == nil:
		return finish
	case a.passes && k == once && a.left:
		return unknown
	case a.passes:
		return again
	case k == command && reached:
		// A resend was refused. As a duplicate: the first one had arrived. As
		// anything else, such as "card is already closed": perhaps because the
		// first one closed it. Either way the status has the truth.
		return adopt
	default:
		return finish
	}
}

// carry makes attempts until the failure table says that the call is over.
func (c *Client) carry(ctx context.Context, call *call) error {
	var last attempt
	reached := false
	for n := range c.retry.attempts(ctx, fullJitter, call.leastPause) {
		if n > 0 && call.fresh {
			if call.id != nil {
				*call.id = uuid.Nil
			}
			if err := c.prepare(call); err != nil {
				return call.invalid(err)
			}
		}
		last = c.try(ctx, call, n)
		call.attempts++
		switch call.kind.next(last, reached) {
		case finish:
			return call.finished(last.err)
		case unknown:
			return call.unknown(last.err)
		case adopt:
			return c.adopt(ctx, call, last.err)
		case again:
			reached = reached || last.left
		}
	}
	err := last.err
	if err == nil {
		err = call.failed(nil)
	}
	if ctx.Err() != nil {
		err.Err = ended(ctx, err.Err)
	}
	if reached && call.kind == command {
		return call.unknown(err)
	}
	return err
}

// adopt asks what became of a command whose resend was refused, and answers as
// the command would have.
func (c *Client) adopt(ctx context.Context, command *call, refusal *Error) error {
	path, ok := statusPath(command.path)
	if !ok {
		return command.unknown(refusal)
	}
	status := &call{path: path, kind: query, req: requestQuery{command.requestID}, answer: command.answer, foreign: command.foreign}
	err := c.prepare(status)
	if err == nil {
		err = c.carry(ctx, status)
	}
	failed, _ := errors.AsType[*Error](err)
	switch {
	case err == nil:
		command.outcome = outcomeAdopted
		return command.finished(nil)
	case errors.Is(err, ErrRequestFailed):
		failed.Op, failed.RequestID = command.path, command.requestID
		return failed
	case isUnknownRequest(err) && refusal.Code != "" && !errors.Is(refusal, ErrDuplicate):
		return refusal // the bank's own word, and the first one never arrived
	default:
		refusal.Err = err
		return command.unknown(refusal)
	}
}

// isUnknownRequest reports whether the bank says that it does not know the
// request asked about, and not that something else was not found.
func isUnknownRequest(err error) bool {
	return errors.Is(err, CodeRequestNotFound) || errors.Is(err, CodeWalletRequestNotFound)
}

// statusPath returns the operation that tells what became of a command at path.
// The partner operations outside e-money have none.
func statusPath(path string) (string, bool) {
	switch {
	case strings.HasPrefix(path, cardAPI+"/"):
		return requestStatusPath, true
	case strings.HasPrefix(path, walletAPI+"/"):
		return walletRequestStatusPath, true
	}
	return "", false
}

// ended adds the context's end to the error that came before it.
func ended(ctx context.Context, before error) error {
	reason := ctx.Err()
	if cause := context.Cause(ctx); !errors.Is(cause, reason) {
		reason = fmt.Errorf("%w: %w", reason, cause)
	}
	switch {
	case before == nil:
		return reason
	case errors.Is(before, ctx.Err()):
		return before
	default:
		return fmt.Errorf("%w, after: %w", reason, before)
	}
}
