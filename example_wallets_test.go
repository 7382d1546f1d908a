package freedompay_test

import (
	"context"
	"fmt"
	"log"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// Open a wallet, tell who owns it, and read its balance. E-money commands have
// a Wait of their own.
func ExampleWalletService_Add() {
	ctx := context.Background()
	bank, client := fakeBank()
	const identifier = "user-1" // unique in your system

	added, err := client.Wallets.Add(ctx, freedompay.AddWalletRequest{
		Identifier: identifier,
		Country:    "KAZ",
		Currency:   freedompay.KZT,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Wallets.Wait(ctx, added.RequestID); err != nil {
		log.Fatal(err)
	}

	identified, err := client.Wallets.IdentifyOwner(ctx, freedompay.IdentifyWalletOwnerRequest{
		Identifier: identifier,
		Owner: freedompay.WalletOwner{
			Phone:     77001234567,
			FirstName: "TEST",
			LastName:  "CARDHOLDER",
			Country:   "KAZ",
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Wallets.Wait(ctx, identified.RequestID); err != nil {
		log.Fatal(err)
	}

	if err := bank.TopUpWallet(identifier, "2000.00"); err != nil { // meanwhile its owner buys e-money
		log.Fatal(err)
	}
	balance, err := client.Wallets.Balance(ctx, identifier)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(balance.Balance, balance.Currency)
	// Output:
	// 2000.00 KZT
}

// Read a wallet's statement in a loop.
func ExampleWalletService_Operations() {
	ctx := context.Background()
	bank, client := fakeBank()
	added, err := client.Wallets.Add(ctx, freedompay.AddWalletRequest{Identifier: "user-1", Country: "KAZ", Currency: freedompay.KZT})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Wallets.Wait(ctx, added.RequestID); err != nil {
		log.Fatal(err)
	}
	if err := bank.TopUpWallet("user-1", "2000.00"); err != nil {
		log.Fatal(err)
	}
	if err := bank.PayFromWallet("user-1", "350.00"); err != nil {
		log.Fatal(err)
	}

	for line, err := range client.Wallets.Operations(ctx, freedompay.WalletStatementRequest{Identifier: "user-1"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(line.Amount, line.Currency, line.Type)
	}
	// Output:
	// 2000.00 KZT emoney_sale
	// 350.00 KZT emoney_pay
}

// Open wallets for many users and wait for all of them together.
func ExampleWalletService_WaitAll() {
	ctx := context.Background()
	_, client := fakeBank()

	users := make(map[uuid.UUID]string)
	var ids []uuid.UUID
	for _, user := range []string{"user-1", "user-2", "user-3"} {
		added, err := client.Wallets.Add(ctx, freedompay.AddWalletRequest{Identifier: user, Country: "KAZ", Currency: freedompay.KZT})
		if err != nil {
			log.Fatal(err)
		}
		users[added.RequestID] = user
		ids = append(ids, added.RequestID)
	}
	for state, err := range client.Wallets.WaitAll(ctx, ids) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(users[state.RequestID], "has a wallet")
	}
	// Unordered output:
	// user-1 has a wallet
	// user-2 has a wallet
	// user-3 has a wallet
}
