package freedompaytest

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"time"
)

// hugeAnswer is how much a huge answer holds.
const hugeAnswer = 100 << 20

// errDropped says that the connection breaks without an answer.
var errDropped = errors.New("freedompaytest: the connection was dropped")

// exchange takes one call whose body has arrived, and returns what goes back,
// or an error when nothing does. The context is the caller's.
func (b *Bank) exchange(ctx context.Context, a *arrival) (*reply, error) {
	return b.deliver(ctx, a, nil, 0)
}

// deliver lets a request meet the next fault behind a place in the plan, and
// answers it. It opens the record of the call unless the record is given.
func (b *Bank) deliver(ctx context.Context, a *arrival, call *Call, behind int) (*reply, error) {
	var fault plannedFault
	fresh := call == nil
	b.note(func(now time.Time) {
		if call == nil {
			call = b.record(a, now)
		}
		fault = b.faults.take(call.Operation, false, behind, b.noise)
		if fault.Do != "" {
			call.Fault = fault.Do
		}
	})
	ended := b.tell(a, call, fresh)
	if fault.Do == Repeat {
		answer, err := b.repeat(ctx, a, call, fault)
		ended(answer, err)
		return answer, err
	}
	answer, err := b.apply(ctx, a, call, fault)
	b.note(func(now time.Time) {
		call.Ended, call.Status = now, 0
		if fault.Do == Refuse {
			call.Code = fault.Code
		}
		if err == nil {
			call.Status = answer.status
		}
	})
	ended(answer, err)
	return answer, err
}

// apply does the work of a call, or not, and fails as the fault says.
func (b *Bank) apply(ctx context.Context, a *arrival, call *Call, fault plannedFault) (*reply, error) {
	switch fault.Do {
	case "":
		return b.handle(a, call), nil
	case DropBefore:
		return nil, errDropped
	case DropAfter:
		b.handle(a, call)
		return nil, errDropped
	case DelayBefore:
		if err := pause(ctx, fault.Delay); err != nil {
			return nil, err
		}
		return b.handle(a, call), nil
	case DelayAfter:
		answer := b.handle(a, call)
		return answer, pause(ctx, fault.Delay)
	case DropMidway, EmptyBody, TruncatedJSON, JSONArray, HugeAnswer:
		return garble(b.handle(a, call), fault.Do), nil
	case DeliverLate, BlockRequest, BlockAnswer, AnswerTwice:
		return b.throughProxy(ctx, a, call, fault)
	}
	if fault.AfterWork {
		b.handle(a, call)
	}
	if fault.Do == Refuse {
		return b.refuseAnyway(a.op, fault.Code), nil
	}
	return fault.page(), nil
}

// pause waits, or returns early with the context's error.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// garble makes a good answer bad.
func garble(answer *reply, mode Mode) *reply {
	switch mode {
	case DropMidway:
		answer.cut = true
	case EmptyBody:
		answer.body = nil
	case TruncatedJSON:
		answer.body = answer.body[:len(answer.body)/2]
	case JSONArray:
		answer.body = []byte("[" + string(answer.body) + "]")
	case HugeAnswer:
		answer.stream = io.MultiReader(
			strings.NewReader(`{"status":"ok","filler":"`),
			io.LimitReader(filler{}, hugeAnswer),
			strings.NewReader(`"}`),
		)
	}
	return answer
}

// filler is an endless text.
type filler struct{}

func (filler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// refuseAnyway refuses a request whatever it asks for.
func (b *Bank) refuseAnyway(op *operation, code string) *reply {
	if op == nil {
		op = &operation{dialect: cardDialect}
	}
	return jsonReply(200, op.refused(refuse(code, "refused by a fault"), b.now()))
}

// dial fails when a fault refuses the connection that a call to path needs.
func (b *Bank) dial(path, shown string) error {
	refused := false
	b.note(func(now time.Time) {
		a := &arrival{shown: shown, op: b.operations[path], signature: "not checked: nothing arrived"}
		operation := ""
		if a.op != nil {
			operation = a.op.id
		}
		if fault := b.faults.take(operation, true, 0, b.noise); fault.Do != "" {
			refused = true
			call := b.record(a, now)
			call.Fault, call.Ended = fault.Do, now
		}
	})
	if refused {
		return &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	return nil
}
