package control

import (
	"cmp"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// one is the window of a count.
func one() freedompaytest.Window { return freedompaytest.Window{Limit: 1} }

func summary(in *request) (any, error) {
	kept, total := in.sandbox.Journal.Len()
	return map[string]any{
		"auth_id":      in.partner.AuthID,
		"calls":        total,
		"calls_kept":   kept,
		"clients":      in.bank.ViewClients(one()).Total,
		"cards":        in.bank.ViewCards(one()).Total,
		"transactions": in.bank.ViewTransactions("", one()).Total,
		"gift_cards":   in.bank.ViewGiftCards(one()).Total,
		"gift_funds":   in.bank.GiftFunds(),
		"wallets":      in.bank.ViewWallets(one()).Total,
		"commands":     in.bank.ViewRequests(one()).Total,
		"pending":      in.bank.Pending(),
		"faults":       len(in.bank.ViewFaults()),
		"clock":        in.sandbox.Clock.Now().Format(time.RFC3339Nano),
	}, nil
}

func partners(in *request) (any, error) {
	list := []map[string]string{}
	for _, p := range in.sandbox.Partners() {
		row := map[string]string{"auth_id": p.AuthID}
		if in.URL.Query().Get("reveal") == "key" {
			row["key"] = p.Key.Reveal()
		}
		list = append(list, row)
	}
	return map[string]any{"items": list}, nil
}

func listClients(in *request) (any, error) { return in.bank.ViewClients(in.window()), nil }

func listCards(in *request) (any, error) { return in.bank.ViewCards(in.window()), nil }

func showCard(in *request) (any, error) {
	card, ok := in.bank.ViewCard(in.PathValue("id"))
	if !ok {
		return nil, notFound("there is no card with this card_id; the list of cards has those that there are")
	}
	return card, nil
}

func listMovements(in *request) (any, error) {
	if _, err := showCard(in); err != nil {
		return nil, err
	}
	return in.bank.ViewMovements(in.PathValue("id"), in.window()), nil
}

func revealCard(in *request) (any, error) {
	secrets, ok := in.bank.ViewCardSecrets(in.PathValue("id"))
	if !ok {
		return nil, notFound("there is no card with this card_id; the list of cards has those that there are")
	}
	return map[string]string{
		"card_number": secrets.Number.Reveal(), "expiration_date": secrets.Expires, "cvv": secrets.CVV.Reveal(),
	}, nil
}

func listTransactions(in *request) (any, error) {
	return in.bank.ViewTransactions(in.URL.Query().Get("card"), in.window()), nil
}

func listLimits(in *request) (any, error) {
	return map[string]any{"items": in.bank.ViewLimits(in.URL.Query().Get("id"))}, nil
}

func listGiftCards(in *request) (any, error) { return in.bank.ViewGiftCards(in.window()), nil }

func listWallets(in *request) (any, error) { return in.bank.ViewWallets(in.window()), nil }

func showWallet(in *request) (any, error) {
	wallet, ok := in.bank.ViewWallet(in.PathValue("id"))
	if !ok {
		return nil, notFound("there is no wallet with this identifier; the list of wallets has those that there are")
	}
	return wallet, nil
}

func listWalletMovements(in *request) (any, error) {
	if _, err := showWallet(in); err != nil {
		return nil, err
	}
	return in.bank.ViewWalletMovements(in.PathValue("id"), in.window()), nil
}

func listCommands(in *request) (any, error) { return in.bank.ViewRequests(in.window()), nil }

func showCommand(in *request) (any, error) {
	request, ok := in.bank.ViewRequest(in.PathValue("id"))
	if !ok {
		return nil, notFound("there is no command with this request_id; it may have been refused, or the bank was reset")
	}
	return request, nil
}

func listAccounts(in *request) (any, error) {
	return map[string]any{"items": in.bank.ViewHouseAccounts()}, nil
}

func listPostings(in *request) (any, error) {
	return in.bank.ViewPostings(in.URL.Query().Get("account"), in.window()), nil
}

func audit(in *request) (any, error) {
	if err := in.bank.Audit(); err != nil {
		return map[string]any{"clean": false, "wrong": err.Error()}, nil
	}
	return map[string]any{"clean": true}, nil
}

// currencyOf returns the currency that was asked for, or the card's first.
func currencyOf(in *request, currency string) freedompay.Currency {
	if card, ok := in.bank.ViewCard(in.PathValue("id")); ok && currency == "" {
		currency = card.Accounts[0].Currency
	}
	return freedompay.Currency(cmp.Or(currency, "KZT"))
}
