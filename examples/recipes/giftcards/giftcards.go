// Package giftcards sells gift cards without selling one twice: the recipe of
// docs/recipes/gift-cards.md.
package giftcards

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// State is how far a sale has come.
type State string

// The states of a sale.
const (
	Asking  State = "asking"  // stored before the call: perhaps sent
	Issued  State = "issued"  // there is a card
	NotDone State = "notdone" // certainly none: may be asked for again
	Unclear State = "unclear" // perhaps one: somebody has to look it up
)

// Sale is a gift card that was ordered, as your database keeps it.
type Sale struct {
	RequestID uuid.UUID // in both sides' logs, in the header Request-Id
	Holder    string
	Phone     int64
	Product   freedompay.GiftProductCode
	State     State
	CardID    freedompay.GiftCardID
}

// Store keeps sales.
type Store interface {
	Put(ctx context.Context, sale Sale) error
	InState(ctx context.Context, state State) ([]Sale, error)
}

// Issue issues the card of a sale. It is called once for each sale.
func Issue(ctx context.Context, client *freedompay.Client, store Store, sale Sale) (Sale, error) {
	sale.State = Asking
	if err := store.Put(ctx, sale); err != nil {
		return sale, err // nothing was sent
	}
	issued, err := client.GiftCards.Issue(ctx, freedompay.IssueGiftCardRequest{
		RequestID: sale.RequestID, CardholderName: sale.Holder, Phone: sale.Phone, ProductCode: sale.Product,
	})
	switch {
	case err == nil:
		sale.State, sale.CardID = Issued, issued.CardID
	case errors.Is(err, freedompay.ErrOutcomeUnknown):
		sale.State = Unclear
	default:
		sale.State = NotDone
	}
	// The caller may be gone: what is known is stored all the same.
	return sale, errors.Join(err, store.Put(context.WithoutCancel(ctx), sale))
}

// AfterCrash marks the sales that a process was asking for when it died. Call it
// before the first Issue of the process that takes over.
func AfterCrash(ctx context.Context, store Store) error {
	sales, err := store.InState(ctx, Asking)
	for _, sale := range sales {
		sale.State = Unclear
		err = errors.Join(err, store.Put(ctx, sale))
	}
	return err
}

// Confirm activates a card with the one-time password from the SMS. Unlike an
// issue, a confirmation can be looked up when its outcome is unknown.
func Confirm(ctx context.Context, client *freedompay.Client, card freedompay.GiftCardID, otp freedompay.Secret) (active bool, err error) {
	_, err = client.GiftCards.Confirm(ctx, freedompay.ConfirmGiftCardRequest{CardID: card, OTP: otp})
	if err == nil || errors.Is(err, freedompay.CodeGiftActivated) {
		return true, nil
	}
	if !errors.Is(err, freedompay.ErrOutcomeUnknown) {
		return false, err
	}
	state, asked := client.GiftCards.Status(context.WithoutCancel(ctx), card)
	if asked != nil {
		return false, errors.Join(err, asked)
	}
	return state.CardStatus == freedompay.GiftCardStatusActivated, nil
}
