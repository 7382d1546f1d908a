package freedompaytest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

const (
	setLimits  = "/v5/card-api/limits/set"
	listLimits = "/v5/card-api/limits/list"
)

// limitOf returns the body of a limit on something.
func limitOf(kind, id, transactionType, period, value string) object {
	limit := object{
		"transaction_type": transactionType,
		"amount":           []object{{"type": "max", "value": value, "currency": "KZT"}},
	}
	if period != "" {
		limit["period"] = period
	}
	return object{"object": object{"type": kind, "value": id}, "limits": []object{limit}}
}

// limits returns the amounts of all limits on something, in one line.
func (c *caller) limits(kind, id string) string {
	c.t.Helper()
	_, answer := c.command(listLimits, object{"object": object{"type": kind, "value": id}})
	var lines []string
	for _, limit := range answer["limits"].([]any) {
		var line strings.Builder
		line.WriteString(fmt.Sprint(limit.(object)["transaction_type"], " ", limit.(object)["period"]))
		for _, amount := range limit.(object)["amount"].([]any) {
			line.WriteString(fmt.Sprint(" ", amount.(object)["type"], " ", amount.(object)["value"]))
		}
		lines = append(lines, line.String())
	}
	return strings.Join(lines, "; ")
}

func TestLimitsRefuseDebits(t *testing.T) {
	clock := newClock()
	bank := instant(freedompaytest.WithClock(clock.Now))
	c := callerOf(t, bank)
	card := c.newCard(2000)
	info := c.call("/v5/card-api/card/info", object{"card_id": card})["card"].(object)
	account := c.call("/v5/card-api/card/balance", object{"card_id": card})["accounts"].([]any)[0].(object)["iban"].(string)
	c.fund(card, "10000", "KZT")
	buy := func(amount string) error {
		_, err := bank.Purchase(freedompaytest.Purchase{CardID: card, Amount: amount, Currency: "KZT"})
		return err
	}
	want := func(err error, kind string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), kind+"'s limit on pay is exceeded") {
			t.Errorf("got %v, want the %s's limit", err, kind)
		}
	}
	c.do(setLimits, limitOf("card", card, "pay", "transaction", "100"))
	want(buy("100.01"), "card")
	if err := buy("100"); err != nil {
		t.Error(err)
	}
	c.do(setLimits, limitOf("account", account, "pay", "day", "150"))
	want(buy("50.01"), "account")
	if err := buy("50"); err != nil {
		t.Error(err)
	}
	want(buy("0.01"), "account")
	clock.Advance(24 * time.Hour)
	if err := buy("100"); err != nil {
		t.Errorf("on the next day: %v", err)
	}
	c.do(setLimits, limitOf("client", info["client_id"].(string), "pay", "month", "270.00"))
	want(buy("20.01"), "client")
	if got := c.limits("client", info["client_id"].(string)); got != "pay month max 270.00 current 250.00 remaining 20.00" {
		t.Errorf("client: %s", got)
	}
	if got := c.limits("account", account); got != "pay day max 150.00 current 100.00 remaining 50.00" {
		t.Errorf("account: %s", got)
	}
	if got := c.limits("card", card); got != "pay transaction max 100.00 current 0.00 remaining 100.00" {
		t.Errorf("card: %s", got)
	}
	clock.Advance(31 * 24 * time.Hour)
	if err := buy("100"); err != nil {
		t.Errorf("in the next month: %v", err)
	}
}

func TestLimitsCountByKind(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000)
	c.fund(card, "1000", "KZT")
	c.do(setLimits, limitOf("card", card, "pay_online_non3ds", "day", "0"))
	c.do(setLimits, limitOf("card", card, "transfer", "day", "10"))
	for _, tt := range []struct {
		online, without3DS, fails bool
	}{{false, false, false}, {true, false, false}, {true, true, true}} {
		_, err := bank.Purchase(freedompaytest.Purchase{CardID: card, Amount: "1", Currency: "KZT", Online: tt.online, Without3DS: tt.without3DS})
		if (err != nil) != tt.fails {
			t.Errorf("%+v: %v", tt, err)
		}
	}
	id := c.do(create, object{"order_id": "1", "card_id": card, "type": "debit", "amount": 11, "currency": "KZT"})
	if state := c.status(id); state["request_status"] != "error" || code(state) != "" {
		t.Errorf("%v", state)
	}
	c.fund(card, "1000", "KZT") // credits know no limit
}

