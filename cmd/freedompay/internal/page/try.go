package page

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
)

// tryData is a call to be made: by the page itself, or by somebody's program.
type tryData struct {
	contract.Operation
	Path     string // where this bank serves it
	Names    []string
	Body     string
	Mistakes []string
	Recipes  []Recipe
	First    bool // the very first call
	NoClient bool // the example names a client, and the bank has none
	Base     string
	AuthID   string
	Key      string
}

func (p *pages) try(r *http.Request, in look) (name, title string, data any) {
	d := p.tryOf(r, in, r.URL.Query().Get("operation"))
	if d == nil {
		return "", "", nil
	}
	return "try", "Make a call", d
}

func (p *pages) tryOf(r *http.Request, in look, name string) *tryData {
	if name == "" {
		name = "GiftCards.List"
	}
	operation, ok := contract.Named(name)
	if !ok {
		return nil
	}
	facts := factsFor(in.bank, name)
	chosen(r, in.bank, facts)
	d := &tryData{
		Operation: operation, Path: in.bank.Operations()[name], Names: operationNames(), Body: operation.Example(facts), Mistakes: control.Mistakes(),
		Base: base(r), AuthID: in.partner.AuthID, Key: in.partner.Key.Reveal(),
	}
	d.NoClient = facts["client_id/string"] == nil && strings.Contains(d.Body, `"client_id": "`)
	d.Recipes = recipes(d)
	return d
}

// facts are what the bank knows, so that an example fits the bank: the newest
// client, card, transaction, gift card and wallet.
func facts(bank *freedompaytest.Bank) map[string]any {
	newest := freedompaytest.Window{Limit: 1}
	facts := map[string]any{"request_id": uuid.NewString()}
	if list := bank.ViewClients(newest).Items; len(list) > 0 {
		facts["client_id/string"] = list[0].ID
	}
	if list := bank.ViewCards(newest).Items; len(list) > 0 {
		facts["card_id/string"], facts["card_token"] = list[0].ID, list[0].Token
		facts["object"] = map[string]any{"type": "card", "value": list[0].ID}
		facts["currency"] = list[0].Accounts[0].Currency
	}
	if list := bank.ViewTransactions("", newest).Items; len(list) > 0 {
		facts["transaction_id"] = list[0].ID
	}
	if list := bank.ViewGiftCards(newest).Items; len(list) > 0 {
		facts["card_id/integer"], facts["otp"] = list[0].ID, list[0].OTP
	}
	if list := bank.ViewWallets(newest).Items; len(list) > 0 {
		facts["identifier"] = list[0].Identifier
	}
	now := time.Now()
	facts["start_date"] = now.AddDate(0, -1, 0).Format(time.RFC3339)
	facts["end_date"] = now.Add(time.Hour).Format(time.RFC3339)
	return facts
}

// chosen puts into the facts what the address names: a command to ask about, a
// card, a gift card or a wallet.
func chosen(r *http.Request, bank *freedompaytest.Bank, facts map[string]any) {
	if id := r.URL.Query().Get("request_id"); id != "" {
		facts["request_id"] = id
	}
	if identifier := r.URL.Query().Get("identifier"); identifier != "" {
		facts["identifier"] = identifier
	}
	id := r.URL.Query().Get("card_id")
	if card, ok := bank.ViewCard(id); ok {
		facts["card_id/string"], facts["card_token"], facts["currency"] = id, card.Token, card.Accounts[0].Currency
		facts["object"] = map[string]any{"type": "card", "value": id}
	}
	for _, gift := range bank.ViewGiftCards(freedompaytest.Window{Search: id}).Items {
		if id != "" && strconv.FormatInt(gift.ID, 10) == id {
			facts["card_id/integer"], facts["otp"] = gift.ID, gift.OTP
		}
	}
}

// factsFor keeps an example from asking for what is there already, and asks
// about the last request where the operation is about one.
func factsFor(bank *freedompaytest.Bank, operation string) map[string]any {
	all := facts(bank)
	switch operation {
	case "Wallets.Add":
		delete(all, "identifier")
		all["identifier"] = "+7701" + uuidDigits()
	case "Requests.Status", "Wallets.RequestStatus":
		for _, request := range bank.ViewRequests(freedompaytest.Window{Limit: pageSize}).Items {
			wallet := len(request.Operation) > 8 && request.Operation[:8] == "Wallets."
			if wallet == (operation == "Wallets.RequestStatus") {
				all["request_id"] = request.ID
				break
			}
		}
	}
	return all
}

// uuidDigits returns seven digits by chance.
func uuidDigits() string {
	id := uuid.New()
	digits := make([]byte, 7)
	for i := range digits {
		digits[i] = '0' + id[i]%10
	}
	return string(digits)
}
