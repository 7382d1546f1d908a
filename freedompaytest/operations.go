package freedompaytest

import "github.com/golang-jwt/jwt/v5"

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

	identified   bool // carries a request_id that may not be repeated
	bare         bool // its answers carry no request_status
	integerCodes bool // its answers carry error_code as an integer, 0 for none
}

// algorithm returns the signing algorithm that the vendor's pages name.
func (op *operation) algorithm() *jwt.SigningMethodHMAC {
	if op.dialect == walletDialect || op.dialect == partnerDialect {
		return jwt.SigningMethodHS256
	}
	return jwt.SigningMethodHS512
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
		{id: "Cards.Close", path: cardAPI + "/card/close", command: (*Bank).closeCard},
		{id: "Cards.Link", path: cardAPI + "/card/link", command: (*Bank).linkCard},
		{id: "Cards.Info", path: cardAPI + "/card/info", answer: (*Bank).cardInfo},
		{id: "Cards.Balance", path: cardAPI + "/card/balance", answer: (*Bank).cardBalance},
		{id: "Cards.Statement", path: cardAPI + "/card/statement", answer: (*Bank).cardStatement},
		{id: "Clients.Create", path: cardAPI + "/client/add", command: (*Bank).createClient},
		{id: "Clients.Update", path: cardAPI + "/client/update", command: (*Bank).updateClient},
		{id: "Clients.Cards", path: cardAPI + "/client/cards", answer: (*Bank).clientCards},
		{id: "Requests.Status", path: cardAPI + "/request/status", answer: (*Bank).requestStatus},
		{id: "Transactions.Create", path: cardAPI + "/transaction/create", command: (*Bank).createTransaction},
	}
	for i := range table {
		op := &table[i]
		op.dialect = dialectOf(op.path)
		op.identified = op.identified || op.command != nil
	}
	return table
}
