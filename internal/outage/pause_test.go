package outage_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// pauses returns the time between the attempts of a script.
func (s *script) pauses() []time.Duration {
	var pauses []time.Duration
	for i := 1; i < len(s.times); i++ {
		pauses = append(pauses, s.times[i].Sub(s.times[i-1]))
	}
	return pauses
}

// The pauses of the default schedule are between zero and 200ms, 400ms and 800ms.
func TestPausesGrowWithFullJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var longest [3]time.Duration
		shortest := [3]time.Duration{time.Hour, time.Hour, time.Hour}
		for range 200 {
			bank := playing(t, drops, drops, drops, done)
			if _, err := retrying(t, bank).Cards.Info(t.Context(), "1"); err != nil {
				t.Fatal(err)
			}
			for i, pause := range bank.pauses() {
				longest[i], shortest[i] = max(longest[i], pause), min(shortest[i], pause)
			}
		}
		for i, bound := range []time.Duration{200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond} {
			if longest[i] > bound || longest[i] < bound*9/10 || shortest[i] > bound/10 {
				t.Errorf("pause %d is between %v and %v, want anything up to %v", i+1, shortest[i], longest[i], bound)
			}
		}
	})
}

func TestRetryAfterIsObeyedUpToMax(t *testing.T) {
	const most = 5 * time.Second // the default schedule's Max
	date := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	for _, test := range []struct {
		name        string
		header      func() string
		least, most time.Duration
	}{
		{"seconds", func() string { return "3" }, 3 * time.Second, 3 * time.Second},
		{"Max in seconds", func() string { return "5" }, most, most},
		{"more than Max", func() string { return "3600" }, most, most},
		{"more than any number", func() string { return "1000000000000" }, most, most},
		{"no seconds", func() string { return "0" }, 0, 200 * time.Millisecond},
		{"seconds below zero", func() string { return "-3" }, 0, 200 * time.Millisecond},
		{"a date", func() string { return date(4 * time.Second) }, 4 * time.Second, 4 * time.Second},
		{"a date after Max", func() string { return date(time.Hour) }, most, most},
		{"a date that is past", func() string { return date(-time.Hour) }, 0, 200 * time.Millisecond},
		{"nonsense", func() string { return "soon" }, 0, 200 * time.Millisecond},
	} {
		for _, act := range []act{queries()[0], queriesWithRequestID()[0], commands()[0], commands()[2], partnerCommands()[0]} {
			t.Run(test.name+"/"+act.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					for status, body := range map[int]string{429: "<html>", 503: "", 200: `{"status":"error","error_code":"9999"}`} {
						bank := playing(t, says(status, body, "Retry-After", test.header()), done)
						if _, err := act.do(t.Context(), retrying(t, bank), uuid.Nil); err != nil {
							t.Error(err)
						}
						if pause := bank.pauses()[0]; pause < test.least || pause > test.most {
							t.Errorf("after %d the pause is %v, want %v to %v", status, pause, test.least, test.most)
						}
					}
				})
			})
		}
	}
}

// Retry-After applies to the next pause only.
func TestRetryAfterIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := playing(t, says(429, "", "Retry-After", "5"), drops, done)
		if _, err := retrying(t, bank).Cards.Info(t.Context(), "1"); err != nil {
			t.Error(err)
		}
		if pauses := bank.pauses(); pauses[0] != 5*time.Second || pauses[1] > 400*time.Millisecond {
			t.Errorf("the pauses are %v", pauses)
		}
	})
}

