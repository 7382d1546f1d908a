package freedompay

import "strings"

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

// commandNamed returns an empty request, an empty answer and the kind of the
// command of that name; nil for a name that no command has. Only what sends a
// [Prepared] needs it, so that a program which calls methods alone does not link all
// commands.
func commandNamed(name string) (req Command, answer any, kind kind) {
	switch name {
	case "Cards.BulkIssue":
		return new(BulkIssueCardsRequest), new(Result), command
	case "Cards.Issue":
		return new(IssueCardRequest), new(Result), command
	case "Cards.IssuePlastic":
		return new(IssuePlasticRequest), new(Result), command
	case "Cards.Activate":
		return new(ActivateCardRequest), new(Result), command
	case "Cards.Block":
		return new(BlockCardRequest), new(Result), command
	case "Cards.Unblock":
		return new(UnblockCardRequest), new(Result), command
	case "Cards.Close":
		return new(CloseCardRequest), new(Result), command
	case "Cards.Link":
		return new(LinkCardRequest), new(Result), command
	case "Cards.SetPIN":
		return new(SetPINRequest), new(Result), unprotected
	case "Cards.ResetPINCounter":
		return new(ResetPINCounterRequest), new(Result), command
	case "Clients.Create":
		return new(CreateClientRequest), new(Result), command
	case "Clients.Update":
		return new(UpdateClientRequest), new(Result), command
	case "Limits.Set":
		return new(SetLimitsRequest), new(Result), command
	case "Transactions.Create":
		return new(CreateTransactionRequest), new(Result), command
	case "Transactions.Clear":
		return new(ClearTransactionRequest), new(Result), command
	case "Transactions.Refund":
		return new(RefundTransactionRequest), new(Result), command
	case "GiftCards.Issue":
		return new(IssueGiftCardRequest), new(GiftCardIssue), unprotected
	case "GiftCards.Confirm":
		return new(ConfirmGiftCardRequest), new(GiftCardState), unprotected
	case "GiftCards.Resend":
		return new(ResendGiftCardRequest), new(GiftAnswer), unprotected
	case "GiftCards.ResendCode":
		return new(ResendGiftCodeRequest), new(GiftAnswer), unprotected
	case "Wallets.Add":
		return new(AddWalletRequest), new(Result), command
	case "Wallets.IdentifyOwner":
		return new(IdentifyWalletOwnerRequest), new(Result), command
	case "Wallets.Close":
		return new(CloseWalletRequest), new(Result), command
	case "Wallets.Block":
		return new(BlockWalletRequest), new(Result), command
	case "Partners.AddClient":
		return new(AddPartnerClientRequest), new(PartnerClientAdded), command
	case "Partners.AddUser":
		return new(AddPartnerUserRequest), new(PartnerUserAdded), command
	case "Partners.AddProduct":
		return new(AddPartnerProductRequest), new(PartnerProductAdded), command
	case "Partners.GrantUser":
		return new(GrantPartnerUserRequest), new(Result), command
	case "Partners.SendAuthData":
		return new(SendPartnerAuthDataRequest), new(Result), command
	case "Rates.Add":
		return new(AddRateRequest), new(RateAdded), unprotected
	}
	return nil, nil, query
}

// dialect is what differs between the parts of the API. Which one an operation
// speaks follows from the beginning of its path.
type dialect struct {
	prefix    string    // of its paths
	algorithm Algorithm // that the vendor's pages name for it
	codes     string    // how the codes begin that only it uses
	invalid   ErrorCode // the input is incorrect: said before any state is looked at
	repeated  ErrorCode // the request_id was used before
	unknown   ErrorCode // the request_id that was asked about is not known
	status    string    // the operation that tells what became of a command, if there is one
}

// dialects are those of the API; a path speaks the first whose prefix it has.
var dialects = [...]dialect{
	{
		prefix: walletAPI, algorithm: HS256, codes: "10",
		invalid: CodeWalletInvalidParameters, repeated: CodeWalletDuplicateRequest, unknown: CodeWalletRequestNotFound,
		status: "Wallets.RequestStatus",
	},
	{
		prefix: partnerAPI, algorithm: HS256, codes: "10",
		invalid: CodeWalletInvalidParameters, repeated: CodeWalletDuplicateRequest, unknown: CodeWalletRequestNotFound,
		status: "Partners.RequestStatus",
	},
	{prefix: giftAPI, algorithm: HS512, codes: "-"},
	{
		prefix: cardAPI, algorithm: HS512, codes: "12",
		invalid: CodeInvalidParameters, repeated: CodeDuplicateRequest, unknown: CodeRequestNotFound,
		status: "Requests.Status",
	},
}

// otherDialect is that of paths which no page of the vendor lists.
var otherDialect = dialect{algorithm: HS512, codes: "12", invalid: CodeInvalidParameters, repeated: CodeDuplicateRequest}

// dialectOf returns the dialect of a path.
func dialectOf(path string) *dialect {
	for i := range dialects {
		if rest, ok := strings.CutPrefix(path, dialects[i].prefix); ok && strings.HasPrefix(rest, "/") {
			return &dialects[i]
		}
	}
	return &otherDialect
}

// speaks reports whether a code is one of the dialect's and says something: such
// a code is the bank's own word, whatever the HTTP status beside it.
func (d *dialect) speaks(code ErrorCode) bool {
	return code.Known() && code != CodeGiftError && strings.HasPrefix(string(code), d.codes)
}

// isRepeated reports whether a code says that the request_id was used before.
func (d *dialect) isRepeated(code ErrorCode) bool { return d.repeated != "" && code == d.repeated }

// isInvalid reports whether a code says that the input is incorrect. No success
// of an earlier attempt can cause it.
func (d *dialect) isInvalid(code ErrorCode) bool { return d.invalid != "" && code == d.invalid }
