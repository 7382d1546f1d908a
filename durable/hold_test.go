package durable_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A command is taken back before it is sent, and not after.
func TestCancel(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	ids := s.enqueue(durable.With(issue(s.bank), durable.Key("a")), durable.With(gift(), durable.Key("a"), durable.Tag("order-17")))
	cancel := func(id uuid.UUID) error {
		return pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error { return s.q.Cancel(t.Context(), tx, id) })
	}
	if err := cancel(ids[0]); err != nil {
		t.Fatal(err)
	}
	s.run(s.q)
	if outcome, _ := s.outcome(ids[1]); outcome != "done" {
		t.Error(outcome)
	}
	s.eventually("completed", `SELECT state FROM freedompay.river_job WHERE args->>'request_id' = $1`, ids[1].String())
	for name, id := range map[string]uuid.UUID{"canceled": ids[0], "settled": ids[1], "unknown": uuid.New()} {
		if err := cancel(id); !errors.Is(err, durable.ErrStarted) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := s.bank.CallCount("Cards.Issue"); n != 0 {
		t.Error("it was sent")
	}
}

// What may have been sent is not taken back, also while it waits.
func TestCancelInDoubt(t *testing.T) {
	s := newShop(t, setup{client: []freedompay.Option{freedompay.WithLateness(time.Minute)}})
	handleAll(s.q, nil)
	s.bank.Inject(freedompaytest.Fault{Do: freedompaytest.DropBefore})
	stop := s.run(s.q)
	ids := s.enqueue(issue(s.bank))
	s.eventually("doubt", `SELECT metadata->'freedompay'->>'phase' FROM freedompay.river_job`)
	stop()
	err := pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error { return s.q.Cancel(t.Context(), tx, ids[0]) })
	if !errors.Is(err, durable.ErrStarted) {
		t.Error(err)
	}
	taken := s.enqueue(gift())[0] // by a process that died, and from it
	s.exec(`UPDATE freedompay.river_job SET attempt = 1 WHERE args->>'request_id' = $1`, taken.String())
	err = pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error { return s.q.Cancel(t.Context(), tx, taken) })
	if !errors.Is(err, durable.ErrStarted) {
		t.Errorf("after a crash: %v", err)
	}
}

// A pace is that of all processes together.
func TestPace(t *testing.T) {
	const rate, n = 50, 60
	s := newShop(t, setup{config: durable.Config{Pace: rate}})
	other := s.queue()
	handleAll(s.q, nil)
	handleAll(other, nil)
	var cmds []freedompay.Command
	for range n {
		cmds = append(cmds, gift())
	}
	s.enqueue(cmds...)
	s.run(s.q)
	s.run(other)
	s.eventually(fmt.Sprint(n), `SELECT count(*) FROM orders`)
	var at []time.Time
	for _, call := range s.bank.Calls() {
		at = append(at, call.Time)
	}
	slices.SortFunc(at, time.Time.Compare)
	const slack = 5 // the first may be late
	if took := at[n-1].Sub(at[0]); took < (n-1-n/slack)*time.Second/rate {
		t.Errorf("%d commands in %v", n, took)
	}
	if state := s.one(`SELECT max(attempt) FROM freedompay.river_job`); state != "1" {
		t.Errorf("%s attempts", state)
	}
}

// A command whose place in the row is far off does not keep a worker.
func TestPaceFarOff(t *testing.T) {
	s := newShop(t, setup{config: durable.Config{Pace: 0.05}})
	handleAll(s.q, nil)
	s.enqueue(gift(), gift(), gift())
	s.run(s.q)
	s.eventually("2", `SELECT count(*) FROM freedompay.river_job WHERE state = 'scheduled' AND metadata->'freedompay' ? 'slot' AND attempt = 0`)
	if n := s.bank.CallCount(""); n != 1 {
		t.Errorf("%d calls", n)
	}
}

// A backlog does not hold up the settling of what the bank has accepted.
func TestBacklog(t *testing.T) {
	s := newShop(t, setup{bank: []freedompaytest.Option{freedompaytest.SettleAfter(200 * time.Millisecond)}, config: durable.Config{Pace: 20, Workers: 10}})
	handleAll(s.q, nil)
	var cmds []freedompay.Command
	for range 400 {
		cmds = append(cmds, issue(s.bank))
	}
	s.enqueue(cmds...)
	begun := time.Now()
	s.run(s.q)
	s.eventually("true", `SELECT count(*) > 0 FROM orders`)
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("the first handler after %v", took)
	}
}

