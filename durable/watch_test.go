package durable_test

import "testing"

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
