package outage_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// The tests in this file are the rows of the failure table whose first attempt is
// refused.

// refusesUnder answers an HTTP status with a code of the path's own dialect.
func refusesUnder(status int) step {
	return func(req *http.Request) (*http.Response, error) {
		switch {
		case strings.HasPrefix(req.URL.Path, "/v5/cards/"):
			return says(status, `{"status":-7}`)(req)
		case strings.HasPrefix(req.URL.Path, "/v5/partner/"):
			return says(status, `{"status":"error","error_code":"1004"}`)(req)
		default:
			return says(status, `{"status":"error","error_code":"12006"}`)(req)
		}
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

// refusals are refusals by the bank's own word.
func refusals() []trouble {
	return []trouble{
		{"12006", refusal(freedompay.CodeCardNotFound)}, {"1004", refusal(freedompay.CodeWalletNotFound)},
		{"-7", says(200, `{"status":-7}`)}, {"a new code", refusal("E-17")},
		{"500 with a code that is the bank's", refusesUnder(500)}, {"503 with a code that is the bank's", refusesUnder(503)},
	}
}

// mustBeRefused fails the test unless the error is a refusal that matches its code.
func mustBeRefused(t *testing.T, err error) {
	t.Helper()
	failed, ok := errors.AsType[*freedompay.Error](err)
	if !ok || errors.Is(err, freedompay.ErrOutcomeUnknown) || errors.Is(err, freedompay.ErrUnavailable) || freedompay.OutcomeOf(err) != freedompay.OutcomeRefused {
		t.Fatalf("the error is %v", err)
	}
	if failed.Code != "" && !errors.Is(err, failed.Code) {
		t.Errorf("%v does not match its own code", err)
	}
}

func TestQueryRefused(t *testing.T) {
	withoutCode := []trouble{
		{"no code", says(200, `{"status":"error"}`)}, {"403 of a proxy", says(403, "<html>")},
	}
	forEach(t, slices.Concat(queries(), queriesWithRequestID()), append(refusals(), withoutCode...), func(t *testing.T, act act, refusal step) {
		bank := playing(t, refusal)
		_, err := act.do(t.Context(), retrying(t, bank), someID)
		mustBeRefused(t, err)
		bank.mustHavePlayed()
	})
}

// notKnown answers the status in the dialect of its path.
func notKnown(req *http.Request) (*http.Response, error) {
	if strings.HasPrefix(req.URL.Path, "/v5/partner/") {
		return refusal(freedompay.CodeWalletRequestNotFound)(req)
	}
	return refusal(freedompay.CodeRequestNotFound)(req)
}

// failed answers the status.
func failed(req *http.Request) (*http.Response, error) {
	return says(200, `{"status":"ok","request_status":"error"}`)(req)
}

// A command that is refused at once is asked about once.
func TestCommandWithRequestIDRefused(t *testing.T) {
	acts := slices.Concat(commands(), partnerCommands())
	forEach(t, acts, refusals(), func(t *testing.T, act act, refusal step) {
		for _, id := range []uuid.UUID{someID, uuid.Nil} {
			for _, before := range [][]step{nil, {refuses}} { // a refused connection is no send
				for _, status := range [][]step{{notKnown}, {says(404, "")}, times(4, drops)} {
					bank := playing(t, slices.Concat(before, []step{refusal}, status)...)
					_, err := act.do(t.Context(), retrying(t, bank), id)
					mustBeRefused(t, err)
					bank.mustHavePlayed()
				}
			}
		}
	})
}

// Known all the same, the command was sent before: by an earlier process, which
// shared the id that its caller chose, or by a proxy that repeats.
func TestCommandWithRequestIDRefusedAndKnown(t *testing.T) {
	acts := slices.Concat(commands(), partnerCommands())
	forEach(t, acts, refusals(), func(t *testing.T, act act, refusal step) {
		bank := playing(t, refusal, done)
		_, err := act.do(t.Context(), retrying(t, bank), someID)
		if !errors.Is(err, freedompay.ErrDuplicate) || errors.Is(err, freedompay.ErrNotFound) {
			t.Errorf("with an id of the caller's: %v", err)
		}
		mustBe(t, err, someID, false)
		bank.mustHavePlayed()

		bank = playing(t, refusal, done)
		if id, err := act.do(t.Context(), retrying(t, bank), uuid.Nil); err != nil || id == uuid.Nil {
			t.Errorf("with an id of the client's: %v, %v", id, err)
		}
		bank.mustHavePlayed()
	})
}

// incorrect refuses a call for its input, in the dialect of its path. No earlier
// success can cause that, so the status is not asked.
func incorrect(req *http.Request) (*http.Response, error) {
	if strings.HasPrefix(req.URL.Path, "/v5/partner/") {
		return refusal(freedompay.CodeWalletInvalidParameters)(req)
	}
	return refusal(freedompay.CodeInvalidParameters)(req)
}

func TestCommandWithRequestIDRefusedForItsInput(t *testing.T) {
	acts := slices.Concat(commands(), partnerCommands())
	forEach(t, acts, []trouble{{"incorrect", incorrect}, {"401", says(401, "")}}, func(t *testing.T, act act, refusal step) {
		for _, before := range [][]step{nil, {refuses}} {
			bank := playing(t, append(before, refusal)...)
			_, err := act.do(t.Context(), retrying(t, bank), someID)
			mustBeRefused(t, err)
			bank.mustHavePlayed()
		}
	})
}

// routerStatuses are the 4xx that a router gives before any work.
func routerStatuses() []int { return []int{404, 405, 411, 413, 414, 415, 421, 431} }

// A 4xx that is not the bank's word is asked about three times. Only where no proxy
// can have acted, a status that cannot be had leaves the 4xx.
func TestCommandWithRequestIDRefusedByAnother(t *testing.T) {
	routed := append(troublesOf(routerStatuses(), "<html>"), troublesOf(routerStatuses(), `{"message":"no"}`)...)
	blocked := append(troublesOf([]int{400, 402, 403, 409, 410, 422, 451}, "<html>"), trouble{"no code", says(200, `{"status":"error"}`)})
	acts := []act{commands()[0], commands()[2], commands()[3], partnerCommands()[0]}
	forEach(t, acts, slices.Concat(routed, blocked), func(t *testing.T, act act, refusal step) {
		bank := playing(t, refusal, notKnown, notKnown, done)
		if id, err := act.do(t.Context(), retrying(t, bank), someID); err != nil || id != someID {
			t.Errorf("known: %v, %v", id, err)
		}
		bank.mustHavePlayed()
		bank = playing(t, refusal, failed)
		if _, err := act.do(t.Context(), retrying(t, bank), someID); !errors.Is(err, freedompay.ErrRequestFailed) {
			t.Errorf("known to have failed: %v", err)
		}
		bank = playing(t, append([]step{refusal}, times(3, notKnown)...)...)
		_, err := act.do(t.Context(), retrying(t, bank), someID)
		mustBeRefused(t, err)
		bank.mustHavePlayed()
	})
	for unknown, troubles := range map[bool][]trouble{false: routed, true: blocked} {
		forEach(t, acts, troubles, func(t *testing.T, act act, refusal step) {
			bank := playing(t, append([]step{refusal}, times(4, drops)...)...)
			_, err := act.do(t.Context(), retrying(t, bank), someID)
			mustBe(t, err, someID, unknown)
			bank.mustHavePlayed()
		})
	}
}

// troublesOf answers with each status and one body.
func troublesOf(statuses []int, body string) (all []trouble) {
	for _, status := range statuses {
		all = append(all, trouble{fmt.Sprint(status, " ", body[:1]), says(status, body)})
	}
	return all
}

func TestCommandWithoutRequestIDRefused(t *testing.T) {
	routed := append(troublesOf(append(routerStatuses(), 401), "<html>"), troublesOf(routerStatuses(), `{"message":"no"}`)...)
	forEach(t, commandsWithoutRequestID(), append(refusals(), routed...), func(t *testing.T, act act, refusal step) {
		bank := playing(t, refusal)
		_, err := act.do(t.Context(), retrying(t, bank), uuid.Nil)
		mustBeRefused(t, err)
		bank.mustHavePlayed()
	})
}
