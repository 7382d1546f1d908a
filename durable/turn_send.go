package durable

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"time"

	"github.com/freedompay-go/freedompay"
)

// The pauses after turns that failed.
const (
	troubleLeast = time.Second
	troubleMost  = time.Minute
)

// send sends a command that was never sent.
func (t *turn[TTx]) send(ctx context.Context) step {
	if wait, held := t.waitsForPace(ctx); held {
		return again(wait)
	}
	if time.Since(t.started) > turnLimit/2 { // this process was suspended: another may have the job
		return again(0)
	}
	sent, err := t.client.Send(ctx, t.prepared)
	if err == nil {
		return t.sent(ctx, sent)
	}
	return t.notSent(ctx, err)
}

// resume continues a command that may have been sent. After a crash it sends the command
// again at once, under the same request_id. Otherwise it asks for the state while an
// earlier attempt may still arrive at the bank, and sends the command again after that.
func (t *turn[TTx]) resume(ctx context.Context) step {
	if t.prepared.Protection() == freedompay.Unprotected {
		_, err := t.client.Resume(ctx, t.prepared, time.Time{}) // it sends nothing, and returns ErrOutcomeUnknown
		failure, ok := errors.AsType[*freedompay.Error](err)
		if !ok {
			return t.trouble(err)
		}
		return over(end{failure: failure})
	}
	if early := t.client.Lateness() - t.now().Sub(t.note.Sent); early > 0 && !t.crashed && t.note.Asked > 0 {
		return t.askEarly(ctx, early)
	}
	if wait, held := t.waitsForPace(ctx); held {
		return again(wait)
	}
	lastSent := time.Time{}
	if !t.note.Sent.IsZero() {
		lastSent = time.Now().Add(t.note.Sent.Sub(t.now())) // by the clock of this process
	}
	sent, err := t.client.Resume(ctx, t.prepared, lastSent)
	if err == nil {
		return t.sent(ctx, sent)
	}
	return t.notSent(ctx, err)
}

// askEarly asks whether the bank knows the command. It does not send the command, since
// a refusal could not be believed yet.
func (t *turn[TTx]) askEarly(ctx context.Context, early time.Duration) step {
	if t.prepared.Protection() != freedompay.ProtectedByIDWithStatus {
		return again(early)
	}
	state, err := t.client.State(ctx, t.prepared)
	switch {
	case err == nil, errors.Is(err, freedompay.ErrRequestFailed):
		t.note.enter(accepted, t.now())
		return t.judge(ctx, state, err)
	default:
		t.note.Asked++
		return again(min(backoff(t.note.Asked, time.Second, troubleMost), early))
	}
}

// sent continues a command that the bank has just accepted. An answer that should say how
// far the command has come, and does not, is no end of it: the status is asked for.
func (t *turn[TTx]) sent(ctx context.Context, sent *freedompay.Sent) step {
	if t.prepared.Protection() != freedompay.ProtectedByIDWithStatus || !tellsProgress(sent.Answer) {
		return over(end{answer: sent.Answer})
	}
	t.note.enter(accepted, t.now())
	return t.await(ctx, !sent.RequestStatus.Settled())
}

// tellsProgress reports whether an answer is of a type that says how far a command has come.
func tellsProgress(answer any) bool {
	v := reflect.Indirect(reflect.ValueOf(answer))
	return v.Kind() == reflect.Struct && v.FieldByName("RequestStatus").IsValid()
}

// notSent decides what follows an error, by its outcome.
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
			// A wrong key, or an answer of a proxy: the bank has not refused the command.
			return t.trouble(err)
		}
		return over(end{failure: failure})
	case freedompay.OutcomeInvalid:
		t.note.Why = t.why(err)
		return step{park: true}
	case freedompay.OutcomeUnavailable, freedompay.OutcomeCanceled: // nothing was done
		return t.trouble(err)
	}
	return t.unknown(ctx, failure)
}

// unknown decides what follows an error that leaves open whether the command was done.
func (t *turn[TTx]) unknown(ctx context.Context, failure *freedompay.Error) step {
	protection := t.prepared.Protection()
	if protection == freedompay.Unprotected {
		return over(end{failure: failure})
	}
	if errors.Is(failure, freedompay.ErrDuplicate) && !t.stored.Made && t.note.Phase == fresh {
		// The caller chose the id, and it was used before: the handler has to decide.
		e := end{failure: failure}
		if protection == freedompay.ProtectedByIDWithStatus {
			e.state, _ = t.client.State(ctx, t.prepared)
		}
		return over(e)
	}
	duplicate := errors.Is(failure, freedompay.ErrDuplicate)
	t.note.enter(doubt, t.now())
	t.note.Sent = t.now()
	t.note.Asked++
	t.note.Why = t.why(failure)
	if duplicate && protection == freedompay.ProtectedByID {
		return over(end{}) // the bank has it, and there is no status to ask for
	}
	return again(backoff(t.note.Asked, time.Second, troubleMost))
}

// trouble tries again later, without a limit.
func (t *turn[TTx]) trouble(err error) step {
	t.note.Troubles++
	t.note.Why = t.why(err)
	return again(backoff(t.note.Troubles-1, troubleLeast, troubleMost))
}
