package freedompaytest

import (
	"github.com/freedompay-go/freedompay/contract"
)

// operation is an operation of the contract: where it is called, how it is
// signed, and who answers.
type operation struct {
	handler
	id         string
	documented string // its path in the contract
	path       string // where it has moved to, if it has
	algorithm  string
	dialect    dialect

	identified   bool // carries a request_id of its own, which may not be repeated
	bare         bool // its answers carry no request_status
	integerCodes bool // its answers carry error_code as an integer, 0 for none
}

// handler answers an operation. A command is checked, accepted and settled
// later; all else is answered on the spot.
type handler struct {
	answer  func(*Bank, *input) (members, error)
	command func(*Bank, *input) (*command, error)
}

// facts returns the contract. What it says is compiled in: that it cannot be
// read is a mistake in this module, and New says which.
func facts() *contract.Contract {
	c, err := contract.Load()
	if err != nil {
		panic("freedompaytest: " + err.Error())
	}
	return c
}

// operations returns the operations of the contract that the bank can answer.
func operations() []operation {
	var table []operation
	handlers := handlers()
	for _, known := range facts().Operations {
		handler, ok := handlers[known.ID]
		if !ok {
			continue // the tests of the contract say so
		}
		code := known.Answer.Properties["error_code"]
		table = append(table, operation{
			handler:      handler,
			id:           known.ID,
			documented:   known.Path,
			path:         known.Path,
			algorithm:    known.Algorithm,
			dialect:      dialect(known.Dialect.Name),
			identified:   known.HasOwnID(),
			bare:         known.Answer.Properties["request_status"] == nil,
			integerCodes: code != nil && code.Type == "integer",
		})
	}
	return table
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

// handlers returns who answers each operation. All else about it is in the
// contract.
func handlers() map[string]handler {
	return map[string]handler{
		"Cards.BulkIssue":          {command: (*Bank).bulkIssue},
		"Cards.Issue":              {command: (*Bank).issueCard},
		"Cards.IssuePlastic":       {command: (*Bank).issuePlastic},
		"Cards.Activate":           {command: (*Bank).activateCard},
		"Cards.Block":              {command: (*Bank).blockCard},
		"Cards.Unblock":            {command: (*Bank).unblockCard},
		"Cards.SetPIN":             {answer: (*Bank).setPIN},
		"Cards.ResetPINCounter":    {command: (*Bank).resetPINCounter},
		"Cards.Close":              {command: (*Bank).closeCard},
		"Cards.Link":               {command: (*Bank).linkCard},
		"Cards.Info":               {answer: (*Bank).cardInfo},
		"Cards.Balance":            {answer: (*Bank).cardBalance},
		"Cards.SecretData":         {answer: (*Bank).secretData},
		"Cards.SecretDataV2":       {answer: (*Bank).secretDataV2},
		"Cards.Statement":          {answer: (*Bank).cardStatement},
		"Cards.StatementExtended":  {answer: (*Bank).cardStatementExtended},
		"Cards.ValidateCardholder": {answer: (*Bank).validateCardholder},
		"Limits.Set":               {command: (*Bank).setLimits},
		"Limits.List":              {answer: (*Bank).listLimits},
		"Clients.Create":           {command: (*Bank).createClient},
		"Clients.Update":           {command: (*Bank).updateClient},
		"Clients.Cards":            {answer: (*Bank).clientCards},
		"Requests.Status":          {answer: (*Bank).requestStatus},
		"Transactions.Create":      {command: (*Bank).createTransaction},
		"Transactions.Clear":       {command: (*Bank).clearTransaction},
		"Transactions.Refund":      {command: (*Bank).refundTransaction},
		"Transactions.Info":        {answer: (*Bank).transactionInfo},
		"GiftCards.List":           {answer: (*Bank).listGiftProducts},
		"GiftCards.Issue":          {answer: (*Bank).issueGiftCard},
		"GiftCards.Confirm":        {answer: (*Bank).confirmGiftCard},
		"GiftCards.Resend":         {answer: (*Bank).resendGiftCard},
		"GiftCards.ResendCode":     {answer: (*Bank).resendGiftCode},
		"GiftCards.Status":         {answer: (*Bank).giftCardStatus},
		"Wallets.Add":              {command: (*Bank).addWallet},
		"Wallets.IdentifyOwner":    {command: (*Bank).identifyOwner},
		"Wallets.Info":             {answer: (*Bank).walletInfo},
		"Wallets.Close":            {command: (*Bank).closeWallet},
		"Wallets.Block":            {command: (*Bank).blockWallet},
		"Wallets.Balance":          {answer: (*Bank).walletBalance},
		"Wallets.Statement":        {answer: (*Bank).walletStatement},
		"Wallets.RequestStatus":    {answer: (*Bank).walletRequestStatus},
		"Rates.Add":                {answer: (*Bank).addRates},
		"Partners.AddClient":       {command: (*Bank).addPartnerClient},
		"Partners.AddUser":         {answer: (*Bank).addPartnerUser},
		"Partners.AddProduct":      {answer: (*Bank).addPartnerProduct},
		"Partners.GrantUser":       {command: (*Bank).grantPartnerUser},
		"Partners.SendAuthData":    {command: (*Bank).sendPartnerAuthData},
		"Partners.RequestStatus":   {answer: (*Bank).partnerRequestStatus},
	}
}
