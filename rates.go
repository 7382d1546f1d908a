package freedompay

import "context"

// RateService uploads exchange rates: see [Client].
type RateService struct{ client *Client }

// AddRateRequest carries an exchange rate of the partner. The vendor's older
// pages take an array under the same name; today's take one.
type AddRateRequest struct {
	Rate Rate `json:"rates"`
}

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
	Type      string        `json:"rate_type,omitzero"`  // tells rates of one pair apart, as p2p or retail
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
type RateAdded struct{ Envelope }

func (*RateAdded) mayLackStatus() {}

// Add uploads an exchange rate of the partner. No request_id protects it.
func (s *RateService) Add(ctx context.Context, req AddRateRequest) (*RateAdded, error) {
	return write[RateAdded](ctx, s.client, partnerAPI+"/rates/add", noRequestID, &req)
}
