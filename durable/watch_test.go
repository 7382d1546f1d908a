package durable_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay/durable"
)

// A process whose connection breaks is still alive, and takes its lock again over
// another: otherwise the others would take over what it works on.
func TestTakesTheLockAgain(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	s.run(s.q)
	const locks = ` FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND classid::bigint = hashtext('freedompay.freedompay')::bigint & 4294967295`
	s.eventually("1", `SELECT count(*)`+locks)
	before := s.one(`SELECT pid` + locks)
	s.exec(`SELECT pg_terminate_backend(` + before + `)`)
	s.eventually("true", `SELECT count(*) = 1 AND min(pid) <> `+before+locks)
}

// The lost connection of a process may keep its lock on the server for hours. The process
// takes the lock again all the same, and goes on looking after the others.
func TestLockOfALostConnection(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	s.run(s.q)
	const locks = ` FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND classid::bigint = hashtext('freedompay.freedompay')::bigint & 4294967295`
	s.eventually("1", `SELECT count(*)`+locks+` AND granted`)
	lost, err := s.pool.Begin(t.Context()) // the server holds it for the process
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lost.Rollback(context.Background()) }()
	mine := s.one(`SELECT pid` + locks)
	name := s.one(`SELECT objid::bigint::bit(32)::int` + locks)
	ctx, cancel := context.WithCancel(t.Context())
	var locking sync.WaitGroup // ends before the rollback: a transaction is not safe for concurrent use
	defer locking.Wait()
	defer cancel()
	locking.Go(func() {
		_, _ = lost.Exec(ctx, `SELECT pg_advisory_xact_lock_shared(hashtext('freedompay.freedompay'), `+name+`)`)
	})
	s.eventually("2", `SELECT count(*)`+locks)
	s.exec(`SELECT pg_terminate_backend(` + mine + `)`)
	s.eventually("2", `SELECT count(*)`+locks+` AND granted AND pid <> `+mine)
	id := s.enqueue(durable.With(issue(s.bank), durable.At(time.Now().Add(time.Hour))))[0]
	s.exec(`UPDATE freedompay.river_job SET args = args - 'at'`)
	s.die()
	if outcome, _ := s.outcome(id); outcome != "done" {
		t.Error(outcome)
	}
}
