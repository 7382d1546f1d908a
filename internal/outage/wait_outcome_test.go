package outage_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A wait that ends before it could ask has not seen the command settle, and says of
// which command it knows nothing.
func TestWaitAllThatEndsBeforeItAsks(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var asking, most atomic.Int32
		client := newClient(t, step(func(req *http.Request) (*http.Response, error) {
			if now := asking.Add(1); now > most.Load() {
				most.Store(now)
			}
			defer asking.Add(-1)
			return hangs(req)
		}), freedompay.WithRetry(freedompay.Backoff{Timeout: time.Hour}))
		ids, ends := someIDs(50), map[uuid.UUID]bool{}
		for state, err := range w.waitAll(ctx, client, ids) {
			if ends[state.id] = true; !errors.Is(err, context.DeadlineExceeded) || freedompay.OutcomeOf(err) != freedompay.OutcomeUnknown {
				t.Errorf("%v: %v", state, err)
			}
		}
		for _, id := range ids {
			if !ends[id] {
				t.Errorf("nothing is said of %v", id)
			}
		}
		if most.Load() != 16 {
			t.Errorf("%d questions at once, want 16", most.Load())
		}
	})
}

// An error that was made elsewhere, as by a test or from what was stored, ends as its
// classes say.
func TestOutcomeOfErrorsMadeElsewhere(t *testing.T) {
	of := func(err error) error { return &freedompay.Error{Err: err} }
	for want, errs := range map[freedompay.Outcome][]error{
		freedompay.OutcomeDone:        {nil},
		freedompay.OutcomeInvalid:     {of(freedompay.ErrInvalidRequest), fmt.Errorf("wrapped: %w", freedompay.ErrInvalidRequest)},
		freedompay.OutcomeFailed:      {of(freedompay.ErrRequestFailed), &freedompay.Error{Code: freedompay.CodeCardClosed, Err: freedompay.ErrRequestFailed}},
		freedompay.OutcomeUnavailable: {of(freedompay.ErrUnavailable), &freedompay.Error{Code: freedompay.CodeSystemError}},
		freedompay.OutcomeRefused:     {&freedompay.Error{Code: freedompay.CodeCardClosed}, fmt.Errorf("wrapped: %w", &freedompay.Error{Code: "E-17"})},
		freedompay.OutcomeUnknown: {
			of(freedompay.ErrOutcomeUnknown), of(freedompay.ErrDuplicate), &freedompay.Error{Code: freedompay.CodeDuplicateRequest},
			&freedompay.Error{Code: freedompay.CodeCardClosed, Err: freedompay.ErrOutcomeUnknown}, &freedompay.Error{}, &freedompay.Error{HTTPStatus: 404}, errors.New("x"),
		},
	} {
		for _, err := range errs {
			if got := freedompay.OutcomeOf(err); got != want {
				t.Errorf("%v is %s, want %s", err, got, want)
			}
		}
	}
}

// A wait whose question is refused has not seen the command refused: its outcome is
// unknown, whatever the class of the error.
func TestWaitTakesARefusedQuestionForNoEnd(t *testing.T) {
	for name, test := range map[string]struct {
		fault freedompaytest.Fault
		class error
	}{
		"a status that lags":   {freedompaytest.Fault{On: "Requests.Status", Do: freedompaytest.Refuse, Code: "12004"}, freedompay.ErrRequestUnknown},
		"another refusal":      {freedompaytest.Fault{On: "Requests.Status", Do: freedompaytest.Refuse, Code: "12001"}, freedompay.CodeInvalidParameters},
		"a proxy's page":       {freedompaytest.Fault{On: "Requests.Status", Do: freedompaytest.BlockRequest}, nil},
		"a bank that is down":  {freedompaytest.Fault{On: "Requests.Status", Do: freedompaytest.ServiceUnavailable}, freedompay.ErrOutcomeUnknown},
		"answers that are cut": {freedompaytest.Fault{On: "Requests.Status", Do: freedompaytest.TruncatedJSON}, freedompay.ErrOutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bank := freedompaytest.New()
				client := bank.Client()
				card, err := bank.NewCard(bank.NewClient())
				if err != nil {
					t.Fatal(err)
				}
				p, err := client.Prepare(freedompay.CloseCardRequest{CardID: card, Description: "lost"})
				if err != nil {
					t.Fatal(err)
				}
				if _, err := client.Resume(t.Context(), p, time.Time{}); err != nil {
					t.Fatal(err)
				}
				bank.Inject(test.fault)
				_, err = client.Await(t.Context(), p)
				if got := freedompay.OutcomeOf(err); got != freedompay.OutcomeUnknown || test.class != nil && !errors.Is(err, test.class) {
					t.Errorf("the outcome is %s: %v", got, err)
				}
			})
		})
	}
}

// A wait whose context ends has not seen the command settle. Nothing is known of the
// command, so its outcome is not that nothing was done: whoever repeats it would make
// a second card.
func TestWaitWhoseContextEnds(t *testing.T) {
	for name, fault := range map[string]freedompaytest.Fault{
		"between two questions": {},
		"during a question":     {On: "Requests.Status", Do: freedompaytest.DelayBefore, Delay: time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bank := freedompaytest.New()
				bank.HoldSettling(true)
				client := bank.Client()
				prepared, err := client.Prepare(freedompay.IssueCardRequest{
					ProductID: freedompay.CardProductInstantGold, ClientID: bank.NewClient(),
				})
				if err != nil {
					t.Fatal(err)
				}
				if _, err := client.Send(t.Context(), prepared); err != nil {
					t.Fatal(err)
				}
				if fault.Do != "" {
					bank.Inject(fault)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				_, wait := client.Requests.Wait(ctx, prepared.RequestID)
				_, await := client.Await(ctx, prepared)
				for _, err := range []error{wait, await} {
					if !errors.Is(err, context.DeadlineExceeded) || freedompay.OutcomeOf(err) != freedompay.OutcomeUnknown {
						t.Errorf("%v: %s", err, freedompay.OutcomeOf(err))
					}
				}
			})
		})
	}
}
