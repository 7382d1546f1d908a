package durable

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// heldEvery is how often a process says that commands are held up. An outage holds up
// all of them.
const heldEvery = time.Minute

// heldLog counts the turns that ended in trouble since the last record of the log.
type heldLog struct {
	mu    sync.Mutex
	next  time.Time
	turns int
}

// tell counts a turn. It returns the count when it is time for a record.
func (h *heldLog) tell() (turns int, due bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.turns++
	if time.Now().Before(h.next) {
		return 0, false
	}
	turns = h.turns
	h.next, h.turns = time.Now().Add(heldEvery), 0
	return turns, true
}

// tellHeld warns of a command that is held up, for example by a wrong key or by an
// outage. It is tried again in any case.
func (t *turn[TTx]) tellHeld(ctx context.Context, again time.Duration) {
	if t.note.Troubles == 0 {
		return
	}
	if turns, due := t.held.tell(); due {
		t.config.Logger.WarnContext(ctx, "durable: commands are held up", t.about(
			slog.String("why", t.note.Why), slog.String("again_in", again.String()), slog.Int("turns", turns))...)
	}
}
