package outage_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/outage"
)

// testKey is the key of the clients that newClient makes; their id is 77.
const testKey = outage.Key

// someID is the request_id that the tests choose.
var someID = uuid.MustParse("828cf71d-a447-4a67-a149-c1df8bc197ca")

// accepted is the shortest answer that accepts a call.
const accepted = outage.Accepted

// second returns the error of a call.
func second[T any](_ T, err error) error { return err }

func base64URL(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// sentRequest is a request as it reached the transport.
type sentRequest struct {
	method, url string
	header      http.Header
	length      int64
	body        string
	refused     bool // no connection: nothing of the body was read
}

func readRequest(req *http.Request) (sentRequest, error) {
	body, err := io.ReadAll(req.Body)
	return sentRequest{req.Method, req.URL.String(), req.Header.Clone(), req.ContentLength, string(body), false}, err
}

// step is what the network and the bank do with one attempt. It is also a
// transport that does the same with every attempt and records nothing.
type step func(*http.Request) (*http.Response, error)

func (s step) RoundTrip(req *http.Request) (*http.Response, error) { return s(req) }

// script is a transport that plays its steps, one for each attempt, and records
// what was sent and when. A request after the last step fails the test, unless
// the last step repeats.
type script struct {
	t       *testing.T
	repeats bool

	mu    sync.Mutex
	steps []step
	sent  []sentRequest
	times []time.Time
}

// playing returns a script of some steps. Without steps nothing may be sent.
func playing(t *testing.T, steps ...step) *script { return &script{t: t, steps: steps} }

// answering returns a script that gives every request the same answer.
func answering(status int, body string, headers ...string) *script {
	return &script{steps: []step{says(status, body, headers...)}, repeats: true}
}

// RoundTrip reads the body of every request but one whose connection is refused:
// of a transport that is not net/http's, the client believes that nothing was sent
// only when its body was not read.
func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	n, play := s.next(req)
	sent := sentRequest{method: req.Method, url: req.URL.String(), header: req.Header.Clone(), length: req.ContentLength, refused: true}
	if reflect.ValueOf(play).Pointer() != reflect.ValueOf(refuses).Pointer() {
		var unread error
		if sent, unread = readRequest(req); unread != nil {
			return nil, unread
		}
	}
	s.mu.Lock()
	s.sent[n] = sent
	s.mu.Unlock()
	return play(req)
}

// next counts a request and returns the step for it.
func (s *script) next(req *http.Request) (int, step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.sent)
	s.sent, s.times = append(s.sent, sentRequest{}), append(s.times, time.Now())
	if s.repeats {
		return n, s.steps[min(n, len(s.steps)-1)]
	}
	if n >= len(s.steps) {
		s.t.Errorf("request %d to %s is one more than expected", n+1, req.URL)
		return n, refuses
	}
	return n, s.steps[n]
}

// mustHavePlayed fails the test unless every step was played.
func (s *script) mustHavePlayed() {
	s.t.Helper()
	if len(s.sent) != len(s.steps) {
		s.t.Errorf("%d requests were sent, want %d", len(s.sent), len(s.steps))
	}
}

// mustHaveResent fails the test unless those of the first n requests that were sent
// have the same path, body, request_id and signature.
func (s *script) mustHaveResent(n int, id uuid.UUID) {
	s.t.Helper()
	whole := slices.DeleteFunc(slices.Clone(s.sent[:min(n, len(s.sent))]), func(sent sentRequest) bool { return sent.refused })
	for i, sent := range whole {
		first := whole[0]
		if sent.url != first.url || sent.body != first.body || signatureOf(sent) != signatureOf(first) || signatureOf(sent) == "" {
			s.t.Errorf("attempt %d is not what the first was:\n%s %s\n%s %s", i+1, sent.url, sent.body, first.url, first.body)
		}
		if got := requestIDOf(s.t, sent); got != id {
			s.t.Errorf("attempt %d has the request_id %v, want %v", i+1, got, id)
		}
	}
}

func signatureOf(sent sentRequest) string { return sent.header.Get("X-JWS-Signature") }

