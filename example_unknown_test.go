package freedompay_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A command that must be carried out once, whatever happens: choose its
// RequestID and store it, with all that is needed to send it again, before the
// call. Here the network is dead for the first two attempts.
func Example_outcomeUnknown() {
	bank := freedompaytest.New(freedompaytest.SettleAfter(time.Millisecond))
	client := bank.Client(
		freedompay.WithRetry(freedompay.Backoff{Attempts: 2, Min: time.Millisecond, Max: time.Millisecond}),
		freedompay.WithPoll(freedompay.Backoff{Min: time.Millisecond, Max: time.Millisecond}),
	)
	bank.Inject(freedompaytest.Fault{On: "Cards.BulkIssue", Do: freedompaytest.DropBefore, Times: 2})

	order := freedompay.BulkIssueCardsRequest{
		RequestID: uuid.New(),
		ProductID: freedompay.CardProductInstantGold,
		Count:     10,
	}
	stored := order // in your database, before the call

	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, err := client.Cards.BulkIssue(ctx, order)

	// The same runs after a restart: the stored order is all it needs.
	if errors.Is(err, freedompay.ErrOutcomeUnknown) {
		fmt.Println("perhaps done: asking with a fresh deadline")
		fresh, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_, err = client.Requests.Wait(fresh, stored.RequestID)
		if errors.Is(err, freedompay.ErrNotFound) {
			fmt.Println("it never arrived: sending it again under the same id")
			_, err = client.Cards.BulkIssue(fresh, stored)
		}
	}
	if err != nil {
		log.Fatal(err)
	}

	state, err := client.Requests.Wait(context.Background(), stored.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(state.Cards), "cards, once")
	// Output:
	// perhaps done: asking with a fresh deadline
	// it never arrived: sending it again under the same id
	// 10 cards, once
}

// When only the answer is lost, the client finds it again and the caller does
// not notice.
func Example_lostAnswer() {
	ctx := context.Background()
	bank, client := fakeBank()
	cardID := someCard(ctx, client) // there are 10000.00 KZT on it
	bank.Inject(freedompaytest.Fault{On: "Transactions.Create", Do: freedompaytest.DropAfter, Times: 1})

	credit, err := client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID:  "order-2",
		CardID:   cardID,
		Type:     freedompay.Credit,
		Amount:   freedompay.MustAmount("500.00"),
		Currency: freedompay.KZT,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Requests.Wait(ctx, credit.RequestID); err != nil {
		log.Fatal(err)
	}

	for _, call := range bank.Calls() {
		if call.RequestID == credit.RequestID.String() && call.Operation != "Requests.Status" {
			fmt.Printf("%s fault %q refusal %q\n", call.Operation, call.Fault, call.Code)
		}
	}
	balance, err := client.Cards.Balance(ctx, cardID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("credited once:", balance.Accounts[0].Amount)
	// Output:
	// Transactions.Create fault "drop after the work" refusal ""
	// Transactions.Create fault "" refusal "12002"
	// credited once: 10500.00
}
