package freedompaytest_test

import (
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A test gets an active, funded card in three lines, and the books add up.
func TestFixtures(t *testing.T) {
	bank := freedompaytest.New()
	clientID := bank.NewClient()
	cardID, err := bank.NewCard(clientID)
	if err != nil {
		t.Fatal(err)
	}
	if err := bank.Fund(cardID, "1500.50", freedompay.KZT); err != nil {
		t.Fatal(err)
	}
	client := bank.Client()
	info, err := client.Cards.Info(t.Context(), cardID)
	if err != nil || info.Card.Status != freedompay.CardStatusActive || info.Card.ClientID != clientID {
		t.Errorf("%+v, %v", info, err)
	}
	balance, err := client.Cards.Balance(t.Context(), cardID)
	if err != nil || balance.Accounts[0].Amount.Cmp(freedompay.MustAmount("1500.5")) != 0 {
		t.Errorf("%+v, %v", balance, err)
	}
	statement, err := client.Cards.Statement(t.Context(), freedompay.CardStatementRequest{CardID: cardID})
	if err != nil || len(statement.Operations) != 1 || statement.Operations[0].Type != freedompay.TransactionOCTClearing {
		t.Errorf("%+v, %v", statement, err)
	}
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

func TestFixturesOfNothing(t *testing.T) {
	bank := freedompaytest.New()
	if _, err := bank.NewCard("no such client"); err == nil {
		t.Error("a card for nobody")
	}
	cardID, err := bank.NewCard(bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	for _, fund := range []struct {
		card, amount string
		currency     freedompay.Currency
	}{
		{"no such card", "1", freedompay.KZT}, {cardID, "1.005", freedompay.KZT}, {cardID, "1", freedompay.USD},
	} {
		if err := bank.Fund(fund.card, fund.amount, fund.currency); err == nil {
			t.Errorf("%+v was funded", fund)
		}
	}
}