// A command that was just sent is waited for by its own turn while at most half of the
// workers are busy, here with handlers. Otherwise its worker is free for others.
func TestWorkersStayFree(t *testing.T) {
	for handlers, turns := range map[int]string{1: "1", 2: "more"} {
		t.Run(fmt.Sprint(handlers+1, " of 4 are busy"), func(t *testing.T) {
			s := newShop(t, setup{config: durable.Config{Workers: 4}})
			begun, end := make(chan struct{}), make(chan struct{})
			row[freedompay.IssueCardRequest](s.q, nil)
			row[freedompay.IssueGiftCardRequest](s.q, func(uuid.UUID) error {
				begun <- struct{}{}
				<-end
				return nil
			})
			s.run(s.q)
			defer close(end)
			for range handlers {
				s.enqueue(gift())
				<-begun
			}
			id := s.enqueue(issue(s.bank))[0]
			s.outcome(id)
			got := s.one(`SELECT CASE array_length(attempted_by, 1) WHEN 1 THEN '1' ELSE 'more' END FROM freedompay.river_job WHERE args->>'request_id' = $1`, id.String())
			if got != turns {
				t.Errorf("it had %s turns, want %s", got, turns)
			}
		})
	}
}

// High goes before Low, and At waits.
func TestOptions(t *testing.T) {
	s := newShop(t, setup{config: durable.Config{Workers: 1}})
	handleAll(s.q, nil)
	ids := s.enqueue(durable.With(gift(), durable.Low()), gift(), durable.With(gift(), durable.High()),
		durable.With(durable.With(gift(), durable.High()), durable.At(time.Now().Add(time.Hour))))
	s.run(s.q)
	s.eventually("3", `SELECT count(*) FROM orders`)
	if got := s.one(`SELECT string_agg(request_id::text, ',' ORDER BY at) FROM orders`); got != fmt.Sprintf("%s,%s,%s", ids[2], ids[1], ids[0]) {
		t.Errorf("%s of %v", got, ids)
	}
	for name, cmd := range map[string]freedompay.Command{
		"an empty key":   durable.With(gift(), durable.Key("")),
		"a dot in a tag": durable.With(gift(), durable.Tag("order.17")),
		"a short tag":    durable.With(gift(), durable.Tag("a")),
		"no option":      durable.With(gift(), nil),
		"no command":     durable.With(nil),
		"nothing":        nil,
		"wrong input":    freedompay.IssueGiftCardRequest{},
	} {
		err := pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error {
			_, err := s.q.Enqueue(t.Context(), tx, cmd)
			return err
		})
		if err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// At holds whatever wakes the job: the command before it under the same key, a person who
// resumes it, or one who retries it in River UI.
func TestAtHolds(t *testing.T) {
	monday := durable.At(time.Now().Add(time.Hour))
	for name, wake := range map[string]func(*shop, []uuid.UUID){
		"the one before it": func(*shop, []uuid.UUID) {},
		"resumed": func(s *shop, ids []uuid.UUID) {
			s.exec(`UPDATE freedompay.river_job SET state = 'cancelled', finalized_at = now() WHERE args->>'request_id' = $1`, ids[1].String())
			if err := s.q.Resume(t.Context(), ids[1]); err != nil {
				t.Fatal(err)
			}
		},
		"its process has died": func(s *shop, _ []uuid.UUID) { s.die() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t, setup{})
			handleAll(s.q, nil)
			ids := s.enqueue(durable.With(issue(s.bank), durable.Key("a")), durable.With(gift(), durable.Key("a"), monday))
			wake(s, ids)
			s.run(s.q)
			s.outcome(ids[0])
			s.eventually("true", `SELECT state = 'scheduled' AND scheduled_at > now() + interval '50 minutes' AND attempted_at IS NOT NULL
				FROM freedompay.river_job WHERE args->>'request_id' = $1`, ids[1].String())
			if n := s.bank.CallCount("GiftCards.Issue"); n != 0 {
				t.Error("it was sent an hour early")
			}
		})
	}
}

// A command that waits for its time is not an old one.
func TestAtIsNotOld(t *testing.T) {
	s := newShop(t, setup{})
	s.enqueue(durable.With(gift(), durable.At(time.Now().Add(time.Hour))))
	s.exec(`UPDATE freedompay.river_job SET created_at = now() - interval '1 day'`)
	if stats, err := s.q.Stats(t.Context()); err != nil || stats.Oldest != 0 || stats.Waiting != 1 {
		t.Errorf("%+v, %v", stats, err)
	}
	s.enqueue(gift())
	s.exec(`UPDATE freedompay.river_job SET created_at = now() - interval '1 day'`)
	if stats, err := s.q.Stats(t.Context()); err != nil || stats.Oldest < 23*time.Hour {
		t.Errorf("%+v, %v", stats, err)
	}
}
