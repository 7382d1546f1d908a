package freedompaytest

import (
	"github.com/golang-jwt/jwt/v5"

	"github.com/freedompay-go/freedompay"
)

// The four families of paths.
const (
	cardAPI   = "/v5/card-api"
	giftCards = "/v5/cards"
	partner   = "/v5/partner"
	wallets   = "/v5/partner/wallet"
)

// operation is a row of the contract: where it is called, how it is signed,
// and who answers. A command is checked, accepted and settled later; all else
// is answered on the spot.
type operation struct {
	id      string
	path    string
	dialect dialect

	answer  func(*Bank, *input) (members, error)
	command func(*Bank, *input) (*command, error)
	check   func(*Bank, *input) error // of the state, where answer also changes it

	identified   bool // carries a request_id that may not be repeated
	bare         bool // its answers carry no request_status
	integerCodes bool // its answers carry error_code as an integer, 0 for none
}

// algorithm returns the signing algorithm that the vendor's pages name, or the
// one that was agreed on instead.
func (b *Bank) algorithm(op *operation) *jwt.SigningMethodHMAC {
	partners := op.dialect == walletDialect || op.dialect == partnerDialect
	if partners && b.partnerAlgorithm == freedompay.HS256 {
		return jwt.SigningMethodHS256
	}
	return jwt.SigningMethodHS512
}

// serve takes operations to where they are called.
func (b *Bank) serve(table []operation) {
	for _, op := range table {
		b.operations[op.path] = &op
	}
	for documented := range b.moved {
		if b.operations[documented] == nil {
			panic("freedompaytest: WithPath: " + b.unknownPath(documented))
		}
	}
	clear(b.operations)
	for _, op := range table {
		if yours, ok := b.moved[op.path]; ok {
			op.path = yours
		}
		b.operations[op.path] = &op
	}
}

// operations returns the contract's operations.
func operations() []operation {
	table := []operation{
		{id: "Cards.BulkIssue", path: cardAPI + "/card/bulk_issue", command: (*Bank).bulkIssue},
		{id: "Cards.Issue", path: cardAPI + "/card/issue", command: (*Bank).issueCard},
		{id: "Cards.IssuePlastic", path: cardAPI + "/card/issue_plastic", command: (*Bank).issuePlastic},
		{id: "Cards.Activate", path: cardAPI + "/card/activate", command: (*Bank).activateCard},
		{id: "Cards.Block", path: cardAPI + "/card/block", command: (*Bank).blockCard},
		{id: "Cards.Unblock", path: cardAPI + "/card/unblock", command: (*Bank).unblockCard},
		{id: "Cards.SetPIN", path: cardAPI + "/card/set_pin", answer: (*Bank).setPIN},
		{id: "Cards.ResetPINCounter", path: cardAPI + "/card/reset_counter_pin", command: (*Bank).resetPINCounter},
		{id: "Cards.Close", path: cardAPI + "/card/close", command: (*Bank).closeCard},
		{id: "Cards.Link", path: cardAPI + "/card/link", command: (*Bank).linkCard},
		{id: "Cards.Info", path: cardAPI + "/card/info", answer: (*Bank).cardInfo},
		{id: "Cards.Balance", path: cardAPI + "/card/balance", answer: (*Bank).cardBalance},
		{id: "Cards.SecretData", path: cardAPI + "/card/secret_data", answer: (*Bank).secretData},
		{id: "Cards.SecretDataV2", path: cardAPI + "/card/secret_data/v2", answer: (*Bank).secretDataV2},
		{id: "Cards.Statement", path: cardAPI + "/card/statement", answer: (*Bank).cardStatement},
		{id: "Cards.StatementExtended", path: cardAPI + "/card/statement_extended", answer: (*Bank).cardStatementExtended},
		{id: "Cards.ValidateCardholder", path: cardAPI + "/external/cardholder_validate", answer: (*Bank).validateCardholder, identified: true, bare: true},
		{id: "Limits.Set", path: cardAPI + "/limits/set", command: (*Bank).setLimits},
		{id: "Limits.List", path: cardAPI + "/limits/list", answer: (*Bank).listLimits, identified: true},
		{id: "Clients.Create", path: cardAPI + "/client/add", command: (*Bank).createClient},
		{id: "Clients.Update", path: cardAPI + "/client/update", command: (*Bank).updateClient},
		{id: "Clients.Cards", path: cardAPI + "/client/cards", answer: (*Bank).clientCards},
		{id: "Requests.Status", path: cardAPI + "/request/status", answer: (*Bank).requestStatus},
		{id: "Transactions.Create", path: cardAPI + "/transaction/create", command: (*Bank).createTransaction},
		{id: "Transactions.Clear", path: cardAPI + "/transaction/clearing", command: (*Bank).clearTransaction},
		{id: "Transactions.Refund", path: cardAPI + "/transaction/refund", command: (*Bank).refundTransaction},
		{id: "Transactions.Info", path: cardAPI + "/transaction/info", answer: (*Bank).transactionInfo},
		{id: "GiftCards.List", path: giftCards + "/product_list", answer: (*Bank).listGiftProducts},
		{id: "GiftCards.Issue", path: giftCards + "/issue_card", answer: (*Bank).issueGiftCard},
		{id: "GiftCards.Confirm", path: giftCards + "/activate_card", answer: (*Bank).confirmGiftCard},
		{id: "GiftCards.Resend", path: giftCards + "/resend_card", answer: (*Bank).resendGiftCard},
		{id: "GiftCards.ResendCode", path: giftCards + "/resend_code", answer: (*Bank).resendGiftCode},
		{id: "GiftCards.Status", path: giftCards + "/card_status", answer: (*Bank).giftCardStatus},
		{id: "Wallets.Add", path: wallets + "/add", command: (*Bank).addWallet},
		{id: "Wallets.IdentifyOwner", path: wallets + "/identification", command: (*Bank).identifyOwner},
		{id: "Wallets.Info", path: wallets + "/info", answer: (*Bank).walletInfo},
		{id: "Wallets.Close", path: wallets + "/close", command: (*Bank).closeWallet},
		{id: "Wallets.Block", path: wallets + "/block", command: (*Bank).blockWallet},
		{id: "Wallets.Balance", path: wallets + "/balance", answer: (*Bank).walletBalance},
		{id: "Wallets.Statement", path: wallets + "/statement", answer: (*Bank).walletStatement},
		{id: "Wallets.RequestStatus", path: wallets + "/request/status", answer: (*Bank).walletRequestStatus},
		{id: "Rates.Add", path: partner + "/rates/add", answer: (*Bank).addRates, bare: true, integerCodes: true},
		{id: "Partners.AddClient", path: partner + "/client/add", answer: (*Bank).addPartnerClient, check: (*Bank).checkPartnerClient, identified: true},
		{id: "Partners.AddUser", path: partner + "/client/user/add", answer: (*Bank).addPartnerUser, identified: true, bare: true, integerCodes: true},
		{id: "Partners.AddProduct", path: partner + "/client/product/add", answer: (*Bank).addPartnerProduct, identified: true, bare: true, integerCodes: true},
	}
	for i := range table {
		op := &table[i]
		op.dialect = dialectOf(op.path)
		op.identified = op.identified || op.command != nil
	}
	return table
}
