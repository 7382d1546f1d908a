// Command bench measures the queue beside what it is built on, in the same run: the
// core alone, River alone, or a budget. It prints one line of a table for each row.
//
//	go run ./bench            Q1 to Q7
//	go run ./bench Q2 S1      some
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/durable/internal/pg"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// row is a row of the table: what is measured, what it may be, and what was.
type row struct {
	name, what, budget string
	measure            func(*bench) (figure string, met bool, err error)
}

func rows() []row {
	return []row{
		{"Q1", "commands per second end to end, 2 replicas", ">= 0.85 of the core alone", throughput},
		{"Q1b", "the same with callers enough to fill the processors", "", ceiling},
		{"Q2", "handler transactions per second, with one row", ">= 0.85 of River's JobCompleteTx", transactions},
		{"Q3", "idle: commit to handler beyond the core's time", "p50 <= 10ms, p95 <= 150ms", latency},
		{"Q4", "take-over after kill -9", "<= 3s", takeOver},
		{"Q5", "enqueue 10,000 with rows", "<= 2s", enqueue},
		{"Q6", "database per 10,000 settled commands, after vacuum", "<= 12 MB", size},
		{"Q7", "backlog of 10,000 at 20 a second: first handler", "<= 10s", backlog},
		{"S1", "speed beside a million settled commands", ">= 0.8 of empty tables", scale},
	}
}

func main() {
	if os.Getenv(replicaEnv) != "" {
		exit(replica())
	}
	exit(run(os.Args[1:]))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func run(names []string) (err error) {
	b := &bench{url: os.Getenv("DATABASE_URL")}
	if b.url == "" {
		dir, err := os.MkdirTemp("", "freedompay-bench-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		cluster, err := pg.Start(dir, "max_connections=200", "shared_buffers=256MB")
		if err != nil {
			return err
		}
		defer func() { _ = cluster.Stop() }()
		b.url = cluster.URL("postgres")
	}
	fmt.Printf("| | what | budget | measured | |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range rows() {
		if len(names) > 0 && !slices.Contains(names, r.name) || len(names) == 0 && r.name == "S1" { // it takes minutes
			continue
		}
		figure, met, failed := b.one(r)
		mark := "met"
		if failed != nil {
			figure, err = failed.Error(), errors.Join(err, failed)
		}
		switch {
		case !met:
			mark = "**not met**"
		case r.budget == "":
			mark = ""
		}
		fmt.Printf("| %s | %s | %s | %s | %s |\n", r.name, r.what, r.budget, figure, mark)
	}
	return err
}

// bench is a database, a bank and a queue, new for each row.
type bench struct {
	url    string
	pool   *pgxpool.Pool
	server *server
	q      *durable.Queue[pgx.Tx]
}

func (b *bench) one(r row) (string, bool, error) {
	ctx := context.Background()
	if err := b.fresh(ctx); err != nil {
		return "", false, err
	}
	defer b.pool.Close()
	defer b.server.close()
	return r.measure(b)
}

// fresh makes the tables anew.
func (b *bench) fresh(ctx context.Context) (err error) {
	b.server, err = serve(freedompaytest.SettleAfter(settleAfter), freedompaytest.WithGiftFunds(1e9))
	if err != nil {
		return err
	}
	config, err := pgxpool.ParseConfig(b.url)
	if err != nil {
		return err
	}
	config.MaxConns = 20
	if b.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return err
	}
	for _, sql := range []string{
		`DROP SCHEMA IF EXISTS freedompay CASCADE`, `DROP TABLE IF EXISTS orders`,
		`CREATE TABLE orders (id bigserial PRIMARY KEY, request_id uuid, outcome text, at timestamptz DEFAULT clock_timestamp())`,
	} {
		if _, err := b.pool.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if b.q, err = b.queue(durable.Config{}); err != nil {
		return err
	}
	return b.q.Migrate(ctx)
}

// queue returns a queue with handlers that write a row.
func (b *bench) queue(config durable.Config) (*durable.Queue[pgx.Tx], error) {
	client, err := b.server.client()
	if err != nil {
		return nil, err
	}
	config.Logger = slog.New(slog.DiscardHandler)
	q, err := durable.New(riverpgxv5.New(b.pool), client, config)
	if err != nil {
		return nil, err
	}
	durable.On(q, write[freedompay.IssueCardRequest])
	durable.On(q, write[freedompay.IssueGiftCardRequest])
	return q, nil
}

func write[C freedompay.Command](ctx context.Context, tx pgx.Tx, s durable.Settled[C]) error {
	_, err := tx.Exec(ctx, `INSERT INTO orders (request_id, outcome) VALUES ($1, $2)`, s.RequestID, string(s.Outcome()))
	return err
}

// work runs queues until there are n rows of orders, and returns how long the rows
// took from the first to the last.
func (b *bench) work(ctx context.Context, n int, queues ...*durable.Queue[pgx.Tx]) (time.Duration, error) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, len(queues))
	begun := time.Now()
	for _, q := range queues {
		go func() { ended <- q.Run(ctx) }()
	}
	err := b.rows(ctx, n)
	took := time.Since(begun)
	cancel()
	for range queues {
		err = errors.Join(err, <-ended)
	}
	return took, err
}

// rows waits for n rows of orders.
func (b *bench) rows(ctx context.Context, n int) error {
	for deadline := time.Now().Add(5 * time.Minute); ; time.Sleep(5 * time.Millisecond) {
		var got int
		if err := b.pool.QueryRow(ctx, `SELECT count(*) FROM orders`).Scan(&got); err != nil {
			return err
		}
		switch {
		case got == n:
			return nil
		case time.Now().After(deadline):
			return fmt.Errorf("%d of %d settled in time", got, n)
		}
	}
}

// enqueueAll enqueues n commands in one transaction, with a row for each.
func (b *bench) enqueueAll(ctx context.Context, n int, command func() freedompay.Command) error {
	cmds := make([]freedompay.Command, n)
	for i := range cmds {
		cmds[i] = command()
	}
	return pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) error {
		_, err := b.q.EnqueueAll(ctx, tx, cmds...)
		return err
	})
}

func (b *bench) issue() freedompay.Command {
	return freedompay.IssueCardRequest{ClientID: b.server.bank.NewClient(), ProductID: freedompay.CardProductInstantGold}
}
