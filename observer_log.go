package freedompay

import (
	"context"
	"log/slog"

	"github.com/google/uuid"
)

// logObserver writes what an observer is told to a logger, at debug level: three
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
	if !o.enabled(ctx) {
		return
	}
	attrs := append(logged(c.Operation, c.Path, c.RequestID, c.Poll), slog.Int("attempts", c.Attempts),
		slog.Duration("duration", c.Duration), slog.String("outcome", string(c.Outcome)))
	o.logger.LogAttrs(ctx, slog.LevelDebug, "freedompay call", append(attrs, failure(c.Err)...)...)
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
