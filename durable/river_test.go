package durable_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/freedompay-go/freedompay/durable"
)

// These are behaviours of River that this package builds on, or works around. A test
// that fails after an upgrade of River names what has to be looked at.

type pinned struct {
	Text string `json:"text"`
}

func (pinned) Kind() string { return "pinned" }

type pinnedWorker struct {
	river.WorkerDefaults[pinned]
	work func(ctx context.Context, job *river.Job[pinned]) error
}

func (w *pinnedWorker) Work(ctx context.Context, job *river.Job[pinned]) error {
	return w.work(ctx, job)
}

// river runs a client of River alone, on the tables of a shop.
func (s *shop) river(work func(ctx context.Context, job *river.Job[pinned]) error) *river.Client[pgx.Tx] {
	s.Helper()
	workers := river.NewWorkers()
	river.AddWorker(workers, &pinnedWorker{work: work})
	client, err := river.NewClient(riverpgxv5.New(s.pool), &river.Config{
		Schema: "freedompay", Workers: workers, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), TestOnly: true,
		Queues:               map[string]river.QueueConfig{"pinned": {MaxWorkers: 2, FetchPollInterval: 10 * time.Millisecond, FetchCooldown: time.Millisecond}},
		RescueStuckJobsAfter: 2 * time.Second, JobTimeout: time.Second,
	})
	if err != nil {
		s.Fatal(err)
	}
	if err := client.Start(context.Background()); err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = client.StopAndCancel(context.Background()) })
	return client
}

func (s *shop) insert(client *river.Client[pgx.Tx]) int64 {
	s.Helper()
	row, err := client.Insert(context.Background(), pinned{}, &river.InsertOpts{Queue: "pinned"})
	if err != nil {
		s.Fatal(err)
	}
	return row.Job.ID
}

// ofNone is an error about no job, as written is.
type ofNone struct{}

func (ofNone) Error() string               { return "about no job" }
func (ofNone) ErrorsByID() map[int64]error { return nil }
func (ofNone) Jobs() []*rivertype.JobRow   { return nil }

// River asks an error which jobs it is about, and writes nothing for others.
func TestRiverWritesNothingForAnErrorAboutNoJob(t *testing.T) {
	s := newShop(t, setup{})
	worked := make(chan struct{}, 2)
	client := s.river(func(context.Context, *river.Job[pinned]) error {
		worked <- struct{}{}
		return ofNone{}
	})
	s.insert(client)
	<-worked
	s.insert(client) // the second is worked on after the first was reported
	<-worked
	if err := client.StopAndCancel(t.Context()); err != nil { // all is written by now
		t.Fatal(err)
	}
	if n := s.one(`SELECT count(*) FROM freedompay.river_job WHERE state = 'running' AND errors IS NULL AND attempt = 1`); n != "2" {
		t.Errorf("%s of 2 jobs are as they were: %s", n, s.one(`SELECT string_agg(concat_ws(' ', state, errors::text), '; ') FROM freedompay.river_job`))
	}
}

// A worker that returns nil completes the turn that another process has by now. That is why
// a turn writes for itself.
func TestRiverCompletesTheTurnOfAnother(t *testing.T) {
	s := newShop(t, setup{})
	lost, go_ := make(chan struct{}), make(chan struct{})
	client := s.river(func(context.Context, *river.Job[pinned]) error {
		close(lost)
		<-go_
		return nil
	})
	id := s.insert(client)
	<-lost
	s.exec(`UPDATE freedompay.river_job SET attempt = 2, attempted_at = now(), attempted_by = '{another}' WHERE id = $1`, id)
	close(go_)
	s.eventually("completed", `SELECT state FROM freedompay.river_job WHERE id = $1`, id)
}

// JobCompleteTx finds no fault with a job that is completed already. That is why a
// turn looks at what its own statement has changed.
func TestRiverCompletesTwice(t *testing.T) {
	s := newShop(t, setup{})
	done := make(chan error, 1)
	client := s.river(func(ctx context.Context, job *river.Job[pinned]) error {
		s.exec(`UPDATE freedompay.river_job SET state = 'completed', finalized_at = now() WHERE id = $1`, job.ID)
		done <- pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
			return err
		})
		return nil
	})
	s.insert(client)
	if err := <-done; err != nil {
		t.Errorf("JobCompleteTx tells by now: %v", err)
	}
}

