package freedompaytest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// outcome is what a caller saw of one call.
type outcome struct {
	err     error // of the round trip
	status  int
	header  http.Header
	body    string
	readErr error // of the body
}

func (c *caller) try(r *http.Request) outcome {
	answer, err := c.transport.RoundTrip(r)
	if err != nil {
		return outcome{err: err}
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	return outcome{status: answer.StatusCode, header: answer.Header, body: string(body), readErr: err}
}

// overBoth runs a test through the transport without a socket and through the
// one with it.
func overBoth(t *testing.T, test func(t *testing.T, c *caller, bank *freedompaytest.Bank)) {
	t.Run("in process", func(t *testing.T) {
		bank := instant()
		test(t, callerOf(t, bank), bank)
	})
	t.Run("over a socket", func(t *testing.T) {
		server := freedompaytest.NewServer(t, freedompaytest.SettleAfter(0))
		test(t, callerOfServer(t, server), server.Bank)
	})
}

func TestFaults(t *testing.T) {
	isPage := func(status int) func(outcome) bool {
		return func(o outcome) bool {
			return o.status == status && strings.Contains(o.body, "<html>") && strings.HasPrefix(o.header.Get("Content-Type"), "text/html")
		}
	}
	isBroken := func(o outcome) bool {
		var reset *net.OpError
		return errors.Is(o.err, io.EOF) || errors.As(o.err, &reset) && reset.Op == "read"
	}
	for _, tt := range []struct {
		fault  freedompaytest.Fault
		worked bool
		seen   func(outcome) bool
	}{
		{freedompaytest.Fault{Do: freedompaytest.RefuseConnection}, false, func(o outcome) bool {
			var dial *net.OpError
			return errors.As(o.err, &dial) && dial.Op == "dial" && errors.Is(o.err, syscall.ECONNREFUSED)
		}},
		{freedompaytest.Fault{Do: freedompaytest.DropBefore}, false, isBroken},
		{freedompaytest.Fault{Do: freedompaytest.DropAfter}, true, isBroken},
		{freedompaytest.Fault{Do: freedompaytest.DropMidway}, true, func(o outcome) bool {
			return o.status == 200 && strings.HasPrefix(o.body, "{") && !json.Valid([]byte(o.body)) && errors.Is(o.readErr, io.ErrUnexpectedEOF)
		}},
		{freedompaytest.Fault{Do: freedompaytest.DelayBefore, Delay: time.Nanosecond}, true, func(o outcome) bool { return o.status == 200 }},
		{freedompaytest.Fault{Do: freedompaytest.DelayAfter, Delay: time.Nanosecond}, true, func(o outcome) bool { return o.status == 200 }},
		{freedompaytest.Fault{Do: freedompaytest.TooManyRequests, RetryAfter: 1500 * time.Millisecond}, false, func(o outcome) bool {
			return isPage(429)(o) && o.header.Get("Retry-After") == "2"
		}},
		{freedompaytest.Fault{Do: freedompaytest.TooManyRequests}, false, func(o outcome) bool {
			return isPage(429)(o) && o.header.Get("Retry-After") == "0"
		}},
		{freedompaytest.Fault{Do: freedompaytest.InternalServerError}, false, isPage(500)},
		{freedompaytest.Fault{Do: freedompaytest.BadGateway}, false, isPage(502)},
		{freedompaytest.Fault{Do: freedompaytest.ServiceUnavailable}, false, func(o outcome) bool {
			return isPage(503)(o) && o.header.Get("Retry-After") == ""
		}},
		{freedompaytest.Fault{Do: freedompaytest.ServiceUnavailable, RetryAfter: 7 * time.Second}, false, func(o outcome) bool {
			return isPage(503)(o) && o.header.Get("Retry-After") == "7"
		}},
		{freedompaytest.Fault{Do: freedompaytest.GatewayTimeout}, false, isPage(504)},
		{freedompaytest.Fault{Do: freedompaytest.GatewayTimeout, AfterWork: true}, true, isPage(504)},
		{freedompaytest.Fault{Do: freedompaytest.Redirect}, false, func(o outcome) bool {
			return isPage(307)(o) && o.header.Get("Location") == "/v5/moved"
		}},
		{freedompaytest.Fault{Do: freedompaytest.Refuse, Code: "9999"}, false, func(o outcome) bool {
			return o.status == 200 && strings.Contains(o.body, `"error_code":"9999"`) && strings.Contains(o.body, `"status":"error"`)
		}},
		{freedompaytest.Fault{Do: freedompaytest.Refuse, Code: "1000", AfterWork: true}, true, func(o outcome) bool {
			return o.status == 200 && strings.Contains(o.body, `"error_code":"1000"`)
		}},
		{freedompaytest.Fault{Do: freedompaytest.EmptyBody}, true, func(o outcome) bool {
			return o.status == 200 && o.body == "" && o.readErr == nil
		}},
		{freedompaytest.Fault{Do: freedompaytest.TruncatedJSON}, true, func(o outcome) bool {
			return o.status == 200 && strings.HasPrefix(o.body, "{") && !json.Valid([]byte(o.body)) && o.readErr == nil
		}},
		{freedompaytest.Fault{Do: freedompaytest.JSONArray}, true, func(o outcome) bool {
			return o.status == 200 && strings.HasPrefix(o.body, "[{") && json.Valid([]byte(o.body))
		}},
		{freedompaytest.Fault{Do: freedompaytest.HugeAnswer}, true, func(o outcome) bool {
			return o.status == 200 && len(o.body) == 1<<20 && strings.HasPrefix(o.body, `{"status":"ok"`)
		}},
	} {
		name := fmt.Sprint(tt.fault.Do, " ", tt.fault.RetryAfter, " ", tt.fault.AfterWork)
		t.Run(name, func(t *testing.T) {
			overBoth(t, func(t *testing.T, c *caller, bank *freedompaytest.Bank) {
				tt.fault.On, tt.fault.Times = "Cards.BulkIssue", 1
				bank.Inject(tt.fault)
				id := uuid.NewString()
				body := []byte(`{"request_id":"` + id + `","product_id":2000,"count":1}`)
				r := c.request(bulkIssue, body)
				if o := c.try(r); !tt.seen(o) {
					t.Errorf("saw %.300v", o)
				}
				call := bank.Calls()[0]
				if call.Fault != tt.fault.Do || call.Operation != "Cards.BulkIssue" || call.RequestID != id && call.Fault != freedompaytest.RefuseConnection {
					t.Errorf("recorded %+v", call)
				}
				if worked := code(c.status(id)) == ""; worked != tt.worked {
					t.Errorf("the work was done: %v", worked)
				}
				if _, answer := c.command(bulkIssue, object{"product_id": 2000, "count": 1}); answer["status"] != "ok" {
					t.Errorf("the fault was not used up: %v", answer)
				}
			})
		})
	}
}

func TestHugeAnswerIsWhole(t *testing.T) {
	bank := freedompaytest.New()
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.HugeAnswer})
	c := callerOf(t, bank)
	answer, err := c.transport.RoundTrip(c.request("/v5/card-api/card/info", []byte(`{"card_id":"1"}`)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if n, err := io.Copy(io.Discard, answer.Body); n < 100<<20 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestRefusalInEachDialect(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.Refuse, Code: "-5", On: "GiftCards.List"})
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.Refuse, Code: "1001", On: "Wallets.Info"})
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.Refuse, Code: "1001", On: "Rates.Add"})
	for path, want := range map[string]string{
		"/v5/cards/product_list":     "-5",
		"/v5/partner/wallet/info":    `"1001"`,
		"/v5/partner/rates/add":      "1001",
		"/v5/card-api/limits/list/x": "",
	} {
		o := c.try(c.request(path, []byte("{}")))
		if !strings.Contains(o.body, `:`+want) {
			t.Errorf("%s: %s", path, o.body)
		}
	}
}

