package conformance

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
)

// The partner of all tests.
const (
	authID = "123456"
	key    = "sample key of the conformance tests"
)

// bank stands in for the network: it keeps what was sent and answers as told.
type bank struct {
	replies []reply // one for each request; the last one stays
	sent    []sent
}

type reply struct {
	status int
	body   string
}

// sent is a request as it left the client.
type sent struct {
	method, path string
	header       http.Header
	body         []byte
}

func (b *bank) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	b.sent = append(b.sent, sent{req.Method, req.URL.EscapedPath(), req.Header, body})
	next := b.replies[0]
	if len(b.replies) > 1 {
		b.replies = b.replies[1:]
	}
	return &http.Response{
		StatusCode: next.status,
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       io.NopCloser(strings.NewReader(next.body)),
		Request:    req,
	}, nil
}

// client returns the real client in front of b. It tries a call twice at most.
func (b *bank) client(t *testing.T, options ...freedompay.Option) *freedompay.Client {
	t.Helper()
	c, err := freedompay.New(authID, freedompay.NewSecret(key), append([]freedompay.Option{
		freedompay.WithHTTPClient(&http.Client{Transport: b}),
		freedompay.WithRetry(freedompay.Backoff{Attempts: 2, Min: time.Nanosecond, Max: time.Nanosecond}),
	}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// only returns the one request that was sent.
func (b *bank) only(t *testing.T) sent {
	t.Helper()
	if len(b.sent) != 1 {
		t.Fatalf("%d requests were sent, want 1", len(b.sent))
	}
	return b.sent[0]
}
