package outage_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// watcher keeps what it is told of attempts and waits, and adds headers.
type watcher struct {
	freedompay.NopObserver
	calls    []freedompay.CallInfo
	attempts []freedompay.AttemptInfo
	waits    []freedompay.WaitInfo
	open     int // waits
	headers  map[string]string
}

func (w *watcher) CallEnd(_ context.Context, c freedompay.CallInfo) { w.calls = append(w.calls, c) }

func (w *watcher) AttemptEnd(_ context.Context, a freedompay.AttemptInfo) {
	w.attempts = append(w.attempts, a)
}

func (w *watcher) WaitStart(ctx context.Context, _ freedompay.WaitInfo) context.Context {
	w.open++
	return ctx
}

func (w *watcher) Settled(_ context.Context, info freedompay.WaitInfo) {
	w.open--
	w.waits = append(w.waits, info)
}

func (w *watcher) AttemptHeader(_ context.Context, add func(name, value string)) {
	for name, value := range w.headers {
		add(name, value)
	}
}

func TestAnObserverIsToldWhereAnAttemptGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{}
		bank := playing(t, says(201, `{"status":"ok"}`))
		client := retrying(t, bank, freedompay.WithObserver(w), freedompay.WithBaseURL("https://gateway.example:8443/bank"),
			freedompay.WithPath("/v5/card-api/card/info", "/v6/info"))
		if _, err := client.Cards.Info(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		a := w.attempts[0]
		if got := a.URL.String(); got != "https://gateway.example:8443/bank/v6/info" || a.Path != "/v5/card-api/card/info" {
			t.Errorf("%s goes to %s", a.Path, got)
		}
		if a.HTTPStatus != 201 || a.Err != nil {
			t.Errorf("HTTP %d, %v", a.HTTPStatus, a.Err)
		}
	})
}

func TestAnObserverAddsHeadersAndReplacesNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{headers: map[string]string{"traceparent": "00-1", "x-jws-signature": "forged", "Content-Type": "text/html"}}
		bank := freedompaytest.New() // refuses other signatures and content types
		var sent []http.Header
		client := bank.Client(freedompay.WithObserver(w), freedompay.WithHTTPClient(&http.Client{Transport: hearing(func(r *http.Request) (*http.Response, error) {
			sent = append(sent, r.Header.Clone())
			return bank.Transport().RoundTrip(r)
		})}))
		for range 2 {
			if _, err := client.GiftCards.List(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, header := range sent {
			if got := header.Get("Traceparent"); got != "00-1" {
				t.Errorf("traceparent %q", got)
			}
			if len(header.Values("X-Jws-Signature")) != 1 || len(header.Values("Content-Type")) != 1 {
				t.Errorf("%v", header)
			}
		}
	})
}

type hearing func(*http.Request) (*http.Response, error)

func (h hearing) RoundTrip(r *http.Request) (*http.Response, error) { return h(r) }

// A wait ends for the observer however the loop is left.
func TestAWatchThatIsLeftHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		w := &watcher{}
		client := bank.Client(freedompay.WithObserver(w))
		issued, err := client.Cards.Issue(t.Context(), freedompay.IssueCardRequest{ClientID: bank.NewClient(), ProductID: freedompay.CardProductInstantGold})
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range client.Requests.Watch(t.Context(), issued.RequestID) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		func() {
			defer func() { _ = recover() }()
			for _, err := range client.Requests.Watch(t.Context(), issued.RequestID) {
				panic(fmt.Sprint("the caller's: ", err))
			}
		}()
		if w.open != 0 || len(w.waits) != 2 {
			t.Fatalf("%d waits are open, %d have ended", w.open, len(w.waits))
		}
		for _, info := range w.waits {
			if info.Outcome != freedompay.OutcomeCanceled || info.Status != freedompay.RequestProcessing || info.Err == nil {
				t.Errorf("%+v", info)
			}
		}
		if _, err := client.Requests.Wait(t.Context(), issued.RequestID); err != nil {
			t.Fatal(err)
		}
		if last := w.waits[2]; len(w.waits) != 3 || last.Outcome != freedompay.OutcomeDone || last.Err != nil {
			t.Errorf("%+v", w.waits)
		}
	})
}

