package freedompaytest_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// issueOne returns a request for one card and its request_id.
func (c *caller) issueOne() (*http.Request, string) {
	id := uuid.NewString()
	return c.request(bulkIssue, []byte(`{"request_id":"`+id+`","product_id":2000,"count":1}`)), id
}

// faultsSeen returns the faults of the recorded calls of an operation.
func faultsSeen(bank *freedompaytest.Bank, operation string) []freedompaytest.Mode {
	var seen []freedompaytest.Mode
	for _, call := range bank.Calls() {
		if call.Operation == operation {
			seen = append(seen, call.Fault)
		}
	}
	return seen
}

func TestRepeat(t *testing.T) {
	overBoth(t, func(t *testing.T, c *caller, bank *freedompaytest.Bank) {
		bank.Inject(
			freedompaytest.Fault{Do: freedompaytest.Repeat, On: "Cards.BulkIssue", Times: 1},
			freedompaytest.Fault{Do: freedompaytest.Repeat, On: "Cards.BulkIssue", Times: 1, Copies: 4},
		)
		for n, want := range []int{2, 3} {
			if n == 1 {
				bank.ClearFaults()
				bank.Inject(freedompaytest.Fault{Do: freedompaytest.Repeat, On: "Cards.BulkIssue", Times: 1, Copies: 3})
			}
			before := bank.CallCount("")
			r, id := c.issueOne()
			o := c.try(r)
			calls := bank.Calls()[before:]
			if n == 0 { // the second fault repeats each delivery of the first while it lasts
				want = 4 + 1
			}
			if o.status != 200 || !strings.Contains(o.body, "12002") || len(calls) != want {
				t.Errorf("saw %d %s after %d deliveries, want %d", o.status, o.body, len(calls), want)
			}
			for i, call := range calls {
				if call.Fault != freedompaytest.Repeat || call.RequestID != id || call.Status != 200 || (call.Code == "") != (i == 0) || call.Ended.IsZero() {
					t.Errorf("delivery %d is recorded as %+v", i, call)
				}
			}
			if cards := c.status(id)["cards"].([]any); len(cards) != 1 {
				t.Errorf("made %d cards", len(cards))
			}
		}
	})
}

// A proxy that repeats because the first answer was lost: one delivery meets
// the fault that was injected after it, the last one decides.
func TestRepeatWithAnotherFault(t *testing.T) {
	for _, tt := range []struct {
		then freedompaytest.Fault
		seen []freedompaytest.Mode
		want int
	}{
		{freedompaytest.Fault{Do: freedompaytest.DropAfter, Times: 1}, []freedompaytest.Mode{freedompaytest.DropAfter, freedompaytest.Repeat}, 200},
		{freedompaytest.Fault{Do: freedompaytest.DropAfter}, []freedompaytest.Mode{freedompaytest.DropAfter, freedompaytest.DropAfter}, 0},
		{freedompaytest.Fault{Do: freedompaytest.BadGateway, Times: 1}, []freedompaytest.Mode{freedompaytest.BadGateway, freedompaytest.Repeat}, 200},
		{freedompaytest.Fault{Do: freedompaytest.DeliverLate, Delay: time.Hour, Status: 504}, []freedompaytest.Mode{freedompaytest.DeliverLate, freedompaytest.DeliverLate}, 504},
		{freedompaytest.Fault{Do: freedompaytest.BlockAnswer, Status: 406}, []freedompaytest.Mode{freedompaytest.BlockAnswer, freedompaytest.BlockAnswer}, 406},
	} {
		bank := instant()
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.Repeat, Times: 1}, tt.then)
		c := callerOf(t, bank)
		r, _ := c.issueOne()
		o := c.try(r)
		if o.status != tt.want {
			t.Errorf("%s: saw %+v", tt.then.Do, o)
		}
		if seen := faultsSeen(bank, "Cards.BulkIssue"); !slices.Equal(seen, tt.seen) {
			t.Errorf("%s: recorded %q", tt.then.Do, seen)
		}
	}
}

