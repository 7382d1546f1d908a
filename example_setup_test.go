package freedompay_test

import (
	"context"
	"log"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// fakeBank returns a fake bank where it is noon of 20 November 2026 and every
// command settles in a moment, and a client of it that hardly pauses.
func fakeBank() (*freedompaytest.Bank, *freedompay.Client) {
	began, noon := time.Now(), time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)
	bank := freedompaytest.New(
		freedompaytest.WithSeed(1),
		freedompaytest.SettleAfter(time.Millisecond),
		freedompaytest.WithClock(func() time.Time { return noon.Add(time.Since(began)) }),
	)
	return bank, bank.Client(
		freedompay.WithRetry(freedompay.Backoff{Min: time.Millisecond, Max: time.Millisecond}),
		freedompay.WithPoll(freedompay.Backoff{Min: time.Millisecond, Max: time.Millisecond}),
	)
}

// someClient returns the id of a new client of the bank.
func someClient(ctx context.Context, client *freedompay.Client) string {
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
	return ending(ctx, client, created, err).ClientID
}

// someCard returns the id of a new card that is active and has 10000.00 KZT
// on it.
func someCard(ctx context.Context, client *freedompay.Client) string {
	issued, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  someClient(ctx, client),
	})
	cardID := ending(ctx, client, issued, err).CardID()
	activated, err := client.Cards.Activate(ctx, freedompay.ActivateCardRequest{CardID: cardID})
	ending(ctx, client, activated, err)
	funded, err := client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID:  "order-1",
		CardID:   cardID,
		Type:     freedompay.Credit,
		Amount:   freedompay.MustAmount("10000.00"),
		Currency: freedompay.KZT,
	})
	ending(ctx, client, funded, err)
	return cardID
}

// ending takes what a command returned and returns what became of it.
func ending(ctx context.Context, client *freedompay.Client, result *freedompay.Result, err error) *freedompay.RequestState {
	if err != nil {
		log.Fatal(err)
	}
	state, err := client.Requests.Wait(ctx, result.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	return state
}
