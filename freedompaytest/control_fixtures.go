package freedompaytest

import (
	"errors"
	"time"
)

// NewWallet adds an active wallet in a currency (alpha-3; empty for the bank's own).
// [Bank.TopUpWallet] puts money into it.
func (b *Bank) NewWallet(identifier, currency string) error {
	err := b.update(func(time.Time) error {
		if currency == "" {
			currency = b.currency
		}
		switch {
		case identifier == "":
			return errors.New("want an identifier")
		case !isAlpha3(currency):
			return errors.New("want a currency of three capital letters")
		case b.wallets[identifier] != nil:
			return errors.New("a wallet with this identifier exists")
		}
		b.wallets[identifier] = b.newWallet(identifier, currency)
		return nil
	})
	return wrapErr("new wallet", err)
}
