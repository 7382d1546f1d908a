package durable_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A command is sent after its transaction, and its end handled once.
func TestSettles(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	s.run(s.q)
	ids := s.enqueue(issue(s.bank), gift())
	if outcome, card := s.outcome(ids[0]); outcome != "done" || card == "" {
		t.Errorf("the card: %s, %q", outcome, card)
	}
	if outcome, card := s.outcome(ids[1]); outcome != "done" || card == "" {
		t.Errorf("the gift card: %s, %q", outcome, card)
	}
	if n := s.one(`SELECT count(*) FROM freedompay.river_job WHERE state = 'completed' AND NOT args ? 'command'`); n != "2" {
		t.Errorf("%s jobs are completed, without what they held", n)
	}
}

// What the bank refuses is handled as a failure, and no error of the handler's.
func TestRefusal(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	s.run(s.q)
	ids := s.enqueue(freedompay.CloseCardRequest{CardID: "no-such-card", Description: "a reason"})
	if outcome, code := s.outcome(ids[0]); outcome != "refused" || code == "" {
		t.Errorf("%s %s", outcome, code)
	}
}

// A transaction that is rolled back sends nothing.
func TestRolledBack(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	s.run(s.q)
	tx, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.q.Enqueue(t.Context(), tx, issue(s.bank)); err != nil {
		t.Fatal(err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.outcome(s.enqueue(gift())[0]) // by now the other would have been sent too
	if n := s.bank.CallCount("Cards.Issue"); n != 0 {
		t.Errorf("it was sent %d times", n)
	}
}

// The same RequestID twice is an error that leaves the transaction as it was.
func TestEnqueuedTwice(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	first := issue(s.bank)
	first.RequestID = uuid.New()
	s.enqueue(first)
	for name, cmds := range map[string][]freedompay.Command{
		"of before":        {first},
		"among others":     {gift(), first, gift()},
		"of the same call": {func() freedompay.Command { c := first; c.RequestID = uuid.UUID{1}; return c }(), func() freedompay.Command { c := first; c.RequestID = uuid.UUID{1}; return c }()},
	} {
		err := pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), `INSERT INTO orders (detail) VALUES ($1)`, name); err != nil {
				return err
			}
			if _, err := s.q.EnqueueAll(t.Context(), tx, cmds...); !errors.Is(err, durable.ErrEnqueued) {
				t.Errorf("%s: %v", name, err)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: the transaction: %v", name, err)
		}
	}
	if n := s.one(`SELECT count(*) FROM orders`); n != "3" {
		t.Errorf("%s rows of the transactions", n)
	}
	if jobs, ids := s.one(`SELECT count(*) FROM freedompay.river_job`), s.one(`SELECT count(*) FROM freedompay.freedompay_command`); jobs != "1" || ids != "1" {
		t.Errorf("%s jobs, %s ids", jobs, ids)
	}
}

