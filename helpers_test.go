package freedompay_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/freedompay-go/freedompay"
)

func base64URL(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// sentRequest is a request as it reached the transport.
type sentRequest struct {
	method, url string
	header      http.Header
	length      int64
	body        string
}

// recorder is a transport that keeps every request and gives each the same answer.
type recorder struct {
	status int
	header http.Header
	answer string

	mu   sync.Mutex
	sent []sentRequest
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, sentRequest{req.Method, req.URL.String(), req.Header.Clone(), req.ContentLength, string(body)})
	return &http.Response{
		StatusCode: r.status, Header: r.header.Clone(), ContentLength: int64(len(r.answer)),
		Body: io.NopCloser(strings.NewReader(r.answer)), Request: req,
	}, nil
}

// answering returns a recorder for one status and body.
func answering(status int, answer string) *recorder {
	return &recorder{status: status, answer: answer}
}

// accepted is the least that accepts a call.
const accepted = `{"status":"ok"}`

// silence is a transport that must not be used.
type silence struct{ t *testing.T }

func (s silence) RoundTrip(req *http.Request) (*http.Response, error) {
	s.t.Errorf("%s %s was sent", req.Method, req.URL)
	return nil, http.ErrUseLastResponse
}

// testKey is the key of the clients that newClient makes; their id is 77.
const testKey = "a key of the tests"

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
