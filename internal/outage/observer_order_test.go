package outage_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
)

// teller writes down what it is told, in order, and hands a depth on in the context.
type teller struct {
	name string
	told *[]string
}

type depth struct{ of string }

func (o teller) open(ctx context.Context, what string) context.Context {
	level, _ := ctx.Value(depth{o.name}).(int)
	*o.told = append(*o.told, fmt.Sprintf("%s%d+%s", o.name, level, what))
	return context.WithValue(ctx, depth{o.name}, level+1)
}

func (o teller) end(ctx context.Context, what string) {
	level, _ := ctx.Value(depth{o.name}).(int)
	*o.told = append(*o.told, fmt.Sprintf("%s%d-%s", o.name, level-1, what))
}

func (o teller) CallStart(ctx context.Context, c freedompay.CallInfo) context.Context {
	return o.open(ctx, "call "+c.Operation)
}

func (o teller) CallEnd(ctx context.Context, c freedompay.CallInfo) {
	o.end(ctx, fmt.Sprintf("call %s %s after %d", c.Operation, c.Outcome, c.Attempts))
}

func (o teller) AttemptStart(ctx context.Context, a freedompay.AttemptInfo) context.Context {
	return o.open(ctx, fmt.Sprint("attempt ", a.Attempt))
}

func (o teller) AttemptEnd(ctx context.Context, a freedompay.AttemptInfo) {
	o.end(ctx, fmt.Sprintf("attempt %d failed %t", a.Attempt, a.Err != nil))
}

func (o teller) WaitStart(ctx context.Context, w freedompay.WaitInfo) context.Context {
	return o.open(ctx, "wait "+w.Operation)
}

func (o teller) Settled(ctx context.Context, w freedompay.WaitInfo) {
	o.end(ctx, fmt.Sprintf("wait %s %s %s after %d", w.Operation, w.Outcome, w.Status, w.Polls))
}

// keeping keeps the errors that it is told of, and what they said then.
type keeping struct {
	teller
	errs []*freedompay.Error
	said []string
}

func (k *keeping) AttemptEnd(_ context.Context, a freedompay.AttemptInfo) {
	if a.Err != nil {
		k.errs, k.said = append(k.errs, a.Err), append(k.said, a.Err.Error())
	}
}

// What an observer was told of an attempt stays so, whatever becomes of the call.
func TestErrorsOfAttemptsAreTheObservers(t *testing.T) {
	for name, steps := range map[string][]step{
		"unknown":     times(4, drops),
		"a duplicate": {refusal(freedompay.CodeCardClosed), done},
		"failed":      {refusal(freedompay.CodeCardClosed), failed},
		"refused":     {refusal(freedompay.CodeCardClosed), notKnown},
	} {
		synctest.Test(t, func(t *testing.T) {
			kept := &keeping{teller: teller{"a", new([]string)}}
			client := retrying(t, playing(t, steps...), freedompay.WithObserver(kept))
			err := second(client.Cards.Close(t.Context(), freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"}))
			if err == nil || len(kept.errs) == 0 {
				t.Fatalf("%s: %v, after %d errors", name, err, len(kept.errs))
			}
			for i, told := range kept.errs {
				if told.Error() != kept.said[i] {
					t.Errorf("%s: told %s, which is %s now", name, kept.said[i], told)
				}
			}
		})
	}
}

// Observers are told in their order, and of an end in the reverse order; what belongs
// to a call, its questions about the status included, is told within it, in its context.
func TestObserversAreToldInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		bank := playing(t, drops, refusal(freedompay.CodeDuplicateRequest), done, says(200, `{"status":"ok","request_status":"success"}`))
		client := retrying(t, bank, freedompay.WithObserver(teller{"a", &told}), freedompay.WithObserver(teller{"b", &told}))
		if _, err := client.Cards.Close(t.Context(), freedompay.CloseCardRequest{CardID: "1", Description: "x"}); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Requests.Wait(t.Context(), someID); err != nil {
			t.Fatal(err)
		}
		want := []string{
			"a0+call Cards.Close", "b0+call Cards.Close",
			"a1+attempt 1", "b1+attempt 1", "b1-attempt 1 failed true", "a1-attempt 1 failed true",
			"a1+attempt 2", "b1+attempt 2", "b1-attempt 2 failed true", "a1-attempt 2 failed true",
			"a1+call Requests.Status", "b1+call Requests.Status",
			"a2+attempt 1", "b2+attempt 1", "b2-attempt 1 failed false", "a2-attempt 1 failed false",
			"b1-call Requests.Status done after 1", "a1-call Requests.Status done after 1",
			"b0-call Cards.Close adopted after 2", "a0-call Cards.Close adopted after 2",
			"a0+wait Requests.Status", "b0+wait Requests.Status",
			"a1+call Requests.Status", "b1+call Requests.Status",
			"a2+attempt 1", "b2+attempt 1", "b2-attempt 1 failed false", "a2-attempt 1 failed false",
			"b1-call Requests.Status done after 1", "a1-call Requests.Status done after 1",
			"b0-wait Requests.Status done success after 1", "a0-wait Requests.Status done success after 1",
		}
		if !slices.Equal(told, want) {
			t.Errorf("told\n%q, want\n%q", told, want)
		}
	})
}

// What is refused before anything is sent has a beginning and an end, and no attempt.
func TestObserversAreToldOfAnInvalidCall(t *testing.T) {
	var told []string
	client := newClient(t, playing(t), freedompay.WithObserver(teller{"a", &told}))
	_, _ = client.Cards.Close(t.Context(), freedompay.CloseCardRequest{})
	_, _ = client.Resume(t.Context(), prepare(t, freedompay.SetPINRequest{CardID: "1", Generate: true}), time.Time{})
	want := []string{
		"a0+call Cards.Close", "a0-call Cards.Close invalid after 0",
		"a0+call Cards.SetPIN", "a0-call Cards.SetPIN unknown after 0",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}
