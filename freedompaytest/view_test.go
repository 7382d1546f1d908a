package freedompaytest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A card's view follows its money: what was posted, what is held, who gave to
// whom.
func TestViewsOfACard(t *testing.T) {
	bank := freedompaytest.New()
	card, err := bank.NewCard(bank.NewClient())
	must(t, err)
	must(t, bank.Fund(card, "100", "KZT"))
	_, err = bank.Purchase(freedompaytest.Purchase{CardID: card, Amount: "30.50", Currency: "KZT", MCC: 5814})
	must(t, err)
	held, err := bank.Authorize(freedompaytest.Purchase{CardID: card, Amount: "20", Currency: "KZT"})
	must(t, err)

	view, ok := bank.ViewCard(card)
	if !ok || view.ID != card || view.Status != "00" || view.Open != 1 || view.Holder != "TEST CARDHOLDER" || strings.Count(view.Mask, "*") != 6 {
		t.Errorf("%+v", view)
	}
	account := view.Accounts[0]
	if account.Balance != "69.50" || account.Held != "20.00" || account.Free != "49.50" || account.Currency != "KZT" || !account.Customer {
		t.Errorf("%+v", account)
	}
	lines := bank.ViewMovements(card, freedompaytest.Window{}).Items
	if len(lines) != 2 || lines[0].Amount != "-30.50" || lines[0].Balance != "69.50" || lines[0].Type != "1058" || lines[1].Amount != "100.00" || lines[1].Balance != "100.00" {
		t.Errorf("%+v", lines)
	}
	transactions := bank.ViewTransactions(card, freedompaytest.Window{}).Items
	if len(transactions) != 3 || transactions[0].ID != held || !transactions[0].Open || transactions[0].Kind != "purchase" || transactions[1].Open || transactions[2].Kind != "credit" {
		t.Errorf("%+v", transactions)
	}
	postings := bank.ViewPostings(account.ID, freedompaytest.Window{}).Items
	if len(postings) != 2 || postings[0].From != account.ID || postings[0].To != "merchants KZT" || postings[0].Amount != "30.50" || postings[0].At.IsZero() {
		t.Errorf("%+v", postings)
	}
	if _, ok := bank.ViewCard("1"); ok {
		t.Error("there is a card 1")
	}
	if own := bank.ViewHouseAccounts(); len(own) != 3 || own[1].ID != "merchants KZT" || own[1].Balance != "30.50" || own[2].Balance != "-1000100.00" {
		t.Errorf("%+v", own)
	}
	partners := freedompaytest.New(freedompaytest.SettleAfter(0))
	other, err := partners.NewCard(partners.NewClient())
	must(t, err)
	must(t, partners.Fund(other, "10", "KZT"))
	debit, err := partners.Client().Transactions.Create(t.Context(), freedompay.CreateTransactionRequest{
		OrderID: "1", CardID: other, Type: freedompay.Debit, Amount: freedompay.MustAmount("4"), Currency: freedompay.KZT,
	})
	must(t, err)
	state, err := partners.Client().Requests.Status(t.Context(), debit.RequestID)
	must(t, err)
	_, err = partners.Client().Transactions.Clear(t.Context(), freedompay.ClearTransactionRequest{OrderID: "1", TransactionID: state.TransactionID, All: true})
	must(t, err)
	if lines := partners.ViewMovements(other, freedompaytest.Window{}).Items; lines[0].Amount != "-4.00" || lines[0].Balance != "6.00" {
		t.Errorf("after a debit of the partner: %+v", lines)
	}
	secrets, ok := bank.ViewCardSecrets(card)
	if !ok || len(secrets.Number.Reveal()) != 16 || len(secrets.CVV.Reveal()) != 3 {
		t.Error("the secrets are not there")
	}
}

func TestViewsAreWindows(t *testing.T) {
	bank := freedompaytest.New()
	var ids []string
	for range 5 {
		ids = append(ids, bank.NewClient())
	}
	for _, tt := range []struct {
		window freedompaytest.Window
		want   []string
		total  int
	}{
		{freedompaytest.Window{}, []string{ids[4], ids[3], ids[2], ids[1], ids[0]}, 5},
		{freedompaytest.Window{Limit: 2}, []string{ids[4], ids[3]}, 5},
		{freedompaytest.Window{Offset: 4, Limit: 2}, []string{ids[0]}, 5},
		{freedompaytest.Window{Offset: 9, Limit: 2}, nil, 5},
		{freedompaytest.Window{Offset: -1, Limit: 1}, []string{ids[4]}, 5},
		{freedompaytest.Window{Search: ids[2]}, []string{ids[2]}, 1},
		{freedompaytest.Window{Search: "cardHOLDER", Limit: 1}, []string{ids[4]}, 5},
		{freedompaytest.Window{Search: "nobody"}, nil, 0},
	} {
		list := bank.ViewClients(tt.window)
		var got []string
		for _, c := range list.Items {
			got = append(got, c.ID)
		}
		if list.Total != tt.total || strings.Join(got, " ") != strings.Join(tt.want, " ") {
			t.Errorf("%+v: %v of %d", tt.window, got, list.Total)
		}
		if text, err := json.Marshal(list); err != nil || strings.Contains(string(text), "null") {
			t.Errorf("%s, %v", text, err)
		}
	}
}

