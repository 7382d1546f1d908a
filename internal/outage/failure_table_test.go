package outage_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// The tests in this file are named after the rows of the failure table in the
// documentation of freedompay. Refused attempts are in failure_refused_test.go,
// refused resends in adoption_test.go, contexts that end in deadline_test.go.

// forEach runs a test on a fake clock for each act and each trouble.
func forEach(t *testing.T, acts []act, troubles []trouble, test func(*testing.T, act, step)) {
	for _, act := range acts {
		for _, trouble := range troubles {
			t.Run(act.name+"/"+trouble.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { test(t, act, trouble.meet) })
			})
		}
	}
}

// connectionRefused is the only trouble after which nothing can have arrived.
var connectionRefused = trouble{"connection refused", refuses}

// tooLarge is an answer over the limit of withSmallAnswers.
var tooLarge = trouble{"an answer over the limit", says(200, `{"status":"ok","filler":"`+strings.Repeat("x", 1000)+`"}`)}

// tooLargeUnsized is the same, sent in pieces: its length shows only as it is read.
var tooLargeUnsized = trouble{"an answer over the limit without a length", func(req *http.Request) (*http.Response, error) {
	resp, err := tooLarge.meet(req)
	resp.ContentLength = -1
	return resp, err
}}

var withSmallAnswers = freedompay.WithMaxAnswer(500)

// mustBe fails the test unless the error is an *Error with a request_id, and is
// ErrOutcomeUnknown or not.
func mustBe(t *testing.T, err error, id uuid.UUID, unknown bool) {
	t.Helper()
	failed, ok := errors.AsType[*freedompay.Error](err)
	if !ok {
		t.Fatalf("the error is %v", err)
	}
	if errors.Is(err, freedompay.ErrOutcomeUnknown) != unknown {
		t.Errorf("outcome unknown is %t, want %t: %v", !unknown, unknown, err)
	}
	if failed.RequestID != id {
		t.Errorf("the error has the RequestID %v, want %v", failed.RequestID, id)
	}
}

func TestQueryInTroubleAsksAgain(t *testing.T) {
	forEach(t, queries(), append(troubles(), connectionRefused), func(t *testing.T, act act, trouble step) {
		bank := playing(t, trouble, trouble, done)
		if _, err := act.do(t.Context(), retrying(t, bank), someID); err != nil {
			t.Error(err)
		}
		bank.mustHavePlayed()
		bank.mustHaveResent(3, requestIDOf(t, bank.sent[2]))
	})
}

// A streamed statement is retried like any query, until the caller has received an
// operation of it.
func TestQueryInTroubleAsksAgainForAStatement(t *testing.T) {
	forEach(t, []act{streamedQuery()}, append(troubles(), connectionRefused), func(t *testing.T, act act, trouble step) {
		bank := playing(t, trouble, trouble, done)
		if _, err := act.do(t.Context(), retrying(t, bank), someID); err != nil {
			t.Error(err)
		}
		bank.mustHavePlayed()
	})
}

func TestQueryInTroubleUsesItsAttemptsUp(t *testing.T) {
	forEach(t, slices.Concat(queries(), queriesWithRequestID()), append(troubles(), connectionRefused), func(t *testing.T, act act, trouble step) {
		bank := playing(t, times(3, trouble)...)
		_, err := act.do(t.Context(), retrying(t, bank, freedompay.WithRetry(freedompay.Backoff{Attempts: 3})), someID)
		if err == nil || errors.Is(err, freedompay.ErrOutcomeUnknown) || errors.Is(err, context.Canceled) {
			t.Errorf("the error is %v", err)
		}
		bank.mustHavePlayed()
	})
}

// A statement is not retried after the caller has received an operation of it.
func TestQueryWhoseAnswerIsInUse(t *testing.T) {
	bank := playing(t, func(req *http.Request) (*http.Response, error) {
		body := io.MultiReader(strings.NewReader(`{"status":"ok","operations":[{"rrn":"1"},{"rrn":"2"},`), readerFunc(func([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }))
		return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: -1, Body: io.NopCloser(body), Request: req}, nil
	})
	var seen []string
	var last error
	for operation, err := range retrying(t, bank).Cards.Operations(t.Context(), freedompay.CardStatementRequest{CardID: "1"}) {
		seen, last = append(seen, operation.RRN), err
	}
	if !slices.Equal(seen, []string{"1", "2", ""}) || last == nil || !strings.Contains(last.Error(), "unexpected EOF") {
		t.Errorf("saw %q and %v", seen, last)
	}
}

