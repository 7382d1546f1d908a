package freedompay

// Every operation is a POST of JSON to a fixed path. The paths begin with these.
const (
	cardAPI    = "/v5/card-api"
	giftAPI    = "/v5/cards"
	partnerAPI = "/v5/partner"
	walletAPI  = partnerAPI + "/wallet"
)

// operation is an operation of the API: its name in this package, which is that
// of its method, and its documented path. [WithPath] sends another path.
type operation struct{ name, path string }

// allOperations are those that this package has a method for.
var allOperations = [...]operation{
	{"Cards.BulkIssue", cardAPI + "/card/bulk_issue"},
	{"Cards.Issue", cardAPI + "/card/issue"},
	{"Cards.IssuePlastic", cardAPI + "/card/issue_plastic"},
	{"Cards.Activate", cardAPI + "/card/activate"},
	{"Cards.Block", cardAPI + "/card/block"},
	{"Cards.Unblock", cardAPI + "/card/unblock"},
	{"Cards.SetPIN", cardAPI + "/card/set_pin"},
	{"Cards.ResetPINCounter", cardAPI + "/card/reset_counter_pin"},
	{"Cards.Close", cardAPI + "/card/close"},
	{"Cards.Link", cardAPI + "/card/link"},
	{"Cards.Info", cardAPI + "/card/info"},
	{"Cards.Balance", cardAPI + "/card/balance"},
	{"Cards.SecretData", cardAPI + "/card/secret_data"},
	{"Cards.SecretDataV2", cardAPI + "/card/secret_data/v2"},
	{"Cards.Statement", cardAPI + "/card/statement"},
	{"Cards.StatementExtended", cardAPI + "/card/statement_extended"},
	{"Cards.ValidateCardholder", cardAPI + "/external/cardholder_validate"},
	{"Limits.Set", cardAPI + "/limits/set"},
	{"Limits.List", cardAPI + "/limits/list"},
	{"Clients.Create", cardAPI + "/client/add"},
	{"Clients.Update", cardAPI + "/client/update"},
	{"Clients.Cards", cardAPI + "/client/cards"},
	{"Requests.Status", cardAPI + "/request/status"},
	{"Transactions.Create", cardAPI + "/transaction/create"},
	{"Transactions.Clear", cardAPI + "/transaction/clearing"},
	{"Transactions.Refund", cardAPI + "/transaction/refund"},
	{"Transactions.Info", cardAPI + "/transaction/info"},
	{"GiftCards.List", giftAPI + "/product_list"},
	{"GiftCards.Issue", giftAPI + "/issue_card"},
	{"GiftCards.Confirm", giftAPI + "/activate_card"},
	{"GiftCards.Resend", giftAPI + "/resend_card"},
	{"GiftCards.ResendCode", giftAPI + "/resend_code"},
	{"GiftCards.Status", giftAPI + "/card_status"},
	{"Wallets.Add", walletAPI + "/add"},
	{"Wallets.IdentifyOwner", walletAPI + "/identification"},
	{"Wallets.Info", walletAPI + "/info"},
	{"Wallets.Close", walletAPI + "/close"},
	{"Wallets.Block", walletAPI + "/block"},
	{"Wallets.Balance", walletAPI + "/balance"},
	{"Wallets.Statement", walletAPI + "/statement"},
	{"Wallets.RequestStatus", walletAPI + "/request/status"},
	{"Rates.Add", partnerAPI + "/rates/add"},
	{"Partners.AddClient", partnerAPI + "/client/add"},
	{"Partners.AddUser", partnerAPI + "/client/user/add"},
	{"Partners.AddProduct", partnerAPI + "/client/product/add"},
	{"Partners.GrantUser", partnerAPI + "/client/user/grant"},
	{"Partners.SendAuthData", partnerAPI + "/client/user/send_auth_data"},
	{"Partners.RequestStatus", partnerAPI + "/request/status"},
}

// operationNamed returns the operation of a method.
func operationNamed(name string) operation {
	for i := range allOperations {
		if allOperations[i].name == name {
			return allOperations[i]
		}
	}
	return operation{name: name} // without a path: the call is refused
}

// operationAt returns the operation at a path. One that this package has no
// method for goes by its path.
func operationAt(path string) operation {
	for i := range allOperations {
		if allOperations[i].path == path {
			return allOperations[i]
		}
	}
	return operation{path, path}
}
