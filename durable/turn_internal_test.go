package durable

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// These tests make one turn with a bank in memory and no database, in the time of
// synctest: what a turn decides, and when.

// newTurn returns a turn for a command that stands where a note says.
func newTurn(t *testing.T, bank *freedompaytest.Bank, cmd freedompay.Command, n note) *turn[pgx.Tx] {
	t.Helper()
	client := bank.Client(freedompay.WithRetry(freedompay.Backoff{Attempts: 1}))
	p, err := client.Prepare(cmd)
	if err != nil {
		t.Fatal(err)
	}
	q := &Queue[pgx.Tx]{client: client, config: Config{Workers: 4}}
	return &turn[pgx.Tx]{Queue: q, started: time.Now(), prepared: p, stored: stored{Made: true}, note: n}
}

// later makes the turn after, on the same command.
func (t *turn[TTx]) later(d time.Duration) *turn[TTx] {
	time.Sleep(d)
	next := *t
	next.started, next.crashed = time.Now(), false
	return &next
}

// refused is a command that the bank refuses for its state, not for its input.
func refused() freedompay.Command {
	return freedompay.CloseCardRequest{CardID: "no-such-card", Description: "a reason"}
}

func issueCard(bank *freedompaytest.Bank) freedompay.IssueCardRequest {
	return freedompay.IssueCardRequest{ClientID: bank.NewClient(), ProductID: freedompay.CardProductInstantGold}
}

// A refusal is believed when no earlier attempt can arrive any more. A turn that did
// not finish may have sent one until now, whatever the note says of those before it:
// also when the turn after it could do nothing.
func TestRefusalAfterCrash(t *testing.T) {
	for name, first := range map[string]func(*turn[pgx.Tx]) step{
		"resumed":    func(tr *turn[pgx.Tx]) step { return tr.next(context.Background()) },
		"unreadable": func(tr *turn[pgx.Tx]) step { return tr.unreadable(errNoKey) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bank := freedompaytest.New()
				tr := newTurn(t, bank, refused(), note{Phase: doubt, Asked: 1, Sent: time.Now().Add(-time.Hour)})
				tr.crashed = true
				if next := first(tr); next.end != nil || !tr.note.Sent.Equal(time.Now()) {
					t.Fatalf("after the crash: %+v, sent %v ago", next.end, time.Since(tr.note.Sent))
				}
				tr = tr.later(tr.client.Lateness() - time.Second)
				if next := tr.next(t.Context()); next.end != nil {
					t.Errorf("too early: %v", next.end.failure)
				}
				tr = tr.later(tr.client.Lateness() + time.Second)
				if next := tr.next(t.Context()); next.end == nil || next.end.outcome() != freedompay.OutcomeRefused {
					t.Errorf("late enough: %+v", next)
				}
			})
		})
	}
}

// Each attempt that had no answer may arrive late: the time that counts is the last.
func TestSentIsTheLastAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.BadGateway})
		tr := newTurn(t, bank, refused(), note{Phase: doubt, Asked: 1, Sent: time.Now().Add(-time.Hour)})
		if next := tr.next(t.Context()); next.end != nil || next.park || !tr.note.Sent.Equal(time.Now()) {
			t.Errorf("%+v, sent %v ago", next, time.Since(tr.note.Sent))
		}
	})
}

// The clock of another process does not make an attempt older: a process ten minutes
// ahead of the database does not believe a refusal that early, nor waits one behind longer.
func TestClocksDiffer(t *testing.T) {
	const apart = 10 * time.Minute
	for name, c := range map[string]struct {
		ahead, later time.Duration
		believed     bool
	}{
		"ahead, early":  {-apart, time.Second, false},
		"ahead, late":   {-apart, time.Hour, true},
		"behind, early": {apart, time.Second, false},
		"behind, late":  {apart, 3 * time.Minute, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sent := time.Now().Add(apart) // by the database
				time.Sleep(apart + c.later - c.ahead)
				tr := newTurn(t, freedompaytest.New(), refused(), note{Phase: doubt, Asked: 1, Sent: sent})
				tr.ahead = c.ahead
				after := *tr // a turn that did not finish
				after.crashed = true
				if after.keepDoubt(); !after.note.Sent.Equal(sent.Add(c.later)) {
					t.Errorf("it notes that it may be sent at %v, want %v", after.note.Sent, sent.Add(c.later))
				}
				if next := tr.next(t.Context()); (next.end != nil) != c.believed {
					t.Errorf("%v after the attempt: %+v", c.later, next)
				}
			})
		})
	}
}

// An answer without a request_status does not end a command that settles later. One that
// holds what was made, and no request_status by its type, does.
func TestAnswerWithoutStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := accept(t, freedompaytest.New())
		tr.note = note{}
		if next := tr.sent(t.Context(), &freedompay.Sent{Answer: &freedompay.Result{}}); next.end != nil || tr.note.Phase != accepted {
			t.Errorf("a card: %+v in phase %q", next, tr.note.Phase)
		}
		user := freedompay.AddPartnerUserRequest{ClientID: 1, User: freedompay.PartnerUser{FirstName: "Anna", LastName: "Ivanova", Phone: "77770000000", Email: "anna@example.com"}}
		tr = newTurn(t, freedompaytest.New(), user, note{})
		if next := tr.sent(t.Context(), &freedompay.Sent{Answer: &freedompay.PartnerUserAdded{UserID: 1}}); next.end == nil || next.end.answer == nil {
			t.Errorf("a user: %+v", next)
		}
	})
}

