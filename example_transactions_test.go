package freedompay_test

import (
	"context"
	"fmt"
	"log"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

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
