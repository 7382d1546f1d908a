package freedompaytest

import (
	"cmp"
	"slices"
	"time"
)

// WalletView is a wallet of e-money.
type WalletView struct {
	ID         string      `json:"wallet_id"`
	Identifier string      `json:"identifier"`
	OwnerID    string      `json:"owner_id,omitempty"`
	Status     string      `json:"status"`
	Account    AccountView `json:"account"`
}

// ViewWallets lists the wallets, in the order of their identifiers.
func (b *Bank) ViewWallets(w Window) Listed[WalletView] {
	return viewed(b, func(time.Time) Listed[WalletView] {
		all := make([]*wallet, 0, len(b.wallets))
		for _, wallet := range b.wallets {
			all = append(all, wallet)
		}
		slices.SortFunc(all, func(a, b *wallet) int { return cmp.Compare(a.identifier, b.identifier) })
		return listed(all, w, (*wallet).words, (*wallet).view)
	})
}

// ViewWallet returns one wallet; ok is false when there is none.
func (b *Bank) ViewWallet(identifier string) (view WalletView, ok bool) {
	return view, viewed(b, func(time.Time) bool {
		w := b.wallets[identifier]
		if w != nil {
			view = w.view()
		}
		return w != nil
	})
}

// ViewWalletMovements lists what was posted to a wallet, the newest first.
func (b *Bank) ViewWalletMovements(identifier string, w Window) Listed[MovementView] {
	return viewed(b, func(time.Time) Listed[MovementView] {
		lines := []MovementView{}
		if wallet := b.wallets[identifier]; wallet != nil {
			lines = wallet.movements()
		}
		slices.Reverse(lines)
		return listed(lines, w, MovementView.words, func(m MovementView) MovementView { return m })
	})
}

func (w *wallet) view() WalletView {
	return WalletView{ID: w.id, Identifier: w.identifier, OwnerID: w.ownerID, Status: w.status, Account: w.account.view()}
}

// words are what a search looks at.
func (w *wallet) words() []string {
	return []string{w.id, w.identifier, w.ownerID, w.status, w.account.id}
}

// movements returns what was posted to the wallet, the oldest first.
func (w *wallet) movements() []MovementView {
	var balance money
	lines := make([]MovementView, 0, len(w.operations))
	for _, e := range w.operations {
		amount := e.amount
		if e.kind == "emoney_pay" {
			amount = -amount
		}
		balance += amount
		lines = append(lines, MovementView{
			At: e.at, Type: e.kind, AccountID: w.account.id, Currency: w.account.currency,
			Amount: amount.String(), Balance: balance.String(), RRN: e.rrn,
		})
	}
	return lines
}
