package freedompaytest_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

const gift = "/v5/cards"

func (c *caller) issueGift() int64 {
	c.t.Helper()
	answer := c.call(gift+"/issue_card", object{"cardholder_name": "Test Holder", "phone": 77000000001, "product_code": 101})
	id, err := answer["card_id"].(json.Number).Int64()
	if err != nil || fmt.Sprint(answer["status"]) != "0" {
		c.t.Fatalf("%v", answer)
	}
	return id
}

func (c *caller) wantGift(path string, body object, status string) object {
	c.t.Helper()
	answer := c.call(gift+path, body)
	if fmt.Sprint(answer["status"]) != status {
		c.t.Errorf("%s %v: %v, want %s", path, body, answer, status)
	}
	return answer
}

func TestLifeOfAGiftCard(t *testing.T) {
	clock := newClock()
	bank := freedompaytest.New(freedompaytest.WithClock(clock.Now))
	c := callerOf(t, bank)
	list := c.wantGift("/product_list", object{}, "0")
	if list["datetime"] != "2026-03-14 12:00:00" || len(list["product_list"].([]any)) == 0 {
		t.Errorf("%v", list)
	}
	before := bank.GiftFunds()
	card := c.issueGift()
	if spent := before - bank.GiftFunds(); spent != 5000 {
		t.Errorf("the card cost %d", spent)
	}
	state := c.wantGift("/card_status", object{"card_id": card}, "0")
	if fmt.Sprint(state["card_status"], state["card_currency"], state["card_balance"]) != "1KZT5000" {
		t.Errorf("%v", state)
	}
	c.wantGift("/resend_card", object{"card_id": card}, "0")
	old := bank.OTP(freedompay.GiftCardID(card))
	c.wantGift("/resend_code", object{"card_id": card}, "0")
	c.wantGift("/activate_card", object{"card_id": card, "otp": old}, "-8")
	confirmed := c.wantGift("/activate_card", object{"card_id": card, "otp": bank.OTP(freedompay.GiftCardID(card))}, "0")
	if fmt.Sprint(confirmed["card_status"]) != "2" || len(confirmed["card_mask"].(string)) != 16 {
		t.Errorf("%v", confirmed)
	}
	c.wantGift("/activate_card", object{"card_id": card, "otp": bank.OTP(freedompay.GiftCardID(card))}, "-10")
	c.wantGift("/resend_code", object{"card_id": card}, "-10")
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

func TestGiftCardByItsCodeAlone(t *testing.T) {
	bank := freedompaytest.New()
	c := callerOf(t, bank)
	c.issueGift()
	card := c.issueGift()
	c.wantGift("/activate_card", object{"otp": bank.OTP(freedompay.GiftCardID(card))}, "0")
	c.wantGift("/activate_card", object{"otp": bank.OTP(freedompay.GiftCardID(card))}, "-8")
	if bank.OTP(0) != "" {
		t.Error("a code for no card")
	}
}

func TestGiftCardRefusals(t *testing.T) {
	bank := freedompaytest.New()
	c := callerOf(t, bank)
	good := func(name string, value any) object {
		body := object{"cardholder_name": "Test Holder", "phone": 77000000001, "product_code": 101}
		body[name] = value
		return body
	}
	c.wantGift("/issue_card", good("cardholder_name", ""), "-2")
	c.wantGift("/issue_card", good("phone", nil), "-3")
	c.wantGift("/issue_card", good("phone", "77000000001"), "-3")
	c.wantGift("/issue_card", good("product_code", nil), "-4")
	c.wantGift("/issue_card", good("product_code", 9), "-4")
	c.wantGift("/issue_card", good("card_id", -5), "-7")
	c.wantGift("/issue_card", good("card_id", 77), "0")
	c.wantGift("/issue_card", good("card_id", 77), "-7")
	c.wantGift("/activate_card", object{"card_id": 77}, "-8")
	c.wantGift("/activate_card", object{"card_id": 78, "otp": "1"}, "-7")
	for _, path := range []string{"/resend_card", "/resend_code", "/card_status"} {
		c.wantGift(path, object{"card_id": 78}, "-7")
		c.wantGift(path, object{"card_id": "77"}, "-7")
	}
	status, answer := c.send(c.request(gift+"/card_status", []byte("[]")))
	if status != 200 || fmt.Sprint(answer["status"]) != "-1" {
		t.Errorf("%d %v", status, answer)
	}
}

func TestGiftAccountRunsDry(t *testing.T) {
	bank := freedompaytest.New(freedompaytest.WithGiftFunds(9_999))
	c := callerOf(t, bank)
	c.issueGift()
	c.wantGift("/issue_card", object{"cardholder_name": "Test Holder", "phone": 7, "product_code": 101}, "-6")
	if bank.GiftFunds() != 4_999 {
		t.Errorf("%d left", bank.GiftFunds())
	}
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

// The products and their face values are those of the list.
func TestGiftProducts(t *testing.T) {
	c := callerOf(t, instant())
	var got []string
	for _, item := range c.call("/v5/cards/product_list", object{})["product_list"].([]any) {
		product := item.(object)
		got = append(got, fmt.Sprint(product["code"], " ", product["name_en"], " ", product["balance"]))
	}
	if want := "101 Gift card 5000 5000, 102 Gift card 10000 10000, 103 Gift card 25000 25000"; strings.Join(got, ", ") != want {
		t.Errorf("%q", got)
	}
}

// A one-time password has six digits, the first and each that is sent again;
// and a card's id is above zero.
func TestFormOfAnOTP(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	id := c.issueGift()
	for range 2 {
		if otp := bank.OTP(freedompay.GiftCardID(id)); len(otp) != 6 || strings.Trim(otp, "0123456789") != "" {
			t.Errorf("%q", otp)
		}
		c.wantGift("/resend_code", object{"card_id": id}, "0")
	}
	c.wantGift("/issue_card", object{"cardholder_name": "TEST", "phone": 77000000001, "product_code": 101, "card_id": 0}, "-7")
	c.wantGift("/issue_card", object{"cardholder_name": "TEST", "phone": 77000000001, "product_code": 101, "card_id": 1}, "0")
}

// The products are those of the option and those that were added, and a snapshot
// holds them with the cards that were made of them.
func TestOwnGiftProducts(t *testing.T) {
	kama := freedompay.GiftProduct{Code: 7, Name: "Кама", NameEnglish: "Kama", Currency: "KZT", Balance: freedompay.MustAmount("100"), Image: "https://example.com/a.png"}
	bank := freedompaytest.New(freedompaytest.WithGiftProducts(kama))
	must(t, bank.NewGiftProduct(freedompay.GiftProduct{Code: 8, Name: "Еда", Balance: freedompay.MustAmount("250")}))
	card, err := bank.Client().GiftCards.Issue(t.Context(), freedompay.IssueGiftCardRequest{CardholderName: "A B", Phone: 77010000001, ProductCode: 8})
	must(t, err)
	snapshot, err := bank.Snapshot()
	must(t, err)
	restored, err := freedompaytest.Restore(snapshot) // with the default products
	must(t, err)
	for name, b := range map[string]*freedompaytest.Bank{"new": bank, "restored": restored} {
		list, err := b.Client().GiftCards.List(t.Context())
		must(t, err)
		want := []freedompay.GiftProduct{kama, {Code: 8, Name: "Еда", NameEnglish: "Еда", Currency: "KZT", Balance: freedompay.MustAmount("250")}}
		if !slices.Equal(list.Products, want) {
			t.Errorf("%s: %+v", name, list.Products)
		}
		state, err := b.Client().GiftCards.Status(t.Context(), card.CardID)
		must(t, err)
		if state.Balance.String() != "250" || b.GiftFunds() != 1_000_000-250 {
			t.Errorf("%s: %+v and %d left", name, state, b.GiftFunds())
		}
	}
}

func TestGiftProductsThatMakeNoSense(t *testing.T) {
	bank := freedompaytest.New()
	ten := freedompay.MustAmount("10")
	for says, p := range map[string]freedompay.GiftProduct{
		"code: want":     {Name: "A", Balance: ten},
		"code: there is": {Code: 101, Name: "A", Balance: ten},
		"name":           {Code: 1, Balance: ten},
		"balance":        {Code: 1, Name: "A", Balance: freedompay.MustAmount("1.5")},
		"balance: want":  {Code: 1, Name: "A", Balance: freedompay.MustAmount("0")},
		"currency":       {Code: 1, Name: "A", Balance: ten, Currency: "USD"},
	} {
		if err := bank.NewGiftProduct(p); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q: %v", says, err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("New has made a bank of it")
		}
	}()
	freedompaytest.New(freedompaytest.WithGiftProducts(freedompay.GiftProduct{Code: 1}))
}
