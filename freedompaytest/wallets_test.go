package freedompaytest_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

const walletPath = "/v5/partner/wallet"

func (c *caller) addWallet(identifier string) {
	c.t.Helper()
	c.do(walletPath+"/add", object{"identifier": identifier, "country": "KAZ", "currency": "KZT"})
}

func (c *caller) wantWallet(path string, body object, want string) {
	c.t.Helper()
	_, answer := c.command(walletPath+path, body)
	if code(answer) != want {
		c.t.Errorf("%s %v: %v, want %q", path, body, answer, want)
	}
	if _, isText := answer["error_code"].(string); want != "" && !isText {
		c.t.Errorf("error_code is no string: %v", answer)
	}
}

func TestLifeOfAWallet(t *testing.T) {
	clock := newClock()
	bank := freedompaytest.New(freedompaytest.WithClock(clock.Now))
	c := callerOf(t, bank)
	status := func(id string) any {
		return c.call(walletPath+"/request/status", object{"request_id": id})["request_status"]
	}
	id, answer := c.command(walletPath+"/add", object{"identifier": "w", "country": "KAZ", "currency": "KZT"})
	if answer["status"] != "ok" || answer["request_status"] != "1" || status(id) != "1" {
		t.Errorf("accepted as %v", answer)
	}
	twin := c.do(walletPath+"/add", object{"identifier": "w", "country": "KAZ", "currency": "KZT"})
	clock.Advance(time.Second)
	if status(id) != "0" {
		t.Errorf("settled as %v", status(id))
	}
	if state := c.call(walletPath+"/request/status", object{"request_id": twin}); state["request_status"] != "2" || state["error_code"] != "1003" {
		t.Errorf("the twin settled as %v", state)
	}
	info := func() object { return c.call(walletPath+"/info", object{"identifier": "w"})["wallet"].(object) }
	w := info()
	if w["balance"] != "0.00" || w["owner_id"] != "" || w["status"] != "active" || w["currency"] != "KZT" ||
		w["identifiers"].([]any)[0].(object)["value"] != "w" || uuid.Validate(w["wallet_id"].(string)) != nil {
		t.Errorf("%v", w)
	}
	c.do(walletPath+"/identification", object{"identifier": "w", "owner": object{"phone": 77000000001, "first_name": "Test", "birthdate": "2000-01-01"}})
	bank.Settle()
	if w := info(); w["owner_id"] == "" {
		t.Errorf("no owner: %v", w)
	}
	if err := bank.TopUpWallet("w", "10.50"); err != nil {
		t.Fatal(err)
	}
	if balance := c.call(walletPath+"/balance", object{"identifier": "w"}); balance["balance"] != "10.50" || balance["currency"] != "KZT" || balance["request_status"] != "0" {
		t.Errorf("%v", balance)
	}
	c.wantWallet("/close", object{"identifier": "w", "description": "x"}, "1005")
	if err := bank.PayFromWallet("w", "10.51"); err == nil {
		t.Error("paid more than there was")
	}
	if err := bank.PayFromWallet("w", "10.50"); err != nil {
		t.Fatal(err)
	}
	lines := c.call(walletPath+"/statement", object{"identifier": "w"})["operations"].([]any)
	if len(lines) != 2 || lines[0].(object)["type"] != "emoney_sale" || lines[1].(object)["type"] != "emoney_pay" ||
		lines[0].(object)["amount"] != json.Number("10.50") || lines[0].(object)["correspondent"].(object)["name"] == nil {
		t.Errorf("%v", lines)
	}
	if lines := c.call(walletPath+"/statement", object{"identifier": "w", "end_date": "2020-01-01T00:00:00Z"})["operations"].([]any); len(lines) != 0 {
		t.Errorf("before it was opened: %v", lines)
	}
	c.do(walletPath+"/close", object{"identifier": "w", "description": "x"})
	bank.Settle()
	c.wantWallet("/close", object{"identifier": "w", "description": "x"}, "1007")
	c.wantWallet("/block", object{"identifier": "w", "description": "x"}, "1008")
	if err := bank.TopUpWallet("w", "1"); err == nil {
		t.Error("topped up a closed wallet")
	}
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

func TestWalletRefusals(t *testing.T) {
	c := callerOf(t, instant())
	c.addWallet("w")
	c.wantWallet("/add", object{"identifier": "w", "country": "KAZ", "currency": "KZT"}, "1003")
	c.wantWallet("/add", object{"identifier": "v", "country": "KZ", "currency": "KZT"}, "1001")
	c.wantWallet("/add", object{"identifier": "v", "country": "KAZ"}, "1001")
	c.wantWallet("/add", object{"country": "KAZ", "currency": "KZT"}, "1001")
	c.wantWallet("/identification", object{"identifier": "w"}, "1001")
	c.wantWallet("/identification", object{"identifier": "w", "owner": object{"phone": "7"}}, "1001")
	c.wantWallet("/close", object{"identifier": "w"}, "1001")
	c.wantWallet("/block", object{"identifier": "w", "description": "x"}, "")
	c.wantWallet("/block", object{"identifier": "w", "description": "x"}, "1008")
	for _, path := range []string{"/close", "/block", "/identification"} {
		c.wantWallet(path, object{"identifier": "0", "description": "x", "owner": object{}}, "1004")
	}
	for _, path := range []string{"/info", "/balance", "/statement"} {
		if answer := c.call(walletPath+path, object{"identifier": "0"}); code(answer) != "1004" {
			t.Errorf("%s: %v", path, answer)
		}
	}
	body := object{"request_id": uuid.NewString(), "identifier": "x", "country": "KAZ", "currency": "KZT"}
	c.call(walletPath+"/add", body)
	if answer := c.call(walletPath+"/add", body); answer["error_code"] != "1002" || answer["request_status"] != "2" {
		t.Errorf("repeat: %v", answer)
	}
}

// Each status operation knows only the requests of its own dialect.
func TestRequestsOfTheOtherSide(t *testing.T) {
	c := callerOf(t, instant())
	wallet := c.do(walletPath+"/add", object{"identifier": "w", "country": "KAZ", "currency": "KZT"})
	card := c.do(bulkIssue, object{"product_id": 2000, "count": 1})
	if state := c.status(wallet); code(state) != "12004" {
		t.Errorf("%v", state)
	}
	company, _ := c.command("/v5/partner/client/add", companyOf("shop"))
	for _, id := range []string{card, company, uuid.NewString()} {
		if state := c.call(walletPath+"/request/status", object{"request_id": id}); state["error_code"] != "1006" {
			t.Errorf("%v", state)
		}
	}
	if answer := c.call(walletPath+"/block", object{"request_id": card, "identifier": "w", "description": "x"}); answer["status"] != "ok" {
		t.Errorf("an id of the other side: %v", answer)
	}
}

// A wallet's statement has the lines of its period.
func TestWalletStatementPeriod(t *testing.T) {
	clock := newClock()
	bank := instant(freedompaytest.WithClock(clock.Now))
	c := callerOf(t, bank)
	c.addWallet("w")
	for _, amount := range []string{"1", "2", "3"} {
		if err := bank.TopUpWallet("w", amount); err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Hour)
	}
	at := newClock().Now().Add(time.Hour).Format(time.RFC3339)
	lines := c.call("/v5/partner/wallet/statement", object{"identifier": "w", "start_date": at})["operations"].([]any)
	if len(lines) != 2 || lines[0].(object)["amount"] != json.Number("2.00") || lines[0].(object)["commission"] != json.Number("0.00") || len(lines[0].(object)["rrn"].(string)) != 12 {
		t.Errorf("%v", lines)
	}
	for _, err := range []error{bank.TopUpWallet("0", "1"), bank.PayFromWallet("0", "1"), bank.PayFromWallet("w", "6.01"), bank.TopUpWallet("w", "x")} {
		if err == nil {
			t.Error("moved money that is not there")
		}
	}
}