// What is given back no longer counts.
func TestLimitsForgetWhatIsGivenBack(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000)
	c.fund(card, "1000", "KZT")
	c.do(setLimits, limitOf("card", card, "transfer", "day", "100"))
	used := func(want string) {
		t.Helper()
		if got := c.limits("card", card); !strings.Contains(got, "current "+want+" ") {
			t.Errorf("%s, want %s used", got, want)
		}
	}
	first, second := c.move(card, "debit", "50"), c.move(card, "debit", "40")
	used("90.00")
	c.change(clearing, first, "30")
	used("70.00")
	c.change(refund, first, "5")
	used("65.00")
	c.change(refund, second, "")
	used("25.00")
}

func TestLimitsAreReplaced(t *testing.T) {
	c := callerOf(t, instant())
	card := c.newCard(2000)
	c.do(setLimits, limitOf("card", card, "pay", "day", "100"))
	c.do(setLimits, limitOf("card", card, "pay", "month", "500.5"))
	c.do(setLimits, limitOf("card", card, "pay", "day", "200"))
	if got := c.limits("card", card); got != "pay day max 200.00 current 0.00 remaining 200.00; pay month max 500.50 current 0.00 remaining 500.50" {
		t.Error(got)
	}
	body := limitOf("card", card, "withdrawal", "", "1")
	body["limits"].([]object)[0]["region"] = "somewhere"
	body["limits"].([]object)[0]["amount"] = []object{
		{"type": "min", "value": "1", "currency": "KZT"},
		{"type": "current", "value": "1", "currency": "KZT"},
	}
	c.do(setLimits, body)
	_, answer := c.command(listLimits, object{"object": object{"type": "card", "value": card}})
	last := answer["limits"].([]any)[2].(object)
	if last["region"] != "somewhere" || last["period"] != nil || len(last["amount"].([]any)) != 1 {
		t.Errorf("%v", last)
	}
}

func TestLimitRefusals(t *testing.T) {
	c := callerOf(t, instant())
	card := c.newCard(2000)
	changed := func(change func(limit object)) object {
		body := limitOf("card", card, "pay", "day", "1")
		change(body["limits"].([]object)[0])
		return body
	}
	for _, tt := range []struct {
		body object
		want string
	}{
		{limitOf("card", "0", "pay", "day", "1"), "12006"},
		{limitOf("client", "0", "pay", "day", "1"), "12007"},
		{limitOf("account", "0", "pay", "day", "1"), "12001"},
		{limitOf("wallet", card, "pay", "day", "1"), "12001"},
		{limitOf("card", card, "gift", "day", "1"), "12001"},
		{limitOf("card", card, "pay", "year", "1"), "12001"},
		{limitOf("card", card, "pay", "day", "1.001"), "12001"},
		{limitOf("card", card, "pay", "day", "-1"), "12001"},
		{changed(func(l object) { l["amount"] = 100 }), "12001"},
		{changed(func(l object) { l["amount"] = []object{{"type": "max", "value": 100, "currency": "KZT"}} }), "12001"},
		{changed(func(l object) { l["amount"] = []object{{"type": "most", "value": "100", "currency": "KZT"}} }), "12001"},
		{changed(func(l object) { l["amount"] = []object{{"type": "max", "value": "100", "currency": "kzt"}} }), "12001"},
		{changed(func(l object) { l["amount"] = []object{{"type": "max", "value": "100"}} }), ""},
		{changed(func(l object) { delete(l, "transaction_type") }), "12001"},
		{object{"object": object{"type": "card", "value": card}, "limits": []object{}}, "12001"},
		{changed(func(l object) { delete(l, "amount") }), ""},
	} {
		if _, answer := c.command(setLimits, tt.body); code(answer) != tt.want {
			t.Errorf("%v: %v", tt.body, answer)
		}
	}
	if answer := c.call(listLimits, object{"object": object{"type": "card", "value": card}}); code(answer) != "12001" {
		t.Errorf("without a request_id: %v", answer)
	}
	body := object{"request_id": uuid.NewString(), "object": object{"type": "card", "value": card}}
	c.call(listLimits, body)
	if answer := c.call(listLimits, body); code(answer) != "12002" {
		t.Errorf("asked again: %v", answer)
	}
}

// A limit that is used up has exactly nothing left, also when it was set below
// what had been spent.
func TestLimitThatIsUsedUp(t *testing.T) {
	c := callerOf(t, instant())
	card := c.newCard(2000)
	c.fund(card, "1000", "KZT")
	c.move(card, "debit", "50")
	for _, value := range []string{"50", "49.99", "0"} {
		c.do(setLimits, limitOf("card", card, "transfer", "day", value))
		if got := c.limits("card", card); !strings.HasSuffix(got, "current 50.00 remaining 0.00") {
			t.Errorf("limit %s: %s", value, got)
		}
	}
}
