package freedompay

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay/internal/jws"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

// whole is no jitter: the pause is its bound.
func whole(d time.Duration) time.Duration { return d }

// pausesOf runs through a schedule and returns the pauses between its attempts,
// and the time from the last attempt to the end.
func pausesOf(ctx context.Context, b Backoff, jitter func(time.Duration) time.Duration, asked time.Duration) (pauses []time.Duration, rest time.Duration) {
	last := time.Now()
	pause := pauseAsked(asked)
	for n := range b.attempts(ctx, jitter, &pause) {
		if n > 0 {
			pauses = append(pauses, time.Since(last))
		}
		last = time.Now()
	}
	return pauses, time.Since(last)
}

func TestPausesDoubleUpToMax(t *testing.T) {
	for _, test := range []struct {
		name string
		b    Backoff
		want []time.Duration
	}{
		{"one attempt", Backoff{Attempts: 1, Min: sec, Max: sec}, nil},
		{"two attempts", Backoff{Attempts: 2, Min: sec, Max: 5 * sec}, []time.Duration{sec}},
		{"growing", Backoff{Attempts: 7, Min: 100 * ms, Max: sec}, []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, sec, sec}},
		{"constant", Backoff{Attempts: 4, Min: sec, Max: sec}, []time.Duration{sec, sec, sec}},
		{"Max is a power", Backoff{Attempts: 5, Min: sec, Max: 4 * sec}, []time.Duration{sec, 2 * sec, 4 * sec, 4 * sec}},
		{"Max just above Min", Backoff{Attempts: 4, Min: 4 * sec, Max: 5 * sec}, []time.Duration{4 * sec, 5 * sec, 5 * sec}},
		{"calls", defaultRetry(), []time.Duration{200 * ms, 400 * ms, 800 * ms}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				pauses, rest := pausesOf(t.Context(), test.b, whole, 0)
				if !slices.Equal(pauses, test.want) {
					t.Errorf("pauses %v, want %v", pauses, test.want)
				}
				if rest != 0 {
					t.Errorf("%v pass after the last attempt", rest)
				}
			})
		})
	}
}

func TestLongestPauseNeverOverflows(t *testing.T) {
	b := Backoff{Min: 1, Max: 1<<63 - 1}
	for n := range 200 {
		if got := b.longest(n); got < b.Min || got > b.Max || n > 0 && got < b.longest(n-1) {
			t.Errorf("the bound after attempt %d is %v", n, got)
		}
	}
}

// The bank's Retry-After can make a pause longer, up to Max, and never shorter.
func TestLeastPauseIsObeyedUpToMax(t *testing.T) {
	for least, want := range map[time.Duration][]time.Duration{
		0:         {sec, 2 * sec, 4 * sec},
		1500 * ms: {1500 * ms, 2 * sec, 4 * sec},
		3 * sec:   {3 * sec, 3 * sec, 4 * sec},
		5 * sec:   {5 * sec, 5 * sec, 5 * sec},
		time.Hour: {5 * sec, 5 * sec, 5 * sec},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := Backoff{Attempts: 4, Min: sec, Max: 5 * sec}
			if pauses, _ := pausesOf(t.Context(), b, whole, least); !slices.Equal(pauses, want) {
				t.Errorf("at least %v: pauses %v, want %v", least, pauses, want)
			}
		})
	}
}

func TestPausesWithoutBoundOnAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		b := defaultPoll()
		pauses, _ := pausesOf(ctx, b, whole, 0)
		// 0.5 + 1 + 2 + 4 + 8 s, and then 10 s each for the rest of the hour
		if want := 5 + int((time.Hour-15500*ms)/(10*sec)); len(pauses) != want {
			t.Errorf("%d pauses in an hour, want %d", len(pauses), want)
		}
	})
}

func TestJitterStaysWithinItsBounds(t *testing.T) {
	for name, jitter := range map[string]struct {
		of    func(time.Duration) time.Duration
		least func(time.Duration) time.Duration
	}{
		"full": {fullJitter, func(time.Duration) time.Duration { return 0 }},
		"half": {halfJitter, func(d time.Duration) time.Duration { return d - d/2 }},
	} {
		for _, d := range []time.Duration{0, 1, 2, 3, 7, 200 * ms, 10 * sec} {
			seen := map[time.Duration]bool{}
			low, high := d, time.Duration(0)
			for range 5000 {
				pause := jitter.of(d)
				seen[pause] = true
				low, high = min(low, pause), max(high, pause)
			}
			least := jitter.least(d)
			if low < least || high > d {
				t.Errorf("%s jitter of %v gives %v to %v, want %v to %v", name, d, low, high, least, d)
			}
			// Of a small range every value occurs, of a large one nearly the bounds.
			if slack := (d - least) / 10; low > least+slack || high < d-slack {
				t.Errorf("%s jitter of %v gives only %v to %v of %v to %v", name, d, low, high, least, d)
			}
			if d < 10 && len(seen) != int(d-least)+1 {
				t.Errorf("%s jitter of %d gives %d different pauses", name, d, len(seen))
			}
		}
	}
}

