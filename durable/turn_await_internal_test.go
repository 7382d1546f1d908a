package durable

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// accept returns a turn whose command the bank has just accepted, and does not settle
// before it is told to.
func accept(t *testing.T, bank *freedompaytest.Bank) *turn[pgx.Tx] {
	t.Helper()
	bank.HoldSettling(true)
	tr := newTurn(t, bank, issueCard(bank), note{Phase: accepted, Since: time.Now()})
	if _, err := tr.client.Send(t.Context(), tr.prepared); err != nil {
		t.Fatal(err)
	}
	return tr
}

// A turn that has just sent a command waits for its end itself while at most half of
// the workers are busy, three seconds in all. Another asks once.
func TestHoldsAWorker(t *testing.T) {
	for name, c := range map[string]struct {
		busy        int64
		justSent    bool
		least, most time.Duration
		asks        bool
	}{
		"two of four are busy":   {2, true, 2 * time.Second, holdLimit, true},
		"three of four are busy": {3, true, 0, 0, false},
		"a later turn":           {1, false, 0, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bank := freedompaytest.New()
				tr := accept(t, bank)
				tr.busy.Store(c.busy)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				next := tr.await(ctx, c.justSent)
				if next.end != nil || next.park || next.after < askLeast {
					t.Errorf("%+v", next)
				}
				if held := time.Since(tr.started); held < c.least || held > c.most {
					t.Errorf("it held a worker for %v, want %v to %v", held, c.least, c.most)
				}
				if n := bank.CallCount("Requests.Status"); (n > 0) != c.asks || !c.justSent && n != 1 {
					t.Errorf("it asked %d times", n)
				}
			})
		})
	}
}

// It gives the worker back as soon as more than half are busy.
func TestGivesTheWorkerBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := accept(t, freedompaytest.New())
		tr.busy.Store(2)
		const until = time.Second
		go func() {
			time.Sleep(until)
			tr.busy.Add(1)
		}()
		if next := tr.await(t.Context(), true); next.end != nil {
			t.Errorf("%+v", next)
		}
		if held := time.Since(tr.started); held < until || held > until+time.Second {
			t.Errorf("it held a worker for %v", held)
		}
	})
}

// It sees the end of the command while it waits.
func TestSeesTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		tr := accept(t, bank)
		tr.busy.Store(1)
		go func() {
			time.Sleep(time.Second)
			bank.Settle()
		}()
		if next := tr.await(t.Context(), true); next.end == nil || next.end.outcome() != freedompay.OutcomeDone || time.Since(tr.started) > holdLimit {
			t.Errorf("%+v after %v", next, time.Since(tr.started))
		}
	})
}

// A command that the bank has accepted, and says for an hour that it does not know, is
// for a human. The hour begins when the bank says so, not when it accepted the command:
// in between it may have been away.
func TestLostByTheBank(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		tr := newTurn(t, bank, issueCard(bank), note{Phase: accepted, Since: time.Now().Add(-5 * time.Hour)}) // never sent
		begun := time.Now()
		next := tr.next(t.Context())
		for !next.park && time.Since(begun) < 2*lostAfter {
			if next.end != nil || next.after <= 0 {
				t.Fatalf("%+v", next)
			}
			tr = tr.later(next.after)
			next = tr.next(t.Context())
		}
		if took := time.Since(begun); !next.park || took < lostAfter || took > lostAfter+askLate {
			t.Errorf("%+v after %v", next, took)
		}
	})
}

// A command that the bank knows again is not lost: the hour begins anew.
func TestFoundAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := accept(t, freedompaytest.New())
		tr.note.Lost = time.Now().Add(-2 * lostAfter)
		if next := tr.next(t.Context()); next.park || next.end != nil || !tr.note.Lost.IsZero() {
			t.Errorf("%+v, lost since %v", next, tr.note.Lost)
		}
	})
}
