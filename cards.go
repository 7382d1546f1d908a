package freedompay

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// CardService issues and manages cards: see [Client].
type CardService struct{ client *Client }

// BulkIssueCardsRequest asks the bank to issue several cards that belong to no client
// yet. See [CardService.BulkIssue].
type BulkIssueCardsRequest struct {
	RequestID uuid.UUID   `json:"request_id"` // zero makes a new one
	ProductID CardProduct `json:"product_id"`
	Count     int         `json:"count"`
	BranchID  string      `json:"branch_id,omitzero"` // the default branch when empty
}

// Operation returns Cards.BulkIssue.
func (BulkIssueCardsRequest) Operation() string { return "Cards.BulkIssue" }

func (r BulkIssueCardsRequest) check(c *checker) {
	c.product("product_id", int(r.ProductID))
	c.want(r.Count > 0, "count", "at least one card")
}

// BulkIssue issues several cards that belong to no client yet. Their ids arrive when
// the request settles; [CardService.Link] then ties a client to each. Expect
// [CodeProductNotFound].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *CardService) BulkIssue(ctx context.Context, req BulkIssueCardsRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Cards.BulkIssue", &req.RequestID, &req)
}

// IssueCardRequest asks the bank to issue a card, either to a client of the bank or to
// somebody who is not one: set exactly one of ClientID and Cardholder. See
// [CardService.Issue].
type IssueCardRequest struct {
	RequestID  uuid.UUID   `json:"request_id"` // zero makes a new one
	ProductID  CardProduct `json:"product_id"`
	ClientID   string      `json:"client_id,omitzero"`
	Cardholder Cardholder  `json:"cardholder,omitzero"`
	BranchID   string      `json:"branch_id,omitzero"` // the default branch when empty
}

// Cardholder is the holder of a card who is not a client of the bank. The page that
// shows it is a draft, cut off after PersonID.
type Cardholder struct {
	FirstName  string `json:"first_name"`
	LastName   string `json:"last_name"`
	MiddleName string `json:"middle_name,omitzero"`
	Birthdate  Date   `json:"birthdate,omitzero"`
	Phone      int64  `json:"phone"` // digits with the country code, as 77001234567
	Email      string `json:"email,omitzero"`
	Country    string `json:"country"`   // of residence, alpha-3
	PersonID   string `json:"person_id"` // the national identifier
}

// Operation returns Cards.Issue.
func (IssueCardRequest) Operation() string { return "Cards.Issue" }

func (r IssueCardRequest) check(c *checker) {
	c.product("product_id", int(r.ProductID))
	holder := r.Cardholder != Cardholder{}
	c.want((r.ClientID != "") != holder, "client_id", "either a client_id or a cardholder, not both and not none")
	if holder {
		r.Cardholder.check(c)
	}
}

func (h Cardholder) check(c *checker) {
	c.required("cardholder.first_name", h.FirstName)
	c.required("cardholder.last_name", h.LastName)
	c.date("cardholder.birthdate", h.Birthdate)
	c.phone("cardholder.phone", h.Phone)
	c.required("cardholder.country", h.Country)
	c.country("cardholder.country", h.Country)
	c.required("cardholder.person_id", h.PersonID)
}

// Issue issues one card. When the request has settled, [RequestState.CardID] of
// [RequestService.Wait] is the card's id, and the card is [CardStatusNotActivated].
// Expect [CodeProductNotFound] and [CodeClientNotFound].
//
// A draft page of the vendor shows the path and a request with a Cardholder. It is
// inferred that a ClientID can stand in its place.
//
// Partial (published in part by the vendor): path, request.
// Provisional (inferred, not published by the vendor): answer.
func (s *CardService) Issue(ctx context.Context, req IssueCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Cards.Issue", &req.RequestID, &req)
}

// IssuePlasticRequest asks the bank to produce the physical card of an issued card. See
// [CardService.IssuePlastic].
type IssuePlasticRequest struct {
	RequestID uuid.UUID `json:"request_id"` // zero makes a new one
	CardID    string    `json:"card_id"`
	BranchID  string    `json:"branch_id,omitzero"` // the default branch when empty
}

// Operation returns Cards.IssuePlastic.
func (IssuePlasticRequest) Operation() string { return "Cards.IssuePlastic" }

