package freedompay

import (
	"context"

	"github.com/google/uuid"
)

// RateService uploads exchange rates: see [Client].
type RateService struct{ client *Client }

// AddRateRequest asks the bank to store an exchange rate of the partner. The vendor's
// older pages show an array of rates, the current one a single rate. See
// [RateService.Add].
type AddRateRequest struct {
	RequestID uuid.UUID `json:"-"` // sent in the header Request-Id alone; zero makes a new one
	Rate      Rate      `json:"rates"`
}

// Operation returns Rates.Add.
func (AddRateRequest) Operation() string { return "Rates.Add" }

func (r AddRateRequest) headerID() uuid.UUID { return r.RequestID }

func (r AddRateRequest) check(c *checker) {
	c.currency("rates.currency_from", r.Rate.From)
	c.currency("rates.currency_to", r.Rate.To)
	c.positive("rates.rate", r.Rate.Rate)
	c.zoneless("rates.start_date", r.Rate.Start)
	c.zoneless("rates.end_date", r.Rate.End)
	c.period("rates.end_date", r.Rate.Start, r.Rate.End)
}

// Rate is an exchange rate, used for conversion.
type Rate struct {
	From      Currency      `json:"currency_from"`
	To        Currency      `json:"currency_to"`
	Rate      Amount        `json:"rate"`                // a decimal number
	Type      string        `json:"rate_type,omitzero"`  // such as p2p or retail
	Start     Timestamp     `json:"start_date,omitzero"` // see [NewZonelessTimestamp]
	End       Timestamp     `json:"end_date,omitzero"`   // see [NewZonelessTimestamp]
	Operation RateOperation `json:"operation,omitzero"`
}

// RateOperation is what a rate is for.
type RateOperation string

// What a rate can be for.
const (
	RateSell    RateOperation = "sell"
	RateBuy     RateOperation = "buy"
	RateGeneral RateOperation = "rate"
)

// RateAdded is the answer of [RateService.Add].
type RateAdded struct {
	Envelope
	RequestID uuid.UUID `json:"-"`
}

func (a *RateAdded) returned(p *prepared) {
	a.RequestID = p.requestID
	a.Envelope.returned(p)
}

func (*RateAdded) traits() traits { return traits{mayLackStatus: true} }

// Add uploads an exchange rate of the partner. Its body has no request_id: when its
// outcome is unknown, the client does not send it again.
func (s *RateService) Add(ctx context.Context, req AddRateRequest) (*RateAdded, error) {
	return write[RateAdded](ctx, s.client, "Rates.Add", noRequestID, &req)
}
