package freedompay

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Observer is told of every call, of each of its attempts and of every wait, for
// tracing, metrics and logs: see [WithObserver]. Everything below a start method gets
// the context that it returns, the transport included, so that spans nest. That context
// must not be nil.
//
// The methods run within the call: they delay it, and a panic of theirs reaches the
// caller. They must be safe for concurrent use. Their arguments hold no body, header or
// secret.
//
// Embed [NopObserver] to implement only some of the methods.
type Observer interface {
	CallStart(ctx context.Context, call CallInfo) context.Context
	CallEnd(ctx context.Context, call CallInfo)
	AttemptStart(ctx context.Context, attempt AttemptInfo) context.Context
	AttemptEnd(ctx context.Context, attempt AttemptInfo)
	WaitStart(ctx context.Context, wait WaitInfo) context.Context
	Settled(ctx context.Context, wait WaitInfo)
}

// HeaderObserver is an [Observer] that adds headers to each attempt, such as the
// traceparent of a trace. AttemptHeader is called once for each attempt, after
// AttemptStart and with its context. A header that the request already has cannot be
// changed. The signature does not cover the added headers.
type HeaderObserver interface {
	Observer
	AttemptHeader(ctx context.Context, add func(name, value string))
}

// CallInfo describes a call to an [Observer].
type CallInfo struct {
	Operation string    // such as Cards.Issue; the path, for a Call to one without a method
	Path      string    // the documented one
	RequestID uuid.UUID // zero when the call has none
	Command   bool      // it changes something; false for a query
	Poll      bool      // a status query of a wait or of another call

	// Set when it has ended.
	Outcome  Outcome
	Attempts int // 0 when it was refused before anything was sent
	Duration time.Duration
	Err      *Error // nil when it was done
}

// AttemptInfo describes one attempt of a call to an [Observer].
type AttemptInfo struct {
	Operation string
	Path      string
	RequestID uuid.UUID
	Attempt   int // 1 for the first
	Poll      bool
	URL       url.URL // where it is sent, with the paths of WithBaseURL and WithPath

	// Set when it has ended.
	Duration   time.Duration
	HTTPStatus int    // 0 without an answer
	Err        *Error // nil when the bank accepted
}

// WaitInfo describes a wait for a command to an [Observer].
type WaitInfo struct {
	Operation string // the one that tells the status
	RequestID uuid.UUID

	// Set when it has ended.
	Status   RequestStatus // the last one seen
	Outcome  Outcome       // done, failed, or why it is not known; canceled when the loop was left
	Polls    int
	Duration time.Duration
	Err      *Error // nil when the command was carried out
}

// NopObserver does nothing. Embed it in an [Observer] that needs only some of the
// methods.
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

// Observers are told in the order of the options, and of an end in the reverse
// order, so that what one of them opened first is closed last.

func (c *call) info() CallInfo {
	return CallInfo{Operation: c.op.name, Path: c.op.path, Command: c.kind != query, Poll: c.poll}
}

// observeUnsent tells of a call that ended before anything was sent, and returns its
// error.
func (c *Client) observeUnsent(ctx context.Context, call *call, started time.Time, refusal *Error) *Error {
	if c.usable(ctx) != nil || len(c.observers) == 0 {
		return refusal
	}
	info := call.info()
	info.RequestID = refusal.RequestID
	ctx = c.start(ctx, info)
	info.Outcome, info.Duration, info.Err = refusal.outcome, time.Since(started), refusal
	c.end(ctx, info)
	return refusal
}

func (c *Client) observeStart(ctx context.Context, p *prepared) context.Context {
	if len(c.observers) == 0 {
		return ctx
	}
	info := p.info()
	info.RequestID = p.requestID
	return c.start(ctx, info)
}

func (c *Client) observeEnd(ctx context.Context, p *prepared, started time.Time, end conclusion) {
	if len(c.observers) == 0 {
		return
	}
	info := p.info()
	info.RequestID = p.requestID
	info.Outcome, info.Attempts, info.Duration, info.Err = end.outcome, end.attempts, time.Since(started), end.err
	c.end(ctx, info)
}

func (c *Client) start(ctx context.Context, info CallInfo) context.Context {
	for _, o := range c.observers {
		ctx = o.CallStart(ctx, info)
	}
	return ctx
}

func (c *Client) end(ctx context.Context, info CallInfo) {
	for _, o := range slices.Backward(c.observers) {
		o.CallEnd(ctx, info)
	}
}

func (p *prepared) attemptInfo(n int) AttemptInfo {
	return AttemptInfo{Operation: p.op.name, Path: p.op.path, RequestID: p.requestID, Attempt: n + 1, Poll: p.poll, URL: *p.url}
}