// A request is seen from its acceptance to its end, also one that fails.
func TestViewsOfRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New(freedompaytest.SettleAfter(time.Minute))
		client := bank.Client()
		card, err := bank.NewCard(bank.NewClient())
		must(t, err)
		good, err := client.Cards.Block(t.Context(), freedompay.BlockCardRequest{CardID: card, BlockCode: freedompay.BlockByClient, Description: "x"})
		must(t, err)
		bad, err := client.Transactions.Create(t.Context(), freedompay.CreateTransactionRequest{
			OrderID: "1", CardID: card, Type: freedompay.Debit, Amount: freedompay.MustAmount("1"), Currency: freedompay.KZT,
		})
		must(t, err)
		began := time.Now()
		view, ok := bank.ViewRequest(good.RequestID.String())
		if !ok || view.Operation != "Cards.Block" || view.Progress != "process" || view.Settled != nil || !view.Due.Equal(began.Add(time.Minute)) {
			t.Errorf("%+v", view)
		}
		time.Sleep(2 * time.Minute)
		view, _ = bank.ViewRequest(good.RequestID.String())
		if view.Progress != "success" || view.Settled == nil || !view.Settled.Equal(began.Add(time.Minute)) {
			t.Errorf("%+v", view)
		}
		list := bank.ViewRequests(freedompaytest.Window{}).Items
		if len(list) != 2 || list[0].ID != bad.RequestID.String() || list[0].Progress != "error" || list[0].Reason == "" {
			t.Errorf("%+v", list)
		}
		if _, ok := bank.ViewRequest("b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12"); ok {
			t.Error("a request that nobody made")
		}
	})
}

// Settling that is held waits for its release, but not for Settle; a new pause
// counts for what is accepted afterwards.
func TestHoldSettling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New(freedompaytest.SettleAfter(time.Second))
		client := bank.Client()
		create := func() {
			t.Helper()
			_, err := client.Clients.Create(t.Context(), freedompay.CreateClientRequest{ProductID: freedompay.ClientProductWallet, Client: freedompay.NewClient{Phone: 77010000001}})
			must(t, err)
		}
		bank.HoldSettling(true)
		create()
		time.Sleep(time.Hour)
		if s := bank.ViewSettling(); !s.Held || s.Pending != 1 || s.After != time.Second {
			t.Errorf("%+v", s)
		}
		bank.HoldSettling(false)
		if bank.Pending() != 0 {
			t.Error("released, it does not settle")
		}
		if settled := bank.ViewRequests(freedompaytest.Window{}).Items[0].Settled; settled == nil || !settled.Equal(time.Now()) {
			t.Errorf("released at %v, it settled at %v", time.Now(), settled)
		}
		bank.HoldSettling(true)
		create()
		bank.Settle()
		if bank.Pending() != 0 {
			t.Error("Settle does not settle")
		}
		bank.HoldSettling(false)
		bank.SetSettleAfter(time.Hour)
		create()
		time.Sleep(time.Minute)
		if bank.Pending() != 1 {
			t.Error("the new pause does not count")
		}
	})
}

// A recorder hears of a call twice, with what was sent and what was answered, and
// what the bank would have liked to see.
func TestRecorder(t *testing.T) {
	var arrived, ended []freedompaytest.Exchange
	bank := freedompaytest.New(freedompaytest.KeepCalls(2), freedompaytest.WithRecorder(func(e freedompaytest.Exchange) func(freedompaytest.Exchange) {
		arrived = append(arrived, e)
		return func(e freedompaytest.Exchange) { ended = append(ended, e) }
	}))
	if _, err := bank.Client().GiftCards.List(t.Context()); err != nil {
		t.Fatal(err)
	}
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.DropAfter, Times: 1})
	c := callerOf(t, bank)
	c.try(c.request("/v5/cards/product_list", []byte("{}"))) // the answer is lost
	r := c.request("/v5/cards/product_list", []byte("{}"))
	r.Header.Set("X-JWS-Signature", "wrong")
	c.send(r)
	if len(arrived) != 3 || len(ended) != 3 {
		t.Fatalf("%d have arrived, %d have ended", len(arrived), len(ended))
	}
	first, lost, wrong := ended[0], ended[1], ended[2]
	if string(first.Request) != "{}" || !strings.Contains(string(first.Answer), "product_list") || first.Status != 200 || first.Method != http.MethodPost || first.Header.Get("X-JWS-Signature") == "" {
		t.Errorf("%+v", first)
	}
	if arrived[0].Answer != nil || arrived[0].Status != 0 {
		t.Errorf("on arrival it knows the answer: %+v", arrived[0])
	}
	if lost.Answer != nil || lost.Status != 0 || lost.Fault != freedompaytest.DropAfter {
		t.Errorf("%+v", lost)
	}
	if wrong.Status != 401 || wrong.Expected != `{"uri":"/v5/cards/product_list","auth_id":"123456","method":"POST","params":"","alg":"HS512"}` {
		t.Errorf("%+v", wrong)
	}
	if kept := len(bank.Calls()); kept != 2 || bank.CallCount("") != 3 {
		t.Errorf("%d of %d calls are kept", kept, bank.CallCount(""))
	}
}

// TryInject says what makes no sense, and injects nothing then.
func TestTryInject(t *testing.T) {
	bank := freedompaytest.New()
	good := freedompaytest.Fault{On: "Cards.Info", Do: freedompaytest.DropAfter, Times: 2}
	if err := bank.TryInject(good, freedompaytest.Fault{On: "Cards.Inf"}); err == nil || len(bank.ViewFaults()) != 0 {
		t.Errorf("%v, %v", err, bank.ViewFaults())
	}
	if err := bank.TryInject(good); err != nil || len(bank.ViewFaults()) != 1 || bank.ViewFaults()[0].Times != 2 {
		t.Errorf("%v, %v", err, bank.ViewFaults())
	}
}