func TestQueryWithRequestIDAsksUnderAFreshOne(t *testing.T) {
	forEach(t, queriesWithRequestID(), append(troubles(), connectionRefused), func(t *testing.T, act act, trouble step) {
		bank := playing(t, trouble, trouble, done)
		if _, err := act.do(t.Context(), retrying(t, bank), uuid.Nil); err != nil {
			t.Error(err)
		}
		bank.mustHavePlayed()
		seen := map[uuid.UUID]bool{}
		for _, sent := range bank.sent {
			if sent.refused {
				continue
			}
			id := requestIDOf(t, sent)
			if id == uuid.Nil || seen[id] {
				t.Errorf("asked under %v, after %v", id, seen)
			}
			seen[id] = true
			checkOwnSignature(t, sent)
		}
	})
}

// An id that the client made is refused as a duplicate when something between has
// repeated the query.
func TestQueryWithRequestIDRepeatedBelow(t *testing.T) {
	forEach(t, queriesWithRequestID(), []trouble{{"duplicate", refusal(freedompay.CodeDuplicateRequest)}}, func(t *testing.T, act act, duplicate step) {
		bank := playing(t, duplicate, done)
		if _, err := act.do(t.Context(), retrying(t, bank), uuid.Nil); err != nil {
			t.Error(err)
		}
		bank.mustHavePlayed()
		if requestIDOf(t, bank.sent[0]) == requestIDOf(t, bank.sent[1]) {
			t.Error("asked again under the same id")
		}
		_, err := act.do(t.Context(), retrying(t, playing(t, duplicate)), someID)
		mustBeRefused(t, err)
	})
}

func TestQueryWithRequestIDOfTheCallersChoice(t *testing.T) {
	forEach(t, queriesWithRequestID(), append(troubles(), connectionRefused), func(t *testing.T, act act, trouble step) {
		bank := playing(t, trouble, refusal(freedompay.CodeDuplicateRequest))
		_, err := act.do(t.Context(), retrying(t, bank), someID)
		if !errors.Is(err, freedompay.ErrDuplicate) {
			t.Errorf("the duplicate is not the caller's: %v", err)
		}
		mustBe(t, err, someID, false)
		bank.mustHavePlayed()
		bank.mustHaveResent(2, someID)
	})
}

// checkOwnSignature verifies the signature of a request over its body.
func checkOwnSignature(t *testing.T, sent sentRequest) {
	t.Helper()
	path := strings.TrimPrefix(sent.url, freedompay.ProductionKZ)
	if err := freedompay.Verify(freedompay.NewSecret(testKey), signatureOf(sent), "POST", path, []byte(sent.body)); err != nil {
		t.Error(err)
	}
}

func TestCommandWithRequestIDInTroubleSendsTheSameAgain(t *testing.T) {
	acts := slices.Concat(commands(), partnerCommands())
	forEach(t, acts, append(troubles(), connectionRefused, tooLarge, tooLargeUnsized), func(t *testing.T, act act, trouble step) {
		for _, id := range []uuid.UUID{someID, uuid.Nil} {
			bank := playing(t, trouble, trouble, done)
			answered, err := act.do(t.Context(), retrying(t, bank, withSmallAnswers), id)
			if err != nil {
				t.Fatal(err)
			}
			if answered == uuid.Nil || id != uuid.Nil && answered != id {
				t.Errorf("the answer has the RequestID %v", answered)
			}
			bank.mustHavePlayed()
			bank.mustHaveResent(3, answered)
			checkOwnSignature(t, bank.sent[2])
		}
	})
}

