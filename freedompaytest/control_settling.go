package freedompaytest

import (
	"container/heap"
	"fmt"
	"time"
)

// HoldSettling keeps every accepted command in process, whatever the clock says, until
// it is called with false: what was due meanwhile settles then, and not at the time that
// has passed. [Bank.Settle] settles them all the same.
func (b *Bank) HoldSettling(hold bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.settleDue(now)
	for b.held && !hold && b.pending.Len() > 0 && !b.pending.heap[0].due.After(now) {
		heap.Pop(&b.pending).(work).do(now)
	}
	b.held = hold
}

// SetSettleAfter changes how long the commands accepted from now on stay in process:
// see [SettleAfter].
func (b *Bank) SetSettleAfter(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settleDue(b.now())
	b.settleAfter = max(d, 0)
}

// TryInject is [Bank.Inject] for faults that a person has typed: it returns an error,
// and injects nothing, when a fault is invalid.
func (b *Bank) TryInject(faults ...Fault) error {
	for _, fault := range faults {
		if err := fault.check(b.operations); err != nil {
			return fmt.Errorf("freedompaytest: %w", err)
		}
	}
	b.Inject(faults...)
	return nil
}
