package durable_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// An order and the command that issues its card are one transaction. The card's id is
// written in the transaction that completes the command.
func Example() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	pool, err := pgxpool.New(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	bank := freedompaytest.New() // elsewhere: freedompay.New(authID, key)
	q, err := durable.New(riverpgxv5.New(pool), bank.Client(), durable.Config{})
	if err != nil {
		log.Fatal(err)
	}
	if err := q.Migrate(ctx); err != nil {
		log.Fatal(err)
	}

	durable.On(q, func(ctx context.Context, tx pgx.Tx, end durable.Settled[freedompay.IssueCardRequest]) error {
		defer stop()
		if end.Failure != nil {
			fmt.Println("no card:", end.Failure.Code)
			return nil // here: write it in tx
		}
		fmt.Println("issued a card:", end.State.Card.CardID() != "")
		return nil // here: write the card's id in tx
	})

	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		// here: write the order in tx
		_, err := q.Enqueue(ctx, tx, freedompay.IssueCardRequest{
			ProductID: freedompay.CardProductInstantGold,
			ClientID:  bank.NewClient(),
		})
		return err
	})
	if err != nil {
		log.Fatal(err)
	}

	if err := q.Run(ctx); err != nil { // until ctx ends
		log.Fatal(err)
	}
}

// The commands on one card are sent one after the other, in the order of their
// transactions.
func ExampleKey() {
	var (
		ctx context.Context
		q   *durable.Queue[pgx.Tx]
		tx  pgx.Tx // yours
	)
	const cardID = "4815162342"
	_, err := q.EnqueueAll(ctx, tx,
		durable.With(freedompay.ActivateCardRequest{CardID: cardID}, durable.Key(cardID)),
		durable.With(freedompay.CreateTransactionRequest{
			OrderID: "order-1", CardID: cardID, Type: freedompay.Credit,
			Amount: freedompay.NewAmount(150050, 2), Currency: freedompay.KZT,
		}, durable.Key(cardID)),
	)
	if err != nil {
		log.Fatal(err)
	}
}
