package freedompaytest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// watchedBody counts how often a body is closed.
type watchedBody struct {
	io.Reader
	closed int
}

func (w *watchedBody) Close() error {
	w.closed++
	return nil
}

func TestTransportClosesTheBody(t *testing.T) {
	bank := freedompaytest.New()
	c := callerOf(t, bank)
	for _, tt := range []struct {
		name   string
		length int64
		cancel bool
		fails  bool
	}{
		{"whole", 15, false, false},
		{"of unknown length", -1, false, false},
		{"shorter than promised", 16, false, true},
		{"longer than promised", 14, false, true},
		{"cancelled", 15, true, true},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		body := &watchedBody{Reader: strings.NewReader(`{"card_id":"1"}`)}
		r := c.request("/v5/card-api/card/info", []byte(`{"card_id":"1"}`)).WithContext(ctx)
		r.Body, r.ContentLength = body, tt.length
		if tt.cancel {
			cancel()
		}
		answer, err := bank.Transport().RoundTrip(r)
		if (err != nil) != tt.fails {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err == nil {
			if answer.StatusCode != 200 || answer.Request != r {
				t.Errorf("%s: %+v", tt.name, answer)
			}
			_ = answer.Body.Close()
		}
		if body.closed != 1 {
			t.Errorf("%s: the body was closed %d times", tt.name, body.closed)
		}
		cancel()
	}
	if got := bank.CallCount(""); got != 2 {
		t.Errorf("%d calls arrived, want 2", got)
	}
}

// A body whose writer never ends must not hold a call whose context has ended.
func TestTransportLeavesABodyThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		reader, _ := io.Pipe()
		r, _ := http.NewRequestWithContext(ctx, http.MethodPost, "https://bank.test/v5/card-api/card/info", reader)
		start := time.Now()
		o := callerOf(t, bank).try(r)
		if !errors.Is(o.err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("%v after %v", o.err, time.Since(start))
		}
	})
}

func TestTransportInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New(freedompaytest.SettleAfter(time.Hour))
		c := callerOf(t, bank)
		id := c.do(addClient, object{"product_id": 3000, "client": object{"phone": 7}})
		time.Sleep(time.Hour - time.Nanosecond)
		if state := c.status(id); state["request_status"] != "process" {
			t.Errorf("too early: %v", state)
		}
		time.Sleep(time.Nanosecond)
		if state := c.status(id); state["request_status"] != "success" {
			t.Errorf("settled as %v", state)
		}
	})
}

func TestAnswerEndsWithTheContext(t *testing.T) {
	bank := freedompaytest.New()
	c := callerOf(t, bank)
	ctx, cancel := context.WithCancel(t.Context())
	answer, err := bank.Transport().RoundTrip(c.request("/v5/card-api/card/info", []byte(`{"card_id":"1"}`)).WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	cancel()
	if _, err := io.ReadAll(answer.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("read on after the end: %v", err)
	}
}

func TestServer(t *testing.T) {
	server := freedompaytest.NewServer(t, freedompaytest.SettleAfter(0))
	c := callerOfServer(t, server)
	card := c.newCard(2000)
	if got := c.cardStatus(card); got != "00" {
		t.Errorf("status %s", got)
	}
	if server.CallCount("Cards.Activate") != 1 {
		t.Error("the call is not in the log")
	}
}
