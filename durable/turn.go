package durable

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/freedompay-go/freedompay"
)

// worker is the worker that River calls with a job.
type worker[TTx any] struct {
	river.WorkerDefaults[jobArgs]
	queue *Queue[TTx]
}

// NextRetry returns when River may start a job again that its rescuer has freed: at once,
// whatever the clock of this process says.
func (w *worker[TTx]) NextRetry(job *river.Job[jobArgs]) time.Time { return *job.AttemptedAt }

// Work makes one turn. The turn writes the new state of the job itself, and only if the
// job is still its own. River would write by the job's id alone, and so overwrite the
// turn of another process that took the job over.
func (w *worker[TTx]) Work(ctx context.Context, job *river.Job[jobArgs]) error {
	w.queue.busy.Add(1)
	defer w.queue.busy.Add(-1)
	t := &turn[TTx]{Queue: w.queue, job: job.JobRow, started: time.Now()}
	t.ahead = job.AttemptedAt.Sub(t.started) // by the time of the fetch, milliseconds ago
	t.make(ctx, job.Args.text)
	return written{}
}

// written is the error that tells River to write nothing. River asks an error of this
// kind for the jobs that it is about, and it is about none.
type written struct{}

func (written) Error() string               { return "the turn has written what follows it" }
func (written) ErrorsByID() map[int64]error { return nil }
func (written) Jobs() []*rivertype.JobRow   { return nil }

// turn is one worker's work on one command.
type turn[TTx any] struct {
	*Queue[TTx]
	job      *rivertype.JobRow
	started  time.Time
	ahead    time.Duration // by which the database's clock is ahead of this process's
	stored   stored
	prepared freedompay.Prepared
	note     note
	crashed  bool // the turn before did not finish
	handle   handle[TTx]
}

// step is what follows a turn: another turn, unless park or end is set.
type step struct {
	after time.Duration // until the next turn
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
	if err == nil && (t.note.Phase == settled || t.note.Phase == canceled) { // somebody has retried the job by hand
		t.endAgain(ctx)
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
		t.tellHeld(ctx, next.after)
		t.release(ctx, next.after)
	}
}

// unreadable leaves a command to other processes, which may be newer or have another
// key. If none of them can read it either, it is parked.
func (t *turn[TTx]) unreadable(err error) step {
	if err == nil {
		return step{}
	}
	const (
		least, most = time.Second, 30 * time.Second
		enough      = 40 // about twenty minutes
	)
	t.note.Troubles++
	t.note.Why = t.why(err)
	t.keepDoubt()
	return step{after: backoff(t.note.Troubles, least, most), park: t.note.Troubles > enough}
}

// keepDoubt notes that the command may have been sent until now, if the turn before did
// not finish. Later turns learn it only from the note, since this turn's attempt is not
// counted.
func (t *turn[TTx]) keepDoubt() {
	if t.crashed && (t.note.Phase == fresh || t.note.Phase == doubt) {
		t.note.Phase, t.note.Sent = doubt, t.now()
	}
}

// now returns the time by the clock of the database, which all processes share. Notes
// hold times of this clock.
func (t *turn[TTx]) now() time.Time { return t.started.Add(time.Since(t.started) + t.ahead) }

// next continues the command from its phase.
func (t *turn[TTx]) next(ctx context.Context) step {
	ctx, cancel := context.WithDeadline(ctx, t.started.Add(turnLimit))
	defer cancel()
	if wait, held := t.waitsForOthers(ctx); held {
		return again(wait)
	}
	t.keepDoubt()
	if wait := t.stored.At.Sub(t.now()); wait > 0 && (t.note.Phase == fresh || t.note.Phase == doubt) {
		return again(wait) // the command before it, or a person, has woken it early
	}
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

// about returns the attributes of a log record about the command.
func (t *turn[TTx]) about(more ...any) []any {
	return append([]any{slog.String("operation", t.stored.Operation), slog.String("request_id", t.stored.RequestID.String())}, more...)
}

// why returns the text of an error as a note holds it. The bank's own words may repeat
// what it was sent: with encryption they are left out.
func (t *turn[TTx]) why(err error) string {
	if failure, ok := errors.AsType[*freedompay.Error](err); ok && t.config.Encrypt != nil {
		wordless := *failure
		wordless.Description = ""
		err = &wordless
	}
	return short(err.Error())
}

// short cuts a text to what is stored of it.
func short(text string) string {
	const most = 300
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}
