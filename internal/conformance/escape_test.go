package conformance

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

const (
	accepted  = `{"status":"ok","request_status":"process","dt":"2026-11-20T10:15:00+05:00"}`
	duplicate = `{"status":"error","error_code":12002}`
)

// Ids of requests: the caller's own, and the one that the client makes.
var (
	chosen = uuid.MustParse("44444444-4444-4444-8444-444444444444")
	made   = uuid.MustParse("55555555-5555-4555-8555-555555555555")
)

// WithPath replaces what is sent and what is signed, also where the client asks
// by itself what became of a command.
func TestWithPath(t *testing.T) {
	b := bank{replies: []reply{{503, ""}, {200, duplicate}, {200, accepted}}}
	c := b.client(t,
		freedompay.WithPath("/v5/card-api/card/block", "/v6/block"),
		freedompay.WithPath("/v5/card-api/request/status", "/v6/status"),
		freedompay.WithPath("/v5/partner/wallet/block", "/v6/wallet-block"))
	for _, id := range []string{"Cards.Block", "Wallets.Block"} {
		answer, err := rowOf(t, id)(caller{t, c, chosen})
		if err != nil {
			t.Fatal(err)
		}
		checkRequestID(t, answer, chosen)
	}
	want := []struct{ path, algorithm string }{
		{"/v6/block", "HS512"}, {"/v6/block", "HS512"}, {"/v6/status", "HS512"}, {"/v6/wallet-block", "HS256"},
	}
	if len(b.sent) != len(want) {
		t.Fatalf("%d requests were sent, want %d", len(b.sent), len(want))
	}
	for i, s := range b.sent {
		if s.path != want[i].path {
			t.Errorf("request %d went to %s, want %s", i, s.path, want[i].path)
		}
		checkSignature(t, s, want[i].algorithm, want[i].path)
	}
}