func TestBlocked(t *testing.T) {
	const refusal = `{"message":"blocked"}`
	for _, tt := range []struct {
		fault freedompaytest.Fault
		want  int
		body  string
		media string
	}{
		{freedompaytest.Fault{}, 403, "403 Forbidden</title>", "text/html; charset=utf-8"},
		{freedompaytest.Fault{Status: 451}, 451, "451 Unavailable", "text/html; charset=utf-8"},
		{freedompaytest.Fault{Status: 400, JSON: refusal}, 400, refusal, "application/json"},
		{freedompaytest.Fault{Status: 599, JSON: refusal}, 599, refusal, "application/json"},
	} {
		for do, worked := range map[freedompaytest.Mode]bool{freedompaytest.BlockRequest: false, freedompaytest.BlockAnswer: true} {
			overBoth(t, func(t *testing.T, c *caller, bank *freedompaytest.Bank) {
				tt.fault.Do, tt.fault.On = do, "Cards.BulkIssue"
				bank.Inject(tt.fault)
				r, id := c.issueOne()
				o := c.try(r)
				if o.status != tt.want || !strings.Contains(o.body, tt.body) || o.header.Get("Content-Type") != tt.media {
					t.Errorf("%s: saw %+v", do, o)
				}
				if got := code(c.status(id)) == ""; got != worked {
					t.Errorf("%s: the work was done: %v", do, got)
				}
				if call := bank.Calls()[0]; call.Fault != do || call.Status != tt.want || call.RequestID != id {
					t.Errorf("%s: recorded %+v", do, call)
				}
			})
		}
	}
}

// Behind a proxy that blocks answers, a connection may break all the same.
func TestBlockAnswerThatIsLost(t *testing.T) {
	bank := instant()
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.BlockAnswer}, freedompaytest.Fault{Do: freedompaytest.DropBefore})
	c := callerOf(t, bank)
	r, _ := c.issueOne()
	if o := c.try(r); o.err == nil {
		t.Errorf("saw %+v", o)
	}
	if call := bank.Calls()[0]; call.Status != 0 || call.Ended.IsZero() || call.Fault != freedompaytest.DropBefore {
		t.Errorf("recorded %+v", call)
	}
}

// answersOn sends requests over one connection, one after the other, and
// returns the first bytes of n answers to each.
func answersOn(t *testing.T, url string, counts []int, requests ...*http.Request) []string {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	reader := bufio.NewReader(conn)
	var answers []string
	for i, r := range requests {
		if err := r.Write(conn); err != nil {
			t.Fatal(err)
		}
		for range counts[i] {
			answer, err := http.ReadResponse(reader, r)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			answers = append(answers, fmt.Sprint(answer.StatusCode, " ", string(body)))
		}
	}
	return answers
}

func TestAnswerTwice(t *testing.T) {
	server := freedompaytest.NewServer(t, freedompaytest.SettleAfter(0))
	server.Inject(freedompaytest.Fault{Do: freedompaytest.AnswerTwice, On: "Cards.BulkIssue", Delay: time.Microsecond})
	c := callerOfServer(t, server)
	first, id := c.issueOne()
	second := c.request("/v5/card-api/request/status", []byte(`{"request_id":"`+id+`"}`))
	answers := answersOn(t, server.URL, []int{2, 1}, first, second)
	if answers[0] != answers[1] || !strings.Contains(answers[0], `"status":"ok"`) {
		t.Errorf("answered %q, then %q", answers[0], answers[1])
	}
	if !strings.Contains(answers[2], "card_id") {
		t.Errorf("the next call is answered %q", answers[2])
	}
	if n := server.CallCount("Cards.BulkIssue"); n != 1 {
		t.Errorf("%d calls arrived", n)
	}
}

