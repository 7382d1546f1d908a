package freedompay_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

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

// Gift cards have no RequestID: nothing protects a repeat, so the client does
// not repeat. Here there are no funds for the card, which is a plain refusal;
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
