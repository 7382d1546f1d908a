package durable_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"

	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/durable/internal/pg"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// The tests share a cluster, and each has a database in it.
var server struct {
	url     string
	missing error
}

func TestMain(m *testing.M) {
	if os.Getenv(workerEnv) != "" {
		os.Exit(workerMain())
	}
	os.Exit(func() int {
		server.url = os.Getenv("DATABASE_URL")
		if server.url == "" {
			dir, err := os.MkdirTemp("", "freedompay-durable-")
			if err != nil {
				panic(err)
			}
			defer func() { _ = os.RemoveAll(dir) }()
			cluster, err := pg.Start(dir, "fsync=off", "max_connections=300")
			if err != nil {
				server.missing = err
			} else {
				defer func() { _ = cluster.Stop() }()
				server.url = cluster.URL("postgres")
			}
		}
		return m.Run()
	}())
}

// migrated is a database that others are copies of: to migrate takes a second.
var migrated = sync.OnceValues(func() (name string, err error) {
	name = "durable_" + hex.EncodeToString(random(6))
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server.url)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	u, err := url.Parse(server.url)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	pool, err := pgxpool.New(ctx, u.String())
	if err != nil {
		return "", err
	}
	defer pool.Close()
	q, err := durable.New(riverpgxv5.New(pool), freedompaytest.New().Client(), durable.Config{})
	if err != nil {
		return "", err
	}
	return name, q.Migrate(ctx)
})

