package freedompaytest_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/uuid"
)

const partnerPath = "/v5/partner"

func companyOf(id string) object {
	return object{"company": object{"company_id": id, "name": "Test shop", "bin": "000000000000", "address": object{"country": "KAZ"}}}
}

func TestPartners(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	body := companyOf("shop")
	body["product"] = object{"product_id": 10001, "anything": object{"else": 1}}
	_, answer := c.command(partnerPath+"/client/add", body)
	if answer["status"] != "ok" || answer["request_status"] != "success" {
		t.Fatalf("%v", answer)
	}
	if calls := bank.Calls(); len(calls[0].Unread) != 0 {
		t.Errorf("a product is free form: %v", calls[0].Unread)
	}
	client := bank.PartnerClientID("shop")
	_, answer = c.command(partnerPath+"/client/user/add", object{
		"client_id": client,
		"user_info": object{"first_name": "Test", "last_name": "User", "phone": "77000000001", "email": "test@example.com"},
	})
	if answer["status"] != "ok" || fmt.Sprint(answer["client_id"]) != fmt.Sprint(client) || answer["error_code"] != json.Number("0") ||
		answer["error_description"] != "" || answer["user_id"] == nil || answer["request_status"] != nil {
		t.Errorf("%v", answer)
	}
	_, answer = c.command(partnerPath+"/client/product/add", object{"client_id": client, "product": object{"product_id": 20000}})
	product, _ := answer["product"].(object)
	if answer["status"] != "OK" || answer["error_code"] != json.Number("0") || product["status"] != true ||
		product["product_id"] != json.Number("20000") || uuid.Validate(fmt.Sprint(product["product_uuid"])) != nil {
		t.Errorf("%v", answer)
	}
	if bank.PartnerClientID("nobody") != 0 {
		t.Error("an id for nobody")
	}
}

func TestPartnerRefusals(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	c.command(partnerPath+"/client/add", companyOf("shop"))
	client := bank.PartnerClientID("shop")
	user := object{"first_name": "Test", "last_name": "User", "phone": "7", "email": "test@example.com"}
	withProduct := companyOf("other")
	withProduct["product"] = object{"product_id": 5}
	for _, tt := range []struct {
		path string
		body object
		want any
	}{
		{"/client/add", companyOf("shop"), nil},
		{"/client/add", object{"company": object{"company_id": "x"}}, "1001"},
		{"/client/add", withProduct, "1001"},
		{"/client/user/add", object{"client_id": client + 1, "user_info": user}, json.Number("1001")},
		{"/client/user/add", object{"client_id": client}, json.Number("1001")},
		{"/client/user/add", object{"client_id": fmt.Sprint(client), "user_info": user}, json.Number("1001")},
		{"/client/product/add", object{"client_id": client, "product": object{"product_id": 5}}, json.Number("1001")},
		{"/client/product/add", object{"client_id": client + 1, "product": object{"product_id": 10001}}, json.Number("1001")},
	} {
		if _, answer := c.command(partnerPath+tt.path, tt.body); answer["status"] != "error" || answer["error_code"] != tt.want {
			t.Errorf("%s %v: %v", tt.path, tt.body, answer)
		}
	}
	body := object{"request_id": uuid.NewString(), "client_id": client, "product": object{"product_id": 10001}}
	c.call(partnerPath+"/client/product/add", body)
	if answer := c.call(partnerPath+"/client/product/add", body); answer["error_code"] != json.Number("1002") {
		t.Errorf("repeat: %v", answer)
	}
}

