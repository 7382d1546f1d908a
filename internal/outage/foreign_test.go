package outage_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// These tests use request and answer types of the caller's own.

func TestCallSeesAFailedRequestThroughAnEnvelope(t *testing.T) {
	client := newClient(t, answering(200, `{"status":"ok","request_status":"error","error_code":"12010"}`))
	req := freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"}
	answer, err := freedompay.Call[struct {
		freedompay.Envelope
		Extra string
	}](t.Context(), client, "/v5/card-api/card/close", req)
	if answer != nil || !errors.Is(err, freedompay.ErrRequestFailed) || !errors.Is(err, freedompay.CodeCloseFailed) {
		t.Errorf("%v, %v", answer, err)
	}
}

func TestCallWithAnAnswerThatEmbedsAPointer(t *testing.T) {
	for _, body := range []string{`{}`, `null`, `{"status":"ok"}`, `{"extra":1}`} {
		client := newClient(t, answering(200, body))
		answer, err := freedompay.Call[struct {
			*freedompay.Result
			Extra int `json:"extra"`
		}](t.Context(), client, "/v5/card-api/card/close", freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"})
		if (answer == nil) == (err == nil) {
			t.Errorf("%s: %v, %v", body, answer, err)
		}
	}
}

// The answer of a status takes the place of one that embeds a pointer, also where
// no member of it is in the pointer.
func TestCallAdoptsIntoAnAnswerThatEmbedsAPointer(t *testing.T) {
	bank := playing(t, refusal(freedompay.CodeDuplicateRequest), done)
	answer, err := freedompay.Call[struct {
		*freedompay.Result
		Status string `json:"status"`
	}](t.Context(), newClient(t, bank), "/v5/card-api/card/close", freedompay.CloseCardRequest{CardID: "1", Description: "x"})
	if err != nil || answer.Status != "ok" {
		t.Errorf("%v, %v", answer, err)
	}
	bank.mustHavePlayed()
}

// shadow encodes another request_id than that of the request that it embeds.
type shadow struct{ freedompay.CloseCardRequest }

func (shadow) MarshalJSON() ([]byte, error) { return []byte(`{"request_id":""}`), nil }

// cyclic embeds itself.
type cyclic struct {
	*cyclic
	ID string
}

func TestCallRefusesARequestWhoseIdentityIsNotOnTheWire(t *testing.T) {
	command := freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"}
	fresh := freedompay.CloseCardRequest{CardID: "1", Description: "x"}
	endless := &cyclic{ID: "1"}
	endless.cyclic = endless
	for name, req := range map[string]any{
		"under a JSON name": struct {
			freedompay.CloseCardRequest `json:"inner"`
		}{command},
		"shadowed": shadow{command},
		"a zero one, hidden by another": struct {
			freedompay.CloseCardRequest
			ID uuid.UUID `json:"request_id"`
		}{fresh, someID},
		"beside one in capitals": struct {
			freedompay.CloseCardRequest
			ID uuid.UUID `json:"REQUEST_ID"`
		}{command, someID},
		"in an interface":      struct{ freedompay.Command }{command},
		"in a nil interface":   struct{ freedompay.Command }{},
		"a pointer to nothing": new(any),
		"two at once": struct {
			freedompay.CloseCardRequest
			freedompay.WalletStatementRequest
		}{command, freedompay.WalletStatementRequest{}},
	} {
		_, err := freedompay.Call[freedompay.Result](t.Context(), newClient(t, playing(t)), "/v5/card-api/card/close", req)
		if !errors.Is(err, freedompay.ErrInvalidRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A type that embeds itself has no request_id, and the search for one ends.
	answer, err := freedompay.Call[freedompay.Result](t.Context(), newClient(t, answering(200, `{"status":"ok"}`)), "/v5/a", struct{ *cyclic }{endless})
	if (answer == nil) == (err == nil) {
		t.Errorf("%v, %v", answer, err)
	}
}

// What is sent is what was checked: a refund whose amount is hidden would give back
// all of it.
func TestCallRefusesARequestThatHidesWhatItEmbeds(t *testing.T) {
	type (
		refund = freedompay.RefundTransactionRequest
		amount struct {
			Amount *freedompay.Amount `json:"amount,omitempty"`
		}
		text struct {
			Amount string `json:"amount"`
		}
		card struct {
			CardID any `json:"card_id"`
		}
		deep struct {
			freedompay.RefundTransactionRequest
		}
		further struct{ amount }
		inner   struct {
			deep
			amount
		}
		pointer struct {
			*freedompay.RefundTransactionRequest
		}
		query struct{ freedompay.CardInfoRequest }
		gift  struct {
			freedompay.ConfirmGiftCardRequest
		}
	)
	part := refund{OrderID: "o", TransactionID: "1", Amount: freedompay.MustAmount("5.00")}
	more := freedompay.MustAmount("500.00")
	for name, test := range map[string]struct {
		req  any
		want string
	}{
		"by nothing": {struct {
			deep
			amount
		}{deep: deep{part}}, "no member $.amount"},
		"by another amount": {struct {
			deep
			amount
		}{deep{part}, amount{&more}}, "$.amount"},
		"by another form": {&struct {
			pointer
			text
		}{pointer{&part}, text{"5.00"}}, "$.amount"},
		"each hides the other": {struct {
			deep
			further
		}{deep{part}, further{amount{&more}}}, "no member $.amount"},
		"within another": {struct{ inner }{inner{deep{part}, amount{&more}}}, "$.amount"},
		"in capitals": {struct {
			freedompay.RefundTransactionRequest
			Amount freedompay.Amount `json:"AMOUNT"`
		}{part, more}, "$.amount"},
		"of a query": {struct {
			query
			card
		}{query{freedompay.CardInfoRequest{CardID: "1"}}, card{"2"}}, "$.card_id"},
		"of a command without protection": {struct {
			gift
			card
		}{gift{freedompay.ConfirmGiftCardRequest{OTP: freedompay.NewSecret("481516"), CardID: 5}}, card{6}}, "$.card_id"},
	} {
		_, err := freedompay.Call[freedompay.Result](t.Context(), newClient(t, playing(t)), "/v5/a", test.req)
		if !errors.Is(err, freedompay.ErrInvalidRequest) || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "481516") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Beside it, members of the caller's own are sent.
	bank := answering(200, accepted)
	if _, err := freedompay.Call[freedompay.Result](t.Context(), newClient(t, bank), "/v5/a", struct {
		refund
		Reason string `json:"reason"`
	}{part, "x"}); err != nil {
		t.Fatal(err)
	}
	if body := bank.sent[0].body; !strings.Contains(body, `"amount":5.00`) || !strings.Contains(body, `"reason":"x"`) {
		t.Errorf("sent %s", body)
	}
}

// A pointer to a pointer, or to an interface, is checked and protected as what it
// points to: a refund without an amount would give back all.
func TestCallLooksBehindPointers(t *testing.T) {
	wrong := &freedompay.RefundTransactionRequest{OrderID: "o", TransactionID: "1"}
	good := &freedompay.RefundTransactionRequest{OrderID: "o", TransactionID: "1", All: true}
	far, boxed, further := &wrong, any(wrong), any(&wrong)
	for name, req := range map[string]any{"a pointer": wrong, "two": &wrong, "three": &far, "an interface": &boxed, "two in an interface": &further} {
		_, err := freedompay.Call[freedompay.Result](t.Context(), newClient(t, playing(t)), "/v5/a", req)
		if !errors.Is(err, freedompay.ErrInvalidRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
	boxed = good
	for name, req := range map[string]any{"two pointers": &good, "an interface": &boxed} {
		bank := playing(t, done)
		answer, err := freedompay.Call[freedompay.Result](t.Context(), newClient(t, bank), "/v5/a", req)
		if err != nil || requestIDOf(t, bank.sent[0]) != answer.RequestID || answer.RequestID == uuid.Nil {
			t.Errorf("%s: %v, %v", name, answer, err)
		}
	}
}

// A secret or a document that stands at another place than the package puts it
// would be missing from what is sent.
func TestCallRefusesARequestWhoseSecretIsNotWhereItGoes(t *testing.T) {
	for name, req := range map[string]any{
		"a password": struct {
			freedompay.ConfirmGiftCardRequest `json:"inner"`
		}{freedompay.ConfirmGiftCardRequest{OTP: freedompay.NewSecret("481516"), CardID: 5}},
		"a PIN": struct {
			freedompay.SetPINRequest `json:"inner"`
		}{freedompay.SetPINRequest{CardID: "1", PIN: freedompay.NewSecret("c2VjcmV0")}},
		"a document": struct {
			freedompay.CreateClientRequest `json:"inner"`
		}{freedompay.CreateClientRequest{ProductID: 1, Client: freedompay.NewClient{Phone: 77001234567, Document: freedompay.NewDocument([]byte("%PDF-1"))}}},
	} {
		_, err := freedompay.Call[freedompay.Answer](t.Context(), newClient(t, playing(t)), "/v5/a", req)
		if !errors.Is(err, freedompay.ErrInvalidRequest) || !strings.Contains(err.Error(), "embed the package's type without a JSON name") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Without a JSON name it is sent, with its secret.
	bank := answering(200, accepted)
	req := struct {
		freedompay.ConfirmGiftCardRequest
		Extra int `json:"extra"`
	}{freedompay.ConfirmGiftCardRequest{OTP: freedompay.NewSecret("481516"), CardID: 5}, 1}
	if _, err := freedompay.Call[freedompay.Answer](t.Context(), newClient(t, bank), "/v5/a", req); err != nil {
		t.Error(err)
	}
	if body := bank.sent[0].body; !strings.Contains(body, `"otp":"481516"`) || !strings.Contains(body, `"card_id":5`) || !strings.Contains(body, `"extra":1`) {
		t.Errorf("sent %s", body)
	}
}

func TestAnswersThatLackAStatusAndDoNotMeanSuccess(t *testing.T) {
	for _, body := range []string{
		`{"error_description":"Internal failure, nothing was done"}`,
		`{"status":{"code":"error"},"dt":"2026-11-20T10:00:00+05:00"}`,
		`{"status":["error"],"dt":"x"}`,
		`{"error_code":1002,"dt":"x"}`,
	} {
		client := newClient(t, answering(200, body))
		answer, err := client.Partners.AddProduct(t.Context(), freedompay.AddPartnerProductRequest{
			RequestID: someID, ClientID: 1, Product: freedompay.PartnerProductRef{ProductID: freedompay.PartnerProductPOS},
		})
		if answer != nil || err == nil {
			t.Errorf("%s: %+v, %v", body, answer, err)
		}
	}
	client := newClient(t, answering(200, `{"error_code":0,"dt":"2026-11-20T10:00:00+05:00","client_id":1}`))
	if _, err := client.Partners.AddProduct(t.Context(), freedompay.AddPartnerProductRequest{
		RequestID: someID, ClientID: 1, Product: freedompay.PartnerProductRef{ProductID: freedompay.PartnerProductPOS},
	}); err != nil {
		t.Errorf("the page calls the status optional: %v", err)
	}
}

func TestTransportErrorsDoNotQuoteTheWire(t *testing.T) {
	const leak = `malformed HTTP response "{\"card_number\":\"4400430212345678\",\"otp\":\"482913\"}"`
	client := newClient(t, step(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("net/http: HTTP/1.x transport connection broken: " + leak + strings.Repeat("x", 1<<20))
	}))
	_, err := client.Cards.Info(t.Context(), "1")
	if err == nil || strings.Contains(err.Error(), "4400") || strings.Contains(err.Error(), "482913") || len(err.Error()) > 400 {
		t.Errorf("%.500v", err)
	}
	if !strings.Contains(err.Error(), "malformed HTTP response") {
		t.Errorf("%v does not say what was wrong", err)
	}
}

func TestTheCallsOwnSecretIsNotEchoed(t *testing.T) {
	client := newClient(t, answering(200, `{"status":"error","error_description":"otp 482913 is wrong"}`))
	_, err := client.GiftCards.Confirm(t.Context(), freedompay.ConfirmGiftCardRequest{OTP: freedompay.NewSecret("482913"), CardID: 1})
	failed, ok := errors.AsType[*freedompay.Error](err)
	if !ok || strings.Contains(err.Error(), "482913") || strings.Contains(failed.Description, "482913") {
		t.Errorf("%v", err)
	}
}

func TestASecondLoopOverOneWatchCountsForItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		client := newClient(t, answering(200, `{"status":"error","error_code":"12004"}`))
		states := client.Requests.Watch(ctx, uuid.UUID{15: 1})
		for range 2 {
			var last error
			for _, err := range states {
				last = err
			}
			if !errors.Is(last, freedompay.CodeRequestNotFound) {
				t.Errorf("%v", last)
			}
		}
	})
}

// An answer type of the caller gets the RequestID of its command, even if it also
// embeds a nil pointer.
func TestCallIdentifiesItsAnswerBesideANilPointer(t *testing.T) {
	type Note struct{ Text string }
	answer, err := freedompay.Call[struct {
		*Note
		freedompay.Result
	}](t.Context(), newClient(t, answering(200, accepted)), "/v5/card-api/card/close",
		freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"})
	if err != nil || answer.RequestID != someID {
		t.Errorf("%+v, %v", answer, err)
	}
}

// The name under which it embeds the type of the package does not matter.
func TestCallIdentifiesAnAnswerOfAnyName(t *testing.T) {
	type base struct{ freedompay.Result }
	client := newClient(t, answering(200, `{"status":"ok","error_description":"card 4400430212345678"}`))
	req := freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"}
	deeper, err := freedompay.Call[struct{ base }](t.Context(), client, "/v5/card-api/card/close", req)
	if err != nil || deeper.RequestID != someID || strings.Contains(deeper.ErrorDescription, "4400") {
		t.Errorf("within another: %+v, %v", deeper, err)
	}
}

// An answer may be of any kind that JSON reads an object into.
func TestCallReadsAnAnswerThatIsNoStruct(t *testing.T) {
	client := newClient(t, answering(200, `{"status":"ok","card_id":"5"}`))
	req := freedompay.CardInfoRequest{CardID: "5"}
	if answer, err := freedompay.Call[map[string]string](t.Context(), client, "/v5/card-api/card/info", req); err != nil || (*answer)["card_id"] != "5" {
		t.Errorf("a map: %v, %v", answer, err)
	}
	if answer, err := freedompay.Call[any](t.Context(), client, "/v5/card-api/card/info", req); err != nil || (*answer).(map[string]any)["card_id"] != "5" {
		t.Errorf("any: %v, %v", answer, err)
	}
	if answer, err := freedompay.Call[[]string](t.Context(), client, "/v5/card-api/card/info", req); err == nil {
		t.Errorf("a list: %v", answer)
	}
}

// Under an alias of lower case the answer could not be filled in: nothing is sent.
func TestCallRefusesAnAnswerThatItCannotFillIn(t *testing.T) {
	type alias = freedompay.Result
	req := freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"}
	_, err := freedompay.Call[struct{ alias }](t.Context(), newClient(t, playing(t)), "/v5/card-api/card/close", req)
	if !errors.Is(err, freedompay.ErrInvalidRequest) || !strings.Contains(err.Error(), "as alias") {
		t.Errorf("%v", err)
	}
}

// Answers whose page calls the status optional are accepted without one. They keep
// their RequestID, and present the bank's words as any other.
func TestAnswersWhoseStatusIsOptional(t *testing.T) {
	product := freedompay.PartnerProductRef{ProductID: freedompay.PartnerProductPOS}
	rate := freedompay.Rate{From: "USD", To: "KZT", Rate: freedompay.MustAmount("478.5")}
	for body, words := range map[string]string{
		`{"error_code":0,"dt":"2026-11-20T10:00:00+05:00"}`:           "",
		`{"status":"ok","error_description":"card 4400430212345678"}`: "card ****************",
	} {
		client := newClient(t, answering(200, body), freedompay.WithRules(freedompay.RulesOff))
		added, err := client.Partners.AddProduct(t.Context(), freedompay.AddPartnerProductRequest{RequestID: someID, ClientID: 1, Product: product})
		if err != nil || added.RequestID != someID || added.ErrorDescription != words {
			t.Errorf("a product, %s: %+v, %v", body, added, err)
		}
		company, err := client.Partners.AddClient(t.Context(), freedompay.AddPartnerClientRequest{RequestID: someID})
		if err != nil || company.RequestID != someID || company.ErrorDescription != words {
			t.Errorf("a company, %s: %+v, %v", body, company, err)
		}
		rated, err := client.Rates.Add(t.Context(), freedompay.AddRateRequest{RequestID: someID, Rate: rate})
		if err != nil || rated.RequestID != someID || rated.ErrorDescription != words {
			t.Errorf("a rate, %s: %+v, %v", body, rated, err)
		}
	}
	client := newClient(t, answering(200, `{"status":0}`))
	card, err := client.GiftCards.Confirm(t.Context(), freedompay.ConfirmGiftCardRequest{RequestID: someID, CardID: 1, OTP: freedompay.NewSecret("481516")})
	if err != nil || card.RequestID != someID {
		t.Errorf("a gift card: %+v, %v", card, err)
	}
}
