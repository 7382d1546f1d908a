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

// A command that must be carried out once, whatever happens. Store what Prepare
// returns before you send it, with the deadline of the call: the command is not sent
// later than that. Resume continues, in this process or in a later one. Here the network
// loses the first two attempts.
func Example_outcomeUnknown() {
	bank := freedompaytest.New(freedompaytest.SettleAfter(time.Millisecond))
	client := bank.Client(
		freedompay.WithRetry(freedompay.Backoff{Attempts: 2, Min: time.Millisecond, Max: time.Millisecond}),
		freedompay.WithPoll(freedompay.Backoff{Min: time.Millisecond, Max: time.Millisecond}),
		freedompay.WithLateness(time.Millisecond), // for a real bank leave the default, 2 minutes
	)
	bank.Inject(freedompaytest.Fault{On: "Cards.BulkIssue", Do: freedompaytest.DropBefore, Times: 2})

	prepared, err := client.Prepare(freedompay.BulkIssueCardsRequest{
		ProductID: freedompay.CardProductInstantGold,
		Count:     10,
	})
	if err != nil {
		log.Fatal(err)
	}

	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	stored := prepared // in your database, with the deadline of ctx
	_, err = client.Send(ctx, prepared)

	for errors.Is(err, freedompay.ErrOutcomeUnknown) {
		lastSent := time.Now() // after a restart: the deadline that was stored
		fmt.Println("perhaps done: resuming after a pause, with a new deadline")
		time.Sleep(client.Lateness() + time.Millisecond)
		ctx, cancel := context.WithTimeout(context.Background(), time.Second) // store its deadline
		_, err = client.Resume(ctx, stored, lastSent)
		cancel()
	}
	if err != nil {
		log.Fatal(err)
	}

	state, err := client.Await(context.Background(), stored)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(state.Card.Cards), "cards, once")
	// Output:
	// perhaps done: resuming after a pause, with a new deadline
	// 10 cards, once
}

