package probe

// harmless is the body of most operations. Nothing says which card, client, wallet,
// transaction or company is meant, nothing says how much, and a command has no
// request_id.
const harmless = `{}`

// harmlessBodies are those of the commands that make something of their own and so
// name nothing that exists. A bank that fills in what is missing could find a
// default for each member; these members say that there is nothing to make.
var harmlessBodies = map[string]string{
	"Cards.BulkIssue":      `{"count":0}`,                  // no product, and no cards of it
	"Cards.Issue":          `{"client_id":""}`,             // no product, and nobody to hold the card
	"Clients.Create":       `{"client":{}}`,                // no product, and a client without a name
	"Transactions.Create":  `{"amount":0}`,                 // no card, no type, no currency, and no money
	"Limits.Set":           `{"limits":[]}`,                // on nothing, and no limits
	"Rates.Add":            `{"rates":{}}`,                 // a rate between no currencies
	"Wallets.Add":          `{"country":"","currency":""}`, // a wallet that can hold nothing
	"GiftCards.Issue":      `{"product_code":0}`,           // a code that no product has; no name, no phone
	"GiftCards.Confirm":    `{"otp":"","card_id":0}`,       // no code, and a card that does not exist: a code alone may find one
	"Partners.AddClient":   `{"company":{}}`,               // a company without a name or a number
	"Partners.AddUser":     `{"user_info":{}}`,             // of no client, a person without a name
	"Partners.AddProduct":  `{"product":{}}`,               // of no client, no product
	"Cards.SetPIN":         harmless,                       // no card; it has no request_id in any case
	"GiftCards.Resend":     harmless,                       // no card
	"GiftCards.ResendCode": harmless,                       // no card
}

// bodyOf returns the body with which an operation is looked for.
func bodyOf(operation string) string {
	if body, ok := harmlessBodies[operation]; ok {
		return body
	}
	return harmless
}
