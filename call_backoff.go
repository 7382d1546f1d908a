package freedompay

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"time"
)

// Backoff is a schedule: how often to try, and how long to pause in between. The pause
// doubles from Min up to Max, with jitter. A zero field takes its default.
type Backoff struct {
	// Attempts is how many attempts are made at most: 1 never tries again. The default
	// for calls is 4. Waiting has no limit by default: it ends with the context.
	Attempts int
	// Min is the first pause: 200ms for calls, 500ms for waiting.
	Min time.Duration
	// Max limits every pause, also one that the bank asks for with Retry-After: 5s for
	// calls, 10s for waiting.
	Max time.Duration
	// Timeout limits one attempt of a call, in addition to the caller's context: 30s.
	// For a statement that Operations reads it limits each wait for more data. The
	// cause of the transport's context says that it ended the attempt. Waiting does not
	// use it.
	Timeout time.Duration
}

const day = 24 * time.Hour

func (b Backoff) withDefaults(d Backoff) (Backoff, error) {
	if b.Attempts < 0 || b.Min < 0 || b.Max < 0 || b.Timeout < 0 {
		return b, errors.New("a Backoff has no negative field")
	}
	if b.Attempts == 0 {
		b.Attempts = d.Attempts
	}
	if max(b.Min, b.Max, b.Timeout) > day {
		return b, errors.New("a Backoff waits a day at most")
	}
	if b.Max == 0 {
		b.Max = max(d.Max, b.Min)
	}
	if b.Min == 0 {
		b.Min = min(d.Min, b.Max)
	}
	if b.Timeout == 0 {
		b.Timeout = d.Timeout
	}
	if b.Max < b.Min {
		return b, errors.New("a Backoff's Max is not below its Min")
	}
	return b, nil
}

// attempts counts from 0 and pauses between two attempts, never after the last.
// It ends when Attempts are used up and when the context has ended, also in the
// middle of a pause. The pause is what the schedule says, or longer if asked for.
func (b Backoff) attempts(ctx context.Context, jitter func(time.Duration) time.Duration, asked *pauseAsked) iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := 0; ctx.Err() == nil && yield(n) && n+1 != b.Attempts; n++ {
			if !sleep(ctx, max(jitter(b.longest(n)), min(time.Duration(*asked), b.Max))) {
				return
			}
		}
	}
}

// longest returns the bound of the pause after attempt n.
func (b Backoff) longest(n int) time.Duration {
	pause := b.Min
	for range n {
		if pause >= b.Max/2 {
			return b.Max
		}
		pause *= 2
	}
	return pause
}

// fullJitter spreads retries over the whole pause.
func fullJitter(d time.Duration) time.Duration { return rand.N(d + 1) }

// halfJitter spreads polls over the later half: a poll at once would be in vain.
func halfJitter(d time.Duration) time.Duration { return d - rand.N(d/2+1) }

// pauseAsked is the pause that the bank asked for with Retry-After, 0 for none.
type pauseAsked time.Duration

// unbounded returns the schedule without a bound of attempts.
func (b Backoff) unbounded() Backoff {
	b.Attempts = 0
	return b
}

// sleep pauses for d; it reports false as soon as the context has ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

func defaultRetry() Backoff {
	return Backoff{Attempts: 4, Min: 200 * time.Millisecond, Max: 5 * time.Second, Timeout: 30 * time.Second}
}

func defaultPoll() Backoff {
	return Backoff{Min: 500 * time.Millisecond, Max: 10 * time.Second}
}