func (r IssuePlasticRequest) check(c *checker) { c.required("card_id", r.CardID) }

// IssuePlastic produces the physical card of an issued card; it settles later.
// Expect [CodeCardNotFound] and [CodePlasticFailed].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *CardService) IssuePlastic(ctx context.Context, req IssuePlasticRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Cards.IssuePlastic", &req.RequestID, &req)
}

// ActivateCardRequest asks the bank to make a card usable. See [CardService.Activate].
type ActivateCardRequest struct {
	RequestID uuid.UUID `json:"request_id"` // zero makes a new one
	CardID    string    `json:"card_id"`
}

// Operation returns Cards.Activate.
func (ActivateCardRequest) Operation() string { return "Cards.Activate" }

func (r ActivateCardRequest) check(c *checker) { c.required("card_id", r.CardID) }

// Activate makes a card usable for the first time; it settles later. Expect
// [CodeCardNotFound], and [CodeOpenFailed] for a card that is not [CardStatusNotActivated].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *CardService) Activate(ctx context.Context, req ActivateCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Cards.Activate", &req.RequestID, &req)
}

// BlockCardRequest asks the bank to block a card. See [CardService.Block].
type BlockCardRequest struct {
	RequestID   uuid.UUID `json:"request_id"` // zero makes a new one
	CardID      string    `json:"card_id"`
	BlockCode   BlockCode `json:"block_code"`
	Description string    `json:"description"` // the reason, in free text
}

// Operation returns Cards.Block.
func (BlockCardRequest) Operation() string { return "Cards.Block" }

func (r BlockCardRequest) check(c *checker) {
	c.required("card_id", r.CardID)
	c.required("block_code", string(r.BlockCode))
	c.required("description", r.Description)
}

// Block blocks a card; it settles later. Expect [CodeCardNotFound],
// [CodeCardBlocked], [CodeCardClosed] and [CodeBlockFailed].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *CardService) Block(ctx context.Context, req BlockCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Cards.Block", &req.RequestID, &req)
}

// UnblockCardRequest asks the bank to lift the block from a card. See
// [CardService.Unblock].
type UnblockCardRequest struct {
	RequestID   uuid.UUID `json:"request_id"` // zero makes a new one
	CardID      string    `json:"card_id"`
	Description string    `json:"description"` // the reason, in free text
}

// Operation returns Cards.Unblock.
func (UnblockCardRequest) Operation() string { return "Cards.Unblock" }

func (r UnblockCardRequest) check(c *checker) {
	c.required("card_id", r.CardID)
	c.required("description", r.Description)
}

// Unblock lifts the block from a card; it settles later. Expect
// [CodeCardNotFound] and [CodeCardClosed].
func (s *CardService) Unblock(ctx context.Context, req UnblockCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Cards.Unblock", &req.RequestID, &req)
}

// CloseCardRequest asks the bank to close a card. See [CardService.Close].
type CloseCardRequest struct {
	RequestID   uuid.UUID `json:"request_id"` // zero makes a new one
	CardID      string    `json:"card_id"`
	Description string    `json:"description"` // the reason, in free text
}

// Operation returns Cards.Close.
func (CloseCardRequest) Operation() string { return "Cards.Close" }

func (r CloseCardRequest) check(c *checker) {
	c.required("card_id", r.CardID)
	c.required("description", r.Description)
}

// Close closes a card for good; it settles later. Expect [CodeCardNotFound],
// [CodeCardClosed] and [CodeCloseFailed].
func (s *CardService) Close(ctx context.Context, req CloseCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Cards.Close", &req.RequestID, &req)
}

// LinkCardRequest asks the bank to tie a client to a card. See [CardService.Link].
type LinkCardRequest struct {
	RequestID uuid.UUID `json:"request_id"` // zero makes a new one
	ClientID  string    `json:"client_id"`
	CardID    string    `json:"card_id"`
}

// Operation returns Cards.Link.
func (LinkCardRequest) Operation() string { return "Cards.Link" }

func (r LinkCardRequest) check(c *checker) {
	c.required("client_id", r.ClientID)
	c.required("card_id", r.CardID)
}

// Link ties a client to a card, such as one of a bulk issue; it settles later. It is
// inferred that this is what the vendor's menu calls Update client. Expect
// [CodeCardNotFound] and [CodeClientNotFound].
func (s *CardService) Link(ctx context.Context, req LinkCardRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Cards.Link", &req.RequestID, &req)
}

