package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// partner is the service before a bank, in a bubble of fake time.
type partner struct {
	*testing.T
	*service
	bank     *freedompaytest.Bank
	clientID string
	errors   *bytes.Buffer // what is logged as an error
}

func newPartner(t *testing.T) *partner {
	bank := freedompaytest.New()
	p := &partner{T: t, bank: bank, clientID: bank.NewClient(), errors: new(bytes.Buffer)}
	p.service = newService(bank.Client(), slog.New(slog.NewTextHandler(p.errors, &slog.HandlerOptions{Level: slog.LevelError})))
	t.Cleanup(p.stop)
	return p
}

// call makes a call of the service.
func (p *partner) call(ctx context.Context, method, path, body string) (*httptest.ResponseRecorder, reply) {
	p.Helper()
	w := httptest.NewRecorder()
	p.handler().ServeHTTP(w, httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body)))
	var r reply
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil {
		p.Fatalf("%s %s: %v: %s", method, path, err, w.Body)
	}
	return w, r
}

func (p *partner) order() string { return `{"product_id":2100,"client_id":"` + p.clientID + `"}` }

// cards returns the cards of the client.
func (p *partner) cards() []string {
	p.Helper()
	p.bank.ClearFaults()
	answer, err := p.client.Clients.Cards(p.Context(), p.clientID)
	if err != nil {
		p.Fatal(err)
	}
	var ids []string
	for _, card := range answer.Cards {
		ids = append(ids, card.CardID)
	}
	return ids
}

// What the caller is told at once, and later, whatever the network does.
func TestIssue(t *testing.T) {
	const issue = "Cards.Issue"
	for _, test := range []struct {
		name   string
		faults []freedompaytest.Fault
		body   string // instead of an order that can be carried out
		status int
		want   reply  // but for the id
		later  string // what the status says in ten minutes
		alarm  bool   // whether somebody is called
	}{
		{name: "done", status: 202, want: reply{Status: "accepted"}, later: "done"},
		{name: "resent", faults: []freedompaytest.Fault{{On: issue, Do: freedompaytest.DropBefore, Times: 2}}, status: 202, want: reply{Status: "accepted"}, later: "done"},
		{name: "adopted", faults: []freedompaytest.Fault{{On: issue, Do: freedompaytest.DropAfter, Times: 2}}, status: 202, want: reply{Status: "accepted"}, later: "done"},
		{name: "unknown, and done", faults: []freedompaytest.Fault{{On: issue, Do: freedompaytest.DropAfter, Times: 6}}, status: 202, want: reply{Status: "pending"}, later: "done"},
		{name: "unknown, and not done", faults: []freedompaytest.Fault{{On: issue, Do: freedompaytest.ServiceUnavailable, Times: 6}}, status: 202, want: reply{Status: "pending"}, later: "done"},
		{name: "unknown, and late", faults: []freedompaytest.Fault{{On: issue, Do: freedompaytest.DeliverLate, Delay: time.Minute, Times: 6}}, status: 202, want: reply{Status: "pending"}, later: "done"},
		{
			name: "unknown, and refused", faults: []freedompaytest.Fault{{On: issue, Do: freedompaytest.GatewayTimeout, Times: 6}},
			body: `{"product_id":2100,"client_id":"nobody"}`, status: 202, want: reply{Status: "pending"}, later: "refused",
		},
		{name: "refused", body: `{"product_id":2100,"client_id":"nobody"}`, status: 422, want: reply{Status: "refused", Code: "12007"}},
		{name: "blocked by a proxy", faults: []freedompaytest.Fault{{On: issue, Do: freedompaytest.BlockRequest}}, status: 503, want: reply{Status: "unavailable"}, alarm: true},
		{
			name:   "unknown, then blocked by a proxy until it is mended",
			faults: []freedompaytest.Fault{{On: issue, Do: freedompaytest.GatewayTimeout, Times: 6}, {On: issue, Do: freedompaytest.BlockRequest, Times: 2}},
			status: 202, want: reply{Status: "pending"}, later: "done", alarm: true,
		},
		{name: "unavailable", faults: []freedompaytest.Fault{{On: issue, Do: freedompaytest.RefuseConnection}}, status: 503, want: reply{Status: "unavailable"}},
		{name: "invalid", body: `{"product_id":2100}`, status: 400, want: reply{Status: "invalid"}},
		{name: "no JSON", body: `product_id=2100`, status: 400, want: reply{Status: "invalid"}},
		{name: "too large", body: `{"client_id":"` + strings.Repeat("1", 5000) + `"}`, status: 400, want: reply{Status: "invalid"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPartner(t)
				p.bank.Inject(test.faults...)
				body := test.body
				if body == "" {
					body = p.order()
				}
				w, r := p.call(t.Context(), "POST", "/cards", body)
				if w.Code != test.status || r.Status != test.want.Status || r.Code != test.want.Code {
					t.Fatalf("HTTP %d, %+v", w.Code, r)
				}
				if got := w.Header().Get("Location"); (w.Code == 202) != (got == "/cards/"+r.ID && r.ID != "") {
					t.Errorf("HTTP %d says Location: %s", w.Code, got)
				}
				if got := w.Header().Get("Retry-After"); (w.Code == 503) != (got != "") {
					t.Errorf("HTTP %d says Retry-After: %s", w.Code, got)
				}
				if (w.Code == 400 || w.Code == 422) != (r.Message != "") {
					t.Errorf("HTTP %d, %+v", w.Code, r)
				}
				time.Sleep(10 * time.Minute)
				synctest.Wait()
				if alarmed := strings.Contains(p.errors.String(), "alarm"); alarmed != test.alarm {
					t.Errorf("the log has the errors %q", p.errors)
				}
				var state reply
				if w.Code == 202 {
					if w, state = p.call(t.Context(), "GET", w.Header().Get("Location"), ""); w.Code != 200 || state.Status != test.later {
						t.Errorf("the status: HTTP %d, %+v", w.Code, state)
					}
				}
				cards := p.cards()
				if done := state.Status == "done"; len(cards) != map[bool]int{true: 1}[done] || done && cards[0] != state.CardID {
					t.Errorf("the client has the cards %v, the status says %+v", cards, state)
				}
			})
		})
	}
}

