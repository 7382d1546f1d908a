package freedompaytest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

func TestCommandSettlesOnTheClock(t *testing.T) {
	clock := newClock()
	bank := freedompaytest.New(freedompaytest.WithClock(clock.Now), freedompaytest.SettleAfter(time.Minute))
	c := callerOf(t, bank)
	id, answer := c.command("/v5/card-api/client/add", object{"product_id": 3000, "client": object{"phone": 77000000001}})
	if answer["status"] != "ok" || answer["request_status"] != "process" || answer["dt"] != "2026-03-14T12:00:00+05:00" {
		t.Fatalf("accepted as %v", answer)
	}
	clock.Advance(time.Minute - time.Nanosecond)
	if state := c.status(id); state["request_status"] != "process" || state["client_id"] != nil {
		t.Errorf("too early: %v", state)
	}
	if bank.Pending() != 1 {
		t.Errorf("%d pending", bank.Pending())
	}
	clock.Advance(time.Nanosecond)
	state := c.status(id)
	if state["request_status"] != "success" || state["client_id"] == nil {
		t.Errorf("settled as %v", state)
	}
	if bank.Pending() != 0 {
		t.Errorf("%d pending", bank.Pending())
	}
}

func TestSettleNow(t *testing.T) {
	clock := newClock()
	bank := freedompaytest.New(freedompaytest.WithClock(clock.Now), freedompaytest.SettleAfter(time.Hour))
	c := callerOf(t, bank)
	id := c.do("/v5/card-api/client/add", object{"product_id": 3000, "client": object{"phone": 77000000001}})
	bank.Settle()
	if state := c.status(id); state["request_status"] != "success" {
		t.Errorf("settled as %v", state)
	}
}

func TestSettledInTheAnswer(t *testing.T) {
	c := callerOf(t, instant())
	_, answer := c.command("/v5/card-api/client/add", object{"product_id": 3000, "client": object{"phone": 77000000001}})
	if answer["request_status"] != "success" {
		t.Errorf("answered %v", answer)
	}
}

// Of two commands that were both allowed when they arrived, the second fails
// once the first has settled.
func TestCheckedAgainWhenSettled(t *testing.T) {
	clock := newClock()
	bank := freedompaytest.New(freedompaytest.WithClock(clock.Now))
	c := callerOf(t, bank)
	issue := c.do("/v5/card-api/card/bulk_issue", object{"product_id": 2000, "count": 1})
	bank.Settle()
	card := c.status(issue)["cards"].([]any)[0].(object)["card_id"]
	first := c.do("/v5/card-api/card/activate", object{"card_id": card})
	second := c.do("/v5/card-api/card/activate", object{"card_id": card})
	clock.Advance(time.Second)
	if state := c.status(first); state["request_status"] != "success" {
		t.Errorf("first: %v", state)
	}
	state := c.status(second)
	if state["status"] != "ok" || state["request_status"] != "error" || code(state) != "12009" {
		t.Errorf("second: %v", state)
	}
}

// What is due first settles first, even when it was accepted last.
func TestSettledInDueOrder(t *testing.T) {
	clock := newClock()
	bank := freedompaytest.New(freedompaytest.WithClock(clock.Now), freedompaytest.SettleAfter(time.Minute))
	c := callerOf(t, bank)
	client := object{"phone": 77000000001}
	late := c.do("/v5/card-api/client/add", object{"product_id": 3000, "client": client})
	clock.Advance(-30 * time.Second)
	early := c.do("/v5/card-api/client/add", object{"product_id": 3000, "client": client})
	clock.Advance(time.Minute)
	if state := c.status(early); state["request_status"] != "success" {
		t.Errorf("what is due is %v", state)
	}
	if state := c.status(late); state["request_status"] != "process" {
		t.Errorf("what is not due is %v", state)
	}
}

func TestRepeatedRequestID(t *testing.T) {
	bank := freedompaytest.New()
	c := callerOf(t, bank)
	body := object{"request_id": uuid.NewString(), "product_id": 3000, "client": object{"phone": 77000000001}}
	if answer := c.call("/v5/card-api/client/add", body); answer["status"] != "ok" {
		t.Fatal(answer)
	}
	id := body["request_id"].(string)
	if answer := c.call("/v5/card-api/client/add", body); code(answer) != "12002" || answer["status"] != "error" {
		t.Errorf("repeat: %v", answer)
	}
	for _, same := range []string{id, strings.ToUpper(id)} {
		answer := c.call("/v5/card-api/card/issue", object{"request_id": same, "product_id": 2000, "client_id": "1"})
		if code(answer) != "12002" {
			t.Errorf("repeat of %s for another operation: %v", same, answer)
		}
	}
	bank.Settle()
	if state := c.status(id); state["request_status"] != "success" {
		t.Errorf("the first one became %v", state)
	}
}

func TestRequestIDMustBeUUID(t *testing.T) {
	c := callerOf(t, freedompaytest.New())
	for _, id := range []any{nil, "", "1", 7, "{828cf71d-a447-4a67-a149-c1df8bc197ca}", "828cf71da4474a67a149c1df8bc197ca"} {
		answer := c.call("/v5/card-api/card/activate", object{"request_id": id, "card_id": "1"})
		if code(answer) != "12001" {
			t.Errorf("%v: %v", id, answer)
		}
	}
}

func TestUnknownRequest(t *testing.T) {
	c := callerOf(t, freedompaytest.New())
	if state := c.status(uuid.NewString()); code(state) != "12004" || state["status"] != "error" {
		t.Errorf("%v", state)
	}
}

func TestRefusedRequestLeavesItsID(t *testing.T) {
	refused := func(opts ...freedompaytest.Option) (c *caller, id string) {
		c = callerOf(t, freedompaytest.New(opts...))
		id, answer := c.command("/v5/card-api/card/activate", object{"card_id": "1"})
		if code(answer) != "12006" {
			t.Fatal(answer)
		}
		return c, id
	}
	c, id := refused()
	if state := c.status(id); code(state) != "12004" {
		t.Errorf("by default: %v", state)
	}
	c, id = refused(freedompaytest.RefusedUsesRequestID())
	if state := c.status(id); state["status"] != "ok" || state["request_status"] != "error" || code(state) != "12006" {
		t.Errorf("when refusals use ids: %v", state)
	}
	if answer := c.call("/v5/card-api/card/activate", object{"request_id": id, "card_id": "1"}); code(answer) != "12002" {
		t.Errorf("when refusals use ids, a repeat: %v", answer)
	}
}
