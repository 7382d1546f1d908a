package freedompaytest

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/freedompay-go/freedompay"
)

// Purchase is what a shop asks of a card. The API has no such call: a test makes it, as
// a customer would.
type Purchase struct {
	CardID     string
	Amount     string // decimal, such as "150.00"
	Currency   freedompay.Currency
	MCC        int
	Merchant   map[string]any // answered as it is: its members are not public
	Online     bool           // counts under pay_online instead of pay_pos
	Without3DS bool           // counts under pay_online_non3ds too
}

// Authorize holds a purchase on its card (1059) and returns the transaction's id. It
// takes effect at once.
func (b *Bank) Authorize(p Purchase) (transactionID string, err error) {
	err = b.update(func(now time.Time) error {
		t, err := b.purchase(p)
		if err != nil {
			return err
		}
		if err := b.authorize(t, now); err != nil {
			return err
		}
		transactionID = t.id
		return nil
	})
	return transactionID, wrapErr("authorize", err)
}

// ClearPurchase posts an authorized purchase (1058) and releases its hold.
func (b *Bank) ClearPurchase(transactionID string) error {
	err := b.update(func(now time.Time) error {
		t, err := b.heldPurchase(transactionID)
		if err != nil {
			return err
		}
		return b.clear(t, t.held, now)
	})
	return wrapErr("clear", err)
}

// CancelPurchase cancels an authorized purchase (1061) and releases its hold.
func (b *Bank) CancelPurchase(transactionID string) error {
	err := b.update(func(now time.Time) error {
		t, err := b.heldPurchase(transactionID)
		if err != nil {
			return err
		}
		return b.giveBack(t, t.held, now)
	})
	return wrapErr("cancel", err)
}

// Purchase authorizes a purchase and clears it.
func (b *Bank) Purchase(p Purchase) (transactionID string, err error) {
	transactionID, err = b.Authorize(p)
	if err != nil {
		return "", err
	}
	return transactionID, b.ClearPurchase(transactionID)
}

func (b *Bank) purchase(p Purchase) (*transaction, error) {
	amount, err := parseMoney(p.Amount)
	if err != nil {
		return nil, fmt.Errorf("amount %q: %w", p.Amount, err)
	}
	c, err := b.cardByID(p.CardID)
	if err != nil {
		return nil, err
	}
	account := c.account(string(p.Currency))
	if account == nil {
		return nil, errors.New("the card has no account in " + string(p.Currency))
	}
	merchant, err := copied(p.Merchant)
	if err != nil {
		return nil, fmt.Errorf("merchant: %w", err)
	}
	return &transaction{
		kind:     purchaseKind(),
		card:     c,
		account:  account,
		other:    b.ledger.house("merchants", string(p.Currency)),
		amount:   amount,
		mcc:      p.MCC,
		merchant: merchant,
		spending: p.spending(),
	}, nil
}

// copied returns a copy of a merchant, since the caller may change his.
func copied(merchant map[string]any) (map[string]any, error) {
	own := map[string]any{}
	text, err := json.Marshal(merchant)
	if err != nil || merchant == nil {
		return own, err
	}
	return own, json.Unmarshal(text, &own)
}

// spending returns the kinds of limit that the purchase counts under.
func (p Purchase) spending() []string {
	switch {
	case p.Online && p.Without3DS:
		return []string{"pay", "pay_online", "pay_online_non3ds"}
	case p.Online:
		return []string{"pay", "pay_online"}
	}
	return []string{"pay", "pay_pos"}
}

func (b *Bank) heldPurchase(id string) (*transaction, error) {
	t, err := b.transactionByID(id)
	if err != nil {
		return nil, err
	}
	if t.kind != purchaseKind() || t.held == 0 {
		return nil, fmt.Errorf("transaction %s is no open purchase", id)
	}
	return t, nil
}

// wrapErr adds what failed to an error.
func wrapErr(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("freedompaytest: %s: %w", what, err)
}