// database returns the connection string of a new database.
func database(tb testing.TB) string {
	tb.Helper()
	if server.missing != nil {
		if os.Getenv("CI") == "true" || !errors.Is(server.missing, pg.ErrMissing) {
			tb.Fatal(server.missing)
		}
		tb.Skip(server.missing)
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server.url)
	if err != nil {
		tb.Fatal(err)
	}
	template, err := migrated()
	if err != nil {
		tb.Fatal(err)
	}
	name := "durable_" + hex.EncodeToString(random(6))
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_, _ = conn.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
		_ = conn.Close(ctx)
	})
	u, err := url.Parse(server.url)
	if err != nil {
		tb.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// shop is a database with a table of orders, a bank and a queue.
type shop struct {
	testing.TB
	pool   *pgxpool.Pool
	bank   *freedompaytest.Bank
	client *freedompay.Client
	q      *durable.Queue[pgx.Tx]
	config durable.Config
}

type setup struct {
	bank   []freedompaytest.Option
	client []freedompay.Option
	config durable.Config
}

// quickly are the options of a client for tests: nothing takes long.
func quickly() []freedompay.Option {
	return []freedompay.Option{
		freedompay.WithRetry(freedompay.Backoff{Attempts: 3, Min: time.Millisecond, Max: 10 * time.Millisecond, Timeout: 2 * time.Second}),
		freedompay.WithPoll(freedompay.Backoff{Min: time.Millisecond, Max: 10 * time.Millisecond}),
		freedompay.WithLateness(time.Second),
	}
}

func newShop(tb testing.TB, s setup) *shop {
	tb.Helper()
	pool := newPool(tb, database(tb))
	bank := freedompaytest.New(append([]freedompaytest.Option{freedompaytest.SettleAfter(10 * time.Millisecond)}, s.bank...)...)
	shop := &shop{TB: tb, pool: pool, bank: bank, client: bank.Client(append(quickly(), s.client...)...), config: s.config}
	if shop.config.Logger == nil {
		shop.config.Logger = slog.New(slog.NewTextHandler(tb.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	shop.q = shop.queue()
	shop.exec(`CREATE TABLE orders (request_id uuid, outcome text, detail text, at timestamptz DEFAULT clock_timestamp())`)
	return shop
}

func newPool(tb testing.TB, url string) *pgxpool.Pool {
	tb.Helper()
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		tb.Fatal(err)
	}
	config.MaxConns = 30
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(pool.Close)
	return pool
}

// queue returns another queue on the same tables.
func (s *shop) queue() *durable.Queue[pgx.Tx] {
	s.Helper()
	q, err := durable.New(riverpgxv5.New(s.pool), s.client, s.config)
	if err != nil {
		s.Fatal(err)
	}
	return q
}

// handleAll sets handlers that write a row, for the commands that the tests use.
func handleAll(q *durable.Queue[pgx.Tx], before func(id uuid.UUID) error) {
	row[freedompay.IssueCardRequest](q, before)
	row[freedompay.CreateClientRequest](q, before)
	row[freedompay.CloseCardRequest](q, before)
	row[freedompay.BlockCardRequest](q, before)
	row[freedompay.UnblockCardRequest](q, before)
	row[freedompay.SetPINRequest](q, before)
	row[freedompay.IssueGiftCardRequest](q, before)
	row[freedompay.AddWalletRequest](q, before)
	row[freedompay.AddPartnerClientRequest](q, before)
}

func row[C freedompay.Command](q *durable.Queue[pgx.Tx], before func(id uuid.UUID) error) {
	durable.On(q, func(ctx context.Context, tx pgx.Tx, s durable.Settled[C]) error {
		detail := ""
		switch {
		case s.State.Card != nil:
			detail = s.State.Card.CardID()
		case s.Failure != nil:
			detail = string(s.Failure.Code)
		}
		if gift, ok := s.Answer.(*freedompay.GiftCardIssue); ok {
			detail = fmt.Sprint(gift.CardID)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO orders (request_id, outcome, detail) VALUES ($1, $2, $3)`, s.RequestID, string(s.Outcome()), detail); err != nil {
			return err
		}
		if before != nil {
			return before(s.RequestID)
		}
		return nil
	})
}

// run runs a queue until the test ends, or stop is called.
func (s *shop) run(q *durable.Queue[pgx.Tx]) (stop func()) {
	s.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- q.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			s.Errorf("Run: %v", err)
		}
	})
	s.Cleanup(stop)
	return stop
}

func (s *shop) exec(sql string, args ...any) {
	s.Helper()
	if _, err := s.pool.Exec(context.Background(), sql, args...); err != nil {
		s.Fatal(err)
	}
}

// one returns the one value of a query as text.
func (s *shop) one(sql string, args ...any) string {
	s.Helper()
	var text *string
	if err := s.pool.QueryRow(context.Background(), "SELECT ("+sql+")::text", args...).Scan(&text); err != nil {
		s.Fatal(err)
	}
	if text == nil {
		return ""
	}
	return *text
}

// enqueue enqueues commands in one transaction.
func (s *shop) enqueue(cmds ...freedompay.Command) []uuid.UUID {
	s.Helper()
	var ids []uuid.UUID
	err := pgx.BeginFunc(context.Background(), s.pool, func(tx pgx.Tx) (err error) {
		ids, err = s.q.EnqueueAll(context.Background(), tx, cmds...)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return ids
}

// eventually waits until a query returns a text.
func (s *shop) eventually(want, sql string, args ...any) {
	s.Helper()
	const enough = 30 * time.Second
	got := ""
	for deadline := time.Now().Add(enough); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if got = s.one(sql, args...); got == want {
			return
		}
	}
	s.Fatalf("%s is %q, want %q\n%s", sql, got, want, s.one(`SELECT string_agg(concat_ws(' ', id, state, attempt, args->>'operation', metadata, errors::text), E'\n') FROM freedompay.river_job`))
}

// outcome waits for the one row of a command, and returns its outcome and detail.
func (s *shop) outcome(id uuid.UUID) (outcome, detail string) {
	s.Helper()
	s.eventually("1", `SELECT count(*) FROM orders WHERE request_id = $1`, id)
	return s.one(`SELECT outcome FROM orders WHERE request_id = $1`, id), s.one(`SELECT detail FROM orders WHERE request_id = $1`, id)
}

func issue(bank *freedompaytest.Bank) freedompay.IssueCardRequest {
	return freedompay.IssueCardRequest{ClientID: bank.NewClient(), ProductID: freedompay.CardProductInstantGold}
}

func gift() freedompay.IssueGiftCardRequest {
	return freedompay.IssueGiftCardRequest{CardholderName: "ANNA IVANOVA", Phone: 77770000000, ProductCode: 101}
}

func httpTo(bank *freedompaytest.Bank) *http.Client { return &http.Client{Transport: bank.Transport()} }