// cardQuery names the card that is asked about.
type cardQuery struct {
	CardID string `json:"card_id"`
}

func (q cardQuery) check(c *checker) { c.required("card_id", q.CardID) }

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
// The vendor's only example has a request_id beside the card_id and does not explain
// it. [CardService.InfoAs] sends one.
//
// Partial (published in part by the vendor): request.
// Provisional (inferred, not published by the vendor): answer.
func (s *CardService) Info(ctx context.Context, cardID string) (*CardInfo, error) {
	return read[CardInfo](ctx, s.client, "Cards.Info", cardQuery{cardID})
}

// CardInfoRequest asks for a card under a request_id. See [CardService.InfoAs].
type CardInfoRequest struct {
	CardID    string    `json:"card_id"`
	RequestID uuid.UUID `json:"request_id,omitzero"` // zero makes a new one for each attempt
}

func (CardInfoRequest) asks() {}

func (r CardInfoRequest) check(c *checker) { c.required("card_id", r.CardID) }

// InfoAs is [CardService.Info] with a request_id, for a bank that requires one. Expect
// [CodeCardNotFound].
func (s *CardService) InfoAs(ctx context.Context, req CardInfoRequest) (*CardInfo, error) {
	return readAs[CardInfo](ctx, s.client, "Cards.Info", &req.RequestID, &req)
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
	Debit         Amount   `json:"debit,omitzero"`  // its meaning is not public
	Credit        Amount   `json:"credit,omitzero"` // its meaning is not public
	Amount        Amount   `json:"amount,omitzero"`
	BlockedAmount Amount   `json:"blocked_amount,omitzero"` // held by authorizations
}

// Balance reads the balances of a card's accounts. Expect [CodeCardNotFound].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *CardService) Balance(ctx context.Context, cardID string) (*CardBalance, error) {
	return read[CardBalance](ctx, s.client, "Cards.Balance", cardQuery{cardID})
}

// ValidateCardholderRequest asks whether a name and phone are those of the
// holder of a card token. See [CardService.ValidateCardholder].
type ValidateCardholderRequest struct {
	Phone     string    `json:"user_phone"` // a string here, unlike a client's
	FirstName string    `json:"first_name"`
	LastName  string    `json:"last_name"`
	CardToken uuid.UUID `json:"card_token"`
	RequestID uuid.UUID `json:"request_id"` // zero makes a new one for each attempt
}

func (ValidateCardholderRequest) asks() {}

func (r ValidateCardholderRequest) check(c *checker) {
	c.phoneText("user_phone", r.Phone)
	c.required("first_name", r.FirstName)
	c.required("last_name", r.LastName)
	c.want(r.CardToken != uuid.Nil, "card_token", "the token of a card, not zero")
}

// CardholderMatch is the answer of [CardService.ValidateCardholder].
type CardholderMatch struct {
	Envelope
	Score Percent `json:"score"`
	Fishy int64   `json:"fishy,omitzero"` // its meaning is not public
}

// Percent is a percentage as the API writes it, such as 44.37%.
type Percent string

// Float64 returns the number before the sign: 44.37 for 44.37%. It returns false when
// the text is not a percentage.
func (p Percent) Float64() (float64, bool) {
	number, ok := strings.CutSuffix(string(p), "%")
	value, err := strconv.ParseFloat(number, 64)
	return value, ok && err == nil
}

// UnmarshalJSON reads the text. It never fails.
func (p *Percent) UnmarshalJSON(data []byte) error { return jsonread.Text(p, data) }

// ValidateCardholder compares a name and phone with those of the holder of a card
// token, and returns how well they match. Leave RequestID zero: each attempt then has a
// new one. If you choose one, every attempt has the same, and the bank may refuse it as
// a repeat ([CodeDuplicateRequest]).
//
// The vendor's example names /v5/partner/external/cardholder_validate. Its URL line and
// its curl command name the path that is used here.
//
// Partial (published in part by the vendor): path.
func (s *CardService) ValidateCardholder(ctx context.Context, req ValidateCardholderRequest) (*CardholderMatch, error) {
	return readAs[CardholderMatch](ctx, s.client, "Cards.ValidateCardholder", &req.RequestID, &req)
}
