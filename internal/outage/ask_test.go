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

// canceling ends a context when a question for a status has its answer.
type canceling struct {
	watcher
	cancel func()
}

func (c *canceling) AttemptEnd(_ context.Context, a freedompay.AttemptInfo) {
	if a.Poll {
		c.cancel()
	}
}

// A status that is had just before the context ends is believed. "Not known" is not,
// before it is heard three times.
func TestStatusThatIsHadAsTheContextEnds(t *testing.T) {
	for _, test := range []struct {
		name   string
		status step
		want   freedompay.Outcome
	}{
		{"known", done, freedompay.OutcomeAdopted},
		{"failed", failed, freedompay.OutcomeFailed},
		{"not known", notKnown, freedompay.OutcomeUnknown},
		{"down", drops, freedompay.OutcomeUnknown},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			w := &canceling{cancel: cancel}
			bank := playing(t, says(403, "<html>"), test.status)
			_, err := commands()[0].do(ctx, retrying(t, bank, freedompay.WithObserver(w)), uuid.Nil)
			if got := w.calls[len(w.calls)-1].Outcome; got != test.want {
				t.Errorf("%s: %s, %v", test.name, got, err)
			}
			bank.mustHavePlayed()
		})
	}
}

// Where there is no status operation, none is called, and a refusal after a lost
// attempt proves nothing.
func TestNoStatusIsAskedWhereThereIsNone(t *testing.T) {
	w := &watcher{}
	req := struct{ freedompay.CloseCardRequest }{freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"}}
	client := newClient(t, playing(t, says(200, `{"status":-7}`)), freedompay.WithObserver(w))
	_, err := freedompay.Call[freedompay.Answer](t.Context(), client, "/v5/cards/new", req)
	if mustBeRefused(t, err); len(w.calls) != 1 || w.calls[0].Path != "/v5/cards/new" {
		t.Errorf("told of %+v", w.calls)
	}
	synctest.Test(t, func(t *testing.T) {
		bank := playing(t, drops, says(200, `{"status":-7}`))
		_, err := freedompay.Call[freedompay.Answer](t.Context(), retrying(t, bank), "/v5/cards/new", req)
		mustBe(t, err, someID, true)
		bank.mustHavePlayed()
	})
}

// A call that is not authorized says with what it was signed, and what else may be
// meant.
func TestNotAuthorizedSaysWhatToTry(t *testing.T) {
	for _, test := range []struct {
		path string
		opts []freedompay.Option
		want string
	}{
		{"/v5/card-api/new", nil, `signed with HS512; the vendor's pages differ, so also try WithAlgorithm("/v5/card-api", HS256) or WithAlgorithm("/v5/card-api", LegacySHA256).`},
		{"/v5/partner/new", nil, `signed with HS256; the vendor's pages differ, so also try WithAlgorithm("/v5/partner", HS512) or WithAlgorithm("/v5/partner", LegacySHA256).`},
		{"/v9/new", []freedompay.Option{freedompay.WithAlgorithm("/v9", freedompay.LegacySHA256)},
			`signed with SHA256; the vendor's pages differ, so also try WithAlgorithm("/v9/new", HS512) or WithAlgorithm("/v9/new", HS256).`},
	} {
		_, err := freedompay.Call[freedompay.Answer](t.Context(), newClient(t, answering(401, ""), test.opts...), test.path, struct{}{})
		refused, _ := errors.AsType[*freedompay.Error](err)
		if refused == nil || refused.HTTPStatus != 401 || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s:\n got %v\nwant %s", test.path, err, test.want)
		}
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

// A query that cannot be given a fresh id is not asked again.
func TestRequestIDsThatRunOut(t *testing.T) {
	for _, act := range queriesWithRequestID() {
		synctest.Test(t, func(t *testing.T) {
			ids := []uuid.UUID{someID, uuid.Nil}
			next := func() (id uuid.UUID) { id, ids = ids[0], ids[1:]; return id }
			bank := playing(t, drops)
			_, err := act.do(t.Context(), retrying(t, bank, freedompay.WithRequestID(next)), uuid.Nil)
			if !errors.Is(err, freedompay.ErrInvalidRequest) || freedompay.OutcomeOf(err) != freedompay.OutcomeInvalid {
				t.Errorf("%s: %v", act.name, err)
			}
			bank.mustHavePlayed()
		})
	}
}

// WaitEach waits for what an iterator yields, in each part of the API.
func TestWaitEachWaitsForAll(t *testing.T) {
	ids := slices.Values(someIDs(3))
	client := newClient(t, answering(200, `{"status":"ok","request_status":"0"}`))
	seen := map[string]int{}
	for state, err := range client.Wallets.WaitEach(t.Context(), ids) {
		if err == nil && state.RequestStatus.Succeeded() {
			seen["wallets"]++
		}
	}
	for state, err := range client.Partners.WaitEach(t.Context(), ids) {
		if err == nil && state.RequestStatus.Succeeded() {
			seen["partners"]++
		}
	}
	for state, err := range client.Requests.WaitEach(t.Context(), ids) {
		if err == nil && state.RequestStatus.Succeeded() {
			seen["cards"]++
		}
	}
	if seen["wallets"] != 3 || seen["partners"] != 3 || seen["cards"] != 3 {
		t.Errorf("3 of each succeed, seen are %v", seen)
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