func TestRates(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	rate := func(name string, value any) object {
		body := object{
			"currency_from": "USD", "currency_to": "KZT", "rate": json.Number("512.123456"), "rate_type": "retail",
			"operation": "sell", "start_date": "2026-01-01 00:00:00", "end_date": "2026-01-02 00:00:00",
		}
		body[name] = value
		return body
	}
	answer := c.call(partnerPath+"/rates/add", object{"rates": rate("rate_type", "p2p")})
	if answer["status"] != "ok" || answer["error_code"] != json.Number("0") {
		t.Errorf("%v", answer)
	}
	c.call(partnerPath+"/rates/add", object{"rates": []object{rate("rate", 1), rate("rate", 2)}})
	rates := bank.Rates()
	if len(rates) != 3 || rates[0].Rate != "512.123456" || rates[0].From != "USD" || rates[0].Type != "p2p" || rates[2].Rate != "2" {
		t.Errorf("%+v", rates)
	}
	for _, wrong := range []any{
		nil, 1, []object{}, rate("rate", "1"), rate("rate", 0), rate("rate", -1), rate("currency_to", "tenge"),
		rate("operation", "swap"), rate("start_date", "2026-01-01T00:00:00Z"), []any{rate("rate", 1), 7},
	} {
		answer := c.call(partnerPath+"/rates/add", object{"rates": wrong})
		if answer["error_code"] != json.Number("1001") || answer["status"] != "error" {
			t.Errorf("%v: %v", wrong, answer)
		}
	}
	if len(bank.Rates()) != 3 {
		t.Error("a refused rate was kept")
	}
}

// The status of a partner command tells the ids that it made, and a user gets
// access only to what the company has.
func TestPartnerUsers(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	status := func(id string) object { return c.call(partnerPath+"/request/status", object{"request_id": id}) }
	registered, _ := c.command(partnerPath+"/client/add", companyOf("shop"))
	client := bank.PartnerClientID("shop")
	if got := status(registered); got["request_status"] != "success" || fmt.Sprint(got["client_id"]) != fmt.Sprint(client) {
		t.Errorf("AddClient: %v, want the client_id %d", got, client)
	}
	added, answer := c.command(partnerPath+"/client/user/add", object{
		"client_id": client,
		"user_info": object{"first_name": "Test", "last_name": "User", "phone": "77000000001", "email": "test@example.com"},
	})
	user := answer["user_id"]
	if got := status(added); got["user_id"] != user || user == nil {
		t.Errorf("AddUser: %v, want the user_id %v", got, user)
	}
	connected, answer := c.command(partnerPath+"/client/product/add", object{"client_id": client, "product": object{"product_id": 20000}})
	product := answer["product"].(object)["product_uuid"]
	if got := status(connected); got["product_uuid"] != product || product == nil {
		t.Errorf("AddProduct: %v, want the product_uuid %v", got, product)
	}

	for _, tt := range []struct {
		path string
		body object
		want any // the code of the refusal, nil for none
	}{
		{"/client/user/grant", object{"client_id": client, "user_id": user, "product_uuid": product}, nil},
		{"/client/user/grant", object{"client_id": client, "user_id": user}, nil},
		{"/client/user/send_auth_data", object{"client_id": client, "user_id": user}, nil},
		{"/client/user/grant", object{"client_id": client, "user_id": user, "product_uuid": uuid.NewString()}, "1001"},
		{"/client/user/grant", object{"client_id": client, "user_id": user, "product_uuid": "x"}, "1001"},
		{"/client/user/grant", object{"client_id": client, "user_id": 1}, "1001"},
		{"/client/user/grant", object{"client_id": client + 1, "user_id": user}, "1001"},
		{"/client/user/send_auth_data", object{"client_id": client}, "1001"},
		{"/client/user/send_auth_data", object{"client_id": client, "user_id": 1}, "1001"},
	} {
		id, answer := c.command(partnerPath+tt.path, tt.body)
		if answer["error_code"] != tt.want {
			t.Errorf("%s %v: %v, want the code %v", tt.path, tt.body, answer, tt.want)
		}
		if got := status(id); tt.want == nil && got["request_status"] != "success" || tt.want != nil && got["error_code"] != "1006" {
			t.Errorf("%s %v: its status is %v", tt.path, tt.body, got)
		}
	}
}

// A command of one part of the API is unknown to the status operations of the
// others.
func TestStatusIsOfOnePart(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	partners, _ := c.command(partnerPath+"/client/add", companyOf("shop"))
	wallets, _ := c.command(partnerPath+"/wallet/add", object{"identifier": "w", "country": "KAZ", "currency": "KZT"})
	for _, tt := range []struct{ path, id, want string }{
		{partnerPath + "/request/status", wallets, "1006"},
		{partnerPath + "/wallet/request/status", partners, "1006"},
		{"/v5/card-api/request/status", partners, "12004"},
	} {
		if got := c.call(tt.path, object{"request_id": tt.id}); got["error_code"] != tt.want {
			t.Errorf("%s: %v, want the code %s", tt.path, got, tt.want)
		}
	}
}