func TestDelayEndsWithTheContext(t *testing.T) {
	for _, do := range []freedompaytest.Mode{freedompaytest.DelayBefore, freedompaytest.DelayAfter} {
		synctest.Test(t, func(t *testing.T) {
			bank := instant()
			bank.Inject(freedompaytest.Fault{Do: do, Delay: time.Hour, On: "Cards.BulkIssue"})
			c := callerOf(t, bank)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			id := uuid.NewString()
			body := []byte(`{"request_id":"` + id + `","product_id":2000,"count":1}`)
			start := time.Now()
			o := c.try(c.request(bulkIssue, body).WithContext(ctx))
			if !errors.Is(o.err, context.DeadlineExceeded) || time.Since(start) != time.Minute {
				t.Errorf("%s: %v after %v", do, o.err, time.Since(start))
			}
			if worked := code(c.status(id)) == ""; worked != (do == freedompaytest.DelayAfter) {
				t.Errorf("%s: the work was done: %v", do, worked)
			}
		})
	}
}

func TestDelayTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.DelayBefore, Delay: time.Hour, Times: 1})
		c := callerOf(t, bank)
		start := time.Now()
		c.status(uuid.NewString())
		if took := time.Since(start); took != time.Hour {
			t.Errorf("took %v", took)
		}
	})
}

