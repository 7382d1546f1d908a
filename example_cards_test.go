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

// Issue a card, make it usable and read its balance.
func ExampleCardService_Issue() {
	ctx := context.Background()
	_, client := fakeBank()

	issued, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{
		ProductID: freedompay.CardProductInstantGold3Curr,
		ClientID:  someClient(ctx, client),
	})
	if err != nil {
		log.Fatal(err)
	}
	state, err := client.Requests.Wait(ctx, issued.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	cardID := state.CardID()

	activated, err := client.Cards.Activate(ctx, freedompay.ActivateCardRequest{CardID: cardID})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Requests.Wait(ctx, activated.RequestID); err != nil {
		log.Fatal(err)
	}

	balance, err := client.Cards.Balance(ctx, cardID)
	if err != nil {
		log.Fatal(err)
	}
	for _, account := range balance.Accounts {
		fmt.Println(account.Currency, account.Amount)
	}
	// Output:
	// KZT 0.00
	// USD 0.00
	// EUR 0.00
}

// One request issues several cards that belong to nobody yet; Link gives one to
// a client.
func ExampleCardService_BulkIssue() {
	ctx := context.Background()
	_, client := fakeBank()

	issued, err := client.Cards.BulkIssue(ctx, freedompay.BulkIssueCardsRequest{
		ProductID: freedompay.CardProductInstantGold,
		Count:     50,
	})
	if err != nil {
		log.Fatal(err)
	}
	state, err := client.Requests.Wait(ctx, issued.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(state.Cards), "cards")

	clientID := someClient(ctx, client)
	linked, err := client.Cards.Link(ctx, freedompay.LinkCardRequest{
		ClientID: clientID,
		CardID:   state.Cards[0].CardID,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Requests.Wait(ctx, linked.RequestID); err != nil {
		log.Fatal(err)
	}
	theirs, err := client.Clients.Cards(ctx, clientID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(theirs.Cards), "of them is the client's")
	// Output:
	// 50 cards
	// 1 of them is the client's
}

// A statement is read in a loop, as it arrives. There is no paging and no list
// in memory, however long the period.
func ExampleCardService_Operations() {
	ctx := context.Background()
	bank, client := fakeBank()
	cardID := someCard(ctx, client)
	for _, amount := range []string{"4310.50", "1290.00"} { // meanwhile the card is used
		if _, err := bank.Purchase(freedompaytest.Purchase{CardID: cardID, Amount: amount, Currency: "KZT", MCC: 5411}); err != nil {
			log.Fatal(err)
		}
	}

	november := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
	for operation, err := range client.Cards.Operations(ctx, freedompay.CardStatementRequest{
		CardID: cardID,
		Start:  freedompay.NewTimestamp(november),
		End:    freedompay.NewTimestamp(november.AddDate(0, 1, 0)),
	}) {
		if err != nil {
			log.Fatal(err)
		}
		day := operation.Time.Time().Format(time.DateOnly)
		fmt.Println(day, operation.Amount, operation.Currency, operation.MCC, operation.Type.Kind())
	}
	// Output:
	// 2026-11-20 10000.00 KZT 4829 oct
	// 2026-11-20 4310.50 KZT 5411 purchase
	// 2026-11-20 1290.00 KZT 5411 purchase
}

// A purchase that is not cleared yet stands among the authorizations: it holds
// its amount.
func ExampleCardService_StatementExtended() {
	ctx := context.Background()
	bank, client := fakeBank()
	cardID := someCard(ctx, client)
	if _, err := bank.Authorize(freedompaytest.Purchase{CardID: cardID, Amount: "700.00", Currency: "KZT", MCC: 5814}); err != nil {
		log.Fatal(err)
	}

	november := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
	statement, err := client.Cards.StatementExtended(ctx, freedompay.ExtendedStatementRequest{
		CardID: cardID,
		Start:  freedompay.NewTimestamp(november),
		End:    freedompay.NewTimestamp(november.AddDate(0, 1, 0)),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, held := range statement.Authorizations {
		fmt.Println("held:", held.FullAmount, held.Currency)
	}
	for _, account := range statement.Balances.Accounts {
		fmt.Println("balance:", account.Amount, "of it blocked:", account.BlockedAmount)
	}
	// Output:
	// held: 700.00 KZT
	// balance: 10000.00 of it blocked: 700.00
}

// Block a card at its client's wish. A second block is refused.
func ExampleCardService_Block() {
	ctx := context.Background()
	_, client := fakeBank()
	cardID := someCard(ctx, client)
	block := freedompay.BlockCardRequest{CardID: cardID, BlockCode: freedompay.BlockByClient, Description: "mislaid"}

	blocked, err := client.Cards.Block(ctx, block)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Requests.Wait(ctx, blocked.RequestID); err != nil {
		log.Fatal(err)
	}
	info, err := client.Cards.Info(ctx, cardID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Card.Status, info.Card.Status.Description())

	_, err = client.Cards.Block(ctx, block) // under a RequestID of its own
	fmt.Println("blocked already:", errors.Is(err, freedompay.CodeCardBlocked))
	// Output:
	// 10 Temporarily blocked by the client.
	// blocked already: true
}

// Card data never prints. Whoever reveals it is in scope of PCI DSS.
func ExampleCardService_SecretData() {
	ctx := context.Background()
	_, client := fakeBank()

	secrets, err := client.Cards.SecretData(ctx, someCard(ctx, client))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("PAN", secrets.PAN, "CVV", secrets.CVV)
	fmt.Println("digits:", len(secrets.PAN.Reveal()))
	// Output:
	// PAN [redacted] CVV [redacted]
	// digits: 16
}

// How well do a name and a phone fit the holder of a card token?
func ExampleCardService_ValidateCardholder() {
	ctx := context.Background()
	bank, client := fakeBank()
	token, err := uuid.Parse(bank.CardToken(someCard(ctx, client)))
	if err != nil {
		log.Fatal(err)
	}

	match, err := client.Cards.ValidateCardholder(ctx, freedompay.ValidateCardholderRequest{
		Phone:     "77001234567",
		FirstName: "TEST",
		LastName:  "CARDHOLDER",
		CardToken: token,
	})
	if err != nil {
		log.Fatal(err)
	}
	score, ok := match.Score.Float64()
	fmt.Println(match.Score, score > 90, ok)
	// Output:
	// 100.00% true true
}

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
