package freedompaytest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A bank, a client of it, and a card that was issued, funded and used.
func Example() {
	ctx := context.Background()
	bank := freedompaytest.New()
	client := bank.Client() // no socket

	issued, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  bank.NewClient(),
	})
	if err != nil {
		log.Fatal(err)
	}
	bank.Settle() // now, and not in a tenth of a second
	state, err := client.Requests.Wait(ctx, issued.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	activated, err := client.Cards.Activate(ctx, freedompay.ActivateCardRequest{CardID: state.CardID()})
	if err != nil {
		log.Fatal(err)
	}
	bank.Settle()
	if _, err := client.Requests.Wait(ctx, activated.RequestID); err != nil {
		log.Fatal(err)
	}

	// What the API cannot do is done by the bank itself.
	if err := bank.Fund(state.CardID(), "10000.00", freedompay.KZT); err != nil {
		log.Fatal(err)
	}
	if _, err := bank.Purchase(freedompaytest.Purchase{CardID: state.CardID(), Amount: "1290.00", Currency: freedompay.KZT, MCC: 5814}); err != nil {
		log.Fatal(err)
	}
	balance, err := client.Cards.Balance(ctx, state.CardID())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(balance.Accounts[0].Amount, balance.Accounts[0].Currency)
	fmt.Println("the books add up:", bank.Audit() == nil)
	// Output:
	// 8710.00 KZT
	// the books add up: true
}

// The bank issues the card, and its answer is lost. The client notices, and finds the
// answer. Calls tells what came to the bank.
func ExampleBank_Inject() {
	ctx := context.Background()
	bank := freedompaytest.New()
	client := bank.Client(freedompay.WithRetry(freedompay.Backoff{Min: time.Millisecond}))
	bank.Inject(freedompaytest.Fault{On: "Cards.Issue", Do: freedompaytest.DropAfter, Times: 1})

	_, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  bank.NewClient(),
	})
	fmt.Println("error:", err)
	for _, call := range bank.Calls() {
		fmt.Printf("%s: fault %q, code %q\n", call.Operation, call.Fault, call.Code)
	}
	// Output:
	// error: <nil>
	// Cards.Issue: fault "drop after the work", code ""
	// Cards.Issue: fault "", code "12002"
	// Requests.Status: fault "", code ""
}

// A fault can be an exact refusal, for a code that the bank itself has no reason to
// give.
func ExampleBank_Inject_refusal() {
	bank := freedompaytest.New()
	client := bank.Client()
	bank.Inject(freedompaytest.Fault{On: "Cards.Issue", Do: freedompaytest.Refuse, Code: string(freedompay.CodeOpenFailed)})

	_, err := client.Cards.Issue(context.Background(), freedompay.IssueCardRequest{
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  bank.NewClient(),
	})
	fmt.Println(errors.Is(err, freedompay.CodeOpenFailed))
	// Output:
	// true
}

// A Bank is an http.Handler: here it is behind a socket, for a program in any
// language. A test calls NewServer instead.
func ExampleBank_ServeHTTP() {
	bank := freedompaytest.New(freedompaytest.WithCredentials("123456", freedompay.NewSecret("key")))
	server := httptest.NewServer(bank)
	defer server.Close()

	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, server.URL+"/v5/card-api/card/info", http.NoBody)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	_ = answer.Body.Close()
	fmt.Println(answer.StatusCode)
	fmt.Println(bank.Calls()[0].Signature)
	// Output:
	// 401
	// want one X-JWS-Signature header, got 0
}

// A command settles some time after it was accepted, by the bank's clock. A test that
// does not want to wait moves the clock, or calls Settle.
func ExampleWithClock() {
	now := time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)
	bank := freedompaytest.New(
		freedompaytest.WithClock(func() time.Time { return now }),
		freedompaytest.SettleAfter(time.Hour),
	)
	client, id := bank.Client(), uuid.New()
	if _, err := client.Cards.Issue(context.Background(), freedompay.IssueCardRequest{
		RequestID: id,
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  bank.NewClient(),
	}); err != nil {
		log.Fatal(err)
	}
	for range 2 {
		state, err := client.Requests.Status(context.Background(), id)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(state.RequestStatus)
		now = now.Add(time.Hour)
	}
	// Output:
	// process
	// success
}

// The bank follows a client that was told of another path, and of another algorithm.
func ExampleWithPath() {
	bank := freedompaytest.New(
		freedompaytest.WithPath("/v5/card-api/card/balance", "/v5/card-api/card/balances"),
		freedompaytest.WithAlgorithm("/v5/card-api", freedompay.HS256),
	)
	cardID, err := bank.NewCard(bank.NewClient())
	if err != nil {
		log.Fatal(err)
	}
	client := bank.Client(
		freedompay.WithPath("/v5/card-api/card/balance", "/v5/card-api/card/balances"),
		freedompay.WithAlgorithm("/v5/card-api", freedompay.HS256),
	)
	if _, err := client.Cards.Balance(context.Background(), cardID); err != nil {
		log.Fatal(err)
	}
	fmt.Println(bank.Calls()[0].Path)
	// Output:
	// /v5/card-api/card/balances
}
