package freedompaytest

import "time"

// TransactionView is a debit, a credit or a purchase on a card.
type TransactionView struct {
	ID       string    `json:"transaction_id"`
	OrderID  string    `json:"order_id,omitempty"`
	CardID   string    `json:"card_id"`
	Kind     string    `json:"kind"` // debit, credit or purchase
	Status   string    `json:"status"`
	Amount   string    `json:"amount"`
	Held     string    `json:"held"`
	Posted   string    `json:"posted"`
	Returned string    `json:"returned"`
	Currency string    `json:"currency"`
	MCC      int       `json:"mcc,omitempty"`
	RRN      string    `json:"rrn"`
	At       time.Time `json:"datetime"`
	Open     bool      `json:"open"` // a purchase that can be cleared or cancelled

	Merchant map[string]any `json:"merchant,omitempty"` // of a purchase, as it was given
}

// ViewTransactions lists the transactions; a cardID that is not empty selects
// those of one card.
func (b *Bank) ViewTransactions(cardID string, w Window) Listed[TransactionView] {
	return viewed(b, func(time.Time) Listed[TransactionView] {
		all := b.transactions
		if cardID != "" {
			all = make(map[string]*transaction)
			for id, t := range b.transactions {
				if t.card.id == cardID {
					all[id] = t
				}
			}
		}
		return listed(newestFirst(all, func(t *transaction) string { return t.id }), w, (*transaction).words, (*transaction).view)
	})
}

func (t *transaction) view() TransactionView {
	kind := "debit"
	switch {
	case t.kind == purchaseKind():
		kind = "purchase"
	case t.credit:
		kind = "credit"
	}
	merchant, _ := copied(t.merchant) // it was copied once, so it can be again
	return TransactionView{
		ID: t.id, OrderID: t.orderID, CardID: t.card.id, Kind: kind, Status: t.status,
		Amount: t.amount.String(), Held: t.held.String(), Posted: t.posted.String(), Returned: t.returned.String(),
		Currency: t.account.currency, MCC: t.mcc, RRN: t.rrn, At: t.at,
		Open: kind == "purchase" && t.held > 0, Merchant: merchant,
	}
}

// words are what a search looks at.
func (t *transaction) words() []string {
	name, _ := t.merchant["name"].(string) // another form is not looked into
	return []string{t.id, t.orderID, t.card.id, t.rrn, t.status, t.amount.String(), name}
}
