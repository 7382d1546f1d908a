package durable

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/freedompay-go/freedompay"
)

// fence restricts a statement to a job that is still the turn's own: it is running, and
// nobody has started it again since River gave it to this turn.
const fence = ` WHERE id = $1 AND state = 'running' AND attempted_at = $2`

// noted stores the note of a turn in the metadata.
const noted = `metadata = metadata || jsonb_build_object('freedompay', $3::jsonb)`

// The statements that end a turn. Releasing and parking do not count as attempts. River
// makes scheduled jobs available every five seconds, so a job that is due sooner becomes
// available at once: it is not fetched before its time.
const (
	releaseSQL = `UPDATE @.river_job SET ` + noted + `, attempt = greatest(attempt - 1, 0), priority = coalesce($5::smallint, priority),
		scheduled_at = CASE WHEN metadata->'freedompay' ? 'next' THEN now() ELSE now() + $4::bigint * interval '1 microsecond' END,
		state = (CASE WHEN $4::bigint <= 5000000 OR metadata->'freedompay' ? 'next' THEN 'available' ELSE 'scheduled' END)::@.river_job_state` + fence
	parkSQL    = `UPDATE @.river_job SET ` + noted + `, attempt = greatest(attempt - 1, 0), state = 'pending'` + fence
	abandonSQL = `UPDATE @.river_job SET scheduled_at = now() + interval '5 seconds',
		state = (CASE WHEN attempt < ` + crashesMost + ` THEN 'available' ELSE 'pending' END)::@.river_job_state,
		metadata = metadata || jsonb_build_object('freedompay', coalesce(metadata->'freedompay', '{}') || jsonb_build_object('why', $3::text)),
		errors = array_append(errors, jsonb_build_object('at', now(), 'attempt', attempt, 'error', $3::text, 'trace', ''))` + fence
	endSQL      = `UPDATE @.river_job SET ` + noted + `, args = args || jsonb_build_object('end', $4::jsonb)` + fence + ` RETURNING id`
	completeSQL = `UPDATE @.river_job SET ` + noted + `, state = 'completed', finalized_at = now(),
		args = args - ARRAY['command', 'sealed', 'end', 'key', 'at', 'made']` + fence + ` RETURNING id`
	endAgainSQL = `UPDATE @.river_job SET finalized_at = now(),
		state = (CASE metadata->'freedompay'->>'phase' WHEN 'canceled' THEN 'cancelled' ELSE 'completed' END)::@.river_job_state` + fence
)

// crashesMost is how many turns of a command may not finish before it is parked.
const crashesMost = `100`

// nextOfKeySQL makes the next command of a key available. If a turn of that command is
// running, it may have found this one unsettled: a mark tells releaseSQL to make the
// command available at once.
const nextOfKeySQL = `WITH gone AS (
		DELETE FROM @.freedompay_order WHERE key = $1 AND job_id = $2
	) UPDATE @.river_job SET
		scheduled_at = CASE state WHEN 'running' THEN scheduled_at ELSE now() END,
		state = CASE state WHEN 'running' THEN state ELSE 'available' END,
		metadata = CASE state WHEN 'running' THEN metadata || jsonb_build_object('freedompay', coalesce(metadata->'freedompay', '{}') || '{"next": true}') ELSE metadata END
	WHERE id = (SELECT min(job_id) FROM @.freedompay_order WHERE key = $1 AND job_id > $2) AND state IN ('available', 'scheduled', 'running')`

// The pauses between calls of a handler that fails.
const (
	handlerLeast = time.Second
	handlerMost  = 5 * time.Minute
	handlerLimit = 20 * time.Second
)

// text returns the note as it is stored.
func (t *turn[TTx]) text(attempt int) string {
	t.note.Attempt = attempt
	text, err := json.Marshal(t.note)
	if err != nil { // a time beyond the year 9999
		return `{}`
	}
	return storable(text)
}

// storable replaces the zero characters of a JSON text, which jsonb does not take.
func storable(text []byte) string {
	const zero, other = `\u0000`, `\ufffd`
	var out strings.Builder
	for rest := string(text); ; {
		i := strings.IndexByte(rest, '\\')
		if i < 0 {
			return out.String() + rest
		}
		size := min(2, len(rest)-i) // of the escape: that of a backslash hides what follows it
		if strings.HasPrefix(rest[i:], zero) {
			rest = rest[:i] + other + rest[i+len(zero):]
			size = len(zero)
		}
		out.WriteString(rest[:i+size])
		rest = rest[i+size:]
	}
}

// release puts the command back for a later turn.
func (t *turn[TTx]) release(ctx context.Context, after time.Duration) {
	var priority *int16
	if t.note.Phase != fresh {
		settling := int16(prioritySettling)
		priority = &settling
	}
	t.write(ctx, releaseSQL, t.text(t.job.Attempt-1), after.Microseconds(), priority)
}

// park stops the command until a person resumes it.
func (t *turn[TTx]) park(ctx context.Context) {
	t.note.Since = t.now()
	t.keepDoubt()
	t.config.Logger.ErrorContext(ctx, "durable: a command is parked", t.about(slog.String("why", t.note.Why))...)
	t.write(ctx, parkSQL, t.text(t.job.Attempt-1))
}

