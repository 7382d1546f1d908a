// Package freedompaytest is a fake bank for tests of programs that use freedompay, as
// [net/http/httptest] is a fake server.
//
// A [Bank] is an http.Handler that keeps clients, cards, accounts, transactions, limits,
// gift cards and wallets in memory. It verifies every signature over the exact bytes
// that arrived, refuses a repeated request_id, settles commands some time after it has
// accepted them, and keeps a double-entry ledger:
//
//	bank := freedompaytest.New()
//	client := bank.Client()
//	// ... client.Cards.Issue, client.Requests.Wait ...
//	if err := bank.Audit(); err != nil {
//		t.Error(err)
//	}
//
// The client of [Bank.Client] reaches the bank without a socket, so it also works in a
// testing/synctest bubble. [NewServer] starts a bank on a real socket.
//
// Methods of the bank do what the API does not: [Bank.NewClient], [Bank.NewCard] and
// [Bank.Fund] set up a test, [Bank.Purchase] buys something with a card, and [Bank.OTP]
// returns the one-time password of a gift card. The sandbox of cmd/freedompay is the same
// bank on a port, with a web page.
//
// # Time
//
// Nothing runs in the background. A command settles when its time has come by the bank's
// clock, just before the next call is served. [Bank.Settle] settles all commands at once.
//
// # Faults
//
// [Bank.Inject] makes calls fail:
//
//	bank.Inject(freedompaytest.Fault{On: "Cards.Issue", Do: freedompaytest.DropAfter, Times: 1})
//
// [Bank.Calls] says which calls arrived and how they ended. A fault is a failure of the
// bank, or of a proxy between: [DeliverLate], [Repeat], [BlockRequest], [BlockAnswer] and
// [AnswerTwice].
//
// # Other paths, another signature
//
// [WithPath] and [WithAlgorithm] make the bank use other paths or signatures than the
// documented ones, as the options of the same names do for the client.
//
// # What is documented and what is not
//
// Paths, members and codes are those of the package
// [github.com/freedompay-go/freedompay/contract]. Where the vendor documents nothing, the
// bank has to choose. A test should not depend on these choices:
//
//   - A wrong signature gets HTTP 401, a wrong method 405, a wrong content type
//     415 and an unknown path 404, each with a JSON body that says why.
//   - A refused request leaves its request_id free: see [RefusedUsesRequestID].
//   - The request_id is checked before everything else: see [StateBeforeID].
//   - A status operation knows a request at once: see [StatusLag].
//   - A body is at most 1 MB, or 4 MB where the operation takes a document.
//   - Insufficient funds, an exceeded limit and a debit of a card that is not active have
//     no documented code: such a command is accepted and its request ends with
//     request_status "error" and an error_description without error_code.
//   - A Clear or Refund that the transaction's state or remaining amount does not
//     allow is refused without error_code, and so is a company that is registered
//     already. Incorrect input (12001, 1001) is only for requests that no state of
//     the bank allows, so that a repeat of a command never gets it. An unknown
//     transaction is incorrect input.
//   - Unblock of a card that is not blocked is refused with 12012.
//   - The three-currency card products hold KZT, USD and EUR; the others hold
//     one currency: see [WithCurrency]. An amount in another currency is incorrect
//     input, because the bank stores the uploaded rates but does not convert money.
//   - Purchases count under the limits pay and pay_pos, or pay_online and
//     pay_online_non3ds; debits by Transactions.Create under pay and transfer.
//     Only maxima are enforced, whatever the region.
//   - amount in a balance includes the held amount; blocked_amount is the held amount.
//   - A card cannot be closed (12010) while an authorization is open on it.
//   - While its plastic is produced, a card has status 60 until the command settles,
//     and then its earlier status.
//   - SetPIN, gift cards, rates and partners take effect at once.
//   - SecretDataV2 is RSA-OAEP with SHA-256 over the JSON of SecretData.
//   - Wallets say "active", "blocked" or "closed"; transactions say
//     "authorized", "cleared", "cancelled" or "refunded".
package freedompaytest
