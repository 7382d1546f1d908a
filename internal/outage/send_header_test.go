package outage_test

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// The legacy signature covers the body alone, and travels with the auth id in
// headers of its own.
func TestLegacySignatureHasItsOwnHeaders(t *testing.T) {
	scan := "%PDF-" + strings.Repeat("scan", 2000)
	for name, do := range map[string]func(*freedompay.Client) error{
		"a query":   func(c *freedompay.Client) error { return second(c.Cards.Info(t.Context(), "1")) },
		"a command": func(c *freedompay.Client) error { return second(commands()[0].do(t.Context(), c, someID)) },
		"a document": func(c *freedompay.Client) error {
			client := freedompay.NewClient{Phone: 77001234567, Document: freedompay.NewDocument([]byte(scan))}
			return second(c.Clients.Create(t.Context(), freedompay.CreateClientRequest{ProductID: 1, Client: client}))
		},
	} {
		bank := answering(200, accepted)
		if err := do(newClient(t, bank, freedompay.WithAlgorithm("/v5/card-api", freedompay.LegacySHA256))); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sent := bank.sent[0]
		sum := sha256.Sum256([]byte(sent.body + testKey))
		if got := sent.header["Sign"]; len(got) != 1 || got[0] != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: Sign is %q, want %x", name, got, sum)
		}
		if got := sent.header["Auth-Id"]; !slices.Equal(got, []string{"77"}) {
			t.Errorf("%s: Auth-Id is %q", name, got)
		}
		if id, err := uuid.Parse(sent.header.Get("Request-Id")); err != nil || id == uuid.Nil {
			t.Errorf("%s: Request-Id is %q", name, sent.header["Request-Id"])
		}
		if _, ok := sent.header["X-Jws-Signature"]; ok {
			t.Errorf("%s: X-JWS-Signature is sent besides", name)
		}
	}
	bank := answering(200, accepted)
	if _, err := newClient(t, bank).Cards.Info(t.Context(), "1"); err != nil {
		t.Error(err)
	}
	if header := bank.sent[0].header; header["Sign"] != nil || header["Auth-Id"] != nil || header["X-Jws-Signature"] == nil {
		t.Errorf("a call that is not legacy has the headers %v", slices.Collect(maps.Keys(header)))
	}
}

// The header Request-Id of a command is that of its body, and the same with each
// attempt. A query without a request_id has a fresh one each time.
func TestHeaderRequestID(t *testing.T) {
	ids := func(bank *script) (all []uuid.UUID) {
		for _, sent := range bank.sent {
			id, err := uuid.Parse(sent.header.Get("Request-Id"))
			if err != nil || len(sent.header.Values("Request-Id")) != 1 {
				t.Errorf("%s: Request-Id is %q", sent.url, sent.header["Request-Id"])
			}
			all = append(all, id)
		}
		return all
	}
	forEach(t, slices.Concat(commands(), partnerCommands()), []trouble{{"dropped", drops}}, func(t *testing.T, act act, drops step) {
		for _, id := range []uuid.UUID{someID, uuid.Nil} {
			bank := playing(t, drops, drops, done)
			if _, err := act.do(t.Context(), retrying(t, bank), id); err != nil {
				t.Fatal(err)
			}
			for i, got := range ids(bank) {
				if want := requestIDOf(t, bank.sent[0]); got != want {
					t.Errorf("attempt %d has the Request-Id %v, the body %v", i, got, want)
				}
			}
		}
	})
	forEach(t, queriesWithRequestID(), []trouble{{"dropped", drops}}, func(t *testing.T, act act, drops step) {
		bank := playing(t, drops, drops, done)
		if _, err := act.do(t.Context(), retrying(t, bank), uuid.Nil); err != nil {
			t.Fatal(err)
		}
		for i, got := range ids(bank) {
			if want := requestIDOf(t, bank.sent[i]); got != want {
				t.Errorf("attempt %d has the Request-Id %v, the body %v", i, got, want)
			}
		}
	})
	forEach(t, queries(), []trouble{{"dropped", drops}}, func(t *testing.T, act act, drops step) {
		bank := playing(t, drops, drops, done)
		if _, err := act.do(t.Context(), retrying(t, bank), someID); err != nil {
			t.Fatal(err)
		}
		if all := ids(bank); all[0] == all[1] || all[1] == all[2] || slices.Contains(all, uuid.Nil) {
			t.Errorf("%v", all)
		}
	})
}

// A transport that adds a value to one header changes no other.
func TestHeadersDoNotShareRoom(t *testing.T) {
	for _, algorithm := range []freedompay.Algorithm{freedompay.HS512, freedompay.LegacySHA256} {
		for _, added := range []string{"Accept-Encoding", "Auth-Id", "Content-Type", "Request-Id", "Sign", "User-Agent", "X-Jws-Signature"} {
			client := newClient(t, step(func(req *http.Request) (*http.Response, error) {
				before := req.Header.Clone()
				req.Header.Add(added, "added")
				for name, values := range before {
					if got := req.Header[name]; got[0] != values[0] || (name == added) != (len(got) == 2) {
						t.Errorf("after %s is added to, %s is %q, and was %q", added, name, got, values)
					}
				}
				return done(req)
			}), freedompay.WithAlgorithm("/v5/card-api", algorithm))
			for range 2 {
				if _, err := client.Cards.Info(t.Context(), "1"); err != nil {
					t.Error(err)
				}
			}
		}
	}
}
