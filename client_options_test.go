package freedompay_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

func TestNewRefuses(t *testing.T) {
	type options []freedompay.Option
	base := func(text string) options { return options{freedompay.WithBaseURL(text)} }
	path := func(documented, yours string) options { return options{freedompay.WithPath(documented, yours)} }
	const (
		noScheme = `the base URL has the scheme "": want https, or http for a local bank`
		noHost   = "the base URL has no host"
		noQuery  = "the base URL has a query or a fragment: want scheme, host and at most a path"
		garbage  = "the base URL cannot be parsed"

		noPlainHTTP = "the base URL is plain http, and its host is not this machine: want https, or WithPlainHTTP to insist"
	)
	for _, test := range []struct {
		name, authID, key string
		opts              options
		want              string
	}{
		{"empty auth id", "", "key", nil, "the auth id is empty"},
		{"blank auth id", " \t\n", "key", nil, "the auth id is empty"},
		{"empty key", "1", "", nil, "the key is empty"},
		{"neither", "", "", nil, "the auth id is empty"},
		{"nil option", "1", "key", options{nil}, "an option is nil"},
		{"nil option after a good one", "1", "key", options{freedompay.WithUserAgent("x"), nil}, "an option is nil"},
		{"nil http.Client", "1", "key", options{freedompay.WithHTTPClient(nil)}, "WithHTTPClient: the http.Client is nil"},
		{"nil logger", "1", "key", options{freedompay.WithLogger(nil)}, "WithLogger: the slog.Logger is nil"},
		{"nil limiter", "1", "key", options{freedompay.WithLimiter(nil)}, "WithLimiter: the Limiter is nil"},
		{"nil function", "1", "key", options{freedompay.WithRequestID(nil)}, "WithRequestID: the function is nil"},
		{"empty base URL", "1", "key", base(""), noScheme},
		{"host alone", "1", "key", base("api.freedompay.kz"), noScheme},
		{"path alone", "1", "key", base("/v5"), noScheme},
		{"no scheme", "1", "key", base("//api.freedompay.kz"), noScheme},
		{"host and port", "1", "key", base("localhost:8080"), `the base URL has the scheme "localhost": want https, or http for a local bank`},
		{"ftp", "1", "key", base("ftp://api.freedompay.kz"), `the base URL has the scheme "ftp": want https, or http for a local bank`},
		{"no host", "1", "key", base("https://"), noHost},
		{"path for a host", "1", "key", base("https:///v5"), noHost},
		{"port for a host", "1", "key", base("https://:443"), noHost},
		{"opaque", "1", "key", base("https:api.freedompay.kz"), noHost},
		{"user", "1", "key", base("https://user@h"), "the base URL has user information: the signature is what authenticates"},
		{"user and password", "1", "key", base("https://user:s3cr3t@h"), "the base URL has user information: the signature is what authenticates"},
		{"query", "1", "key", base("https://h/?a=b"), noQuery},
		{"empty query", "1", "key", base("https://h?"), noQuery},
		{"fragment", "1", "key", base("https://h/#a"), noQuery},
		{"garbage", "1", "key", base("://"), garbage},
		{"space in the host", "1", "key", base("https://a b"), garbage},
		{"bad escape", "1", "key", base("https://user:s3cr3t@h/%zz"), garbage},
		{"control character", "1", "key", base("https://h/\n"), garbage},
		{"plain http", "1", "key", base("http://api.freedompay.kz"), noPlainHTTP},
		{"plain http to a neighbour", "1", "key", base("http://10.0.0.1:8080"), noPlainHTTP},
		{"plain http to any address", "1", "key", base("http://0.0.0.0"), noPlainHTTP},
		{"plain http to a name like localhost", "1", "key", base("http://localhost.example"), noPlainHTTP},
		{"plain http to a name like an address", "1", "key", base("http://127.0.0.1.example"), noPlainHTTP},
		{"path without a slash", "1", "key", path("v5/a", "/v5/a"), `the path "v5/a" does not begin with one slash`},
		{"empty path", "1", "key", path("/v5/a", ""), `the path "" does not begin with one slash`},
		{"path with two slashes", "1", "key", path("/v5/a", "//v5/a"), `the path "//v5/a" does not begin with one slash`},
		{"path with a host", "1", "key", path("/v5/a", "https://h/a"), `the path "https://h/a" does not begin with one slash`},
		{"path with a query", "1", "key", path("/v5/a", "/v5/a?b"), `the path "/v5/a?b" has a character other than letters, digits, - . _ ~ and /`},
		{"path with an escape", "1", "key", path("/v5/a", "/v5/%61"), `the path "/v5/%61" has a character other than letters, digits, - . _ ~ and /`},
		{"path in Cyrillic", "1", "key", path("/v5/а", "/v5/a"), `the path "/v5/а" has a character other than letters, digits, - . _ ~ and /`},
		{"path with a newline", "1", "key", path("/v5/a", "/v5/a\n"), `the path "/v5/a\n" has a character other than letters, digits, - . _ ~ and /`},
		{"path up", "1", "key", path("/v5/a", "/v5/../a"), `the path "/v5/../a" has a . or .. segment`},
		{"path that ends up", "1", "key", path("/v5/a", "/v5/.."), `the path "/v5/.." has a . or .. segment`},
		{"path that stays", "1", "key", path("/./a", "/v5/a"), `the path "/./a" has a . or .. segment`},
		{"newline in the User-Agent", "1", "key", options{freedompay.WithUserAgent("a\r\nX-Evil: 1")}, "WithUserAgent: want printable ASCII"},
		{"Cyrillic in the User-Agent", "1", "key", options{freedompay.WithUserAgent("агент")}, "WithUserAgent: want printable ASCII"},
		{"DEL in the User-Agent", "1", "key", options{freedompay.WithUserAgent("a\x7f")}, "WithUserAgent: want printable ASCII"},
		{"negative retry", "1", "key", options{freedompay.WithRetry(freedompay.Backoff{Attempts: -1})}, "a Backoff has no negative field"},
		{"negative poll", "1", "key", options{freedompay.WithPoll(freedompay.Backoff{Min: -1})}, "a Backoff has no negative field"},
		{"retry with Max below Min", "1", "key", options{freedompay.WithRetry(freedompay.Backoff{Min: 2, Max: 1})}, "a Backoff's Max is not below its Min"},
		{"poll with Max below Min", "1", "key", options{freedompay.WithPoll(freedompay.Backoff{Min: 2, Max: 1})}, "a Backoff's Max is not below its Min"},
		{"no answer at all", "1", "key", options{freedompay.WithMaxAnswer(0)}, "WithMaxAnswer: want at least one byte"},
		{"negative answer", "1", "key", options{freedompay.WithMaxAnswer(-1)}, "WithMaxAnswer: want at least one byte"},
		{"unknown algorithm", "1", "key", options{freedompay.WithAlgorithm("/v5", "none")}, "WithAlgorithm: want HS256, HS512 or LegacySHA256"},
		{"no algorithm", "1", "key", options{freedompay.WithAlgorithm("/v5", "")}, "WithAlgorithm: want HS256, HS512 or LegacySHA256"},
		{"rules below", "1", "key", options{freedompay.WithRules(-1)}, "WithRules: want RulesAgreed, RulesKZ, RulesUZ or RulesOff"},
		{"rules above", "1", "key", options{freedompay.WithRules(freedompay.RulesOff + 1)}, "WithRules: want RulesAgreed, RulesKZ, RulesUZ or RulesOff"},
		{"the first of two mistakes", "1", "key", append(base("ftp://h"), freedompay.WithLogger(nil)), `the base URL has the scheme "ftp": want https, or http for a local bank`},
	} {
		t.Run(test.name, func(t *testing.T) {
			client, err := freedompay.New(test.authID, freedompay.NewSecret(test.key), test.opts...)
			if client != nil || err == nil || err.Error() != "freedompay: New: "+test.want {
				t.Errorf("\n got %v, %v\nwant freedompay: New: %s", client, err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("%q shows the password", err)
			}
		})
	}
}

func TestBaseURLs(t *testing.T) {
	for base, want := range map[string]string{
		freedompay.ProductionKZ:      "https://api.freedompay.kz/v5/a",
		freedompay.TestKZ:            "https://test-api.freedompay.kz/v5/a",
		freedompay.ProductionUZ:      "https://api.freedompay.uz/v5/a",
		freedompay.ProductionKG:      "https://api.freedompay.kg/v5/a",
		"https://h/":                 "https://h/v5/a",
		"https://h//":                "https://h/v5/a",
		"https://h:/x":               "https://h/x/v5/a",
		"HTTPS://h":                  "https://h/v5/a",
		"http://127.0.0.1:8080":      "http://127.0.0.1:8080/v5/a",
		"http://127.9.9.9":           "http://127.9.9.9/v5/a",
		"http://localhost:8080":      "http://localhost:8080/v5/a",
		"http://[::1]:8080/":         "http://[::1]:8080/v5/a",
		"https://h/gateway/bank/":    "https://h/gateway/bank/v5/a",
		"https://h/a%2Fb/%D0%B6":     "https://h/a%2Fb/%D0%B6/v5/a",
		"https://h/a b":              "https://h/a%20b/v5/a",
		"https://h/v5":               "https://h/v5/v5/a",
		"https://h.example.:443/a/b": "https://h.example.:443/a/b/v5/a",
	} {
		bank := answering(200, accepted)
		client := newClient(t, bank, freedompay.WithBaseURL(base))
		if _, err := freedompay.Call[freedompay.Answer](t.Context(), client, "/v5/a", struct{}{}); err != nil {
			t.Errorf("%s: %v", base, err)
			continue
		}
		if got := bank.sent[0].url; got != want {
			t.Errorf("%s sends to %s, want %s", base, got, want)
		}
		if got := freedompay.Verify(freedompay.NewSecret(testKey), bank.sent[0].signature, "POST", "/v5/a", []byte(bank.sent[0].body)); got != nil {
			t.Errorf("%s: %v", base, got)
		}
	}
}

// The last option of a kind applies; options that are not given have their defaults.
func TestOptionsApplyInOrder(t *testing.T) {
	first, second := answering(200, accepted), answering(200, accepted)
	client := newClient(t, first,
		freedompay.WithHTTPClient(&http.Client{Transport: second}),
		freedompay.WithBaseURL("https://first"), freedompay.WithBaseURL("https://second"),
		freedompay.WithPath("/v5/a", "/v5/b"), freedompay.WithPath("/v5/a", "/v5/c"),
	)
	if _, err := freedompay.Call[freedompay.Answer](t.Context(), client, "/v5/a", struct{}{}); err != nil {
		t.Fatal(err)
	}
	if len(first.sent) != 0 || len(second.sent) != 1 || second.sent[0].url != "https://second/v5/c" {
		t.Errorf("sent %v and %v", first.sent, second.sent)
	}
}

func TestWithRequestIDMakesTheIDsOfCommands(t *testing.T) {
	made, chosen := uuid.MustParse("11111111-1111-4111-8111-111111111111"), uuid.MustParse("22222222-2222-4222-8222-222222222222")
	bank := answering(200, accepted)
	client := newClient(t, bank, freedompay.WithRequestID(func() uuid.UUID { return made }))
	for _, test := range []struct{ given, want uuid.UUID }{{uuid.Nil, made}, {chosen, chosen}} {
		req := freedompay.UnblockCardRequest{RequestID: test.given, CardID: "1", Description: "x"}
		result, err := client.Cards.Unblock(t.Context(), req)
		if err != nil || result.RequestID != test.want || req.RequestID != test.given {
			t.Errorf("id %v became %v, %v; the caller's is %v", test.given, result, err, req.RequestID)
		}
		if body := bank.sent[len(bank.sent)-1].body; !strings.Contains(body, `"request_id":"`+test.want.String()+`"`) {
			t.Errorf("sent %s", body)
		}
	}
}

type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

func TestWithLimiterHoldsEveryAttemptBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank, waits := answering(503, ""), 0
		limiter := limiterFunc(func(context.Context) error { waits++; return nil })
		client := newClient(t, bank, freedompay.WithLimiter(limiter), freedompay.WithRetry(freedompay.Backoff{Attempts: 3}))
		if _, err := client.Cards.Info(t.Context(), "1"); !errors.Is(err, freedompay.ErrUnavailable) || waits != 3 || len(bank.sent) != 3 {
			t.Errorf("%d waits for %d attempts, %v", waits, len(bank.sent), err)
		}
	})
	refusal := errors.New("no more today")
	bank := answering(200, accepted)
	client := newClient(t, bank, freedompay.WithLimiter(limiterFunc(func(context.Context) error { return refusal })))
	if _, err := client.Cards.Info(t.Context(), "1"); !errors.Is(err, refusal) || len(bank.sent) != 0 {
		t.Errorf("the limiter's error is %v, and %d requests were sent", err, len(bank.sent))
	}
}