func TestEndOfContextEndsAPauseAtOnce(t *testing.T) {
	for name, end := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"cancelled": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(2500*ms, cancel)
			return ctx, cancel
		},
		"deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 2500*ms)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := end(t.Context())
				defer cancel()
				b := Backoff{Attempts: 10, Min: sec, Max: time.Hour}
				pauses, rest := pausesOf(ctx, b, whole, 0)
				if want := []time.Duration{sec}; !slices.Equal(pauses, want) || rest != 1500*ms {
					t.Errorf("pauses %v and then %v, want %v and 1.5s", pauses, rest, want)
				}
			})
		})
	}
}

func TestNoAttemptBeginsAfterTheEnd(t *testing.T) {
	b := Backoff{Attempts: 10, Min: sec, Max: sec}
	t.Run("ended before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for n := range b.attempts(ctx, whole, noPause()) {
			t.Errorf("attempt %d begins", n)
		}
	})
	t.Run("ended during an attempt", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			started := time.Now()
			for n := range b.attempts(ctx, whole, noPause()) {
				if n > 0 {
					t.Errorf("attempt %d begins", n)
				}
				cancel()
			}
			if passed := time.Since(started); passed != 0 {
				t.Errorf("%v pass after the end", passed)
			}
		})
	})
	t.Run("ended together with a pause", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx := &silent{Context: t.Context(), until: time.Now().Add(2 * sec)}
			attempts := 0
			for range b.attempts(ctx, whole, noPause()) {
				attempts++
			}
			if attempts != 2 {
				t.Errorf("%d attempts, want 2", attempts)
			}
		})
	})
}

// silent is a context that ends without closing a Done channel.
type silent struct {
	context.Context
	until time.Time
}

func (s *silent) Done() <-chan struct{} { return nil }

func (s *silent) Err() error {
	if time.Now().Before(s.until) {
		return nil
	}
	return context.Canceled
}

func TestLeavingTheLoopEndsTheSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		for range (Backoff{Attempts: 3, Min: sec, Max: sec}).attempts(t.Context(), whole, noPause()) {
			break
		}
		if passed := time.Since(started); passed != 0 {
			t.Errorf("%v pass after the loop", passed)
		}
	})
}

func TestBackoffDefaults(t *testing.T) {
	calls, polls := defaultRetry(), defaultPoll()
	negative, below := errors.New("a Backoff has no negative field"), errors.New("a Backoff's Max is not below its Min")
	for _, test := range []struct {
		name             string
		given, otherwise Backoff
		want             Backoff
		err              error
	}{
		{"nothing, for calls", Backoff{}, calls, Backoff{4, 200 * ms, 5 * sec, 30 * sec}, nil},
		{"nothing, for waiting", Backoff{}, polls, Backoff{0, 500 * ms, 10 * sec, 0}, nil},
		{"everything", Backoff{2, sec, 3 * sec, sec}, calls, Backoff{2, sec, 3 * sec, sec}, nil},
		{"one attempt", Backoff{Attempts: 1}, calls, Backoff{1, 200 * ms, 5 * sec, 30 * sec}, nil},
		{"Min alone", Backoff{Min: sec}, calls, Backoff{4, sec, 5 * sec, 30 * sec}, nil},
		{"Min above the default Max", Backoff{Min: time.Minute}, calls, Backoff{4, time.Minute, time.Minute, 30 * sec}, nil},
		{"Max alone", Backoff{Max: time.Hour}, polls, Backoff{0, 500 * ms, time.Hour, 0}, nil},
		{"Min is Max", Backoff{Min: sec, Max: sec}, calls, Backoff{4, sec, sec, 30 * sec}, nil},
		{"negative Attempts", Backoff{Attempts: -1}, calls, Backoff{}, negative},
		{"negative Min", Backoff{Min: -1}, calls, Backoff{}, negative},
		{"negative Max", Backoff{Max: -1}, calls, Backoff{}, negative},
		{"negative Timeout", Backoff{Timeout: -1}, calls, Backoff{}, negative},
		{"Max below Min", Backoff{Min: 2 * sec, Max: sec}, calls, Backoff{}, below},
	} {
		got, err := test.given.withDefaults(test.otherwise)
		switch {
		case test.err != nil && (err == nil || err.Error() != test.err.Error()):
			t.Errorf("%s: error %v, want %v", test.name, err, test.err)
		case test.err == nil && (err != nil || got != test.want):
			t.Errorf("%s: %+v, %v; want %+v", test.name, got, err, test.want)
		}
	}
}

func noPause() *pauseAsked { return new(pauseAsked) }

// What the tests of the package need and the package does not export.

const MaxCachedHeaders = maxCachedHeaders

// HeaderCache is the cache of signature headers of a Signer.
type HeaderCache struct{ cache headerCache }

func (c *HeaderCache) Of(header jws.Header) string { return c.cache.of(header) }

func (c *HeaderCache) Len() int { return len(*c.cache.encoded.Load()) }
