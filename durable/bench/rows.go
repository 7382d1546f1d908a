package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
)

// throughput compares two replicas with as many callers of the core alone, who send,
// wait and write the same row. A hundred callers leave the processors some time.
func throughput(b *bench) (string, bool, error) {
	const callers, least = 100, 0.85
	ours, theirs, err := b.compare(callers)
	return fmt.Sprintf("%.2f: %.0f of %.0f a second", ours/theirs, ours, theirs), ours >= least*theirs, err
}

// ceiling does so with callers enough to use the processors up: what the database
// costs is then taken from the commands.
func ceiling(b *bench) (string, bool, error) {
	const callers = 200
	ours, theirs, err := b.compare(callers)
	return fmt.Sprintf("%.2f: %.0f of %.0f a second", ours/theirs, ours, theirs), true, err
}

// compare returns the commands per second of two replicas, and of the core alone.
func (b *bench) compare(callers int) (ours, theirs float64, err error) {
	const n, replicas = 12000, 2
	ctx := context.Background()
	alone, err := b.alone(ctx, n, callers)
	if err != nil {
		return 0, 0, err
	}
	if _, err := b.pool.Exec(ctx, `TRUNCATE orders`); err != nil {
		return 0, 0, err
	}
	if err := b.enqueueAll(ctx, n, b.issue); err != nil {
		return 0, 0, err
	}
	var queues []*durable.Queue[pgx.Tx]
	for range replicas {
		q, err := b.queue(durable.Config{Workers: callers / replicas})
		if err != nil {
			return 0, 0, err
		}
		queues = append(queues, q)
	}
	took, err := b.work(ctx, n, queues...)
	return n / took.Seconds(), n / alone.Seconds(), err
}

// alone sends commands without a queue.
func (b *bench) alone(ctx context.Context, n, callers int) (time.Duration, error) {
	client, err := b.server.client()
	if err != nil {
		return 0, err
	}
	var left atomic.Int64
	left.Store(int64(n))
	failed := make(chan error, callers)
	var all sync.WaitGroup
	begun := time.Now()
	for range callers {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if err := b.sendAlone(ctx, client); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	close(failed)
	return time.Since(begun), <-failed
}

func (b *bench) sendAlone(ctx context.Context, client *freedompay.Client) error {
	p, err := client.Prepare(b.issue())
	if err != nil {
		return err
	}
	if _, err := client.Send(ctx, p); err != nil {
		return err
	}
	if _, err := client.Await(ctx, p); err != nil {
		return err
	}
	_, err = b.pool.Exec(ctx, `INSERT INTO orders (request_id, outcome) VALUES ($1, 'done')`, p.RequestID)
	return err
}

// latency compares commit to handler, one command at a time, with what the core
// takes from sending to knowing that the command has settled, by the same questions.
func latency(b *bench) (string, bool, error) {
	const n = 100
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	client, err := b.server.client()
	if err != nil {
		return "", false, err
	}
	q, err := b.queue(durable.Config{})
	if err != nil {
		return "", false, err
	}
	ended := make(chan error, 1)
	go func() { ended <- q.Run(ctx) }()
	time.Sleep(2 * time.Second) // it has begun, and is idle
	var over []time.Duration
	for range n {
		core, err := coreTime(ctx, client, b.issue())
		if err != nil {
			return "", false, err
		}
		var id uuid.UUID
		err = pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) (err error) {
			id, err = b.q.Enqueue(ctx, tx, b.issue())
			return err
		})
		committed := time.Now()
		if err != nil {
			return "", false, err
		}
		for {
			var at time.Time
			err := b.pool.QueryRow(ctx, `SELECT at FROM orders WHERE request_id = $1`, id).Scan(&at)
			if err == nil {
				over = append(over, at.Sub(committed)-core)
				break
			}
			if !errors.Is(err, pgx.ErrNoRows) {
				return "", false, err
			}
			time.Sleep(time.Millisecond)
		}
		time.Sleep(30 * time.Millisecond)
	}
	cancel()
	if err := <-ended; err != nil {
		return "", false, err
	}
	slices.Sort(over)
	p50, p95 := over[n/2], over[n*95/100]
	return fmt.Sprintf("p50 %v, p95 %v", p50.Round(time.Millisecond), p95.Round(time.Millisecond)), p50 <= 10*time.Millisecond && p95 <= 150*time.Millisecond, nil
}