// A leader discards the stuck jobs of a kind that it does not know. That is why all
// commands are of one kind.
func TestRiverDiscardsUnknownKinds(t *testing.T) {
	s := newShop(t, setup{})
	for _, kind := range []string{"unknown", "pinned"} {
		s.exec(`INSERT INTO freedompay.river_job (kind, args, max_attempts, state, attempt, attempted_at, attempted_by, queue)
			VALUES ($1, '{}', 5, 'running', 1, now() - interval '1 hour', '{dead}', 'elsewhere')`, kind)
	}
	s.river(func(context.Context, *river.Job[pinned]) error { return nil }) // it looks once when it begins to lead
	s.eventually("discarded", `SELECT state FROM freedompay.river_job WHERE kind = 'unknown'`)
	s.eventually("available", `SELECT CASE state WHEN 'retryable' THEN 'available' ELSE state::text END FROM freedompay.river_job WHERE kind = 'pinned'`)
}

// Of attempted_by the last hundred stay, this process last: the watch reads the last.
func TestRiverKeepsAHundredAttempts(t *testing.T) {
	s := newShop(t, setup{})
	got := make(chan []string, 1)
	client := s.river(func(_ context.Context, job *river.Job[pinned]) error {
		got <- job.AttemptedBy
		return nil
	})
	s.exec(`INSERT INTO freedompay.river_job (kind, args, max_attempts, queue, attempted_by) SELECT 'pinned', '{}', 5, 'pinned', array_agg('p' || n) FROM generate_series(1, 100) AS n`)
	if by := <-got; len(by) != 100 || by[99] != client.ID() {
		t.Errorf("%d, the last %s", len(by), by[len(by)-1])
	}
}

// A tag has no dot.
func TestRiverRefusesDotsInTags(t *testing.T) {
	s := newShop(t, setup{})
	client := s.river(nil)
	for tag, fine := range map[string]bool{"Cards.Issue": false, "Cards_Issue": true} {
		if _, err := client.Insert(t.Context(), pinned{}, &river.InsertOpts{Queue: "elsewhere", Tags: []string{tag}}); (err == nil) != fine {
			t.Errorf("%s: %v", tag, err)
		}
	}
}

// A job that is pending is neither worked on nor cleaned up: what is parked is.
func TestRiverLeavesPendingJobs(t *testing.T) {
	s := newShop(t, setup{})
	worked := make(chan int64, 10)
	client := s.river(func(_ context.Context, job *river.Job[pinned]) error {
		worked <- job.ID
		return nil
	})
	s.exec(`INSERT INTO freedompay.river_job (kind, args, max_attempts, queue, state, created_at, scheduled_at)
		VALUES ('pinned', '{}', 5, 'pinned', 'pending', now() - interval '1 year', now() - interval '1 year')`)
	id := s.insert(client)
	if got := <-worked; got != id {
		t.Error("the pending job is worked on")
	}
	if state := s.one(`SELECT state FROM freedompay.river_job WHERE id <> $1`, id); state != "pending" {
		t.Error(state)
	}
}

// The states and columns that the statements of this package name.
func TestRiverColumns(t *testing.T) {
	s := newShop(t, setup{})
	var job map[string]json.RawMessage
	s.enqueue(gift())
	if err := json.Unmarshal([]byte(s.one(`SELECT to_jsonb(j) FROM freedompay.river_job j`)), &job); err != nil {
		t.Fatal(err)
	}
	for column, want := range map[string]string{
		"state": `"available"`, "attempt": "0", "max_attempts": "32767", "priority": "3",
		"kind": `"freedompay_command"`, "tags": `["GiftCards_Issue"]`, "queue": `"freedompay"`,
	} {
		if string(job[column]) != want {
			t.Errorf("%s is %s, want %s", column, job[column], want)
		}
	}
	if err := s.q.Migrate(t.Context()); err != nil {
		t.Errorf("again: %v", err)
	}
	_ = durable.ErrEnqueued
}