// A call that hangs over a socket ends when its caller gives up, and does not
// hold the end of the test.
func TestDelayOverASocketEndsWithTheCaller(t *testing.T) {
	server := freedompaytest.NewServer(t)
	server.Inject(freedompaytest.Fault{Do: freedompaytest.DelayBefore, Delay: time.Hour})
	c := callerOfServer(t, server)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan outcome)
	go func() {
		ended <- c.try(c.request("/v5/card-api/card/info", []byte(`{"card_id":"1"}`)).WithContext(ctx))
	}()
	for server.CallCount("Cards.Info") == 0 {
		runtime.Gosched() // until the call hangs
	}
	cancel()
	if o := <-ended; !errors.Is(o.err, context.Canceled) {
		t.Errorf("%v", o.err)
	}
}

// A call that still hangs when its test ends is cut off, and does not hold the
// end of the test.
func TestServerClosesWithACallThatHangs(t *testing.T) {
	ended := make(chan outcome, 1)
	t.Run("leaves a call behind", func(t *testing.T) {
		server := freedompaytest.NewServer(t)
		server.Inject(freedompaytest.Fault{Do: freedompaytest.DelayBefore, Delay: time.Hour})
		c := callerOfServer(t, server)
		ctx := context.WithoutCancel(t.Context())
		go func() {
			ended <- c.try(c.request("/v5/card-api/card/info", []byte(`{"card_id":"1"}`)).WithContext(ctx))
		}()
		for server.CallCount("Cards.Info") == 0 {
			runtime.Gosched() // until the call hangs
		}
	})
	if o := <-ended; o.err == nil {
		t.Errorf("answered %d", o.status)
	}
}

func TestFaultsAreTakenInOrder(t *testing.T) {
	overBoth(t, func(t *testing.T, c *caller, bank *freedompaytest.Bank) {
		bank.Inject(
			freedompaytest.Fault{Do: freedompaytest.BadGateway, On: "Cards.Info", Times: 2},
			freedompaytest.Fault{Do: freedompaytest.RefuseConnection, Times: 1},
			freedompaytest.Fault{Do: freedompaytest.GatewayTimeout, On: "Cards.Close"},
			freedompaytest.Fault{Do: freedompaytest.ServiceUnavailable, Times: 1},
		)
		for i, want := range []int{502, 502, 0, 503, 200, 200} {
			if o := c.try(c.request("/v5/card-api/card/info", []byte(`{"card_id":"1"}`))); o.status != want {
				t.Errorf("call %d saw %d, want %d", i, o.status, want)
			}
		}
		for range 3 {
			if o := c.try(c.request(closing, []byte(`{}`))); o.status != 504 {
				t.Errorf("without Times a fault lasts; saw %d", o.status)
			}
		}
		bank.ClearFaults()
		if o := c.try(c.request(closing, []byte(`{}`))); o.status != 200 {
			t.Errorf("cleared, saw %d", o.status)
		}
	})
}

