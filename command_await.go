package freedompay

import (
	"context"
	"errors"
)

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
