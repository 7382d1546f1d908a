package freedompaytest_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

const (
	addClient    = "/v5/card-api/client/add"
	updateClient = "/v5/card-api/client/update"
)

func TestClientMembersAreChecked(t *testing.T) {
	big := base64.StdEncoding.EncodeToString(append([]byte("%PDF-"), make([]byte, 2<<20)...))
	for _, tt := range []struct {
		name, value string
		want        string
		body        object
	}{
		{body: object{"phone": 77000000001}, want: ""},
		{body: object{}, want: "12001"},
		{body: object{"phone": "77000000001"}, want: "12001"},
		{body: object{"phone": 1.5}, want: "12001"},
		{body: object{"phone": 7, "first_name": "Анна"}, want: "12001"},
		{body: object{"phone": 7, "first_name": "Anna-Maria O'Test"}, want: ""},
		{body: object{"phone": 7, "type": 4}, want: "12001"},
		{body: object{"phone": 7, "resident": 3}, want: "12001"},
		{body: object{"phone": 7, "birthdate": "01.02.2000"}, want: "12001"},
		{body: object{"phone": 7, "birthdate": "2000-02-01"}, want: ""},
		{body: object{"phone": 7, "email": "x"}, want: "12001"},
		{body: object{"phone": 7, "country": "KZ"}, want: "12001"},
		{body: object{"phone": 7, "language": "kaz"}, want: "12001"},
		{body: object{"phone": 7, "document": "%PDF-"}, want: "12001"},
		{body: object{"phone": 7, "document": base64.StdEncoding.EncodeToString([]byte("GIF89a"))}, want: "12001"},
		{body: object{"phone": 7, "document": base64.StdEncoding.EncodeToString([]byte("%PDF-1.7"))}, want: ""},
		{body: object{"phone": 7, "document": big}, want: "12001"},
		{body: object{"phone": 7, "address1": "Almaty"}, want: "12001"},
		{body: object{"phone": 7, "address1": object{"country": "kz"}}, want: "12001"},
	} {
		c := callerOf(t, instant())
		_, answer := c.command(addClient, object{"product_id": 3000, "client": tt.body})
		if code(answer) != tt.want {
			t.Errorf("%.80v: %v", tt.body, answer)
		}
	}
}

func TestClientRefusals(t *testing.T) {
	c := callerOf(t, instant())
	client := object{"phone": 77000000001}
	for _, tt := range []struct {
		path string
		body object
		want string
	}{
		{addClient, object{"product_id": 2000}, "12001"},
		{addClient, object{"client": client}, "12001"},
		{addClient, object{"product_id": 4000, "client": client}, "12003"},
		{addClient, object{"product_id": 2000, "client": client, "identification_info": object{"idn_date": "2026-01-01"}}, "12001"},
		{updateClient, object{"product_id": 2000, "client_id": "0", "client": client}, "12007"},
		{updateClient, object{"product_id": 4000, "client_id": "0", "client": client}, "12003"},
		{updateClient, object{"product_id": 2000, "client_id": 5, "client": client}, "12001"},
		{updateClient, object{"product_id": 2000, "client_id": c.newClient(), "client": client}, ""},
	} {
		if _, answer := c.command(tt.path, tt.body); code(answer) != tt.want {
			t.Errorf("%s %v: %v", tt.path, tt.body, answer)
		}
	}
	if answer := c.call("/v5/card-api/client/cards", object{"client_id": "0"}); code(answer) != "12007" {
		t.Errorf("cards of nobody: %v", answer)
	}
}

func TestRequireByProduct(t *testing.T) {
	c := callerOf(t, instant(freedompaytest.RequireByProduct()))
	address := object{"country": "KAZ", "postal_code": "1", "address_line1": "a", "address_line2": "b", "address_line3": "c"}
	full := func() object {
		return object{
			"product_id": 1000,
			"client": object{
				"phone": 7, "first_name": "A", "last_name": "B", "country": "KAZ", "person_id": "1",
				"document": base64.StdEncoding.EncodeToString([]byte("%PDF-1.7")), "address1": address, "address2": address,
			},
			"identification_info": object{"idn_date": "2026-01-01T00:00:00Z", "identified_by": "x"},
		}
	}
	c.do(addClient, full())
	for _, name := range []string{"first_name", "person_id", "document", "address2"} {
		body := full()
		delete(body["client"].(object), name)
		_, answer := c.command(addClient, body)
		text, _ := answer["error_description"].(string)
		if code(answer) != "12001" || !strings.Contains(text, "client."+name) {
			t.Errorf("without %s: %v", name, answer)
		}
	}
	body := full()
	body["client"].(object)["address1"] = object{"country": "KAZ"}
	if _, answer := c.command(addClient, body); code(answer) != "12001" {
		t.Errorf("half an address: %v", answer)
	}
	if _, answer := c.command(addClient, object{"product_id": 2000, "client": object{"phone": 7}}); code(answer) != "12001" {
		t.Errorf("2000 with a phone alone: %v", answer)
	}
	c.do(addClient, object{"product_id": 3000, "client": object{"phone": 7}})
}
