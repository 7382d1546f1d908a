package freedompaytest

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// throughProxy does what a proxy between the caller and the bank does.
func (b *Bank) throughProxy(ctx context.Context, a *arrival, call *Call, fault plannedFault) (*reply, error) {
	switch fault.Do {
	case DeliverLate:
		b.deliverLater(a, fault.Delay)
		if fault.Status == 0 {
			return nil, errDropped
		}
		return page(fault.Status), nil
	case BlockRequest:
		return fault.blocked(), nil
	}
	answer, err := b.deliver(ctx, a, call, fault.place)
	if err != nil {
		return nil, err
	}
	if fault.Do == BlockAnswer {
		return fault.blocked(), nil
	}
	answer.twice, answer.twiceAfter = true, fault.Delay
	return answer, nil
}

// repeat delivers a request several times and returns what came of the last
// delivery. The record of the first delivery is given.
func (b *Bank) repeat(ctx context.Context, a *arrival, call *Call, fault plannedFault) (answer *reply, err error) {
	for n := range max(fault.Copies, 2) {
		if n > 0 {
			b.note(func(now time.Time) {
				call = b.record(a, now)
				call.Fault = Repeat
			})
		}
		ended := b.tell(a, call, n > 0)
		answer, err = b.deliver(ctx, a, call, fault.place)
		ended(answer, err)
	}
	return answer, err
}

// deliverLater plans the delivery of a request whose answer nobody gets. It
// meets no further fault.
func (b *Bank) deliverLater(a *arrival, delay time.Duration) {
	b.note(func(now time.Time) {
		b.after(delay, now, b.late(a))
		b.pending.note(origin{late: a})
	})
}

// late is the delivery of a request that was held back.
func (b *Bank) late(a *arrival) func(time.Time) {
	return func(at time.Time) {
		call := b.record(a, at)
		call.Fault, call.Ended, call.Status = DeliverLate, at, a.status
		if a.status == 0 {
			call.Status = http.StatusOK
			in, err := parseInput(a.body, a.op.dialect.invalid())
			b.decide(a.op, in, err, call, at)
		}
	}
}

// page returns what a proxy answers instead of the bank.
func (f *Fault) page() *reply {
	status, err := strconv.Atoi(string(f.Do))
	if err != nil {
		panic(fmt.Sprintf("freedompaytest: no way of failing %q", f.Do))
	}
	answer := page(status)
	if f.Do == Redirect {
		answer.header.Set("Location", "/v5/moved")
	}
	if f.Do == TooManyRequests || f.RetryAfter > 0 {
		seconds := (f.RetryAfter + time.Second - 1) / time.Second
		answer.header.Set("Retry-After", strconv.Itoa(int(seconds)))
	}
	return answer
}

// blocked returns the answer of a proxy that blocks a request or an answer.
func (f *Fault) blocked() *reply {
	status := f.Status
	if status == 0 {
		status = http.StatusForbidden
	}
	if f.JSON == "" {
		return page(status)
	}
	return &reply{status: status, header: http.Header{"Content-Type": {"application/json"}}, body: []byte(f.JSON)}
}

// page returns a status with a page of HTML.
func page(status int) *reply {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	return &reply{
		status: status,
		header: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
		body:   []byte("<!DOCTYPE html>\n<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n"),
	}
}
