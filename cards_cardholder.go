package freedompay

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// ValidateCardholderRequest asks whether a name and phone are those of the
// holder of a card token.
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

// Percent is a share as the API writes it, such as 44.37%.
type Percent string

// Float64 returns the share in hundredths: 44.37 for 44.37%; false when the
// text is no percentage.
func (p Percent) Float64() (float64, bool) {
	number, ok := strings.CutSuffix(string(p), "%")
	value, err := strconv.ParseFloat(number, 64)
	return value, ok && err == nil
}

// UnmarshalJSON reads the text. It never fails.
func (p *Percent) UnmarshalJSON(data []byte) error { return readText(p, data) }

// ValidateCardholder compares a name and phone with those of the holder of a
// card token, and answers how well they match. Leave RequestID zero: then asking
// again after a failure takes a new one. Under one that you chose, asking again
// may be refused as a repeat ([CodeDuplicateRequest]).
//
// The page's own example names /v5/partner/external/cardholder_validate; its URL
// line and its curl name the path that is used here.
//
// Partial (published in part by the vendor): path.
func (s *CardService) ValidateCardholder(ctx context.Context, req ValidateCardholderRequest) (*CardholderMatch, error) {
	return readAs[CardholderMatch](ctx, s.client, "Cards.ValidateCardholder", &req.RequestID, &req)
}