func (c *Client) observeAttempt(ctx context.Context, p *prepared, n int) context.Context {
	for _, o := range c.observers {
		ctx = o.AttemptStart(ctx, p.attemptInfo(n))
	}
	return ctx
}

// observeHeader lets observers add to the header of an attempt.
func (c *Client) observeHeader(ctx context.Context, header http.Header) {
	for _, o := range c.observers {
		adder, ok := o.(HeaderObserver)
		if !ok {
			continue
		}
		adder.AttemptHeader(ctx, func(name, value string) {
			if name = http.CanonicalHeaderKey(name); header[name] == nil {
				header[name] = []string{value}
			}
		})
	}
}

func (c *Client) observeReply(ctx context.Context, p *prepared, n int, started time.Time, a attempt) {
	if len(c.observers) == 0 {
		return
	}
	info := p.attemptInfo(n)
	info.Duration, info.HTTPStatus, info.Err = time.Since(started), a.status, a.err
	for _, o := range slices.Backward(c.observers) {
		o.AttemptEnd(ctx, info)
	}
}

func (c *Client) observeWait(ctx context.Context, info WaitInfo) context.Context {
	for _, o := range c.observers {
		ctx = o.WaitStart(ctx, info)
	}
	return ctx
}

func (c *Client) observeSettled(ctx context.Context, info WaitInfo, started time.Time, err error) {
	if len(c.observers) == 0 {
		return
	}
	info.Duration, info.Outcome = time.Since(started), OutcomeOf(err)
	info.Err, _ = errors.AsType[*Error](err)
	for _, o := range slices.Backward(c.observers) {
		o.Settled(ctx, info)
	}
}

// logObserver writes what an observer is told to a logger, at debug level, but for
// commands whose outcome is unknown: those at the level of warnings. There are three
// messages, "freedompay attempt", "freedompay call" and "freedompay wait". Never a
// body, a header or a secret.
type logObserver struct {
	NopObserver
	logger *slog.Logger
}

func (o logObserver) enabled(ctx context.Context) bool {
	return o.logger.Enabled(ctx, slog.LevelDebug)
}

func (o logObserver) AttemptEnd(ctx context.Context, a AttemptInfo) {
	if !o.enabled(ctx) {
		return
	}
	attrs := append(logged(a.Operation, a.Path, a.RequestID, a.Poll), slog.Int("attempt", a.Attempt), slog.Duration("duration", a.Duration))
	o.logger.LogAttrs(ctx, slog.LevelDebug, "freedompay attempt", append(attrs, failure(a.Err)...)...)
}

func (o logObserver) CallEnd(ctx context.Context, c CallInfo) {
	level := slog.LevelDebug
	if c.Command && c.Outcome == OutcomeUnknown { // somebody has to find out
		level = slog.LevelWarn
	}
	if !o.logger.Enabled(ctx, level) {
		return
	}
	attrs := append(logged(c.Operation, c.Path, c.RequestID, c.Poll), slog.Int("attempts", c.Attempts),
		slog.Duration("duration", c.Duration), slog.String("outcome", string(c.Outcome)))
	o.logger.LogAttrs(ctx, level, "freedompay call", append(attrs, failure(c.Err)...)...)
}

func (o logObserver) Settled(ctx context.Context, w WaitInfo) {
	if !o.enabled(ctx) {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", w.Operation), slog.String("request_id", w.RequestID.String()), slog.Int("polls", w.Polls),
		slog.Duration("duration", w.Duration), slog.String("request_status", string(w.Status)), slog.String("outcome", string(w.Outcome)),
	}
	if w.Err != nil {
		attrs = append(attrs, slog.String("code", string(w.Err.Code)), slog.String("error", w.Err.Error()))
	}
	o.logger.LogAttrs(ctx, slog.LevelDebug, "freedompay wait", attrs...)
}

// logged returns what every record of a call or an attempt holds.
func logged(name, path string, id uuid.UUID, poll bool) []slog.Attr {
	attrs := make([]slog.Attr, 0, 10)
	attrs = append(attrs, slog.String("operation", name), slog.String("path", path))
	if id != uuid.Nil {
		attrs = append(attrs, slog.String("request_id", id.String()))
	}
	if poll {
		attrs = append(attrs, slog.Bool("poll", true))
	}
	return attrs
}

// failure tells what went wrong, if anything did. The error's text holds no
// body, header or secret.
func failure(err *Error) []slog.Attr {
	if err == nil {
		return []slog.Attr{slog.Int("status", 200)}
	}
	return []slog.Attr{slog.Int("status", err.HTTPStatus), slog.String("code", string(err.Code)), slog.String("error", err.Error())}
}
