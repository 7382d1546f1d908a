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
