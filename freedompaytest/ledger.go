package freedompaytest

import (
	"errors"
	"fmt"
	"time"
)

// account is a place for money in one currency.
type account struct {
	id       string // like an IBAN for cards and wallets, a name for the bank's own
	currency string
	customer bool // a customer's account never goes below zero
	balance  money
	held     money // of the balance, for open authorizations
}

// available returns what can be spent.
func (a *account) available() money { return a.balance - a.held }

// posting is one movement of money from one account to another.
type posting struct {
	from, to *account
	amount   money
	at       time.Time
}

// ledger keeps accounts by double entry: money only ever moves, so that all
// accounts of a currency always add up to zero.
type ledger struct {
	accounts map[string]*account
	journal  []posting
	at       time.Time // of the postings to come
}

func newLedger() ledger { return ledger{accounts: make(map[string]*account)} }

// open adds a customer's account.
func (l *ledger) open(id, currency string) *account {
	a := &account{id: id, currency: currency, customer: true}
	l.accounts[id] = a
	return a
}

// house returns one of the bank's own accounts, such as the partner's
// settlement account, and opens it when it is first needed. These may go below
// zero: they are the counterpart of the customers' accounts.
func (l *ledger) house(name, currency string) *account {
	id := name + " " + currency
	a := l.accounts[id]
	if a == nil {
		a = &account{id: id, currency: currency}
		l.accounts[id] = a
	}
	return a
}

// move posts amount to both accounts, or refuses and posts to none.
func (l *ledger) move(from, to *account, amount money) error {
	if from.currency != to.currency {
		return refuse("", "the accounts are in different currencies")
	}
	if from.customer && from.available() < amount {
		return refuse("", "insufficient funds")
	}
	const most = 1 << 60 // far below the overflow of int64
	if to.balance > most-amount || from.balance < amount-most {
		return refuse("", "more money than the books can hold")
	}
	from.balance -= amount
	to.balance += amount
	l.journal = append(l.journal, posting{from, to, amount, l.at})
	return nil
}

// Audit checks the ledger: all accounts add up to zero and match the journal, no
// customer is below zero, and the held amounts match the open authorizations. The error
// names every account that is wrong.
func (b *Bank) Audit() error {
	return b.update(func(time.Time) error { return b.auditBooks() })
}

// auditBooks is Audit under the bank's lock.
func (b *Bank) auditBooks() error {
	balances := make(map[*account]money)
	for _, p := range b.ledger.journal {
		balances[p.from] -= p.amount
		balances[p.to] += p.amount
	}
	holds := make(map[*account]money)
	for _, t := range b.transactions {
		holds[t.account] += t.held
	}
	var wrong []error
	totals := make(map[string]money)
	for _, a := range b.ledger.accounts {
		totals[a.currency] += a.balance
		wrong = append(wrong, a.audit(balances[a], holds[a]))
	}
	for currency, total := range totals {
		if total != 0 {
			wrong = append(wrong, fmt.Errorf("all %s accounts add up to %v, not to zero", currency, total))
		}
	}
	return errors.Join(wrong...)
}

// audit compares an account with what the journal and the transactions say.
func (a *account) audit(journal, holds money) error {
	switch {
	case a.balance != journal:
		return fmt.Errorf("account %s has %v, its postings add up to %v", a.id, a.balance, journal)
	case a.held != holds:
		return fmt.Errorf("account %s holds %v, its open authorizations hold %v", a.id, a.held, holds)
	case a.customer && a.available() < 0:
		return fmt.Errorf("account %s has %v and holds %v: below zero", a.id, a.balance, a.held)
	}
	return nil
}

// newIBAN returns an account number in the shape of a Kazakh IBAN, with right
// check digits and a bank code that belongs to no bank.
func (b *Bank) newIBAN() string {
	b.serial++
	account := "000" + lastDigits(b.serial, 13)
	return "KZ" + checkDigits(account) + account
}

// checkDigits returns the IBAN check digits for a Kazakh account: 98 less the
// remainder by 97 of the account, the country (K is 20, Z is 35) and 00.
func checkDigits(account string) string {
	remainder := 0
	for _, digit := range account + "203500" {
		remainder = (remainder*10 + int(digit-'0')) % 97
	}
	return fmt.Sprintf("%02d", 98-remainder)
}
