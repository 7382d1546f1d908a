package outage_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// Four thousand requests settle immediately, after one minute, or after four. They are
// yielded in that order, each once. At most 16 queries are in flight.
func TestWaitAllInTheOrderOfTheirEnds(t *testing.T) {
	const atOnce = 16
	many := 4_000
	if raceDetector() { // the race detector multiplies the time
		many = 1_000
	}
	after := [3]time.Duration{0, time.Minute, 4 * time.Minute}
	for _, w := range waiters() {
		t.Run(w.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ids, began := someIDs(many), time.Now()
				class := make(map[uuid.UUID]int, many)
				for i, id := range ids {
					class[id] = i % 3
				}
				bank := &statusBank{t: t, takes: time.Millisecond, answer: func(id uuid.UUID, _ int) step {
					if time.Since(began) < after[class[id]] {
						return w.is(w.process)
					}
					return w.is(w.success)
				}}
				client := newClient(t, bank, freedompay.WithPoll(freedompay.Backoff{Min: time.Minute, Max: 2 * time.Minute}))
				var yielded [3]int
				once := make(map[uuid.UUID]bool, many)
				for state, err := range w.waitAll(t.Context(), client, ids) {
					if err != nil || state.status != w.success || once[state.id] {
						t.Fatalf("%v, %v, yielded before: %t", state, err, once[state.id])
					}
					once[state.id] = true
					settled := class[state.id]
					yielded[settled]++
					if yielded[settled] == 1 && settled > 0 && yielded[settled-1] < many/3 {
						t.Errorf("class %d is yielded after %d of the one before", settled, yielded[settled-1])
					}
				}
				if len(once) != many {
					t.Errorf("%d are yielded", len(once))
				}
				if bank.most != atOnce {
					t.Errorf("%d questions were in flight at once, want %d", bank.most, atOnce)
				}
			})
		})
	}
}

// Any number of requests flows through bounded memory: 4096 are waited for at once.
func TestWaitAllOfManyIsBounded(t *testing.T) {
	const goroutinesAtMost, perID = 4096 + 16, 6 << 10
	many := 20_000
	if raceDetector() {
		many = 5_000
	}
	synctest.Test(t, func(t *testing.T) {
		w, ids, began := waiters()[0], someIDs(many), time.Now()
		bank := step(func(req *http.Request) (*http.Response, error) {
			_, _ = io.Copy(io.Discard, req.Body)
			if time.Since(began)%time.Hour < time.Minute {
				return w.is(w.process)(req)
			}
			return w.is(w.success)(req)
		})
		client := newClient(t, bank, freedompay.WithPoll(freedompay.Backoff{Min: time.Minute, Max: time.Minute}))
		heap, goroutines, yielded := heapInUse(), runtime.NumGoroutine(), 0
		for _, err := range w.waitAll(t.Context(), client, ids) {
			if err != nil {
				t.Fatal(err)
			}
			if yielded++; yielded%2000 != 1 {
				continue
			}
			if more := runtime.NumGoroutine() - goroutines; more > goroutinesAtMost {
				t.Errorf("%d goroutines are added", more)
			}
			if more := int64(heapInUse()) - int64(heap); more > goroutinesAtMost*perID {
				t.Errorf("%d bytes are in use for each id that is waited for", more/goroutinesAtMost)
			}
		}
		if yielded != many {
			t.Errorf("%d are yielded", yielded)
		}
	})
}

func raceDetector() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// heapInUse returns the bytes in use after a garbage collection.
func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// The intervals of each request are those of Watch.
func TestWaitAllIntervals(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		bank := inTurn(t, append(times(8, w.is(w.process)), w.is(w.success))...)
		for _, err := range w.waitAll(t.Context(), newClient(t, bank), someIDs(100)) {
			if err != nil {
				t.Error(err)
			}
		}
		for id, polls := range bank.asked {
			longest := 500 * time.Millisecond
			for i := 1; i < len(polls); i++ {
				if interval := polls[i].Sub(polls[i-1]); interval < longest/2 || interval > longest {
					t.Errorf("interval %d of %v is %v, want %v to %v", i, id, interval, longest/2, longest)
				}
				longest = min(2*longest, 10*time.Second)
			}
		}
	})
}

// A request that fails, is unknown or cannot be queried does not affect the others.
func TestWaitAllYieldsEachWithItsOwnEnd(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		ids := someIDs(5)
		ends := map[uuid.UUID]step{
			ids[0]: w.is(w.success), ids[1]: w.is(w.failed), ids[2]: w.isNot(), ids[3]: refusal("E-17"), ids[4]: drops,
		}
		bank := &statusBank{t: t, answer: func(id uuid.UUID, n int) step {
			if n == 0 {
				return w.is(w.process)
			}
			return ends[id]
		}}
		errs := map[uuid.UUID]error{}
		for state, err := range w.waitAll(t.Context(), retrying(t, bank), ids) {
			errs[state.id] = err
			if failed, ok := errors.AsType[*freedompay.Error](err); ok && failed.RequestID != state.id {
				t.Errorf("the error of %v is of %v", state.id, failed.RequestID)
			}
		}
		if len(errs) != 5 || errs[ids[0]] != nil || !errors.Is(errs[ids[1]], freedompay.ErrRequestFailed) || !errors.Is(errs[ids[2]], freedompay.ErrNotFound) ||
			!errors.Is(errs[ids[3]], freedompay.ErrorCode("E-17")) || errs[ids[4]] == nil {
			t.Errorf("the ends are %v", errs)
		}
	})
}

