package durable

import (
	"context"
	"time"
)

// earlierSQL tells whether a command of the key comes before.
const earlierSQL = `SELECT EXISTS (SELECT FROM @.freedompay_order WHERE key = $1 AND job_id < $2)`

// paceSQL takes the next place in the row of all processes, and returns how long it
// is until then, in microseconds.
const paceSQL = `INSERT INTO @.freedompay_pace AS p (name, next_at) VALUES ('commands', clock_timestamp() + $1::bigint * interval '1 microsecond')
	ON CONFLICT (name) DO UPDATE SET next_at = greatest(p.next_at, clock_timestamp()) + $1::bigint * interval '1 microsecond'
	RETURNING (extract(epoch FROM next_at - clock_timestamp()) * 1000000)::bigint - $1::bigint`

const (
	orderRecheck = 30 * time.Second // the command before wakes the next one: this is for when it could not
	paceHold     = 5 * time.Second  // for which a turn waits itself
)

// waitsForOthers reports whether a command of the same key comes before. As long as
// one does, this one was never sent: not by a turn that ended midway either.
func (t *turn[TTx]) waitsForOthers(ctx context.Context) (wait time.Duration, held bool) {
	if t.stored.Key == "" || t.note.Phase != fresh && t.note.Phase != doubt {
		return 0, false
	}
	var earlier bool
	err := t.driver.GetExecutor().QueryRow(ctx, t.in(earlierSQL), t.stored.Key, t.job.ID).Scan(&earlier)
	if err != nil {
		t.keepDoubt()
		return troubleLeast, true
	}
	return orderRecheck, earlier
}

// waitsForPace waits until the command may be sent, or reports that it is too long
// to wait for.
func (t *turn[TTx]) waitsForPace(ctx context.Context) (wait time.Duration, held bool) {
	if t.config.Pace == 0 {
		return 0, false
	}
	if slot := t.note.Slot; slot != nil {
		wait = time.Until(*slot)
		t.note.Slot = nil
	} else {
		var micros int64
		step := int64(float64(time.Second/time.Microsecond) / t.config.Pace)
		if err := t.driver.GetExecutor().QueryRow(ctx, t.in(paceSQL), step).Scan(&micros); err != nil {
			return troubleLeast, true
		}
		wait = time.Duration(micros) * time.Microsecond
	}
	if wait > paceHold {
		slot := time.Now().Add(wait)
		t.note.Slot = &slot
		return wait, true
	}
	return 0, !sleep(ctx, max(wait, 0))
}
