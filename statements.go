package freedompay

import (
	"context"
	"encoding/json"
	"fmt"
)

// CardStatementRequest asks for the operations of a card in a period.
type CardStatementRequest struct {
	CardID string    `json:"card_id"`
	Start  Timestamp `json:"start_date,omitzero"`
	End    Timestamp `json:"end_date,omitzero"`
}

func (CardStatementRequest) asks() {}

// CardStatement is the answer of [CardService.Statement].
type CardStatement struct {
	Answer
	Operations []Operation `json:"operations"`
}

// Operation is one line of a card's statement.
type Operation struct {
	Type       TransactionCode `json:"type"`
	Amount     Amount          `json:"amount"`
	Commission Amount          `json:"commission"`
	Currency   Currency        `json:"currency"`
	MCC        MCC             `json:"mcc"`
	Time       Timestamp       `json:"datetime"`
	RRN        string          `json:"rrn"`
	Merchant   json.RawMessage `json:"merchant"` // its members are not public: kept as it arrived
}

// MCC is a merchant category code. It travels as a number, without its leading
// zeros; String gives them back.
type MCC int

// String returns the four digits.
func (m MCC) String() string { return fmt.Sprintf("%04d", int(m)) }

// UnmarshalJSON reads the code. It never fails.
func (m *MCC) UnmarshalJSON(data []byte) error { return readInt(m, data) }

// Statement lists a card's operations in a period; the vendor's menu also calls
// it Operations' list. There is no paging: a long period is one long answer.
// Expect [CodeCardNotFound].
func (s *CardService) Statement(ctx context.Context, req CardStatementRequest) (*CardStatement, error) {
	return read[CardStatement](ctx, s.client, cardAPI+"/card/statement", &req)
}
