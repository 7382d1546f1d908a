package durable_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/durable/internal/pg"
)

// with changes the pool of a shop.
func (s *shop) with(url string, change func(*pgxpool.Config)) {
	s.Helper()
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		s.Fatal(err)
	}
	change(config)
	if s.pool, err = pgxpool.NewWithConfig(context.Background(), config); err != nil {
		s.Fatal(err)
	}
	s.Cleanup(s.pool.Close)
}

// Four connections are enough.
func TestSmallPool(t *testing.T) {
	s := newShop(t, setup{})
	s.with(s.pool.Config().ConnString(), func(c *pgxpool.Config) { c.MaxConns = 4 })
	s.q = s.queue()
	handleAll(s.q, nil)
	var cmds []freedompay.Command
	for range 100 {
		cmds = append(cmds, issue(s.bank))
	}
	s.enqueue(cmds...)
	s.run(s.q)
	s.eventually("100", `SELECT count(*) FROM orders`)
}

// The queue works through a PgBouncer in transaction mode, and is taken over there.
func TestPgBouncer(t *testing.T) {
	s := newShop(t, setup{config: durable.Config{PollOnly: true}})
	dir, err := os.MkdirTemp("", "freedompay-bouncer-") //nolint:usetesting // the user postgres cannot reach that of the test
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	url, end, err := pg.Bounce(dir, s.pool.Config().ConnString())
	switch {
	case errors.Is(err, pg.ErrMissing):
		t.Skip("no PgBouncer")
	case err != nil:
		t.Fatal(err)
	}
	t.Cleanup(end)
	s.with(url, func(c *pgxpool.Config) {
		c.MaxConns = 20
		c.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	})
	s.q = s.queue()
	orphan := s.enqueue(issue(s.bank))
	s.die()
	for range 2 {
		q := s.queue()
		handleAll(q, nil)
		s.run(q)
	}
	var ids []uuid.UUID
	for range 10 {
		ids = append(ids, s.enqueue(issue(s.bank), durable.With(gift(), durable.Key("a")))...)
	}
	for _, id := range append(orphan, ids...) {
		if outcome, _ := s.outcome(id); outcome != "done" {
			t.Error(outcome)
		}
	}
	if n := s.one(`SELECT max(attempt) FROM freedompay.river_job WHERE args->>'request_id' <> $1`, orphan[0].String()); n != "1" {
		t.Errorf("a live process was taken over: %s attempts", n)
	}
}

// A wrong key holds commands up, and loses none.
func TestWrongKey(t *testing.T) {
	s := newShop(t, setup{})
	right := s.client
	wrong, err := freedompay.New(s.bank.AuthID(), freedompay.NewSecret("another-key"), append(quickly(), freedompay.WithHTTPClient(httpTo(s.bank)))...)
	if err != nil {
		t.Fatal(err)
	}
	s.client = wrong
	q := s.queue()
	handleAll(q, nil)
	stop := s.run(q)
	ids := s.enqueue(issue(s.bank), gift())
	s.eventually("2", `SELECT count(*) FROM freedompay.river_job WHERE (metadata->'freedompay'->>'troubles')::int >= 2 AND attempt <= 1 AND metadata->'freedompay'->>'why' LIKE '%not authorized%'`)
	if stats, err := s.q.Stats(t.Context()); err != nil || stats.Held != 2 && stats.Running == 0 {
		t.Errorf("%+v, %v", stats, err)
	}
	stop()
	s.client = right
	begun := time.Now()
	q = s.queue()
	handleAll(q, nil)
	s.run(q)
	for _, id := range ids {
		if outcome, detail := s.outcome(id); outcome != "done" || detail == "" {
			t.Errorf("%s %s after %v", outcome, detail, time.Since(begun))
		}
	}
}

// cut is a connection that is lost after the next COMMIT was sent, before its answer.
type cut struct {
	net.Conn
	next *atomic.Bool
	lost atomic.Bool
}

func (c *cut) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("commit\x00")) && c.next.CompareAndSwap(true, false) {
		c.lost.Store(true)
		n, err := c.Conn.Write(b)
		return n, errors.Join(err, c.Conn.Close())
	}
	return c.Conn.Write(b)
}

func (c *cut) Read(b []byte) (int, error) {
	if c.lost.Load() {
		return 0, io.ErrUnexpectedEOF
	}
	return c.Conn.Read(b)
}

// A handler whose COMMIT has no answer has committed, or is called again: either way there
// is one row, and the bank is called once.
func TestCommitWithoutAnswer(t *testing.T) {
	s := newShop(t, setup{config: durable.Config{Workers: 1}})
	var next atomic.Bool
	s.with(s.pool.Config().ConnString(), func(c *pgxpool.Config) {
		c.ConnConfig.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			return &cut{Conn: conn, next: &next}, err
		}
	})
	s.q = s.queue()
	handleAll(s.q, func(uuid.UUID) error {
		next.Store(true)
		return nil
	})
	stop := s.run(s.q)
	for range 3 {
		ids := append(s.enqueue(gift()), s.enqueue(issue(s.bank))...)
		for _, id := range ids {
			s.outcome(id)
			s.eventually("completed", `SELECT state FROM freedompay.river_job WHERE args->>'request_id' = $1`, id.String())
			if rows := s.one(`SELECT count(*) FROM orders WHERE request_id = $1`, id); rows != "1" {
				t.Errorf("%s rows", rows)
			}
		}
	}
	stop()
	if n := s.one(`SELECT count(*) FROM freedompay.river_job WHERE state = 'completed' AND metadata->'freedompay'->>'phase' = 'settled'`); n != "6" {
		t.Errorf("%s of 6 have settled", n)
	}
	if gifts, cards := s.bank.CallCount("GiftCards.Issue"), s.bank.CallCount("Cards.Issue"); gifts != 3 || cards != 3 {
		t.Errorf("%d and %d calls for 3 of each", gifts, cards)
	}
}
