package freedompaytest

import (
	"container/heap"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Requests and pending work as JSON.
type (
	savedRequest struct {
		ID            string    `json:"id"`
		Card          bool      `json:"card"` // of the Card API, whose ids count apart
		Arrived       time.Time `json:"arrived"`
		Partner       members   `json:"partner"`
		Operation     string    `json:"operation"`
		Progress      progress  `json:"progress"`
		Refused       bool      `json:"refused"`
		Code          string    `json:"code"`
		Reason        string    `json:"reason"`
		Accepted      time.Time `json:"accepted"`
		Due           time.Time `json:"due"`
		Settled       time.Time `json:"settled"`
		ClientID      string    `json:"client_id"`
		CardIDs       []string  `json:"card_ids"`
		TransactionID string    `json:"transaction_id"`
		FinDocumentID string    `json:"fin_document_id"`
	}
	savedWork struct {
		Due    time.Time       `json:"due"`
		Number int64           `json:"number"`
		ID     string          `json:"request_id,omitempty"` // of the command that settles then
		Card   bool            `json:"card,omitempty"`       // of the Card API
		Body   json.RawMessage `json:"body,omitempty"`
		Made   string          `json:"card_made,omitempty"` // the card whose plastic is ready then
		Status string          `json:"card_status,omitempty"`
		Late   *savedArrival   `json:"late,omitempty"` // what DeliverLate delivers then
	}
	savedArrival struct {
		Operation string `json:"operation"` // empty when there is none at the path
		Path      string `json:"path"`      // as the call log shows it
		Body      []byte `json:"body"`      // of any form
		RequestID string `json:"request_id"`
		Signature string `json:"signature"`
		Rejected  int    `json:"rejected"` // the HTTP status; zero for a good request
	}
)

// origin is what pending work comes from: enough to plan it once more.
type origin struct {
	request *request
	body    []byte // of the command
	card    *card
	before  string // the card's status when the plastic was ordered
	late    *arrival
}

// note keeps the origin of the work that was planned last.
func (p *pendingWork) note(o origin) {
	if p.origins == nil {
		p.origins = make(map[int64]origin)
	}
	p.origins[p.accepted] = o
}

func (s *saved) saveRequests(b *Bank) error {
	for _, r := range b.order {
		code, text := "", ""
		if r.refusal != nil {
			code, text = reason(r.refusal)
		}
		s.Requests = append(s.Requests, savedRequest{
			ID: r.life.id, Card: r.dialect == cardDialect, Arrived: r.arrived, Partner: r.made.partner, Operation: r.life.operation, Progress: r.progress,
			Refused: r.refusal != nil, Code: code, Reason: text, Accepted: r.life.accepted, Due: r.life.due, Settled: r.life.settled,
			ClientID: r.made.clientID, CardIDs: r.made.cardIDs, TransactionID: r.made.transactionID, FinDocumentID: r.made.finDocumentID,
		})
	}
	for _, w := range b.pending.heap {
		o := b.pending.origins[w.number]
		one := savedWork{Due: w.due, Number: w.number}
		switch {
		case o.request != nil:
			one.ID, one.Card, one.Body = o.request.life.id, o.request.dialect == cardDialect, o.body
		case o.card != nil:
			one.Made, one.Status = o.card.id, o.before
		case o.late != nil:
			one.Late = o.late.save()
		default:
			return fmt.Errorf("something is under way that a snapshot cannot hold; settle first")
		}
		s.Pending = append(s.Pending, one)
	}
	return nil
}

func (l *loading) requests(s *saved) {
	b := l.bank
	operations := make(map[string]*operation)
	for _, op := range b.operations {
		operations[op.id] = op
	}
	for _, one := range s.Requests {
		op := operations[one.Operation]
		if op == nil || !slices.Contains([]progress{succeeded, inProcess, failed}, one.Progress) {
			l.wrong("request %q is of no operation or has come no known way", one.ID)
			continue
		}
		r := &request{
			arrived: one.Arrived, dialect: op.dialect, progress: one.Progress,
			made: made{one.ClientID, one.CardIDs, one.TransactionID, one.FinDocumentID, one.Partner},
			life: requestLife{one.ID, one.Operation, one.Accepted, one.Due, one.Settled},
		}
		if one.Refused {
			r.refusal = refuse(one.Code, one.Reason)
		}
		b.requests[requestKey{card: one.Card, id: one.ID}] = r
		b.order = append(b.order, r)
	}
	for _, w := range s.Pending {
		switch {
		case w.Late != nil:
			l.late(w, operations)
		case w.Made != "":
			l.plastic(w)
		default:
			l.command(w, operations)
		}
	}
}

// command plans an accepted command once more. It is read again from its body:
// all that reading looks up, clients, cards and wallets, is never taken away.
func (l *loading) command(w savedWork, operations map[string]*operation) {
	r := l.bank.requests[requestKey{card: w.Card, id: w.ID}]
	if r == nil || operations[r.life.operation].command == nil {
		l.wrong("no request %q is to be settled", w.ID)
		return
	}
	op := operations[r.life.operation]
	in, err := parseInput(w.Body, op.dialect.invalid())
	if err == nil {
		in.take("request_id")
		var order *command
		if order, err = op.command(l.bank, in); err == nil {
			l.plan(w, func(at time.Time) { r.settle(order, at) }, origin{request: r, body: w.Body})
			return
		}
	}
	l.wrong("request %q cannot be settled: %w", w.ID, err)
}

func (a *arrival) save() *savedArrival {
	one := &savedArrival{Path: a.shown, Body: a.body, RequestID: a.requestID, Signature: a.signature, Rejected: a.status}
	if a.op != nil {
		one.Operation = a.op.id
	}
	return one
}

// late plans the delivery of a request that is still held back.
func (l *loading) late(w savedWork, operations map[string]*operation) {
	one := w.Late
	a := &arrival{
		shown: one.Path, op: operations[one.Operation], body: one.Body,
		requestID: one.RequestID, signature: one.Signature, status: one.Rejected,
	}
	if a.op == nil && a.status == 0 {
		l.wrong("a late request is of no operation: %.40q", one.Operation)
		return
	}
	l.plan(w, l.bank.late(a), origin{late: a})
}

func (l *loading) plastic(w savedWork) {
	c := l.card(w.Made)
	l.plan(w, c.ready(w.Status), origin{card: c, before: w.Status})
}

// ready ends the production of a card's plastic.
func (c *card) ready(before string) func(time.Time) {
	return func(time.Time) {
		if c.status == cardInProduction {
			c.status = before
		}
	}
}

func (l *loading) plan(w savedWork, do func(time.Time), o origin) {
	p := &l.bank.pending
	heap.Push(p, work{due: w.Due, number: w.Number, do: do})
	p.accepted = w.Number
	p.note(o)
}
