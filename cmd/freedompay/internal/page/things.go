package page

import (
	"net/http"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
)

// listData is a list with its place.
type listData[T any] struct {
	Items  []T
	Paging paging
}

func listOf[T any](r *http.Request, list func(freedompaytest.Window) freedompaytest.Listed[T]) *listData[T] {
	w := window(r)
	cut := list(w)
	return &listData[T]{cut.Items, paged(r, w, cut.Total)}
}

// commandsData is the commands, and whether their settling is held.
type commandsData struct {
	*listData[freedompaytest.RequestView]
	Held bool
}

func (p *pages) commands(r *http.Request, in look) (name, title string, data any) {
	return "commands", "Commands", &commandsData{listOf(r, in.bank.ViewRequests), in.bank.ViewSettling().Held}
}

// commandData is one command with the calls that were about it.
type commandData struct {
	freedompaytest.RequestView
	Held  bool // settling is held
	Calls []*row
	About []string // the card that it was sent for, when it made none
	Asks  string   // the operation that tells what became of it
}

func (p *pages) command(r *http.Request, in look) (name, title string, data any) {
	request, ok := in.bank.ViewRequest(r.PathValue("id"))
	if !ok {
		return "", "", nil
	}
	d := &commandData{RequestView: request, Held: in.bank.ViewSettling().Held, Asks: contract.Asks(request.Operation)}
	entries, _ := p.sandbox.Journal.List(callsAbout(request.ID, pageSize))
	for _, e := range entries {
		d.Calls = append(d.Calls, p.row(e))
		if e.Operation == request.Operation {
			d.About = cardsIn(in.bank, e.Request)
		}
	}
	return "command", "Command", d
}

func (p *pages) clients(r *http.Request, in look) (name, title string, data any) {
	return "clients", "Clients", listOf(r, in.bank.ViewClients)
}

func (p *pages) cards(r *http.Request, in look) (name, title string, data any) {
	return "cards", "Cards", listOf(r, in.bank.ViewCards)
}

const (
	plotted   = 500 // movements that a plot shows
	lastCalls = 10  // about a card
)

// cardData is one card with what happened to it.
type cardData struct {
	freedompaytest.CardView
	Movements    freedompaytest.Listed[freedompaytest.MovementView]
	Plots        []*Plot
	Transactions freedompaytest.Listed[freedompaytest.TransactionView]
	Postings     []freedompaytest.PostingView
	Limits       []freedompaytest.LimitView
	Orders       []order // what a partner can do to it now
	Calls        []*row  // the last that named it
}

func (p *pages) card(r *http.Request, in look) (name, title string, data any) {
	id := r.PathValue("id")
	card, ok := in.bank.ViewCard(id)
	if !ok {
		return "", "", nil
	}
	d := &cardData{CardView: card, Limits: in.bank.ViewLimits(id), Orders: orders(card)}
	entries, _ := p.sandbox.Journal.List(callsAbout(id, lastCalls))
	for _, e := range entries {
		d.Calls = append(d.Calls, p.row(e))
	}
	d.Movements = in.bank.ViewMovements(id, freedompaytest.Window{Limit: plotted})
	d.Transactions = in.bank.ViewTransactions(id, freedompaytest.Window{Limit: pageSize})
	for _, a := range card.Accounts {
		if drawn := plot(d.Movements.Items, a.Currency); drawn != nil {
			d.Plots = append(d.Plots, drawn)
		}
		d.Postings = append(d.Postings, in.bank.ViewPostings(a.ID, freedompaytest.Window{Limit: pageSize}).Items...)
	}
	d.Movements.Items = d.Movements.Items[:min(len(d.Movements.Items), pageSize)]
	return "card", "Card", d
}

// giftData is the gift cards and what they are paid from.
type giftData struct {
	*listData[freedompaytest.GiftCardView]
	Funds   int64
	Confirm string // the path of GiftCards.Confirm
}

func (p *pages) giftCards(r *http.Request, in look) (name, title string, data any) {
	return "giftcards", "Gift cards", &giftData{
		listOf(r, in.bank.ViewGiftCards), in.bank.GiftFunds(), in.bank.Operations()["GiftCards.Confirm"],
	}
}

func (p *pages) wallets(r *http.Request, in look) (name, title string, data any) {
	return "wallets", "Wallets", listOf(r, in.bank.ViewWallets)
}

// walletData is one wallet with what happened to it.
type walletData struct {
	freedompaytest.WalletView
	Movements freedompaytest.Listed[freedompaytest.MovementView]
	Plot      *Plot
}

func (p *pages) wallet(r *http.Request, in look) (name, title string, data any) {
	wallet, ok := in.bank.ViewWallet(r.PathValue("id"))
	if !ok {
		return "", "", nil
	}
	d := &walletData{WalletView: wallet}
	d.Movements = in.bank.ViewWalletMovements(wallet.Identifier, freedompaytest.Window{Limit: plotted})
	d.Plot = plot(d.Movements.Items, wallet.Account.Currency)
	d.Movements.Items = d.Movements.Items[:min(len(d.Movements.Items), pageSize)]
	return "wallet", "Wallet", d
}

// ledgerData is the books.
type ledgerData struct {
	*listData[freedompaytest.PostingView]
	Accounts []freedompaytest.AccountView
	Wrong    string // what the audit found
}

func (p *pages) ledger(r *http.Request, in look) (name, title string, data any) {
	d := &ledgerData{Accounts: in.bank.ViewHouseAccounts()}
	d.listData = listOf(r, func(w freedompaytest.Window) freedompaytest.Listed[freedompaytest.PostingView] {
		return in.bank.ViewPostings(r.URL.Query().Get("account"), w)
	})
	if err := in.bank.Audit(); err != nil {
		d.Wrong = err.Error()
	}
	return "ledger", "Ledger", d
}
