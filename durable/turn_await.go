package durable

import (
	"context"
	"errors"
	"time"

	"github.com/freedompay-go/freedompay"
)

const (
	holdLimit = 3 * time.Second        // how long a turn holds its worker, from its start
	askLeast  = 100 * time.Millisecond // between two questions
	askMost   = 10 * time.Second
	askLate   = 5 * time.Minute // the same, for a command that takes hours
	lostAfter = time.Hour       // how long the bank may say that it does not know what it accepted
)

// await asks for the state of a command that the bank has accepted. The turn that has
// just sent it keeps its worker and asks again, until holdLimit and only while at most
// half of the workers are busy. Later turns ask once.
func (t *turn[TTx]) await(ctx context.Context, justSent bool) step {
	for n := 0; ; n++ {
		if justSent {
			pause := backoff(n, askLeast, time.Second)
			if 2*t.busy.Load() > int64(t.config.Workers) || time.Since(t.started)+pause > holdLimit {
				return again(t.pause())
			}
			if !sleep(ctx, pause) {
				return again(0)
			}
		}
		state, err := t.client.State(ctx, t.prepared)
		next := t.judge(ctx, state, err)
		if !justSent || next.end != nil || next.park || err != nil {
			return next
		}
	}
}

// judge decides what follows the answer to a question about the state.
func (t *turn[TTx]) judge(ctx context.Context, state freedompay.CommandState, err error) step {
	switch {
	case err == nil && state.Status().Settled():
		return over(end{state: state})
	case errors.Is(err, freedompay.ErrRequestFailed):
		failure, _ := errors.AsType[*freedompay.Error](err)
		return over(end{state: state, failure: failure})
	case err == nil:
		t.note.Asked++
		t.note.Lost, t.note.Troubles, t.note.Why = time.Time{}, 0, ""
		return again(t.pause())
	case errors.Is(err, freedompay.ErrRequestUnknown):
		t.note.Asked++
		if t.note.Lost.IsZero() {
			t.note.Lost = t.now()
		}
		if t.now().Sub(t.note.Lost) > lostAfter {
			t.note.Why = "the bank has accepted the command, and says for an hour that it does not know it"
			return step{park: true}
		}
		return again(t.pause())
	case ctx.Err() != nil:
		return again(0)
	}
	return t.trouble(err)
}

// pause returns how long to wait for the next question. It grows with the number of
// questions, and with the time since the bank accepted the command.
func (t *turn[TTx]) pause() time.Duration {
	const part = 20
	soon := backoff(t.note.Asked, askLeast, askMost)
	return max(soon, min(t.now().Sub(t.note.Since)/part, askLate))
}

// sleep pauses. It reports false if the context has ended, and does so at once.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
