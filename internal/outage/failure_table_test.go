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
// documentation of freedompay. Refused resends are in adoption_test.go, contexts
// that end in deadline_test.go.

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

// refusesUnder503 answers 503 with a code of the path's own dialect.
func refusesUnder503(req *http.Request) (*http.Response, error) {
	switch {
	case strings.HasPrefix(req.URL.Path, "/v5/cards/"):
		return says(503, `{"status":-7}`)(req)
	case strings.HasPrefix(req.URL.Path, "/v5/partner/"):
		return says(503, `{"status":"error","error_code":"1004"}`)(req)
	default:
		return says(503, `{"status":"error","error_code":"12006"}`)(req)
	}
}

// Under a 5xx status, a number that is no code of the path's dialect is ignored: it
// may come from a gateway.
func TestCodesOfAnotherDialectUnder5xxAreNotBelieved(t *testing.T) {
	for _, body := range []string{`{"status":-1}`, `{"status":"error","error_code":"-5"}`, `{"status":"error","error_code":1001}`} {
		synctest.Test(t, func(t *testing.T) {
			bank := playing(t, says(504, body), says(200, `{"status":"ok","request_status":"process"}`))
			_, err := retrying(t, bank).Cards.Close(t.Context(), freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"})
			if err != nil {
				t.Errorf("%s: %v", body, err)
			}
			bank.mustHavePlayed()
		})
	}
}

func TestAnyCallRefusedByTheBank(t *testing.T) {
	refusals := []trouble{
		{"12006", refusal(freedompay.CodeCardNotFound)}, {"1004", refusal(freedompay.CodeWalletNotFound)},
		{"-7", says(200, `{"status":-7}`)}, {"a new code", refusal("E-17")}, {"no code", says(200, `{"status":"error"}`)},
		{"a duplicate", refusal(freedompay.CodeDuplicateRequest)}, {"403 of a proxy", says(403, "<html>")},
		{"503 with a code that is the bank's", refusesUnder503},
	}
	acts := slices.Concat(queries(), queriesWithRequestID(), commands(), partnerCommands(), commandsWithoutRequestID())
	forEach(t, acts, refusals, func(t *testing.T, act act, refusal step) {
		bank := playing(t, refusal)
		_, err := act.do(t.Context(), retrying(t, bank), someID)
		failed, ok := errors.AsType[*freedompay.Error](err)
		if !ok || errors.Is(err, freedompay.ErrOutcomeUnknown) || errors.Is(err, freedompay.ErrUnavailable) {
			t.Fatalf("the error is %v", err)
		}
		if failed.Code != "" && !errors.Is(err, failed.Code) {
			t.Errorf("%v does not match its own code", err)
		}
		bank.mustHavePlayed()
	})
}

func TestQueryInTroubleAsksAgain(t *testing.T) {
	forEach(t, queries(), append(troubles(), connectionRefused), func(t *testing.T, act act, trouble step) {
		bank := playing(t, trouble, trouble, done)
		if _, err := act.do(t.Context(), retrying(t, bank), someID); err != nil {
			t.Error(err)
		}
		bank.mustHavePlayed()
		bank.mustHaveResent(3, requestIDOf(t, bank.sent[0]))
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

// A query whose answer was too large is not retried: it would be too large again.
func TestQueryWithAnAnswerOverTheLimit(t *testing.T) {
	for _, act := range slices.Concat(queries(), queriesWithRequestID()) {
		bank := playing(t, tooLarge.meet)
		_, err := act.do(t.Context(), retrying(t, bank, withSmallAnswers), someID)
		if err == nil || !strings.Contains(err.Error(), "answer is too large") || errors.Is(err, freedompay.ErrOutcomeUnknown) {
			t.Errorf("%s: %v", act.name, err)
		}
	}
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
	if !slices.Equal(seen, []string{"1", "2", ""}) || !errors.Is(last, io.ErrUnexpectedEOF) {
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
			id := requestIDOf(t, sent)
			if id == uuid.Nil || seen[id] {
				t.Errorf("asked under %v, after %v", id, seen)
			}
			seen[id] = true
			checkOwnSignature(t, sent)
		}
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
	forEach(t, acts, append(troubles(), connectionRefused, tooLarge), func(t *testing.T, act act, trouble step) {
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
	forEach(t, acts, append(troubles(), tooLarge), func(t *testing.T, act act, trouble step) {
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
		mustBe(t, err, uuid.Nil, false)
	})
}

func TestCommandWithoutRequestIDAnythingLater(t *testing.T) {
	forEach(t, commandsWithoutRequestID(), append(troubles(), tooLarge), func(t *testing.T, act act, trouble step) {
		for _, before := range [][]step{nil, {refuses}} {
			bank := playing(t, append(before, trouble)...)
			_, err := act.do(t.Context(), retrying(t, bank, withSmallAnswers), uuid.Nil)
			mustBe(t, err, uuid.Nil, true)
			bank.mustHavePlayed()
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
