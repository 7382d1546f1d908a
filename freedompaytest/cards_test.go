package freedompaytest_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

const (
	activate     = "/v5/card-api/card/activate"
	block        = "/v5/card-api/card/block"
	unblock      = "/v5/card-api/card/unblock"
	closing      = "/v5/card-api/card/close"
	link         = "/v5/card-api/card/link"
	issue        = "/v5/card-api/card/issue"
	bulkIssue    = "/v5/card-api/card/bulk_issue"
	issuePlastic = "/v5/card-api/card/issue_plastic"
	create       = "/v5/card-api/transaction/create"
)

func (c *caller) cardStatus(card string) string {
	c.t.Helper()
	info := c.call("/v5/card-api/card/info", object{"card_id": card})["card"].(object)
	return info["status"].(string)
}

func TestLifeOfACard(t *testing.T) {
	c := callerOf(t, instant())
	holder := c.newClient()
	id := c.do(issue, object{"product_id": 2200, "client_id": holder, "branch_id": "1"})
	card := c.status(id)["cards"].([]any)[0].(object)["card_id"].(string)
	steps := []struct {
		path, block, want string
	}{
		{"", "", "50"},
		{activate, "", "00"},
		{block, "10", "10"}, {unblock, "", "00"},
		{block, "20", "20"}, {unblock, "", "00"},
		{block, "40", "40"}, {unblock, "", "00"},
		{closing, "", "70"},
	}
	for _, step := range steps {
		if step.path != "" {
			body := object{"card_id": card, "description": "test"}
			if step.block != "" {
				body["block_code"] = step.block
			}
			c.do(step.path, body)
		}
		if got := c.cardStatus(card); got != step.want {
			t.Errorf("after %s %s the status is %s, want %s", step.path, step.block, got, step.want)
		}
	}
	info := c.call("/v5/card-api/card/info", object{"card_id": card})["card"].(object)
	if info["client_id"] != holder || info["product_id"] != json.Number("2200") || info["currency"] != "KZT" {
		t.Errorf("info: %v", info)
	}
	if mask := info["card_mask"].(string); len(mask) != 16 || !strings.HasPrefix(mask, "400000******") {
		t.Errorf("mask: %s", mask)
	}
}

func TestCardRefusals(t *testing.T) {
	inStatus := func(status string) func(*caller) string {
		return func(c *caller) string {
			if status == "50" {
				id := c.do(bulkIssue, object{"product_id": 2000, "count": 1})
				return c.status(id)["cards"].([]any)[0].(object)["card_id"].(string)
			}
			card := c.newCard(2000)
			switch status {
			case "70":
				c.do(closing, object{"card_id": card, "description": "test"})
			case "10", "20", "40":
				c.do(block, object{"card_id": card, "block_code": status, "description": "test"})
			}
			return card
		}
	}
	unknown := func(*caller) string { return "0" }
	for _, tt := range []struct {
		name string
		card func(*caller) string
		path string
		body object
		want string
	}{
		{"activate unknown", unknown, activate, nil, "12006"},
		{"activate active", inStatus("00"), activate, nil, "12009"},
		{"activate closed", inStatus("70"), activate, nil, "12009"},
		{"block unknown", unknown, block, object{"block_code": "10", "description": "x"}, "12006"},
		{"block without reason", inStatus("00"), block, object{"block_code": "10"}, "12001"},
		{"block by an unknown code", inStatus("00"), block, object{"block_code": "11", "description": "x"}, "12001"},
		{"block by a number", inStatus("00"), block, object{"block_code": 10, "description": "x"}, "12001"},
		{"block as expired", inStatus("00"), block, object{"block_code": "30", "description": "x"}, "12012"},
		{"block not activated", inStatus("50"), block, object{"block_code": "10", "description": "x"}, "12012"},
		{"block closed", inStatus("70"), block, object{"block_code": "10", "description": "x"}, "12012"},
		{"block blocked", inStatus("20"), block, object{"block_code": "10", "description": "x"}, "12013"},
		{"unblock active", inStatus("00"), unblock, object{"description": "x"}, "12012"},
		{"unblock not activated", inStatus("50"), unblock, object{"description": "x"}, "12012"},
		{"unblock closed", inStatus("70"), unblock, object{"description": "x"}, "12011"},
		{"close unknown", unknown, closing, object{"description": "x"}, "12006"},
		{"close closed", inStatus("70"), closing, object{"description": "x"}, "12011"},
		{"link to nobody", inStatus("00"), link, object{"client_id": "0"}, "12007"},
		{"link nothing", unknown, link, object{"client_id": "0"}, "12006"},
		{"plastic of closed", inStatus("70"), issuePlastic, nil, "12008"},
		{"plastic of blocked", inStatus("40"), issuePlastic, nil, "12008"},
		{"fund closed", inStatus("70"), create, object{"order_id": "1", "type": "credit", "amount": 1, "currency": "KZT"}, "12011"},
		{"fund in another currency", inStatus("00"), create, object{"order_id": "1", "type": "credit", "amount": 1, "currency": "USD"}, "12001"},
		{"fund nothing", inStatus("00"), create, object{"order_id": "1", "type": "credit", "amount": 0, "currency": "KZT"}, "12001"},
		{"fund less than nothing", inStatus("00"), create, object{"order_id": "1", "type": "credit", "amount": -1, "currency": "KZT"}, "12001"},
		{"fund three decimals", inStatus("00"), create, object{"order_id": "1", "type": "credit", "amount": json.Number("1.001"), "currency": "KZT"}, "12001"},
		{"fund by a string", inStatus("00"), create, object{"order_id": "1", "type": "credit", "amount": "1", "currency": "KZT"}, "12001"},
		{"neither debit nor credit", inStatus("00"), create, object{"order_id": "1", "type": "loan", "amount": 1, "currency": "KZT"}, "12001"},
		{"no currency", inStatus("00"), create, object{"order_id": "1", "type": "debit", "amount": 1}, "12001"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := callerOf(t, instant())
			body := object{"card_id": tt.card(c)}
			maps.Copy(body, tt.body)
			_, answer := c.command(tt.path, body)
			if answer["status"] != "error" || code(answer) != tt.want {
				t.Errorf("answered %v, want %s", answer, tt.want)
			}
		})
	}
}

