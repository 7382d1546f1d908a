package freedompay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Option configures a [Client]. [New] applies the options in order and returns the
// error of one that is invalid.
type Option func(*Client) error

// WithBaseURL calls another host than [ProductionKZ]: one of the constants, or a
// gateway of yours. A path in base is put before the path of each operation. It is not
// signed, because the bank behind the gateway does not see it.
func WithBaseURL(base string) Option {
	return func(c *Client) error { return c.setBase(base) }
}

// WithPlainHTTP accepts a base URL of plain http on another machine, such as a gateway
// in a trusted network. Everything, card data included, is then sent unencrypted.
func WithPlainHTTP() Option {
	return func(c *Client) error {
		c.plainHTTP = true
		return nil
	}
}

// WithHTTPClient sends through h, for a proxy, a client certificate or tracing. It does
// not modify h. Redirects are followed only if h has a CheckRedirect, since the
// signature covers the path. A Timeout of h limits each attempt in addition to
// [WithRetry]. It also limits the whole loop over a statement that Operations reads,
// your own work included.
func WithHTTPClient(h *http.Client) Option {
	return func(c *Client) error {
		if h == nil {
			return errors.New("WithHTTPClient: the http.Client is nil")
		}
		c.http = refusingRedirects(h)
		return nil
	}
}

// WithLogger logs each attempt, call and wait at debug level, and a command whose
// outcome is unknown as a warning. The messages are "freedompay attempt", "freedompay
// call" and "freedompay wait". The attributes are operation, path, request_id, poll,
// attempt, attempts, polls, status (of HTTP), request_status, code, error, duration and
// outcome, which is an [Outcome]. It never logs a body, a header or a secret.
func WithLogger(l *slog.Logger) Option {
	return func(c *Client) error {
		if l == nil {
			return errors.New("WithLogger: the slog.Logger is nil")
		}
		c.observers = append(c.observers, logObserver{logger: l})
		return nil
	}
}

// WithObserver tells o of every call, attempt and wait. Several observers are told of a
// start in the order of the options, and of an end in the reverse order.
func WithObserver(o Observer) Option {
	return func(c *Client) error {
		if o == nil {
			return errors.New("WithObserver: the Observer is nil")
		}
		c.observers = append(c.observers, o)
		return nil
	}
}

// WithRetry sets the schedule of the attempts of a call. Backoff{Attempts: 1} never
// tries again.
func WithRetry(b Backoff) Option {
	return func(c *Client) (err error) {
		c.retry, err = b.withDefaults(defaultRetry())
		return err
	}
}

// WithPoll sets the schedule of the status queries of [RequestService.Wait] and the
// other waits.
func WithPoll(b Backoff) Option {
	return func(c *Client) (err error) {
		c.poll, err = b.withDefaults(defaultPoll())
		return err
	}
}

// WithLateness sets for how long an attempt that broke may still arrive at the bank,
// delayed by a proxy or by a busy bank: 2 minutes by default. [Client.Resume] relies on
// it. If an attempt arrives later, a command may be done although it was reported as
// refused.
func WithLateness(d time.Duration) Option {
	return func(c *Client) error {
		if d <= 0 {
			return errors.New("WithLateness: want a time above zero")
		}
		c.lateness = d
		return nil
	}
}

// Limiter delays calls: Wait returns when the next attempt may start, or an error when
// it may not. The Limiter of golang.org/x/time/rate implements it.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithLimiter waits for l before every attempt, status queries included. The vendor
// documents no rate limit; your contract may have one. A limiter in memory bounds one
// process. For all replicas together, its Wait has to reserve in a store that they
// share: [docs/recipes/rate-limits.md] has one on PostgreSQL.
//
// [docs/recipes/rate-limits.md]: https://github.com/freedompay-go/freedompay/blob/main/docs/recipes/rate-limits.md
func WithLimiter(l Limiter) Option {
	return func(c *Client) error {
		if l == nil {
			return errors.New("WithLimiter: the Limiter is nil")
		}
		c.limiter = l
		return nil
	}
}

// WithRequestID sets the function that makes the ids of commands whose RequestID is
// zero. The default is a random UUID, version 4. The function must be safe for
// concurrent use and never return the same id twice.
func WithRequestID(newID func() uuid.UUID) Option {
	return func(c *Client) error {
		if newID == nil {
			return errors.New("WithRequestID: the function is nil")
		}
		c.newID = newID
		return nil
	}
}

// WithPath replaces the documented path of an operation, in the request and in its
// signature. Use it when a provisional path is wrong, or when the bank has moved an
// operation.
func WithPath(documented, yours string) Option {
	return func(c *Client) error {
		for _, path := range []string{documented, yours} {
			if err := checkPath(path); err != nil {
				return err
			}
		}
		c.paths[documented] = yours
		return nil
	}
}

// WithAlgorithm changes the signature of the operations whose documented path begins
// with prefix, such as /v5/card-api. The longest of several prefixes counts. The
// vendor's pages contradict each other: try another algorithm when the first call is
// refused with HTTP 401.
func WithAlgorithm(prefix string, alg Algorithm) Option {
	return func(c *Client) error {
		if err := checkPath(prefix); err != nil {
			return fmt.Errorf("WithAlgorithm: %w", err)
		}
		if !alg.known() {
			return errors.New("WithAlgorithm: want HS256, HS512 or LegacySHA256")
		}
		c.algorithms[strings.TrimRight(prefix, "/")] = alg
		return nil
	}
}

// WithUserAgent sends another User-Agent.
func WithUserAgent(name string) Option {
	return func(c *Client) error {
		for _, r := range name {
			if r < ' ' || r > '~' {
				return errors.New("WithUserAgent: want printable ASCII")
			}
		}
		c.userAgent = []string{name}
		return nil
	}
}

// WithMaxAnswer sets the largest size of an answer, in bytes. A larger one is refused.
// The default is 64 MB, enough for a year's statement. Of a statement that Operations
// reads it bounds each line, not the whole.
func WithMaxAnswer(bytes int64) Option {
	return func(c *Client) error {
		if bytes <= 0 {
			return errors.New("WithMaxAnswer: want at least one byte")
		}
		c.maxAnswer = bytes
		return nil
	}
}

// WithRules checks requests by other rules than [RulesAgreed] before they are sent: by
// stricter ones, or by none when the bank has relaxed one.
func WithRules(rules Rules) Option {
	return func(c *Client) error {
		if rules < RulesAgreed || rules > RulesOff {
			return errors.New("WithRules: want RulesAgreed, RulesKZ, RulesUZ or RulesOff")
		}
		c.rules = rules
		return nil
	}
}
