// Package freedompaytest is a bank to test against: what [net/http/httptest] is
// to net/http, this is to freedompay.
//
// A [Bank] is an http.Handler that keeps clients, cards, accounts,
// transactions, limits, gift cards and wallets in memory. It verifies every
// signature over the exact bytes that arrived, refuses a repeated request_id,
// settles commands some time after it has accepted them, and keeps its books by
// double entry:
//
//	bank := freedompaytest.New()
//	client := bank.Client()
//	// ... client.Cards.Issue, client.Requests.Status ...
//	if err := bank.Audit(); err != nil {
//		t.Error(err)
//	}
//
// The client that [Bank.Client] returns reaches the bank without a socket, so
// it also works inside a testing/synctest bubble. [NewServer] puts a bank
// behind a real socket.
//
// What a bank does by itself, and the API does not, are methods: [Bank.NewClient],
// [Bank.NewCard] and [Bank.Fund] set up a test, [Bank.Purchase] is a shop, [Bank.OTP]
// the phone of a gift card's holder. The sandbox of cmd/freedompay is the same bank on
// a port, with a page.
//
// # Time
//
// Nothing runs in the background. A command that is due settles before the next
// call is served, by the bank's clock; [Bank.Settle] settles all at once.
//
// # Faults
//
// [Bank.Inject] makes calls fail:
//
//	bank.Inject(freedompaytest.Fault{On: "Cards.Issue", Do: freedompaytest.DropAfter, Times: 1})
//
// and [Bank.Calls] says what arrived and what became of it. A fault is the
// bank's own trouble, or what a proxy between does: [DeliverLate], [Repeat],
// [BlockRequest], [BlockAnswer] and [AnswerTwice].
//
// # Other paths, another signature
//
// [WithPath] and [WithAlgorithm] make the bank follow a client that was told of other
// paths, or of another signature, than the documented ones.
//
// # What is documented and what is not
//
// Paths, members and codes are those of the wire contract (the package
// contract). Where the vendor documents nothing, the bank had to
// choose, and a test should not lean on the choice:
//
//   - A wrong signature gets HTTP 401, a wrong method 405, a wrong content type
//     415 and an unknown path 404, each with a JSON body that says why.
//   - A refused request leaves its request_id free; [RefusedUsesRequestID]
//     makes the bank remember it instead.
//   - The request_id is checked before all else; [StateBeforeID] makes it the
//     last check.
//   - A status operation knows a request at once; [StatusLag] makes it lag.
//   - A body is at most 1 MB, or 4 MB where the operation takes a document.
//   - Insufficient funds, an exceeded limit and a debit of a card that is not active have
//     no documented code: such a command is accepted and its request ends with
//     request_status "error" and an error_description without error_code.
//   - A transaction whose state or amount left does not allow a Clear or Refund,
//     and a company that is registered already, are refused without error_code.
//     Incorrect input (12001, 1001) stands only for what no state of the bank
//     would have allowed, since a repeat of what was done must not look like
//     it. An unknown transaction is incorrect input.
//   - Unblock of a card that is not blocked is refused with 12012.
//   - The three-currency card products hold KZT, USD and EUR; the others hold
//     one currency, [WithCurrency]. Amounts in another currency are refused as
//     incorrect input: the bank keeps the uploaded rates but converts nothing.
//   - Purchases count under the limits pay and pay_pos, or pay_online and
//     pay_online_non3ds; debits by Transactions.Create under pay and transfer.
//     Only maxima are enforced, whatever the region.
//   - amount in a balance includes what is held; blocked_amount is what is held.
//   - A card cannot be closed (12010) while an authorization is open on it.
//   - A card whose plastic is in production has status 60 for as long as a
//     command takes to settle, then the status it had before.
//   - SetPIN, gift cards, rates and partners are answered on the spot: nothing in
//     the API tells later what became of them.
//   - SecretDataV2 is RSA-OAEP with SHA-256 over the JSON of SecretData.
//   - Wallets say "active", "blocked" or "closed"; transactions say
//     "authorized", "cleared", "cancelled" or "refunded".
package freedompaytest
