package durable_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
)

// What no process can read or handle waits for a newer one, is parked in the end, and
// goes on when a human says so.
func TestParks(t *testing.T) {
	s := newShop(t, setup{})
	row[freedompay.IssueCardRequest](s.q, nil)
	ids := s.enqueue(gift(), issue(s.bank))
	s.exec(`UPDATE freedompay.river_job SET args = args || '{"operation": "Cards.Freeze"}' WHERE args->>'request_id' = $1`, ids[1].String()) // of a newer release
	stop := s.run(s.q)
	s.eventually("2", `SELECT count(*) FROM freedompay.river_job WHERE metadata->'freedompay'->>'why' <> '' AND state = 'available' AND attempt = 0`)
	s.exec(`UPDATE freedompay.river_job SET metadata = jsonb_set(metadata, '{freedompay,troubles}', '40'), scheduled_at = now()`)
	s.eventually("2", `SELECT count(*) FROM freedompay.river_job WHERE state = 'pending'`)
	parked, err := s.q.Parked(t.Context())
	if err != nil || len(parked) != 2 {
		t.Fatalf("%+v, %v", parked, err)
	}
	if p := parked[0]; p.RequestID != ids[0] || p.Operation != "GiftCards.Issue" || !strings.Contains(p.Why, "no handler of GiftCards.Issue") || time.Since(p.Since) > time.Minute || p.State != "pending" {
		t.Errorf("%+v", p)
	}
	if stats, err := s.q.Stats(t.Context()); err != nil || stats.Parked != 2 || stats.Waiting != 0 {
		t.Errorf("%+v, %v", stats, err)
	}
	stop()
	if s.bank.CallCount("") != 0 {
		t.Error("something was sent")
	}
	s.exec(`UPDATE freedompay.river_job SET args = args || '{"operation": "Cards.Issue"}' WHERE args->>'request_id' = $1`, ids[1].String())
	newer := s.queue()
	handleAll(newer, nil)
	s.run(newer)
	for i, id := range ids {
		if err := s.q.Resume(t.Context(), id); err != nil {
			t.Error(err)
		}
		if outcome, _ := s.outcome(id); outcome != "done" {
			t.Errorf("command %d: %s", i, outcome)
		}
		if err := s.q.Resume(t.Context(), id); !errors.Is(err, durable.ErrNotParked) {
			t.Errorf("resumed again: %v", err)
		}
	}
}

// A job that another program has discarded or cancelled is shown, and goes on.
func TestEndedByOthers(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	ids := s.enqueue(gift(), gift(), gift())
	for i, state := range []string{"discarded", "cancelled"} {
		s.exec(`UPDATE freedompay.river_job SET state = $1::freedompay.river_job_state, finalized_at = now() WHERE args->>'request_id' = $2`, state, ids[i].String())
	}
	if err := pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error { return s.q.Cancel(t.Context(), tx, ids[2]) }); err != nil {
		t.Fatal(err)
	}
	parked, err := s.q.Parked(t.Context())
	if err != nil || len(parked) != 2 || parked[0].State != "discarded" || parked[1].State != "cancelled" || parked[0].Why == "" {
		t.Fatalf("%+v, %v", parked, err)
	}
	s.run(s.q)
	for _, p := range parked {
		if err := s.q.Resume(t.Context(), p.RequestID); err != nil {
			t.Error(err)
		}
		if outcome, _ := s.outcome(p.RequestID); outcome != "done" {
			t.Error(outcome)
		}
	}
	if err := s.q.Resume(t.Context(), ids[2]); !errors.Is(err, durable.ErrNotParked) {
		t.Errorf("what Cancel has ended: %v", err)
	}
}

// Run says what is wrong with the handlers, New what is wrong with the rest.
func TestMistakes(t *testing.T) {
	s := newShop(t, setup{})
	fine := func(context.Context, pgx.Tx, durable.Settled[freedompay.IssueCardRequest]) error { return nil }
	for want, set := range map[string]func(*durable.Queue[pgx.Tx]){
		"no handler":   func(*durable.Queue[pgx.Tx]) {},
		"two handlers": func(q *durable.Queue[pgx.Tx]) { durable.On(q, fine); durable.On(q, fine) },
		"is nil":       func(q *durable.Queue[pgx.Tx]) { durable.On[freedompay.IssueCardRequest](q, nil) },
		"pointer": func(q *durable.Queue[pgx.Tx]) {
			durable.On(q, func(context.Context, pgx.Tx, durable.Settled[*freedompay.IssueCardRequest]) error { return nil })
		},
		"interface": func(q *durable.Queue[pgx.Tx]) {
			durable.On(q, func(context.Context, pgx.Tx, durable.Settled[freedompay.Command]) error { return nil })
		},
		"embeds": func(q *durable.Queue[pgx.Tx]) {
			type mine struct{ freedompay.IssueCardRequest }
			durable.On(q, func(context.Context, pgx.Tx, durable.Settled[mine]) error { return nil })
		},
	} {
		q := s.queue()
		set(q)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		if err := q.Run(ctx); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
		cancel()
	}
	for i, config := range []durable.Config{{Schema: "a.b"}, {Schema: "A"}, {Workers: -1}, {Workers: 1e6}, {Pace: -1}, {Keep: -1}} {
		if _, err := durable.New(riverpgxv5.New(s.pool), s.client, config); err == nil {
			t.Errorf("config %d is taken", i)
		}
	}
	if _, err := durable.New(riverpgxv5.New(nil), s.client, durable.Config{}); err == nil {
		t.Error("no pool is taken")
	}
	if _, err := durable.New(riverpgxv5.New(s.pool), nil, durable.Config{}); err == nil {
		t.Error("no client is taken")
	}
}

