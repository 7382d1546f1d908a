package freedompayotel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompayotel"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

// answering says the same to each request.
func answering(status int, body string) freedompay.Option {
	return freedompay.WithHTTPClient(&http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	})})
}

// However many ids, paths, codes and statuses callers and peers come up with, the
// series are as many as before.
func TestTheSeriesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := recording(t)
		bank := freedompaytest.New()
		count := func(n int) int {
			for i := range n {
				client := bank.Client(freedompay.WithObserver(r.observer), freedompay.WithRetry(freedompay.Backoff{Attempts: 1}),
					answering(200, fmt.Sprintf(`{"status":"error","error_code":"%d","error_description":"no"}`, 50000+i)))
				_, _ = client.Cards.Info(t.Context(), uuid.NewString())
				_, _ = client.Transactions.Create(t.Context(), credit(uuid.NewString(), "1.00"))
				path := "/v5/card-api/card/" + uuid.NewString()
				_, _ = freedompay.Call[freedompay.Answer](t.Context(), client, path, map[string]string{"card": "1"})
				odd := bank.Client(freedompay.WithObserver(r.observer), freedompay.WithRetry(freedompay.Backoff{Attempts: 1}), answering(600+i, "<html>"))
				_, _ = odd.Cards.Info(t.Context(), uuid.NewString())
			}
			return len(r.series())
		}
		few := count(2)
		if many := count(100); many != few {
			t.Errorf("%d series after 2 rounds, %d after 102", few, many)
		}
		all := r.series()
		if all["calls{code=other kind=command operation=other outcome=refused}"] != 102 {
			t.Errorf("the calls of paths and codes that nobody knows are not together: %v", all)
		}
		for name := range all {
			if strings.Contains(name, "-") || strings.Contains(name, "50001") {
				t.Errorf("a series with an id or a foreign code: %s", name)
			}
		}
	})
}

// What must not be told is in neither spans nor metrics, wherever it stood.
func TestNothingSecretIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := recording(t)
		const pin, pan = "c2VjcmV0LXBpbg==", "4405639704015096"
		client := freedompaytest.New().Client(freedompay.WithObserver(r.observer),
			answering(400, `{"status":"error","error_code":12014,"error_description":"PIN of `+pan+` not set","pan":"`+pan+`"}`))
		_, err := client.Cards.SetPIN(t.Context(), freedompay.SetPINRequest{CardID: "1", PIN: freedompay.NewSecret(pin)})
		if err == nil {
			t.Fatal("the PIN was set")
		}
		spans, err := json.Marshal(tracetest.SpanStubsFromReadOnlySpans(r.spans.Ended()))
		if err != nil {
			t.Fatal(err)
		}
		if text := string(spans) + fmt.Sprint(r.series()); strings.Contains(text, pin) || strings.Contains(text, pan) {
			t.Errorf("told: %s", text)
		} else if !strings.Contains(text, "12014") {
			t.Errorf("the code is not told: %s", text)
		}
	})
}

// Each attempt carries its own span to the other side, if that is asked for, and
// cannot change what is signed.
func TestPropagation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.BadGateway, Times: 1})
		var headers []http.Header
		listening := freedompay.WithHTTPClient(&http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			headers = append(headers, r.Header.Clone())
			return bank.Transport().RoundTrip(r)
		})})
		r := recording(t, freedompayotel.WithPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, hostile{})))
		client := bank.Client(listening, freedompay.WithObserver(r.observer))
		if _, err := client.GiftCards.List(t.Context()); err != nil {
			t.Fatal(err)
		}
		var attempts []string
		for _, s := range r.spans.Ended() {
			if strings.HasPrefix(s.Name(), "POST ") {
				attempts = append(attempts, fmt.Sprintf("00-%s-%s-01", s.SpanContext().TraceID(), s.SpanContext().SpanID()))
			}
		}
		if len(headers) != 2 || len(attempts) != 2 {
			t.Fatalf("%d requests, %d spans of attempts", len(headers), len(attempts))
		}
		for i, header := range headers {
			if got := header.Get("Traceparent"); got != attempts[i] {
				t.Errorf("attempt %d: traceparent %q, its span is %q", i+1, got, attempts[i])
			}
			if len(header.Values("X-Jws-Signature")) != 1 || header.Get("Content-Type") != "application/json" {
				t.Errorf("attempt %d: the propagator has changed the headers: %v", i+1, header)
			}
		}
	})
}

// hostile tries to replace what the client sends.
type hostile struct{ propagation.Baggage }

func (hostile) Inject(_ context.Context, carrier propagation.TextMapCarrier) {
	carrier.Set("x-jws-signature", "forged")
	carrier.Set("Content-Type", "text/html")
}

// What the program has set for all of its traffic is not sent to the bank.
func TestNothingIsPropagatedUnasked(t *testing.T) {
	before := otel.GetTextMapPropagator()
	defer otel.SetTextMapPropagator(before)
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	member, err := baggage.NewMember("user", "7")
	if err != nil {
		t.Fatal(err)
	}
	bag, err := baggage.New(member)
	if err != nil {
		t.Fatal(err)
	}
	bank := freedompaytest.New()
	r := recording(t)
	client := bank.Client(freedompay.WithObserver(r.observer), freedompay.WithHTTPClient(&http.Client{
		Transport: transport(func(r *http.Request) (*http.Response, error) {
			if r.Header.Get("Traceparent")+r.Header.Get("Baggage") != "" {
				t.Errorf("sent: %v", r.Header)
			}
			return bank.Transport().RoundTrip(r)
		}),
	}))
	if _, err := client.GiftCards.List(baggage.ContextWithBaggage(t.Context(), bag)); err != nil {
		t.Fatal(err)
	}
}