// The log of an order that is no command says what is wrong, and names no command.
func TestInvalidOrderIsLogged(t *testing.T) {
	var log bytes.Buffer
	s := newService(freedompaytest.New().Client(), slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(s.stop)
	w := httptest.NewRecorder()
	s.handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "POST", "/cards", strings.NewReader(`{"product_id":2100}`)))
	if w.Code != http.StatusBadRequest || !strings.Contains(log.String(), "$.client_id") || strings.Contains(log.String(), uuid.Nil.String()) {
		t.Errorf("HTTP %d, and the log says %s", w.Code, log.String())
	}
}

// An order with an id may be repeated: it is one card.
func TestIssueAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPartner(t)
		body := strings.Replace(p.order(), "{", `{"id":"`+uuid.NewString()+`",`, 1)
		for range 3 {
			if w, r := p.call(t.Context(), "POST", "/cards", body); w.Code != 202 {
				t.Errorf("HTTP %d, %+v", w.Code, r)
			}
			time.Sleep(time.Minute)
		}
		if cards := p.cards(); len(cards) != 1 {
			t.Errorf("the client has the cards %v", cards)
		}
	})
}

// A caller who goes away, and a bank that answers too late, are told apart. What may
// have arrived is found out all the same.
func TestIssueInterrupted(t *testing.T) {
	for _, test := range []struct {
		name   string
		fault  freedompaytest.Fault
		leaves time.Duration
		status int
		want   string
		cards  int
	}{
		{"the caller goes, and nothing has left", freedompaytest.Fault{Do: freedompaytest.RefuseConnection}, time.Millisecond, 499, "canceled", 0},
		{"the caller goes", freedompaytest.Fault{Do: freedompaytest.DelayBefore, Delay: time.Minute, Times: 1}, time.Second, 202, "pending", 1},
		{"the bank is slow", freedompaytest.Fault{Do: freedompaytest.DelayAfter, Delay: time.Minute, Times: 1}, time.Hour, 202, "pending", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPartner(t)
				test.fault.On = "Cards.Issue"
				p.bank.Inject(test.fault)
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(test.leaves, cancel)
				started := time.Now()
				w, r := p.call(ctx, "POST", "/cards", p.order())
				if w.Code != test.status || r.Status != test.want || time.Since(started) > callTime {
					t.Errorf("HTTP %d, %+v after %v", w.Code, r, time.Since(started))
				}
				p.bank.ClearFaults()
				time.Sleep(10 * time.Minute)
				if cards := p.cards(); len(cards) != test.cards {
					t.Errorf("the client has the cards %v", cards)
				}
			})
		})
	}
}

// Each outcome has a status.
func TestStatusOf(t *testing.T) {
	for err, want := range map[error]int{
		nil:                           202,
		freedompay.ErrOutcomeUnknown:  202,
		freedompay.ErrDuplicate:       202,
		freedompay.ErrRequestFailed:   422,
		freedompay.CodeCardNotFound:   202, // no error of a call
		errors.New("another's"):       202,
		freedompay.ErrInvalidRequest:  400,
		freedompay.ErrUnavailable:     503,
		&freedompay.Error{Code: "12"}: 422,

		&freedompay.Error{HTTPStatus: 401, Code: "12"}:      503,
		&freedompay.Error{Err: freedompay.ErrRequestFailed}: 422,
	} {
		if got := statusOf(err); got != want {
			t.Errorf("%v becomes %d, want %d", err, got, want)
		}
	}
}

// When the service stops, the calls under way end first, and no other is taken.
func TestStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPartner(t)
		p.bank.Inject(freedompaytest.Fault{On: "Cards.Issue", Do: freedompaytest.DelayBefore, Delay: 5 * time.Second})
		listener := pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
		ctx, stop := context.WithCancel(t.Context())
		stopped := make(chan error, 1)
		go func() { stopped <- serve(ctx, listener, p.service) }()

		client := &http.Client{Transport: &http.Transport{DialContext: listener.dial, DisableKeepAlives: true}}
		time.AfterFunc(time.Second, stop)
		response, err := client.Post("http://service/cards", "application/json", strings.NewReader(p.order()))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		var r reply
		if err := json.NewDecoder(response.Body).Decode(&r); err != nil || response.StatusCode != 202 || r.Status != "accepted" {
			t.Errorf("HTTP %d, %+v, %v", response.StatusCode, r, err)
		}
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if _, err := client.Get("http://service/cards/" + r.ID); err == nil {
			t.Error("it answers after it has stopped")
		}
		if len(p.cards()) != 1 {
			t.Error("the card was not issued")
		}
	})
}

// pipes is a listener without sockets, as the fake time wants it.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error {
	select {
	case <-p.closed:
	default:
		close(p.closed)
	}
	return nil
}

func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p pipes) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}
