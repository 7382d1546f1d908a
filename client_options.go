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

// Option configures a [Client]. [New] applies options in order and refuses
// those that make no sense.
type Option func(*Client) error

// WithBaseURL calls another host than [ProductionKZ]: one of the constants, or
// a gateway of yours. A path in it is put before every path that is sent and is
// not signed, since the bank behind the gateway does not see it.
func WithBaseURL(base string) Option {
	return func(c *Client) error { return c.setBase(base) }
}

// WithPlainHTTP accepts a base URL of plain http whose host is another machine,
// such as a gateway inside a network that is trusted. Everything, card data
// included, then travels there in the clear.
func WithPlainHTTP() Option {
	return func(c *Client) error {
		c.plainHTTP = true
		return nil
	}
}

// WithHTTPClient sends through h, for a proxy, a client certificate or tracing.
// The client is used as it is and never modified; only where it leaves
// redirects to chance, they are not followed, since the signature covers the path.
// A Timeout of its own ends an attempt besides that of [WithRetry], and bounds
// all of a statement that is read by Operations, your own pauses included.
func WithHTTPClient(h *http.Client) Option {
	return func(c *Client) error {
		if h == nil {
			return errors.New("WithHTTPClient: the http.Client is nil")
		}
		c.http = refusingRedirects(h)
		return nil
	}
}

// WithLogger logs each attempt, each call and each wait at debug level, as an
// [Observer]; a command whose outcome is unknown at the level of warnings. The messages are "freedompay attempt", "freedompay call" and
// "freedompay wait"; the attributes operation, path, request_id, poll, attempt,
// attempts, polls, status (of HTTP), request_status, code, error, duration and
// outcome, whose words are those of [Outcome]. Never a body, a header or a secret.
func WithLogger(l *slog.Logger) Option {
	return func(c *Client) error {
		if l == nil {
			return errors.New("WithLogger: the slog.Logger is nil")
		}
		c.observers = append(c.observers, logObserver{logger: l})
		return nil
	}
}

// WithObserver tells o of every call, attempt and wait. It may be given several
// times; the observers are told in that order, and of an end in the reverse one.
func WithObserver(o Observer) Option {
	return func(c *Client) error {
		if o == nil {
			return errors.New("WithObserver: the Observer is nil")
		}
		c.observers = append(c.observers, o)
		return nil
	}
}

// WithRetry sets how often and how fast a call is tried. Backoff{Attempts: 1}
// never tries again.
func WithRetry(b Backoff) Option {
	return func(c *Client) (err error) {
		c.retry, err = b.withDefaults(defaultRetry())
		return err
	}
}

// WithPoll sets how often and how long [RequestService.Wait] and its like ask.
func WithPoll(b Backoff) Option {
	return func(c *Client) (err error) {
		c.poll, err = b.withDefaults(defaultPoll())
		return err
	}
}

// WithLateness sets for how long an attempt that broke may still arrive at the
// bank, held by a proxy or by a busy bank: 2 minutes by default. It is what
// [Client.Resume] reckons with, and the one assumption about time: an attempt that
// arrives later can be done although it was reported as refused.
func WithLateness(d time.Duration) Option {
	return func(c *Client) error {
		if d <= 0 {
			return errors.New("WithLateness: want a time above zero")
		}
		c.lateness = d
		return nil
	}
}

// Limiter holds calls back: Wait returns when the next may start, or an error
// when it may not. The Limiter of golang.org/x/time/rate is one.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithLimiter waits on l before every attempt. The vendor documents no rate
// limit; a partner may have agreed on one.
func WithLimiter(l Limiter) Option {
	return func(c *Client) error {
		if l == nil {
			return errors.New("WithLimiter: the Limiter is nil")
		}
		c.limiter = l
		return nil
	}
}

// WithRequestID makes the ids of commands whose RequestID is zero. The default
// is a random UUID, version 4. It must be safe for concurrent use and never
// return the same id twice.
func WithRequestID(newID func() uuid.UUID) Option {
	return func(c *Client) error {
		if newID == nil {
			return errors.New("WithRequestID: the function is nil")
		}
		c.newID = newID
		return nil
	}
}

// WithPath sends, and signs, another path in place of the documented one, for
// an operation whose path is provisional or has moved.
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

// WithAlgorithm signs the operations whose documented path begins with prefix, such
// as /v5/card-api, with another algorithm than the vendor's page names. Of several
// prefixes the longest counts. The pages contradict each other: when the first call is
// refused as unauthorized, this is what to try.
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

// WithMaxAnswer bounds the bytes of an answer; a larger one is refused. The
// default is 64 MB, room for a year's statement. Of a statement that Operations reads
// it bounds each line, and not the whole.
func WithMaxAnswer(bytes int64) Option {
	return func(c *Client) error {
		if bytes <= 0 {
			return errors.New("WithMaxAnswer: want at least one byte")
		}
		c.maxAnswer = bytes
		return nil
	}
}

// WithRules holds requests to other rules than [RulesAgreed] before they are
// sent: to stricter ones, or to none when the bank has relaxed one.
func WithRules(rules Rules) Option {
	return func(c *Client) error {
		if rules < RulesAgreed || rules > RulesOff {
			return errors.New("WithRules: want RulesAgreed, RulesKZ, RulesUZ or RulesOff")
		}
		c.rules = rules
		return nil
	}
}
