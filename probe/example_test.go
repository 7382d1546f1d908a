package probe_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
	"github.com/freedompay-go/freedompay/probe"
)

// A bank has the balance of a card elsewhere than the contract guesses. The report
// says where, and what to tell the client.
func ExampleRun() {
	bank := freedompaytest.New(freedompaytest.WithPath("/v5/card-api/card/balance", "/v5/card-api/card/balances"))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	report, err := probe.Run(ctx, probe.Config{
		AuthID:     bank.AuthID(),
		Key:        bank.Key(),
		BaseURL:    "https://bank.test", // leave it out for the vendor's test host
		HTTPClient: &http.Client{Transport: bank.Transport()},
		Rate:       1000,
		Progress: func(o probe.Operation) {
			if o.Verdict != probe.Answers || o.Path != o.Documented {
				fmt.Println(o.ID, o.Verdict, "at", o.Path)
			}
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, line := range report.Options {
		fmt.Println(line)
	}
	// Output:
	// Cards.Balance answers at /v5/card-api/card/balances
	// freedompay.WithPath("/v5/card-api/card/balance", "/v5/card-api/card/balances"),
}
