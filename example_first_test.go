package freedompay_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A first call: a client of the bank is created, on a fake bank inside the
// program. With freedompay.New(authID, freedompay.NewSecret(key)) in place of
// bank.Client() the same runs against the real one.
func Example() {
	bank := freedompaytest.New()
	client := bank.Client(freedompay.WithPoll(freedompay.Backoff{Min: 10 * time.Millisecond}))

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

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
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("accepted:", created.Status)

	state, err := client.Requests.Wait(ctx, created.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("settled:", state.RequestStatus, "with a client id:", state.ClientID != "")
	// Output:
	// accepted: ok
	// settled: success with a client id: true
}