func TestCannotCloseWithAnOpenAuthorization(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000)
	c.fund(card, "10.00", "KZT")
	purchase, err := bank.Authorize(freedompaytest.Purchase{CardID: card, Amount: "5.00", Currency: "KZT", MCC: 5411})
	if err != nil {
		t.Fatal(err)
	}
	_, answer := c.command(closing, object{"card_id": card, "description": "test"})
	if code(answer) != "12010" {
		t.Errorf("answered %v", answer)
	}
	if err := bank.CancelPurchase(purchase); err != nil {
		t.Fatal(err)
	}
	c.do(closing, object{"card_id": card, "description": "test"})
}

func TestIssueRefusals(t *testing.T) {
	c := callerOf(t, instant())
	holder := c.newClient()
	for _, tt := range []struct {
		path string
		body object
		want string
	}{
		{issue, object{"product_id": 1, "client_id": holder}, "12003"},
		{issue, object{"product_id": 2215, "client_id": holder}, "12003"},
		{issue, object{"product_id": 2000, "client_id": "0"}, "12007"},
		{issue, object{"product_id": "2000", "client_id": holder}, "12001"},
		{issue, object{"product_id": 2000}, "12001"},
		{bulkIssue, object{"product_id": 1, "count": 1}, "12003"},
		{bulkIssue, object{"product_id": 2000, "count": 0}, "12001"},
		{bulkIssue, object{"product_id": 2000}, "12001"},
	} {
		if _, answer := c.command(tt.path, tt.body); code(answer) != tt.want {
			t.Errorf("%s %v: %v", tt.path, tt.body, answer)
		}
	}
}

func TestBulkIssuedCardsAreLinkedLater(t *testing.T) {
	c := callerOf(t, instant())
	id := c.do(bulkIssue, object{"product_id": 2000, "count": 3})
	cards := c.status(id)["cards"].([]any)
	if len(cards) != 3 {
		t.Fatalf("%d cards", len(cards))
	}
	card := cards[1].(object)["card_id"].(string)
	info := c.call("/v5/card-api/card/info", object{"card_id": card})["card"].(object)
	if _, there := info["client_id"]; there {
		t.Errorf("a bulk card has a client: %v", info)
	}
	first, second := c.newClient(), c.newClient()
	for _, holder := range []string{first, second} {
		c.do(link, object{"client_id": holder, "card_id": card})
		held := c.call("/v5/card-api/client/cards", object{"client_id": holder})["cards"].([]any)
		if len(held) != 1 || held[0].(object)["card_id"] != card || held[0].(object)["status"] != "50" {
			t.Errorf("%s holds %v", holder, held)
		}
	}
	if held := c.call("/v5/card-api/client/cards", object{"client_id": first})["cards"].([]any); len(held) != 0 {
		t.Errorf("the first client still holds %v", held)
	}
}