// A call that ends before anything is sent is told of as any other.
// An observer may keep an error and read it later, from another goroutine. What
// becomes of the call does not change it.
func TestAnErrorThatAnObserverWasToldOfDoesNotChange(t *testing.T) {
	keeper := &keeper{said: map[*freedompay.Error]string{}}
	for _, test := range []struct {
		name  string
		steps []step
	}{
		{"unknown", times(4, drops)},
		{"a repeat", []step{refusal(freedompay.CodeDuplicateRequest)}},
		{"a repeat that was refused otherwise", []step{refusal(freedompay.CodeCardClosed), done}},
		{"failed", []step{drops, refusal(freedompay.CodeCardClosed), says(200, `{"status":"ok","request_status":"error","error_code":"12010"}`)}},
		{"ended", []step{refuses}},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			bank := playing(t, test.steps...)
			bank.repeats = true
			client := retrying(t, bank, freedompay.WithObserver(keeper))
			_, err := client.Cards.Close(ctx, freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"})
			_, waited := client.Requests.Wait(ctx, someID)
			for e, said := range keeper.said {
				if now := e.Error() + e.Op + fmt.Sprint(e.Unwrap()); now != said {
					t.Errorf("%s: %v, %v: told\n%s\nnow\n%s", test.name, err, waited, said, now)
				}
			}
		})
	}
}

// keeper keeps what each error says when it is told of it.
type keeper struct {
	freedompay.NopObserver
	said map[*freedompay.Error]string
}

func (k *keeper) keep(e *freedompay.Error) {
	if e != nil {
		k.said[e] = e.Error() + e.Op + fmt.Sprint(e.Unwrap())
	}
}

func (k *keeper) AttemptEnd(_ context.Context, a freedompay.AttemptInfo) { k.keep(a.Err) }

func (k *keeper) CallEnd(_ context.Context, c freedompay.CallInfo) { k.keep(c.Err) }

func TestAnObserverIsToldOfWhatIsNotSent(t *testing.T) {
	w := &watcher{}
	client := retrying(t, playing(t), freedompay.WithObserver(w))
	pin, err := client.Prepare(freedompay.SetPINRequest{CardID: "1", PIN: freedompay.NewSecret("c2VjcmV0")})
	if err != nil {
		t.Fatal(err)
	}
	changed := pin
	changed.Body = []byte("{")
	_, invalid := client.Send(t.Context(), changed)
	_, resumed := client.Resume(t.Context(), pin, time.Time{})
	_, nothing := freedompay.Call[freedompay.Answer](t.Context(), client, "/v5/card-api/new", (*freedompay.CloseCardRequest)(nil))
	_, checked := client.Cards.Close(t.Context(), freedompay.CloseCardRequest{})
	for i, want := range []struct {
		err       error
		operation string
		outcome   freedompay.Outcome
	}{
		{invalid, "Cards.SetPIN", freedompay.OutcomeInvalid},
		{resumed, "Cards.SetPIN", freedompay.OutcomeUnknown},
		{nothing, "/v5/card-api/new", freedompay.OutcomeInvalid},
		{checked, "Cards.Close", freedompay.OutcomeInvalid},
	} {
		if len(w.calls) <= i {
			t.Fatalf("%d calls were told of", len(w.calls))
		}
		c := w.calls[i]
		if c.Operation != want.operation || c.Outcome != want.outcome || !c.Command || c.Attempts != 0 || !errors.Is(c.Err, want.err) {
			t.Errorf("%d: %+v, the call returned %v", i, c, want.err)
		}
	}
}

// A question for the status is marked, whether a wait or another call has it asked.
func TestAnObserverCanTellQuestionsForAStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{}
		bank := playing(t, drops, refusal(freedompay.CodeDuplicateRequest), drops, done, done, says(200, `{"status":"ok","request_status":"success"}`))
		client := retrying(t, bank, freedompay.WithObserver(w))
		if _, err := client.Cards.Close(t.Context(), freedompay.CloseCardRequest{CardID: "1", Description: "x"}); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Requests.Status(t.Context(), someID); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Requests.Wait(t.Context(), someID); err != nil {
			t.Fatal(err)
		}
		bank.mustHavePlayed()
		got := ""
		for _, c := range w.calls {
			got += fmt.Sprintf("%s poll %t command %t; ", c.Operation, c.Poll, c.Command)
		}
		const want = "Requests.Status poll true command false; Cards.Close poll false command true; " +
			"Requests.Status poll false command false; Requests.Status poll true command false; "
		if got != want {
			t.Errorf("told of %s\nwant %s", got, want)
		}
		for i, want := range []bool{false, false, true, true, false, true} {
			if w.attempts[i].Poll != want {
				t.Errorf("attempt %d of %s: poll %t", i, w.attempts[i].Operation, !want)
			}
		}
	})
}

// An attempt that the caller's context ends has failed, and says of what.
func TestAnObserverIsToldOfAnAttemptThatTheContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		w := &watcher{}
		_, err := commands()[0].do(ctx, retrying(t, playing(t, hangs), freedompay.WithObserver(w)), someID)
		mustBe(t, err, someID, true)
		if len(w.attempts) != 1 || w.attempts[0].Err == nil || !errors.Is(w.attempts[0].Err, context.DeadlineExceeded) {
			t.Errorf("told of %+v", w.attempts)
		}
	})
}
