package outage_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// The context ends while the client asks about a refused command: nothing is known,
// also of a first attempt.
func TestQuestionThatTheContextEnds(t *testing.T) {
	for name, status := range map[string]step{"no answer": hangs, "a pause": says(503, "", "Retry-After", "3")} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			bank := playing(t, refusal(freedompay.CodeCardNotFound), status)
			_, err := commands()[0].do(ctx, retrying(t, bank), someID)
			mustBe(t, err, someID, true)
			if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, freedompay.CodeCardNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// The zero id would be shared by all commands.
func TestRequestIDsThatAreZero(t *testing.T) {
	client := newClient(t, playing(t), freedompay.WithRequestID(func() uuid.UUID { return uuid.Nil }))
	for _, act := range slices.Concat(commands(), partnerCommands(), commandsWithoutRequestID(), queriesWithRequestID()) {
		if _, err := act.do(t.Context(), client, uuid.Nil); !errors.Is(err, freedompay.ErrInvalidRequest) {
			t.Errorf("%s: %v", act.name, err)
		}
	}
}

// A refusal that the status repeats as the end of the request, or without a code, is
// still the refusal of the call. Another code is the failure of a request that the
// bank has accepted.
func TestRefusedAndFailedAlike(t *testing.T) {
	for _, test := range []struct {
		name, status string
		alike        bool
		code         freedompay.ErrorCode
	}{
		{"the same code", `,"error_code":"12011"`, true, freedompay.CodeCardClosed},
		{"no code", ``, true, freedompay.CodeCardClosed},
		{"another code", `,"error_code":"12010"`, false, freedompay.CodeCloseFailed},
	} {
		for _, id := range []uuid.UUID{someID, uuid.Nil} {
			for _, before := range [][]step{nil, {drops}} {
				synctest.Test(t, func(t *testing.T) {
					bank := playing(t, append(before, refusal(freedompay.CodeCardClosed), says(200, `{"status":"ok","request_status":"error"`+test.status+`}`))...)
					_, err := commands()[0].do(t.Context(), retrying(t, bank), id)
					want, code := freedompay.OutcomeFailed, test.code
					if test.alike && before == nil {
						want = freedompay.OutcomeRefused
					} else if test.status == "" {
						code = "" // the status has not said it
					}
					failed, _ := errors.AsType[*freedompay.Error](err)
					if failed == nil || freedompay.OutcomeOf(err) != want || failed.Code != code {
						t.Errorf("%s, after %d: %v is %s, want %s of %q", test.name, len(before), err, freedompay.OutcomeOf(err), want, code)
					}
					if errors.Is(err, freedompay.ErrRequestFailed) != (want == freedompay.OutcomeFailed) {
						t.Errorf("%s, after %d: %v", test.name, len(before), err)
					}
					if !strings.HasSuffix(bank.sent[0].url, failed.Op) || failed.RequestID != requestIDOf(t, bank.sent[0]) {
						t.Errorf("%s, after %d: the error is of %s %s", test.name, len(before), failed.Op, failed.RequestID)
					}
					bank.mustHavePlayed()
				})
			}
		}
	}
}

// Leaving the loop over WaitEach ends the taking of ids.
func TestLeavingWaitEachTakesNoMoreIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		taken := 0
		ids := func(yield func(uuid.UUID) bool) {
			for taken < 100_000 && yield(uuid.UUID{byte(taken >> 16), byte(taken >> 8), byte(taken), 1}) {
				taken++
			}
		}
		client := newClient(t, answering(200, `{"status":"ok","request_status":"success"}`))
		for _, err := range client.Requests.WaitEach(t.Context(), ids) {
			if err != nil {
				t.Error(err)
			}
			break
		}
		synctest.Wait()
		if taken > 5000 {
			t.Errorf("%d ids were taken", taken)
		}
	})
}
