package control

import "net/http"

// Route is one operation of the control plane: what serves it and what its
// documentation says.
type Route struct {
	Method  string
	Path    string
	Summary string
	List    bool // takes q, offset and limit

	body   any  // an empty value of the body's type; nil for none
	large  bool // the body may hold a snapshot
	answer func(*request) (any, error)
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// routes returns every operation of the control plane.
func routes() []Route {
	return []Route{
		{Method: get, Path: Prefix + "{$}", Summary: "What is in the bank, in numbers.", answer: summary},
		{Method: get, Path: Prefix + "partners", Summary: "The partners. reveal=key shows their keys.", answer: partners},

		{Method: get, Path: Prefix + "clients", Summary: "The clients.", List: true, answer: listClients},
		{Method: post, Path: Prefix + "clients", Summary: "Make a client.", answer: newClient},
		{Method: get, Path: Prefix + "cards", Summary: "The cards with their balances.", List: true, answer: listCards},
		{Method: post, Path: Prefix + "cards", Summary: "Make an active card for a client.", body: cardBody{}, answer: newCard},
		{Method: get, Path: Prefix + "cards/{id}", Summary: "One card.", answer: showCard},
		{Method: get, Path: Prefix + "cards/{id}/movements", Summary: "What was posted to a card, with the balance after each line.", List: true, answer: listMovements},
		{Method: post, Path: Prefix + "cards/{id}/reveal", Summary: "The card's number, expiry and CVV.", answer: revealCard},
		{Method: post, Path: Prefix + "cards/{id}/fund", Summary: "Put money on a card.", body: amountBody{}, answer: fund},
		{Method: post, Path: Prefix + "cards/{id}/authorize", Summary: "Hold a purchase on a card.", body: purchaseBody{}, answer: authorize},
		{Method: post, Path: Prefix + "cards/{id}/purchase", Summary: "Hold a purchase on a card and clear it.", body: purchaseBody{}, answer: buy},
		{Method: get, Path: Prefix + "transactions", Summary: "The transactions. card selects those of one card.", List: true, answer: listTransactions},
		{Method: post, Path: Prefix + "transactions/{id}/clear", Summary: "Clear an authorized purchase.", answer: clearPurchase},
		{Method: post, Path: Prefix + "transactions/{id}/cancel", Summary: "Cancel an authorized purchase.", answer: cancelPurchase},
		{Method: get, Path: Prefix + "limits", Summary: "The limits. id selects those on one card, account or client.", answer: listLimits},
		{Method: get, Path: Prefix + "gift-cards", Summary: "The gift cards with their one-time passwords.", List: true, answer: listGiftCards},
		{Method: get, Path: Prefix + "wallets", Summary: "The wallets.", List: true, answer: listWallets},
		{Method: post, Path: Prefix + "wallets", Summary: "Make a wallet.", body: walletBody{}, answer: newWallet},
		{Method: get, Path: Prefix + "wallets/{id}", Summary: "One wallet.", answer: showWallet},
		{Method: get, Path: Prefix + "wallets/{id}/movements", Summary: "What was posted to a wallet.", List: true, answer: listWalletMovements},
		{Method: post, Path: Prefix + "wallets/{id}/top-up", Summary: "Sell e-money to a wallet's owner.", body: moneyBody{}, answer: topUp},
		{Method: post, Path: Prefix + "wallets/{id}/pay", Summary: "Redeem e-money of a wallet.", body: moneyBody{}, answer: payFromWallet},
		{Method: get, Path: Prefix + "commands", Summary: "The commands, by request_id, and how far they are.", List: true, answer: listCommands},
		{Method: get, Path: Prefix + "commands/{id}", Summary: "One command.", answer: showCommand},
		{Method: get, Path: Prefix + "accounts", Summary: "The bank's own accounts.", answer: listAccounts},
		{Method: get, Path: Prefix + "postings", Summary: "The journal of the books. account selects those on one account.", List: true, answer: listPostings},
		{Method: get, Path: Prefix + "audit", Summary: "Check the books.", answer: audit},

		{Method: get, Path: Prefix + "calls", Summary: "The calls that arrived. before continues a list; failed=true selects those that went wrong.", List: true, answer: listCalls},
		{Method: get, Path: Prefix + "calls/{id}", Summary: "One call with its request, answer and signature; secrets are covered.", answer: showCall},
		{Method: post, Path: Prefix + "calls/{id}/reveal", Summary: "One covered secret of a call.", body: revealBody{}, answer: revealSecret},

		{Method: post, Path: Prefix + "try", Summary: "Sign a call and make it, as a partner would.", body: tryBody{}, answer: try},

		{Method: get, Path: Prefix + "faults", Summary: "The faults to come.", answer: listFaults},
		{Method: post, Path: Prefix + "faults", Summary: "Make calls fail.", body: faultBody{}, answer: inject},
		{Method: http.MethodDelete, Path: Prefix + "faults", Summary: "Make no more calls fail.", answer: clearFaults},
		{Method: get, Path: Prefix + "settling", Summary: "How commands settle.", answer: showSettling},
		{Method: post, Path: Prefix + "settling", Summary: "Hold settling, let it go on, or change how long it takes.", body: settlingBody{}, answer: setSettling},
		{Method: post, Path: Prefix + "settle", Summary: "Settle every pending command now.", answer: settle},
		{Method: get, Path: Prefix + "clock", Summary: "The sandbox's clock.", answer: showClock},
		{Method: post, Path: Prefix + "clock", Summary: "Let time pass.", body: clockBody{}, answer: advance},

		{Method: post, Path: Prefix + "reset", Summary: "Put everything back to the beginning: the books, the clock, settling and faults.", answer: reset},
		{Method: get, Path: Prefix + "snapshot", Summary: "The whole state, to be restored.", answer: snapshot},
		{Method: post, Path: Prefix + "restore", Summary: "Put back a state that snapshot has returned.", body: snapshotBody{}, large: true, answer: restore},
	}
}
