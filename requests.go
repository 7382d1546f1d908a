package freedompay

import (
	"context"
	"iter"
	"slices"

	"github.com/google/uuid"
)

// RequestService tells what became of commands: see [Client].
type RequestService struct{ client *Client }

// RequestState is what became of a command, with the ids of what it made.
type RequestState struct {
	Answer
	RequestID     uuid.UUID    `json:"-"`
	ClientID      string       `json:"client_id,omitzero"`       // made by Clients.Create
	Cards         []IssuedCard `json:"cards,omitzero"`           // made by an issue
	TransactionID string       `json:"transaction_id,omitzero"`  // made by a transaction
	FinDocumentID string       `json:"fin_document_id,omitzero"` // made by a transaction
}

// IssuedCard is a card that a request has made.
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

// Status tells what has become of a command by now. A request that the bank
// could not carry out is no error here: its RequestStatus says so.
//
// Expect [CodeRequestNotFound] for an id that the bank does not know, or does
// not know yet.
func (s *RequestService) Status(ctx context.Context, id uuid.UUID) (*RequestState, error) {
	return read[RequestState](ctx, s.client, "Requests.Status", requestQuery{id})
}

// Watch asks for the status of a command until it settles, and yields each
// answer. The last one comes with an error when the request failed
// ([ErrRequestFailed]), when the context ended or the asking did. The id alone
// is enough, also after a restart.
//
// The bank's word that it does not know the id ends it only when said three
// times running: a command may arrive later than the question about it.
func (s *RequestService) Watch(ctx context.Context, id uuid.UUID) iter.Seq2[*RequestState, error] {
	return s.watched(id).states(ctx)
}

// Wait returns the last element of [RequestService.Watch]: the settled state of
// a command. With an error it still returns the last state it saw, if any. A
// request that failed is an error, [ErrRequestFailed], with the bank's code and
// words in it. Bound it with the context.
func (s *RequestService) Wait(ctx context.Context, id uuid.UUID) (*RequestState, error) {
	return last(s.Watch(ctx, id))
}

// WaitAll waits for many commands and yields each as it settles, with the error
// that Wait would return. The state is never nil here: its RequestID names the
// command, and without an answer it is empty otherwise. An id that is given twice
// is yielded twice. At most 4,096 commands are waited for at a time, and 16 questions
// are under way. When the context ends, the commands that are left are yielded with
// its error; leaving the loop ends the waiting.
func (s *RequestService) WaitAll(ctx context.Context, ids []uuid.UUID) iter.Seq2[*RequestState, error] {
	return all(ctx, s.client, slices.Values(ids), false, s.watched)
}

// WaitEach is [RequestService.WaitAll] over an iterator, such as the ids that a
// pipeline makes. It takes an id when another has ended, from a goroutine of its
// own, so that any number of them needs bounded memory. When the context ends while
// the iterator blocks, the loop ends without it; its goroutine ends when it goes on.
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
