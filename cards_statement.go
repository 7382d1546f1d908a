package freedompay

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"reflect"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// CardStatementRequest asks for the operations of a card in a period.
// See [CardService.Statement] and [CardService.Operations].
type CardStatementRequest struct {
	CardID string    `json:"card_id"`
	Start  Timestamp `json:"start_date,omitzero"`
	End    Timestamp `json:"end_date,omitzero"`
}

func (CardStatementRequest) asks() {}

func (r CardStatementRequest) check(c *checker) {
	c.required("card_id", r.CardID)
	c.moments(r.Start, r.End)
}

// CardStatement is the answer of [CardService.Statement].
type CardStatement struct {
	Answer
	Operations []Operation `json:"operations"`
}

// Operation is one line of a card's statement.
type Operation struct {
	Type       TransactionCode `json:"type"` // that it is such a code is inferred
	Amount     Amount          `json:"amount"`
	Commission Amount          `json:"commission"`
	Currency   Currency        `json:"currency"`
	MCC        MCC             `json:"mcc"`
	Time       Timestamp       `json:"datetime"`
	RRN        string          `json:"rrn"`
	Merchant   json.RawMessage `json:"merchant"` // its members are not public: kept as it arrived
}

// MCC is a merchant category code. It is sent as a number, without leading zeros;
// String returns all four digits.
type MCC int

// String returns the four digits.
func (m MCC) String() string { return fmt.Sprintf("%04d", int(m)) }

// UnmarshalJSON reads the code. It never fails.
func (m *MCC) UnmarshalJSON(data []byte) error { return jsonread.Int(m, data) }

// Statement lists a card's operations in a period. There is no paging: for a long
// period use [CardService.Operations], which streams the answer. The vendor's menu also
// calls it Operations' list. Expect [CodeCardNotFound].
func (s *CardService) Statement(ctx context.Context, req CardStatementRequest) (*CardStatement, error) {
	return read[CardStatement](ctx, s.client, "Cards.Statement", &req)
}

// Operations yields the operations of [CardService.Statement] one at a time, as they
// arrive, in constant memory. An error comes last, with a zero [Operation]. The call is
// not repeated once an operation was yielded. Leaving the loop closes the answer, and
// over HTTP/1.1 its connection. Expect [CodeCardNotFound].
func (s *CardService) Operations(ctx context.Context, req CardStatementRequest) iter.Seq2[Operation, error] {
	return operations[Operation](ctx, s.client, "Cards.Statement", &req)
}

// ExtendedStatementRequest asks for a statement with balances and authorizations.
// See [CardService.StatementExtended].
type ExtendedStatementRequest struct {
	CardID string    `json:"card_id"`
	Start  Timestamp `json:"start_date"` // its format is not stated: RFC 3339 as in Statement
	End    Timestamp `json:"end_date"`
}

func (ExtendedStatementRequest) asks() {}

func (r ExtendedStatementRequest) check(c *checker) {
	c.required("card_id", r.CardID)
	c.required("start_date", r.Start.String())
	c.required("end_date", r.End.String())
	c.period("end_date", r.Start, r.End)
}

// ExtendedStatement is the answer of [CardService.StatementExtended]. All of its
// members are optional.
type ExtendedStatement struct {
	Answer
	ClientID       string              `json:"client_id,omitzero"`
	Card           StatementCard       `json:"card,omitzero"`
	Balances       StatementBalances   `json:"balances,omitzero"`
	Authorizations []Authorization     `json:"authorizations,omitzero"`
	Operations     []ExtendedOperation `json:"operations,omitzero"`
}

func (*ExtendedStatement) traits() traits { return traits{mayLackStatus: true} }

// gather finds the accounts where the page, which is cut, may mean them to be:
// under balances, under card or at the top.
func (s *ExtendedStatement) gather(r *jsonread.Reader, data []byte) error {
	if s == nil || len(s.Balances.Accounts) > 0 {
		return nil
	}
	var elsewhere struct {
		Accounts []Account         `json:"accounts"`
		Card     StatementBalances `json:"card"`
	}
	err := r.Read(data, reflect.ValueOf(&elsewhere).Elem())
	s.Balances.Accounts = append(elsewhere.Accounts, elsewhere.Card.Accounts...)
	return err
}

// StatementCard is the card that a statement is about.
type StatementCard struct {
	CardID string `json:"card_id,omitzero"`
	Mask   string `json:"card_mask,omitzero"` // PAN with its middle hidden
}

// StatementBalances are the accounts of a card. It is inferred that they stand under
// this object; they are also read under card and at the top.
type StatementBalances struct {
	Accounts []Account `json:"accounts,omitzero"`
}

// Authorization is an authorization that is not cleared yet: its amount is held.
type Authorization struct {
	Time                 Timestamp         `json:"datetime,omitzero"`
	Type                 TransactionCode   `json:"type,omitzero"` // as Operation.Type
	Amount               Amount            `json:"amount,omitzero"`
	Commission           Amount            `json:"commission,omitzero"`
	FullAmount           Amount            `json:"full_amount,omitzero"`
	Cashback             Amount            `json:"cashback,omitzero"`
	Currency             Currency          `json:"currency,omitzero"`
	IBAN                 string            `json:"iban,omitzero"`
	Merchant             json.RawMessage   `json:"merchant,omitzero"`              // kept as it arrived
	AdditionalParameters []json.RawMessage `json:"additional_parameters,omitzero"` // kept as they arrived
}

// ExtendedOperation is one line of an extended statement. The vendor's page is cut off
// here; the members are those of [Operation].
type ExtendedOperation struct {
	Type       TransactionCode `json:"type,omitzero"` // as Operation.Type
	Amount     Amount          `json:"amount,omitzero"`
	Commission Amount          `json:"commission,omitzero"`
	Currency   Currency        `json:"currency,omitzero"`
	Time       Timestamp       `json:"datetime,omitzero"`
	RRN        string          `json:"rrn,omitzero"`
}

// StatementExtended lists a card's operations in a period with its balances and
// open authorizations. Expect [CodeCardNotFound].
//
// Partial (published in part by the vendor): answer.
func (s *CardService) StatementExtended(ctx context.Context, req ExtendedStatementRequest) (*ExtendedStatement, error) {
	return read[ExtendedStatement](ctx, s.client, "Cards.StatementExtended", &req)
}
