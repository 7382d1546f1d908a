package freedompay

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
)

// A call goes through these stages, a file each:
//
//	call           what a method asks for                        call.go
//	  prepare      checked, identified, encoded, signed          call_prepare.go
//	prepared       what every attempt sends
//	  carry        attempts, until decide says that it is over   call_retry.go
//	    try        one attempt                                   call_attempt.go
//	    send       the request, and the reply to it              call_send.go
//	    judge      what the reply means                          call_judge.go
//	    decide     what follows: the failure table               call_decide.go
//	    ask        what the status knows of the command          call_ask.go
//	answer or *Error

// call is what a method asks for.
type call struct {
	op      operation
	kind    kind
	req     any
	answer  any        // points to what the answer is decoded into
	id      *uuid.UUID // where req has its request_id; nil when it has none, or belongs to the caller
	renewed bool       // each attempt takes a fresh request_id
	foreign bool       // given to Call: req and answer may be of any type
	ready   *Prepared  // instead of req: the bytes to send
	resumed bool       // it may have been sent before
	doubt   bool       // and what was sent then may still arrive
	poll    bool       // asks for the status of a command, for a wait or another call
}

// read asks a question. It changes nothing, so it may be asked again.
func read[T any](ctx context.Context, c *Client, name string, req any) (*T, error) {
	return run[T](ctx, c, &call{op: operationNamed(name), kind: query, req: req})
}

// readAs asks a question that carries a request_id. Asking again under the same
// one may be refused as a repeat, so each attempt has a fresh one, unless the
// caller chose it: then a repeat is the caller's.
func readAs[T any](ctx context.Context, c *Client, name string, id *uuid.UUID, req any) (*T, error) {
	return run[T](ctx, c, &call{op: operationNamed(name), kind: query, id: id, renewed: *id == uuid.Nil, req: req})
}

// write gives a command. Its id points into req, the method's own copy of what
// the caller gave; a zero id becomes a new one. The few commands that have none
// say noRequestID.
func write[T any](ctx context.Context, c *Client, name string, id *uuid.UUID, req any) (*T, error) {
	kind := command
	if id == noRequestID {
		kind = unprotected
	}
	return run[T](ctx, c, &call{op: operationNamed(name), kind: kind, id: id, req: req})
}

// noRequestID stands where a command has no identity by which the bank could
// refuse a repeat.
var noRequestID *uuid.UUID

// Call sends req to any path of the API and reads the answer as T. Use it for an
// operation that this package does not have, or to read more members of an answer: T
// embeds the type of this package and adds fields.
//
// If req is a command of this package, or embeds one, its RequestID protects the call
// as it protects the command's own method. If req is a query of this package, or embeds
// one, the client repeats it as a query. Any other req counts as an unprotected
// command: it is sent again only when it is proven that no byte was sent. Members of
// your own beside an embedded request are sent too; Call refuses one that hides a member
// of the request.
//
// The beginning of the path decides the algorithm of the signature: see
// [WithAlgorithm].
func Call[T any](ctx context.Context, c *Client, path string, req any) (*T, error) {
	call, err := given(path, req)
	if err == nil {
		err = embedsExported[T]()
	}
	if err != nil {
		return nil, c.observeUnsent(ctx, call, time.Now(), call.invalid(err))
	}
	return run[T](ctx, c, call)
}

// run makes a call and returns its answer. The work is done outside of it, so
// that it costs little for each T.
func run[T any](ctx context.Context, c *Client, call *call) (*T, error) {
	answer := new(T)
	call.answer = answer
	if _, err := c.run(ctx, call); err != nil {
		return nil, err
	}
	return answer, nil
}

// run takes a call through its stages.
func (c *Client) run(ctx context.Context, call *call) (Outcome, error) {
	if err := c.usable(ctx); err != nil {
		return OutcomeInvalid, call.invalid(err)
	}
	started := time.Now()
	p, err := c.prepare(ctx, call)
	if err != nil {
		refusal := call.notPrepared(ctx, err)
		return refusal.outcome, c.observeUnsent(ctx, call, started, refusal)
	}
	ctx = c.observeStart(ctx, p)
	end := c.carry(ctx, p)
	c.observeEnd(ctx, p, started, end)
	if end.err != nil {
		return end.outcome, end.err
	}
	return end.outcome, nil
}

// usable says why nothing can be called.
func (c *Client) usable(ctx context.Context) error {
	switch {
	case c == nil || c.signer == nil:
		return errors.New("the Client was not made by New")
	case ctx == nil:
		return errors.New("the context is nil: pass context.Background() at least")
	}
	return nil
}

// invalid refuses a call before anything is sent.
func (c *call) invalid(err error) *Error {
	e := &Error{Op: c.op.path, Err: &classified{ErrInvalidRequest, err}, outcome: OutcomeInvalid}
	if c.id != nil {
		e.RequestID = *c.id
	}
	return e
}

// notPrepared is the error of a call that could not be prepared: invalid, unless the
// context ended while its document was read.
func (c *call) notPrepared(ctx context.Context, err error) *Error {
	e := c.invalid(err)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		e.Err, e.outcome = ended(ctx, err), OutcomeCanceled
	}
	return e
}
