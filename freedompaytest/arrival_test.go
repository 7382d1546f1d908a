package freedompaytest_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"strings"
	"testing"
	"unicode"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// Whatever fault a call meets, the log has its request_id and the verdict on
// its signature.
func TestLogUnderEachFault(t *testing.T) {
	for _, do := range quickFaults {
		for _, key := range []string{"", "another key"} {
			bank := instant()
			if do != "" {
				bank.Inject(freedompaytest.Fault{Do: do, Code: "9999", Delay: 1})
			}
			c := callerOf(t, bank)
			if key != "" {
				c.key = key
			}
			r, id := c.issueOne()
			c.try(r)
			bank.Settle()
			for _, call := range bank.Calls() {
				if call.RequestID != id || (call.Signature == "") != (key == "") || call.Ended.IsZero() {
					t.Errorf("%q with key %q: %+v", do, key, call)
				}
			}
		}
	}
}

// The signature is judged also where there is no operation to call.
func TestSignatureOfWhatIsNoCall(t *testing.T) {
	for _, key := range []string{"", "another key"} {
		for _, path := range []string{"/v5/card-api/card/infos", "/v5/partner/wallets", "/v5/card-api/card/info"} {
			bank := instant()
			c := callerOf(t, bank)
			if key != "" {
				c.key = key
			}
			r := c.request(path, []byte("{}"))
			r.Header.Set("Content-Type", "text/plain")
			c.try(r)
			if call := bank.Calls()[0]; call.Status < 404 || (call.Signature == "") != (key == "") {
				t.Errorf("key %q: %+v", key, call)
			}
		}
	}
}

// The signature of a refused connection is not called good.
func TestSignatureOfARefusedConnection(t *testing.T) {
	bank := instant()
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.RefuseConnection})
	c := callerOf(t, bank)
	r, _ := c.issueOne()
	c.try(r)
	call := bank.Calls()[0]
	if call.Signature != "not checked: nothing arrived" || call.Operation != "Cards.BulkIssue" || call.Path != bulkIssue || call.Ended.IsZero() || call.Status != 0 {
		t.Errorf("%+v", call)
	}
}

// The bounds of bodies hold to the byte.
func TestBodyBounds(t *testing.T) {
	for _, tt := range []struct {
		path  string
		limit int
	}{
		{"/v5/card-api/card/info", 1 << 20},
		{"/v5/card-api/client/add", 4 << 20},
		{"/v5/partner/wallet/identification", 4 << 20},
	} {
		for extra, want := range []int{200, 413} {
			bank := instant()
			c := callerOf(t, bank)
			body := append([]byte("{}"), bytes.Repeat([]byte(" "), tt.limit+extra-2)...)
			o := c.try(c.request(tt.path, body))
			call := bank.Calls()[0]
			if o.status != want || strings.HasPrefix(call.Signature, "not checked: the body is larger than") != (want == 413) {
				t.Errorf("%s with %d bytes: %d, %+v, %v", tt.path, len(body), o.status, call, o.err)
			}
		}
	}
}

// A body that is refused by its headers is not kept: ten of 31 MB take less
// memory than one.
func TestUnsignedBodiesAreNotKept(t *testing.T) {
	bank := instant()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 10 {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://bank.test/v5/card-api/client/add", io.LimitReader(zeros{}, 31<<20))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		answer, err := bank.Transport().RoundTrip(r)
		if err != nil || answer.StatusCode != http.StatusUnauthorized {
			t.Fatalf("%v, %v", answer, err)
		}
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 8<<20 {
		t.Errorf("took %d bytes", took)
	}
}

// zeros is an endless body.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// No control character of a request reaches the call log.
func TestLogIsPrintable(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	evil := "\x1b[31m\n2026 ok \u202e\u0085"
	r := c.request("/v5/card-api/card/info", []byte(`{"request_id":"\u001b[31m\n","card_id":"1","\u001b\nx":1}`))
	r.URL.Path = "/v5/" + evil + strings.Repeat("long", 500)
	r.Header.Set("X-Jws-Signature", evil+strings.Repeat("x", 1000))
	c.try(r)
	card := c.newCard(2000)
	c.call("/v5/card-api/card/info", object{"card_id": card, evil: 1})
	bad := func(r rune) bool { return !unicode.IsPrint(r) }
	for _, call := range bank.Calls() {
		text := fmt.Sprint(call.Path, call.RequestID, call.Signature, strings.Join(call.Unread, " "))
		if strings.ContainsFunc(text, bad) || len(text) > 1000 {
			t.Errorf("%q", text)
		}
	}
	first, last := bank.Calls()[0], bank.Calls()[len(bank.Calls())-1]
	if !strings.HasPrefix(first.Path, `/v5/%1B%5B31m%0A2026%20ok`) || !strings.HasSuffix(first.Path, "...") || first.RequestID != `\x1b[31m\n` {
		t.Errorf("%q %q", first.Path, first.RequestID)
	}
	if len(last.Unread) != 1 || !strings.HasPrefix(last.Unread[0], `\x1b[31m\n2026 ok`) {
		t.Errorf("%q", last.Unread)
	}
}

// Idle connections can be closed through any of the transports.
func TestCloseIdleConnections(t *testing.T) {
	overBoth(t, func(t *testing.T, c *caller, bank *freedompaytest.Bank) {
		if o := c.try(c.request("/v5/card-api/card/info", []byte(`{"card_id":"1"}`))); o.status != 200 {
			t.Fatalf("%+v", o)
		}
		closer, ok := c.transport.(interface{ CloseIdleConnections() })
		if !ok {
			t.Fatalf("%T has no CloseIdleConnections", c.transport)
		}
		closer.CloseIdleConnections()
		if o := c.try(c.request("/v5/card-api/card/info", []byte(`{"card_id":"1"}`))); o.status != 200 {
			t.Errorf("afterwards: %+v", o)
		}
	})
}

// The idle connection of a server is closed for good: the server sees its end.
func TestCloseIdleConnectionsOfAServer(t *testing.T) {
	server := freedompaytest.NewServer(t)
	c := callerOfServer(t, server)
	first := c.try(c.request("/v5/card-api/request/status", []byte(`{"request_id":"`+uuid.NewString()+`"}`)))
	if first.status != 200 {
		t.Fatalf("%+v", first)
	}
	if !c.reuses() {
		t.Error("the connection is not kept")
	}
	client := http.Client{Transport: server.Transport()}
	client.CloseIdleConnections()
	if c.reuses() {
		t.Error("the connection is kept after it was closed")
	}
}

// reuses makes a call and reports whether it went over a connection that was
// there before.
func (c *caller) reuses() (reused bool) {
	trace := &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) { reused = got.Reused }}
	r := c.request("/v5/card-api/card/info", []byte("{}"))
	c.try(r.WithContext(httptrace.WithClientTrace(r.Context(), trace)))
	return reused
}

