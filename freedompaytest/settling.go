package freedompaytest

import (
	"container/heap"
	"time"
)

// work is something that happens later.
type work struct {
	due    time.Time
	number int64 // order of acceptance, for work that is due at one time
	do     func(at time.Time)
}

// pendingWork is a heap of work, ordered by when it is due. Nothing runs in the
// background: each call first does what is due.
type pendingWork struct {
	heap     []work
	accepted int64
	origins  map[int64]origin // by number
}

func (p *pendingWork) Len() int { return len(p.heap) }

func (p *pendingWork) Less(i, j int) bool {
	a, b := &p.heap[i], &p.heap[j]
	if !a.due.Equal(b.due) {
		return a.due.Before(b.due)
	}
	return a.number < b.number
}

func (p *pendingWork) Swap(i, j int) { p.heap[i], p.heap[j] = p.heap[j], p.heap[i] }

func (p *pendingWork) Push(x any) { p.heap = append(p.heap, x.(work)) }

func (p *pendingWork) Pop() any {
	last := len(p.heap) - 1
	item := p.heap[last]
	p.heap[last] = work{} // releases what the closure holds
	p.heap = p.heap[:last]
	delete(p.origins, item.number)
	return item
}

// after plans work for the time d after now.
func (b *Bank) after(d time.Duration, now time.Time, do func(at time.Time)) {
	b.pending.accepted++
	heap.Push(&b.pending, work{due: now.Add(d), number: b.pending.accepted, do: do})
}

// settleDue does all work that is due, each at its own time.
func (b *Bank) settleDue(now time.Time) {
	for !b.held && b.pending.Len() > 0 && !b.pending.heap[0].due.After(now) {
		next := heap.Pop(&b.pending).(work)
		b.ledger.at = next.due
		next.do(next.due)
	}
	b.ledger.at = now
}

// Settle settles every pending command now, whatever the clock says. It delivers the
// requests that [DeliverLate] holds back.
func (b *Bank) Settle() {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.settleDue(now)
	for b.pending.Len() > 0 {
		heap.Pop(&b.pending).(work).do(now)
	}
}

// Pending returns the number of accepted commands that have not settled, and of
// requests that [DeliverLate] holds back.
func (b *Bank) Pending() int {
	pending := 0
	_ = b.update(func(time.Time) error {
		pending = b.pending.Len()
		return nil
	})
	return pending
}
