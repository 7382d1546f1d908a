package freedompay

import (
	"context"
	"iter"
	"sync"
	"time"

	"github.com/google/uuid"
)

const (
	waitingAtOnce = 4096 // ids of one WaitAll, a goroutine each: about 3 kB
	askingAtOnce  = 16   // questions under way of one WaitAll

	// An iterator that gives no id for so long after the end of the context is not
	// waited for.
	patience = 20 * time.Millisecond
)

// all yields the state of each request as it is over. It takes ids as others end,
// so that any number of them flows through bounded memory.
func all[S any](ctx context.Context, c *Client, ids iter.Seq[uuid.UUID], mayBlock bool, watch func(uuid.UUID) *watched[S]) iter.Seq2[*S, error] {
	return func(yield func(*S, error) bool) {
		if err := c.usable(ctx); err != nil {
			for id := range ids {
				yield(watch(id).unseen(), watch(id).invalid(err))
				return
			}
			return
		}
		ctx, stop := context.WithCancel(ctx)
		many := &waitAll[S]{
			ctx: ctx, watch: watch, left: make(chan struct{}), results: make(chan waited[S]), done: make(chan struct{}),
			waiting: make(chan struct{}, waitingAtOnce), asking: make(chan struct{}, askingAtOnce),
		}
		go many.start(ids)
		defer many.leave(stop)
		var ended <-chan struct{} // nil when ids cannot block
		if mayBlock {
			ended = ctx.Done()
		}
		blocked := time.NewTimer(day)
		defer blocked.Stop()
		for {
			select {
			case r := <-many.results:
				if !yield(r.state, r.err) {
					return
				}
				if mayBlock && ended == nil {
					blocked.Reset(patience)
				}
			case <-many.done:
				return
			case <-ended:
				ended = nil
				blocked.Reset(patience)
			case <-blocked.C:
				if ctx.Err() != nil && len(many.waiting) == 0 {
					return
				}
				blocked.Reset(patience)
			}
		}
	}
}

// waitAll is one WaitAll.
type waitAll[S any] struct {
	ctx     context.Context
	watch   func(uuid.UUID) *watched[S]
	waiting chan struct{} // a place for each id that is waited for
	asking  chan struct{} // a place for each question under way
	results chan waited[S]
	left    chan struct{} // closed when the caller has left the loop
	done    chan struct{} // closed when all ids are over

	mu      sync.Mutex // of workers, which must not grow after left
	workers sync.WaitGroup
}

type waited[S any] struct {
	state *S
	err   error
}

// start waits for each id in a goroutine of its own.
func (a *waitAll[S]) start(ids iter.Seq[uuid.UUID]) {
	for id := range ids {
		select {
		case a.waiting <- struct{}{}:
		case <-a.left:
		}
		if !a.work(id) {
			return
		}
	}
	a.workers.Wait()
	close(a.done)
}

// work starts the goroutine of an id, unless the caller has left the loop.
func (a *waitAll[S]) work(id uuid.UUID) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	select {
	case <-a.left:
		return false
	default:
	}
	a.workers.Go(func() {
		w := a.watch(id)
		w.asking = a.asking
		state, err := last(w.states(a.ctx))
		if state == nil {
			state = w.unseen()
		}
		select {
		case a.results <- waited[S]{state, err}:
		case <-a.left:
		}
		<-a.waiting // only now, or ends that a slow caller has not taken would pile up
	})
	return true
}

// leave ends the waiting and returns when no question is under way any more.
func (a *waitAll[S]) leave(stop context.CancelFunc) {
	stop()
	a.mu.Lock()
	close(a.left)
	a.mu.Unlock()
	a.workers.Wait()
}
