package main

import (
	"context"
	"fmt"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// story is the life of a card. After the first error nothing more happens.
type story struct {
	ctx    context.Context
	client *freedompay.Client
	shop   shop
	began  time.Time
	err    error

	clientID, cardID string
}

func (s *story) tell() {
	s.began = time.Now()
	cards := s.client.Cards

	s.command("Clients.Create", func() (*freedompay.Result, error) {
		return s.client.Clients.Create(s.ctx, freedompay.CreateClientRequest{
			ProductID: freedompay.ClientProductInstant,
			Client: freedompay.NewClient{
				Phone:     77001234567,
				Type:      freedompay.Individual,
				Resident:  freedompay.Resident,
				FirstName: "TEST",
				LastName:  "CARDHOLDER",
			},
			Identification: freedompay.IdentificationInfo{
				Time: freedompay.NewTimestamp(s.began),
				By:   "quickstart",
			},
		})
	})
	s.command("Cards.Issue", func() (*freedompay.Result, error) {
		return cards.Issue(s.ctx, freedompay.IssueCardRequest{
			ProductID: freedompay.CardProductInstantGold,
			ClientID:  s.clientID,
		})
	})
	s.command("Cards.Activate", func() (*freedompay.Result, error) {
		return cards.Activate(s.ctx, freedompay.ActivateCardRequest{CardID: s.cardID})
	})
	s.command("Transactions.Create", func() (*freedompay.Result, error) {
		return s.client.Transactions.Create(s.ctx, freedompay.CreateTransactionRequest{
			OrderID:  "quickstart-1",
			CardID:   s.cardID,
			Type:     freedompay.Credit,
			Amount:   freedompay.MustAmount("25000.00"),
			Currency: freedompay.KZT,
		})
	})
	s.buy("4310.50", 5411, "Corner grocery")
	s.buy("1290.00", 5814, "Coffee at the park")
	s.command("Cards.Block", func() (*freedompay.Result, error) {
		return cards.Block(s.ctx, freedompay.BlockCardRequest{
			CardID: s.cardID, BlockCode: freedompay.BlockByClient, Description: "mislaid",
		})
	})
	s.command("Cards.Unblock", func() (*freedompay.Result, error) {
		return cards.Unblock(s.ctx, freedompay.UnblockCardRequest{CardID: s.cardID, Description: "found again"})
	})
	s.read()
	s.command("Cards.Close", func() (*freedompay.Result, error) {
		return cards.Close(s.ctx, freedompay.CloseCardRequest{CardID: s.cardID, Description: "end of the story"})
	})
}

// command gives a command, waits until the bank has settled it and shows both.
func (s *story) command(name string, give func() (*freedompay.Result, error)) {
	if s.err != nil {
		return
	}
	began := time.Now()
	result, err := give()
	if err != nil {
		s.err = err
		return
	}
	accepted := spent(began)
	state, err := s.client.Requests.Wait(s.ctx, result.RequestID)
	if err != nil {
		s.err = err
		return
	}
	fmt.Printf("\n%-20s accepted in %v, settled in %v\n", name, accepted, spent(began))
	fmt.Printf("  request %s\n", result.RequestID)
	s.remember(state)
}

// remember keeps and shows the ids that a command has made.
func (s *story) remember(state *freedompay.RequestState) {
	if state.ClientID != "" {
		s.clientID = state.ClientID
		fmt.Println("  client ", s.clientID)
	}
	if id := state.CardID(); id != "" {
		s.cardID = id
		fmt.Println("  card   ", s.cardID)
	}
	if state.TransactionID != "" {
		fmt.Println("  transaction", state.TransactionID)
	}
}

// buy lets a shop sell something to the card; only the fake bank has shops.
func (s *story) buy(amount string, mcc int, where string) {
	if s.err != nil || s.shop == nil {
		return
	}
	_, s.err = s.shop(freedompaytest.Purchase{
		CardID: s.cardID, Amount: amount, Currency: "KZT", MCC: mcc,
		Merchant: map[string]any{"name": where},
	})
	if s.err == nil {
		fmt.Printf("\nMeanwhile the card buys for %s KZT: %s\n", amount, where)
	}
}
