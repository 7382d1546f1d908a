// Package freedompay is a client for the Freedom Pay Card API of freedompay.kz,
// freedompay.uz and freedompay.kg: cards, clients, transactions, limits, gift
// cards and e-money wallets. It is an independent work, not the vendor's.
//
//	client, err := freedompay.New(authID, freedompay.NewSecret(key), freedompay.WithBaseURL(freedompay.TestKZ))
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
// # Commands settle later
//
// A command is accepted at once and carried out afterwards. Its answer, a
// [Result], carries the RequestID; [RequestService.Wait] returns what became of
// it and the ids that it made, and [RequestService.WaitAll] does so for many.
// E-money has the same on [WalletService]. After a restart the id alone is enough.
//
// The RequestID is also what makes a command safe: the bank does not process an
// id twice. Leave it zero and the client makes one. Choose it yourself, and
// store it before the call, when the command must survive the end of your process.
// Store your own record of what is asked for beside it, not the request as JSON:
// secrets and documents do not show themselves there.
//
// # What happens when a call fails
//
// A call is tried again, by the schedule of [WithRetry], as far as it is safe:
//
//	call                        trouble                          the client
//	any                         refused by the bank              returns *Error with the code
//	any                         the context ended                returns at once; also ErrOutcomeUnknown
//	                                                             for a command whose bytes may have left
//	query                       connection, 429, 5xx,            asks again; pauses as Retry-After
//	                            unreadable answer, 9999, 1000    says, up to the schedule's Max
//	query with a RequestID      the same                         asks again under a fresh one, unless
//	                                                             the caller chose it
//	command with a RequestID    the same                         sends the same bytes again; when that
//	                                                             is refused, the status tells the truth
//	command with a RequestID    attempts used up, or the status  ErrOutcomeUnknown
//	                            cannot be had
//	command without a           no byte left                     sends it
//	RequestID                   anything later                   ErrOutcomeUnknown at once
//
// Commands without a RequestID are [CardService.SetPIN], those of
// [GiftCardService] and [RateService.Add].
//
// # Outcome unknown
//
// [ErrOutcomeUnknown] says that a command may or may not have been done. With a
// RequestID there is a way to the truth: wait on it with a fresh deadline; if
// the bank does not know it ([ErrNotFound]), the command never arrived, and
// sending it again with the same id is safe, as it always is. The example
// OutcomeUnknown of this package is that loop.
//
// # Errors
//
// Every error of a call is an [*Error]. Match it with errors.Is: a code
// ([CodeCardNotFound]), a class ([ErrNotFound], [ErrDuplicate], [ErrUnavailable],
// [ErrRequestFailed], [ErrInvalidRequest]), [ErrOutcomeUnknown], which matches
// no other class, or the error underneath (context.Canceled).
//
// # Secrets
//
// The key, PAN, CVV, PIN and one-time passwords are [Secret]s, which print as
// [redacted] wherever they are printed. No error and no log record holds a body,
// a header or a secret.
//
// # How a call is signed
//
// Every call is a POST of JSON with a detached JWS over the exact bytes of the
// body in the header X-JWS-Signature. [Signer] makes it, and [Verify] says
// which part of one does not fit.
//
// # How sure is each part
//
// Not all of the API is published. Operations that are inferred in whole or in
// part say so in their documentation, as provisional or partial. A guess never
// traps you: [WithPath] moves an operation, [Call] reaches any path with types
// of your own, and an unknown field or code never breaks an answer.
//
// # Testing
//
// Package freedompaytest is a fake bank: it verifies signatures, keeps accounts,
// settles commands and can be told to fail.
package freedompay
