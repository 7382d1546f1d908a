package outage_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// checkSignature verifies a signature with golang-jwt, over the bytes that were sent,
// and compares its header with the documented one.
func checkSignature(t *testing.T, sent sentRequest, alg *jwt.SigningMethodHMAC, path string) {
	t.Helper()
	values := sent.header.Values("X-JWS-Signature")
	if len(values) != 1 {
		t.Fatalf("X-JWS-Signature has the values %q", values)
	}
	header, mac, detached := strings.Cut(values[0], "..")
	raw, err := base64.RawURLEncoding.DecodeString(mac)
	if !detached || err != nil {
		t.Fatalf("the signature is %q: %v", values[0], err)
	}
	if err := alg.Verify(header+"."+base64URL(sent.body), raw, []byte(testKey)); err != nil {
		t.Errorf("%s of %s: %v", alg.Name, path, err)
	}
	text, err := base64.RawURLEncoding.DecodeString(header)
	if want := `{"uri":"` + path + `","auth_id":"77","method":"POST","params":"","alg":"` + alg.Name + `"}`; err != nil || string(text) != want {
		t.Errorf("the signature's header is %s, want %s", text, want)
	}
}

func TestCallsAreSentAsDocumented(t *testing.T) {
	const cardAPI, h = "/v5/card-api", "https://api.freedompay.kz"
	scan := "%PDF-" + strings.Repeat("scan", 2000)
	call := func(path string, req any) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(freedompay.Call[freedompay.Answer](t.Context(), c, path, req))
		}
	}
	for _, test := range []struct {
		name      string
		opts      []freedompay.Option
		do        func(*freedompay.Client) error
		url, path string // where it is sent, and what is signed
		alg       *jwt.SigningMethodHMAC
		body      string // a part of it
	}{
		{"a query", nil, func(c *freedompay.Client) error { return second(c.Cards.Info(t.Context(), "<5&>")) },
			h + cardAPI + "/card/info", cardAPI + "/card/info", jwt.SigningMethodHS512, `{"card_id":"\u003c5\u0026\u003e"}`},
		{"a command", nil, func(c *freedompay.Client) error {
			return second(c.Cards.Unblock(t.Context(), freedompay.UnblockCardRequest{RequestID: someID, CardID: "5", Description: "ж\u2028\xff"}))
		}, h + cardAPI + "/card/unblock", cardAPI + "/card/unblock", jwt.SigningMethodHS512, `"request_id":"` + someID.String() + `"`},
		{"a secret", nil, func(c *freedompay.Client) error {
			return second(c.Cards.SetPIN(t.Context(), freedompay.SetPINRequest{CardID: "5", PIN: freedompay.NewSecret("c1ph3r")}))
		}, h + cardAPI + "/card/set_pin", cardAPI + "/card/set_pin", jwt.SigningMethodHS512, `"pin":"c1ph3r"`},
		{"a document", nil, func(c *freedompay.Client) error {
			client := freedompay.NewClient{Phone: 77001234567, Document: freedompay.NewDocument([]byte(scan))}
			return second(c.Clients.Create(t.Context(), freedompay.CreateClientRequest{ProductID: 1, Client: client}))
		}, h + cardAPI + "/client/add", cardAPI + "/client/add", jwt.SigningMethodHS512, `"document":"` + base64.StdEncoding.EncodeToString([]byte(scan)) + `"`},
		{"any path", nil, call("/v9/any", json.RawMessage("{ \"a\" : 1 }")), h + "/v9/any", "/v9/any", jwt.SigningMethodHS512, `{"a":1}`},
		{"gift cards", nil, call("/v5/cards/any", struct{}{}), h + "/v5/cards/any", "/v5/cards/any", jwt.SigningMethodHS512, `{}`},
		{"partner", nil, call("/v5/partner/any", struct{}{}), h + "/v5/partner/any", "/v5/partner/any", jwt.SigningMethodHS256, `{}`},
		{"e-money", nil, func(c *freedompay.Client) error { return second(c.Wallets.Info(t.Context(), "5")) },
			h + "/v5/partner/wallet/info", "/v5/partner/wallet/info", jwt.SigningMethodHS256, `{"identifier":"5"}`},
		{"a name that begins like partner", nil, call("/v5/partners/any", struct{}{}), h + "/v5/partners/any", "/v5/partners/any", jwt.SigningMethodHS512, `{}`},
		{"partner under another algorithm", []freedompay.Option{freedompay.WithAlgorithm("/v5/partner", freedompay.HS512)},
			call("/v5/partner/any", struct{}{}), h + "/v5/partner/any", "/v5/partner/any", jwt.SigningMethodHS512, `{}`},
		{"a gateway's prefix", []freedompay.Option{freedompay.WithBaseURL("http://gateway:8080/to/bank/"), freedompay.WithPlainHTTP()},
			call("/v5/a", struct{}{}), "http://gateway:8080/to/bank/v5/a", "/v5/a", jwt.SigningMethodHS512, `{}`},
		{"a prefix like the path", []freedompay.Option{freedompay.WithBaseURL("https://h/v5")},
			call("/v5/v5/a", struct{}{}), "https://h/v5/v5/v5/a", "/v5/v5/a", jwt.SigningMethodHS512, `{}`},
		{"another path", []freedompay.Option{freedompay.WithPath(cardAPI+"/card/info", "/v6/moved")},
			func(c *freedompay.Client) error { return second(c.Cards.Info(t.Context(), "5")) },
			h + "/v6/moved", "/v6/moved", jwt.SigningMethodHS512, `{"card_id":"5"}`},
		{"another path behind a gateway", []freedompay.Option{freedompay.WithBaseURL("https://h/x"), freedompay.WithPath("/v5/partner/a", "/v6/moved")},
			call("/v5/partner/a", struct{}{}), "https://h/x/v6/moved", "/v6/moved", jwt.SigningMethodHS256, `{}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			bank := answering(200, accepted)
			client := newClient(t, bank, test.opts...)
			for range 2 { // the second time what was kept is used
				if err := test.do(client); err != nil {
					t.Fatal(err)
				}
				sent := bank.sent[len(bank.sent)-1]
				checkSignature(t, sent, test.alg, test.path)
				if sent.method != "POST" || sent.url != test.url {
					t.Errorf("sent %s %s, want POST %s", sent.method, sent.url, test.url)
				}
				if !strings.Contains(sent.body, test.body) || strings.HasSuffix(sent.body, "\n") || sent.length != int64(len(sent.body)) {
					t.Errorf("sent %.500q of length %d, want %.500s", sent.body, sent.length, test.body)
				}
				if got := sent.header["Content-Type"]; !reflect.DeepEqual(got, []string{"application/json"}) {
					t.Errorf("Content-Type is %q", got)
				}
			}
		})
	}
}

func TestUserAgent(t *testing.T) {
	for _, test := range []struct {
		opts []freedompay.Option
		want string
	}{
		{nil, "freedompay-go/" + freedompay.Version + " (" + runtime.Version() + ")"},
		{[]freedompay.Option{freedompay.WithUserAgent("shop/2 (test)")}, "shop/2 (test)"},
		{[]freedompay.Option{freedompay.WithUserAgent("")}, ""},
	} {
		bank := answering(200, accepted)
		if _, err := newClient(t, bank, test.opts...).Cards.Info(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		if got := bank.sent[0].header.Get("User-Agent"); got != test.want {
			t.Errorf("User-Agent is %q, want %q", got, test.want)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		check := func(name string, client *freedompay.Client) {
			t.Helper()
			state, err := client.Cards.Info(t.Context(), "1")
			failed, _ := errors.AsType[*freedompay.Error](err)
			if state != nil || failed == nil || failed.HTTPStatus != status || !strings.Contains(err.Error(), "redirects are not followed") {
				t.Errorf("%d with %s: %v, %v", status, name, state, err)
			}
		}
		asked := make(chan string, 10)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked <- r.URL.Path
			http.Redirect(w, r, "/elsewhere", status)
		}))
		client, err := freedompay.New("77", freedompay.NewSecret(testKey),
			freedompay.WithBaseURL(server.URL), freedompay.WithRetry(freedompay.Backoff{Attempts: 1}))
		if err != nil {
			t.Fatal(err)
		}
		check("the default client", client)
		server.Close()
		if len(asked) != 1 || <-asked != "/v5/card-api/card/info" {
			t.Errorf("%d: the server was asked more than once, or elsewhere", status)
		}

		bank := answering(status, "", "Location", "https://elsewhere/")
		check("a caller's client", newClient(t, bank))
		if len(bank.sent) != 1 {
			t.Errorf("%d: %d requests were sent", status, len(bank.sent))
		}
	}
}

func TestCallersHTTPClientIsNotModified(t *testing.T) {
	bank := answering(200, accepted)
	own := &http.Client{Transport: bank, Timeout: time.Minute}
	before := *own
	if _, err := newClient(t, nil, freedompay.WithHTTPClient(own)).Cards.Info(t.Context(), "1"); err != nil {
		t.Error(err)
	}
	if !reflect.DeepEqual(*own, before) {
		t.Errorf("it was %+v and is %+v", before, *own)
	}
}

// Every attempt is sent with the same header, also when the http.Client adds
// cookies.
func TestAttemptsAreSentAlike(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		bank := answering(503, "")
		client := newClient(t, nil, freedompay.WithHTTPClient(&http.Client{Transport: bank, Jar: jar}), freedompay.WithRetry(freedompay.Backoff{Attempts: 3}))
		jar.SetCookies(&url.URL{Scheme: "https", Host: "api.freedompay.kz"}, []*http.Cookie{{Name: "gateway", Value: "7"}})
		_, err = client.Cards.Unblock(t.Context(), freedompay.UnblockCardRequest{CardID: "1", Description: "x"})
		if len(bank.sent) != 3 || !errors.Is(err, freedompay.ErrOutcomeUnknown) {
			t.Fatalf("%d attempts, %v", len(bank.sent), err)
		}
		if got := bank.sent[0].header.Get("Cookie"); got != "gateway=7" {
			t.Errorf("the cookies are %q", got)
		}
		for n, sent := range bank.sent {
			if !reflect.DeepEqual(sent, bank.sent[0]) {
				t.Errorf("attempt %d is not sent as the first: its cookies are %q", n, sent.header.Get("Cookie"))
			}
		}
	})
}

// A transport other than net/http's may keep the request of an attempt that has timed
// out. It can read nothing of it any more: it would be sent behind the client's back.
func TestAnAbandonedAttemptCannotBeSent(t *testing.T) {
	for _, act := range []act{queries()[0], queriesWithRequestID()[0], commands()[0], commands()[3], commandsWithoutRequestID()[1]} {
		synctest.Test(t, func(t *testing.T) {
			late := make(chan string, 3)
			transport := step(func(req *http.Request) (*http.Response, error) {
				go func() {
					time.Sleep(time.Hour) // until all attempts are over
					body, err := io.ReadAll(req.Body)
					if again, failed := req.GetBody(); failed == nil {
						var more []byte
						more, failed = io.ReadAll(again)
						body, err = append(body, more...), errors.Join(err, failed)
					}
					late <- fmt.Sprintf("%q, %v", body, err != nil)
				}()
				<-req.Context().Done()
				return nil, req.Context().Err()
			})
			client := newClient(t, transport, freedompay.WithRetry(freedompay.Backoff{Attempts: 3, Timeout: time.Second}))
			_, err := act.do(t.Context(), client, uuid.Nil)
			if !errors.Is(err, freedompay.ErrUnavailable) || freedompay.OutcomeOf(err) != freedompay.OutcomeUnavailable {
				t.Errorf("%s: nothing was read, and the error is %v", act.name, err)
			}
			for n := range 3 {
				if got := <-late; got != `"", true` {
					t.Errorf("%s: attempt %d was read later: %s", act.name, n, got)
				}
			}
		})
	}
}

// The cause of an attempt's context tells a timeout of the attempt from an end of the
// caller's context.
func TestTheTransportLearnsWhyAnAttemptEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var cause error
		client := newClient(t, step(func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			cause = context.Cause(req.Context())
			return nil, req.Context().Err()
		}), freedompay.WithRetry(freedompay.Backoff{Attempts: 1, Timeout: 3 * time.Second}))
		_, err := client.Cards.Info(t.Context(), "1")
		if fmt.Sprint(cause) != "no answer within 3s" || !errors.Is(err, freedompay.ErrUnavailable) || !strings.Contains(err.Error(), "no answer within 3s") {
			t.Errorf("the cause is %v, the error %v", cause, err)
		}
	})
}

// net/http may repeat a query below the client unless its request_id has to be fresh.
func TestWhatMayBeRepeatedBelow(t *testing.T) {
	object := freedompay.LimitObject{Type: freedompay.LimitOnCard, Value: "1"}
	for name, test := range map[string]struct {
		req any
		may bool
	}{
		"no request_id":              {freedompay.CardInfoRequest{CardID: "1"}, true},
		"one of the caller's choice": {freedompay.ListLimitsRequest{RequestID: someID, Object: object}, true},
		"a fresh one":                {freedompay.ListLimitsRequest{Object: object}, false},
	} {
		_, err := freedompay.Call[freedompay.Answer](t.Context(), newClient(t, step(func(req *http.Request) (*http.Response, error) {
			if _, err := req.GetBody(); (err == nil) != test.may {
				t.Errorf("%s: repeated, %v", name, err)
			}
			return done(req)
		})), "/v5/card-api/new", test.req)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A transport that answers before it has read the body reads nothing of it when the
// call is over: the document is the caller's again.
func TestAnAnswerComesBeforeTheBodyIsRead(t *testing.T) {
	scan := freedompay.NewDocument([]byte("%PDF-" + strings.Repeat("scan", 2000)))
	for name, do := range map[string]func(*freedompay.Client) error{
		"a document": func(c *freedompay.Client) error {
			return second(c.Clients.Create(t.Context(), freedompay.CreateClientRequest{ProductID: 1, Client: freedompay.NewClient{Phone: 77001234567, Document: scan}}))
		},
		"a command": func(c *freedompay.Client) error { return second(commands()[0].do(t.Context(), c, someID)) },
	} {
		var kept io.Reader
		err := do(newClient(t, step(func(req *http.Request) (*http.Response, error) {
			kept = req.Body
			return done(req)
		})))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if text, err := io.ReadAll(kept); err == nil || len(text) != 0 {
			t.Errorf("%s: %d bytes were read later, %v", name, len(text), err)
		}
	}
}

// The context of an attempt ends with the call, not with the context of the caller.
func TestNothingOfAnAttemptIsLeftWhenTheCallIsOver(t *testing.T) {
	for _, step := range []step{done, drops, refuses} {
		var attempts []context.Context
		client := newClient(t, stepOf(func(req *http.Request) { attempts = append(attempts, req.Context()) }, step))
		_, _ = client.Cards.Info(t.Context(), "1")
		if len(attempts) != 1 || attempts[0].Err() == nil || t.Context().Err() != nil {
			t.Errorf("the context of an attempt outlives it: %v", attempts)
		}
	}
}

// stepOf tells of each request before its step.
func stepOf(tell func(*http.Request), then step) step {
	return func(req *http.Request) (*http.Response, error) {
		tell(req)
		return then(req)
	}
}

// After 101 the body is the raw connection, which the context does not end.
func TestASwitchOfProtocolsIsNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, slowly(http.StatusSwitchingProtocols, "{", time.Hour), freedompay.WithRetry(freedompay.Backoff{Attempts: 1, Timeout: time.Second}))
		began := time.Now()
		if _, err := client.Cards.Info(t.Context(), "1"); err == nil || time.Since(began) != 0 {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

// A transport that changes its request does not change the Host of the next attempt.
func TestHostStaysThatOfTheBank(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var hosts []string
		client := newClient(t, step(func(req *http.Request) (*http.Response, error) {
			hosts = append(hosts, req.Host)
			req.URL.Host = "10.0.0.7:443"
			return nil, errors.New("nobody is there")
		}), freedompay.WithRetry(freedompay.Backoff{Attempts: 2}))
		_, _ = client.Cards.Info(t.Context(), "1")
		if !slices.Equal(hosts, []string{"api.freedompay.kz", "api.freedompay.kz"}) {
			t.Errorf("the attempts went to %q", hosts)
		}
	})
}

func TestCallersOwnWordOnRedirectsCounts(t *testing.T) {
	bank := answering(307, "", "Location", "https://elsewhere/")
	refusal := errors.New("asked the caller")
	own := &http.Client{Transport: bank, CheckRedirect: func(*http.Request, []*http.Request) error { return refusal }}
	if _, err := newClient(t, nil, freedompay.WithHTTPClient(own)).Cards.Info(t.Context(), "1"); err == nil || !strings.Contains(err.Error(), "asked the caller") || len(bank.sent) != 1 {
		t.Error(err)
	}
}

func TestNothingIsSentWhenTheContextHasEnded(t *testing.T) {
	cause := errors.New("the shop has closed")
	cancelled, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	late, cancelLate := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer cancelLate()
	client := newClient(t, playing(t))
	for _, test := range []struct {
		ctx  context.Context
		want []error
	}{
		{cancelled, []error{context.Canceled, cause}},
		{late, []error{context.DeadlineExceeded}},
	} {
		for name, err := range map[string]error{
			"query":   second(client.Cards.Info(test.ctx, "1")),
			"command": second(client.Cards.Unblock(test.ctx, freedompay.UnblockCardRequest{RequestID: someID, CardID: "1", Description: "x"})),
			"once":    second(freedompay.Call[freedompay.Answer](test.ctx, client, "/v5/a", struct{}{})),
			"waiting": second(client.Requests.Wait(test.ctx, someID)),
		} {
			for _, want := range test.want {
				if !errors.Is(err, want) {
					t.Errorf("%s: %v is not %v", name, err, want)
				}
			}
			if _, ok := errors.AsType[*freedompay.Error](err); !ok || errors.Is(err, freedompay.ErrOutcomeUnknown) {
				t.Errorf("%s: %s", name, fmt.Sprintf("%T %v", err, err))
			}
		}
	}
}
