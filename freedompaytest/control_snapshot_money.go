package freedompaytest

import "time"

// Accounts, postings and transactions as JSON.
type (
	savedAccount struct {
		ID       string `json:"id"`
		Currency string `json:"currency"`
		Customer bool   `json:"customer"`
		Balance  money  `json:"balance"`
		Held     money  `json:"held"`
	}
	savedPosting struct {
		From   string    `json:"from"`
		To     string    `json:"to"`
		Amount money     `json:"amount"`
		At     time.Time `json:"at"`
	}
	savedTransaction struct {
		ID            string         `json:"id"`
		OrderID       string         `json:"order_id"`
		FinDocumentID string         `json:"fin_document_id"`
		RRN           string         `json:"rrn"`
		Kind          string         `json:"kind"` // code of its clearing
		Credit        bool           `json:"credit"`
		Card          string         `json:"card"`
		Account       string         `json:"account"`
		Other         string         `json:"other"`
		Amount        money          `json:"amount"`
		Held          money          `json:"held"`
		Posted        money          `json:"posted"`
		Returned      money          `json:"returned"`
		Status        string         `json:"status"`
		MCC           int            `json:"mcc"`
		Merchant      map[string]any `json:"merchant"`
		Spending      []string       `json:"spending"`
		LimitedBy     [][2]string    `json:"limited_by"`
		At            time.Time      `json:"at"`
	}
)

func (s *saved) saveMoney(b *Bank) {
	for _, a := range b.ledger.accounts {
		s.Accounts = append(s.Accounts, savedAccount{a.id, a.currency, a.customer, a.balance, a.held})
	}
	for _, p := range b.ledger.journal {
		s.Postings = append(s.Postings, savedPosting{p.from.id, p.to.id, p.amount, p.at})
	}
	for _, t := range b.transactions {
		one := savedTransaction{
			ID: t.id, OrderID: t.orderID, FinDocumentID: t.finDocumentID, RRN: t.rrn, Kind: t.kind.clearing, Credit: t.credit,
			Card: t.card.id, Account: t.account.id, Other: t.other.id, Amount: t.amount, Held: t.held, Posted: t.posted,
			Returned: t.returned, Status: t.status, MCC: t.mcc, Merchant: t.merchant, Spending: t.spending, At: t.at,
		}
		for _, object := range t.limitedBy {
			one.LimitedBy = append(one.LimitedBy, [2]string{object.kind, object.id})
		}
		s.Transactions = append(s.Transactions, one)
	}
}

func (l *loading) money(s *saved) {
	for _, a := range s.Accounts {
		l.bank.ledger.accounts[a.ID] = &account{a.ID, a.Currency, a.Customer, a.Balance, a.Held}
	}
	for _, p := range s.Postings {
		l.bank.ledger.journal = append(l.bank.ledger.journal, posting{l.account(p.From), l.account(p.To), p.Amount, p.At})
	}
}

func (l *loading) transactions(s *saved) {
	kinds := make(map[string]kind)
	for _, k := range []kind{debitKind(), creditKind(), purchaseKind()} {
		kinds[k.clearing] = k
	}
	for _, one := range s.Transactions {
		t := &transaction{
			id: one.ID, orderID: one.OrderID, finDocumentID: one.FinDocumentID, rrn: one.RRN, kind: kinds[one.Kind], credit: one.Credit,
			card: l.card(one.Card), account: l.account(one.Account), other: l.account(one.Other), amount: one.Amount, held: one.Held,
			posted: one.Posted, returned: one.Returned, status: one.Status, mcc: one.MCC, merchant: one.Merchant,
			spending: one.Spending, at: one.At,
		}
		if t.kind == (kind{}) {
			l.wrong("transaction %q is of no kind", one.ID)
		}
		for _, object := range one.LimitedBy {
			t.limitedBy = append(t.limitedBy, limitObject{object[0], object[1]})
		}
		l.bank.transactions[t.id] = t
		if t.held > 0 {
			t.card.authorizations[t.id] = t
		}
	}
}
