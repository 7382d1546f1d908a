package freedompaytest

import "time"

// Cards, their statements and clients as JSON.
type (
	savedEntry struct {
		Code     string         `json:"code"`
		Amount   money          `json:"amount"`
		Account  string         `json:"account"`
		MCC      int            `json:"mcc"`
		At       time.Time      `json:"at"`
		RRN      string         `json:"rrn"`
		Merchant map[string]any `json:"merchant"`
	}
	savedCard struct {
		ID        string       `json:"id"`
		Token     string       `json:"token"`
		PAN       string       `json:"pan"`
		CVV       string       `json:"cvv"`
		Product   int64        `json:"product"`
		Status    string       `json:"status"`
		Expires   time.Time    `json:"expires"`
		Accounts  []string     `json:"accounts"`
		Posted    []savedEntry `json:"posted"`
		Cancelled []savedEntry `json:"cancelled"`
	}
	savedClient struct {
		ID        string   `json:"id"`
		Phone     int64    `json:"phone"`
		FirstName string   `json:"first_name"`
		LastName  string   `json:"last_name"`
		Cards     []string `json:"cards"`
	}
)

func (s *saved) saveCards(b *Bank) {
	for _, c := range b.cards {
		one := savedCard{
			ID: c.id, Token: c.token, PAN: c.pan, CVV: c.cvv, Product: c.product, Status: c.status, Expires: c.expires,
			Posted: saveEntries(c.posted), Cancelled: saveEntries(c.cancelled),
		}
		for _, a := range c.accounts {
			one.Accounts = append(one.Accounts, a.id)
		}
		s.Cards = append(s.Cards, one)
	}
	for _, c := range b.clients {
		one := savedClient{ID: c.id, Phone: c.phone, FirstName: c.firstName, LastName: c.lastName}
		for _, card := range c.cards {
			one.Cards = append(one.Cards, card.id)
		}
		s.Clients = append(s.Clients, one)
	}
}

func saveEntries(entries []entry) []savedEntry {
	var list []savedEntry
	for _, e := range entries {
		list = append(list, savedEntry{e.code, e.amount, e.account.id, e.mcc, e.at, e.rrn, e.merchant})
	}
	return list
}

func (l *loading) entries(list []savedEntry) []entry {
	var entries []entry
	for _, e := range list {
		entries = append(entries, entry{e.Code, e.Amount, l.account(e.Account), e.MCC, e.At, e.RRN, e.Merchant})
	}
	return entries
}

func (l *loading) cards(s *saved) {
	for _, one := range s.Cards {
		c := &card{
			id: one.ID, token: one.Token, pan: one.PAN, cvv: one.CVV, product: one.Product, status: one.Status, expires: one.Expires,
			posted: l.entries(one.Posted), cancelled: l.entries(one.Cancelled), authorizations: make(map[string]*transaction),
		}
		for _, id := range one.Accounts {
			c.accounts = append(c.accounts, l.account(id))
		}
		if len(c.accounts) == 0 || len(c.pan) != 16 {
			l.wrong("card %q has no account or no number", one.ID)
		}
		l.bank.cards[c.id], l.bank.tokens[c.token] = c, c
	}
	for _, one := range s.Clients {
		c := &client{id: one.ID, phone: one.Phone, firstName: one.FirstName, lastName: one.LastName}
		for _, id := range one.Cards {
			card := l.card(id)
			card.client = c
			c.cards = append(c.cards, card)
		}
		l.bank.clients[c.id] = c
	}
}