func requestIDOf(t *testing.T, sent sentRequest) uuid.UUID {
	t.Helper()
	var req struct {
		RequestID uuid.UUID `json:"request_id"`
	}
	if err := json.Unmarshal([]byte(sent.body), &req); err != nil {
		t.Error(err)
	}
	return req.RequestID
}

// refuses is a refused connection: nothing is sent.
func refuses(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
}

// drops breaks the connection before the answer. The bank may have done the work.
func drops(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
}

// hangs does not answer until the context of the attempt ends.
func hangs(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

// says answers with a status, a body and headers, given as name, value.
func says(status int, body string, headers ...string) step {
	return func(req *http.Request) (*http.Response, error) {
		header := http.Header{}
		for i := 0; i < len(headers); i += 2 {
			header.Set(headers[i], headers[i+1])
		}
		return &http.Response{StatusCode: status, Header: header, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
	}
}

// breaksOff answers with the beginning of a body; the next read returns the error
// of rest.
func breaksOff(rest func(context.Context) error) step {
	return func(req *http.Request) (*http.Response, error) {
		body := io.MultiReader(strings.NewReader(`{"status":"ok","cli`), readerFunc(func([]byte) (int, error) { return 0, rest(req.Context()) }))
		return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: 100, Body: io.NopCloser(body), Request: req}, nil
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// done accepts a call.
func done(req *http.Request) (*http.Response, error) { return says(200, accepted)(req) }

// refusal refuses a call with a code.
func refusal(code freedompay.ErrorCode) step {
	return says(200, `{"status":"error","error_code":"`+string(code)+`"}`)
}

// times repeats a step.
func times(n int, s step) []step {
	steps := make([]step, n)
	for i := range steps {
		steps[i] = s
	}
	return steps
}

// trouble is a failure of one attempt after which a retry may succeed.
type trouble struct {
	name string
	meet step
}

// troubles returns the failures after which the bank may have done the work.
func troubles() []trouble {
	const html = "<!DOCTYPE html><html><body>Bad Gateway</body></html>"
	return []trouble{
		{"dropped", drops},
		{"dropped halfway through the answer", breaksOff(func(context.Context) error { return io.ErrUnexpectedEOF })},
		{"timed out", hangs},
		{"timed out halfway through the answer", breaksOff(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })},
		{"408 with HTML", says(408, html)},
		{"429 with HTML", says(429, html)},
		{"500 with HTML", says(500, html)},
		{"502 with HTML", says(502, html)},
		{"503 with HTML", says(503, html)},
		{"504 with HTML", says(504, html)},
		{"500 with a refusal that is not the bank's", says(500, `{"status":"error","error_code":"E-17"}`)},
		{"503 with a refusal that is not the bank's", says(503, `{"status":"error","error_code":"E-17"}`)},
		{"500 that says accepted", says(500, accepted)},
		{"502 that says accepted", says(502, accepted)},
		{"200 with HTML", says(200, html)},
		{"200 and empty", says(200, "")},
		{"200 with truncated JSON", says(200, `{"status":"o`)},
		{"200 with a JSON array", says(200, `[{"status":"ok"}]`)},
		{"200 with no status", says(200, `{}`)},
		{"9999", refusal(freedompay.CodeSystemError)},
		{"1000", refusal(freedompay.CodeUnavailable)},
		{"a status of no class that says accepted", says(199, accepted)},
		{"redirected", says(307, "", "Location", "https://elsewhere.test/v5/moved")},
	}
}

// newClient returns a client that sends through a transport and tries once.
func newClient(t *testing.T, transport http.RoundTripper, opts ...freedompay.Option) *freedompay.Client {
	t.Helper()
	opts = append([]freedompay.Option{
		freedompay.WithHTTPClient(&http.Client{Transport: transport}),
		freedompay.WithRetry(freedompay.Backoff{Attempts: 1}),
	}, opts...)
	client, err := freedompay.New("77", freedompay.NewSecret(testKey), opts...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// limiterFunc is a Limiter.
type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

// retrying returns a client with the default schedule.
func retrying(t *testing.T, transport http.RoundTripper, opts ...freedompay.Option) *freedompay.Client {
	t.Helper()
	return newClient(t, transport, append([]freedompay.Option{freedompay.WithRetry(freedompay.Backoff{})}, opts...)...)
}
