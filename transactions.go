package freedompay

import (
	"context"

	"github.com/google/uuid"
)

// TransactionService debits and credits issued cards: see [Client].
type TransactionService struct{ client *Client }

// TransactionType is the direction of a transaction. Other values are read and written
// unchanged.
type TransactionType string

// The directions of transactions.
const (
	Debit  TransactionType = "debit"  // takes from the card
	Credit TransactionType = "credit" // funds the card
)

// CreateTransactionRequest asks the bank to debit or credit a card. See
// [TransactionService.Create].
type CreateTransactionRequest struct {
	RequestID   uuid.UUID       `json:"request_id"` // zero makes a new one
	OrderID     string          `json:"order_id"`   // in the partner's system
	CardID      string          `json:"card_id"`
	Type        TransactionType `json:"type"`
	Amount      Amount          `json:"amount"`
	Currency    Currency        `json:"currency"`
	Description string          `json:"description,omitzero"` // in free text
}

// Operation returns Transactions.Create.
func (CreateTransactionRequest) Operation() string { return "Transactions.Create" }

func (r CreateTransactionRequest) check(c *checker) {
	c.required("order_id", r.OrderID)
	c.required("card_id", r.CardID)
	c.required("type", string(r.Type))
	c.positive("amount", r.Amount)
	c.currency("currency", r.Currency)
}

// Create debits or credits an issued card. When the request has settled, its
// TransactionID and FinDocumentID are in the answer of [RequestService.Wait]. Expect
// [CodeCardNotFound].
//
// It is not public whether a debit is only held until [TransactionService.Clear]. On
// the fake bank it is; a credit is final at once.
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *TransactionService) Create(ctx context.Context, req CreateTransactionRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Transactions.Create", &req.RequestID, &req)
}

// ClearTransactionRequest asks the bank to clear an authorized transaction. See
// [TransactionService.Clear].
type ClearTransactionRequest struct {
	RequestID     uuid.UUID `json:"request_id"` // zero makes a new one
	OrderID       string    `json:"order_id"`
	TransactionID string    `json:"transaction_id"`
	Amount        Amount    `json:"amount,omitzero"`      // the part to clear
	All           bool      `json:"all,omitzero"`         // clears all; leave Amount empty then; not sent
	Description   string    `json:"description,omitzero"` // in free text
}

func (r ClearTransactionRequest) shadow() any {
	r.All = false
	return r
}

// Operation returns Transactions.Clear.
func (ClearTransactionRequest) Operation() string { return "Transactions.Clear" }

func (r *ClearTransactionRequest) restore() { r.All = r.Amount.IsZero() }

func (r ClearTransactionRequest) check(c *checker) {
	c.required("order_id", r.OrderID)
	c.required("transaction_id", r.TransactionID)
	c.partOrAll(r.Amount, r.All)
}

// Clear clears an authorized transaction, in part or as a whole; it settles later.
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *TransactionService) Clear(ctx context.Context, req ClearTransactionRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Transactions.Clear", &req.RequestID, &req)
}

// RefundTransactionRequest asks the bank to give money back: either an amount, or all
// of it. See [TransactionService.Refund].
type RefundTransactionRequest struct {
	RequestID     uuid.UUID `json:"request_id"` // zero makes a new one
	OrderID       string    `json:"order_id"`
	TransactionID string    `json:"transaction_id"`
	Description   string    `json:"description,omitzero"` // in free text
	Amount        Amount    `json:"amount,omitzero"`      // the part to give back

	// All gives back everything; leave Amount empty then. It is a separate field so
	// that a forgotten Amount, or one computed as nothing, moves no money. It is in the
	// request's JSON, but is not sent.
	All bool `json:"all,omitzero"`
}

func (r RefundTransactionRequest) shadow() any {
	r.All = false
	return r
}

// Operation returns Transactions.Refund.
func (RefundTransactionRequest) Operation() string { return "Transactions.Refund" }

func (r *RefundTransactionRequest) restore() { r.All = r.Amount.IsZero() }

func (r RefundTransactionRequest) check(c *checker) {
	c.required("order_id", r.OrderID)
	c.required("transaction_id", r.TransactionID)
	c.partOrAll(r.Amount, r.All)
}

// Refund gives back all or part of a transaction; it settles later. It is inferred that
// a request without an amount gives back all.
func (s *TransactionService) Refund(ctx context.Context, req RefundTransactionRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Transactions.Refund", &req.RequestID, &req)
}

// transactionQuery names the transaction that is asked about.
type transactionQuery struct {
	TransactionID string `json:"transaction_id"`
}

func (q transactionQuery) check(c *checker) { c.required("transaction_id", q.TransactionID) }

// TransactionInfo is the answer of [TransactionService.Info].
type TransactionInfo struct {
	Answer
	Transaction Transaction `json:"transaction,omitzero"`
}

// Transaction is a transaction as the bank knows it.
type Transaction struct {
	TransactionID string          `json:"transaction_id,omitzero"`
	OrderID       string          `json:"order_id,omitzero"`
	CardID        string          `json:"card_id,omitzero"`
	Type          TransactionType `json:"type,omitzero"`
	Amount        Amount          `json:"amount,omitzero"`
	Currency      Currency        `json:"currency,omitzero"`
	Status        string          `json:"status,omitzero"` // its values are not public
	FinDocumentID string          `json:"fin_document_id,omitzero"`
	Time          Timestamp       `json:"datetime,omitzero"`
}

// Info reads a transaction.
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *TransactionService) Info(ctx context.Context, transactionID string) (*TransactionInfo, error) {
	return read[TransactionInfo](ctx, s.client, "Transactions.Info", transactionQuery{transactionID})
}