func TestCommandWithRequestIDAttemptsUsedUp(t *testing.T) {
	acts := slices.Concat(commands(), partnerCommands())
	forEach(t, acts, append(troubles(), tooLarge, tooLargeUnsized), func(t *testing.T, act act, trouble step) {
		bank := playing(t, times(4, trouble)...)
		_, err := act.do(t.Context(), retrying(t, bank, withSmallAnswers), someID)
		mustBe(t, err, someID, true)
		bank.mustHavePlayed()
		bank.mustHaveResent(4, someID)
	})
}

// If any attempt may have arrived, the outcome is unknown. If none can have, the
// command was not carried out.
func TestCommandWithRequestIDAttemptsUsedUpWithoutAByteSent(t *testing.T) {
	acts := slices.Concat(commands(), partnerCommands())
	forEach(t, acts, []trouble{connectionRefused}, func(t *testing.T, act act, _ step) {
		bank := playing(t, times(4, refuses)...)
		_, err := act.do(t.Context(), retrying(t, bank), someID)
		mustBe(t, err, someID, false)
		bank.mustHavePlayed()

		for n := range 4 {
			steps := times(4, refuses)
			steps[n] = drops
			_, err := act.do(t.Context(), retrying(t, playing(t, steps...)), someID)
			mustBe(t, err, someID, true)
		}
	})
}

func TestCommandWithoutRequestIDNoByteLeft(t *testing.T) {
	forEach(t, commandsWithoutRequestID(), []trouble{connectionRefused}, func(t *testing.T, act act, _ step) {
		bank := playing(t, refuses, refuses, done)
		if _, err := act.do(t.Context(), retrying(t, bank), uuid.Nil); err != nil {
			t.Error(err)
		}
		bank.mustHavePlayed()

		_, err := act.do(t.Context(), retrying(t, playing(t, times(4, refuses)...)), uuid.Nil)
		mustBe(t, err, headerIDOf(t, err), false)
	})
}

// headerIDOf returns the RequestID of an error, which must have one: a command
// without a request_id has the id of its header Request-Id.
func headerIDOf(t *testing.T, err error) uuid.UUID {
	t.Helper()
	failed, ok := errors.AsType[*freedompay.Error](err)
	if !ok || failed.RequestID == uuid.Nil {
		t.Fatalf("the error has no RequestID: %v", err)
	}
	return failed.RequestID
}

func TestCommandWithoutRequestIDAnythingLater(t *testing.T) {
	blocked := append(troublesOf([]int{400, 402, 403, 409, 410, 422, 451}, "<html>"), tooLarge, tooLargeUnsized, trouble{"no code", says(200, `{"status":"error"}`)})
	forEach(t, commandsWithoutRequestID(), append(troubles(), blocked...), func(t *testing.T, act act, trouble step) {
		for _, before := range [][]step{nil, {refuses}} {
			bank := playing(t, append(before, trouble)...)
			_, err := act.do(t.Context(), retrying(t, bank, withSmallAnswers), uuid.Nil)
			mustBe(t, err, headerIDOf(t, err), true)
			bank.mustHavePlayed()
			for _, sent := range bank.sent {
				if got := sent.header.Get("Request-Id"); got != headerIDOf(t, err).String() {
					t.Errorf("sent under the Request-Id %s, the error names %v", got, headerIDOf(t, err))
				}
			}
		}
	})
}

// The timeout of an attempt is not an end of the caller's context.
func TestAttemptTimesOutByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		for _, ctx := range []context.Context{t.Context(), ctx} {
			for _, hanging := range []step{hangs, breaksOff(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })} {
				retry := freedompay.WithRetry(freedompay.Backoff{Attempts: 3, Min: 1, Max: 1, Timeout: 7 * time.Second})
				started := time.Now()
				bank := playing(t, hanging, hanging, done)
				if _, err := retrying(t, bank, retry).Cards.Info(ctx, "1"); err != nil {
					t.Error(err)
				}
				if passed := time.Since(started); passed < 14*time.Second || passed > 14*time.Second+2 {
					t.Errorf("two attempts of 7s took %v", passed)
				}

				_, err := retrying(t, playing(t, times(3, hanging)...), retry).Cards.Info(ctx, "1")
				if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "no answer within 7s") {
					t.Errorf("the error is %v", err)
				}
			}
		}
	})
}
