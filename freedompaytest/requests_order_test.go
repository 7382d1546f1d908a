package freedompaytest_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// again sends a command twice under one request_id and returns the answer to
// the second.
func (c *caller) again(path string, body object) object {
	c.t.Helper()
	body["request_id"] = uuid.NewString()
	if answer := c.call(path, body); answer["status"] != "ok" && answer["status"] != "OK" {
		c.t.Errorf("%s is refused: %v", path, answer)
	}
	return c.call(path, body)
}

// By the bank's order of checks, a repeat of a command that was done is refused
// because of what the command did, or because of its request_id.
func TestStateBeforeID(t *testing.T) {
	for _, tt := range []struct {
		name   string
		opts   []freedompaytest.Option
		closed string // the codes of each repeat
		wallet string
		same   string // of a repeat whose state allows it again
		other  string // of another body under a used request_id
	}{
		{"id first", nil, "12002", "1002", "12002", "12002"},
		{"state first", []freedompaytest.Option{freedompaytest.StateBeforeID()}, "12011", "1003", "12002", "12001"},
		{"state first, refused use ids", []freedompaytest.Option{freedompaytest.StateBeforeID(), freedompaytest.RefusedUsesRequestID()}, "12011", "1003", "12002", "12001"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bank := instant(tt.opts...)
			c := callerOf(t, bank)
			card := c.newCard(2000)
			c.fund(card, "100", "KZT")
			body := object{"card_id": card, "description": "x"}
			if answer := c.again("/v5/card-api/card/reset_counter_pin", object{"card_id": card}); code(answer) != tt.same {
				t.Errorf("ResetPINCounter: %v", answer)
			}
			if answer := c.again("/v5/card-api/limits/list", object{"object": object{"type": "card", "value": card}}); code(answer) != "12002" {
				t.Errorf("Limits.List: %v", answer)
			}
			if answer := c.again(closing, body); code(answer) != tt.closed {
				t.Errorf("Close: %v", answer)
			}
			if state := c.status(body["request_id"].(string)); state["request_status"] != "success" {
				t.Errorf("the refused repeat changed the request: %v", state)
			}
			delete(body, "card_id")
			if answer := c.call(closing, body); code(answer) != tt.other {
				t.Errorf("without a card: %v", answer)
			}
			if answer := c.again("/v5/partner/wallet/add", object{"identifier": "w", "country": "KAZ", "currency": "KZT"}); code(answer) != tt.wallet {
				t.Errorf("Wallets.Add: %v", answer)
			}
		})
	}
}

// Partners.AddClient is answered at once: with the state first a repeat
// says that the company is there, and neither repeat registers another one.
func TestStateBeforeIDOfPartners(t *testing.T) {
	for _, first := range []bool{false, true} {
		var opts []freedompaytest.Option
		if first {
			opts = append(opts, freedompaytest.StateBeforeID())
		}
		bank := instant(opts...)
		c := callerOf(t, bank)
		body := companyOf("shop")
		answer := c.again(partnerPath+"/client/add", body)
		if refusedWithoutCode(answer) != first || !first && code(answer) != "1002" {
			t.Errorf("state first %v: %v", first, answer)
		}
		other := companyOf("other")
		other["request_id"] = body["request_id"]
		if answer := c.call(partnerPath+"/client/add", other); code(answer) != "1002" || bank.PartnerClientID("other") != 0 {
			t.Errorf("state first %v: another company: %v", first, answer)
		}
		product := object{"client_id": bank.PartnerClientID("shop"), "product": object{"product_id": 10001}}
		if answer := c.again(partnerPath+"/client/product/add", product); answer["error_code"] != json.Number("1002") {
			t.Errorf("state first %v: a product: %v", first, answer)
		}
	}
}

// A pending command has not changed the state yet: its repeat is a repeat in
// either order.
func TestStateBeforeIDWhilePending(t *testing.T) {
	bank := freedompaytest.New(freedompaytest.StateBeforeID(), freedompaytest.WithClock(newClock().Now))
	card, err := bank.NewCard(bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	if answer := callerOf(t, bank).again(closing, object{"card_id": card, "description": "x"}); code(answer) != "12002" {
		t.Errorf("%v", answer)
	}
}

func TestStatusLag(t *testing.T) {
	clock := newClock()
	bank := instant(freedompaytest.WithClock(clock.Now), freedompaytest.StatusLag(time.Second))
	c := callerOf(t, bank)
	card := c.do(bulkIssue, object{"product_id": 2000, "count": 1})
	body := object{"request_id": uuid.NewString(), "identifier": "w", "country": "KAZ", "currency": "KZT"}
	c.call("/v5/partner/wallet/add", body)
	wallet := func() object {
		return c.call("/v5/partner/wallet/request/status", object{"request_id": body["request_id"]})
	}
	clock.Advance(time.Second - 1)
	if state := c.status(card); code(state) != "12004" || state["status"] != "error" {
		t.Errorf("before the lag is over: %v", state)
	}
	if state := wallet(); code(state) != "1006" {
		t.Errorf("before the lag is over: %v", state)
	}
	if answer := c.call("/v5/partner/wallet/add", body); code(answer) != "1002" {
		t.Errorf("the lag is of the status alone: %v", answer)
	}
	clock.Advance(1)
	if state := c.status(card); state["request_status"] != "success" {
		t.Errorf("after the lag: %v", state)
	}
	if state := wallet(); state["request_status"] != "0" {
		t.Errorf("after the lag: %v", state)
	}
}

// With the state first, a repeat of a query is read like the first one.
func TestStateBeforeIDOfAQuery(t *testing.T) {
	c := callerOf(t, instant(freedompaytest.StateBeforeID()))
	body := object{"object": object{"type": "card", "value": c.newCard(2000)}}
	c.again(listLimits, body)
	body["object"] = object{"type": "card", "value": "0"}
	if answer := c.call(listLimits, body); code(answer) != "12006" {
		t.Errorf("%v", answer)
	}
}

// The status of a request that made no card has no cards.
func TestStatusWithoutCards(t *testing.T) {
	c := callerOf(t, instant())
	id := c.do(addClient, object{"product_id": 3000, "client": object{"phone": 7}})
	if cards, there := c.status(id)["cards"]; there {
		t.Errorf("cards %v", cards)
	}
}
