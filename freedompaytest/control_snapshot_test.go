package freedompaytest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// normal returns a snapshot with its lists in an order of their own: a bank
// keeps most things in maps.
func normal(t *testing.T, snapshot []byte, hidden ...string) string {
	t.Helper()
	var state map[string]any
	decoder := json.NewDecoder(bytes.NewReader(snapshot))
	decoder.UseNumber()
	if err := decoder.Decode(&state); err != nil {
		t.Fatal(err)
	}
	for _, member := range state {
		if list, ok := member.([]any); ok {
			for _, item := range list {
				if item := item.(map[string]any); slices.Contains(hidden, "request ids") && item["operation"] != nil {
					delete(item, "id")
				}
			}
			slices.SortFunc(list, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		}
	}
	text, err := json.MarshalIndent(state, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// busy does something of everything with a bank and leaves work pending.
func busy(t *testing.T, bank *freedompaytest.Bank, round string) {
	t.Helper()
	client := bank.Client()
	ctx := t.Context()
	wallet, holder := "+7701000000"+round, bank.NewClient()
	card, err := bank.NewCard(holder)
	must(t, err)
	must(t, bank.Fund(card, "1000.00", "KZT"))
	_, err = bank.Purchase(freedompaytest.Purchase{CardID: card, Amount: "10.50", Currency: "KZT", Merchant: map[string]any{"name": "Shop"}})
	must(t, err)
	_, err = bank.Authorize(freedompaytest.Purchase{CardID: card, Amount: "5", Currency: "KZT"})
	must(t, err)
	given, err := bank.Authorize(freedompaytest.Purchase{CardID: card, Amount: "7", Currency: "KZT", Online: true})
	must(t, err)
	must(t, bank.CancelPurchase(given))
	must(t, bank.NewWallet(wallet, ""))
	must(t, bank.TopUpWallet(wallet, "50"))
	must(t, bank.PayFromWallet(wallet, "20.25"))
	_, err = client.GiftCards.Issue(ctx, freedompay.IssueGiftCardRequest{CardholderName: "A B", Phone: 77010000001, ProductCode: 101})
	must(t, err)
	_, err = client.Partners.AddClient(ctx, freedompay.AddPartnerClientRequest{Company: freedompay.Company{
		CompanyID: "c" + round, Name: "Shop", BIN: "1", Address: freedompay.Address{Country: "KAZ"},
	}})
	must(t, err)
	_, err = client.Limits.Set(ctx, freedompay.SetLimitsRequest{
		Object: freedompay.LimitObject{Type: "card", Value: card},
		Limits: []freedompay.Limit{{TransactionType: "pay", Period: "day", Amounts: []freedompay.LimitAmount{{Type: "max", Value: freedompay.MustAmount("100"), Currency: "KZT"}}}},
	})
	must(t, err)
	bank.Settle()
	_, err = client.Cards.IssuePlastic(ctx, freedompay.IssuePlasticRequest{CardID: card})
	must(t, err)
	_, err = client.Cards.Issue(ctx, freedompay.IssueCardRequest{ProductID: freedompay.CardProductInstantGold, ClientID: holder})
	must(t, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A restored bank is the same bank: it has the same state, goes on in the same
// way, and its pending work settles.
func TestSnapshotRestores(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New(freedompaytest.SettleAfter(time.Second))
		busy(t, bank, "1")
		snapshot, err := bank.Snapshot()
		must(t, err)
		other, err := freedompaytest.Restore(snapshot)
		must(t, err)
		again, err := other.Snapshot()
		must(t, err)
		if one, two := normal(t, snapshot), normal(t, again); one != two {
			t.Fatalf("restored it differs:\n%s\n%s", one, two)
		}
		if other.Pending() != 2 {
			t.Fatalf("%d commands are pending, want 2", other.Pending())
		}
		time.Sleep(3 * time.Second)
		for _, b := range []*freedompaytest.Bank{bank, other} {
			busy(t, b, "2")
			b.Settle()
			must(t, b.Audit())
		}
		snapshot, err = bank.Snapshot()
		must(t, err)
		again, err = other.Snapshot()
		must(t, err)
		// Each client has chosen request_ids of its own.
		if one, two := normal(t, snapshot, "request ids"), normal(t, again, "request ids"); one != two {
			t.Errorf("after the same events they differ:\n%s\n%s", one, two)
		}
	})
}

// A request that a proxy still holds back is delivered after the restoring, and
// done once; one with a wrong signature is refused then.
func TestSnapshotHoldsLateRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New(freedompaytest.SettleAfter(time.Second))
		holder := bank.NewClient()
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.DeliverLate, Delay: time.Minute})
		issue := freedompay.IssueCardRequest{ProductID: freedompay.CardProductInstantGold, ClientID: holder}
		for _, client := range []*freedompay.Client{
			bank.Client(freedompay.WithRetry(freedompay.Backoff{Attempts: 1})),
			bank.Client(freedompay.WithRetry(freedompay.Backoff{Attempts: 1}), freedompay.WithAlgorithm("/v5/card-api", freedompay.HS256)),
		} {
			if _, err := client.Cards.Issue(t.Context(), issue); err == nil {
				t.Fatal("an answer arrived")
			}
		}
		bank.ClearFaults()
		snapshot, err := bank.Snapshot()
		must(t, err)
		restored, err := freedompaytest.Restore(snapshot)
		must(t, err)
		for name, b := range map[string]*freedompaytest.Bank{"the bank": bank, "the restored bank": restored} {
			if b.Pending() == 0 || b.ViewCards(freedompaytest.Window{}).Total != 0 {
				t.Errorf("%s: %d pending, %d cards", name, b.Pending(), b.ViewCards(freedompaytest.Window{}).Total)
			}
		}
		time.Sleep(time.Minute + 2*time.Second)
		for name, b := range map[string]*freedompaytest.Bank{"the bank": bank, "the restored bank": restored} {
			if b.Pending() != 0 || b.ViewCards(freedompaytest.Window{}).Total != 1 {
				t.Errorf("%s: %d pending, %d cards", name, b.Pending(), b.ViewCards(freedompaytest.Window{}).Total)
			}
			calls := b.Calls()
			if last := calls[len(calls)-1]; last.Fault != freedompaytest.DeliverLate || last.Status != 401 || last.Signature == "" {
				t.Errorf("%s: the last call is %+v", name, last)
			}
		}
	})
}

