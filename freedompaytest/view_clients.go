package freedompaytest

import (
	"strconv"
	"time"
)

// ClientView is a client as the bank knows it.
type ClientView struct {
	ID    string   `json:"client_id"`
	Name  string   `json:"name"`
	Phone string   `json:"phone"`
	Cards []string `json:"card_ids"`
}

// ViewClients lists the clients.
func (b *Bank) ViewClients(w Window) Listed[ClientView] {
	return viewed(b, func(time.Time) Listed[ClientView] {
		all := newestFirst(b.clients, func(c *client) string { return c.id })
		return listed(all, w, (*client).words, (*client).view)
	})
}

func (c *client) view() ClientView {
	view := ClientView{ID: c.id, Name: c.name(), Phone: strconv.FormatInt(c.phone, 10), Cards: []string{}}
	for _, card := range c.cards {
		view.Cards = append(view.Cards, card.id)
	}
	return view
}

// words are what a search looks at.
func (c *client) words() []string {
	return []string{c.id, c.name(), strconv.FormatInt(c.phone, 10)}
}