// abandon ends a turn that panicked. It counts as an attempt that did not finish: the
// command may have been sent. After a hundred of them the command is parked.
func (t *turn[TTx]) abandon(ctx context.Context) {
	t.write(ctx, abandonSQL, "a turn has panicked")
}

// write writes the end of a turn. If the database does not answer, it tries again until
// writeLimit. After that River frees the job, and the next turn sees that this one did
// not finish.
func (t *turn[TTx]) write(ctx context.Context, sql string, args ...any) {
	ctx, cancel := detached(ctx)
	defer cancel()
	args = append([]any{t.job.ID, *t.job.AttemptedAt}, args...)
	var err error
	for n := 0; ; n++ {
		if err = t.driver.GetExecutor().Exec(ctx, t.in(sql), args...); err == nil {
			return
		}
		if !sleep(ctx, backoff(n, 50*time.Millisecond, time.Second)) {
			break
		}
	}
	t.config.Logger.WarnContext(ctx, "durable: a turn could not be written", t.about(slog.String("error", err.Error()))...)
}

// settle calls the handler and completes the job, in one transaction.
func (t *turn[TTx]) settle(ctx context.Context, e end) {
	if t.note.Phase == fresh && e.mayBeDone() { // whatever becomes of the end, the command is not sent as a new one
		t.note.enter(doubt, t.now())
		t.note.Sent = t.now()
	}
	if t.note.Phase != ended && t.prepared.Protection() == freedompay.Unprotected && e.outcome() != freedompay.OutcomeUnknown {
		if !t.keepEnd(ctx, e) { // the bank cannot be asked for it again
			return
		}
	}
	err := t.complete(ctx, e)
	if err == nil || errors.Is(err, errNotOurs) {
		return
	}
	t.config.Logger.WarnContext(ctx, "durable: a handler has failed", t.about(slog.String("error", err.Error()))...)
	troubles := t.note.Troubles
	if t.note.Phase != ended && !t.keepEnd(ctx, e) {
		return
	}
	t.note.Troubles = troubles + 1
	t.note.Why = short("handler: " + err.Error())
	t.release(ctx, backoff(troubles, handlerLeast, handlerMost))
}

var errNotOurs = errors.New("the job belongs to another turn")

// isNoRow reports whether a statement has found nothing.
func isNoRow(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// keepEnd stores the end of the command before the handler is called. It reports whether
// the job is still this turn's own.
func (t *turn[TTx]) keepEnd(ctx context.Context, e end) bool {
	text, err := t.storeEnd(t.stored, e)
	if err != nil {
		t.config.Logger.ErrorContext(ctx, "durable: an end cannot be stored", t.about(slog.String("error", err.Error()))...)
		return true // the handler is called all the same
	}
	before := t.note
	t.note.enter(ended, t.now())
	ctx, cancel := detached(ctx)
	defer cancel()
	for n := 0; ; n++ {
		var id int64
		err = t.driver.GetExecutor().QueryRow(ctx, t.in(endSQL), t.job.ID, *t.job.AttemptedAt, t.text(t.job.Attempt-1), storable(text)).Scan(&id)
		switch {
		case err == nil:
			return true
		case isNoRow(err):
			return false
		case !sleep(ctx, backoff(n, 50*time.Millisecond, time.Second)):
			t.note = before
			t.config.Logger.ErrorContext(ctx, "durable: an end could not be stored", t.about(slog.String("error", err.Error()))...)
			return true
		}
	}
}

// complete completes the job and calls the handler.
func (t *turn[TTx]) complete(ctx context.Context, e end) (err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handlerLimit)
	defer cancel()
	tx, err := t.driver.GetExecutor().Begin(ctx)
	if err != nil {
		return err
	}
	defer rollback(ctx, tx)
	done := note{Phase: settled, Since: t.note.Since, Outcome: string(e.outcome())}
	text, err := json.Marshal(done)
	if err != nil {
		return err
	}
	var id int64
	err = tx.QueryRow(ctx, t.in(completeSQL), t.job.ID, *t.job.AttemptedAt, string(text)).Scan(&id)
	switch {
	case isNoRow(err):
		return errNotOurs
	case err != nil:
		return err
	}
	if err := t.call(ctx, t.driver.UnwrapTx(tx), e); err != nil {
		return err
	}
	if t.stored.Key != "" { // last, since it locks the job of another turn
		if err := tx.Exec(ctx, t.in(nextOfKeySQL), t.stored.Key, t.job.ID); err != nil {
			return err
		}
	}
	return tx.Commit(ctx)
}

// call calls the handler. It returns a panic as an error.
func (t *turn[TTx]) call(ctx context.Context, tx TTx, e end) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v", reason)
		}
	}()
	return t.handle(ctx, tx, t.prepared, e)
}

// endAgain ends a job that had ended and was retried by hand.
func (t *turn[TTx]) endAgain(ctx context.Context) { t.write(ctx, endAgainSQL) }
