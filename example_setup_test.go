package freedompay_test

import (
	"context"
	"log"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// exampleBank returns a fake bank that settles every command in a moment, and a
// client of it that hardly pauses.
func exampleBank() (*freedompaytest.Bank, *freedompay.Client) {
	bank := freedompaytest.New(freedompaytest.WithSeed(1), freedompaytest.SettleAfter(time.Millisecond))
	return bank, bank.Client(
		freedompay.WithRetry(freedompay.Backoff{Min: time.Millisecond, Max: time.Millisecond}),
		freedompay.WithPoll(freedompay.Backoff{Min: time.Millisecond, Max: time.Millisecond}),
	)
}

// exampleClient returns the id of a new client of the bank.
func exampleClient(ctx context.Context, client *freedompay.Client) string {
	created, err := client.Clients.Create(ctx, freedompay.CreateClientRequest{
		ProductID: freedompay.ClientProductInstant,
		Client: freedompay.NewClient{
			Phone:     77001234567,
			Type:      freedompay.Individual,
			Resident:  freedompay.Resident,
			FirstName: "TEST",
			LastName:  "CARDHOLDER",
		},
	})
	return exampleSettled(ctx, client, created, err).ClientID
}

// exampleCard returns the id of a new card that is active and has 10000.00 KZT
// on it.
func exampleCard(ctx context.Context, client *freedompay.Client) string {
	issued, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  exampleClient(ctx, client),
	})
	cardID := exampleSettled(ctx, client, issued, err).CardID()
	activated, err := client.Cards.Activate(ctx, freedompay.ActivateCardRequest{CardID: cardID})
	exampleSettled(ctx, client, activated, err)
	funded, err := client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID:  "order-1",
		CardID:   cardID,
		Type:     freedompay.Credit,
		Amount:   freedompay.MustAmount("10000.00"),
		Currency: freedompay.KZT,
	})
	exampleSettled(ctx, client, funded, err)
	return cardID
}

// exampleSettled takes what a command returned and returns what became of it.
func exampleSettled(ctx context.Context, client *freedompay.Client, result *freedompay.Result, err error) *freedompay.RequestState {
	if err != nil {
		log.Fatal(err)
	}
	state, err := client.Requests.Wait(ctx, result.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	return state
}