// While an attempt may arrive a turn asks for the state, and sends nothing.
func TestAsksEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		tr := newTurn(t, bank, issueCard(bank), note{Phase: doubt, Asked: 1, Sent: time.Now()})
		if next := tr.next(t.Context()); next.end != nil || next.after > tr.client.Lateness() {
			t.Errorf("%+v", next)
		}
		if n, asked := bank.CallCount("Cards.Issue"), bank.CallCount("Requests.Status"); n != 0 || asked != 1 {
			t.Errorf("sent %d times, asked %d times", n, asked)
		}
		bank.HoldSettling(true)
		if _, err := tr.client.Send(t.Context(), tr.prepared); err != nil { // it arrives
			t.Fatal(err)
		}
		if next := tr.next(t.Context()); next.end != nil || tr.note.Phase != accepted {
			t.Errorf("%+v in phase %q", next, tr.note.Phase)
		}
		bank.Settle()
		if next := tr.next(t.Context()); next.end == nil || next.end.state.Card.CardID() == "" {
			t.Errorf("%+v", next)
		}
	})
}

// A RequestID that the caller chose is the command's own once the command may have
// been sent: the bank knows it from there.
func TestChosenIDInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		cmd := issueCard(bank)
		cmd.RequestID = uuid.New()
		tr := newTurn(t, bank, cmd, note{Phase: doubt, Asked: 1, Sent: time.Now().Add(-time.Hour)})
		tr.stored.Made = false
		if _, err := tr.client.Send(t.Context(), tr.prepared); err != nil {
			t.Fatal(err)
		}
		bank.Settle()
		if next := tr.next(t.Context()); next.end == nil || next.end.outcome() != freedompay.OutcomeDone {
			t.Errorf("%+v", next)
		}
	})
}

// A process that was stopped between taking a job and sending it sends nothing: others
// may have done it.
func TestStoppedBeforeSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		tr := newTurn(t, bank, issueCard(bank), note{})
		tr.started = time.Now().Add(-turnLimit)
		if next := tr.send(t.Context()); next != again(0) || bank.CallCount("") != 0 {
			t.Errorf("%+v, %d calls", next, bank.CallCount(""))
		}
	})
}

// What the bank has accepted and could not carry out has ended: it failed.
func TestFailsAtTheBank(t *testing.T) {
	for name, first := range map[string]note{"sent now": {}, "accepted": {Phase: accepted}, "in doubt": {Phase: doubt, Asked: 1, Sent: time.Now()}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bank := freedompaytest.New()
				bank.HoldSettling(true)
				card, err := bank.NewCard(bank.NewClient())
				if err != nil {
					t.Fatal(err)
				}
				cmd := freedompay.CloseCardRequest{CardID: card, Description: "a reason"}
				tr := newTurn(t, bank, cmd, first)
				if _, err := tr.client.Cards.Close(t.Context(), cmd); err != nil { // another, which comes first
					t.Fatal(err)
				}
				if first.Phase != fresh {
					if _, err := tr.client.Send(t.Context(), tr.prepared); err != nil {
						t.Fatal(err)
					}
					bank.Settle()
				} else {
					go func() {
						time.Sleep(time.Second)
						bank.Settle()
					}()
				}
				if next := tr.next(t.Context()); next.end == nil || next.end.outcome() != freedompay.OutcomeFailed || next.end.state.Card == nil {
					t.Errorf("%+v", next)
				}
			})
		})
	}
}

// What this client cannot send is for a human.
func TestInvalidParks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		tr := newTurn(t, bank, issueCard(bank), note{})
		tr.prepared.Operation = "Cards.Freeze"
		if next := tr.next(t.Context()); !next.park || tr.note.Why == "" || bank.CallCount("") != 0 {
			t.Errorf("%+v, %q, %d calls", next, tr.note.Why, bank.CallCount(""))
		}
	})
}

// A command that nothing protects ends as unknown when its answer is lost, at once. One
// that was stopped before it left goes on.
func TestUnprotectedEndsUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		gift := freedompay.IssueGiftCardRequest{CardholderName: "ANNA IVANOVA", Phone: 77770000000, ProductCode: 101}
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if next := newTurn(t, bank, gift, note{}).next(stopped); next.end != nil || next.park {
			t.Errorf("stopped: %+v", next)
		}
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.DropAfter})
		for name, n := range map[string]note{"sent now": {}, "sent before": {Phase: doubt, Sent: time.Now().Add(-time.Hour)}} {
			tr := newTurn(t, bank, gift, n)
			if next := tr.next(t.Context()); next.end == nil || !errors.Is(next.end.failure, freedompay.ErrOutcomeUnknown) {
				t.Errorf("%s: %+v", name, next)
			}
		}
		if n := bank.CallCount(""); n != 1 {
			t.Errorf("%d calls", n)
		}
	})
}
