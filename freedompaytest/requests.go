package freedompaytest

import "time"

// progress is how far a request has come, in the Card API's words.
type progress string

const (
	succeeded progress = "success"
	inProcess progress = "process"
	failed    progress = "error"
)

// requestKey names a request. The Card API and the partner pages count their
// ids apart.
type requestKey struct {
	card bool
	id   string
}

// request is what the bank remembers of a request_id.
type request struct {
	wallet   bool // its status is asked with Wallets.RequestStatus
	progress progress
	refusal  error // why it failed
	made     made
	life     requestLife
}

// made holds the ids that a settled command has made.
type made struct {
	clientID      string
	cardIDs       []string
	transactionID string
	finDocumentID string
}

// command is an order that has been read. check says whether the bank's state
// allows it; it is asked when the order arrives and again when its time has
// come, since other orders may have settled in between. apply carries it out.
type command struct {
	check func() error
	apply func(at time.Time, made *made) error
}

// allowed is the check of a command that no state forbids.
func allowed() error { return nil }

// nothing is what a command does that only has to be allowed.
func nothing(time.Time, *made) error { return nil }

// perform answers one request whose body has been read: it refuses a repeated
// request_id, then asks the operation.
func (b *Bank) perform(op *operation, in *input, now time.Time) (members, error) {
	if !op.identified {
		return op.answer(b, in)
	}
	key := requestKey{card: op.dialect == cardDialect, id: in.uuid("request_id")}
	if err := in.err(); err != nil {
		return nil, err
	}
	if b.requests[key] != nil {
		return nil, refuse(op.dialect.duplicate(), "the request identifier was used before")
	}
	req := &request{wallet: op.dialect == walletDialect, progress: succeeded}
	answer, err := b.carryOut(op, in, req, now)
	if err == nil || b.refusedUsesID {
		b.requests[key] = req
		b.remember(req, op, key.id, now)
	}
	if err != nil {
		req.fail(err)
	}
	return answer, err
}

// carryOut answers on the spot, or accepts a command to be settled.
func (b *Bank) carryOut(op *operation, in *input, req *request, now time.Time) (members, error) {
	if op.answer != nil {
		return op.answer(b, in)
	}
	order, err := op.command(b, in)
	if err != nil {
		return nil, err
	}
	if err := order.check(); err != nil {
		return nil, err
	}
	req.progress = inProcess
	b.after(b.settleAfter, now, func(at time.Time) { req.settle(order, at) })
	b.pending.note(origin{request: req, body: in.shared.body})
	b.settleDue(now)
	return req.describe(op), nil
}

// settle carries out a command whose time has come.
func (r *request) settle(order *command, at time.Time) {
	r.progress, r.life.settled = succeeded, at
	err := order.check()
	if err == nil {
		err = order.apply(at, &r.made)
	}
	if err != nil {
		r.fail(err)
	}
}

func (r *request) fail(err error) {
	r.progress, r.refusal = failed, err
}

// describe answers how far the request has come.
func (r *request) describe(op *operation) members {
	answer := members{"request_status": op.dialect.progress(r.progress)}
	if r.refusal != nil {
		code, text := reason(r.refusal)
		answer["error_description"] = text
		addCode(answer, code, op.integerCodes)
	}
	return answer
}

// requestStatus answers what became of a Card API request, and the ids it made.
func (b *Bank) requestStatus(in *input) (members, error) {
	id := in.uuid("request_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	req := b.requests[requestKey{card: true, id: id}]
	if req == nil {
		return nil, refuse("12004", "no request with this identifier")
	}
	answer := req.describe(&operation{})
	if req.made.clientID != "" {
		answer["client_id"] = req.made.clientID
	}
	if len(req.made.cardIDs) > 0 {
		cards := make([]members, len(req.made.cardIDs))
		for i, id := range req.made.cardIDs {
			cards[i] = members{"card_id": id}
		}
		answer["cards"] = cards
	}
	if req.made.transactionID != "" {
		answer["transaction_id"] = req.made.transactionID
		answer["fin_document_id"] = req.made.finDocumentID
	}
	return answer, nil
}
