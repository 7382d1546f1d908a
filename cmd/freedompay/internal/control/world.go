package control

import "github.com/freedompay-go/freedompay/freedompaytest"

// The bodies of what happens in the world outside the API.
type (
	cardBody struct {
		ClientID string `json:"client_id" doc:"Whose card it is; a new client when empty."`
	}
	amountBody struct {
		Amount   string `json:"amount" doc:"A decimal such as 150.00."`
		Currency string `json:"currency" doc:"Alpha-3; the card's first currency when empty."`
	}
	purchaseBody struct {
		Amount     string `json:"amount" doc:"A decimal such as 150.00."`
		Currency   string `json:"currency" doc:"Alpha-3; the card's first currency when empty."`
		MCC        int    `json:"mcc" doc:"Merchant category code."`
		Merchant   string `json:"merchant" doc:"Name of the shop."`
		Online     bool   `json:"online" doc:"Counts under pay_online instead of pay_pos."`
		Without3DS bool   `json:"without_3ds" doc:"Counts under pay_online_non3ds too."`
	}
	walletBody struct {
		Identifier string `json:"identifier" doc:"The wallet's identifier, such as a phone number."`
		Currency   string `json:"currency" doc:"Alpha-3; the bank's own when empty."`
	}
	moneyBody struct {
		Amount string `json:"amount" doc:"A decimal such as 150.00."`
	}
)

// done is the answer of what has nothing to tell but that it was done.
func (in *request) done(format string, args ...any) (any, error) {
	return in.doneWith(map[string]any{"ok": true}, format, args...)
}

// doneWith adds to an answer a sentence that says what was done.
func (in *request) doneWith(answer map[string]any, format string, args ...any) (any, error) {
	answer["done"] = sentence(Language(in.Request), format, args...)
	return answer, nil
}

func newClient(in *request) (any, error) {
	client := in.bank.NewClient()
	return in.doneWith(map[string]any{"client_id": client}, "Client %s was made.", client)
}

func newCard(in *request) (any, error) {
	client := in.body.(*cardBody).ClientID
	fresh := client == ""
	if fresh {
		client = in.bank.NewClient()
	}
	card, err := in.bank.NewCard(client)
	if err != nil {
		return nil, err
	}
	made := map[string]any{"card_id": card, "client_id": client}
	if fresh {
		return in.doneWith(made, "Card %s was made for the new client %s. It is active and empty.", card, client)
	}
	return in.doneWith(made, "Card %s was made. It is active and empty.", card)
}

func fund(in *request) (any, error) {
	body := in.body.(*amountBody)
	currency := currencyOf(in, body.Currency)
	if err := in.bank.Fund(in.PathValue("id"), body.Amount, currency); err != nil {
		return nil, err
	}
	return in.done("%s %s was put on the card.", body.Amount, currency)
}

func purchase(in *request) freedompaytest.Purchase {
	body := in.body.(*purchaseBody)
	p := freedompaytest.Purchase{
		CardID: in.PathValue("id"), Amount: body.Amount, Currency: currencyOf(in, body.Currency), MCC: body.MCC,
		Online: body.Online, Without3DS: body.Without3DS,
	}
	if body.Merchant != "" {
		p.Merchant = map[string]any{"name": body.Merchant}
	}
	return p
}

func authorize(in *request) (any, error) {
	p := purchase(in)
	id, err := in.bank.Authorize(p)
	if err != nil {
		return nil, err
	}
	return in.doneWith(map[string]any{"transaction_id": id}, "%s %s is held on the card until it is cleared or cancelled.", p.Amount, p.Currency)
}

func buy(in *request) (any, error) {
	p := purchase(in)
	id, err := in.bank.Purchase(p)
	if err != nil {
		return nil, err
	}
	return in.doneWith(map[string]any{"transaction_id": id}, "%s %s was paid with the card.", p.Amount, p.Currency)
}

func clearPurchase(in *request) (any, error) {
	if err := in.bank.ClearPurchase(in.PathValue("id")); err != nil {
		return nil, err
	}
	return in.done("The purchase was cleared: the held money has left the card.")
}

func cancelPurchase(in *request) (any, error) {
	if err := in.bank.CancelPurchase(in.PathValue("id")); err != nil {
		return nil, err
	}
	return in.done("The purchase was cancelled: the held money is available again.")
}

func newWallet(in *request) (any, error) {
	body := in.body.(*walletBody)
	if err := in.bank.NewWallet(body.Identifier, body.Currency); err != nil {
		return nil, err
	}
	return in.done("Wallet %s was made. It is active and empty.", body.Identifier)
}

func topUp(in *request) (any, error) {
	amount := in.body.(*moneyBody).Amount
	if err := in.bank.TopUpWallet(in.PathValue("id"), amount); err != nil {
		return nil, err
	}
	return in.done("%s %s was put into the wallet.", amount, in.walletCurrency())
}

func payFromWallet(in *request) (any, error) {
	amount := in.body.(*moneyBody).Amount
	if err := in.bank.PayFromWallet(in.PathValue("id"), amount); err != nil {
		return nil, err
	}
	return in.done("%s %s was paid from the wallet.", amount, in.walletCurrency())
}

// walletCurrency returns the currency of the wallet that the path names.
func (in *request) walletCurrency() string {
	wallet, _ := in.bank.ViewWallet(in.PathValue("id"))
	return wallet.Account.Currency
}