func TestCallsThatCannotBeMade(t *testing.T) {
	var none context.Context
	bank := answering(200, accepted)
	good := newClient(t, bank)
	const noClient, noContext, noRequest = "the Client was not made by New", "the context is nil: pass context.Background() at least", "the request is nil, or embeds a nil pointer"
	call := func(ctx context.Context, client *freedompay.Client, path string, req any) (any, error) {
		answer, err := freedompay.Call[freedompay.Answer](ctx, client, path, req)
		if answer == nil {
			return nil, err
		}
		return answer, err
	}
	for _, test := range []struct {
		name string
		do   func() (any, error)
		want string
	}{
		{"nil client", func() (any, error) { return call(t.Context(), nil, "/v5/a", struct{}{}) }, noClient},
		{"zero client", func() (any, error) { return call(t.Context(), &freedompay.Client{}, "/v5/a", struct{}{}) }, noClient},
		{"nil client and context", func() (any, error) { return call(none, nil, "/v5/a", struct{}{}) }, noClient},
		{"nil context", func() (any, error) { return call(none, good, "/v5/a", struct{}{}) }, noContext},
		{"nil request", func() (any, error) { return call(t.Context(), good, "/v5/a", nil) }, noRequest},
		{"request that is no object", func() (any, error) { return call(t.Context(), good, "/v5/a", []int{1}) }, "request must encode as a JSON object"},
		{"path with a query", func() (any, error) { return call(t.Context(), good, "/v5/a?b=c", struct{}{}) }, `the path "/v5/a?b=c" has a character other than letters, digits, - . _ ~ and /`},
		{"path that is an address", func() (any, error) { return call(t.Context(), good, "https://h/a", struct{}{}) }, `the path "https://h/a" does not begin with one slash`},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer, err := test.do()
			failed, ok := errors.AsType[*freedompay.Error](err)
			if answer != nil || !ok || !errors.Is(err, freedompay.ErrInvalidRequest) || failed.HTTPStatus != 0 {
				t.Fatalf("answer %v, error %v", answer, err)
			}
			if want := fmt.Sprintf("freedompay: %s: invalid request: %s", failed.Op, test.want); err.Error() != want {
				t.Errorf("\n got %s\nwant %s", err, want)
			}
		})
	}
	t.Run("services", func(t *testing.T) {
		id := uuid.New()
		var card freedompay.CardService
		var requests freedompay.RequestService
		var noOne *freedompay.Client
		closing := freedompay.CloseCardRequest{RequestID: id, CardID: "1", Description: "x"}
		prepared, err := good.Prepare(closing)
		if err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{
			"query of a zero service":   second(card.Info(t.Context(), "1")),
			"command of a zero service": second(card.Unblock(t.Context(), freedompay.UnblockCardRequest{RequestID: id, CardID: "1", Description: "x"})),
			"waiting of a zero service": second(requests.Wait(t.Context(), id)),
			"query without a context":   second(good.Cards.Info(none, "1")),
			"waiting without a context": second(good.Requests.Wait(none, id)),
			"Prepare of no client":      second(noOne.Prepare(closing)),
			"Send of no client":         second(noOne.Send(t.Context(), prepared)),
			"Resume of no client":       second(noOne.Resume(t.Context(), prepared, time.Now())),
			"Await of no client":        second(noOne.Await(t.Context(), prepared)),
			"State of no client":        second(noOne.State(t.Context(), prepared)),
			"Send without a context":    second(good.Send(none, prepared)),
			"Await without a context":   second(good.Await(none, prepared)),
		} {
			if !errors.Is(err, freedompay.ErrInvalidRequest) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	if len(bank.sent) != 0 {
		t.Errorf("%d requests were sent", len(bank.sent))
	}
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

// recorder is a transport that records every request and gives each the same
// answer.
type recorder struct {
	status int
	answer string
	sent   []sentRequest
}

type sentRequest struct {
	url, signature, body string
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	r.sent = append(r.sent, sentRequest{req.URL.String(), req.Header.Get("X-JWS-Signature"), string(body)})
	return &http.Response{StatusCode: r.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(r.answer)), Request: req}, err
}

// answering returns a recorder for one status and body.
func answering(status int, answer string) *recorder { return &recorder{status: status, answer: answer} }

// accepted is the shortest answer that accepts a call.
const accepted = `{"status":"ok"}`

// second returns the error of a call.
func second[T any](_ T, err error) error { return err }

// What New is given is wrong in ways that a bank would answer with "not authorized".
func TestNewRefusesWhatCannotSign(t *testing.T) {
	good := freedompay.NewSecret("key")
	for _, test := range []struct {
		id   string
		key  freedompay.Secret
		want string
	}{
		{"77", freedompay.NewSecret("[redacted]"), "freedompay: New: the key: the secret is the text [redacted]: it was stored as it prints, not with Reveal"},
		{"77\xff", good, "freedompay: New: the auth id is not UTF-8"},
		{"", good, "freedompay: New: the auth id is empty"},
		{"77 ", good, "freedompay: New: the auth id has white space around it"},
		{"77", freedompay.Secret{}, "freedompay: New: the key is empty"},
		{"77", freedompay.NewSecret("key\n"), "freedompay: New: the key has white space around it, such as the newline at the end of a file: trim it"},
	} {
		if client, err := freedompay.New(test.id, test.key); client != nil || err == nil || err.Error() != test.want {
			t.Errorf("%q: %v, want %s", test.id, err, test.want)
		}
	}
	if _, err := freedompay.New("77", good); err != nil {
		t.Error(err)
	}
}

func TestABackoffWaitsADayAtMost(t *testing.T) {
	const day = 24 * time.Hour
	for _, over := range []freedompay.Backoff{{Max: day + 1}, {Min: day + 1}, {Timeout: day + 1}} {
		for _, option := range []freedompay.Option{freedompay.WithRetry(over), freedompay.WithPoll(over)} {
			if _, err := freedompay.New("77", freedompay.NewSecret("key"), option); err == nil || !strings.Contains(err.Error(), "a Backoff waits a day at most") {
				t.Errorf("%+v: %v", over, err)
			}
		}
	}
	for _, whole := range []freedompay.Backoff{{Max: day}, {Min: day}, {Timeout: day}} {
		if _, err := freedompay.New("77", freedompay.NewSecret("key"), freedompay.WithRetry(whole), freedompay.WithPoll(whole)); err != nil {
			t.Errorf("%+v: %v", whole, err)
		}
	}
}
