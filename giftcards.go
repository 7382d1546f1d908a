package freedompay

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// GiftCardService issues gift cards: see [Client].
//
// The commands have no request_id in the body, only in the header Request-Id. It is not
// known whether the bank refuses a repeat by that header. When the outcome of a command
// is unknown ([ErrOutcomeUnknown]), the client does not send it again; if you do, it
// may be done twice. After Confirm, Status tells whether the card is active. After
// Issue nothing in the API finds the card: check the merchant's account, or ask the
// bank, before you issue it again.
type GiftCardService struct{ client *Client }

// GiftAnswer is what every answer about gift cards has. A refusal is never returned in
// it: it is an [*Error].
type GiftAnswer struct {
	RequestID uuid.UUID  `json:"-"`        // of the command; zero for a query
	Time      Timestamp  `json:"datetime"` // without a zone
	Status    GiftStatus `json:"status"`

	raw raw
}

func (a *GiftAnswer) returned(p *prepared) { a.RequestID = p.requestID }

// GiftCardID is the id of a gift card.
type GiftCardID int64

// UnmarshalJSON reads a number or a string that holds one.
func (i *GiftCardID) UnmarshalJSON(data []byte) error { return jsonread.ID(i, data) }

// GiftProducts is the answer of [GiftCardService.List].
type GiftProducts struct {
	GiftAnswer
	Products []GiftProduct `json:"product_list"`
}

// GiftProduct is a kind of gift card.
type GiftProduct struct {
	Code        GiftProductCode `json:"code"`
	Name        string          `json:"name"` // in Russian
	NameEnglish string          `json:"name_en"`
	Currency    Currency        `json:"currency"`
	Balance     Amount          `json:"balance"`        // face value, in whole units
	Image       string          `json:"image,omitzero"` // URL
}

// GiftProductCode names a kind of gift card; each merchant has its own list.
type GiftProductCode int

// UnmarshalJSON reads a number or a string that holds one.
func (c *GiftProductCode) UnmarshalJSON(data []byte) error { return jsonread.Int(c, data) }

// List lists the gift-card products of this merchant. Request and answer are published
// on an older site of the vendor, which signs in another way.
//
// Partial (published in part by the vendor): request, answer.
// Provisional (inferred, not published by the vendor): path.
func (s *GiftCardService) List(ctx context.Context) (*GiftProducts, error) {
	return read[GiftProducts](ctx, s.client, "GiftCards.List", struct{}{})
}

// IssueGiftCardRequest asks the bank to issue a gift card. See [GiftCardService.Issue].
type IssueGiftCardRequest struct {
	RequestID      uuid.UUID       `json:"-"` // sent in the header Request-Id alone; zero makes a new one
	CardholderName string          `json:"cardholder_name"`
	Phone          int64           `json:"phone"` // digits with the country code, as 77001234567
	ProductCode    GiftProductCode `json:"product_code"`
	CardID         GiftCardID      `json:"card_id,omitzero"` // only for a mass issue with known ids
}

// Operation returns GiftCards.Issue.
func (IssueGiftCardRequest) Operation() string { return "GiftCards.Issue" }

func (r IssueGiftCardRequest) headerID() uuid.UUID { return r.RequestID }

func (r IssueGiftCardRequest) check(c *checker) {
	c.required("cardholder_name", r.CardholderName)
	c.phone("phone", r.Phone)
	c.want(r.ProductCode != 0, "product_code", "the code of a product from GiftCards.List")
}

// GiftCardIssue is the answer of [GiftCardService.Issue].
type GiftCardIssue struct {
	GiftAnswer
	CardID GiftCardID `json:"card_id"`
}

// Issue issues one gift card and debits the merchant's account; an SMS with a one-time
// password goes to the phone. Its body has no request_id: a repeat may debit twice.
// Expect [CodeGiftProductNotFound], [CodeGiftInsufficientFunds], [CodeGiftInvalidName]
// and [CodeGiftInvalidPhone]. Request and answer are published on an older site of the
// vendor, which signs in another way.
//
// Partial (published in part by the vendor): request, answer.
// Provisional (inferred, not published by the vendor): path.
func (s *GiftCardService) Issue(ctx context.Context, req IssueGiftCardRequest) (*GiftCardIssue, error) {
	return write[GiftCardIssue](ctx, s.client, "GiftCards.Issue", noRequestID, &req)
}

