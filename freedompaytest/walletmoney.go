package freedompaytest

import (
	"errors"
	"fmt"
	"time"
)

// walletEntry is a line of a wallet's statement.
type walletEntry struct {
	kind   string // of the wallet_operation dictionary
	amount money
	at     time.Time
	rrn    string
	other  *account
}

// TopUpWallet sells e-money to a wallet's owner (emoney_sale). The API has no such
// call: a test makes it, as a customer would.
func (b *Bank) TopUpWallet(identifier, amount string) error {
	return wrapErr("top up", b.moveWalletMoney(identifier, amount, "emoney_sale"))
}

// PayFromWallet redeems e-money of a wallet (emoney_pay).
func (b *Bank) PayFromWallet(identifier, amount string) error {
	return wrapErr("pay", b.moveWalletMoney(identifier, amount, "emoney_pay"))
}

// moveWalletMoney moves money between a wallet and the bank's emission.
func (b *Bank) moveWalletMoney(identifier, text, kind string) error {
	amount, err := parseMoney(text)
	if err != nil {
		return fmt.Errorf("amount %q: %w", text, err)
	}
	return b.update(func(now time.Time) error {
		w, err := b.walletByID(identifier)
		if err != nil {
			return err
		}
		if w.status != walletActive {
			return errors.New("the wallet is " + w.status)
		}
		emission := b.ledger.house("emission", w.account.currency)
		from, to := emission, w.account
		if kind == "emoney_pay" {
			from, to = to, from
		}
		if err := b.ledger.move(from, to, amount); err != nil {
			return err
		}
		w.operations = append(w.operations, walletEntry{kind, amount, now, b.digits(12), emission})
		return nil
	})
}

func (b *Bank) walletStatement(in *input) (members, error) {
	period := in.period()
	w, err := b.wallet(in)
	if err != nil {
		return nil, err
	}
	operations := []members{}
	for _, e := range w.operations {
		if !period.holds(e.at) {
			continue
		}
		operations = append(operations, members{
			"type":          e.kind,
			"amount":        number(e.amount),
			"commission":    number(0),
			"currency":      w.account.currency,
			"datetime":      e.at.Format(time.RFC3339),
			"rrn":           e.rrn,
			"correspondent": members{"name": "Test bank", "account_number": e.other.id},
		})
	}
	return members{"operations": operations}, nil
}