// A file that is not whole, not a snapshot or not in balance is refused.
func TestRestoreRefuses(t *testing.T) {
	bank := freedompaytest.New()
	busy(t, bank, "1")
	snapshot, err := bank.Snapshot()
	must(t, err)
	edit := func(member string, to any) []byte {
		var state map[string]any
		must(t, json.Unmarshal(snapshot, &state))
		state[member] = to
		text, err := json.Marshal(state)
		must(t, err)
		return text
	}
	for name, text := range map[string][]byte{
		"torn":             snapshot[:len(snapshot)/2],
		"empty":            {},
		"foreign":          []byte(`{"kind":"a shopping list"}`),
		"without accounts": edit("accounts", []any{}),
		"without postings": edit("postings", []any{}),
		"without requests": edit("requests", []any{}),
		"without cards":    edit("cards", []any{}),
		"without chance":   edit("random", ""),
	} {
		if _, err := freedompaytest.Restore(text); err == nil {
			t.Errorf("%s: restored", name)
		}
	}
}

// Every field of the bank's state is in the snapshot, or is named here as
// something that a snapshot leaves out. A new field has to be thought about.
func TestSnapshotKnowsEveryField(t *testing.T) {
	known := []string{
		"settings: options", "operations: made by New", "mu: a lock", "random: seeds", "noise: seeds", "seeds", "serial",
		"calls: no state", "faults: no state", "requests", "order", "held", "pending", "ledger", "clients", "cards",
		"tokens: of cards", "transactions", "limits", "gifts", "giftCards", "wallets", "companies", "rates",
	}
	var names []string
	for field := range reflect.TypeFor[freedompaytest.Bank]().Fields() {
		names = append(names, field.Name)
	}
	for _, name := range names {
		if !slices.ContainsFunc(known, func(k string) bool { k, _, _ = strings.Cut(k, ":"); return k == name }) {
			t.Errorf("Bank.%s is new: save and load it in control_snapshot.go, or name it here", name)
		}
	}
}
