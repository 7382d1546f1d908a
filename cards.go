package freedompay

import (
	"context"

	"github.com/google/uuid"
)

// CardService issues and manages cards: see [Client].
type CardService struct{ client *Client }

// IssueCardRequest asks for a card for a client.
type IssueCardRequest struct {
	RequestID uuid.UUID   `json:"request_id"` // zero makes a new one
	ProductID CardProduct `json:"product_id"`
	ClientID  string      `json:"client_id"`
	BranchID  string      `json:"branch_id,omitzero"` // the default branch when empty
}

// Issue issues one card to a client. The card's id arrives when the request
// settles, as [RequestState.CardID] of [RequestService.Wait]; the card is then
// [CardStatusNotActivated]. Expect [CodeProductNotFound] and [CodeClientNotFound].
//
// Provisional: only the operation's name is public; path and fields follow its siblings.
func (s *CardService) Issue(ctx context.Context, req IssueCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, cardAPI+"/card/issue", &req.RequestID, &req)
}

// ActivateCardRequest asks for a card to be made usable.
type ActivateCardRequest struct {
	RequestID uuid.UUID `json:"request_id"` // zero makes a new one
	CardID    string    `json:"card_id"`
}

// Activate makes a card usable for the first time; it settles later. Expect
// [CodeCardNotFound], and [CodeOpenFailed] for a card that is not [CardStatusNotActivated].
//
// Provisional: only the operation's name is public; path and fields follow its siblings.
func (s *CardService) Activate(ctx context.Context, req ActivateCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, cardAPI+"/card/activate", &req.RequestID, &req)
}

// BlockCardRequest asks for a block on a card.
type BlockCardRequest struct {
	RequestID   uuid.UUID `json:"request_id"` // zero makes a new one
	CardID      string    `json:"card_id"`
	BlockCode   BlockCode `json:"block_code"`
	Description string    `json:"description"` // the reason, in free text
}

// Block blocks a card; it settles later. Expect [CodeCardNotFound],
// [CodeCardBlocked], [CodeCardClosed] and [CodeBlockFailed].
//
// Provisional: only the operation's name is public; path and fields follow its siblings.
func (s *CardService) Block(ctx context.Context, req BlockCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, cardAPI+"/card/block", &req.RequestID, &req)
}

// UnblockCardRequest asks for the block on a card to be lifted.
type UnblockCardRequest struct {
	RequestID   uuid.UUID `json:"request_id"` // zero makes a new one
	CardID      string    `json:"card_id"`
	Description string    `json:"description"` // the reason, in free text
}

// Unblock lifts the block from a card; it settles later. Expect
// [CodeCardNotFound] and [CodeCardClosed].
func (s *CardService) Unblock(ctx context.Context, req UnblockCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, cardAPI+"/card/unblock", &req.RequestID, &req)
}

// CloseCardRequest asks for the end of a card.
type CloseCardRequest struct {
	RequestID   uuid.UUID `json:"request_id"` // zero makes a new one
	CardID      string    `json:"card_id"`
	Description string    `json:"description"` // the reason, in free text
}

// Close ends a card for good; it cannot be undone. It settles later. Expect
// [CodeCardNotFound], [CodeCardClosed] and [CodeCloseFailed].
func (s *CardService) Close(ctx context.Context, req CloseCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, cardAPI+"/card/close", &req.RequestID, &req)
}

// LinkCardRequest ties a client to a card.
type LinkCardRequest struct {
	RequestID uuid.UUID `json:"request_id"` // zero makes a new one
	ClientID  string    `json:"client_id"`
	CardID    string    `json:"card_id"`
}

// Link ties an existing client to an existing card, such as one of a bulk
// issue; the vendor's menu calls it Update client. It settles later. Expect
// [CodeCardNotFound] and [CodeClientNotFound].
func (s *CardService) Link(ctx context.Context, req LinkCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, cardAPI+"/card/link", &req.RequestID, &req)
}

// cardQuery names the card that is asked about.
type cardQuery struct {
	CardID string `json:"card_id"`
}

// CardInfo is the answer of [CardService.Info].
type CardInfo struct {
	Answer
	Card Card `json:"card,omitzero"`
}

// Card is a card as the bank knows it.
type Card struct {
	CardID         string      `json:"card_id,omitzero"`
	Mask           string      `json:"card_mask,omitzero"` // PAN with its middle hidden
	Status         CardStatus  `json:"status,omitzero"`
	ProductID      CardProduct `json:"product_id,omitzero"`
	ClientID       string      `json:"client_id,omitzero"`
	Currency       Currency    `json:"currency,omitzero"`
	ExpirationDate string      `json:"expiration_date,omitzero"` // its format is not public
}

// Info reads a card. Expect [CodeCardNotFound].
//
// Provisional: only the operation's name is public; path and fields follow its siblings.
func (s *CardService) Info(ctx context.Context, cardID string) (*CardInfo, error) {
	return read[CardInfo](ctx, s.client, cardAPI+"/card/info", cardQuery{cardID})
}

// CardBalance is the answer of [CardService.Balance].
type CardBalance struct {
	Answer
	Accounts []Account `json:"accounts,omitzero"`
}

// Account is one account of a card; a card in several currencies has several.
type Account struct {
	IBAN          string   `json:"iban,omitzero"`
	Currency      Currency `json:"currency,omitzero"`
	Debit         Amount   `json:"debit,omitzero"`
	Credit        Amount   `json:"credit,omitzero"`
	Amount        Amount   `json:"amount,omitzero"`
	BlockedAmount Amount   `json:"blocked_amount,omitzero"` // held by authorizations
}

// Balance reads the balances of a card's accounts. Expect [CodeCardNotFound].
//
// Provisional: only the operation's name is public; path and fields follow its siblings.
func (s *CardService) Balance(ctx context.Context, cardID string) (*CardBalance, error) {
	return read[CardBalance](ctx, s.client, cardAPI+"/card/balance", cardQuery{cardID})
}
