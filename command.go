package freedompay

import (
	"context"
	"errors"
	"time"
)

// Command is a request that changes something: each request type of a command
// implements it, as does a type of yours that embeds one, in the manner of [Call].
// [Client.Prepare] turns it into what would be sent.
type Command interface {
	// Operation returns the name of the operation, which is that of its method,
	// as Cards.Issue.
	Operation() string

	checked
}

// Protection is what keeps a command from being done twice.
type Protection int

// The protections.
const (
	// Unprotected: nothing that is known. The command is sent once; it is sent again
	// only when it certainly did not leave.
	Unprotected Protection = iota
	// ProtectedByID: the bank refuses a repeat of the request_id, but no operation
	// tells what became of it.
	ProtectedByID
	// ProtectedByIDWithStatus: the bank refuses a repeat of the request_id, and a
	// status operation tells what became of it.
	ProtectedByIDWithStatus
)

// String returns the protection in words.
func (p Protection) String() string {
	switch p {
	case ProtectedByIDWithStatus:
		return "by id, with a status"
	case ProtectedByID:
		return "by id"
	}
	return "none"
}

// Sent is the answer to a command that [Client.Send] or [Client.Resume] sent.
type Sent struct {
	Outcome       Outcome       // done, resent or adopted
	RequestStatus RequestStatus // how far the command has come; empty when its answer is all
	Answer        any           // what the operation's own method returns, as *Result or *GiftCardIssue
}

// Prepare checks a command, gives it an id if it has none, reads its document, and
// returns the bytes that would be sent. Nothing is sent. Store it before
// [Client.Send]: it is all that a later process needs to send the command again
// ([Client.Resume]) or to wait for it ([Client.Await]).
//
// It holds what the command holds, secrets included: see [Prepared].
func (c *Client) Prepare(cmd Command) (Prepared, error) {
	if err := c.usable(context.Background()); err != nil {
		return Prepared{}, (&call{}).invalid(err)
	}
	call, err := givenCommand(cmd)
	if err != nil {
		return Prepared{}, call.invalid(err)
	}
	p := &prepared{call: call}
	if err = c.check(context.Background(), p); err == nil {
		err = c.identify(p)
	}
	if err != nil {
		return Prepared{}, call.invalid(err)
	}
	body, err := p.body.bytes()
	if err != nil {
		return Prepared{}, call.invalid(err)
	}
	return Prepared{Operation: call.op.name, RequestID: p.requestID, Body: body}, nil
}

// givenCommand returns the call of a command. It names the operation also where
// the command cannot be sent.
func givenCommand(cmd Command) (*call, error) {
	call, err := given("", cmd)
	if err != nil {
		return call, err
	}
	if call.op = operationNamed(cmd.Operation()); call.op.path == "" {
		return call, errors.New("there is no operation " + call.op.name)
	}
	return call, nil
}

// Send sends a prepared command, as the operation's own method does: its bytes
// again and again under the same id until the bank has answered, as far as its
// protection allows. Call it for what was never sent; for what may have been, also
// by an earlier process, call [Client.Resume].
func (c *Client) Send(ctx context.Context, p Prepared) (*Sent, error) {
	return c.sendPrepared(ctx, p, func(*call) {})
}

// Resume sends a prepared command that may have been sent before, by this process
// or an earlier one. A command that the bank knows is adopted: its status is the
// answer.
//
// lastSent is the latest moment at which it may have been sent: when the last Send or
// Resume returned, not when it began; after a crash, the deadline that the dead process
// gave its call, or the zero time when nobody knows. Until [WithLateness] has passed
// since lastSent, an earlier attempt may still arrive, so a refusal that the status
// does not confirm is [ErrOutcomeUnknown]: resume after a longer pause, with the moment at which this
// Resume returned. After that a refusal is believed. With the zero time it never is.
//
// A command without protection is not sent: the error is ErrOutcomeUnknown, since
// nothing tells whether it was done.
func (c *Client) Resume(ctx context.Context, p Prepared, lastSent time.Time) (*Sent, error) {
	return c.sendPrepared(ctx, p, func(call *call) {
		call.resumed = true
		call.doubt = lastSent.IsZero() || time.Since(lastSent) < c.lateness
	})
}