func TestPlasticTakesItsTime(t *testing.T) {
	clock := newClock()
	bank := freedompaytest.New(freedompaytest.WithClock(clock.Now), freedompaytest.SettleAfter(time.Minute))
	c := callerOf(t, bank)
	id := c.do(bulkIssue, object{"product_id": 2000, "count": 1})
	bank.Settle()
	card := c.status(id)["cards"].([]any)[0].(object)["card_id"].(string)
	c.do(issuePlastic, object{"card_id": card})
	for _, want := range []string{"50", "60", "50"} {
		if got := c.cardStatus(card); got != want {
			t.Errorf("status %s, want %s", got, want)
		}
		if want == "60" {
			if _, answer := c.command(issuePlastic, object{"card_id": card}); code(answer) != "12008" {
				t.Errorf("twice in production: %v", answer)
			}
		}
		clock.Advance(time.Minute)
	}
}

func TestCardExpires(t *testing.T) {
	clock := newClock()
	bank := instant(freedompaytest.WithClock(clock.Now))
	c := callerOf(t, bank)
	card := c.newCard(3010) // lasts 12 months
	clock.Advance(364 * 24 * time.Hour)
	if got := c.cardStatus(card); got != "00" {
		t.Errorf("within the year: %s", got)
	}
	clock.Advance(2 * 24 * time.Hour)
	if got := c.cardStatus(card); got != "30" {
		t.Errorf("after the year: %s", got)
	}
}

// A debit that was accepted in time fails when the card expires before it
// settles.
func TestCardExpiresBeforeADebitSettles(t *testing.T) {
	clock := newClock()
	bank := freedompaytest.New(freedompaytest.WithClock(clock.Now), freedompaytest.SettleAfter(time.Hour))
	c := callerOf(t, bank)
	id := c.do(bulkIssue, object{"product_id": 3010, "count": 1}) // lasts 12 months
	issued := clock.Now().Add(time.Hour)
	bank.Settle()
	card := c.status(id)["cards"].([]any)[0].(object)["card_id"].(string)
	c.do(activate, object{"card_id": card})
	bank.Settle()
	if err := bank.Fund(card, "10", "KZT"); err != nil {
		t.Fatal(err)
	}
	clock.Advance(issued.AddDate(1, 0, 0).Sub(clock.Now()) - 90*time.Minute)
	debit := object{"order_id": "1", "card_id": card, "type": "debit", "amount": 1, "currency": "KZT"}
	id = c.do(create, debit)
	clock.Advance(time.Hour)
	if state := c.status(id); state["request_status"] != "error" || state["error_description"] != "the card's status is 30: it is not active" {
		t.Errorf("%v", state)
	}
	c.wantBalance(card, "10.00", "0.00")
}

// At most 10,000 cards are issued at once.
func TestBulkIssueBound(t *testing.T) {
	c := callerOf(t, instant())
	id := c.do(bulkIssue, object{"product_id": 2000, "count": 10_000})
	if cards := c.status(id)["cards"].([]any); len(cards) != 10_000 {
		t.Errorf("%d cards", len(cards))
	}
	if _, answer := c.command(bulkIssue, object{"product_id": 2000, "count": 10_001}); code(answer) != "12001" {
		t.Errorf("%v", answer)
	}
}

// A card that goes to another client leaves the other cards where they are.
func TestLinkLeavesOtherCards(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	holder, other := bank.NewClient(), bank.NewClient()
	var cards []string
	for range 3 {
		card, err := bank.NewCard(holder)
		if err != nil {
			t.Fatal(err)
		}
		cards = append(cards, card)
	}
	c.do(link, object{"client_id": other, "card_id": cards[1]})
	held := c.call("/v5/card-api/client/cards", object{"client_id": holder})["cards"].([]any)
	if len(held) != 2 || held[0].(object)["card_id"] != cards[0] || held[1].(object)["card_id"] != cards[2] {
		t.Errorf("holds %v", held)
	}
}

// The list of a client's cards says which have expired.
func TestClientsCardExpires(t *testing.T) {
	clock := newClock()
	bank := instant(freedompaytest.WithClock(clock.Now))
	holder := bank.NewClient()
	if _, err := bank.NewCard(holder); err != nil {
		t.Fatal(err)
	}
	clock.Advance(6 * 365 * 24 * time.Hour)
	held := callerOf(t, bank).call("/v5/card-api/client/cards", object{"client_id": holder})["cards"].([]any)
	if held[0].(object)["status"] != "30" {
		t.Errorf("%v", held)
	}
}
