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

// Await waits until a prepared command has settled, in the manner of
// [RequestService.Wait], with the status operation of its part of the API. With an
// error it still returns the last state it saw, if any. Only [OutcomeFailed] is an
// end of the command; a question that was refused, or had no answer, leaves it
// [OutcomeUnknown]: resume it later. A command without a
// status operation ([Prepared.Protection]) has nothing to wait for:
// [ErrInvalidRequest].
func (c *Client) Await(ctx context.Context, p Prepared) (CommandState, error) {
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
	var state CommandState
	switch dialectOf(call.op.path).status {
	case "Wallets.RequestStatus":
		state.Wallet, err = c.Wallets.Wait(ctx, p.RequestID)
	case "Partners.RequestStatus":
		state.Partner, err = c.Partners.Wait(ctx, p.RequestID)
	default:
		state.Card, err = c.Requests.Wait(ctx, p.RequestID)
	}
	return state, err
}
