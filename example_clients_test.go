package freedompay_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// Create a client for instant cards.
func ExampleClientService_Create() {
	ctx := context.Background()
	bank := freedompaytest.New(freedompaytest.SettleAfter(0))
	client := bank.Client()

	created, err := client.Clients.Create(ctx, freedompay.CreateClientRequest{
		ProductID: freedompay.ClientProductInstant,
		Client: freedompay.NewClient{
			Phone:     77001234567,
			Type:      freedompay.Individual,
			Resident:  freedompay.Resident,
			FirstName: "TEST",
			LastName:  "CARDHOLDER",
			Birthdate: freedompay.Date{Year: 1990, Month: time.May, Day: 17},
		},
		Identification: freedompay.IdentificationInfo{
			Time: freedompay.NewTimestamp(time.Now()),
			By:   "front desk",
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	state, err := client.Requests.Wait(ctx, created.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("client:", state.ClientID != "")
	// Output:
	// client: true
}

// WithRules holds requests to what one country requires. What is missing is
// told before anything is sent, all of it at once.
func ExampleWithRules() {
	bank := freedompaytest.New()
	client := bank.Client(freedompay.WithRules(freedompay.RulesKZ))

	_, err := client.Clients.Create(context.Background(), freedompay.CreateClientRequest{
		ProductID: freedompay.ClientProductInstant,
		Client:    freedompay.NewClient{Phone: 77001234567, FirstName: "TEST"},
	})
	fmt.Println("refused before sending:", errors.Is(err, freedompay.ErrInvalidRequest), bank.CallCount("") == 0)
	violations, _ := errors.AsType[freedompay.Violations](err)
	for _, violation := range violations {
		fmt.Println(violation.Path)
	}
	// Output:
	// refused before sending: true true
	// $.client.type
	// $.client.resident
	// $.client.last_name
}

// Change the phone that receives the 3-D Secure codes.
func ExampleClientService_Update() {
	ctx := context.Background()
	_, client := fakeBank()

	updated, err := client.Clients.Update(ctx, freedompay.UpdateClientRequest{
		ClientID:  someClient(ctx, client),
		ProductID: freedompay.ClientProductInstant,
		Client:    freedompay.ClientUpdate{Phone: 77007654321},
	})
	if err != nil {
		log.Fatal(err)
	}
	state, err := client.Requests.Wait(ctx, updated.RequestID)
	fmt.Println(state.RequestStatus, err)
	// Output:
	// success <nil>
}
