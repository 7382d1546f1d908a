package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
)

// shop is the business: orders, and the commands that carry them out.
type shop struct {
	pool     *pgxpool.Pool
	queue    *durable.Queue[pgx.Tx]
	clientID string // whose the cards are
}

// open makes the tables, if need be, and sets the handlers.
func open(ctx context.Context, pool *pgxpool.Pool, client *freedompay.Client, clientID string) (*shop, error) {
	queue, err := durable.New(riverpgxv5.New(pool), client, durable.Config{})
	if err != nil {
		return nil, err
	}
	if err := queue.Migrate(ctx); err != nil {
		return nil, err
	}
	_, err = pool.Exec(ctx, `CREATE TABLE IF NOT EXISTS orders (
		id bigserial PRIMARY KEY,
		request_id uuid,
		what text NOT NULL,
		state text NOT NULL DEFAULT 'ordered',
		result text NOT NULL DEFAULT '',
		at timestamptz NOT NULL DEFAULT now()
	)`)
	durable.On(queue, issued)
	durable.On(queue, gifted)
	return &shop{pool, queue, clientID}, err
}

// order takes an order: its row and its command are one transaction.
func (s *shop) order(ctx context.Context, what string) error {
	var cmd freedompay.Command
	switch what {
	case "card":
		cmd = freedompay.IssueCardRequest{ClientID: s.clientID, ProductID: freedompay.CardProductInstantGold}
	case "gift card":
		cmd = freedompay.IssueGiftCardRequest{CardholderName: "ANNA IVANOVA", Phone: 77001234567, ProductCode: 101}
	default:
		return errors.New("the shop does not sell this")
	}
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		id, err := s.queue.Enqueue(ctx, tx, cmd)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO orders (request_id, what) VALUES ($1, $2)`, id, what)
		return err
	})
}

// issued is called once for each card, in the transaction that ends its command.
func issued(ctx context.Context, tx pgx.Tx, s durable.Settled[freedompay.IssueCardRequest]) error {
	result := ""
	if s.State.Card != nil {
		result = s.State.Card.CardID()
	}
	return settle(ctx, tx, s.RequestID, s.Outcome(), result, s.Failure)
}

// gifted is the same for gift cards. One that is unknown may have been issued: nothing
// but the statement of the merchant's account tells.
func gifted(ctx context.Context, tx pgx.Tx, s durable.Settled[freedompay.IssueGiftCardRequest]) error {
	result := ""
	if answer, ok := s.Answer.(*freedompay.GiftCardIssue); ok {
		result = strconv.FormatInt(int64(answer.CardID), 10)
	}
	return settle(ctx, tx, s.RequestID, s.Outcome(), result, s.Failure)
}

func settle(ctx context.Context, tx pgx.Tx, id any, outcome freedompay.Outcome, result string, failure *freedompay.Error) error {
	if failure != nil {
		result = failure.Error()
	}
	_, err := tx.Exec(ctx, `UPDATE orders SET state = $2, result = $3 WHERE request_id = $1`, id, string(outcome), result)
	return err
}