func TestWaitAllOfFewOrOddIDs(t *testing.T) {
	a, b := uuid.UUID{1}, uuid.UUID{2}
	forEachWaiter(t, func(t *testing.T, w waiter) {
		for _, test := range []struct{ ids, want []uuid.UUID }{
			{nil, nil}, {[]uuid.UUID{}, nil}, {[]uuid.UUID{a}, []uuid.UUID{a}},
			{[]uuid.UUID{a, b, a, a}, []uuid.UUID{a, a, a, b}},
		} {
			var got []uuid.UUID
			for state, err := range w.waitAll(t.Context(), newClient(t, inTurn(t, w.is(w.process), w.is(w.success))), test.ids) {
				if err != nil || state.status != w.success {
					t.Errorf("%v: %v, %v", test.ids, state, err)
				}
				got = append(got, state.id)
			}
			slices.SortFunc(got, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
			if !slices.Equal(got, test.want) {
				t.Errorf("%v yields %v, want %v", test.ids, got, test.want)
			}
		}
		for _, err := range w.waitAll(t.Context(), newClient(t, playing(t)), []uuid.UUID{uuid.Nil}) {
			if !errors.Is(err, freedompay.ErrInvalidRequest) {
				t.Errorf("the zero id: %v", err)
			}
		}
	})
}

func TestWaitingThatCannotBegin(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		var none context.Context
		for way, end := range w.ways() {
			if _, err := end(none, newClient(t, playing(t)), someID); !errors.Is(err, freedompay.ErrInvalidRequest) {
				t.Errorf("%s without a context: %v", way, err)
			}
			if _, err := end(t.Context(), newClient(t, playing(t)), uuid.Nil); !errors.Is(err, freedompay.ErrInvalidRequest) {
				t.Errorf("%s of the zero id: %v", way, err)
			}
			ended, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := end(ended, newClient(t, playing(t)), someID); !errors.Is(err, context.Canceled) {
				t.Errorf("%s after the end: %v", way, err)
			}
		}
		for state, err := range w.waitAll(none, newClient(t, playing(t)), nil) {
			t.Errorf("WaitAll for nothing, without a context: %v, %v", state, err)
		}
	})
}

// The iterators of Watch and WaitAll can be used again, from the beginning.
func TestWaitingTwice(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		client := newClient(t, inTurn(t, w.isNot()))
		watch, all := w.watch(ctx, client, someID), w.waitAll(ctx, client, []uuid.UUID{someID})
		for range 2 {
			for _, states := range []iter.Seq2[seen, error]{watch, all} {
				asked := 0
				for _, err := range states {
					if asked++; !errors.Is(err, freedompay.ErrNotFound) {
						t.Errorf("the end is %v", err)
					}
				}
				if asked != 1 {
					t.Errorf("%d ends", asked)
				}
			}
		}
	})
}

// synctest.Test does not return while a goroutine of the test runs.
func TestLeavingTheLoopEndsTheWaiting(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		began := time.Now()
		for _, answer := range []step{w.is(w.process), w.isNot(), hangs} {
			bank := &statusBank{t: t, answer: func(id uuid.UUID, _ int) step {
				if id[2] == 7 {
					return w.is(w.success)
				}
				return answer
			}}
			for _, err := range w.waitAll(t.Context(), retrying(t, bank), someIDs(10)) {
				_ = err
				break
			}
		}
		asked := 0
		client := newClient(t, inTurn(t, func(req *http.Request) (*http.Response, error) { asked++; return w.is(w.process)(req) }))
		for _, err := range w.watch(t.Context(), client, someID) {
			_ = err
			break
		}
		if passed := time.Since(began); asked != 1 || passed != 0 {
			t.Errorf("asked %d times, and %v pass", asked, passed)
		}
	})
}

// An iterator that blocks, such as one over a channel, does not hold the loop beyond
// its context; one that goes on is heard to its end.
func TestWaitEachOfAnIteratorThatBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := waiters()[0], time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		more, goneOn := make(chan struct{}), make(chan bool, 1)
		ids := func(yield func(uuid.UUID) bool) {
			_ = yield(uuid.UUID{1}) && yield(uuid.UUID{2})
			<-more
			goneOn <- yield(uuid.UUID{3})
		}
		ends := 0
		for _, err := range newClient(t, inTurn(t, w.is(w.process))).Requests.WaitEach(ctx, ids) {
			if ends++; !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
		}
		if late := time.Since(began) - time.Second; ends != 2 || late > 60*time.Millisecond {
			t.Errorf("%d ends, %v after the deadline", ends, late)
		}
		close(more)
		if <-goneOn {
			t.Error("an id is taken after the end")
		}
		began, more = time.Now(), make(chan struct{}) // now it blocks before the first id
		later, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		for state, err := range newClient(t, playing(t)).Requests.WaitEach(later, func(func(uuid.UUID) bool) { <-more }) {
			t.Errorf("%v, %v", state, err)
		}
		if late := time.Since(began) - time.Second; late > 60*time.Millisecond {
			t.Errorf("%v after the deadline", late)
		}
		close(more)
		ends = 0
		for range newClient(t, playing(t)).Requests.WaitEach(ctx, slices.Values(someIDs(10_000))) { //nolint:errcheck // each ends with the same error
			ends++
		}
		if ends != 10_000 {
			t.Errorf("%d ends of 10000", ends)
		}
	})
}
