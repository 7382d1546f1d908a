package freedompaytest_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

const (
	clearing = "/v5/card-api/transaction/clearing"
	refund   = "/v5/card-api/transaction/refund"
)

// move creates a transaction and returns its id.
func (c *caller) move(card, direction string, amount json.Number) string {
	c.t.Helper()
	id := c.do(create, object{"order_id": "42", "card_id": card, "type": direction, "amount": amount, "currency": "KZT"})
	state := c.status(id)
	if state["request_status"] != "success" {
		c.t.Fatalf("%s of %s: %v", direction, amount, state)
	}
	return state["transaction_id"].(string)
}

// change clears or refunds a transaction; no amount stands for all of it.
func (c *caller) change(path, transaction string, amount json.Number) object {
	c.t.Helper()
	body := object{"order_id": "42", "transaction_id": transaction}
	if amount != "" {
		body["amount"] = amount
	}
	id, answer := c.command(path, body)
	if answer["status"] != "ok" {
		return answer
	}
	return c.status(id)
}

func (c *caller) wantTransaction(id, status string) {
	c.t.Helper()
	info := c.call("/v5/card-api/transaction/info", object{"transaction_id": id})["transaction"].(object)
	if info["status"] != status {
		c.t.Errorf("the transaction is %v, want %s", info, status)
	}
}

// refusedWithoutCode reports whether an answer refuses and names no error_code.
func refusedWithoutCode(answer object) bool {
	return answer["status"] == "error" && answer["error_code"] == nil && answer["error_description"] != ""
}

func TestClearing(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000)
	c.fund(card, "100", "KZT")
	whole, part := c.move(card, "debit", "30"), c.move(card, "debit", "40")
	c.wantBalance(card, "100.00", "70.00")
	c.wantTransaction(whole, "authorized")

	state := c.change(clearing, whole, "")
	if state["transaction_id"] != whole || state["fin_document_id"] == nil {
		t.Errorf("cleared as %v", state)
	}
	c.wantBalance(card, "70.00", "40.00")
	c.wantTransaction(whole, "cleared")

	if answer := c.change(clearing, part, "40.01"); !refusedWithoutCode(answer) {
		t.Errorf("more than was authorized: %v", answer)
	}
	c.change(clearing, part, "15.5")
	c.wantBalance(card, "54.50", "0.00")
	for _, id := range []string{whole, part} {
		if answer := c.change(clearing, id, ""); !refusedWithoutCode(answer) {
			t.Errorf("cleared again: %v", answer)
		}
	}
	if answer := c.change(clearing, "0", ""); code(answer) != "12001" {
		t.Errorf("unknown: %v", answer)
	}
	c.wantStatement(card, "1062 100.00 KZT", "1042 30.00 KZT", "1042 15.50 KZT")
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

func TestRefundOfAnAuthorization(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000)
	c.fund(card, "100", "KZT")
	id := c.move(card, "debit", "30")
	c.change(refund, id, "10")
	c.wantBalance(card, "100.00", "20.00")
	c.wantTransaction(id, "authorized")
	if answer := c.change(refund, id, "20.01"); !refusedWithoutCode(answer) {
		t.Errorf("more than is held: %v", answer)
	}
	c.change(refund, id, "")
	c.wantBalance(card, "100.00", "0.00")
	c.wantTransaction(id, "cancelled")
	if answer := c.change(refund, id, ""); !refusedWithoutCode(answer) {
		t.Errorf("again: %v", answer)
	}
	c.wantStatement(card, "1062 100.00 KZT")
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

func TestRefundOfADebit(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000)
	c.fund(card, "100", "KZT")
	id := c.move(card, "debit", "30")
	c.change(clearing, id, "20")
	c.change(refund, id, "5")
	c.wantBalance(card, "85.00", "0.00")
	c.wantTransaction(id, "cleared")
	if answer := c.change(refund, id, "15.01"); !refusedWithoutCode(answer) {
		t.Errorf("more than is left: %v", answer)
	}
	c.change(refund, id, "")
	c.wantBalance(card, "100.00", "0.00")
	c.wantTransaction(id, "refunded")
	c.wantStatement(card, "1062 100.00 KZT", "1042 20.00 KZT", "1044 5.00 KZT", "1044 15.00 KZT")
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

func TestRefundOfACredit(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000)
	id := c.move(card, "credit", "100")
	c.move(card, "debit", "30")
	state := c.change(refund, id, "")
	if state["request_status"] != "error" || state["error_description"] != "insufficient funds" || code(state) != "" {
		t.Errorf("money that is held was taken back: %v", state)
	}
	c.change(refund, id, "70")
	c.wantBalance(card, "30.00", "30.00")
	c.wantStatement(card, "1062 100.00 KZT", "1064 70.00 KZT")
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

