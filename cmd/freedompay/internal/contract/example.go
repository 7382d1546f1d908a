package contract

import (
	"bytes"
	"encoding/json"
	"slices"

	wire "github.com/freedompay-go/freedompay/contract"
)

// Example returns a body for an operation: its required members, and those of
// the optional ones that make it more telling. Facts are the values of members
// by name, and win over the examples of this package.
func (o Operation) Example(facts map[string]any) string {
	e := example{operation: o, facts: facts}
	var text bytes.Buffer
	if err := json.Indent(&text, e.object(o.Request), "", "  "); err != nil {
		return "{}"
	}
	return text.String()
}

type example struct {
	operation Operation
	facts     map[string]any
}

// object writes an object's members in the order of the contract.
func (e example) object(s *wire.Schema) []byte {
	names := s.Required
	for _, name := range extras()[e.operation.ID] {
		if _, there := s.Properties[name]; there {
			names = append(slices.Clip(names), name)
		}
	}
	var text bytes.Buffer
	text.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(`"` + name + `":`)
		text.Write(e.value(name, s.Properties[name]))
	}
	text.WriteByte('}')
	return text.Bytes()
}

func (e example) value(name string, s *wire.Schema) []byte {
	for _, key := range []string{name + "/" + s.Type, name + "/" + s.Dictionary, name} {
		for _, values := range []map[string]any{e.facts, samples()} {
			if value, there := values[key]; there {
				text, err := json.Marshal(value)
				if err == nil {
					return text
				}
			}
		}
	}
	if len(s.Example) > 0 {
		return s.Example
	}
	switch s.Type {
	case "object":
		return e.object(s)
	case "array":
		return append(append([]byte{'['}, e.value("", s.Items)...), ']')
	case "integer", "number":
		return []byte("1")
	}
	return []byte(`"text"`)
}

// extras are optional members that make an example more telling.
func extras() map[string][]string {
	return map[string][]string{
		"Clients.Create":        {"first_name", "last_name"},
		"GiftCards.Confirm":     {"card_id"},
		"Cards.Issue":           {"client_id"},
		"Wallets.Add":           {"identifier"},
		"Wallets.IdentifyOwner": {"first_name", "last_name", "person_id"},
		"Limits.Set":            {"period", "amount"},
	}
}

// samples are values by member, or by member and type or dictionary.
func samples() map[string]any {
	type object = map[string]any
	return map[string]any{
		"product_id/card_product": 2100, "product_id/client_product": 1000, "product_id/partner_product": 10001, "product_id": 10001,
		"client_id/string": "1", "card_id/string": "1", "client_id/integer": 1, "card_id/integer": 1, "count": 2,
		"block_code": "10", "description": "By request of the client", "phone/integer": 77010000001, "phone/string": "77010000001",
		"user_phone": "77000000000", "first_name": "TEST", "last_name": "CARDHOLDER", "person_id": "900101300123",
		"object": object{"type": "card", "value": "1"}, "transaction_type": "pay", "period": "day",
		"amount/array":  []object{{"type": "max", "value": "5000.00", "currency": "KZT"}},
		"amount/number": json.Number("100.00"), "order_id": "order-1", "type": "credit", "currency": "KZT",
		"cardholder_name": "TEST CARDHOLDER", "product_code": 101, "otp": "000000", "identifier": "+77010000001", "country": "KAZ",
		"rates": object{"currency_from": "USD", "currency_to": "KZT", "rate": json.Number("480.5")}, "email": "shop@example.com",
		"company_id": "company-1", "name": "Shop", "bin": "123456789012", "address": object{"country": "KAZ"},
		"public_key": "-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----", "transaction_id": "1",
	}
}