func (c *Client) sendPrepared(ctx context.Context, p Prepared, how func(*call)) (*Sent, error) {
	if err := c.usable(ctx); err != nil {
		return nil, (&call{}).invalid(err)
	}
	call, err := p.call()
	if err != nil {
		return nil, c.observeUnsent(ctx, call, time.Now(), call.invalid(err))
	}
	if how(call); call.resumed && call.kind == unprotected {
		err := (&Error{Op: call.op.path, RequestID: p.RequestID, Err: errors.New("nothing that is known protects a repeat of this command, so it is not sent again")}).unknown()
		err.outcome = OutcomeUnknown
		return nil, c.observeUnsent(ctx, call, time.Now(), err)
	}
	outcome, err := c.run(ctx, call)
	if err != nil {
		return nil, err
	}
	sent := &Sent{Outcome: outcome, Answer: call.answer}
	if a, ok := call.answer.(progressing); ok {
		sent.RequestStatus = a.progress()
	}
	return sent, nil
}

// CommandState is what became of a prepared command: one of the three, by the part
// of the API that it belongs to.
type CommandState struct {
	Card    *RequestState        // of cards, clients, transactions and limits
	Wallet  *WalletRequestState  // of wallets
	Partner *PartnerRequestState // of partners
}

// Status returns how far the command has come, "" when no state was seen.
func (s CommandState) Status() RequestStatus {
	switch {
	case s.Card != nil:
		return s.Card.RequestStatus
	case s.Wallet != nil:
		return s.Wallet.RequestStatus
	case s.Partner != nil:
		return s.Partner.RequestStatus
	}
	return ""
}

// Await waits until a prepared command has settled, in the manner of
// [RequestService.Wait], with the status operation of its part of the API. With an
// error it still returns the last state it saw, if any. Only [OutcomeFailed] is an
// end of the command; a question that was refused, or had no answer, leaves it
// [OutcomeUnknown]: resume it later. A command without a
// status operation ([Prepared.Protection]) has nothing to wait for:
// [ErrInvalidRequest].
func (c *Client) Await(ctx context.Context, p Prepared) (CommandState, error) {
	return c.stateOf(ctx, p, settled[RequestState], settled[WalletRequestState], settled[PartnerRequestState])
}

// State asks once what became of a prepared command. A command that the bank could
// not carry out is an error, as it is of [Client.Await]; one that has not settled
// yet is none. The bank's word that it does not know the command, [ErrRequestUnknown],
// is to be believed only when said several times: the status may lag behind.
func (c *Client) State(ctx context.Context, p Prepared) (CommandState, error) {
	return c.stateOf(ctx, p, once[RequestState], once[WalletRequestState], once[PartnerRequestState])
}

// stateOf asks for the state of a prepared command with the one of the functions
// that belongs to its part of the API.
func (c *Client) stateOf(ctx context.Context, p Prepared,
	card func(context.Context, *watched[RequestState]) (*RequestState, error),
	wallet func(context.Context, *watched[WalletRequestState]) (*WalletRequestState, error),
	partner func(context.Context, *watched[PartnerRequestState]) (*PartnerRequestState, error),
) (state CommandState, err error) {
	if err := c.usable(ctx); err != nil {
		return CommandState{}, (&call{}).invalid(err)
	}
	call, err := p.call()
	if err == nil && p.Protection() != ProtectedByIDWithStatus {
		err = errors.New("no operation tells what became of this command")
	}
	if err != nil {
		return CommandState{}, call.invalid(err)
	}
	switch dialectOf(call.op.path).status {
	case "Wallets.RequestStatus":
		state.Wallet, err = wallet(ctx, c.Wallets.watched(p.RequestID))
	case "Partners.RequestStatus":
		state.Partner, err = partner(ctx, c.Partners.watched(p.RequestID))
	default:
		state.Card, err = card(ctx, c.Requests.watched(p.RequestID))
	}
	return state, err
}

// settled returns the last answer of a watch.
func settled[S any](ctx context.Context, w *watched[S]) (*S, error) { return last(w.states(ctx)) }

// once returns the answer to one question.
func once[S any](ctx context.Context, w *watched[S]) (*S, error) {
	_, err := w.poll(ctx)
	return w.last, err
}
