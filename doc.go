// Package freedompay is a client for the Freedom Pay Card API of freedompay.kz,
// freedompay.uz and freedompay.kg: cards, clients, transactions, limits, gift
// cards and e-money wallets. It is independent of the vendor.
//
// A [Client] has a service for each part of the API, with a method for each operation:
//
//	client, err := freedompay.New(authID, freedompay.NewSecret(key),
//		freedompay.WithBaseURL(freedompay.TestKZ))
//	...
//	issued, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{
//		ProductID: freedompay.CardProductInstantGold,
//		ClientID:  clientID,
//	})
//	...
//	state, err := client.Requests.Wait(ctx, issued.RequestID)
//	...
//	cardID := state.CardID()
//
// The first example of this page runs without an account: it calls a fake bank.
//
// # Operations
//
//   - [CardService]: issue, block and close cards; PIN, balance, statements, card data.
//   - [ClientService]: create clients, change their phones, list their cards.
//   - [TransactionService]: debit, credit, clear and refund.
//   - [LimitService]: set and list spending limits.
//   - [RequestService]: the status of the commands of the four services above.
//   - [GiftCardService]: issue, activate and read gift cards.
//   - [WalletService]: e-money wallets, with the status of their commands.
//   - [RateService]: upload exchange rates.
//   - [PartnerService]: register companies, with their users and products.
//
// # Published and inferred operations
//
// The vendor does not publish all of the API. Where a method is inferred, its
// documentation says "Provisional"; where it is published in part, "Partial". Package
// [github.com/freedompay-go/freedompay/probe] asks a host, with your key, which paths
// and signatures it accepts. When one is wrong, [WithPath] changes the path of an
// operation, [WithAlgorithm] changes the signature, and [Call] sends your own types to
// any path. An unknown field or code never makes an answer fail.
//
// # Commands settle later
//
// The bank accepts a command at once and carries it out afterwards. The answer, a
// [Result], carries the RequestID. [RequestService.Wait] waits until the command has
// settled and returns the ids of what it made. [RequestService.WaitAll] does so for many
// commands. The commands of wallets and partners have their own: [WalletService.Wait] and
// [PartnerService.Wait]. After a restart the RequestID is enough to wait again.
//
// The bank does not process the same RequestID twice. Leave it zero and the client
// makes one.
//
// Store a command before you send it if it must survive the end of your process.
// [Client.Prepare] returns what to store, [Client.Send] sends it, and
// [Client.Resume] continues after a restart. Do not store the request itself: a
// [Secret] or a [Document] in it cannot be encoded. Package
// [github.com/freedompay-go/freedompay/durable] does all of this in PostgreSQL.
//
// # What happens when a call fails
//
// The client repeats a failed call by the schedule of [WithRetry], as far as it is safe.
// A query is sent again. A command with a request_id is sent again with the same bytes
// and the same request_id. If the bank then refuses it as a repeat, the client asks for
// the status of the first attempt. When the context ends, the call returns at once.
//
// A few commands have no request_id in their body: [CardService.SetPIN], those of
// [GiftCardService] and [RateService.Add]. Their RequestID is sent in the header
// Request-Id. It is not known whether the bank refuses a repeat by that header, so they
// are sent again only when it is proven that no byte was sent.
//
// # The failure table
//
// This table says what the client does after each attempt of a call. A command is in
// doubt when an earlier attempt of it may have reached the bank. Unprotected are the
// commands without a request_id in their body.
//
//	what came back                query          command                   in doubt         unprotected
//	accepted                      answer         answer                    answer           answer
//	accepted, and failed at once  error          error                     error            error
//	refused: input incorrect      error          error                     ask often        error
//	refused: repeated request_id  again / error  ask often / ErrDuplicate  ask often        error
//	refused otherwise             error          ask once                  ask often        error
//	HTTP 401                      error          error                     unknown          error
//	4xx of a router, no code      error          ask often                 ask often        error
//	other 4xx, or no code         error          ask often                 ask often        unknown
//	lost, 5xx, 429, 9999, 1000    again          again … unknown           again … unknown  unknown
//	too large, unreadable         error          again … unknown           again … unknown  unknown
//	no byte left                  again          again                     again … unknown  again
//
// "ask" means that the client asks for the status of the command. This table says what
// it does then. In its columns the bank says that it knows the command, that the command
// failed, or that it does not know it; or the bank gives no answer:
//
//	after asking                            known                 failed  not known  no answer
//	refused: input incorrect, in doubt      adopt                 failed  unknown    unknown
//	refused: repeated request_id            adopt / ErrDuplicate  failed  unknown    unknown
//	refused: repeated request_id, in doubt  adopt                 failed  unknown    unknown
//	refused otherwise                       adopt / ErrDuplicate  failed  error      error
//	refused otherwise, in doubt             adopt                 failed  unknown    unknown
//	4xx of a router, no code                adopt                 failed  error      error
//	4xx of a router, no code, in doubt      adopt                 failed  unknown    unknown
//	other 4xx, or no code                   adopt                 failed  error      unknown
//	other 4xx, or no code, in doubt         adopt                 failed  unknown    unknown
//
// The words of both tables:
//
//   - lost: the connection broke, or no answer came in time.
//   - answer, error: the call returns it.
//   - again: the attempt is repeated. "again … unknown" becomes unknown when the
//     attempts are used up.
//   - ask once: the first answer counts.
//   - ask often: "not known" counts only when the bank says it three times in a row.
//   - adopt: the call succeeds with the status as its answer.
//   - failed: the call returns [ErrRequestFailed].
//   - unknown: the call returns [ErrOutcomeUnknown].
//   - a / b: a if this call made the RequestID, and for Resume; b if you set it, and for
//     Send.
//
// [Client.Resume] treats a command as in doubt. Once [WithLateness] has passed, it
// believes "not known" and returns the error of the attempt.
//
// # Outcome unknown
//
// [ErrOutcomeUnknown] means that the command may or may not have been done. Call
// [Client.Resume] with the result of [Client.Prepare], and repeat it until it returns
// something else. Resume returns the status of a command that the bank knows, and sends
// one that it does not know. It believes a refusal only when no earlier attempt can still
// arrive. So pause for longer than [Client.Lateness] before each Resume: after a shorter
// pause it finds a command that was done, but never ends for one that the bank refuses.
//
// If the command was not prepared, call Prepare with the same request and the RequestID
// of the error. A zero RequestID would make a second command.
//
// Do not call the operation's method again with the same RequestID. The method assumes
// that nothing was sent before, so it may report a refusal for a command that was done.
// The example OutcomeUnknown of this package shows the loop.
//
// # Outcomes
//
// [OutcomeOf] says in one word how a call ended. Logs and observers use the same words.
//
//	outcome      what happened                       what to do
//	done         the bank accepted or answered       a command: wait until it settles
//	resent       the same, after a repeat            the same
//	adopted      the same, learned from the status   the same
//	refused      nothing was done                    with a Code: final. Without one (401, 403,
//	                                                 404): mend key, path or proxy, then try
//	                                                 again, with the same RequestID
//	failed       accepted, and not carried out       final: read the Code
//	invalid      nothing was sent                    mend the request
//	unavailable  nothing was done                    try later, with the same RequestID
//	canceled     nothing was done                    try again, with the same RequestID
//	unknown      it may have been done               Client.Resume; without a request_id, look
//	                                                 it up before you repeat it
//
// [ErrDuplicate] counts as unknown too: the RequestID that you chose was used before. So
// does a wait that ended before the command had settled, as when its context ended: the
// bank has the command, so wait again.
//
// # Errors
//
// Every error of a call is an [*Error]. Match it with errors.Is against a code such as
// [CodeCardNotFound], against the error underneath such as context.Canceled, or against a
// class: [ErrNotFound], [ErrRequestUnknown], [ErrDuplicate], [ErrUnavailable],
// [ErrRequestFailed], [ErrInvalidRequest] or [ErrOutcomeUnknown]. An error that matches
// ErrOutcomeUnknown matches no other class.
//
// # Secrets
//
// The key, PAN, CVV, PIN and one-time passwords are of type [Secret]. They always print
// as "[redacted]". No error and no log record holds a body, a header or a secret.
//
// # How a call is signed
//
// Every call is a POST of JSON. The header X-JWS-Signature holds a detached JWS over the
// exact bytes of the body. [Signer] makes the signature. [Verify] says what is wrong with
// one that the bank refuses.
//
// # Testing
//
// Package [github.com/freedompay-go/freedompay/freedompaytest] is a fake bank: it
// verifies signatures, keeps accounts, settles commands and fails on request. It works
// inside testing/synctest. To test against one exact answer, replace the transport with
// [WithHTTPClient]. Or declare an interface with the methods that you call: a pointer to
// a service implements it.
//
// # Other packages
//
//   - [github.com/freedompay-go/freedompay/freedompaytest]: the fake bank.
//   - [github.com/freedompay-go/freedompay/durable]: commands that outlive the process,
//     in PostgreSQL. A separate module.
//   - [github.com/freedompay-go/freedompay/freedompayotel]: spans and metrics for
//     OpenTelemetry. A separate module.
//   - [github.com/freedompay-go/freedompay/cmd/freedompay]: a sandbox with a web page, and
//     commands to sign, verify, call and probe. A separate module.
//   - [github.com/freedompay-go/freedompay/probe]: finds which operations a host has.
//   - [github.com/freedompay-go/freedompay/contract]: the API as data, for tools.
package freedompay
