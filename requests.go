package freedompay

import (
	"context"
	"iter"
	"slices"

	"github.com/google/uuid"
)

// RequestService returns the status of commands on cards, clients, transactions and
// limits: see [Client].
type RequestService struct{ client *Client }

// RequestState is the status of a command, with the ids of what it made.
type RequestState struct {
	Answer
	RequestID     uuid.UUID    `json:"-"`
	ClientID      string       `json:"client_id,omitzero"`       // made by Clients.Create
	Cards         []IssuedCard `json:"cards,omitzero"`           // made by an issue
	TransactionID string       `json:"transaction_id,omitzero"`  // made by a transaction
	FinDocumentID string       `json:"fin_document_id,omitzero"` // made by a transaction
}

// IssuedCard is a card that a command has issued.
type IssuedCard struct {
	CardID string `json:"card_id"`
}

// CardID returns the id of the first card that the request made, "" if none.
func (s *RequestState) CardID() string {
	if s == nil || len(s.Cards) == 0 {
		return ""
	}
	return s.Cards[0].CardID
}

func (s *RequestState) returned(p *prepared) {
	s.RequestID = p.requestID
	s.Answer.returned(p)
}

func (*RequestState) traits() traits { return traits{tellsOfAnother: true} }

// requestQuery names the request that is asked about.
type requestQuery struct {
	RequestID uuid.UUID `json:"request_id"`
}

func (q requestQuery) check(c *checker) {
	c.must(q.RequestID != uuid.Nil, "request_id", "the id of the command that is asked about, not zero")
}

// Status returns the current status of a command. A command that the bank could not
// carry out is no error here: its RequestStatus says so.
//
// Expect [CodeRequestNotFound] for an id that the bank does not know, or not yet.
func (s *RequestService) Status(ctx context.Context, id uuid.UUID) (*RequestState, error) {
	return read[RequestState](ctx, s.client, "Requests.Status", requestQuery{id})
}

// Watch asks for the status of a command until it settles, and yields each answer. The
// last one comes with an error when the command failed ([ErrRequestFailed]), when the
// context ended, or when the status could not be had. The id alone is enough, also
// after a restart.
//
// The answer that the bank does not know the id ends Watch only when it comes three
// times in a row: a status query may arrive before its command.
func (s *RequestService) Watch(ctx context.Context, id uuid.UUID) iter.Seq2[*RequestState, error] {
	return s.watched(id).states(ctx)
}

// Wait waits until a command has settled and returns its state. A command that failed
// is an error, [ErrRequestFailed], with the bank's code and description. With an error
// Wait also returns the last state that it saw, if any. Limit the time with the
// context.
func (s *RequestService) Wait(ctx context.Context, id uuid.UUID) (*RequestState, error) {
	return last(s.Watch(ctx, id))
}

// WaitAll waits for many commands and yields each as it settles, with the error that
// Wait would return. The state is never nil: without an answer it has the RequestID
// alone. An id that is given twice is yielded twice. WaitAll waits for at most 4,096
// commands at a time, with 16 status queries at once. When the context ends, the
// remaining commands are yielded with its error. Leaving the loop ends the waiting.
func (s *RequestService) WaitAll(ctx context.Context, ids []uuid.UUID) iter.Seq2[*RequestState, error] {
	return all(ctx, s.client, slices.Values(ids), false, s.watched)
}

// WaitEach is [RequestService.WaitAll] over an iterator, such as the ids that a
// pipeline makes. It takes the next id when another command has settled, so that any
// number of ids needs bounded memory. The iterator runs in a goroutine of its own. If
// it blocks when the context ends, the loop ends without it, and the goroutine ends
// when the iterator continues.
func (s *RequestService) WaitEach(ctx context.Context, ids iter.Seq[uuid.UUID]) iter.Seq2[*RequestState, error] {
	return all(ctx, s.client, ids, true, s.watched)
}

func (s *RequestService) watched(id uuid.UUID) *watched[RequestState] {
	return &watched[RequestState]{
		client: s.client, name: "Requests.Status", id: id,
		hint:   "the bank does not know this request_id, or not yet; the command of a wallet is known to Wallets.Wait alone, that of a partner to Partners.Wait",
		answer: func(s *RequestState) *Answer { return &s.Answer },
	}
}
