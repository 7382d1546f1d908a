package freedompay_test

import (
	"context"
	"fmt"
	"log"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// What the bank tells of a merchant is not published, so Operation.Merchant is
// kept as it arrived. Who knows more reads it with types of their own: what
// they declare takes the place of what they embed.
func ExampleCall() {
	type operation struct {
		freedompay.Operation
		Merchant struct {
			Name string `json:"name"`
		} `json:"merchant"`
	}
	type statement struct {
		freedompay.Answer
		Operations []operation `json:"operations"`
	}

	ctx := context.Background()
	bank, client := fakeBank()
	cardID := someCard(ctx, client)
	if _, err := bank.Purchase(freedompaytest.Purchase{
		CardID: cardID, Amount: "1290.00", Currency: "KZT", MCC: 5814,
		Merchant: map[string]any{"name": "TEST SHOP"},
	}); err != nil {
		log.Fatal(err)
	}

	answer, err := freedompay.Call[statement](ctx, client, "/v5/card-api/card/statement",
		freedompay.CardStatementRequest{CardID: cardID})
	if err != nil {
		log.Fatal(err)
	}
	for _, o := range answer.Operations {
		fmt.Printf("%s %s %q\n", o.Amount, o.Currency, o.Merchant.Name)
	}
	// Output:
	// 10000.00 KZT ""
	// 1290.00 KZT "TEST SHOP"
}

// Any path can be called with any types, signed as the bank wants it: an
// operation that this package does not know yet. This one it does know.
func ExampleCall_unknownOperation() {
	ctx := context.Background()
	_, client := fakeBank()

	answer, err := freedompay.Call[struct {
		freedompay.Answer
		Card struct {
			Currency string `json:"currency"`
		} `json:"card"`
	}](ctx, client, "/v5/card-api/card/info", map[string]string{"card_id": someCard(ctx, client)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.RequestStatus, answer.Card.Currency)
	// Output:
	// success KZT
}
