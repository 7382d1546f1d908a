package main

import (
	"context"
	"fmt"
	"time"

	"github.com/freedompay-go/freedompay/durable"
)

// scale compares the speed beside a million settled commands with that on empty
// tables, and measures what the million takes and how long it takes to be rid of it.
func scale(b *bench) (string, bool, error) {
	const n, settled, workers = 3000, 1_000_000, 100
	ctx := context.Background()
	speed := func() (float64, error) {
		if _, err := b.pool.Exec(ctx, `TRUNCATE orders`); err != nil {
			return 0, err
		}
		if err := b.enqueueAll(ctx, n, b.issue); err != nil {
			return 0, err
		}
		q, err := b.queue(durable.Config{Workers: workers})
		if err != nil {
			return 0, err
		}
		took, err := b.work(ctx, n, q)
		return n / took.Seconds(), err
	}
	empty, err := speed()
	if err != nil {
		return "", false, err
	}
	// The rows are copies of settled ones, each with an id of its own.
	for _, sql := range []string{
		fmt.Sprintf(`INSERT INTO freedompay.river_job (state, attempt, max_attempts, attempted_at, created_at, finalized_at, scheduled_at, priority, args, attempted_by, kind, metadata, queue, tags)
			SELECT state, attempt, max_attempts, attempted_at, created_at, finalized_at - n * interval '1 millisecond', scheduled_at, priority,
			args || jsonb_build_object('request_id', gen_random_uuid()), attempted_by, kind, metadata, queue, tags
			FROM generate_series(1, %d) AS n, (SELECT * FROM freedompay.river_job WHERE state = 'completed' LIMIT 1) AS one`, settled),
		fmt.Sprintf(`INSERT INTO freedompay.freedompay_command (request_id, job_id) SELECT gen_random_uuid(), n FROM generate_series(1, %d) AS n`, settled),
		`VACUUM ANALYZE freedompay.river_job`, `VACUUM ANALYZE freedompay.freedompay_command`,
	} {
		if _, err := b.pool.Exec(ctx, sql); err != nil {
			return "", false, err
		}
	}
	full, err := speed()
	if err != nil {
		return "", false, err
	}
	var jobs, jobIndexes, ids int64
	err = b.pool.QueryRow(ctx, `SELECT pg_table_size('freedompay.river_job'), pg_indexes_size('freedompay.river_job'), pg_total_relation_size('freedompay.freedompay_command')`).Scan(&jobs, &jobIndexes, &ids)
	if err != nil {
		return "", false, err
	}
	begun := time.Now()
	const batch = 10_000 // as River's cleaner does
	for {
		gone, err := b.pool.Exec(ctx, `DELETE FROM freedompay.river_job WHERE id IN (
			SELECT id FROM freedompay.river_job WHERE state = 'completed' AND finalized_at < now() ORDER BY id LIMIT $1)`, batch)
		if err != nil {
			return "", false, err
		}
		if gone.RowsAffected() < batch {
			break
		}
	}
	deleted := time.Since(begun)
	begun = time.Now()
	if _, err := b.pool.Exec(ctx, `VACUUM freedompay.river_job`); err != nil {
		return "", false, err
	}
	const mega = 1e6
	return fmt.Sprintf("%.2f: %.0f of %.0f a second; jobs %.0f MB, their indexes %.0f MB, ids %.0f MB; deleted in %v, vacuumed in %v",
		full/empty, full, empty, float64(jobs)/mega, float64(jobIndexes)/mega, float64(ids)/mega,
		deleted.Round(time.Second), time.Since(begun).Round(100*time.Millisecond)), full/empty >= 0.8, nil
}
