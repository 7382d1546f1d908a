package outage_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// inTurn answers the queries of every id with the steps, and repeats the last one.
func inTurn(t *testing.T, steps ...step) *statusBank {
	return &statusBank{t: t, answer: func(_ uuid.UUID, n int) step { return steps[min(n, len(steps)-1)] }}
}

// statuses returns what a watch yields, and its last error.
func statuses(t *testing.T, w waiter, client *freedompay.Client, ctx context.Context) (all []freedompay.RequestStatus, last error) {
	t.Helper()
	for state, err := range w.watch(ctx, client, someID) {
		if last != nil {
			t.Errorf("%v comes after the error %v", state, last)
		}
		if err == nil && state.id != someID {
			t.Errorf("a state is of %v", state.id)
		}
		all, last = append(all, state.status), err
	}
	return all, last
}

func TestWatchYieldsEachAnswerUntilSettled(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		bank := inTurn(t, w.is(w.process), w.is(w.process), w.is(w.success))
		got, err := statuses(t, w, newClient(t, bank), t.Context())
		if want := []freedompay.RequestStatus{w.process, w.process, w.success}; err != nil || !slices.Equal(got, want) {
			t.Errorf("saw %q, %v, want %q", got, err, want)
		}
		state, err := w.wait(t.Context(), newClient(t, inTurn(t, w.is(w.process), w.is(w.success))), someID)
		if err != nil || state != (seen{someID, w.success}) {
			t.Errorf("the end is %v, %v", state, err)
		}
	})
}

// A request with an unknown status, or without one, is not settled.
func TestUnknownStatusKeepsWaiting(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		bank := inTurn(t, w.is("manual_review"), w.is("7"), says(200, `{"status":"ok"}`), w.is(w.success))
		got, err := statuses(t, w, newClient(t, bank), t.Context())
		if want := []freedompay.RequestStatus{"manual_review", "7", "", w.success}; err != nil || !slices.Equal(got, want) {
			t.Errorf("saw %q, %v, want %q", got, err, want)
		}
	})
}

// The intervals of the default schedule double from half a second up to ten seconds;
// each is shortened at random by up to a half.
func TestWatchIntervalsGrowWithJitter(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		first := map[time.Duration]bool{}
		for range 20 {
			bank := inTurn(t, slices.Concat(times(8, w.is(w.process)), []step{w.is(w.success)})...)
			began := time.Now()
			if _, err := w.wait(t.Context(), newClient(t, bank), someID); err != nil {
				t.Fatal(err)
			}
			polls := bank.asked[someID]
			if !polls[0].Equal(began) {
				t.Errorf("the first question comes after %v", polls[0].Sub(began))
			}
			first[polls[1].Sub(polls[0])] = true
			longest := 500 * time.Millisecond
			for i := 1; i < len(polls); i++ {
				if interval := polls[i].Sub(polls[i-1]); interval < longest/2 || interval > longest {
					t.Errorf("interval %d is %v, want %v to %v", i, interval, longest/2, longest)
				}
				longest = min(2*longest, 10*time.Second)
			}
		}
		if len(first) < 10 {
			t.Errorf("20 first intervals have %d values: no jitter", len(first))
		}
	})
}

func TestWithPollSetsTheSchedule(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		bank := inTurn(t, w.is(w.process))
		poll := freedompay.WithPoll(freedompay.Backoff{Attempts: 3, Min: time.Minute, Max: time.Minute})
		client, began := newClient(t, bank, poll), time.Now()
		state, err := w.wait(t.Context(), client, someID)
		if err == nil || state != (seen{someID, w.process}) || len(bank.asked[someID]) != 3 {
			t.Errorf("%d questions, then %v, %v", len(bank.asked[someID]), state, err)
		}
		if passed := time.Since(began); passed < time.Minute || passed > 2*time.Minute {
			t.Errorf("%v pass in two intervals of 30s to 1m", passed)
		}
		for state, err := range w.waitAll(t.Context(), client, []uuid.UUID{{1}}) {
			if err == nil || state != (seen{uuid.UUID{1}, w.process}) || len(bank.asked[uuid.UUID{1}]) != 3 {
				t.Errorf("WaitAll: %d questions, then %v, %v", len(bank.asked[uuid.UUID{1}]), state, err)
			}
		}
	})
}

