package freedompay

import (
	"context"
	"net/url"
	"time"

	"github.com/google/uuid"
)

// Observer is told of every call, of each attempt of it and of every wait: for
// tracing, metrics and logs. See [WithObserver]. The context that a start method
// returns is the one that everything below it gets, the transport included, so
// that spans nest. It must not be nil.
//
// The methods run within the call: their time is part of it, and a panic of theirs
// is the caller's. They must be safe for concurrent use. What they are told holds
// no body, header or secret.
//
// Embed [NopObserver] to implement only some of them.
type Observer interface {
	CallStart(ctx context.Context, call CallInfo) context.Context
	CallEnd(ctx context.Context, call CallInfo)
	AttemptStart(ctx context.Context, attempt AttemptInfo) context.Context
	AttemptEnd(ctx context.Context, attempt AttemptInfo)
	WaitStart(ctx context.Context, wait WaitInfo) context.Context
	Settled(ctx context.Context, wait WaitInfo)
}

// HeaderObserver is an [Observer] that adds headers to each attempt, such as the
// traceparent of a trace. It is asked once for each, after AttemptStart and with
// the context of that. It cannot change a header that the request has already:
// what add is given for one of those is dropped. The headers travel beside the
// signature, which does not cover them.
type HeaderObserver interface {
	Observer
	AttemptHeader(ctx context.Context, add func(name, value string))
}

// CallInfo is what an [Observer] is told of a call.
type CallInfo struct {
	Operation string    // the name of its method, as Cards.Issue; a path that no method has, for [Call]
	Path      string    // the documented one
	RequestID uuid.UUID // zero when the call has none
	Command   bool      // it changes something; false for a query
	Poll      bool      // it asks for the status of a command, for a wait or for another call

	// Set when it has ended.
	Outcome  Outcome
	Attempts int // 0 when it was refused before anything was sent
	Duration time.Duration
	Err      *Error // nil when it was done
}

// AttemptInfo is what an [Observer] is told of one attempt of a call.
type AttemptInfo struct {
	Operation string
	Path      string
	RequestID uuid.UUID
	Attempt   int // 1 for the first
	Poll      bool
	URL       url.URL // where it is sent: its path differs from Path by that of the base URL, and by [WithPath]

	// Set when it has ended.
	Duration   time.Duration
	HTTPStatus int    // 0 without an answer
	Err        *Error // nil when the bank accepted
}

// WaitInfo is what an [Observer] is told of a wait for a command to settle.
type WaitInfo struct {
	Operation string // the one that tells the status
	RequestID uuid.UUID

	// Set when it has ended.
	Status   RequestStatus // the last one seen
	Outcome  Outcome       // done, failed, or why it is not known; canceled also when the loop of a Watch was left
	Polls    int
	Duration time.Duration
	Err      *Error // nil when the command was carried out
}

// NopObserver does nothing. Embed it in an [Observer] that wants some of the calls.
type NopObserver struct{}

// CallStart returns ctx.
func (NopObserver) CallStart(ctx context.Context, _ CallInfo) context.Context { return ctx }

// CallEnd does nothing.
func (NopObserver) CallEnd(context.Context, CallInfo) {}

// AttemptStart returns ctx.
func (NopObserver) AttemptStart(ctx context.Context, _ AttemptInfo) context.Context { return ctx }

// AttemptEnd does nothing.
func (NopObserver) AttemptEnd(context.Context, AttemptInfo) {}

// WaitStart returns ctx.
func (NopObserver) WaitStart(ctx context.Context, _ WaitInfo) context.Context { return ctx }

// Settled does nothing.
func (NopObserver) Settled(context.Context, WaitInfo) {}