// Where there is no connection to write to, the answer is sent once.
func TestAnswerTwiceWithoutAConnection(t *testing.T) {
	bank := instant()
	plain := httptest.NewServer(bank)
	defer plain.Close()
	for name, c := range map[string]*caller{
		"in process":   callerOf(t, bank),
		"plain server": {t, http.DefaultTransport, plain.URL, bank.AuthID(), bank.Key().Reveal()},
	} {
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.AnswerTwice, Times: 1})
		r, id := c.issueOne()
		if o := c.try(r); o.status != 200 || !strings.Contains(o.body, `"status":"ok"`) {
			t.Errorf("%s: %+v", name, o)
		}
		if state := c.status(id); state["request_status"] != "success" {
			t.Errorf("%s: the next call is answered %v", name, state)
		}
	}
}

// At one seed the faults of proxies are the same each time.
func TestFaultsOfProxiesFollowTheSeed(t *testing.T) {
	run := func() (seen []string) {
		bank := freedompaytest.New(freedompaytest.WithSeed(5), freedompaytest.WithClock(newClock().Now))
		bank.Inject(
			freedompaytest.Fault{Do: freedompaytest.Repeat, Probability: 0.3},
			freedompaytest.Fault{Do: freedompaytest.BlockAnswer, Probability: 0.3},
			freedompaytest.Fault{Do: freedompaytest.DeliverLate, Probability: 0.3, Delay: time.Second, Status: 504},
		)
		c := callerOf(t, bank)
		for range 50 {
			r, _ := c.issueOne()
			seen = append(seen, fmt.Sprint(c.try(r).status))
		}
		bank.Settle()
		for _, call := range bank.Calls() {
			seen = append(seen, fmt.Sprint(call.Fault, call.Status, call.Code))
		}
		return seen
	}
	first := run()
	if !slices.Equal(first, run()) {
		t.Error("the same seed failed in another way")
	}
	for _, want := range []string{"403", "504", "200"} {
		if !slices.Contains(first, want) {
			t.Errorf("no caller saw %s", want)
		}
	}
}

// A handler that is reached without its transport cannot refuse a connection:
// the next fault is met instead.
func TestHandlerSkipsRefusedConnections(t *testing.T) {
	bank := instant()
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.RefuseConnection}, freedompaytest.Fault{Do: freedompaytest.BadGateway})
	r, _ := callerOf(t, bank).issueOne()
	if answer := serve(bank, r); answer.Code != 502 {
		t.Errorf("answered %d", answer.Code)
	}
}

// A refusal is recorded with its code, also where there is no operation.
func TestRefusalIsRecorded(t *testing.T) {
	for _, path := range []string{bulkIssue, "/nowhere"} {
		bank := instant()
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.Refuse, Code: "9999"})
		c := callerOf(t, bank)
		if o := c.try(c.request(path, []byte("{}"))); o.status != 200 || !strings.Contains(o.body, `"error_code":"9999"`) {
			t.Errorf("%s: %+v", path, o)
		}
		if call := bank.Calls()[0]; call.Code != "9999" || call.Status != 200 {
			t.Errorf("%s: recorded %+v", path, call)
		}
	}
}

// A refusal with a code that is no number, in the dialect of gift cards.
func TestGiftRefusalWithoutANumber(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.Refuse, Code: "x", Times: 1})
	for range 2 { // by the fault, then for its body
		if o := c.try(c.request("/v5/cards/product_list", []byte("["))); !strings.Contains(o.body, `"status":-1`) {
			t.Errorf("%s", o.body)
		}
	}
}

// Retry-After is rounded up to whole seconds.
func TestRetryAfterIsRoundedUp(t *testing.T) {
	for after, want := range map[time.Duration]string{1: "1", time.Second: "1", time.Second + 1: "2"} {
		bank := instant()
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.TooManyRequests, RetryAfter: after})
		c := callerOf(t, bank)
		if o := c.try(c.request(closing, []byte("{}"))); o.header.Get("Retry-After") != want {
			t.Errorf("%v: %q", after, o.header.Get("Retry-After"))
		}
	}
}
