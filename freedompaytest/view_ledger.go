package freedompaytest

import (
	"cmp"
	"slices"
	"time"
)

// AccountView is an account of the bank's ledger. The bank's own accounts may be below
// zero, because they balance the customers' money.
type AccountView struct {
	ID       string `json:"account"`
	Currency string `json:"currency"`
	Customer bool   `json:"customer"`
	Balance  string `json:"balance"`
	Held     string `json:"held"`
	Free     string `json:"available"`
}

// PostingView is one movement of money from one account to another.
type PostingView struct {
	Number   int       `json:"number"` // counts from 1
	At       time.Time `json:"datetime"`
	From     string    `json:"from"`
	To       string    `json:"to"`
	Amount   string    `json:"amount"`
	Currency string    `json:"currency"`
}

// ViewHouseAccounts lists the bank's own accounts, in the order of their names.
func (b *Bank) ViewHouseAccounts() []AccountView {
	return viewed(b, func(time.Time) []AccountView {
		views := []AccountView{}
		for _, a := range b.ledger.own() {
			views = append(views, a.view())
		}
		return views
	})
}

// ViewPostings lists the journal of the ledger, the newest first: the postings of one
// account, or all when account is empty.
func (b *Bank) ViewPostings(account string, w Window) Listed[PostingView] {
	return viewed(b, func(time.Time) Listed[PostingView] {
		numbers := []int{}
		for i := len(b.ledger.journal) - 1; i >= 0; i-- {
			p := &b.ledger.journal[i]
			if account == "" || p.from.id == account || p.to.id == account {
				numbers = append(numbers, i)
			}
		}
		return listed(numbers, w, b.ledger.words, b.ledger.view)
	})
}

func (a *account) view() AccountView {
	return AccountView{
		ID: a.id, Currency: a.currency, Customer: a.customer,
		Balance: a.balance.String(), Held: a.held.String(), Free: a.available().String(),
	}
}

// own returns the accounts of the bank itself.
func (l *ledger) own() []*account {
	var list []*account
	for name, a := range l.accounts {
		if !isIBAN(name) {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b *account) int { return cmp.Compare(a.id, b.id) })
	return list
}

// isIBAN reports whether an account is a card's or a wallet's.
func isIBAN(id string) bool { return len(id) == 20 && id[:2] == "KZ" }

func (l *ledger) view(i int) PostingView {
	p := &l.journal[i]
	return PostingView{Number: i + 1, At: p.at, From: p.from.id, To: p.to.id, Amount: p.amount.String(), Currency: p.from.currency}
}

// words are what a search looks at.
func (l *ledger) words(i int) []string {
	p := &l.journal[i]
	return []string{p.from.id, p.to.id, p.amount.String(), p.from.currency}
}
