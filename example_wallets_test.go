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

// Which gift cards may this merchant issue?
func ExampleGiftCardService_List() {
	_, client := fakeBank()

	list, err := client.GiftCards.List(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, product := range list.Products {
		fmt.Println(product.Code, product.NameEnglish, product.Balance, product.Currency)
	}
	// Output:
	// 101 Gift card 5000 5000 KZT
	// 102 Gift card 10000 10000 KZT
	// 103 Gift card 25000 25000 KZT
}

// Issue a gift card; its holder confirms with the code from the SMS.
func ExampleGiftCardService_Confirm() {
	ctx := context.Background()
	bank, client := fakeBank()

	issued, err := client.GiftCards.Issue(ctx, freedompay.IssueGiftCardRequest{
		CardholderName: "TEST CARDHOLDER",
		Phone:          77001234567,
		ProductCode:    102,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("left to pay gift cards from:", bank.GiftFunds())

	otp := freedompay.NewSecret(bank.OTP(issued.CardID)) // what the holder reads from the SMS and types
	card, err := client.GiftCards.Confirm(ctx, freedompay.ConfirmGiftCardRequest{CardID: issued.CardID, OTP: otp})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(card.CardStatus.Description(), card.Balance, card.Currency)
	// Output:
	// left to pay gift cards from: 990000
	// Activated. 10000 KZT
}

// A wrong code is refused; another SMS helps.
func ExampleGiftCardService_ResendCode() {
	ctx := context.Background()
	bank, client := fakeBank()
	issued, err := client.GiftCards.Issue(ctx, freedompay.IssueGiftCardRequest{
		CardholderName: "TEST CARDHOLDER",
		Phone:          77001234567,
		ProductCode:    101,
	})
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.GiftCards.Confirm(ctx, freedompay.ConfirmGiftCardRequest{
		CardID: issued.CardID,
		OTP:    freedompay.NewSecret("wrong"),
	})
	if errors.Is(err, freedompay.CodeGiftIncorrectOTP) {
		if _, err := client.GiftCards.ResendCode(ctx, freedompay.ResendGiftCodeRequest{CardID: issued.CardID}); err != nil {
			log.Fatal(err)
		}
	}
	card, err := client.GiftCards.Confirm(ctx, freedompay.ConfirmGiftCardRequest{
		CardID: issued.CardID,
		OTP:    freedompay.NewSecret(bank.OTP(issued.CardID)),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(card.CardStatus.Description())
	// Output:
	// Activated.
}

// The RequestID of gift cards travels in a header alone, and it is not known whether
// the bank refuses a repeat of it. So the client does not repeat. Here there are no funds for the card, which is a plain refusal;
// an ErrOutcomeUnknown would have to be looked up before another one is issued.
func ExampleGiftCardService_Issue() {
	bank := freedompaytest.New(freedompaytest.WithGiftFunds(4000))

	_, err := bank.Client().GiftCards.Issue(context.Background(), freedompay.IssueGiftCardRequest{
		CardholderName: "TEST CARDHOLDER",
		Phone:          77001234567,
		ProductCode:    101,
	})
	switch {
	case errors.Is(err, freedompay.ErrOutcomeUnknown):
		fmt.Println("there may be a card, or not: ask the bank before issuing another")
	case errors.Is(err, freedompay.CodeGiftInsufficientFunds):
		fmt.Println("no card: the account is short of money")
	case err != nil:
		log.Fatal(err)
	}
	// Output:
	// no card: the account is short of money
}

// Upload today's rate of the partner. Rates speak of time without a zone.
func ExampleRateService_Add() {
	bank, client := fakeBank()
	day := time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC)

	added, err := client.Rates.Add(context.Background(), freedompay.AddRateRequest{Rate: freedompay.Rate{
		From:      freedompay.USD,
		To:        freedompay.KZT,
		Rate:      freedompay.MustAmount("512.35"),
		Start:     freedompay.NewZonelessTimestamp(day),
		End:       freedompay.NewZonelessTimestamp(day.AddDate(0, 0, 1)),
		Operation: freedompay.RateSell,
	}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(added.Status)
	for _, rate := range bank.Rates() {
		fmt.Println("the bank has", rate.From, rate.To, rate.Rate)
	}
	// Output:
	// ok
	// the bank has USD KZT 512.35
}

// Register a company, and a user of it.
func ExamplePartnerService_AddClient() {
	ctx := context.Background()
	_, client := fakeBank()

	added, err := client.Partners.AddClient(ctx, freedompay.AddPartnerClientRequest{
		Company: freedompay.Company{
			CompanyID: "company-1",
			Name:      "TEST COMPANY",
			BIN:       "000000000000",
			Address:   freedompay.Address{Country: "KAZ", City: "Almaty"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("company:", added.Status)

	// The number of the company arrives when the request settles.
	state, err := client.Partners.Wait(ctx, added.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	user, err := client.Partners.AddUser(ctx, freedompay.AddPartnerUserRequest{
		ClientID: state.ClientID,
		User: freedompay.PartnerUser{
			FirstName: "TEST",
			LastName:  "CARDHOLDER",
			Phone:     "77001234567",
			Email:     "test@example.com",
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("user:", user.Status, user.ClientID == state.ClientID, user.UserID != 0)
	// Output:
	// company: ok
	// user: ok true true
}
