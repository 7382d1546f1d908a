package freedompay

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// outcome is how a call ended, in one word of the log.
type outcome string

const (
	outcomeDone    outcome = "done"    // accepted or answered
	outcomeRefused outcome = "refused" // by the bank or before sending
	outcomeResent  outcome = "resent"  // done by a later attempt
	outcomeAdopted outcome = "adopted" // done by an attempt whose answer was lost
	outcomeUnknown outcome = "unknown" // perhaps done
	outcomeFailed  outcome = "failed"  // not done: no attempt came through
)

// logAttempt writes one record for an attempt.
func (c *Client) logAttempt(ctx context.Context, call *call, n int, started time.Time, a attempt) {
	if c.logger == nil || !c.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := append(call.attrs(), slog.Int("attempt", n+1), slog.Duration("duration", time.Since(started)))
	c.logger.LogAttrs(ctx, slog.LevelDebug, "freedompay attempt", append(attrs, failure(a.err)...)...)
}

// logCall writes one record for a call that is over.
func (c *Client) logCall(ctx context.Context, call *call, err error) {
	if c.logger == nil || !c.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := append(call.attrs(), slog.Int("attempts", call.attempts),
		slog.Duration("duration", time.Since(call.started)), slog.String("outcome", string(call.ended(err))))
	failed, _ := errors.AsType[*Error](err)
	c.logger.LogAttrs(ctx, slog.LevelDebug, "freedompay call", append(attrs, failure(failed)...)...)
}

func (c *call) attrs() []slog.Attr {
	attrs := make([]slog.Attr, 0, 8)
	attrs = append(attrs, slog.String("path", c.path))
	if c.requestID != uuid.Nil {
		attrs = append(attrs, slog.String("request_id", c.requestID.String()))
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

// ended returns the word for a call that ended with err.
func (c *call) ended(err error) outcome {
	failed, _ := errors.AsType[*Error](err)
	switch {
	case c.outcome != "":
		return c.outcome
	case err == nil && c.attempts > 1:
		return outcomeResent
	case err == nil:
		return outcomeDone
	case failed != nil && failed.Code != "":
		return outcomeRefused
	default:
		return outcomeFailed
	}
}
