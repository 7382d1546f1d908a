package durable_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
)

// The test binary is a replica when it is started with these.
const (
	workerEnv = "FREEDOMPAY_DURABLE_WORKER" // the database
	bankEnv   = "FREEDOMPAY_DURABLE_BANK"
	authEnv   = "FREEDOMPAY_DURABLE_AUTH"
	keyEnv    = "FREEDOMPAY_DURABLE_KEY"
)

// workerMain is a replica of the shop.
func workerMain() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := replica(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "replica:", err)
		return 1
	}
	return 0
}

func replica(ctx context.Context) error {
	config, err := pgxpool.ParseConfig(os.Getenv(workerEnv))
	if err != nil {
		return err
	}
	config.MaxConns = 20
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return err
	}
	defer pool.Close()
	client, err := freedompay.New(os.Getenv(authEnv), freedompay.NewSecret(os.Getenv(keyEnv)),
		freedompay.WithBaseURL(os.Getenv(bankEnv)), freedompay.WithLateness(3*time.Second),
		freedompay.WithRetry(freedompay.Backoff{Attempts: 3, Min: 5 * time.Millisecond, Max: 50 * time.Millisecond, Timeout: 3 * time.Second}),
		freedompay.WithPoll(freedompay.Backoff{Min: 20 * time.Millisecond, Max: 100 * time.Millisecond}))
	if err != nil {
		return err
	}
	q, err := durable.New(riverpgxv5.New(pool), client, durable.Config{
		Workers: 40, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	const failing = 50 // one in so many calls of a handler
	handleAll(q, func(uuid.UUID) error {
		if rand.N(failing) == 0 {
			return errors.New("the shop is out of paper")
		}
		return nil
	})
	for ctx.Err() == nil { // the database may be restarting
		if err = q.Run(ctx); err != nil {
			time.Sleep(100 * time.Millisecond)
		}
	}
	return nil
}

var _ pgx.Tx
