package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
)

// The environment variables of a replica.
const (
	replicaName = "OUTBOX_TEST_REPLICA"
	replicaURL  = "OUTBOX_TEST_URL"
	replicaDSN  = "OUTBOX_TEST_DSN"
	replicaAuth = "OUTBOX_TEST_AUTH_ID"
	replicaKey  = "OUTBOX_TEST_KEY"
)

// Times of the test. Nothing at the bank is later than lateness.
const (
	patience = 1500 * time.Millisecond
	lateness = 1500 * time.Millisecond
	delivery = 500 * time.Millisecond // how late a late request is delivered
	lag      = 100 * time.Millisecond // of the status behind the books
)

// TestReplica is a process that the storm starts and kills. Without its environment
// variables it does nothing. It takes intents, makes orders of them, and runs the
// outbox, until it is killed or the storm's process has ended.
func TestReplica(t *testing.T) {
	name := os.Getenv(replicaName)
	if name == "" {
		return
	}
	slog.SetLogLoggerLevel(slog.LevelError) // a process that is killed at the database's other end is no news
	client, err := freedompay.New(os.Getenv(replicaAuth), freedompay.NewSecret(os.Getenv(replicaKey)),
		freedompay.WithBaseURL(os.Getenv(replicaURL)), freedompay.WithUserAgent(name), freedompay.WithLateness(lateness),
		freedompay.WithRetry(freedompay.Backoff{Attempts: 2, Min: 5 * time.Millisecond, Max: 20 * time.Millisecond}),
		freedompay.WithPoll(freedompay.Backoff{Min: 10 * time.Millisecond, Max: 40 * time.Millisecond}),
	)
	if err != nil {
		t.Fatal(err)
	}
	s, err := openShop(t.Context(), os.Getenv(replicaDSN), client, patience, lateness)
	if err != nil {
		t.Fatal(err)
	}
	const atOnce = 6
	for range atOnce {
		go s.outbox.Run(t.Context())
	}
	go s.takeIntents(t.Context())
	_, _ = io.Copy(io.Discard, os.Stdin) // the storm's process holds the other end
}

// intentsSchema is what the storm wants to be ordered.
const intentsSchema = `
create table intents (
	id        bigserial primary key,
	operation text not null,
	target    text not null, -- a card, a transaction or a wallet
	amount    text not null,
	order_id  bigint
)`

// intent is what somebody wants to be done.
type intent struct{ operation, target, amount string }

// command returns the command that does it.
func (i intent) command() freedompay.Command {
	switch i.operation {
	case "Cards.Close":
		return freedompay.CloseCardRequest{CardID: i.target, Description: "storm"}
	case "Transactions.Create":
		return credit("storm", i.target, i.amount)
	case "Transactions.Refund":
		return freedompay.RefundTransactionRequest{OrderID: "storm", TransactionID: i.target, All: true}
	case "Wallets.Add":
		return freedompay.AddWalletRequest{Identifier: i.target, Country: "KAZ", Currency: freedompay.KZT}
	case "Wallets.Close":
		return freedompay.CloseWalletRequest{Identifier: i.target, Description: "storm"}
	}
	panic("no command " + i.operation)
}

// takeIntents orders what is wanted. Each is ordered twice, and the first time
// rolled back.
func (s *shop) takeIntents(ctx context.Context) {
	for ctx.Err() == nil {
		for _, end := range []func(*sql.Tx) error{(*sql.Tx).Rollback, (*sql.Tx).Commit} {
			if err := s.takeIntent(ctx, end); err != nil && !errors.Is(err, sql.ErrNoRows) {
				fmt.Fprintln(os.Stderr, "intents:", err)
			}
		}
		if err := pause(ctx, time.Millisecond); err != nil {
			return
		}
	}
}

func (s *shop) takeIntent(ctx context.Context, end func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var id int64
	var i intent
	err = tx.QueryRowContext(ctx, `select id, operation, target, amount from intents where order_id is null
		order by id limit 1 for update skip locked`).Scan(&id, &i.operation, &i.target, &i.amount)
	if err != nil {
		return err
	}
	orderID, err := s.orderIn(ctx, tx, i.command())
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `update intents set order_id = $2 where id = $1`, id, orderID); err != nil {
		return err
	}
	return end(tx)
}
