package durable

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/freedompay-go/freedompay"
)

// worker gives River's jobs their turns.
type worker[TTx any] struct {
	river.WorkerDefaults[jobArgs]
	queue *Queue[TTx]
}

// NextRetry is for what River frees by itself.
func (w *worker[TTx]) NextRetry(*river.Job[jobArgs]) time.Time { return time.Now() }

// Work makes a turn. What follows it is written by the turn itself, and only while
// the job is still its own; River would write by the job's id alone, and so change
// the turn of another process that took over.
func (w *worker[TTx]) Work(ctx context.Context, job *river.Job[jobArgs]) error {
	w.queue.busy.Add(1)
	defer w.queue.busy.Add(-1)
	t := &turn[TTx]{Queue: w.queue, job: job.JobRow, started: time.Now()}
	t.make(ctx, job.Args.text)
	return written{}
}

// written tells River that there is nothing to be written for a job. River asks the
// error of a worker which jobs it is about: about none.
type written struct{}

func (written) Error() string               { return "the turn has written what follows it" }
func (written) ErrorsByID() map[int64]error { return nil }
func (written) Jobs() []*rivertype.JobRow   { return nil }

// turn is one worker's work on one command.
type turn[TTx any] struct {
	*Queue[TTx]
	job      *rivertype.JobRow
	started  time.Time
	stored   stored
	prepared freedompay.Prepared
	note     note
	crashed  bool // the turn before did not come to its end
	handle   handle[TTx]
}

// step is what ends a turn.
type step struct {
	after time.Duration // the next turn, unless one of these
	park  bool
	end   *end
}

func again(after time.Duration) step { return step{after: after} }
func over(e end) step                { return step{end: &e} }

func (t *turn[TTx]) make(ctx context.Context, args json.RawMessage) {
	defer func() {
		if reason := recover(); reason != nil {
			t.Queue.config.Logger.ErrorContext(ctx, "durable: a turn has panicked", t.about(slog.String("panic", fmt.Sprint(reason)))...)
			t.abandon(ctx)
		}
	}()
	var err error
	if t.note, t.crashed, err = noteOf(t.job); err == nil {
		err = json.Unmarshal(args, &t.stored)
	}
	if err == nil && t.note.Phase == settled { // somebody has retried the job by hand
		t.completeAgain(ctx)
		return
	}
	if err == nil {
		t.prepared, err = t.open(t.stored)
	}
	if t.handle = t.handlers.of(t.stored.Operation); err == nil && t.handle == nil {
		err = fmt.Errorf("this process has no handler of %s", t.stored.Operation)
	}
	next := t.unreadable(err)
	if err == nil {
		next = t.next(ctx)
	}
	switch {
	case next.end != nil:
		t.settle(ctx, *next.end)
	case next.park:
		t.park(ctx)
	default:
		t.release(ctx, next.after)
	}
}

// unreadable leaves a command to other processes, which may be newer or have
// another key. It is parked when none could.
func (t *turn[TTx]) unreadable(err error) step {
	if err == nil {
		return step{}
	}
	const (
		least, most = time.Second, 30 * time.Second
		enough      = 40 // a quarter of an hour
	)
	t.note.Troubles++
	t.note.Why = short(err.Error())
	t.keepDoubt()
	return step{after: backoff(t.note.Troubles, least, most), park: t.note.Troubles > enough}
}

// keepDoubt notes that the turn before did not finish, and may have sent the command
// until now. Nothing else tells later turns, since the attempt is not counted.
func (t *turn[TTx]) keepDoubt() {
	if t.crashed && (t.note.Phase == fresh || t.note.Phase == doubt) {
		t.note.Phase, t.note.Sent = doubt, time.Now()
	}
}

// next makes the command go on from where it stands.
func (t *turn[TTx]) next(ctx context.Context) step {
	ctx, cancel := context.WithDeadline(ctx, t.started.Add(turnLimit))
	defer cancel()
	if wait, held := t.waitsForOthers(ctx); held {
		return again(wait)
	}
	t.keepDoubt()
	switch t.note.Phase {
	case ended:
		e, err := t.openEnd(t.prepared, t.stored)
		if err != nil {
			return t.unreadable(err)
		}
		return over(e)
	case accepted:
		return t.await(ctx, false)
	case doubt:
		return t.resume(ctx)
	}
	return t.send(ctx)
}

// about returns what a log record tells of the command.
func (t *turn[TTx]) about(more ...any) []any {
	return append([]any{slog.String("operation", t.stored.Operation), slog.String("request_id", t.stored.RequestID.String())}, more...)
}

// short bounds a text that is stored.
func short(text string) string {
	const most = 300
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}
