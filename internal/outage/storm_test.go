package outage_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// doubts are what is not public about the bank, and what proxies do.
func doubts() []struct {
	name    string
	options []freedompaytest.Option
	faults  []freedompaytest.Fault
} {
	type fault = freedompaytest.Fault
	type faults = []fault
	type options = []freedompaytest.Option
	stateFirst, lag, used := freedompaytest.StateBeforeID(), freedompaytest.StatusLag(300*time.Millisecond), freedompaytest.RefusedUsesRequestID()
	held := fault{Do: freedompaytest.DeliverLate, Probability: 0.05, Delay: 30 * time.Second}
	heldBy504 := fault{Do: freedompaytest.DeliverLate, Probability: 0.05, Status: 504, Delay: 400 * time.Millisecond}
	repeats := fault{Do: freedompaytest.Repeat, Probability: 0.1}
	inspects := fault{Do: freedompaytest.BlockAnswer, Probability: 0.05}
	inspectsJSON := fault{Do: freedompaytest.BlockAnswer, Probability: 0.05, JSON: `{"message":"blocked"}`}
	blocks := fault{Do: freedompaytest.BlockRequest, Probability: 0.05}
	return []struct {
		name    string
		options []freedompaytest.Option
		faults  []freedompaytest.Fault
	}{
		{"none", nil, nil},
		{"state before id", options{stateFirst}, nil},
		{"lagging status", options{lag}, nil},
		{"refused ids used up", options{used}, nil},
		{"late arrival", nil, faults{held, heldBy504}},
		{"repeating proxy", nil, faults{repeats}},
		{"inspecting proxy", nil, faults{inspects, inspectsJSON, blocks}},
		// A proxy that repeats, before a bank that checks the state first, together with a
		// status that lags or cannot be had, is what the client takes for a refusal: see
		// TestExploreTheFailureTable. So these are all doubts but one.
		{"all but the repeats", options{stateFirst, lag, used}, faults{held, heldBy504, inspects, inspectsJSON, blocks}},
		{"all but the state before id", options{lag, used}, faults{held, heldBy504, repeats, inspects, inspectsJSON, blocks}},
	}
}

// Thousands of commands are sent to a fake bank with faults, under each doubt and
// under all. By the bank's ledger, each is carried out exactly once, and none is
// reported as refused or failed.
func TestStorm(t *testing.T) {
	wallets, companies, cards, debits := 100, 100, 350, 350 // each wallet gets two commands
	if *longStorm {
		wallets, companies, cards, debits = 1000, 1000, 3500, 3500
	} else if testing.Short() {
		wallets, companies, cards, debits = 20, 20, 70, 70
	}
	for _, doubt := range doubts() {
		t.Run(doubt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				seed, outcomes, ends, began := newSeed(t), &tally{}, &tally{}, time.Now()
				shop := openShop(t, seed, outcomes, doubt.options...)
				shop.bank.Inject(append(doubt.faults, faults()...)...)

				var first, later []order
				for i := range wallets {
					name := fmt.Sprint("wallet ", i)
					first, later = append(first, shop.addWallet(name)), append(later, shop.endWallet(name, i))
				}
				for i := range companies {
					first = append(first, shop.addCompany(fmt.Sprint("company ", i)))
				}
				for i := range cards {
					if first = append(first, shop.issue()); i%2 == 0 {
						first, later = first[:len(first)-1], append(later, first[len(first)-1])
					}
				}
				for range debits / 2 {
					first, later = append(first, shop.debit()), append(later, shop.debit())
				}
				for _, orders := range [][]order{first, later} {
					atOnce(shop.mix(orders), func(o order) {
						if err := o.carryOut(t.Context(), shop.client, ends); err != nil {
							t.Errorf("%s: %v", o.name, err)
						}
					})
					<-time.After(time.Minute) // all that was accepted settles, and all that is held arrives
				}
				t.Logf("%d commands took %v of virtual time and %d calls; as the client ended them:%v\nand as they were then known to be done:%v",
					len(first)+len(later), time.Since(began), shop.bank.CallCount(""), outcomes, ends)

				shop.bank.ClearFaults()
				shop.mustAddUp(wallets, companies)
			})
		})
	}
}

