package freedompaytest_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// Each member that the contract knows is read: given, it is not among the unread
// ones; with a value of the wrong kind the request is refused as incorrect input.
func TestMembersAreRead(t *testing.T) {
	scan := base64.StdEncoding.EncodeToString([]byte("%PDF-1.7"))
	address := object{"country": "KAZ", "postal_code": "1", "address_line1": "a", "address_line2": "b", "address_line3": "c"}
	identified := object{"idn_date": "2026-01-01T00:00:00Z", "identified_by": "x"}
	for _, tt := range []struct {
		path string
		body func(c *caller) object
	}{
		{issue, func(c *caller) object {
			return object{"product_id": 2000, "client_id": c.newClient(), "branch_id": "1"}
		}},
		{bulkIssue, func(*caller) object { return object{"product_id": 2000, "count": 1, "branch_id": "1"} }},
		{issuePlastic, func(c *caller) object { return object{"card_id": c.newCard(2000), "branch_id": "1"} }},
		{block, func(c *caller) object {
			return object{"card_id": c.newCard(2000), "block_code": "10", "description": "x"}
		}},
		{closing, func(c *caller) object { return object{"card_id": c.newCard(2000), "description": "x"} }},
		{create, func(c *caller) object {
			return object{"order_id": "1", "card_id": c.newCard(2000), "type": "credit", "amount": 1, "currency": "KZT", "description": "x"}
		}},
		{clearing, func(c *caller) object {
			card := c.newCard(2000)
			c.fund(card, "10", "KZT")
			return object{"order_id": "1", "transaction_id": c.move(card, "debit", "1"), "amount": 1, "description": "x"}
		}},
		{refund, func(c *caller) object {
			return object{"order_id": "1", "transaction_id": c.move(c.newCard(2000), "credit", "1"), "amount": 1, "description": "x"}
		}},
		{addClient, func(*caller) object {
			return object{
				"product_id": 2000, "branch_id": "1", "identification_info": identified,
				"client": object{
					"phone": 1, "first_name": "az AZ", "last_name": "B", "middle_name": "C", "type": 3, "resident": 2, "birthdate": "2000-01-01",
					"email": "a@b", "country": "KAZ", "person_id": "1", "language": "kk", "document": scan, "external_user_id": "1",
					"address1": address, "address2": address,
				},
			}
		}},
		{"/v5/partner/wallet/identification", func(c *caller) object {
			c.addWallet("w")
			return object{"identifier": "w", "identification_info": identified, "owner": object{
				"phone": 7, "first_name": "A", "last_name": "B", "middle_name": "C", "person_id": "1",
				"birthdate": "2000-01-01", "country": "KAZ", "document": scan,
			}}
		}},
		{"/v5/partner/wallet/block", func(c *caller) object {
			c.addWallet("w")
			return object{"identifier": "w", "description": "x"}
		}},
		{"/v5/partner/wallet/close", func(c *caller) object {
			c.addWallet("w")
			return object{"identifier": "w", "description": "x"}
		}},
	} {
		bank := instant()
		c := callerOf(t, bank)
		whole := tt.body(c)
		_, answer := c.command(tt.path, whole)
		calls := bank.Calls()
		if unread := calls[len(calls)-1].Unread; answer["status"] != "ok" || len(unread) > 0 {
			t.Errorf("%s: unread %q, %v", tt.path, unread, answer)
		}
		for _, wrong := range wrongMembers(whole) {
			c := callerOf(t, instant())
			if _, answer := c.command(tt.path, withMember(tt.body(c), wrong, []any{})); code(answer) != "12001" && code(answer) != "1001" {
				t.Errorf("%s with a wrong %s: %v", tt.path, wrong, answer)
			}
		}
	}
}

// wrongMembers returns the places of all members of an object, with dots.
func wrongMembers(o object) []string {
	var places []string
	for name, value := range o {
		places = append(places, name)
		if inner, ok := value.(object); ok {
			for _, place := range wrongMembers(inner) {
				places = append(places, name+"."+place)
			}
		}
	}
	return places
}

// withMember returns a copy of an object in which the member at a place has
// another value.
func withMember(o object, place string, value any) object {
	changed := maps.Clone(o)
	name, rest, inner := strings.Cut(place, ".")
	changed[name] = value
	if inner {
		changed[name] = withMember(o[name].(object), rest, value)
	}
	return changed
}

// Values at the bounds of what is allowed, and just beyond.
func TestClientMembersAtTheirBounds(t *testing.T) {
	pdf := func(n int) string {
		return base64.StdEncoding.EncodeToString(append([]byte("%PDF-"), make([]byte, n-5)...))
	}
	for _, tt := range []struct {
		name  string
		value any
		want  string
	}{
		{"phone", 0, "12001"},
		{"phone", -1, "12001"},
		{"phone", 1, ""},
		{"type", 0, "12001"},
		{"type", 1, ""},
		{"type", 3, ""},
		{"type", 4, "12001"},
		{"resident", 0, "12001"},
		{"resident", 1, ""},
		{"resident", 2, ""},
		{"resident", 3, "12001"},
		{"language", "k", "12001"},
		{"language", "kk", ""},
		{"first_name", "azAZ-'. ", ""},
		{"first_name", "a{", "12001"},
		{"first_name", "a`", "12001"},
		{"first_name", "a@", "12001"},
		{"first_name", "a[", "12001"},
		{"document", pdf(2 << 20), ""},
		{"document", pdf(2<<20 + 1), "12001"},
		{"document", pdf(5), ""},
		{"document", "!", "12001"},
		{"document", base64.StdEncoding.EncodeToString([]byte("%PDF")), "12001"},
	} {
		c := callerOf(t, instant())
		client := object{"phone": 7}
		client[tt.name] = tt.value
		if _, answer := c.command(addClient, object{"product_id": 3000, "client": client}); code(answer) != tt.want || (answer["status"] == "ok") != (tt.want == "") {
			t.Errorf("%s %.40v: %v", tt.name, tt.value, answer)
		}
	}
}

