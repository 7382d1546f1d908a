package durable

import (
	"context"
	"fmt"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
)

// ownTables are those beside River's. A later release adds statements, and changes
// none: each can be run again.
var ownTables = [...]string{
	// Every request_id that was ever enqueued, and its job.
	`CREATE TABLE IF NOT EXISTS @.freedompay_command (
		request_id uuid PRIMARY KEY,
		job_id bigint NOT NULL,
		created_at timestamptz NOT NULL DEFAULT now()
	)`,
	// The commands with a key that have not settled.
	`CREATE TABLE IF NOT EXISTS @.freedompay_order (
		key text NOT NULL,
		job_id bigint NOT NULL,
		PRIMARY KEY (key, job_id)
	)`,
	// When the next command may be sent: one row.
	`CREATE TABLE IF NOT EXISTS @.freedompay_pace (
		name text PRIMARY KEY,
		next_at timestamptz NOT NULL
	)`,
	// Each command changes its row a few times: clean up by the thousand, not by the fifth.
	`ALTER TABLE @.river_job SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
		autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 1)`,
}

// searchIndexes of River find jobs by any member of their arguments or metadata.
// Nothing here does, and they cost as much as all others together.
func searchIndexes() map[string]string {
	return map[string]string{"river_job_args_index": "args", "river_job_metadata_index": "metadata"}
}

// Migrate creates or updates the schema: River's tables and three more. Several
// processes may call it at once, and again when it has nothing to do. The database user
// needs the right to create; [Queue.Run] does not.
func (q *Queue[TTx]) Migrate(ctx context.Context) error {
	if err := q.migrate(ctx); err != nil {
		return fmt.Errorf("durable: Migrate: %w", err)
	}
	return nil
}

func (q *Queue[TTx]) migrate(ctx context.Context) error {
	tx, err := q.driver.GetExecutor().Begin(ctx)
	if err != nil {
		return err
	}
	defer rollback(ctx, tx)
	// Others wait here while this changes the schema over other connections. A
	// transaction that is open does not see at once that there is a schema by now.
	if err := tx.Exec(ctx, q.in(`SELECT pg_advisory_xact_lock(hashtext('@.migrate'), 0)`)); err != nil {
		return err
	}
	exec := q.driver.GetExecutor()
	if err := exec.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS `+q.config.Schema); err != nil {
		return err
	}
	migrator, err := rivermigrate.New(q.driver, &rivermigrate.Config{Schema: q.config.Schema, Logger: quiet(q.config.Logger)})
	if err != nil {
		return err
	}
	existing, err := migrator.ExistingVersions(ctx)
	if err != nil {
		return err
	}
	if len(existing) > 0 && len(existing) < len(migrator.AllVersions()) { // River expects its tables as it left them
		for index, column := range searchIndexes() {
			if err := exec.Exec(ctx, q.in("CREATE INDEX IF NOT EXISTS "+index+" ON @.river_job USING gin ("+column+")")); err != nil {
				return err
			}
		}
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return err
	}
	for index := range searchIndexes() {
		if err := exec.Exec(ctx, q.in("DROP INDEX IF EXISTS @."+index)); err != nil {
			return err
		}
	}
	for _, table := range ownTables {
		if err := exec.Exec(ctx, q.in(table)); err != nil {
			return err
		}
	}
	return tx.Commit(ctx)
}

// rollback ends a transaction that was not committed.
func rollback(ctx context.Context, tx riverdriver.ExecutorTx) {
	ctx, cancel := detached(ctx)
	defer cancel()
	_ = tx.Rollback(ctx)
}
