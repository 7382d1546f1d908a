package durable_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
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
	s.exec(`UPDATE freedompay.river_job SET state = 'available', scheduled_at = now(), args = args - 'at' WHERE args->>'request_id' = $1`, ids[0].String())
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

// A command whose job somebody has deleted, or whose handler has committed by itself,
// does not hold up those after it for ever.
func TestKeyLeftBehind(t *testing.T) {
	s := newShop(t, setup{})
	durable.On(s.q, func(ctx context.Context, tx pgx.Tx, _ durable.Settled[freedompay.IssueCardRequest]) error {
		return tx.Commit(ctx)
	})
	row[freedompay.IssueGiftCardRequest](s.q, nil)
	ids := s.enqueue(durable.With(gift(), durable.Key("a")), durable.With(issue(s.bank), durable.Key("a")), durable.With(gift(), durable.Key("a")))
	s.exec(`DELETE FROM freedompay.river_job WHERE args->>'request_id' = $1`, ids[0].String())
	s.run(s.q)
	s.eventually("completed", `SELECT state FROM freedompay.river_job WHERE args->>'request_id' = $1`, ids[1].String())
	s.eventually("true", `SELECT attempted_at IS NOT NULL AND state <> 'running' FROM freedompay.river_job WHERE args->>'request_id' = $1`, ids[2].String())
	s.exec(`UPDATE freedompay.river_job SET state = 'available', scheduled_at = now() WHERE state = 'scheduled'`) // half a minute later
	if outcome, _ := s.outcome(ids[2]); outcome != "done" {
		t.Error(outcome)
	}
}
