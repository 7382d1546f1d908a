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

// ok is the answer of what has nothing to tell.
func ok(err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return map[string]bool{"ok": true}, nil
}

func newClient(in *request) (any, error) {
	return map[string]string{"client_id": in.bank.NewClient()}, nil
}

func newCard(in *request) (any, error) {
	client := in.body.(*cardBody).ClientID
	if client == "" {
		client = in.bank.NewClient()
	}
	card, err := in.bank.NewCard(client)
	if err != nil {
		return nil, err
	}
	return map[string]string{"card_id": card, "client_id": client}, nil
}

func fund(in *request) (any, error) {
	body := in.body.(*amountBody)
	return ok(in.bank.Fund(in.PathValue("id"), body.Amount, currencyOf(in, body.Currency)))
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

// bought answers with the id of a purchase.
func bought(id string, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return map[string]string{"transaction_id": id}, nil
}

func authorize(in *request) (any, error) { return bought(in.bank.Authorize(purchase(in))) }

func buy(in *request) (any, error) { return bought(in.bank.Purchase(purchase(in))) }

func clearPurchase(in *request) (any, error) { return ok(in.bank.ClearPurchase(in.PathValue("id"))) }

func cancelPurchase(in *request) (any, error) { return ok(in.bank.CancelPurchase(in.PathValue("id"))) }

func newWallet(in *request) (any, error) {
	body := in.body.(*walletBody)
	return ok(in.bank.NewWallet(body.Identifier, body.Currency))
}

func topUp(in *request) (any, error) {
	return ok(in.bank.TopUpWallet(in.PathValue("id"), in.body.(*moneyBody).Amount))
}

func payFromWallet(in *request) (any, error) {
	return ok(in.bank.PayFromWallet(in.PathValue("id"), in.body.(*moneyBody).Amount))
}
