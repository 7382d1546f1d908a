package freedompaytest_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func (c *caller) balance(card string) (amount, blocked string) {
	c.t.Helper()
	accounts := c.call("/v5/card-api/card/balance", object{"card_id": card})["accounts"].([]any)
	first := accounts[0].(object)
	return fmt.Sprint(first["amount"]), fmt.Sprint(first["blocked_amount"])
}

func (c *caller) wantBalance(card, amount, blocked string) {
	c.t.Helper()
	if a, b := c.balance(card); a != amount || b != blocked {
		c.t.Errorf("balance %s, blocked %s; want %s and %s", a, b, amount, blocked)
	}
}

// wantStatement compares the types and amounts of a card's statement.
func (c *caller) wantStatement(card string, want ...string) {
	c.t.Helper()
	var got []string
	for _, line := range c.call("/v5/card-api/card/statement", object{"card_id": card})["operations"].([]any) {
		op := line.(object)
		got = append(got, fmt.Sprint(op["type"], " ", op["amount"], " ", op["currency"]))
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		c.t.Errorf("statement %v, want %v", got, want)
	}
}

func TestCreditAndDebit(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000)
	c.wantBalance(card, "0.00", "0.00")
	c.fund(card, "1000.5", "KZT")
	c.wantBalance(card, "1000.50", "0.00")
	id := c.do(create, object{"order_id": "1", "card_id": card, "type": "debit", "amount": json.Number("400.25"), "currency": "KZT", "description": "x"})
	state := c.status(id)
	if state["transaction_id"] == nil || state["fin_document_id"] == nil {
		t.Errorf("made %v", state)
	}
	c.wantBalance(card, "1000.50", "400.25")
	c.wantStatement(card, "1062 1000.50 KZT")

	id = c.do(create, object{"order_id": "2", "card_id": card, "type": "debit", "amount": json.Number("600.26"), "currency": "KZT"})
	state = c.status(id)
	if state["request_status"] != "error" || code(state) != "" || state["error_description"] != "insufficient funds" || state["transaction_id"] != nil {
		t.Errorf("one cent too much: %v", state)
	}
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

func TestDebitOfACardThatIsNotActive(t *testing.T) {
	c := callerOf(t, instant())
	card := c.newCard(2000)
	c.fund(card, "10", "KZT")
	c.do(block, object{"card_id": card, "block_code": "10", "description": "x"})
	id := c.do(create, object{"order_id": "1", "card_id": card, "type": "debit", "amount": 1, "currency": "KZT"})
	if state := c.status(id); state["request_status"] != "error" || code(state) != "" {
		t.Errorf("%v", state)
	}
}