// mustAddUp compares the bank's ledger with the orders.
func (s *shop) mustAddUp(wallets, companies int) {
	s.t.Helper()
	for _, c := range s.customers {
		cards, err := s.client.Clients.Cards(s.t.Context(), c.id)
		if err != nil || len(cards.Cards) != c.issued {
			s.t.Errorf("customer %s has %d cards, ordered were %d: %v", c.id, len(cards.Cards), c.issued, err)
		}
		balance, err := s.client.Cards.Balance(s.t.Context(), c.card)
		if err != nil || len(balance.Accounts) != 1 {
			s.t.Fatalf("card %s has the accounts %+v, %v", c.card, balance, err)
		}
		if got, want := balance.Accounts[0].BlockedAmount, freedompay.NewAmount(c.spent, 2); got != want {
			s.t.Errorf("card %s was debited %v, ordered were %v", c.card, got, want)
		}
	}
	for i := range wallets {
		info, err := s.client.Wallets.Info(s.t.Context(), fmt.Sprint("wallet ", i))
		if want := []string{"blocked", "closed"}[i%2]; err != nil || info.Wallet.Status != want {
			s.t.Errorf("wallet %d is %+v, %v, want it %s", i, info, err, want)
		}
	}
	for i := range companies {
		if s.bank.PartnerClientID(fmt.Sprint("company ", i)) == 0 {
			s.t.Errorf("company %d is not registered", i)
		}
	}
	if pending := s.bank.Pending(); pending != 0 {
		s.t.Errorf("%d commands are not settled", pending)
	}
	if err := s.bank.Audit(); err != nil {
		s.t.Error(err)
	}
}

// Issuing a gift card has no request_id. It is therefore never sent twice, and a call
// without an answer returns ErrOutcomeUnknown.
func TestStormOfGiftCards(t *testing.T) {
	const cards, worth = 10_000, 5000
	synctest.Test(t, func(t *testing.T) {
		seed := newSeed(t)
		bank := freedompaytest.New(freedompaytest.WithSeed(seed), freedompaytest.WithGiftFunds(cards*worth))
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.RefuseConnection, Probability: 0.1})
		bank.Inject(faults()...)
		client := bank.Client()

		var issued, unknown, refused atomic.Int64
		ids := make(chan freedompay.GiftCardID, cards)
		atOnce(make([]struct{}, cards), func(struct{}) {
			card, err := client.GiftCards.Issue(t.Context(), freedompay.IssueGiftCardRequest{CardholderName: "A B", Phone: 77001234567, ProductCode: 101})
			failed, _ := errors.AsType[*freedompay.Error](err)
			switch {
			case err == nil:
				issued.Add(1)
				ids <- card.CardID
			case errors.Is(err, freedompay.ErrOutcomeUnknown) && failed.RequestID != uuid.Nil:
				unknown.Add(1)
			case failed.HTTPStatus == 0: // no connection, four times
				refused.Add(1)
			default:
				t.Error(err)
			}
		})

		var arrived, answered, sold int64
		for _, call := range bank.Calls() {
			if call.Fault == freedompaytest.RefuseConnection {
				continue
			}
			arrived++
			if call.Status == 200 && (call.Fault == "" || call.Fault == freedompaytest.DelayAfter || call.Fault == freedompaytest.DelayBefore) {
				answered++
			}
		}
		sold = cards - bank.GiftFunds()/worth
		t.Logf("%d issued, %d unknown, %d without a connection; %d arrived, %d were answered, %d were sold",
			issued.Load(), unknown.Load(), refused.Load(), arrived, answered, sold)
		if arrived != cards-refused.Load() || issued.Load() != answered || unknown.Load() != arrived-answered {
			t.Error("a card was asked for twice, or an outcome was not reported as it is")
		}
		if sold < issued.Load() || sold > issued.Load()+unknown.Load() {
			t.Error("the bank has sold cards that nobody knows of")
		}
		close(ids)
		seen := map[freedompay.GiftCardID]bool{}
		for id := range ids {
			if seen[id] {
				t.Errorf("card %v was issued twice", id)
			}
			seen[id] = true
		}
		if err := bank.Audit(); err != nil {
			t.Error(err)
		}
	})
}
