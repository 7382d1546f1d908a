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

// Issue a card and wait until the bank has made it.
func ExampleRequestService_Wait() {
	ctx := context.Background()
	_, client := fakeBank()
	clientID := someClient(ctx, client)

	issued, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  clientID,
	})
	if err != nil {
		log.Fatal(err)
	}
	state, err := client.Requests.Wait(ctx, issued.RequestID)
	if err != nil {
		log.Fatal(err)
	}

	info, err := client.Cards.Info(ctx, state.CardID())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Card.ProductID.Description())
	fmt.Println(info.Card.Status, info.Card.Status.Description())
	// Output:
	// Instant Card Visa Gold
	// 50 Card not activated.
}

// A request that the bank accepted and could not carry out ends in
// ErrRequestFailed; its state comes with the error.
func ExampleRequestService_Wait_failed() {
	ctx := context.Background()
	_, client := fakeBank()

	debit, err := client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID:  "order-2",
		CardID:   someCard(ctx, client), // there are 10000.00 KZT on it
		Type:     freedompay.Debit,
		Amount:   freedompay.MustAmount("99999.00"),
		Currency: freedompay.KZT,
	})
	if err != nil {
		log.Fatal(err)
	}
	state, err := client.Requests.Wait(ctx, debit.RequestID)
	if errors.Is(err, freedompay.ErrRequestFailed) {
		fmt.Println(state.RequestStatus, state.ErrorDescription)
	}
	// Output:
	// error insufficient funds
}

// Issue many cards and show how far the bank has come. The failure of one does
// not end the others.
func ExampleRequestService_WaitAll() {
	ctx := context.Background()
	_, client := fakeBank()
	clientID := someClient(ctx, client)

	var ids []uuid.UUID
	for range 6 {
		issued, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{
			ProductID: freedompay.CardProductInstantGold,
			ClientID:  clientID,
		})
		if err != nil {
			log.Fatal(err)
		}
		ids = append(ids, issued.RequestID)
	}

	done := 0
	for state, err := range client.Requests.WaitAll(ctx, ids) {
		if err != nil {
			fmt.Println(state.RequestID, err)
			continue
		}
		if done++; done%2 == 0 {
			fmt.Printf("%d of %d cards\n", done, len(ids))
		}
	}
	// Output:
	// 2 of 6 cards
	// 4 of 6 cards
	// 6 of 6 cards
}

// Watch shows every answer on the way, for those who want to see it settle.
func ExampleRequestService_Watch() {
	ctx := context.Background()
	var now time.Time
	bank := freedompaytest.New(
		freedompaytest.SettleAfter(time.Minute),
		freedompaytest.WithClock(func() time.Time { return now }),
	)
	client := bank.Client(freedompay.WithPoll(freedompay.Backoff{Min: time.Millisecond, Max: time.Millisecond}))

	issued, err := client.Cards.BulkIssue(ctx, freedompay.BulkIssueCardsRequest{
		ProductID: freedompay.CardProductInstantGold,
		Count:     3,
	})
	if err != nil {
		log.Fatal(err)
	}
	for state, err := range client.Requests.Watch(ctx, issued.RequestID) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(state.RequestStatus, len(state.Cards))
		bank.Settle() // the bank's minute goes by
	}
	// Output:
	// process 0
	// success 3
}

// A deadline ends the waiting, not the request: its id asks again later.
func ExampleRequestService_Status() {
	ctx := context.Background()
	bank := freedompaytest.New(freedompaytest.SettleAfter(time.Hour))
	client := bank.Client(freedompay.WithPoll(freedompay.Backoff{Min: time.Millisecond, Max: time.Millisecond}))

	issued, err := client.Cards.BulkIssue(ctx, freedompay.BulkIssueCardsRequest{
		ProductID: freedompay.CardProductInstantGold,
		Count:     3,
	})
	if err != nil {
		log.Fatal(err)
	}
	short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	_, err = client.Requests.Wait(short, issued.RequestID)
	fmt.Println("not settled in time:", errors.Is(err, context.DeadlineExceeded))

	bank.Settle() // an hour later
	state, err := client.Requests.Status(ctx, issued.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(state.RequestStatus, len(state.Cards), "cards")
	// Output:
	// not settled in time: true
	// success 3 cards
}

// Put money on a card.
func ExampleTransactionService_Create() {
	ctx := context.Background()
	_, client := fakeBank()
	cardID := someCard(ctx, client)

	created, err := client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID:  "order-2",
		CardID:   cardID,
		Type:     freedompay.Credit,
		Amount:   freedompay.MustAmount("1500.50"),
		Currency: freedompay.KZT,
	})
	if err != nil {
		log.Fatal(err)
	}
	state, err := client.Requests.Wait(ctx, created.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	info, err := client.Transactions.Info(ctx, state.TransactionID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Transaction.OrderID, info.Transaction.Type, info.Transaction.Amount, info.Transaction.Currency)
	// Output:
	// order-2 credit 1500.50 KZT
}

// A debit holds its amount until it is cleared: as a whole or in part.
func ExampleTransactionService_Clear() {
	ctx := context.Background()
	_, client := fakeBank()
	cardID := someCard(ctx, client) // there are 10000.00 KZT on it

	debit, err := client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID:  "order-2",
		CardID:   cardID,
		Type:     freedompay.Debit,
		Amount:   freedompay.MustAmount("3000.00"),
		Currency: freedompay.KZT,
	})
	if err != nil {
		log.Fatal(err)
	}
	authorized, err := client.Requests.Wait(ctx, debit.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	cleared, err := client.Transactions.Clear(ctx, freedompay.ClearTransactionRequest{
		OrderID:       "order-2",
		TransactionID: authorized.TransactionID,
		Amount:        freedompay.MustAmount("2400.00"), // or All: true
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Requests.Wait(ctx, cleared.RequestID); err != nil {
		log.Fatal(err)
	}

	balance, err := client.Cards.Balance(ctx, cardID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(balance.Accounts[0].Amount, "of it blocked", balance.Accounts[0].BlockedAmount)
	// Output:
	// 7600.00 of it blocked 0.00
}

// Give back a part of a purchase, and then what is left of it.
func ExampleTransactionService_Refund() {
	ctx := context.Background()
	bank, client := fakeBank()
	cardID := someCard(ctx, client) // there are 10000.00 KZT on it
	transactionID, err := bank.Purchase(freedompaytest.Purchase{CardID: cardID, Amount: "4000.00", Currency: "KZT", MCC: 5651})
	if err != nil {
		log.Fatal(err)
	}

	for _, refund := range []freedompay.RefundTransactionRequest{
		{OrderID: "order-1", TransactionID: transactionID, Amount: freedompay.MustAmount("1500.00")},
		{OrderID: "order-1", TransactionID: transactionID, All: true},
	} {
		refunded, err := client.Transactions.Refund(ctx, refund)
		if err != nil {
			log.Fatal(err)
		}
		if _, err := client.Requests.Wait(ctx, refunded.RequestID); err != nil {
			log.Fatal(err)
		}
		balance, err := client.Cards.Balance(ctx, cardID)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(balance.Accounts[0].Amount)
	}

	// Neither an amount nor All moves nothing: it is refused before it is sent.
	_, err = client.Transactions.Refund(ctx, freedompay.RefundTransactionRequest{OrderID: "order-1", TransactionID: transactionID})
	fmt.Println(err)
	// Output:
	// 7500.00
	// 10000.00
	// freedompay: /v5/card-api/transaction/refund: invalid request: $.amount: want either an amount above zero, or All: true for the whole
}