func TestPurchase(t *testing.T) {
	clock := newClock()
	bank := instant(freedompaytest.WithClock(clock.Now))
	c := callerOf(t, bank)
	card := c.newCard(2200)
	c.fund(card, "100", "USD")
	p := freedompaytest.Purchase{
		CardID: card, Amount: "30.10", Currency: "USD", MCC: 742,
		Merchant: map[string]any{"name": "Test shop"},
	}
	id, err := bank.Authorize(p)
	if err != nil {
		t.Fatal(err)
	}
	c.wantStatement(card, "1062 100.00 USD")
	clock.Advance(time.Hour)
	if err := bank.ClearPurchase(id); err != nil {
		t.Fatal(err)
	}
	c.wantStatement(card, "1062 100.00 USD", "1058 30.10 USD")
	if err := bank.ClearPurchase(id); err == nil {
		t.Error("cleared twice")
	}
	line := c.call("/v5/card-api/card/statement", object{"card_id": card, "start_date": clock.Now().Format(time.RFC3339)})["operations"].([]any)[0].(object)
	if line["mcc"] != json.Number("742") || line["merchant"].(object)["name"] != "Test shop" || line["datetime"] != "2026-03-14T13:00:00+05:00" ||
		line["commission"] != json.Number("0.00") || len(line["rrn"].(string)) != 12 {
		t.Errorf("line: %v", line)
	}
	for _, wrong := range []freedompaytest.Purchase{
		{CardID: "0", Amount: "1", Currency: "USD"},
		{CardID: card, Amount: "1.001", Currency: "USD"},
		{CardID: card, Amount: "69.91", Currency: "USD"},
		{CardID: card, Amount: "1", Currency: "GBP"},
	} {
		if _, err := bank.Purchase(wrong); err == nil || !strings.HasPrefix(err.Error(), "freedompaytest: authorize: ") {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	p.Amount = "69.90"
	if _, err := bank.Purchase(p); err != nil {
		t.Error(err)
	}
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

func TestStatementPeriod(t *testing.T) {
	clock := newClock()
	bank := instant(freedompaytest.WithClock(clock.Now))
	c := callerOf(t, bank)
	card := c.newCard(2000)
	var times []string
	for range 3 {
		times = append(times, clock.Now().Format(time.RFC3339))
		c.fund(card, "1", "KZT")
		clock.Advance(time.Hour)
	}
	for _, tt := range []struct {
		body object
		want int
	}{
		{object{}, 3},
		{object{"start_date": times[1]}, 2},
		{object{"end_date": times[1]}, 2},
		{object{"start_date": times[1], "end_date": times[1]}, 1},
		{object{"start_date": "2026-03-14T07:30:00Z"}, 2},
		{object{"start_date": "2027-01-01T00:00:00Z"}, 0},
	} {
		tt.body["card_id"] = card
		answer := c.call("/v5/card-api/card/statement", tt.body)
		if got := len(answer["operations"].([]any)); got != tt.want {
			t.Errorf("%v: %d lines, want %d", tt.body, got, tt.want)
		}
	}
	for _, body := range []object{
		{"start_date": "2026-03-14"},
		{"start_date": times[1], "end_date": times[0]},
	} {
		body["card_id"] = card
		if answer := c.call("/v5/card-api/card/statement", body); code(answer) != "12001" {
			t.Errorf("%v: %v", body, answer)
		}
	}
}

// The books add up after any sequence of requests.
func TestBooksAddUpAfterRandomOperations(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	clock := newClock()
	bank := freedompaytest.New(freedompaytest.WithClock(clock.Now), freedompaytest.WithSeed(seed))
	c := callerOf(t, bank)
	id := c.do(bulkIssue, object{"product_id": 2300, "count": 20})
	bank.Settle()
	var cards []string
	for _, card := range c.status(id)["cards"].([]any) {
		cards = append(cards, card.(object)["card_id"].(string))
		c.do(activate, object{"card_id": cards[len(cards)-1]})
	}
	w := &world{c: c, bank: bank, random: random, cards: cards}
	for i := range 10_000 {
		w.step()
		clock.Advance(time.Duration(random.IntN(60)) * time.Millisecond)
		if i%1000 == 0 {
			if err := bank.Audit(); err != nil {
				t.Fatalf("after %d operations: %v", i, err)
			}
		}
	}
	bank.Settle()
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
	if w.done == 0 || w.refused == 0 {
		t.Errorf("%d done, %d refused: not random enough", w.done, w.refused)
	}
}

// world sends random requests to a bank.
type world struct {
	c             *caller
	bank          *freedompaytest.Bank
	random        *rand.Rand
	cards         []string
	purchases     []string
	done, refused int
}

func (w *world) amount() string {
	return fmt.Sprintf("%d.%02d", w.random.IntN(100), 1+w.random.IntN(99))
}

func (w *world) step() {
	card := w.cards[w.random.IntN(len(w.cards))]
	currency := []string{"KZT", "USD", "EUR"}[w.random.IntN(3)]
	var err error
	switch w.random.IntN(5) {
	case 0, 1:
		direction := []string{"credit", "debit"}[w.random.IntN(2)]
		_, answer := w.c.command(create, object{
			"order_id": "1", "card_id": card, "type": direction, "amount": json.Number(w.amount()), "currency": currency,
		})
		if answer["status"] != "ok" {
			err = fmt.Errorf("%v", answer)
		}
	case 2:
		var id string
		id, err = w.bank.Authorize(freedompaytest.Purchase{CardID: card, Amount: w.amount(), Currency: freedompay.Currency(currency)})
		w.purchases = append(w.purchases, id)
	case 3:
		err = w.bank.ClearPurchase(w.purchase())
	case 4:
		err = w.bank.CancelPurchase(w.purchase())
	}
	if err != nil {
		w.refused++
		return
	}
	w.done++
}

func (w *world) purchase() string {
	if len(w.purchases) == 0 {
		return ""
	}
	return w.purchases[w.random.IntN(len(w.purchases))]
}

// Money moves when its command is due, not when somebody looks next.
func TestPostingsBearTheTimeTheyAreDue(t *testing.T) {
	clock := newClock()
	bank := freedompaytest.New(freedompaytest.WithClock(clock.Now), freedompaytest.SettleAfter(time.Minute))
	c := callerOf(t, bank)
	card, err := bank.NewCard(bank.NewClient())
	must(t, err)
	start := clock.Now()
	c.do(create, object{"order_id": "1", "card_id": card, "type": "credit", "amount": json.Number("5"), "currency": "KZT"})
	clock.Advance(time.Hour)
	must(t, bank.Fund(card, "7", "KZT"))
	postings := bank.ViewPostings("", freedompaytest.Window{}).Items
	if len(postings) < 2 || !postings[0].At.Equal(start.Add(time.Hour)) || !postings[1].At.Equal(start.Add(time.Minute)) {
		t.Errorf("from %v: %+v", start, postings)
	}
}
