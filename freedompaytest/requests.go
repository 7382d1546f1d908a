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
	arrived  time.Time
	dialect  dialect // in which it was made, and its status is asked for
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
	partner       members // the ids that Partners.RequestStatus answers
}

// command is a request, read and ready to be settled. check says whether the
// bank's state allows it; it runs when the request arrives and again when the
// command settles, since other commands may settle in between. apply carries it
// out.
type command struct {
	check func() error
	apply func(at time.Time, made *made) error
}

// allowed is the check of a command that no state forbids.
func allowed() error { return nil }

// nothing is the apply of a command that changes no state.
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
		return nil, b.refuseRepeat(op, in)
	}
	req := &request{arrived: now, dialect: op.dialect, progress: succeeded}
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

// refuseRepeat refuses a request whose request_id was used before: for that, or
// first for its members and the state of the bank when the bank checks in that
// order.
func (b *Bank) refuseRepeat(op *operation, in *input) error {
	var err error
	switch {
	case !b.stateBeforeID:
	case op.command != nil:
		err = b.checkCommand(op, in)
	case op.dialect == cardDialect:
		_, err = op.answer(b, in) // of a query
	default: // Partners.AddUser and AddProduct: what they did forbids no repeat
	}
	if err != nil {
		return err
	}
	return refuse(op.dialect.duplicate(), "the request identifier was used before")
}

// checkCommand says whether a command would be accepted now.
func (b *Bank) checkCommand(op *operation, in *input) error {
	cmd, err := op.command(b, in)
	if err != nil {
		return err
	}
	return cmd.check()
}

// carryOut answers at once, or accepts a command to be settled.
func (b *Bank) carryOut(op *operation, in *input, req *request, now time.Time) (members, error) {
	if op.answer != nil {
		answer, err := op.answer(b, in)
		req.made.partner = partnerIDs(answer)
		return answer, err
	}
	cmd, err := op.command(b, in)
	if err != nil {
		return nil, err
	}
	if err := cmd.check(); err != nil {
		return nil, err
	}
	req.progress = inProcess
	b.after(b.settleAfter, now, func(at time.Time) { req.settle(cmd, at) })
	b.pending.note(origin{request: req, body: in.shared.body})
	b.settleDue(now)
	return req.describe(op), nil
}

// settle carries out a command that is due.
func (r *request) settle(cmd *command, at time.Time) {
	r.progress, r.life.settled = succeeded, at
	err := cmd.check()
	if err == nil {
		err = cmd.apply(at, &r.made)
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

// known returns the request that a status operation finds, nil for none.
func (b *Bank) known(key requestKey) *request {
	req := b.requests[key]
	if req == nil || b.now().Before(req.arrived.Add(b.statusLag)) {
		return nil
	}
	return req
}

// requestStatus answers what became of a Card API request, and the ids it made.
func (b *Bank) requestStatus(in *input) (members, error) {
	id := in.uuid("request_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	req := b.known(requestKey{card: true, id: id})
	if req == nil {
		return nil, cardDialect.unknownRequest()
	}
	answer := req.describe(&operation{dialect: cardDialect})
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
