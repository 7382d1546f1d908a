package freedompay

import (
	"container/heap"
	"context"
	"iter"
	"sync"
	"time"

	"github.com/google/uuid"
)

// waitingAtOnce bounds the questions that are under way for one WaitAll.
const waitingAtOnce = 16

// all yields the state of each request as it is over, asking for many at once.
// A request costs one entry in the queue; no goroutine waits for it alone.
func all[S any](ctx context.Context, c *Client, ids []uuid.UUID, watch func(uuid.UUID) *watched[S]) iter.Seq2[*S, error] {
	return func(yield func(*S, error) bool) {
		if len(ids) == 0 {
			return
		}
		queue := &dueQueue[S]{}
		for _, id := range ids {
			request := watch(id)
			if err := c.usable(ctx); err != nil {
				yield(request.state(), request.failed(&classified{ErrInvalidRequest, err}))
				return
			}
			queue.push(&due[S]{watched: request})
		}
		type over struct {
			state *S
			err   error
		}
		ctx, stop := context.WithCancel(ctx)
		results := make(chan over)
		var workers sync.WaitGroup
		for range min(waitingAtOnce, len(ids)) {
			workers.Go(func() {
				for next := queue.pop(); next != nil; next = queue.pop() {
					if done, err := next.turn(ctx, c.poll); done {
						results <- over{next.state(), err}
					} else {
						queue.push(next)
					}
				}
			})
		}
		go func() {
			workers.Wait()
			close(results)
		}()
		defer func() { // whoever leaves the loop early ends the workers
			stop()
			for range results {
			}
		}()
		for r := range results {
			if !yield(r.state, r.err) {
				return
			}
		}
	}
}

// due is a request that waits for its next poll.
type due[S any] struct {
	*watched[S]
	at    time.Time
	polls int
}

// turn waits until the request is due and asks for it once.
func (d *due[S]) turn(ctx context.Context, schedule Backoff) (done bool, err error) {
	if !sleep(ctx, time.Until(d.at)) {
		return true, d.unsettled(ctx)
	}
	over, err := d.poll(ctx)
	if over {
		return true, err
	}
	if d.polls++; d.polls == schedule.Attempts {
		return true, d.unsettled(ctx)
	}
	d.at = time.Now().Add(halfJitter(schedule.longest(d.polls - 1)))
	return false, nil
}

// dueQueue hands out the request that is due first. A worker that finds it
// empty may leave: who holds a request comes back for it.
type dueQueue[S any] struct {
	mu    sync.Mutex
	first dueHeap[S]
}

func (q *dueQueue[S]) push(d *due[S]) {
	q.mu.Lock()
	defer q.mu.Unlock()
	heap.Push(&q.first, d)
}

func (q *dueQueue[S]) pop() *due[S] {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.first) == 0 {
		return nil
	}
	return heap.Pop(&q.first).(*due[S])
}

type dueHeap[S any] []*due[S]

func (h dueHeap[S]) Len() int           { return len(h) }
func (h dueHeap[S]) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h dueHeap[S]) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *dueHeap[S]) Push(x any)        { *h = append(*h, x.(*due[S])) }
func (h *dueHeap[S]) Pop() any {
	last := len(*h) - 1
	d := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return d
}