// Amounts have up to 13 digits and two decimals.
func TestAmountsAtTheirBounds(t *testing.T) {
	for amount, want := range map[string]string{
		"1234567890123": "", "1234567890123.45": "", "0.01": "",
		"12345678901234": "12001", "1.234": "12001", "1e2": "12001", "-1": "12001", "0": "12001", "0.00": "12001",
	} {
		c := callerOf(t, instant())
		body := object{"order_id": "1", "card_id": c.newCard(2000), "type": "credit", "amount": json.Number(amount), "currency": "KZT"}
		if _, answer := c.command(create, body); code(answer) != want || (answer["status"] == "ok") != (want == "") {
			t.Errorf("%s: %v", amount, answer)
		}
	}
	for value, want := range map[string]string{"": "12001", ".5": "12001", "5.": "12001", "5.5": "", "0": ""} {
		c := callerOf(t, instant())
		if _, answer := c.command(setLimits, limitOf("card", c.newCard(2000), "pay", "day", value)); code(answer) != want {
			t.Errorf("limit %q: %v", value, answer)
		}
	}
}

// Each operation on a card, a client, a transaction or a wallet refuses one
// that the bank does not know, with its code.
func TestUnknownThings(t *testing.T) {
	for path, body := range map[string]object{
		"/v5/card-api/card/info":               {"card_id": "0"},
		"/v5/card-api/card/balance":            {"card_id": "0"},
		"/v5/card-api/card/secret_data":        {"card_id": "0"},
		"/v5/card-api/card/secret_data/v2":     {"card_id": "0", "public_key": "x"},
		"/v5/card-api/card/set_pin":            {"card_id": "0"},
		"/v5/card-api/card/reset_counter_pin":  {"card_id": "0"},
		"/v5/card-api/card/statement":          {"card_id": "0"},
		"/v5/card-api/card/statement_extended": {"card_id": "0", "start_date": "2026-01-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
		activate:                               {"card_id": "0"},
		issuePlastic:                           {"card_id": "0"},
		unblock:                                {"card_id": "0", "description": "x"},
		create:                                 {"card_id": "0", "order_id": "1", "type": "debit", "amount": 1, "currency": "KZT"},
		listLimits:                             {"object": object{"type": "card", "value": "0"}},
	} {
		if _, answer := callerOf(t, instant()).command(path, body); code(answer) != "12006" {
			t.Errorf("%s: %v", path, answer)
		}
		delete(body, "card_id")
		delete(body, "object")
		if _, answer := callerOf(t, instant()).command(path, body); code(answer) != "12001" {
			t.Errorf("%s without its object: %v", path, answer)
		}
	}
	c := callerOf(t, instant())
	for path, want := range map[string]string{
		"/v5/card-api/client/cards":                 "12001",
		"/v5/card-api/transaction/info":             "12001",
		"/v5/card-api/external/cardholder_validate": "12001",
		"/v5/card-api/request/status":               "12001",
		clearing:                                    "12001",
		refund:                                      "12001",
		"/v5/partner/wallet/request/status":         "1001",
		"/v5/partner/wallet/info":                   "1001",
	} {
		if answer := c.call(path, object{"request_id": "no UUID"}); code(answer) != want {
			t.Errorf("%s with nothing: %v", path, answer)
		}
	}
	for _, path := range []string{clearing, refund} {
		if _, answer := c.command(path, object{"order_id": "1", "transaction_id": "0", "amount": 1}); code(answer) != "12001" {
			t.Errorf("%s: %v", path, answer)
		}
	}
	for _, path := range []string{"info", "balance", "statement", "close", "block"} {
		if _, answer := c.command("/v5/partner/wallet/"+path, object{"identifier": "0", "description": "x"}); code(answer) != "1004" {
			t.Errorf("wallet %s: %v", path, answer)
		}
	}
	if answer := c.call("/v5/cards/card_status", object{"card_id": 0}); fmt.Sprint(answer["status"]) != "-7" {
		t.Errorf("gift card: %v", answer)
	}
}

// Members that only some products, or some operations, require.
func TestMoreRequiredMembers(t *testing.T) {
	if _, answer := callerOf(t, instant()).command(validate, object{"first_name": "A", "last_name": "B", "user_phone": "7"}); code(answer) != "12001" {
		t.Errorf("no token: %v", answer)
	}
	c := callerOf(t, instant(freedompaytest.RequireByProduct()))
	address := object{"country": "KAZ", "postal_code": "1", "address_line1": "a", "address_line2": "b", "address_line3": "c"}
	for place, want := range map[string]string{
		"": "", "identification_info": "12001", "identification_info.identified_by": "12001", "client.address2.address_line3": "12001", "client.address1.country": "12001",
	} {
		body := object{
			"product_id": 1000, "identification_info": object{"idn_date": "2026-01-01T00:00:00Z", "identified_by": "x"},
			"client": object{
				"phone": 7, "first_name": "A", "last_name": "B", "country": "KAZ", "person_id": "1",
				"document": base64.StdEncoding.EncodeToString([]byte("%PDF-1.7")), "address1": address, "address2": address,
			},
		}
		if place != "" {
			body = withMember(body, place, nil)
		}
		if _, answer := c.command(addClient, body); code(answer) != want {
			t.Errorf("without %q: %v", place, answer)
		}
	}
}