// coreTime sends a command and asks for its state as the queue does.
func coreTime(ctx context.Context, client *freedompay.Client, cmd freedompay.Command) (time.Duration, error) {
	p, err := client.Prepare(cmd)
	if err != nil {
		return 0, err
	}
	begun := time.Now()
	if _, err := client.Send(ctx, p); err != nil {
		return 0, err
	}
	for pause := 100 * time.Millisecond; ; pause *= 2 {
		state, err := client.State(ctx, p)
		if err != nil || state.Status().Settled() {
			return time.Since(begun), err
		}
		time.Sleep(pause)
	}
}

// enqueue measures one transaction of 10,000 commands with a row each.
func enqueue(b *bench) (string, bool, error) {
	const n = 10000
	ctx := context.Background()
	cmds := make([]freedompay.Command, n)
	for i := range cmds {
		cmds[i] = b.issue()
	}
	begun := time.Now()
	err := pgx.BeginFunc(ctx, b.pool, func(tx pgx.Tx) error {
		ids, err := b.q.EnqueueAll(ctx, tx, cmds...)
		if err != nil {
			return err
		}
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"orders"}, []string{"request_id", "outcome"},
			pgx.CopyFromSlice(len(ids), func(i int) ([]any, error) { return []any{ids[i], ""}, nil }))
		return err
	})
	took := time.Since(begun)
	return took.Round(10 * time.Millisecond).String(), took <= 2*time.Second, err
}

// size measures the schema after 10,000 commands have settled.
func size(b *bench) (string, bool, error) {
	const n = 10000
	ctx := context.Background()
	if err := b.enqueueAll(ctx, n, b.issue); err != nil {
		return "", false, err
	}
	q, err := b.queue(durable.Config{Workers: 100})
	if err != nil {
		return "", false, err
	}
	if _, err := b.work(ctx, n, q); err != nil {
		return "", false, err
	}
	for _, sql := range []string{`VACUUM FULL freedompay.river_job`, `VACUUM FULL freedompay.freedompay_command`} {
		if _, err := b.pool.Exec(ctx, sql); err != nil {
			return "", false, err
		}
	}
	var jobs, ids int64
	err = b.pool.QueryRow(ctx, `SELECT pg_total_relation_size('freedompay.river_job'), pg_total_relation_size('freedompay.freedompay_command')`).Scan(&jobs, &ids)
	const mega = 1e6
	return fmt.Sprintf("%.1f MB: jobs %.1f, ids %.1f", float64(jobs+ids)/mega, float64(jobs)/mega, float64(ids)/mega), jobs+ids <= 12*mega, err
}

// backlog measures how long a backlog holds up the first handler.
func backlog(b *bench) (string, bool, error) {
	const n = 10000
	ctx := context.Background()
	if err := b.enqueueAll(ctx, n, b.issue); err != nil {
		return "", false, err
	}
	q, err := b.queue(durable.Config{Pace: 20})
	if err != nil {
		return "", false, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	begun := time.Now()
	go func() { ended <- q.Run(ctx) }()
	for {
		var got int
		if err := b.pool.QueryRow(ctx, `SELECT count(*) FROM orders`).Scan(&got); err != nil {
			cancel()
			return "", false, errors.Join(err, <-ended)
		}
		if got > 0 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	took := time.Since(begun)
	cancel()
	return took.Round(10 * time.Millisecond).String(), took <= 10*time.Second, <-ended
}
