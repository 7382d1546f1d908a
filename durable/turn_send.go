package durable

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/freedompay-go/freedompay"
)

// The pauses between turns that ended in trouble.
const (
	troubleLeast = time.Second
	troubleMost  = time.Minute
)

// send sends a command of which nothing has left.
func (t *turn[TTx]) send(ctx context.Context) step {
	if wait, held := t.waitsForPace(ctx); held {
		return again(wait)
	}
	if time.Since(t.started) > turnLimit/2 { // this process was stopped: it may have lost the job
		return again(0)
	}
	sent, err := t.client.Send(ctx, t.prepared)
	if err == nil {
		return t.sent(ctx, sent)
	}
	return t.notSent(ctx, err)
}

// resume sends a command again that may have been sent, or asks for its state while
// an earlier attempt may still arrive.
func (t *turn[TTx]) resume(ctx context.Context) step {
	if t.prepared.Protection() == freedompay.Unprotected {
		_, err := t.client.Resume(ctx, t.prepared, time.Time{}) // it says so, and sends nothing
		failure, ok := errors.AsType[*freedompay.Error](err)
		if !ok {
			return t.trouble(err)
		}
		return over(end{failure: failure})
	}
	if early := t.client.Lateness() - time.Since(t.note.Sent); early > 0 && !t.crashed && t.note.Asked > 0 {
		return t.askEarly(ctx, early)
	}
	if wait, held := t.waitsForPace(ctx); held {
		return again(wait)
	}
	sent, err := t.client.Resume(ctx, t.prepared, t.note.Sent)
	if err == nil {
		return t.sent(ctx, sent)
	}
	return t.notSent(ctx, err)
}

// askEarly asks whether the bank knows the command by now. A refusal of what is sent
// is not to be believed yet, so nothing is.
func (t *turn[TTx]) askEarly(ctx context.Context, early time.Duration) step {
	if t.prepared.Protection() != freedompay.ProtectedByIDWithStatus {
		return again(early)
	}
	state, err := t.client.State(ctx, t.prepared)
	switch {
	case err == nil, errors.Is(err, freedompay.ErrRequestFailed):
		t.note.enter(accepted)
		return t.judge(ctx, state, err)
	default:
		t.note.Asked++
		return again(min(backoff(t.note.Asked, time.Second, troubleMost), early))
	}
}

// sent goes on with a command that the bank has accepted.
func (t *turn[TTx]) sent(ctx context.Context, sent *freedompay.Sent) step {
	if sent.RequestStatus == "" || t.prepared.Protection() != freedompay.ProtectedByIDWithStatus {
		return over(end{answer: sent.Answer})
	}
	t.note.enter(accepted)
	return t.await(ctx, !sent.RequestStatus.Settled())
}

// notSent decides by the outcome what follows an error.
func (t *turn[TTx]) notSent(ctx context.Context, err error) step {
	failure, ok := errors.AsType[*freedompay.Error](err)
	if !ok {
		return t.trouble(err)
	}
	switch freedompay.OutcomeOf(err) {
	case freedompay.OutcomeFailed:
		return over(end{failure: failure})
	case freedompay.OutcomeRefused:
		if failure.HTTPStatus == http.StatusUnauthorized || failure.Code == "" && failure.HTTPStatus >= http.StatusBadRequest {
			// A wrong key, or a proxy: not the bank's word about the command.
			return t.trouble(err)
		}
		return over(end{failure: failure})
	case freedompay.OutcomeInvalid:
		t.note.Why = short(err.Error())
		return step{park: true}
	case freedompay.OutcomeUnavailable, freedompay.OutcomeCanceled: // nothing was done
		return t.trouble(err)
	}
	return t.unknown(ctx, failure)
}

// unknown follows a command that may have been done.
func (t *turn[TTx]) unknown(ctx context.Context, failure *freedompay.Error) step {
	protection := t.prepared.Protection()
	if protection == freedompay.Unprotected {
		return over(end{failure: failure})
	}
	if errors.Is(failure, freedompay.ErrDuplicate) && !t.stored.Made && t.note.Phase == fresh {
		// The caller chose the id, and somebody has used it: the handler has to decide.
		e := end{failure: failure}
		if protection == freedompay.ProtectedByIDWithStatus {
			e.state, _ = t.client.State(ctx, t.prepared)
		}
		return over(e)
	}
	duplicate := errors.Is(failure, freedompay.ErrDuplicate)
	t.note.enter(doubt)
	t.note.Sent = time.Now()
	t.note.Asked++
	t.note.Why = short(failure.Error())
	if duplicate && protection == freedompay.ProtectedByID {
		return over(end{}) // the bank has it, and nothing else would tell
	}
	return again(backoff(t.note.Asked, time.Second, troubleMost))
}

// trouble tries again later, for as long as it takes.
func (t *turn[TTx]) trouble(err error) step {
	t.note.Troubles++
	t.note.Why = short(err.Error())
	return again(backoff(t.note.Troubles-1, troubleLeast, troubleMost))
}