func TestNotFoundIsBelievedTheThirdTime(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		for _, test := range []struct {
			name  string
			steps []step
			want  []freedompay.RequestStatus
			asked int
			found bool
		}{
			{"twice, then found", []step{w.isNot(), w.isNot(), w.is(w.success)}, []freedompay.RequestStatus{w.success}, 3, true},
			{"three times", []step{w.isNot()}, []freedompay.RequestStatus{""}, 3, false},
			{"counted anew after an answer", []step{w.isNot(), w.isNot(), w.is(w.process), w.isNot(), w.isNot(), w.is(w.success)},
				[]freedompay.RequestStatus{w.process, w.success}, 6, true},
			{"three times after an answer", []step{w.is(w.process), w.isNot()}, []freedompay.RequestStatus{w.process, w.process}, 4, false},
		} {
			bank := inTurn(t, test.steps...)
			got, err := statuses(t, w, newClient(t, bank), t.Context())
			if !slices.Equal(got, test.want) || errors.Is(err, freedompay.ErrNotFound) == test.found || (err == nil) != test.found {
				t.Errorf("%s: saw %q, %v, want %q", test.name, got, err, test.want)
			}
			if asked := len(bank.asked[someID]); asked != test.asked {
				t.Errorf("%s: asked %d times, want %d", test.name, asked, test.asked)
			}
			bank.asked = nil
			for _, err := range w.waitAll(t.Context(), newClient(t, bank), []uuid.UUID{someID}) {
				if errors.Is(err, freedompay.ErrNotFound) == test.found || len(bank.asked[someID]) != test.asked {
					t.Errorf("%s, WaitAll: asked %d times, %v", test.name, len(bank.asked[someID]), err)
				}
			}
		}
	})
}

// A status query that fails is retried like any query, by the schedule of WithRetry,
// and does not count as an answer.
func TestTroubleInsideAPollIsRetried(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		for _, trouble := range append(troubles(), connectionRefused) {
			bank := inTurn(t, trouble.meet, trouble.meet, w.is(w.process), trouble.meet, w.is(w.success))
			got, err := statuses(t, w, retrying(t, bank), t.Context())
			if want := []freedompay.RequestStatus{w.process, w.success}; err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: saw %q, %v, want %q", trouble.name, got, err, want)
			}

			bank = inTurn(t, w.is(w.process), trouble.meet)
			state, err := w.wait(t.Context(), retrying(t, bank), someID)
			if !errors.Is(err, freedompay.ErrOutcomeUnknown) || errors.Is(err, freedompay.ErrUnavailable) || state != (seen{someID, w.process}) || len(bank.asked[someID]) != 1+4 {
				t.Errorf("%s for good: %v, %v after %d questions", trouble.name, state, err, len(bank.asked[someID]))
			}
		}
	})
}

// A status query that is refused with any other code ends the waiting.
func TestRefusalEndsTheWaiting(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		bank := inTurn(t, w.is(w.process), refusal("E-17"))
		got, err := statuses(t, w, retrying(t, bank), t.Context())
		if !errors.Is(err, freedompay.ErrorCode("E-17")) || !slices.Equal(got, []freedompay.RequestStatus{w.process, w.process}) {
			t.Errorf("saw %q, %v", got, err)
		}
	})
}

func TestRequestThatFailedComesWithItsStateAndCode(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		for way, end := range w.ways() {
			state, err := end(t.Context(), newClient(t, inTurn(t, w.is(w.process), w.is(w.failed))), someID)
			failed, _ := errors.AsType[*freedompay.Error](err)
			if !errors.Is(err, freedompay.ErrRequestFailed) || failed.Code != w.reason || failed.Description != "because" || failed.RequestID != someID {
				t.Errorf("%s: the error is %v, want %v", way, err, w.reason)
			}
			if state != (seen{someID, w.failed}) {
				t.Errorf("%s: the state is %v", way, state)
			}
		}
	})
}

// When the context ends, the last state is returned with the error.
func TestEndOfContextComesWithTheLastState(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		poll := freedompay.WithPoll(freedompay.Backoff{Min: 40 * time.Millisecond, Max: time.Hour})
		for _, test := range []struct {
			name  string
			steps []step
			want  freedompay.RequestStatus
		}{
			{"in an interval", []step{w.is(w.process)}, w.process},
			{"in an interval, not found", []step{w.isNot()}, ""},
			{"in a question", []step{hangs}, ""},
			{"in a later question", []step{w.is(w.process), hangs}, w.process},
			{"in a pause", []step{w.is(w.process), says(503, "", "Retry-After", "3")}, w.process},
		} {
			for name, ending := range endings() {
				for way, end := range w.ways() {
					client := retrying(t, inTurn(t, test.steps...), poll)
					ctx, cancel := ending(t.Context())
					started := time.Now()
					state, err := end(ctx, client, someID)
					mustEndInTime(t, ctx, started, err)
					if state.status != test.want {
						t.Errorf("%s, %s, %s: the last state is %v, want %q", way, test.name, name, state, test.want)
					}
					cancel()
				}
			}
		}
	})
}
