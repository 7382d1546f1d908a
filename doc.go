// Package freedompay is a client for the Freedom Pay Card API of freedompay.kz,
// freedompay.uz and freedompay.kg: cards, clients, transactions, limits, gift
// cards and e-money wallets. It is an independent work, not the vendor's.
//
// The services of a [Client] have a method for each operation:
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
// The first example of this page runs as it is: it calls a fake bank.
//
// # How sure is each part
//
// Not all of the API is published. Operations that are inferred in whole or in
// part say so in their documentation, as provisional or partial. Package probe
// asks a host, with your key, where its operations are and how it wants them signed.
// A wrong guess does not stop you: [WithPath] moves an operation, [WithAlgorithm]
// changes the signature, [Call] reaches any path with types of your own, and an
// unknown field or code never breaks an answer.
//
// # Commands settle later
//
// A command is accepted at once and carried out afterwards. Its answer, a
// [Result], carries the RequestID; [RequestService.Wait] returns what became of
// it and the ids that it made, and [RequestService.WaitAll] does so for many.
// E-money has the same on [WalletService]. After a restart the id alone is enough.
//
// The RequestID is also what makes a command safe: the bank does not process an
// id twice. Leave it zero and the client makes one.
//
// A command that must survive the end of your process is stored before it is sent.
// [Client.Prepare] returns what to store, [Client.Send] sends it, and after a restart
// [Client.Resume] goes on from there. Do not store the request type as JSON: secrets
// and documents do not show themselves there. Module durable does all of it, in
// PostgreSQL.
//
// # What happens when a call fails
//
// A call is tried again, by the schedule of [WithRetry], as far as it is safe. A
// query is asked again. A command with a request_id is sent again with the same
// bytes and the same id: the bank does not process an id twice, and when it refuses
// the repeat, the client asks the status what became of the first. When the context
// ends, the call returns at once.
//
// A few commands have no request_id in their body: [CardService.SetPIN], those of
// [GiftCardService] and [RateService.Add]. They have a RequestID too, sent in the
// header Request-Id. Whether the bank refuses a repeat by that header is not known, so
// they are sent again only when it is proven that no byte left.
//
// # The failure table
//
// What follows an attempt is decided in one place, by this table. A command is in
// doubt when an earlier attempt of it may have arrived, or may still.
//
//	what came back                    query          command                   command, in doubt  unprotected
//	accepted                          answer         answer                    answer             answer
//	accepted, and failed at once      error          error                     error              error
//	refused: input incorrect          error          error                     ask often          error
//	refused: request_id used before   again / error  ask often / ErrDuplicate  ask often          error
//	refused otherwise                 error          ask once                  ask often          error
//	HTTP 401                          error          error                     unknown            error
//	4xx of a router, no code          error          ask often                 ask often          error
//	other 4xx, or no code             error          ask often                 ask often          unknown
//	connection, 5xx, 429, 9999, 1000  again          again … unknown           again … unknown    unknown
//	too large, unreadable             error          again … unknown           again … unknown    unknown
//	no byte left                      again          again                     again … unknown    again
//
//	after asking                               known                 failed  not known  not told
//	refused: input incorrect, in doubt         adopt                 failed  unknown    unknown
//	refused: request_id used before            adopt / ErrDuplicate  failed  unknown    unknown
//	refused: request_id used before, in doubt  adopt                 failed  unknown    unknown
//	refused otherwise                          adopt / ErrDuplicate  failed  error      error
//	refused otherwise, in doubt                adopt                 failed  unknown    unknown
//	4xx of a router, no code                   adopt                 failed  error      error
//	4xx of a router, no code, in doubt         adopt                 failed  unknown    unknown
//	other 4xx, or no code                      adopt                 failed  error      unknown
//	other 4xx, or no code, in doubt            adopt                 failed  unknown    unknown
//
// "a / b" is a with an id that the client made, and b with one that the caller
// chose. "again … unknown" is unknown when the attempts are used up. "ask once" asks
// the status of the command and believes the first answer; "ask often" believes "not
// known" when it is said three times in a row. Unprotected are the commands without a
// request_id in their body: [CardService.SetPIN], those of [GiftCardService] and
// [RateService.Add]. A command that is resumed after [WithLateness] goes as one in
// doubt does, but for one thing: "not known" is believed, and the error returned.
//
// # Outcome unknown
//
// [ErrOutcomeUnknown] says that a command may or may not have been done. With a
// RequestID there is a way to the truth: [Client.Resume] with what [Client.Prepare]
// returned, again after a while, until it says something else. It adopts what the bank
// knows, sends what the bank does not know, and believes a refusal once no earlier
// attempt can arrive any more: see [WithLateness]. Calling the operation's method
// again with the same RequestID is not the same: the method reckons with a first
// attempt, and a refusal that the earlier one has caused would be taken for the
// truth. The example OutcomeUnknown of this package is that loop.
//
// # Outcomes
//
// [OutcomeOf] says in one word how a call ended; logs and observers use it too.
//
//	outcome      what happened                            what to do
//	done         accepted, or answered                    wait for a command to settle
//	resent       the same, by a later attempt             the same
//	adopted      the answer was lost; the status had it   the same
//	refused      nothing was done                         final where there is a Code; without one
//	                                                      (401, 403, 404) mend the set-up, send again
//	failed       accepted, not done                       final: read the code
//	invalid      nothing was sent                         mend the request
//	unavailable  nothing was done                         try later, with the same RequestID
//	canceled     nothing was done                         try again, with the same RequestID
//	unknown      perhaps done; or ErrDuplicate: the       Resume; a human, where no request_id is
//	             bank knows the id
//
// # Errors
//
// Every error of a call is an [*Error]. Match it with errors.Is: a code
// ([CodeCardNotFound]), a class ([ErrNotFound], [ErrRequestUnknown], [ErrDuplicate],
// [ErrUnavailable], [ErrRequestFailed], [ErrInvalidRequest]), [ErrOutcomeUnknown],
// which matches no other class, or the error underneath (context.Canceled).
//
// # Secrets
//
// The key, PAN, CVV, PIN and one-time passwords are of type [Secret]. They print as
// "[redacted]" wherever they are printed. No error and no log record holds a body,
// a header or a secret.
//
// # How a call is signed
//
// Every call is a POST of JSON with a detached JWS over the exact bytes of the
// body in the header X-JWS-Signature. [Signer] makes it, and [Verify] says
// which part of one does not fit.
//
// # Testing
//
// Package freedompaytest is a fake bank: it verifies signatures, keeps accounts,
// settles commands and can be told to fail. It works inside testing/synctest. For one
// exact answer replace the transport with [WithHTTPClient]. Or declare an interface
// with the methods that you use: a pointer to a service satisfies it.
//
// # Other packages
//
//   - [github.com/freedompay-go/freedompay/freedompaytest]: the fake bank.
//   - [github.com/freedompay-go/freedompay/durable]: commands that outlive the process,
//     in PostgreSQL. A module of its own.
//   - [github.com/freedompay-go/freedompay/freedompayotel]: spans and metrics of
//     OpenTelemetry. A module of its own.
//   - [github.com/freedompay-go/freedompay/cmd/freedompay]: a sandbox with a page, and
//     commands that sign, verify, call and probe. A module of its own.
//   - [github.com/freedompay-go/freedompay/probe]: asks a host for its operations.
package freedompay