// Of two refunds that exceed the amount only together, the second fails.
func TestNeverMoreThanWasTaken(t *testing.T) {
	bank := freedompaytest.New(freedompaytest.WithClock(newClock().Now))
	c := callerOf(t, bank)
	id := c.do(bulkIssue, object{"product_id": 2000, "count": 1})
	bank.Settle()
	card := c.status(id)["cards"].([]any)[0].(object)["card_id"].(string)
	c.do(activate, object{"card_id": card})
	c.fund(card, "100", "KZT")
	bank.Settle()
	id = c.do(create, object{"order_id": "1", "card_id": card, "type": "debit", "amount": 50, "currency": "KZT"})
	bank.Settle()
	transaction := c.status(id)["transaction_id"]
	first := c.do(refund, object{"order_id": "1", "transaction_id": transaction, "amount": 30})
	second := c.do(refund, object{"order_id": "1", "transaction_id": transaction, "amount": 30})
	bank.Settle()
	if state := c.status(first); state["request_status"] != "success" {
		t.Errorf("first: %v", state)
	}
	if state := c.status(second); state["request_status"] != "error" || code(state) != "" {
		t.Errorf("second: %v", state)
	}
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

func TestTransactionInfo(t *testing.T) {
	clock := newClock()
	c := callerOf(t, instant(freedompaytest.WithClock(clock.Now)))
	card := c.newCard(2000)
	id := c.move(card, "credit", "12.3")
	info := c.call("/v5/card-api/transaction/info", object{"transaction_id": id})["transaction"].(object)
	if info["order_id"] != "42" || info["card_id"] != card || info["type"] != "credit" || info["amount"] != json.Number("12.30") ||
		info["currency"] != "KZT" || info["fin_document_id"] == "" || info["datetime"] != "2026-03-14T12:00:00+05:00" {
		t.Errorf("%v", info)
	}
	if answer := c.call("/v5/card-api/transaction/info", object{"transaction_id": "0"}); code(answer) != "12001" {
		t.Errorf("%v", answer)
	}
}

func TestStatementExtended(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2200)
	c.fund(card, "100", "KZT")
	c.move(card, "debit", "30")
	gone := c.move(card, "debit", "20")
	c.change(refund, gone, "")
	const path = "/v5/card-api/card/statement_extended"
	body := object{"card_id": card, "start_date": "2020-01-01T00:00:00Z", "end_date": "2120-01-01T00:00:00Z"}
	answer := c.call(path, body)
	if answer["card"].(object)["card_id"] != card || answer["client_id"] == nil || len(answer["operations"].([]any)) != 1 {
		t.Errorf("%v", answer)
	}
	accounts := answer["balances"].(object)["accounts"].([]any)
	if len(accounts) != 3 || accounts[0].(object)["blocked_amount"] != json.Number("30.00") {
		t.Errorf("accounts %v", accounts)
	}
	for _, account := range accounts {
		iban := account.(object)["iban"].(string)
		number, _ := new(big.Int).SetString(iban[4:]+"2035"+iban[2:4], 10) // K is 20, Z is 35
		if len(iban) != 20 || !strings.HasPrefix(iban, "KZ") || new(big.Int).Mod(number, big.NewInt(97)).Int64() != 1 {
			t.Errorf("account number %q", iban)
		}
	}
	got := map[string]string{}
	for _, line := range answer["authorizations"].([]any) {
		got[line.(object)["type"].(string)] = line.(object)["full_amount"].(json.Number).String()
	}
	if len(got) != 2 || got["1043"] != "30.00" || got["1045"] != "20.00" {
		t.Errorf("authorizations %v", answer["authorizations"])
	}
	delete(body, "end_date")
	if answer := c.call(path, body); code(answer) != "12001" {
		t.Errorf("without an end: %v", answer)
	}
}

// What is authorized, or left, may be cleared or given back to the last cent.
func TestClearingAndRefundOfAllByAmount(t *testing.T) {
	c := callerOf(t, instant())
	card := c.newCard(2000)
	c.fund(card, "100", "KZT")
	id := c.move(card, "debit", "30")
	if state := c.change(clearing, id, "30"); state["request_status"] != "success" {
		t.Errorf("%v", state)
	}
	if state := c.change(refund, id, "30"); state["request_status"] != "success" || state["transaction_id"] != id || state["fin_document_id"] == "" {
		t.Errorf("%v", state)
	}
	c.wantTransaction(id, "refunded")
	least := c.move(card, "debit", "0.01")
	c.change(refund, least, "")
	c.wantTransaction(least, "cancelled")
	c.wantBalance(card, "100.00", "0.00")
	for _, path := range []string{clearing, refund} {
		if answer := c.call(path, object{"request_id": "7f5c2a49-7b5e-4bb0-8b0a-2f7c4a1f3f10", "order_id": "1", "transaction_id": id, "amount": "x"}); code(answer) != "12001" {
			t.Errorf("%s of x: %v", path, answer)
		}
	}
}

// An account says what may be done with it.
func TestFlagsOfAnAccount(t *testing.T) {
	c := callerOf(t, instant())
	card := c.newCard(2000)
	want := func(debit, credit string) {
		t.Helper()
		account := c.call("/v5/card-api/card/balance", object{"card_id": card})["accounts"].([]any)[0].(object)
		if account["debit"] != json.Number(debit) || account["credit"] != json.Number(credit) {
			t.Errorf("%v, want debit %s and credit %s", account, debit, credit)
		}
	}
	want("1", "1")
	c.do(block, object{"card_id": card, "block_code": "10", "description": "x"})
	want("0", "1")
	c.do(closing, object{"card_id": card, "description": "x"})
	want("0", "0")
}