// When only the answer is lost, the client finds it again and the caller does
// not notice.
func Example_lostAnswer() {
	ctx := context.Background()
	bank, client := fakeBank()
	cardID := someCard(ctx, client) // there are 10000.00 KZT on it
	bank.Inject(freedompaytest.Fault{On: "Transactions.Create", Do: freedompaytest.DropAfter, Times: 1})

	credit, err := client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID:  "order-2",
		CardID:   cardID,
		Type:     freedompay.Credit,
		Amount:   freedompay.MustAmount("500.00"),
		Currency: freedompay.KZT,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Requests.Wait(ctx, credit.RequestID); err != nil {
		log.Fatal(err)
	}

	for _, call := range bank.Calls() {
		if call.RequestID == credit.RequestID.String() && call.Operation != "Requests.Status" {
			fmt.Printf("%s fault %q refusal %q\n", call.Operation, call.Fault, call.Code)
		}
	}
	balance, err := client.Cards.Balance(ctx, cardID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("credited once:", balance.Accounts[0].Amount)
	// Output:
	// Transactions.Create fault "drop after the work" refusal ""
	// Transactions.Create fault "" refusal "12002"
	// credited once: 10500.00
}

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

// Match an error by its code when there is something to do about that code, and
// by its class when the code does not matter.
func ExampleError() {
	_, client := fakeBank()

	_, err := client.Cards.Info(context.Background(), "0000000000")

	fmt.Println("by code: ", errors.Is(err, freedompay.CodeCardNotFound))
	fmt.Println("by class:", errors.Is(err, freedompay.ErrNotFound))

	if failed, ok := errors.AsType[*freedompay.Error](err); ok {
		fmt.Println("details: ", failed.Op, failed.HTTPStatus, failed.Code.Description())
	}
	// Output:
	// by code:  true
	// by class: true
	// details:  /v5/card-api/card/info 200 Card with the specified identifier not found.
}

// What to do about an error is decided once, in one place.
func ExampleError_classes() {
	decide := func(err error) string {
		switch {
		case err == nil:
			return "done"
		case errors.Is(err, freedompay.ErrInvalidRequest):
			return "a mistake of ours: nothing was sent"
		case errors.Is(err, freedompay.ErrOutcomeUnknown):
			return "resume it"
		case errors.Is(err, freedompay.ErrDuplicate):
			return "wait on its RequestID"
		case errors.Is(err, freedompay.ErrUnavailable):
			return "try again later"
		default:
			return "refused"
		}
	}
	ctx := context.Background()
	_, client := fakeBank()
	request := freedompay.ActivateCardRequest{RequestID: uuid.New()}

	_, err := client.Cards.Activate(ctx, request) // without a card
	fmt.Println(decide(err))

	request.CardID = "0000000000" // a card that does not exist
	_, err = client.Cards.Activate(ctx, request)
	fmt.Println(decide(err))

	issue := freedompay.IssueCardRequest{
		RequestID: uuid.New(),
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  someClient(ctx, client),
	}
	for range 2 { // the second time the bank knows the id
		_, err = client.Cards.Issue(ctx, issue)
		fmt.Println(decide(err))
	}
	// Output:
	// a mistake of ours: nothing was sent
	// refused
	// done
	// wait on its RequestID
}

// Violations say everything that is wrong with a request, before it is sent.
func ExampleViolations() {
	_, client := fakeBank()

	_, err := client.Transactions.Create(context.Background(), freedompay.CreateTransactionRequest{
		OrderID:  "order-1",
		Type:     freedompay.Credit,
		Currency: "tenge",
	})
	violations, _ := errors.AsType[freedompay.Violations](err)
	for _, violation := range violations {
		fmt.Println(violation.Path, "wants", violation.Want)
	}
	// Output:
	// $.card_id wants a value: it is required
	// $.amount wants an amount above zero
	// $.currency wants a currency of three capital letters, as KZT
}

// fakeBank returns a fake bank where it is noon of 20 November 2026 and every
// command settles in a moment, and a client of it that hardly pauses.
func fakeBank() (*freedompaytest.Bank, *freedompay.Client) {
	began, noon := time.Now(), time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)
	bank := freedompaytest.New(
		freedompaytest.WithSeed(1),
		freedompaytest.SettleAfter(time.Millisecond),
		freedompaytest.WithClock(func() time.Time { return noon.Add(time.Since(began)) }),
	)
	return bank, bank.Client(
		freedompay.WithRetry(freedompay.Backoff{Min: time.Millisecond, Max: time.Millisecond}),
		freedompay.WithPoll(freedompay.Backoff{Min: time.Millisecond, Max: time.Millisecond}),
	)
}

// someClient returns the id of a new client of the bank.
func someClient(ctx context.Context, client *freedompay.Client) string {
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
	return ending(ctx, client, created, err).ClientID
}

// someCard returns the id of a new card that is active and has 10000.00 KZT
// on it.
func someCard(ctx context.Context, client *freedompay.Client) string {
	issued, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  someClient(ctx, client),
	})
	cardID := ending(ctx, client, issued, err).CardID()
	activated, err := client.Cards.Activate(ctx, freedompay.ActivateCardRequest{CardID: cardID})
	ending(ctx, client, activated, err)
	funded, err := client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID:  "order-1",
		CardID:   cardID,
		Type:     freedompay.Credit,
		Amount:   freedompay.MustAmount("10000.00"),
		Currency: freedompay.KZT,
	})
	ending(ctx, client, funded, err)
	return cardID
}

// ending takes what a command returned and returns what became of it.
func ending(ctx context.Context, client *freedompay.Client, result *freedompay.Result, err error) *freedompay.RequestState {
	if err != nil {
		log.Fatal(err)
	}
	state, err := client.Requests.Wait(ctx, result.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	return state
}
