package durable

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// Settled is the end of a command, as its handler gets it.
type Settled[C freedompay.Command] struct {
	Request   C
	RequestID uuid.UUID

	// State is what the status says of it: one of its members, where the command
	// has a status and it was seen.
	State freedompay.CommandState
	// Answer is what the command's own method returns, where it was seen: that of a
	// command without a status always, unless there is a Failure.
	Answer any
	// Failure is nil when the command was carried out. It is no Err, for a handler
	// that returned it would be called again and again.
	Failure *freedompay.Error
}

// Outcome returns how the command ended: done, refused, failed, or unknown. An
// unknown one is the end as far as the queue can tell: of a command that nothing
// protects, or whose RequestID, chosen by you, the bank knows from elsewhere
// ([freedompay.ErrDuplicate]).
func (s Settled[C]) Outcome() freedompay.Outcome {
	if s.Failure == nil {
		return freedompay.OutcomeDone
	}
	return freedompay.OutcomeOf(s.Failure)
}

// handle gives a command's end to the handler of its operation.
type handle[TTx any] func(ctx context.Context, tx TTx, p freedompay.Prepared, e end) error

// handlers are those of a queue, by operation.
type handlers[TTx any] struct {
	mu      sync.Mutex
	byName  map[string]handle[TTx]
	started bool
	err     error
}

// On sets the handler for the commands of a type. It is called when a command has
// settled, in a transaction that also completes the command: both happen or neither.
// When it returns an error it is rolled back and called again later, for as long as it
// takes; what it does outside of tx may so be done again. It has 20 seconds.
//
// Call it once for a type, before [Queue.Run], which returns what is wrong with it.
func On[C freedompay.Command, TTx any](q *Queue[TTx], handler func(ctx context.Context, tx TTx, s Settled[C]) error) {
	var zero C
	q.handlers.add(handler == nil, func() string { return zero.Operation() }, func(ctx context.Context, tx TTx, p freedompay.Prepared, e end) error {
		request, err := freedompay.DecodePrepared[C](p)
		if err != nil {
			return err
		}
		return handler(ctx, tx, Settled[C]{Request: request, RequestID: p.RequestID, State: e.state, Answer: e.answer, Failure: e.failure})
	})
}

func (h *handlers[TTx]) add(isNil bool, operation func() string, f handle[TTx]) {
	h.mu.Lock()
	defer h.mu.Unlock()
	name, err := nameOf(operation)
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

// nameOf returns the operation of a zero command. That of a nil pointer panics.
func nameOf(operation func() string) (name string, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the type of a handler's command is a pointer or an interface: want the request type itself")
		}
	}()
	return operation(), nil
}

// start closes the list.
func (h *handlers[TTx]) start() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.started = true; h.err == nil && len(h.byName) == 0 {
		return errors.New("there is no handler: call On first")
	}
	return h.err
}

func (h *handlers[TTx]) of(operation string) handle[TTx] { return h.byName[operation] }