func TestNoPauseAfterTheLastAttempt(t *testing.T) {
	every := slices.Concat(queries(), queriesWithRequestID(), commands(), partnerCommands(), commandsWithoutRequestID())
	for _, act := range every {
		synctest.Test(t, func(t *testing.T) {
			started := time.Now()
			_, err := act.do(t.Context(), newClient(t, playing(t, says(503, "", "Retry-After", "5"))), someID)
			if passed := time.Since(started); err == nil || passed != 0 {
				t.Errorf("%s: %v pass, %v", act.name, passed, err)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		bank := playing(t, times(4, says(503, "", "Retry-After", "5"))...)
		started := time.Now()
		if _, err := retrying(t, bank).Cards.Info(t.Context(), "1"); err == nil || time.Since(started) != 15*time.Second {
			t.Errorf("%v pass, want three pauses of 5s: %v", time.Since(started), err)
		}
	})
}

// A refused command returns without a pause, whatever Retry-After says.
func TestNoPauseAfterARefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		bank := playing(t, says(200, `{"status":"error","error_code":"12006"}`, "Retry-After", "5"))
		if _, err := retrying(t, bank).Cards.Info(t.Context(), "1"); !errors.Is(err, freedompay.ErrNotFound) || time.Since(started) != 0 {
			t.Errorf("%v pass, %v", time.Since(started), err)
		}
	})
}

func TestCancellationEndsAPause(t *testing.T) {
	for _, act := range []act{queries()[0], queriesWithRequestID()[0], commands()[0], partnerCommands()[0]} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(3*time.Second, cancel)
			started := time.Now()
			bank := playing(t, says(503, "", "Retry-After", "5"))
			_, err := act.do(ctx, retrying(t, bank), someID)
			if passed := time.Since(started); passed != 3*time.Second || !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v pass, %v", act.name, passed, err)
			}
		})
	}
}

// The limiter is called before every attempt, including resends and the status query
// after a duplicate.
func TestLimiterIsWaitedOnBeforeEveryAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := playing(t, drops, refusal(freedompay.CodeDuplicateRequest), drops, done)
		waits := 0
		limiter := limiterFunc(func(context.Context) error {
			if len(bank.sent) != waits {
				t.Errorf("wait %d comes after %d requests", waits+1, len(bank.sent))
			}
			waits++
			return nil
		})
		if _, err := commands()[0].do(t.Context(), retrying(t, bank, freedompay.WithLimiter(limiter)), someID); err != nil {
			t.Error(err)
		}
		bank.mustHavePlayed()
		if waits != len(bank.sent) {
			t.Errorf("%d waits for %d requests", waits, len(bank.sent))
		}
	})
}

func TestLimiterThatRefuses(t *testing.T) {
	full := errors.New("no more today")
	for _, act := range slices.Concat(queries(), queriesWithRequestID(), commands(), partnerCommands(), commandsWithoutRequestID()) {
		limiter := limiterFunc(func(context.Context) error { return full })
		_, err := act.do(t.Context(), retrying(t, playing(t), freedompay.WithLimiter(limiter)), someID)
		if !errors.Is(err, full) || errors.Is(err, freedompay.ErrOutcomeUnknown) {
			t.Errorf("%s: %v", act.name, err)
		}
	}
	// If it refuses a resend, the outcome is unknown; nothing more is sent.
	synctest.Test(t, func(t *testing.T) {
		bank, waits := playing(t, drops), 0
		limiter := limiterFunc(func(context.Context) error {
			if waits++; waits == 1 {
				return nil
			}
			return full
		})
		_, err := commands()[0].do(t.Context(), retrying(t, bank, freedompay.WithLimiter(limiter)), someID)
		mustBe(t, err, someID, true)
		bank.mustHavePlayed()
		if !errors.Is(err, full) || waits != 2 {
			t.Errorf("asked %d times to send twice at most: %v", waits, err)
		}
	})
	// If it refuses the question about a refused command, the refusal stays when it was
	// the first attempt, and is unknown when an earlier one may have arrived.
	for _, before := range [][]step{nil, {drops}} {
		synctest.Test(t, func(t *testing.T) {
			bank, waits := playing(t, append(before, refusal(freedompay.CodeCardNotFound))...), 0
			limiter := limiterFunc(func(context.Context) error {
				if waits++; waits <= len(before)+1 {
					return nil
				}
				return full
			})
			_, err := commands()[0].do(t.Context(), retrying(t, bank, freedompay.WithLimiter(limiter)), someID)
			mustBe(t, err, someID, before != nil)
			if !errors.Is(err, freedompay.CodeCardNotFound) {
				t.Errorf("the code is lost: %v", err)
			}
			bank.mustHavePlayed()
		})
	}
}
