package durable

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"github.com/riverqueue/river/riverdriver"
)

// watch says that this process is alive, and frees what dead ones have left.
//
// Being alive is an advisory lock, held by a transaction that does nothing else.
// PostgreSQL releases it the moment that the process or its connection ends. River
// would free the jobs of a dead process after half a minute; this does in two
// seconds, and River's way stays for when the network hides that a process is dead.
type watch[TTx any] struct {
	queue   *Queue[TTx]
	me      string // River's name of this process
	alive   riverdriver.ExecutorTx
	suspect []string // had no lock when last looked at
}

const (
	watchEvery = time.Second
	watchLimit = 5 * time.Second
)

const lockSQL = `SELECT pg_advisory_xact_lock(hashtext('@.freedompay'), hashtext($1))`

// ownersSQL returns who works on jobs and is not alive.
const ownersSQL = `SELECT coalesce(json_agg(DISTINCT owner), '[]')::text FROM (
		SELECT attempted_by[array_upper(attempted_by, 1)] AS owner FROM @.river_job
		WHERE state = 'running' AND kind = '` + kindOfJob + `'
	) AS running
	WHERE owner <> $1 AND NOT EXISTS (
		SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND classid::bigint = hashtext('@.freedompay')::bigint & 4294967295
		AND objid::bigint = hashtext(owner)::bigint & 4294967295)`

// takeOverSQL frees the jobs of a process. The attempt stays counted: the next turn
// sees that one has not come to its end. What a live process is about to complete is
// locked, and skipped.
const takeOverSQL = `WITH orphans AS (
		SELECT id FROM @.river_job WHERE state = 'running' AND kind = '` + kindOfJob + `'
		AND attempted_by[array_upper(attempted_by, 1)] = $1 FOR UPDATE SKIP LOCKED
	), freed AS (
		UPDATE @.river_job SET state = 'available', scheduled_at = now(), priority = 1,
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
		`SET TRANSACTION ISOLATION LEVEL READ COMMITTED`, // another would keep VACUUM from its work
		`SET LOCAL idle_in_transaction_session_timeout = 0`,
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

// turn does not hang on a connection that is dead. The transaction that holds the
// lock belongs to ctx itself: that of database/sql ends with its context.
func (w *watch[TTx]) turn(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, watchLimit)
	defer cancel()
	if w.alive == nil || w.alive.Exec(limited, `SELECT 1`) != nil {
		w.again(ctx)
	}
	w.look(limited)
}

// again takes the lock again.
func (w *watch[TTx]) again(ctx context.Context) {
	if w.alive != nil {
		rollback(ctx, w.alive)
		w.alive = nil
	}
	if err := w.begin(ctx); err != nil && ctx.Err() == nil {
		w.queue.config.Logger.WarnContext(ctx, "durable: the database does not answer", slog.String("error", err.Error()))
	}
}

// look frees the jobs of those that had no lock twice running: one that lost its
// connection takes the lock again within a second.
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
