package freedompaytest_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

func TestWhatIsNoCall(t *testing.T) {
	for _, tt := range []struct {
		name   string
		path   string
		change func(*http.Request)
		status int
		want   string
	}{
		{"unknown path", "/v5/card-api/card/infos", func(*http.Request) {}, 404, "Cards.Info at /v5/card-api/card/info"},
		{"GET", "/v5/card-api/card/info", func(r *http.Request) { r.Method = http.MethodGet }, 405, "every call is POST"},
		{"no content type", "/v5/card-api/card/info", func(r *http.Request) { r.Header.Del("Content-Type") }, 415, "application/json"},
		{"form", "/v5/card-api/card/info", func(r *http.Request) {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}, 415, "application/json"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bank := freedompaytest.New()
			c := callerOf(t, bank)
			r := c.request(tt.path, []byte(`{"card_id":"1"}`))
			tt.change(r)
			status, answer := c.send(r)
			text, _ := answer["error_description"].(string)
			if status != tt.status || !strings.Contains(text, tt.want) {
				t.Errorf("%d %q", status, text)
			}
			if calls := bank.Calls(); len(calls) != 1 || calls[0].Status != tt.status || calls[0].Path != tt.path {
				t.Errorf("recorded %+v", calls)
			}
		})
	}
}

func TestBodyThatIsTooLarge(t *testing.T) {
	c := callerOf(t, freedompaytest.New())
	r := c.request("/v5/card-api/client/add", nil)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(make([]byte, 33<<20))), 33<<20
	if status, answer := c.send(r); status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d %v", status, answer)
	}
}

func TestContentTypeMayNameItsCharset(t *testing.T) {
	c := callerOf(t, freedompaytest.New())
	r := c.request("/v5/card-api/card/info", []byte(`{"card_id":"1"}`))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	if status, answer := c.send(r); status != 200 || code(answer) != "12006" {
		t.Errorf("%d %v", status, answer)
	}
}

func TestBodiesThatAreNoObject(t *testing.T) {
	for _, body := range []string{"", "{", "[]", "null", "7", `"x"`, `{} {}`, `{"card_id":"1"}x`, `{"card_id":1}`, `{"card_id":""}`, `{"card_id":null}`, "{}"} {
		c := callerOf(t, freedompaytest.New())
		status, answer := c.send(c.request("/v5/card-api/card/info", []byte(body)))
		if status != 200 || code(answer) != "12001" || answer["status"] != "error" || answer["request_status"] != "error" {
			t.Errorf("%q: %d %v", body, status, answer)
		}
	}
}

func TestUnreadMembersAreRecorded(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	c.do("/v5/card-api/client/add", object{
		"product_id": 2000, "brunch_id": "1",
		"client": object{"phone": 77000000001, "fist_name": "Test"},
	})
	calls := bank.Calls()
	if got := strings.Join(calls[0].Unread, " "); got != "brunch_id client.fist_name" {
		t.Errorf("unread: %q", got)
	}
}

func TestCallsCount(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	c.newClient()
	id, _ := c.command("/v5/card-api/card/activate", object{"card_id": "1"})
	if bank.CallCount("Clients.Create") != 1 || bank.CallCount("Cards.Issue") != 0 || bank.CallCount("") != 3 {
		t.Error("miscounted")
	}
	last := bank.Calls()[2]
	if last.Operation != "Cards.Activate" || last.RequestID != id || last.Code != "12006" || last.Status != 200 || last.Time.IsZero() {
		t.Errorf("recorded %+v", last)
	}
}

// The answer to an unknown path names the three nearest operations, the nearest
// first, and those that are equally near by their paths.
func TestNearestOperations(t *testing.T) {
	for path, want := range map[string]string{
		"/v5/card-api/card/infos": `no operation at "/v5/card-api/card/infos"; the nearest are Cards.Info at /v5/card-api/card/info, ` +
			`Cards.Issue at /v5/card-api/card/issue, Cards.IssuePlastic at /v5/card-api/card/issue_plastic`,
		"/": `no operation at "/"; the nearest are Cards.Activate at /v5/card-api/card/activate, ` +
			`Cards.Balance at /v5/card-api/card/balance, Cards.Block at /v5/card-api/card/block`,
	} {
		c := callerOf(t, freedompaytest.New())
		_, answer := c.send(c.request(path, []byte("{}")))
		if answer["error_description"] != want {
			t.Errorf("%v", answer["error_description"])
		}
	}
	c := callerOf(t, freedompaytest.New())
	r := c.request("/v5/card-api/card/info", []byte("{}"))
	r.Method = http.MethodPut
	if o := c.try(r); o.status != 405 || o.header.Get("Allow") != "POST" {
		t.Errorf("%+v", o)
	}
	if o := c.try(c.request("/x", []byte("{}"))); o.status != 404 || o.header.Get("Allow") != "" {
		t.Errorf("%+v", o)
	}
}
