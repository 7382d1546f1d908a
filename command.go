package freedompay

import (
	"context"
	"errors"
	"time"
)

// Command is a request that changes something. The request types of commands implement
// it, and so does a type of yours that embeds one: see [Call]. [Client.Prepare] turns
// it into the bytes to send.
type Command interface {
	// Operation returns the name of the operation, such as Cards.Issue.
	Operation() string

	checked
}

// Protection is what prevents a command from being done twice.
type Protection int

// The protections.
const (
	// Unprotected: no protection is known. The command is sent again only when it is
	// proven that no byte was sent.
	Unprotected Protection = iota
	// ProtectedByID: the bank refuses a repeat of the request_id, but has no operation
	// for its status.
	ProtectedByID
	// ProtectedByIDWithStatus: the bank refuses a repeat of the request_id and has an
	// operation for its status.
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

// Sent is the answer to a command that [Client.Send] or [Client.Resume] has sent.
type Sent struct {
	Outcome       Outcome       // done, resent or adopted
	RequestStatus RequestStatus // how far the command has come; empty when its answer does not say
	Answer        any           // what the operation's own method returns, such as *Result
}

// Prepare checks a command, gives it a RequestID if it has none, reads its document,
// and returns the bytes to send. It sends nothing. Store the result before
// [Client.Send]: with it a later process can send the command again ([Client.Resume])
// or wait for it ([Client.Await]).
//
// The result holds the secrets of the command: see [Prepared].
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

// Send sends a prepared command, as the operation's own method does: it repeats the
// same bytes under the same RequestID until the bank has answered, as far as the
// protection of the command allows. Use it for a command that was never sent. Use
// [Client.Resume] for one that may have been sent.
func (c *Client) Send(ctx context.Context, p Prepared) (*Sent, error) {
	return c.sendPrepared(ctx, p, func(*call) {})
}

// Resume sends a prepared command that may have been sent before, by this process or an
// earlier one. If the bank knows the command, its status is the answer.
//
// lastSent is the latest time at which the command may have been sent: when the last
// Send or Resume returned, not when it began. After a crash it is the deadline of the
// call that was interrupted, or the zero time if nobody knows it.
//
// Until [Client.Lateness] has passed since lastSent, an earlier attempt may still arrive.
// A refusal that the status does not confirm is then [ErrOutcomeUnknown]. With the zero
// lastSent a refusal is never believed. After ErrOutcomeUnknown, pause for longer than
// Lateness and call Resume again, with the time at which this Resume returned. If the
// pauses are shorter, the bank's refusal of the command is never believed, because each
// Resume sends the command again.
//
// A command without protection is not sent. The error is [ErrOutcomeUnknown], because
// nothing tells whether the command was done.
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

// CommandState is the status of a prepared command. At most one of its fields is set,
// depending on the part of the API.
type CommandState struct {
	Card    *RequestState        // of cards, clients, transactions and limits
	Wallet  *WalletRequestState  // of wallets
	Partner *PartnerRequestState // of partners
}

// Status returns how far the command has come, "" when its status was not seen.
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

// Await waits until a prepared command has settled, as [RequestService.Wait] does, with
// the status operation of its part of the API. With an error it also returns the last
// state that it saw, if any. After an error the command has ended only if [OutcomeOf]
// is [OutcomeFailed]; a status query that was refused or not answered leaves it
// [OutcomeUnknown]: resume it later. A command without a status operation
// ([Prepared.Protection]) cannot be awaited: the error is [ErrInvalidRequest].
func (c *Client) Await(ctx context.Context, p Prepared) (CommandState, error) {
	return c.stateOf(ctx, p, settled[RequestState], settled[WalletRequestState], settled[PartnerRequestState])
}

// State asks once for the status of a prepared command. A command that the bank could
// not carry out is an error, as in [Client.Await]; one that has not settled yet is not.
// Believe [ErrRequestUnknown] only after several answers: the status may lag behind.
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