// Two transactions at once with the same RequestID: one waits, and gets the error.
func TestEnqueuedAtOnce(t *testing.T) {
	s := newShop(t, setup{})
	cmd := issue(s.bank)
	cmd.RequestID = uuid.New()
	first, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Rollback(context.Background()) }()
	if _, err := s.q.Enqueue(t.Context(), first, cmd); err != nil {
		t.Fatal(err)
	}
	second := make(chan error)
	go func() {
		second <- pgx.BeginFunc(context.Background(), s.pool, func(tx pgx.Tx) error {
			_, err := s.q.EnqueueAll(context.Background(), tx, gift(), cmd)
			return err
		})
	}()
	s.eventually("1", `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
	if err := first.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-second; !errors.Is(err, durable.ErrEnqueued) {
		t.Error(err)
	}
}

// Many commands are enqueued in few statements, in their order.
func TestEnqueueMany(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	const n = 2500
	cmds := make([]freedompay.Command, n)
	want := make([]uuid.UUID, n)
	for i := range cmds {
		cmd := issue(s.bank)
		cmd.RequestID = uuid.New()
		cmds[i], want[i] = cmd, cmd.RequestID
	}
	for i, id := range s.enqueue(cmds...) {
		if id != want[i] {
			t.Fatalf("command %d has another id", i)
		}
	}
	if got := s.one(`SELECT count(*) FROM freedompay.river_job j JOIN freedompay.freedompay_command c ON c.job_id = j.id WHERE args->>'request_id' = c.request_id::text`); got != strconv.Itoa(n) {
		t.Errorf("%s rows", got)
	}
}

// A handler that fails is called again with the same end, and the bank is not asked
// again.
func TestHandlerFails(t *testing.T) {
	s := newShop(t, setup{})
	failures := map[uuid.UUID]int{}
	handleAll(s.q, func(id uuid.UUID) error {
		switch failures[id]++; failures[id] {
		case 1:
			return errors.New("not now")
		case 2:
			panic("not now either")
		}
		return nil
	})
	s.config.Workers = 1
	q := s.queue()
	handleAll(q, func(id uuid.UUID) error {
		switch failures[id]++; failures[id] {
		case 1:
			return errors.New("not now")
		case 2:
			panic("not now either")
		}
		return nil
	})
	s.run(q)
	ids := s.enqueue(gift(), freedompay.CloseCardRequest{CardID: "no-such-card", Description: "a reason"}, issue(s.bank))
	for i, want := range []string{"done", "refused", "done"} {
		if outcome, detail := s.outcome(ids[i]); outcome != want || detail == "" {
			t.Errorf("command %d: %s %q", i, outcome, detail)
		}
		if failures[ids[i]] != 3 {
			t.Errorf("command %d: the handler was called %d times", i, failures[ids[i]])
		}
	}
	for _, operation := range []string{"GiftCards.Issue", "Cards.Close", "Cards.Issue"} {
		if n := s.bank.CallCount(operation); n != 1 {
			t.Errorf("%s was called %d times", operation, n)
		}
	}
	if n := s.one(`SELECT max(attempt) FROM freedompay.river_job`); n != "1" {
		t.Errorf("%s attempts were counted", n)
	}
}

// A Failure is the same for a handler that is called again: its class, its outcome, its
// words.
func TestFailureAgain(t *testing.T) {
	s := newShop(t, setup{client: []freedompay.Option{freedompay.WithRetry(freedompay.Backoff{Attempts: 1})}})
	type seen struct {
		text, outcome     string
		unknown, repeated bool
		failed            bool
		status            int
	}
	got := make(chan seen, 10)
	tell := func(f *freedompay.Error, calls int) error {
		got <- seen{f.Error(), string(freedompay.OutcomeOf(f)), errors.Is(f, freedompay.ErrOutcomeUnknown), errors.Is(f, freedompay.ErrDuplicate), errors.Is(f, freedompay.ErrRequestFailed), f.HTTPStatus}
		if calls == 1 {
			return errors.New("not now")
		}
		return nil
	}
	calls := map[uuid.UUID]int{}
	s.config.Workers = 1 // so that the map has one user
	q := s.queue()
	durable.On(q, func(_ context.Context, _ pgx.Tx, r durable.Settled[freedompay.IssueGiftCardRequest]) error {
		calls[r.RequestID]++
		return tell(r.Failure, calls[r.RequestID])
	})
	durable.On(q, func(_ context.Context, _ pgx.Tx, r durable.Settled[freedompay.CloseCardRequest]) error {
		calls[r.RequestID]++
		return tell(r.Failure, calls[r.RequestID])
	})
	s.run(q)
	card, err := s.bank.NewCard(s.bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	closing := freedompay.CloseCardRequest{CardID: card, Description: "a reason"}
	known := closing
	known.RequestID = uuid.New()
	if _, err := s.client.Cards.Close(t.Context(), known); err != nil {
		t.Fatal(err)
	}
	s.bank.HoldSettling(true)
	s.bank.Inject(freedompaytest.Fault{On: "GiftCards.Issue", Do: freedompaytest.DropAfter})
	for want, cmd := range map[seen]freedompay.Command{
		{outcome: "unknown", unknown: true}:               gift(),
		{outcome: "unknown", repeated: true, status: 200}: known,
		{outcome: "refused", status: 200}:                 freedompay.CloseCardRequest{CardID: "no-such-card", Description: "a reason"},
		{outcome: "failed", failed: true, status: 200}:    closing,
	} {
		if want.failed {
			second, err := s.bank.NewCard(s.bank.NewClient())
			if err != nil {
				t.Fatal(err)
			}
			closing.CardID = second
			if _, err := s.client.Cards.Close(t.Context(), closing); err != nil {
				t.Fatal(err)
			}
			cmd = closing
		}
		s.enqueue(cmd)
		if want.failed {
			s.eventually("accepted", `SELECT metadata->'freedompay'->>'phase' FROM freedompay.river_job ORDER BY id DESC LIMIT 1`)
			s.bank.Settle()
		}
		first, second := <-got, <-got
		if first != second {
			t.Errorf("first %+v\nthen  %+v", first, second)
		}
		if first.text = ""; first != want {
			t.Errorf("%+v, want %+v", first, want)
		}
	}
}

// While the key is wrong or the bank is away, commands wait, and no attempt is counted.
func TestWaitsForOutages(t *testing.T) {
	for name, fault := range map[string]freedompaytest.Fault{
		"the bank is away":    {Do: freedompaytest.RefuseConnection},
		"a proxy blocks":      {Do: freedompaytest.BlockRequest},
		"the bank is in pain": {Do: freedompaytest.ServiceUnavailable},
		"401 with a code": {
			Do: freedompaytest.BlockRequest, Status: http.StatusUnauthorized,
			JSON: `{"status":"error","error_code":"12011","error_description":"the card is closed"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t, setup{})
			handleAll(s.q, nil)
			s.bank.Inject(fault)
			s.run(s.q)
			ids := s.enqueue(issue(s.bank))
			s.eventually("true", `SELECT coalesce(max((metadata->>'snoozes')::int), 0) >= 0 AND bool_and(metadata->'freedompay'->>'why' <> '') FROM freedompay.river_job`)
			if stats, err := s.q.Stats(t.Context()); err != nil || stats.Held != 1 && stats.Running != 1 {
				t.Errorf("%+v, %v", stats, err)
			}
			s.bank.ClearFaults()
			if outcome, card := s.outcome(ids[0]); outcome != "done" || card == "" {
				t.Errorf("%s %q", outcome, card)
			}
			if n := s.one(`SELECT attempt FROM freedompay.river_job`); n != "1" {
				t.Errorf("%s attempts were counted", n)
			}
		})
	}
}
