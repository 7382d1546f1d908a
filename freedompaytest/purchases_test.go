package freedompaytest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A purchase is cleared by the id that it returns, once, and by no other.
func TestPurchaseIsClearedByItsID(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000)
	c.fund(card, "100", "KZT")
	id, err := bank.Purchase(freedompaytest.Purchase{CardID: card, Amount: "10", Currency: "KZT"})
	if err != nil {
		t.Fatal(err)
	}
	c.wantTransaction(id, "cleared")
	c.wantBalance(card, "90.00", "0.00")
	for _, id := range []string{id, "0", c.move(card, "debit", "1")} {
		if err := bank.ClearPurchase(id); err == nil || !strings.HasPrefix(err.Error(), "freedompaytest: clear: ") {
			t.Errorf("cleared %s: %v", id, err)
		}
		if err := bank.CancelPurchase(id); err == nil || !strings.HasPrefix(err.Error(), "freedompaytest: cancel: ") {
			t.Errorf("cancelled %s: %v", id, err)
		}
	}
	if _, err := bank.Authorize(freedompaytest.Purchase{CardID: card, Amount: "1", Currency: "KZT", Merchant: map[string]any{"x": func() {}}}); err == nil {
		t.Error("a merchant that is no JSON is taken")
	}
}

// A merchant is kept as it was at the time of the purchase; none is an empty
// object.
func TestMerchantIsCopied(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000)
	c.fund(card, "100", "KZT")
	merchant := map[string]any{"name": "before"}
	for _, m := range []map[string]any{merchant, nil} {
		if _, err := bank.Purchase(freedompaytest.Purchase{CardID: card, Amount: "10", Currency: "KZT", Merchant: m}); err != nil {
			t.Fatal(err)
		}
	}
	merchant["name"] = "after"
	lines := c.call("/v5/card-api/card/statement", object{"card_id": card})["operations"].([]any)
	if lines[1].(object)["merchant"].(object)["name"] != "before" {
		t.Errorf("%v", lines[1])
	}
	if none, ok := lines[2].(object)["merchant"].(object); !ok || len(none) != 0 {
		t.Errorf("%v", lines[2])
	}
	if lines[0].(object)["mcc"] != json.Number("4829") {
		t.Errorf("the credit's category is %v", lines[0])
	}
}

// An online purchase counts under pay_online, one in a shop under pay_pos.
func TestPurchaseCountsByItsPlace(t *testing.T) {
	for kind, online := range map[string]bool{"pay_online": true, "pay_pos": false} {
		bank := instant()
		c := callerOf(t, bank)
		card := c.newCard(2000)
		c.fund(card, "100", "KZT")
		c.do(setLimits, limitOf("card", card, kind, "day", "5"))
		for _, at := range []bool{true, false} {
			_, err := bank.Authorize(freedompaytest.Purchase{CardID: card, Amount: "6", Currency: "KZT", Online: at})
			if (err != nil) != (at == online) {
				t.Errorf("limit on %s, online %v: %v", kind, at, err)
			}
		}
	}
}
