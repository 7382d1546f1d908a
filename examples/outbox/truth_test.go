package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// Money of each card that is credited and refunded.
const (
	funds    = "1000.00"
	purchase = "300.00"
)

// want wants n commands: ten kinds of orders, with what they are about. Some can
// never be done, and of some that are wanted twice only one can.
func (s *storm) want(n int) {
	s.wanted = map[intent]wanted{}
	holder := s.bank.NewClient()
	const open, closed = string(freedompay.CardStatusActive), string(freedompay.CardStatusClosed)
	for i := 0; s.intended < n; i++ {
		switch name := fmt.Sprintf("wallet-%d", i); i % 8 {
		case 0:
			s.intend(intent{"Cards.Close", s.card(holder), ""}, wanted{1, 1, closed})
		case 1: // of two orders to close a card the second finds it closed
			s.intend(intent{"Cards.Close", s.card(holder), ""}, wanted{2, 1, closed})
		case 2:
			s.intend(intent{"Cards.Close", s.heldCard(holder), ""}, wanted{1, 0, open})
		case 3:
			s.intend(intent{"Transactions.Create", s.card(holder), fmt.Sprintf("%d.50", i)}, wanted{1, 1, fmt.Sprintf("%d.50", i+1000)})
		case 4:
			s.intend(intent{"Transactions.Create", s.closedCard(holder), "7.00"}, wanted{1, 0, funds})
		case 5:
			s.intend(intent{"Transactions.Refund", s.purchase(holder), ""}, wanted{2, 1, "refunded"})
		case 6:
			s.intend(intent{"Wallets.Add", name, ""}, wanted{2, 1, "active"})
		case 7:
			s.intend(intent{"Wallets.Close", s.wallet(name), ""}, wanted{1, 1, "closed"})
		}
	}
	s.setUp = s.bank.CallCount("")
}

// wanted is what should come of an intent.
type wanted struct {
	orders int    // for it
	done   int    // of these
	leaves string // at the bank: a status or a balance
}

// intend stores an intent, once for each order.
func (s *storm) intend(i intent, w wanted) {
	s.wanted[i] = w
	for range w.orders {
		s.intended++
		_, err := s.db.ExecContext(s.Context(), `insert into intents (operation, target, amount) values ($1, $2, $3)`, i.operation, i.target, i.amount)
		s.must(err)
	}
}

func (s *storm) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *storm) card(holder string) string {
	id, err := s.bank.NewCard(holder)
	s.must(err)
	s.must(s.bank.Fund(id, funds, freedompay.KZT))
	return id
}

// heldCard has an authorization, with which it cannot be closed.
func (s *storm) heldCard(holder string) string {
	id := s.card(holder)
	_, err := s.bank.Authorize(freedompaytest.Purchase{CardID: id, Amount: purchase, Currency: freedompay.KZT})
	s.must(err)
	return id
}

func (s *storm) closedCard(holder string) string {
	id := s.card(holder)
	_, err := s.shop.outbox.Client.Cards.Close(s.Context(), freedompay.CloseCardRequest{CardID: id, Description: "set up"})
	s.must(err)
	s.bank.Settle()
	return id
}

// purchase returns a transaction that can be refunded.
func (s *storm) purchase(holder string) string {
	id, err := s.bank.Purchase(freedompaytest.Purchase{CardID: s.card(holder), Amount: purchase, Currency: freedompay.KZT})
	s.must(err)
	return id
}

func (s *storm) wallet(identifier string) string {
	_, err := s.shop.outbox.Client.Wallets.Add(s.Context(), freedompay.AddWalletRequest{Identifier: identifier, Country: "KAZ", Currency: freedompay.KZT})
	s.must(err)
	s.bank.Settle()
	return identifier
}

// judge compares what the partner's tables say with what the bank's books say.
func (s *storm) judge() {
	s.must(s.bank.Audit())
	orders, err := s.shop.orders(s.Context())
	s.must(err)
	if len(orders) != s.intended {
		s.Errorf("%d orders of %d intents", len(orders), s.intended)
	}
	ordered, outcomes := map[string]bool{}, map[string]int{}
	for _, o := range orders {
		ordered[o.requestID] = true
		outcomes[o.outcome]++
		if o.ended != 1 {
			s.Errorf("order %d was told its end %d times", o.id, o.ended)
		}
		if got := s.truth(o); got != o.outcome {
			s.Errorf("order %d, %s %s: the table says %s %s, the bank %s\n%s",
				o.id, o.operation, o.requestID, o.outcome, o.reason, got, s.history(o.requestID))
		}
	}
	s.Log(outcomes)
	for _, call := range s.bank.Calls()[s.setUp:] {
		if call.RequestID != "" && !ordered[call.RequestID] {
			s.Fatalf("%s %s was sent, and its order rolled back", call.Operation, call.RequestID)
		}
	}
	s.judgeIntents()
}

// history tells what the bank has seen of a command.
func (s *storm) history(requestID string) string {
	var text strings.Builder
	for _, call := range s.bank.Calls() {
		if call.RequestID == requestID {
			fmt.Fprintf(&text, "\t%s %s %s %d %s %s\n", call.Time.Format("05.000"), call.Ended.Format("05.000"), call.Operation, call.Status, call.Code, call.Fault)
		}
	}
	return text.String()
}

// truth returns how a command ended by the bank's word.
func (s *storm) truth(o order) string {
	client, id := s.shop.outbox.Client, uuid.MustParse(o.requestID)
	var state freedompay.RequestStatus
	var err error
	if o.operation == "Wallets.Add" || o.operation == "Wallets.Close" {
		var answer *freedompay.WalletRequestState
		if answer, err = client.Wallets.RequestStatus(s.Context(), id); err == nil {
			state = answer.RequestStatus
		}
	} else {
		var answer *freedompay.RequestState
		if answer, err = client.Requests.Status(s.Context(), id); err == nil {
			state = answer.RequestStatus
		}
	}
	switch {
	case errors.Is(err, freedompay.ErrRequestUnknown):
		return "refused"
	case err != nil:
		s.Fatal(err)
	case state.Failed():
		return "failed"
	case state.Settled():
		return "done"
	}
	return string(state)
}

// judgeIntents checks that each intent was done as often as it can be, by the table
// and by the state of what it is about.
func (s *storm) judgeIntents() {
	for i, want := range s.wanted {
		var done int
		s.must(s.db.QueryRowContext(s.Context(), `select count(*) from orders join intents on intents.order_id = orders.id
			where intents.operation = $1 and target = $2 and outcome = 'done'`, i.operation, i.target).Scan(&done))
		if done != want.done {
			s.Errorf("%s %s was done %d times by the table, want %d", i.operation, i.target, done, want.done)
		}
		if got := s.left(i); got != want.leaves {
			s.Errorf("%s %s: the bank has %s, want %s", i.operation, i.target, got, want.leaves)
		}
	}
}

// left returns what an intent has left at the bank.
func (s *storm) left(i intent) string {
	client := s.shop.outbox.Client
	switch i.operation {
	case "Cards.Close":
		card, err := client.Cards.Info(s.Context(), i.target)
		s.must(err)
		return string(card.Card.Status)
	case "Transactions.Create":
		balance, err := client.Cards.Balance(s.Context(), i.target)
		s.must(err)
		return balance.Accounts[0].Amount.String()
	case "Transactions.Refund":
		transaction, err := client.Transactions.Info(s.Context(), i.target)
		s.must(err)
		return transaction.Transaction.Status
	}
	wallet, err := client.Wallets.Info(s.Context(), i.target)
	s.must(err)
	return wallet.Wallet.Status
}