func TestProbabilityFollowsTheSeed(t *testing.T) {
	run := func(seed uint64) (pattern, token string) {
		bank := instant(freedompaytest.WithSeed(seed))
		c := callerOf(t, bank)
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.BadGateway, On: "Cards.Info", Probability: 0.25})
		for range 400 {
			o := c.try(c.request("/v5/card-api/card/info", []byte(`{"card_id":"1"}`)))
			pattern += fmt.Sprint(o.status/100, " ")
		}
		return pattern, bank.CardToken(c.newCard(2000))
	}
	pattern, token := run(1)
	if again, same := run(1); again != pattern || same != token {
		t.Error("the same seed failed in another way")
	}
	if other, _ := run(2); other == pattern {
		t.Error("another seed failed in the same way")
	}
	if failed := strings.Count(pattern, "5"); failed < 60 || failed > 140 {
		t.Errorf("%d of 400 failed, want about 100", failed)
	}
	quiet := instant(freedompaytest.WithSeed(1))
	if quiet.CardToken(callerOf(t, quiet).newCard(2000)) != token {
		t.Error("faults changed what is random otherwise")
	}
}

// A probability of one is certain, and each bound of a fault is allowed.
func TestFaultsAtTheirBounds(t *testing.T) {
	for fault, want := range map[freedompaytest.Fault]int{
		{Do: freedompaytest.BadGateway, Probability: 1}:            502,
		{Do: freedompaytest.BlockRequest, Status: 400}:             400,
		{Do: freedompaytest.BlockRequest, Status: 599}:             599,
		{Do: freedompaytest.Repeat, Copies: 2}:                     200,
		{Do: freedompaytest.Repeat, Copies: 100}:                   200,
		{Do: freedompaytest.DeliverLate, Delay: 1, Status: 503}:    503,
		{Do: freedompaytest.RefuseConnection, Probability: 1}:      0,
		{Do: freedompaytest.TooManyRequests, RetryAfter: 1}:        429,
		{Do: freedompaytest.GatewayTimeout, On: "Cards.BulkIssue"}: 504,
	} {
		bank := instant()
		bank.Inject(fault)
		c := callerOf(t, bank)
		for range 20 {
			r, _ := c.issueOne()
			if o := c.try(r); o.status != want {
				t.Errorf("%+v: saw %d", fault, o.status)
			}
		}
		if n := bank.CallCount(""); n < 20 || fault.Copies > 2 && n != 20*fault.Copies {
			t.Errorf("%+v: %d calls", fault, n)
		}
	}
}

func TestFaultsThatMakeNoSense(t *testing.T) {
	for _, fault := range []freedompaytest.Fault{
		{},
		{Do: "explode"},
		{On: "Cards.Isue", Do: freedompaytest.DropAfter},
		{Do: freedompaytest.Refuse},
		{Do: freedompaytest.DropAfter, Times: -1},
		{Do: freedompaytest.DropAfter, Probability: 1.5},
		{Do: freedompaytest.DelayAfter, Delay: -1},
		{Do: freedompaytest.TooManyRequests, RetryAfter: -1},
		{Do: freedompaytest.DropAfter, Probability: -0.5},
		{Do: freedompaytest.DeliverLate},
		{Do: freedompaytest.BlockAnswer, Status: 399},
		{Do: freedompaytest.BlockAnswer, Status: 600},
		{Do: freedompaytest.BlockAnswer, JSON: "{"},
		{Do: freedompaytest.Repeat, Copies: 1},
		{Do: freedompaytest.Repeat, Copies: 101},
		{Do: freedompaytest.Repeat, Copies: -2},
	} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.HasPrefix(text, "freedompaytest: ") {
					t.Errorf("%+v: panic says %q", fault, text)
				}
			}()
			freedompaytest.New().Inject(fault)
		}()
	}
}

func TestRefusedConnectionClosesTheBody(t *testing.T) {
	overBoth(t, func(t *testing.T, c *caller, bank *freedompaytest.Bank) {
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.RefuseConnection})
		body := &watchedBody{Reader: strings.NewReader("{}")}
		r := c.request("/v5/card-api/card/info", nil)
		r.Body, r.ContentLength = body, 2
		if o := c.try(r); o.err == nil || body.closed != 1 {
			t.Errorf("%v, closed %d times", o.err, body.closed)
		}
	})
}