// ConfirmGiftCardRequest confirms the phone of a gift card's holder. See
// [GiftCardService.Confirm].
type ConfirmGiftCardRequest struct {
	RequestID uuid.UUID  `json:"-"`   // sent in the header Request-Id alone; zero makes a new one
	OTP       Secret     `json:"otp"` // from the SMS
	CardID    GiftCardID `json:"card_id,omitzero"`
}

func (r ConfirmGiftCardRequest) withheld() (string, Secret, Document) {
	return "otp", r.OTP, Document{}
}

func (r ConfirmGiftCardRequest) shadow() any {
	r.OTP = secretPlaceholder(r.OTP)
	return r
}

// Operation returns GiftCards.Confirm.
func (ConfirmGiftCardRequest) Operation() string { return "GiftCards.Confirm" }

func (r ConfirmGiftCardRequest) headerID() uuid.UUID { return r.RequestID }

func (r ConfirmGiftCardRequest) check(c *checker) {
	c.want(strings.TrimSpace(r.OTP.Reveal()) != "", "otp", "the one-time password from the SMS")
}

// GiftCardState is a gift card as the bank knows it.
type GiftCardState struct {
	GiftAnswer
	CardStatus GiftCardStatus `json:"card_status"`
	Currency   Currency       `json:"card_currency"`
	Balance    Amount         `json:"card_balance"` // in whole units
	Mask       string         `json:"card_mask"`    // PAN with its middle hidden
}

// Confirm confirms the phone with the one-time password and activates the card. Its
// body has no request_id: see [GiftCardService]. Expect [CodeGiftIncorrectOTP],
// [CodeGiftCardNotFound] and [CodeGiftActivated].
func (s *GiftCardService) Confirm(ctx context.Context, req ConfirmGiftCardRequest) (*GiftCardState, error) {
	return write[GiftCardState](ctx, s.client, "GiftCards.Confirm", noRequestID, &req)
}

// giftCardQuery names the gift card that is meant.
type giftCardQuery struct {
	CardID GiftCardID `json:"card_id"`
}

func (q giftCardQuery) check(c *checker) {
	c.want(q.CardID != 0, "card_id", "the id of a gift card")
}

// ResendGiftCardRequest asks the bank to send a gift card's data to its holder again.
// See [GiftCardService.Resend].
type ResendGiftCardRequest struct {
	RequestID uuid.UUID  `json:"-"` // sent in the header Request-Id alone; zero makes a new one
	CardID    GiftCardID `json:"card_id"`
}

// Operation returns GiftCards.Resend.
func (ResendGiftCardRequest) Operation() string { return "GiftCards.Resend" }

func (r ResendGiftCardRequest) check(c *checker) { giftCardQuery{r.CardID}.check(c) }

func (r ResendGiftCardRequest) headerID() uuid.UUID { return r.RequestID }

// Resend sends the gift card's data to its holder again. Its body has no request_id:
// see [GiftCardService]. Expect [CodeGiftCardNotFound].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *GiftCardService) Resend(ctx context.Context, req ResendGiftCardRequest) (*GiftAnswer, error) {
	return write[GiftAnswer](ctx, s.client, "GiftCards.Resend", noRequestID, &req)
}

// ResendGiftCodeRequest asks the bank to send a one-time password again. See
// [GiftCardService.ResendCode].
type ResendGiftCodeRequest struct {
	RequestID uuid.UUID  `json:"-"` // sent in the header Request-Id alone; zero makes a new one
	CardID    GiftCardID `json:"card_id"`
}

// Operation returns GiftCards.ResendCode.
func (ResendGiftCodeRequest) Operation() string { return "GiftCards.ResendCode" }

func (r ResendGiftCodeRequest) check(c *checker) { giftCardQuery{r.CardID}.check(c) }

func (r ResendGiftCodeRequest) headerID() uuid.UUID { return r.RequestID }

// ResendCode sends a one-time password again. Its body has no request_id: see
// [GiftCardService]. Expect [CodeGiftCardNotFound].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *GiftCardService) ResendCode(ctx context.Context, req ResendGiftCodeRequest) (*GiftAnswer, error) {
	return write[GiftAnswer](ctx, s.client, "GiftCards.ResendCode", noRequestID, &req)
}

// Status reads a gift card's state. Expect [CodeGiftCardNotFound].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *GiftCardService) Status(ctx context.Context, cardID GiftCardID) (*GiftCardState, error) {
	return read[GiftCardState](ctx, s.client, "GiftCards.Status", giftCardQuery{cardID})
}