func TestWithAlgorithm(t *testing.T) {
	b := bank{replies: []reply{{200, accepted}}}
	c := b.client(t, freedompay.WithAlgorithm("/v5/partner", freedompay.HS512))
	for _, id := range []string{"Wallets.Info", "Rates.Add", "Partners.AddUser", "Cards.Info", "GiftCards.Resend"} {
		if _, err := rowOf(t, id)(caller{t, c, chosen}); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range b.sent {
		checkSignature(t, s, "HS512", s.path)
	}
}

// blockWithEvidence is a command of ours with a member of the caller's.
type blockWithEvidence struct {
	freedompay.BlockCardRequest
	Evidence string `json:"evidence"`
}

// A command that is embedded in the caller's own request stays protected.
func TestCallWithEmbeddedCommand(t *testing.T) {
	for given, want := range map[uuid.UUID]uuid.UUID{chosen: chosen, uuid.Nil: made} {
		request := blockWithEvidence{freedompay.BlockCardRequest{
			RequestID: given, CardID: cardID, BlockCode: freedompay.BlockLost, Description: "Sample",
		}, "photo"}
		for _, req := range []any{request, &request} {
			b := bank{replies: []reply{{503, ""}, {200, accepted}}}
			c := b.client(t, freedompay.WithRequestID(func() uuid.UUID { return made }))
			result, err := freedompay.Call[freedompay.Result](t.Context(), c, "/v5/card-api/card/block", req)
			if err != nil || result.RequestID != want {
				t.Fatalf("%T with %v: %+v, %v; want the RequestID %v", req, given, result, err, want)
			}
			body := fmt.Sprintf(`{"request_id":%q,"card_id":%q,"block_code":"40","description":"Sample","evidence":"photo"}`, want, cardID)
			if len(b.sent) != 2 {
				t.Fatalf("%T with %v: sent %d times, want 2: a protected command is sent again", req, given, len(b.sent))
			}
			for _, s := range b.sent {
				if string(s.body) != body {
					t.Errorf("%T with %v: sent %s, want %s", req, given, s.body, body)
				}
				checkSignature(t, s, "HS512", "/v5/card-api/card/block")
			}
		}
		if request.RequestID != given {
			t.Errorf("the caller's RequestID %v has become %v", given, request.RequestID)
		}
	}
}

// A secret and a document that are embedded are sent, not printed.
func TestCallWithEmbeddedSecretAndDocument(t *testing.T) {
	recorded := fixtures(t)
	for _, test := range []struct {
		operation string
		req       any
	}{
		{"GiftCards.Confirm", struct {
			freedompay.ConfirmGiftCardRequest
			Channel string `json:"channel"`
		}{freedompay.ConfirmGiftCardRequest{OTP: freedompay.NewSecret("012345"), CardID: giftCardID}, "kiosk"}},
		{"Wallets.IdentifyOwner", struct {
			Channel string `json:"channel"`
			freedompay.IdentifyWalletOwnerRequest
		}{"kiosk", freedompay.IdentifyWalletOwnerRequest{
			RequestID: recorded["Wallets.IdentifyOwner"].requestID(), Identifier: identifier, Identification: identified,
			Owner: freedompay.WalletOwner{
				Phone: 77000000001, FirstName: "SAMPLE", LastName: "OWNER", MiddleName: "MIDDLE",
				Birthdate: birthdate, Country: "KAZ", PersonID: "000000000001", Document: scan,
			},
		}}},
	} {
		f := recorded[test.operation]
		b := bank{replies: []reply{{200, string(f.Response)}}}
		if _, err := freedompay.Call[struct{}](t.Context(), b.client(t), f.Path, test.req); err != nil {
			t.Fatalf("%s: %v", test.operation, err)
		}
		want := value(t, f.Request).(map[string]any)
		want["channel"] = "kiosk"
		for _, difference := range differences("$", value(t, b.only(t).body), want) {
			t.Errorf("%s: sent body: %s", test.operation, difference)
		}
		checkSignature(t, b.only(t), f.Algorithm, f.Path)
	}
}

// An answer type that embeds one of ours reads what the contract does not name.
func TestCallWithEmbeddedAnswer(t *testing.T) {
	type priced struct {
		freedompay.Result
		Fee freedompay.Amount `json:"fee"`
	}
	b := bank{replies: []reply{{200, accepted[:len(accepted)-1] + `,"fee":15.10}`}}}
	req := freedompay.CloseCardRequest{RequestID: chosen, CardID: cardID, Description: "Sample"}
	answer, err := freedompay.Call[priced](t.Context(), b.client(t), "/v5/card-api/card/close", req)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Fee != freedompay.MustAmount("15.10") || answer.RequestID != chosen || answer.RequestStatus != freedompay.RequestProcessing {
		t.Errorf("%+v, want the fee 15.10 beside the result of %v", answer, chosen)
	}
}

// The vendor's older pages take an array of rates.
func TestCallWithRates(t *testing.T) {
	type rates struct {
		Rates []freedompay.Rate `json:"rates"`
	}
	req := rates{[]freedompay.Rate{
		{From: freedompay.USD, To: freedompay.KZT, Rate: freedompay.MustAmount("512.30")},
		{From: freedompay.EUR, To: freedompay.KZT, Rate: freedompay.MustAmount("598")},
	}}
	b := bank{replies: []reply{{200, `{"status":"ok"}`}}}
	if _, err := freedompay.Call[freedompay.Envelope](t.Context(), b.client(t), "/v5/partner/rates/add", req); err != nil {
		t.Fatal(err)
	}
	want := `{"rates":[{"currency_from":"USD","currency_to":"KZT","rate":512.30},{"currency_from":"EUR","currency_to":"KZT","rate":598}]}`
	if got := string(b.only(t).body); got != want {
		t.Errorf("sent body\n got %s\nwant %s", got, want)
	}
	checkSignature(t, b.only(t), "HS256", "/v5/partner/rates/add")
}
