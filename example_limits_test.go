package freedompay_test

import (
	"context"
	"fmt"
	"log"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// Let a card spend no more than 5000 a day on the internet, and see how much
// of that is left.
func ExampleLimitService_Set() {
	ctx := context.Background()
	bank, client := fakeBank()
	card := freedompay.LimitObject{Type: freedompay.LimitOnCard, Value: someCard(ctx, client)}

	set, err := client.Limits.Set(ctx, freedompay.SetLimitsRequest{
		Object: card,
		Limits: []freedompay.Limit{{
			TransactionType: freedompay.LimitPayOnline,
			Period:          freedompay.LimitPerDay,
			Amounts: []freedompay.LimitAmount{{
				Type:     freedompay.LimitAmountMax,
				Value:    freedompay.MustAmount("5000.00"),
				Currency: freedompay.KZT,
			}},
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Requests.Wait(ctx, set.RequestID); err != nil {
		log.Fatal(err)
	}

	for _, amount := range []string{"3500.00", "2000.00"} { // meanwhile the card is used
		_, err := bank.Purchase(freedompaytest.Purchase{CardID: card.Value, Amount: amount, Currency: "KZT", Online: true})
		fmt.Println("purchase of", amount, "goes through:", err == nil)
	}
	list, err := client.Limits.List(ctx, freedompay.ListLimitsRequest{Object: card})
	if err != nil {
		log.Fatal(err)
	}
	for _, limit := range list.Limits {
		for _, amount := range limit.Amounts {
			fmt.Println(limit.TransactionType, limit.Period, amount.Type, amount.Value, amount.Currency)
		}
	}
	// Output:
	// purchase of 3500.00 goes through: true
	// purchase of 2000.00 goes through: false
	// pay_online day max 5000.00 KZT
	// pay_online day current 3500.00 KZT
	// pay_online day remaining 1500.00 KZT
}
