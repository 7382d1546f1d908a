package durable

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// Settled is the result of a command, as its handler gets it.
type Settled[C freedompay.Command] struct {
	Request   C
	RequestID uuid.UUID

	// State is the last status of the command. It is empty when the command has no
	// status operation, or when its status was not seen.
	State freedompay.CommandState
	// Answer is what the command's own method returns. It is nil when the answer was
	// lost. A command without a status operation has it unless there is a Failure.
	Answer any
	// Failure is nil when the command was carried out. Do not return it from the
	// handler: the handler would be called again and again.
	Failure *freedompay.Error
}

// Outcome returns how the command ended: done, refused, failed or unknown. It is unknown
// when the queue cannot find out: the command has no request_id in its body, or the bank
// knows the RequestID that you chose from another call ([freedompay.ErrDuplicate]).
func (s Settled[C]) Outcome() freedompay.Outcome {
	if s.Failure == nil {
		return freedompay.OutcomeDone
	}
	return freedompay.OutcomeOf(s.Failure)
}

var errWantRequest = errors.New("the type of a handler's command is a pointer, an interface, or embeds a request: want the request type itself")

// handle calls the handler of one operation.
type handle[TTx any] func(ctx context.Context, tx TTx, p freedompay.Prepared, e end) error

// handlers are the handlers of a queue, by operation.
type handlers[TTx any] struct {
	mu      sync.Mutex
	byName  map[string]handle[TTx]
	started bool
	err     error
}

// On sets the handler for the commands of a type. The handler is called when a command
// has settled, in a transaction that also completes the command. When it returns an
// error, the transaction is rolled back and the handler is called again later, without
// limit. What it does outside of tx may therefore happen more than once. It has 20
// seconds.
//
// Call On once for each type, before [Queue.Run]. Run returns the error if a handler
// cannot be used.
func On[C freedompay.Command, TTx any](q *Queue[TTx], handler func(ctx context.Context, tx TTx, s Settled[C]) error) {
	var zero C
	operation := func() (string, error) {
		of := reflect.TypeFor[C]()
		if of.Kind() != reflect.Struct || of.PkgPath() != reflect.TypeFor[freedompay.Prepared]().PkgPath() {
			return "", errWantRequest // a type that embeds a request: what is stored is the request
		}
		return zero.Operation(), nil
	}
	q.handlers.add(handler == nil, operation, func(ctx context.Context, tx TTx, p freedompay.Prepared, e end) error {
		request, err := freedompay.DecodePrepared[C](p)
		if err != nil {
			return err
		}
		return handler(ctx, tx, Settled[C]{Request: request, RequestID: p.RequestID, State: e.state, Answer: e.answer, Failure: e.failure})
	})
}

func (h *handlers[TTx]) add(isNil bool, operation func() (string, error), f handle[TTx]) {
	h.mu.Lock()
	defer h.mu.Unlock()
	name, err := operation()
	switch {
	case err != nil:
	case isNil:
		err = fmt.Errorf("the handler of %s is nil", name)
	case h.started:
		err = fmt.Errorf("the handler of %s was set after Run", name)
	case h.byName[name] != nil:
		err = fmt.Errorf("there are two handlers of %s", name)
	default:
		if h.byName == nil {
			h.byName = make(map[string]handle[TTx])
		}
		h.byName[name] = f
		return
	}
	h.err = errors.Join(h.err, fmt.Errorf("On: %w", err))
}

// start ends the setting of handlers.
func (h *handlers[TTx]) start() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.started = true; h.err == nil && len(h.byName) == 0 {
		return errors.New("there is no handler: call On first")
	}
	return h.err
}

func (h *handlers[TTx]) of(operation string) handle[TTx] { return h.byName[operation] }
