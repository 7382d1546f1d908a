package durable_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// Commands of one key go one after the other, in the order of the commits.
func TestKey(t *testing.T) {
	s := newShop(t, setup{})
	other := s.queue()
	handleAll(s.q, nil)
	handleAll(other, nil)
	const cards, each = 4, 5
	var want []uuid.UUID
	for range each {
		var cmds []freedompay.Command
		for card := range cards {
			cmds = append(cmds, durable.With(issue(s.bank), durable.Key(fmt.Sprint("card ", card))))
		}
		want = append(want, s.enqueue(cmds...)...)
	}
	s.run(s.q)
	s.run(other)
	s.eventually(fmt.Sprint(cards*each), `SELECT count(*) FROM orders`)
	at := map[string]time.Time{}
	for _, call := range s.bank.Calls() {
		if call.Operation == "Cards.Issue" {
			at[call.RequestID] = call.Time
		}
	}
	for card := range cards {
		for i := card + cards; i < len(want); i += cards {
			settled := s.one(`SELECT at FROM orders WHERE request_id = $1`, want[i-cards])
			done, err := time.Parse("2006-01-02 15:04:05.999999-07", settled)
			if err != nil {
				t.Fatal(err)
			}
			if sent := at[want[i].String()]; !sent.After(done) {
				t.Errorf("card %d: command %d was sent at %v, the one before settled at %v", card, i/cards, sent, done)
			}
		}
	}
	if n := s.one(`SELECT count(*) FROM freedompay.freedompay_order`); n != "0" {
		t.Errorf("%s keys are left", n)
	}
}

// Keys need a bounded number of locks, and two transactions with the same ones do not
// wait for each other in vain.
func TestManyKeys(t *testing.T) {
	s := newShop(t, setup{})
	const n = 5000
	ended := make(chan error)
	for round := range 2 {
		cmds := make([]freedompay.Command, n)
		for i := range cmds {
			key := i
			if round == 1 {
				key = n - i
			}
			cmds[i] = durable.With(gift(), durable.Key(fmt.Sprint("card ", key)))
		}
		go func() {
			ended <- pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error {
				_, err := s.q.EnqueueAll(t.Context(), tx, cmds...)
				return err
			})
		}()
	}
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// A process that dies while a command waits for the one before it has not sent it.
func TestKeyAfterCrash(t *testing.T) {
	s := newShop(t, setup{})
	ids := s.enqueue(durable.With(gift(), durable.Key("a")), durable.With(gift(), durable.Key("a")))
	s.exec(`UPDATE freedompay.river_job SET state = 'running', attempt = 1, attempted_at = now(), attempted_by = '{dead}' WHERE args->>'request_id' = $1`, ids[1].String())
	s.exec(`UPDATE freedompay.river_job SET scheduled_at = now() + interval '5 seconds' WHERE args->>'request_id' = $1`, ids[0].String())
	handleAll(s.q, nil)
	s.run(s.q)
	for i, id := range ids {
		if outcome, _ := s.outcome(id); outcome != "done" {
			t.Errorf("command %d: %s", i, outcome)
		}
	}
}

// A turn that finds the command before unsettled, and writes so only when that one has
// settled, does not wait for the recheck.
func TestKeyIsNotMissed(t *testing.T) {
	s := newShop(t, setup{})
	answer := make(chan struct{})
	client, err := freedompay.New(s.bank.AuthID(), s.bank.Key(), append(quickly(),
		freedompay.WithRetry(freedompay.Backoff{Attempts: 1}),
		freedompay.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			<-answer
			return s.bank.Transport().RoundTrip(r)
		})}))...)
	if err != nil {
		t.Fatal(err)
	}
	s.client = client
	s.q = s.queue()
	handleAll(s.q, nil)
	const gate = 4711
	s.exec(fmt.Sprintf(`CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		IF current_query() LIKE '%%greatest(attempt - 1, 0), priority%%' THEN PERFORM pg_advisory_xact_lock_shared(%d); END IF;
		RETURN NULL; END $$`, gate))
	s.exec(`CREATE TRIGGER gate BEFORE UPDATE ON freedompay.river_job FOR EACH STATEMENT EXECUTE FUNCTION gate()`)
	closed, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = closed.Rollback(context.Background()) }()
	if _, err := closed.Exec(t.Context(), `SELECT pg_advisory_xact_lock($1)`, gate); err != nil {
		t.Fatal(err)
	}
	ids := s.enqueue(durable.With(gift(), durable.Key("a")), durable.With(gift(), durable.Key("a")))
	s.run(s.q)
	s.eventually("1", `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted`, gate) // the second is about to write
	close(answer)
	s.outcome(ids[0])
	if err := closed.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	s.outcome(ids[1])
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("the second waited for %v", took)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A turn that did not finish may have sent the command, also when the one after it
// cannot read the order.
func TestKeyInDoubt(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	id := s.enqueue(durable.With(gift(), durable.Key("a")))[0]
	s.die()
	s.exec(`ALTER TABLE freedompay.freedompay_order RENAME TO hidden`)
	s.run(s.q)
	s.eventually("doubt", `SELECT metadata->'freedompay'->>'phase' FROM freedompay.river_job`)
	s.exec(`ALTER TABLE freedompay.hidden RENAME TO freedompay_order`)
	if outcome, _ := s.outcome(id); outcome != "unknown" || s.bank.CallCount("") != 0 {
		t.Errorf("%s, %d calls", outcome, s.bank.CallCount(""))
	}
}

// The order holds for commands that may have been sent before a restore too.
func TestKeyAfterRestore(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	card, err := s.bank.NewCard(s.bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	ids := s.enqueue(
		durable.With(freedompay.BlockCardRequest{CardID: card, BlockCode: freedompay.BlockByClient, Description: "a reason"}, durable.Key(card), durable.At(time.Now().Add(time.Hour))),
		durable.With(freedompay.CloseCardRequest{CardID: card, Description: "a reason"}, durable.Key(card)))
	if n, err := s.q.Restored(t.Context()); err != nil || n != 2 {
		t.Fatalf("%d, %v", n, err)
	}
	s.run(s.q)
	s.eventually("scheduled", `SELECT state FROM freedompay.river_job WHERE args->>'request_id' = $1 AND attempted_at IS NOT NULL`, ids[1].String())
	if n := s.bank.CallCount(""); n != 0 {
		t.Errorf("%d calls", n)
	}
	s.exec(`UPDATE freedompay.river_job SET state = 'available', scheduled_at = now() WHERE args->>'request_id' = $1`, ids[0].String())
	for i, id := range ids {
		if outcome, detail := s.outcome(id); outcome != "done" {
			t.Errorf("command %d: %s %s", i, outcome, detail)
		}
	}
}

// Transactions that enqueue under one key wait for each other: the order is that of
// their commits, not that in which they began.
func TestKeyOfTwoTransactions(t *testing.T) {
	s := newShop(t, setup{})
	first, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Rollback(context.Background()) }()
	if _, err := s.q.Enqueue(t.Context(), first, durable.With(gift(), durable.Key("a"))); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		ended <- pgx.BeginFunc(context.Background(), s.pool, func(tx pgx.Tx) error {
			_, err := s.q.Enqueue(context.Background(), tx, durable.With(gift(), durable.Key("a")))
			return err
		})
	}()
	s.eventually("1", `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'`)
	if err := first.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

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
