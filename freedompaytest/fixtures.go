package freedompaytest

import (
	"fmt"
	"time"

	"github.com/freedompay-go/freedompay"
)

// NewClient adds a client to the bank, for a test about something else.
func (b *Bank) NewClient() (clientID string) {
	_ = b.update(func(time.Time) error {
		holder := &client{id: b.nextID(), phone: 77000000000, firstName: "TEST", lastName: "CARDHOLDER"}
		b.clients[holder.id] = holder
		clientID = holder.id
		return nil
	})
	return clientID
}

// NewCard gives a client of the bank an active card in the currency of [WithCurrency].
// [Bank.Fund] puts money on it.
func (b *Bank) NewCard(clientID string) (cardID string, err error) {
	err = b.update(func(now time.Time) error {
		holder, err := b.clientByID(clientID)
		if err != nil {
			return err
		}
		cardID = b.newCard(int64(freedompay.CardProductInstantGold), holder, now)
		b.cards[cardID].status = cardActive
		return nil
	})
	return cardID, wrapErr("new card", err)
}

// Fund puts money on a card at once, as a credit of the partner does (1062).
func (b *Bank) Fund(cardID string, amount string, currency freedompay.Currency) error {
	value, err := parseMoney(amount)
	if err != nil {
		return fmt.Errorf("freedompaytest: fund: amount %q: %w", amount, err)
	}
	err = b.update(func(now time.Time) error {
		c, err := b.cardByID(cardID)
		if err != nil {
			return err
		}
		account := c.account(string(currency))
		if account == nil {
			return fmt.Errorf("the card has no account in %s", currency)
		}
		return b.fund(&transaction{
			kind: creditKind(), credit: true, card: c, account: account,
			other: b.ledger.house(settlementAccount, string(currency)), amount: value,
			mcc: moneyTransfer, merchant: map[string]any{},
		}, now)
	})
	return wrapErr("fund", err)
}
