package durable

import (
	"context"
	"time"
)

// earlierSQL returns whether an earlier command of the key has not settled. A job that
// somebody has deleted, or whose handler has committed by itself, has left its row behind.
const earlierSQL = `SELECT EXISTS (SELECT FROM @.freedompay_order o JOIN @.river_job j ON j.id = o.job_id
	WHERE o.key = $1 AND o.job_id < $2 AND j.state <> 'completed')`

// paceSQL reserves the next time at which any process may send a command, and returns
// how far away it is in microseconds.
const paceSQL = `INSERT INTO @.freedompay_pace AS p (name, next_at) VALUES ('commands', clock_timestamp() + $1::bigint * interval '1 microsecond')
	ON CONFLICT (name) DO UPDATE SET next_at = greatest(p.next_at, clock_timestamp()) + $1::bigint * interval '1 microsecond'
	RETURNING (extract(epoch FROM next_at - clock_timestamp()) * 1000000)::bigint - $1::bigint`

const (
	orderRecheck = 30 * time.Second // if nothing wakes the command: normally the one before it does
	paceHold     = 5 * time.Second  // how long a turn holds its worker for the pace
)

// waitsForOthers reports whether an earlier command of the same key has not settled, and
// when to look again. As long as there is one, this command was never sent: not even by a
// turn that did not finish.
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

// waitsForPace waits until the pace allows the command to be sent. If that takes longer
// than paceHold, it reports held, and when to try again.
func (t *turn[TTx]) waitsForPace(ctx context.Context) (wait time.Duration, held bool) {
	if t.config.Pace == 0 {
		return 0, false
	}
	if slot := t.note.Slot; slot != nil {
		wait = slot.Sub(t.now())
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
		slot := t.now().Add(wait)
		t.note.Slot = &slot
		return wait, true
	}
	return 0, !sleep(ctx, max(wait, 0))
}