// The log has the request_id of a body wherever it stands, and none where there
// is none.
func TestRequestIDInTheLog(t *testing.T) {
	for body, want := range map[string]string{
		`{"request_id":"one"}`:                         "one",
		`{"a":{"request_id":"x"},"request_id":"two"}`:  "two",
		`{"a":[1,{"b":null}],"request_id":"three","c"`: "three",
		`{"request_id":4}`:                             "",
		`{"request_id":"five`:                          "",
		`{"a":"request_id","b":"six"}`:                 "",
		`["request_id","seven"]`:                       "",
		`{"a" "request_id":"eight"}`:                   "",
		`{"a":}`:                                       "",
		`{`:                                            "",
		``:                                             "",
		`{}`:                                           "",
		`{"x":1`:                                       "",
	} {
		bank := instant()
		c := callerOf(t, bank)
		c.try(c.request("/v5/card-api/card/info", []byte(body)))
		if got := bank.Calls()[0].RequestID; got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// failing is a body whose connection breaks after n bytes, and counts what was
// read of it.
type failing struct{ n, read int }

func (f *failing) Read(p []byte) (int, error) {
	if f.read >= f.n {
		return 0, io.ErrUnexpectedEOF
	}
	n := min(len(p), f.n-f.read)
	f.read += n
	return n, nil
}

func (*failing) Close() error { return nil }

// A body that breaks off is no call, before and beyond what the bank keeps.
func TestBodyThatBreaksOff(t *testing.T) {
	for _, n := range []int{0, 10, 100 << 10} {
		bank := instant()
		c := callerOf(t, bank)
		for _, key := range []string{c.key, "another"} {
			c.key = key
			r := c.request("/v5/card-api/card/info", nil)
			r.Header.Set("Content-Type", key) // so that little is kept
			r.Body, r.ContentLength = &failing{n: n}, 1<<20
			if _, err := bank.Transport().RoundTrip(r); err == nil {
				t.Errorf("%d bytes are answered", n)
			}
			r.Body = &failing{n: n}
			if answer := serve(bank, r); answer != nil {
				t.Errorf("%d bytes are answered by the handler", n)
			}
		}
		if got := bank.CallCount(""); got != 0 {
			t.Errorf("%d calls are recorded", got)
		}
	}
}

// The bank reads a body that is too large up to 32 MB and a byte, and no further.
func TestBodyIsNotReadForEver(t *testing.T) {
	bank := instant()
	r := callerOf(t, bank).request("/v5/card-api/card/info", nil)
	body := &failing{n: 1 << 40}
	r.Body, r.ContentLength = body, -1
	if answer, err := bank.Transport().RoundTrip(r); err != nil || answer.StatusCode != 413 || body.read != 32<<20+1 {
		t.Errorf("%v after %d bytes", err, body.read)
	}
}

// Of an unsigned body 64 KB are kept.
func TestUnsignedBodyIsCut(t *testing.T) {
	for extra, want := range []string{"one", "one", "one", ""} { // one byte more is kept, and the last is not needed
		bank := instant()
		const text = `{"a":"","request_id":"one"}`
		body := strings.Replace(text, `""`, `"`+strings.Repeat("x", 64<<10+extra-len(text))+`"`, 1)
		r := callerOf(t, bank).request("/v5/card-api/card/info", []byte(body))
		r.Header.Del("X-Jws-Signature")
		if _, err := bank.Transport().RoundTrip(r); err != nil || bank.Calls()[0].RequestID != want {
			t.Errorf("%d bytes: %v, %+v", len(body), err, bank.Calls())
		}
	}
}

// A request without a body has an empty one.
func TestNoBody(t *testing.T) {
	bank := instant()
	r := callerOf(t, bank).request("/v5/card-api/card/info", nil)
	r.Body = nil
	if answer, err := bank.Transport().RoundTrip(r); err != nil || answer.StatusCode != 200 || bank.Calls()[0].Code != "12001" {
		t.Errorf("%v, %+v", err, bank.Calls())
	}
}

// A text of 300 bytes is shown whole, a longer one is cut.
func TestShownTextIsCut(t *testing.T) {
	for n, want := range map[int]int{300: 300, 301: 303, 5000: 303} {
		bank := instant()
		c := callerOf(t, bank)
		c.call("/v5/card-api/card/info", object{"request_id": strings.Repeat("x", n)})
		if got := len(bank.Calls()[0].RequestID); got != want {
			t.Errorf("%d bytes are shown as %d", n, got)
		}
	}
}
