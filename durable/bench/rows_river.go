package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// plain is a job of River alone.
type plain struct {
	N int `json:"n"`
}

func (plain) Kind() string { return "plain" }

type plainWorker struct {
	river.WorkerDefaults[plain]
	pool *pgxpool.Pool
}

func (w *plainWorker) Work(ctx context.Context, job *river.Job[plain]) error {
	return pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO orders (outcome) VALUES ('done')`); err != nil {
			return err
		}
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	})
}

// transactions compares the end of commands, which are gift cards at a bank that answers
// at once, with jobs of River that do nothing but complete with a row. The time of
// the calls is measured with the core alone, and taken off.
func transactions(b *bench) (string, bool, error) {
	const n, workers = 5000, 50
	ctx := context.Background()
	theirs, err := b.riverAlone(ctx, n, workers)
	if err != nil {
		return "", false, err
	}
	if _, err := b.pool.Exec(ctx, `TRUNCATE orders`); err != nil {
		return "", false, err
	}
	if err := b.settled(ctx, n); err != nil {
		return "", false, err
	}
	q, err := b.queue(durable.Config{Workers: workers})
	if err != nil {
		return "", false, err
	}
	took, err := b.work(ctx, n, q)
	if err != nil {
		return "", false, err
	}
	ratio := theirs.Seconds() / took.Seconds()
	return fmt.Sprintf("%.2f: %.0f of %.0f a second", ratio, n/took.Seconds(), n/theirs.Seconds()), ratio >= 0.85, nil
}

// settled enqueues commands whose end is stored already, so that nothing but the
// handler is left to do.
func (b *bench) settled(ctx context.Context, n int) error {
	if err := b.enqueueAll(ctx, n, func() freedompay.Command {
		return freedompay.IssueGiftCardRequest{CardholderName: "TEST", Phone: 77000000000, ProductCode: 101}
	}); err != nil {
		return err
	}
	_, err := b.pool.Exec(ctx, `UPDATE freedompay.river_job SET metadata = '{"freedompay": {"phase": "ended", "attempt": 0}}',
		args = args || '{"end": {"answer": {"status": "ok", "card_id": 1}}}'`)
	return err
}

func (b *bench) riverAlone(ctx context.Context, n, workers int) (time.Duration, error) {
	registered := river.NewWorkers()
	river.AddWorker(registered, &plainWorker{pool: b.pool})
	client, err := river.NewClient(riverpgxv5.New(b.pool), &river.Config{
		Schema: "freedompay", Workers: registered, Logger: slog.New(slog.DiscardHandler),
		Queues: map[string]river.QueueConfig{"plain": {MaxWorkers: workers, FetchCooldown: 20 * time.Millisecond, FetchPollInterval: 250 * time.Millisecond}},
	})
	if err != nil {
		return 0, err
	}
	params := make([]river.InsertManyParams, n)
	for i := range params {
		params[i] = river.InsertManyParams{Args: plain{i}, InsertOpts: &river.InsertOpts{Queue: "plain"}}
	}
	if _, err := client.InsertManyFast(ctx, params); err != nil {
		return 0, err
	}
	begun := time.Now()
	if err := client.Start(ctx); err != nil {
		return 0, err
	}
	err = b.rows(ctx, n)
	took := time.Since(begun)
	return took, errors.Join(err, client.Stop(ctx))
}

// The environment of a replica.
const (
	replicaEnv = "FREEDOMPAY_BENCH_REPLICA"
	bankEnv    = "FREEDOMPAY_BENCH_BANK"
	authEnv    = "FREEDOMPAY_BENCH_AUTH"
	keyEnv     = "FREEDOMPAY_BENCH_KEY"
)

// replica is a process that works on the queue until it is killed.
func replica() error {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, os.Getenv(replicaEnv))
	if err != nil {
		return err
	}
	client, err := newClient(os.Getenv(bankEnv), os.Getenv(authEnv), freedompay.NewSecret(os.Getenv(keyEnv)))
	if err != nil {
		return err
	}
	b := &bench{pool: pool}
	q, err := durable.New(riverpgxv5.New(b.pool), client, durable.Config{Workers: 20, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	durable.On(q, func(ctx context.Context, tx pgx.Tx, s durable.Settled[freedompay.IssueCardRequest]) error {
		return write(ctx, tx, s)
	})
	return q.Run(ctx)
}

// takeOver kills the process that works on commands, and measures how long it takes
// until another works on the first of them.
func takeOver(b *bench) (string, bool, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		return "", false, err
	}
	victim := exec.CommandContext(ctx, self) //nolint:gosec // this program
	victim.Env = append(os.Environ(), replicaEnv+"="+b.url, bankEnv+"="+b.server.url, authEnv+"="+b.server.bank.AuthID(), keyEnv+"="+b.server.bank.Key().Reveal())
	victim.Stderr = os.Stderr
	if err := victim.Start(); err != nil {
		return "", false, err
	}
	b.server.bank.Inject(freedompaytest.Fault{On: "Cards.Issue", Do: freedompaytest.DelayBefore, Delay: 10 * time.Second, Times: 20})
	if err := b.enqueueAll(ctx, 20, b.issue); err != nil {
		return "", false, err
	}
	for { // until it works on some
		var running int
		if err := b.pool.QueryRow(ctx, `SELECT count(*) FROM freedompay.river_job WHERE state = 'running'`).Scan(&running); err != nil {
			return "", false, err
		}
		if running > 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	q, err := b.queue(durable.Config{Workers: 1}) // it is there, and watches
	if err != nil {
		return "", false, err
	}
	ended := make(chan error, 1)
	go func() { ended <- q.Run(ctx) }()
	time.Sleep(1500 * time.Millisecond)
	if err := victim.Process.Kill(); err != nil {
		return "", false, err
	}
	_ = victim.Wait()
	killed := time.Now()
	var took time.Duration
	for {
		var orphans int
		if err := b.pool.QueryRow(ctx, `SELECT count(*) FROM freedompay.river_job WHERE state = 'running' AND attempted_at < $1`, killed.Add(-200*time.Millisecond)).Scan(&orphans); err != nil {
			return "", false, err
		}
		if took = time.Since(killed); orphans == 0 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
	return took.Round(10 * time.Millisecond).String(), took <= 3*time.Second, <-ended
}
