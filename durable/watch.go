package durable

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"github.com/riverqueue/river/riverdriver"
)

// watch shows other processes that this one is alive, and frees the jobs of processes
// that have died.
//
// A live process holds an advisory lock, in a transaction that does nothing else.
// PostgreSQL releases the lock as soon as the process or its connection ends. The jobs of
// a dead process are so freed within two seconds. River's rescuer frees them after half a
// minute: it remains for a network that hides that a process is dead.
type watch[TTx any] struct {
	queue   *Queue[TTx]
	me      string // River's name of this process
	alive   riverdriver.ExecutorTx
	suspect []string // processes that had no lock at the last look
}

const (
	watchEvery = time.Second
	watchLimit = 5 * time.Second
)

// lockSQL takes a shared lock. The connection that a process has lost may hold the lock for
// hours on the server, and the new one must not wait for it.
const lockSQL = `SELECT pg_advisory_xact_lock_shared(hashtext('@.freedompay'), hashtext($1))`

// ownersSQL returns the processes that have running jobs and no lock.
const ownersSQL = `SELECT coalesce(json_agg(DISTINCT owner), '[]')::text FROM (
		SELECT attempted_by[array_upper(attempted_by, 1)] AS owner FROM @.river_job
		WHERE state = 'running' AND kind = '` + kindOfJob + `'
	) AS running
	WHERE owner <> $1 AND NOT EXISTS (
		SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND classid::bigint = hashtext('@.freedompay')::bigint & 4294967295
		AND objid::bigint = hashtext(owner)::bigint & 4294967295)`

// takeOverSQL frees the jobs of a process. The attempt stays counted, so that the next
// turn sees that the one before did not finish. A command whose process always dies is
// parked: it may be what kills it. A job that a live process is completing
// is locked, and skipped.
const takeOverSQL = `WITH orphans AS (
		SELECT id FROM @.river_job WHERE state = 'running' AND kind = '` + kindOfJob + `'
		AND attempted_by[array_upper(attempted_by, 1)] = $1 FOR UPDATE SKIP LOCKED
	), freed AS (
		UPDATE @.river_job SET scheduled_at = now(), priority = 1,
		state = (CASE WHEN attempt < ` + crashesMost + ` THEN 'available' ELSE 'pending' END)::@.river_job_state,
		metadata = CASE WHEN attempt < ` + crashesMost + ` THEN metadata
			ELSE metadata || jsonb_build_object('freedompay', coalesce(metadata->'freedompay', '{}') || '{"why": "its process has died"}') END,
		errors = array_append(errors, jsonb_build_object('at', now(), 'attempt', attempt, 'error', 'the process has ended', 'trace', ''))
		WHERE id IN (SELECT id FROM orphans) RETURNING id
	) SELECT count(*) FROM freed`

// begin takes the lock.
func (w *watch[TTx]) begin(ctx context.Context) error {
	tx, err := w.queue.driver.GetExecutor().Begin(ctx)
	if err != nil {
		return err
	}
	for _, sql := range []string{
		`SET TRANSACTION ISOLATION LEVEL READ COMMITTED`, // a higher level would hold back VACUUM
		`SET LOCAL idle_in_transaction_session_timeout = 0`,
		`SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout'`, // of PostgreSQL 17
	} {
		if err := tx.Exec(ctx, sql); err != nil {
			rollback(ctx, tx)
			return err
		}
	}
	if err := tx.Exec(ctx, w.queue.in(lockSQL), w.me); err != nil {
		rollback(ctx, tx)
		return err
	}
	w.alive = tx
	return nil
}

// run keeps the lock and looks after others until ctx ends.
func (w *watch[TTx]) run(ctx context.Context) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			if w.alive != nil {
				rollback(ctx, w.alive)
			}
			return
		case <-ticker.C:
			w.turn(ctx)
		}
	}
}

// turn checks the lock and looks for dead processes. It does not wait longer than
// watchLimit for a dead connection. A new transaction for the lock gets ctx, not the
// limited context: database/sql rolls a transaction back when its context ends.
func (w *watch[TTx]) turn(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, watchLimit)
	defer cancel()
	if w.alive == nil || w.alive.Exec(limited, `SELECT 1`) != nil {
		w.again(ctx)
	}
	w.look(limited)
}

// again takes the lock over a new connection.
func (w *watch[TTx]) again(ctx context.Context) {
	if w.alive != nil {
		rollback(ctx, w.alive)
		w.alive = nil
	}
	if err := w.begin(ctx); err != nil && ctx.Err() == nil {
		w.queue.config.Logger.WarnContext(ctx, "durable: the database does not answer", slog.String("error", err.Error()))
	}
}

// look frees the jobs of processes that had no lock at two looks in a row: a live process
// that has lost its connection takes the lock again within a second.
func (w *watch[TTx]) look(ctx context.Context) {
	var text string
	var owners []string
	exec := w.queue.driver.GetExecutor()
	if exec.QueryRow(ctx, w.queue.in(ownersSQL), w.me).Scan(&text) != nil || json.Unmarshal([]byte(text), &owners) != nil {
		w.suspect = nil
		return
	}
	for _, owner := range owners {
		if !slices.Contains(w.suspect, owner) {
			continue
		}
		var freed int
		if err := exec.QueryRow(ctx, w.queue.in(takeOverSQL), owner).Scan(&freed); err == nil && freed > 0 {
			w.queue.config.Logger.WarnContext(ctx, "durable: took over from a process that has ended",
				slog.String("process", owner), slog.Int("commands", freed))
		}
	}
	w.suspect = owners
}
