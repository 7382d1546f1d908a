package freedompay

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/google/uuid"
)

// LimitService sets and lists spending limits: see [Client].
type LimitService struct{ client *Client }

// LimitObject is the card, account or client that a limit applies to.
type LimitObject struct {
	Type  LimitObjectType `json:"type"`
	Value string          `json:"value"` // its id
}

func (o LimitObject) check(c *checker) {
	c.required("object.type", string(o.Type))
	c.required("object.value", o.Value)
}

// LimitObjectType says what the Value of a [LimitObject] identifies.
type LimitObjectType string

// The things that a limit can apply to.
const (
	LimitOnCard    LimitObjectType = "card"
	LimitOnAccount LimitObjectType = "account"
	LimitOnClient  LimitObjectType = "client"
)

// Limit limits one kind of transaction in a period.
type Limit struct {
	TransactionType LimitTransactionType `json:"transaction_type"`
	Region          string               `json:"region,omitzero"` // its values are not documented
	Period          LimitPeriod          `json:"period,omitzero"`
	Amounts         []LimitAmount        `json:"amount,omitzero"`
}

// LimitAmount is one of the amounts of a limit.
type LimitAmount struct {
	Type     LimitAmountType `json:"type,omitzero"`
	Value    Amount          `json:"value,omitzero"`
	Currency Currency        `json:"currency,omitzero"`
}

// MarshalJSON writes the value as a string, as the API does in limits.
func (a LimitAmount) MarshalJSON() ([]byte, error) {
	type plain LimitAmount
	return json.Marshal(struct {
		plain
		Value string `json:"value,omitzero"`
	}{plain(a), a.Value.String()})
}

// SetLimitsRequest asks the bank to set limits on a card, an account or a client. See
// [LimitService.Set].
type SetLimitsRequest struct {
	RequestID uuid.UUID   `json:"request_id"` // zero makes a new one
	Object    LimitObject `json:"object"`
	Limits    []Limit     `json:"limits"`
}

// Operation returns Limits.Set.
func (SetLimitsRequest) Operation() string { return "Limits.Set" }

func (r SetLimitsRequest) check(c *checker) {
	r.Object.check(c)
	c.want(len(r.Limits) > 0, "limits", "at least one limit")
	for i, limit := range r.Limits {
		path := "limits[" + strconv.Itoa(i) + "]"
		c.required(path+".transaction_type", string(limit.TransactionType))
		for j, amount := range limit.Amounts {
			path := path + ".amount[" + strconv.Itoa(j) + "]"
			c.want(amount.Value.Sign() >= 0, path+".value", "an amount not below zero")
			if amount.Currency != "" {
				c.currency(path+".currency", amount.Currency)
			}
		}
	}
}

// Set sets spending limits on a card, an account or a client; it settles later.
//
// Provisional (inferred, not published by the vendor): answer.
func (s *LimitService) Set(ctx context.Context, req SetLimitsRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Limits.Set", &req.RequestID, &req)
}

// ListLimitsRequest asks for the limits on a card, an account or a client.
// See [LimitService.List].
type ListLimitsRequest struct {
	RequestID uuid.UUID   `json:"request_id"` // zero makes a new one for each attempt
	Object    LimitObject `json:"object"`
}

func (ListLimitsRequest) asks() {}

func (r ListLimitsRequest) check(c *checker) { r.Object.check(c) }

// LimitList is the answer of [LimitService.List].
type LimitList struct {
	Envelope
	RequestStatus RequestStatus `json:"request_status,omitzero"`
	Limits        []Limit       `json:"limits,omitzero"`
}

// List lists the active limits of a card, an account or a client, with how much of each
// is used and left. Leave RequestID zero: each attempt then has a new one. If you
// choose one, every attempt has the same, and the bank may refuse it as a repeat
// ([CodeDuplicateRequest]).
//
// The vendor's page describes a limit in prose; the names of the members are those of
// [LimitService.Set].
//
// Provisional (inferred, not published by the vendor): answer.
func (s *LimitService) List(ctx context.Context, req ListLimitsRequest) (*LimitList, error) {
	return readAs[LimitList](ctx, s.client, "Limits.List", &req.RequestID, &req)
}