// Services on one database have a schema each, and do not see each other.
func TestSchemas(t *testing.T) {
	s := newShop(t, setup{})
	s.config.Schema = "another"
	other := s.queue()
	if err := other.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	handleAll(other, nil)
	s.run(other)
	s.enqueue(gift())
	tx, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id, err := other.Enqueue(t.Context(), tx, gift())
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.outcome(id)
	if state := s.one(`SELECT state FROM freedompay.river_job`); state != "available" {
		t.Error(state)
	}
}

// A schema of an older release of River is brought up to date, its indexes included.
func TestMigratesFurther(t *testing.T) {
	s := newShop(t, setup{})
	s.exec(`DELETE FROM freedompay.river_migration WHERE version = (SELECT max(version) FROM freedompay.river_migration)`) // the last one changes nothing in PostgreSQL
	if err := s.q.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := s.one(`SELECT count(*) FROM pg_indexes WHERE schemaname = 'freedompay' AND indexname IN ('river_job_args_index', 'river_job_metadata_index')`); n != "0" {
		t.Errorf("%s search indexes", n)
	}
	handleAll(s.q, nil)
	s.run(s.q)
	if outcome, _ := s.outcome(s.enqueue(gift())[0]); outcome != "done" {
		t.Error(outcome)
	}
}

// Several processes may migrate at once.
func TestMigrateAtOnce(t *testing.T) {
	s := newShop(t, setup{})
	s.config.Schema = "at_once"
	ended := make(chan error)
	for range 4 {
		q := s.queue()
		go func() { ended <- q.Migrate(context.Background()) }()
	}
	for range 4 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// A plugin gets River's own metrics.
func TestPlugins(t *testing.T) {
	fetched := make(chan struct{}, 1)
	s := newShop(t, setup{config: durable.Config{Plugins: []rivertype.Plugin{
		river.HookMetricEmitFunc(func(_ context.Context, params *rivertype.HookMetricEmitParams) {
			if count, ok := params.Metric.(*rivertype.JobGetAvailableCountMetric); ok && count.Count > 0 {
				select {
				case fetched <- struct{}{}:
				default:
				}
			}
		}),
	}}})
	handleAll(s.q, nil)
	s.run(s.q)
	s.outcome(s.enqueue(gift())[0])
	<-fetched
}

// A command whose attempts River has used up goes on when it is resumed, and does not
// keep River from fetching the others.
func TestResumesTheLastAttempt(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	ids := s.enqueue(issue(s.bank), gift(), issue(s.bank))
	s.exec(`UPDATE freedompay.river_job SET state = 'discarded', finalized_at = now(), attempt = 32767 WHERE args->>'request_id' <> $1`, ids[2].String())
	for _, id := range ids[:2] {
		if err := s.q.Resume(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	s.run(s.q)
	for i, want := range []string{"done", "unknown", "done"} { // its last turn did not finish
		if outcome, _ := s.outcome(ids[i]); outcome != want {
			t.Errorf("command %d: %s, want %s", i, outcome, want)
		}
	}
	if n := s.bank.CallCount("GiftCards.Issue"); n != 0 {
		t.Error("what may have been sent was sent")
	}
}

// A command that a hundred processes have died of is parked, and makes one turn more when
// it is resumed.
func TestDiesAHundredTimes(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	ids := s.enqueue(issue(s.bank), issue(s.bank))
	s.die()
	s.exec(`UPDATE freedompay.river_job SET attempt = 100 WHERE args->>'request_id' = $1`, ids[0].String())
	s.run(s.q)
	s.outcome(ids[1])
	s.eventually("pending", `SELECT state FROM freedompay.river_job WHERE args->>'request_id' = $1`, ids[0].String())
	if parked, err := s.q.Parked(t.Context()); err != nil || len(parked) != 1 || parked[0].Why != "its process has died" {
		t.Errorf("%+v, %v", parked, err)
	}
	if err := s.q.Resume(t.Context(), ids[0]); err != nil {
		t.Fatal(err)
	}
	if outcome, _ := s.outcome(ids[0]); outcome != "done" {
		t.Error(outcome)
	}
}
