package freedompaytest_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A request that is delivered late is unknown until then, and done afterwards,
// by virtual time, however the caller was answered.
func TestDeliverLate(t *testing.T) {
	for _, status := range []int{0, 504} {
		synctest.Test(t, func(t *testing.T) {
			bank := instant()
			bank.Inject(freedompaytest.Fault{Do: freedompaytest.DeliverLate, On: "Cards.BulkIssue", Delay: time.Minute, Status: status, Times: 1})
			c := callerOf(t, bank)
			r, id := c.issueOne()
			start := time.Now()
			o := c.try(r)
			if o.status != status || (status == 0) != (o.err != nil) || status != 0 && !strings.Contains(o.body, "504 Gateway Timeout") {
				t.Errorf("the caller saw %+v", o)
			}
			time.Sleep(time.Minute - time.Nanosecond)
			if state := c.status(id); code(state) != "12004" {
				t.Errorf("too early: %v", state)
			}
			if bank.Pending() != 1 {
				t.Errorf("%d pending", bank.Pending())
			}
			time.Sleep(time.Nanosecond)
			if n := bank.CallCount("Cards.BulkIssue"); n != 2 {
				t.Errorf("%d calls, want the attempt and its late arrival", n)
			}
			if state := c.status(id); state["request_status"] != "success" {
				t.Errorf("not done: %v", state)
			}
			calls := bank.Calls()
			late := calls[2]
			if late.Fault != freedompaytest.DeliverLate || late.RequestID != id || late.Status != 200 || late.Time != start.Add(time.Minute) || late.Ended != late.Time {
				t.Errorf("recorded %+v", late)
			}
		})
	}
}

// A resend that arrives first is done, and the late first attempt is the repeat.
func TestDeliverLateAfterTheResend(t *testing.T) {
	clock := newClock()
	bank := instant(freedompaytest.WithClock(clock.Now))
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.DeliverLate, Delay: time.Second, Times: 1})
	c := callerOf(t, bank)
	r, id := c.issueOne()
	body, _ := r.GetBody()
	text, _ := io.ReadAll(body)
	c.try(r)
	if o := c.try(c.request(bulkIssue, text)); o.status != 200 || !strings.Contains(o.body, `"status":"ok"`) {
		t.Errorf("the resend saw %+v", o)
	}
	bank.Settle()
	calls := bank.Calls()
	if len(calls) != 3 || calls[2].Code != "12002" || calls[2].RequestID != id {
		t.Errorf("recorded %+v", calls)
	}
}

// A late request with a wrong signature is recorded with 401 and changes nothing.
func TestDeliverLateWithAWrongSignature(t *testing.T) {
	bank := instant()
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.DeliverLate, Delay: time.Hour, Times: 1})
	c := callerOf(t, bank)
	c.key = "another"
	r, _ := c.issueOne()
	c.try(r)
	bank.Settle()
	calls := bank.Calls()
	if len(calls) != 2 || calls[1].Status != 401 || calls[1].Signature == "" {
		t.Errorf("recorded %+v", calls)
	}
}

// A request that is held back is delivered although the faults were cleared.
func TestClearFaultsKeepsWhatIsUnderWay(t *testing.T) {
	bank := instant()
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.DeliverLate, Delay: time.Hour})
	c := callerOf(t, bank)
	r, id := c.issueOne()
	c.try(r)
	bank.ClearFaults()
	bank.Settle()
	if state := c.status(id); state["request_status"] != "success" {
		t.Errorf("%v", state)
	}
}

// No goroutine is left behind by a request that is still held back.
func TestDeliverLateStartsNoGoroutine(t *testing.T) {
	bank := instant()
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.DeliverLate, Delay: time.Hour})
	client := bank.Client(freedompay.WithRetry(freedompay.Backoff{Attempts: 1}))
	before := runtime.NumGoroutine()
	for range 50 {
		_, err := client.Cards.BulkIssue(t.Context(), freedompay.BulkIssueCardsRequest{ProductID: freedompay.CardProductInstantGold, Count: 1})
		if !errors.Is(err, freedompay.ErrOutcomeUnknown) {
			t.Errorf("%v", err)
		}
	}
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d goroutines, before %d", runtime.NumGoroutine(), before)
}

// Requests are delivered in the order in which they are due, and of those due
// together in the order in which they were sent; each at its own time.
func TestDeliverLateInOrder(t *testing.T) {
	clock := newClock()
	bank := instant(freedompaytest.WithClock(clock.Now))
	c := callerOf(t, bank)
	delays := []int{5, 3, 9, 1, 3, 7, 2, 9, 3, 1}
	order := make([][]string, 10)
	for _, delay := range delays {
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.DeliverLate, Delay: time.Duration(delay) * time.Second, Times: 1})
		r, id := c.issueOne()
		c.try(r)
		order[delay] = append(order[delay], fmt.Sprint(delay, "s ", id))
	}
	start := clock.Now()
	clock.Advance(8 * time.Second)
	bank.Settle()
	var got []string
	for _, call := range bank.Calls()[len(delays):] {
		after := call.Time.Sub(start)
		if after == 8*time.Second {
			after = 9 * time.Second // not due yet, and delivered by Settle
		}
		got = append(got, fmt.Sprint(after, " ", call.RequestID))
	}
	if want := slices.Concat(order...); !slices.Equal(got, want) {
		t.Errorf("delivered %q, want %q", got, want)
	}
}
