package freedompaytest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/freedompay-go/freedompay"
)

// CardView is a card as the bank knows it, without its number and CVV.
type CardView struct {
	ID       string        `json:"card_id"`
	Mask     string        `json:"card_mask"`
	Token    string        `json:"card_token"`
	Product  int64         `json:"product_id"`
	Status   string        `json:"status"`
	Expires  string        `json:"expiration_date"`
	ClientID string        `json:"client_id,omitempty"`
	Holder   string        `json:"holder,omitempty"`
	Open     int           `json:"open_authorizations"`
	Accounts []AccountView `json:"accounts"`
}

// MovementView is a line of a card's or wallet's statement. Amount is below zero when
// money went out; Balance is the balance afterwards.
type MovementView struct {
	At        time.Time `json:"datetime"`
	Type      string    `json:"type"` // of the transaction or wallet_operation dictionary
	AccountID string    `json:"account"`
	Currency  string    `json:"currency"`
	Amount    string    `json:"amount"`
	Balance   string    `json:"balance"`
	RRN       string    `json:"rrn"`
	MCC       int       `json:"mcc,omitempty"`
}

// CardSecretsView is what is printed on a card. It is made to be shown on
// request only.
type CardSecretsView struct {
	Number  freedompay.Secret
	Expires string
	CVV     freedompay.Secret
}

// ViewCards lists the cards.
func (b *Bank) ViewCards(w Window) Listed[CardView] {
	return viewed(b, func(now time.Time) Listed[CardView] {
		all := newestFirst(b.cards, func(c *card) string { return c.id })
		return listed(all, w, (*card).words, func(c *card) CardView { return c.view(now) })
	})
}

// ViewCard returns a card; ok is false when there is none with the id.
func (b *Bank) ViewCard(id string) (view CardView, ok bool) {
	return view, viewed(b, func(now time.Time) bool {
		c := b.cards[id]
		if c != nil {
			view = c.view(now)
		}
		return c != nil
	})
}

// ViewMovements lists what was posted to a card, the newest first.
func (b *Bank) ViewMovements(cardID string, w Window) Listed[MovementView] {
	return viewed(b, func(time.Time) Listed[MovementView] {
		c := b.cards[cardID]
		if c == nil {
			return Listed[MovementView]{Items: []MovementView{}}
		}
		lines := c.movements()
		slices.Reverse(lines)
		return listed(lines, w, MovementView.words, func(m MovementView) MovementView { return m })
	})
}

// ViewCardSecrets returns the number, the expiry and the CVV of a card; ok is false
// when there is no such card.
func (b *Bank) ViewCardSecrets(id string) (view CardSecretsView, ok bool) {
	return view, viewed(b, func(time.Time) bool {
		c := b.cards[id]
		if c != nil {
			view = CardSecretsView{freedompay.NewSecret(c.pan), c.expiry(), freedompay.NewSecret(c.cvv)}
		}
		return c != nil
	})
}

// viewed looks at the bank with everything settled that is due.
func viewed[T any](b *Bank, look func(now time.Time) T) T {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.settleDue(now)
	return look(now)
}

func (c *card) view(now time.Time) CardView {
	c.expire(now)
	view := CardView{
		ID: c.id, Mask: c.mask(), Token: c.token, Product: c.product, Status: c.status,
		Expires: c.expiry(), Open: len(c.authorizations),
	}
	if c.client != nil {
		view.ClientID, view.Holder = c.client.id, c.client.name()
	}
	for _, a := range c.accounts {
		view.Accounts = append(view.Accounts, a.view())
	}
	return view
}

// words are what a search looks at.
func (c *card) words() []string {
	words := []string{c.id, c.mask(), c.token, c.status}
	if c.client != nil {
		words = append(words, c.client.id, c.client.name())
	}
	for _, a := range c.accounts {
		words = append(words, a.id)
	}
	return words
}

func (m MovementView) words() []string { return []string{m.Type, m.RRN, m.Amount, m.Currency} }

// movements returns what was posted to the card, the oldest first.
func (c *card) movements() []MovementView {
	posted := slices.Clone(c.posted)
	slices.SortStableFunc(posted, func(a, b entry) int { return a.at.Compare(b.at) })
	balances := make(map[*account]money)
	lines := make([]MovementView, 0, len(posted))
	for _, e := range posted {
		amount := e.amount
		if takes(e.code) {
			amount = -amount
		}
		balances[e.account] += amount
		lines = append(lines, MovementView{
			At: e.at, Type: e.code, AccountID: e.account.id, Currency: e.account.currency,
			Amount: amount.String(), Balance: balances[e.account].String(), RRN: e.rrn, MCC: e.mcc,
		})
	}
	return lines
}

// takes reports whether a posting of this type takes money off a card.
func takes(code string) bool {
	return code == debitKind().clearing || code == purchaseKind().clearing || code == creditKind().refund
}

// name is the client's name, or the id when the client has none.
func (c *client) name() string {
	return cmp.Or(strings.TrimSpace(c.firstName+" "+c.lastName), c.id)
}
