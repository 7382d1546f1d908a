package outage_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// Anything but an answer of the bank gives an error, which shows nothing of it.
func TestAnswersThatAreNotTheBanks(t *testing.T) {
	const html = "<!DOCTYPE html><html><body>quagga 4400430212345678</body></html>"
	for _, test := range []struct {
		name        string
		status      int
		body        string
		want        string // a part of the message
		unavailable bool
		refused     bool // by a router: the bank has not seen it
	}{
		{"HTML as a success", 200, html, "it looks like HTML", false, false},
		{"HTML, forbidden", 403, html, "it looks like HTML, as a proxy would send (HTTP 403)", false, false},
		{"HTML, not found", 404, html, "it looks like HTML, as a proxy would send (HTTP 404)", false, true},
		{"HTML, bad gateway", 502, html, "it looks like HTML, as a proxy would send (HTTP 502)", true, false},
		{"HTML after spaces", 200, "\r\n\t " + html, "it looks like HTML", false, false},
		{"too many requests", 429, "quagga", "it is not JSON (HTTP 429)", true, false},
		{"time-out of a proxy", 408, "quagga", "it is not JSON (HTTP 408)", true, false},
		{"nothing, unavailable", 503, "", "it is empty (HTTP 503)", true, false},
		{"no status", 200, `{"message":null}`, "it has no status that the contract knows", false, false},
		{"no status but words", 200, `{"message":"quagga"}`, "it has no status that the contract knows", false, false},
		{"unknown status", 200, `{"status":"quagga"}`, "it has no status that the contract knows", false, false},
		{"status null", 200, `{"status":null}`, "it has no status that the contract knows", false, false},
		{"status an object", 200, `{"status":{"quagga":1}}`, "it has no status that the contract knows", false, false},
		{"positive status", 200, `{"status":1}`, "it has no status that the contract knows", false, false},
		{"empty object", 200, `{}`, "it has no status that the contract knows", false, false},
		{"empty", 200, "", "it is empty", false, false},
		{"spaces", 200, " \n", "it is empty", false, false},
		{"no content", 204, "", "it is empty (HTTP 204)", false, false},
		{"null", 200, "null", "it has no status that the contract knows", false, false},
		{"array", 200, `["quagga"]`, "it is JSON but not an object", false, false},
		{"empty array", 200, `[]`, "it is JSON but not an object", false, false},
		{"text", 200, `"quagga"`, "it is JSON but not an object", false, false},
		{"number", 200, `4400430212345678`, "it is JSON but not an object", false, false},
		{"truncated", 200, `{"status":"ok","quagga":"4400430212345678`, "its JSON is broken off or malformed", false, false},
		{"truncated before its status", 200, `{"quagga":"44004302123`, "its JSON is broken off or malformed", false, false},
		{"two objects", 200, `{"status":"ok"}{"quagga":1}`, "its JSON is broken off or malformed", false, false},
		{"plain words", 200, "quagga 4400430212345678", "it is not JSON", false, false},
		{"bytes", 200, "\x1f\x8b\x00quagga", "it is not JSON", false, false},
		{"accepted in a forbidden answer", 403, accepted, "the HTTP status refuses, and the answer has no code of the bank: a proxy may have sent it (HTTP 403)", false, false},
		{"accepted in the answer of a bank that failed", 500, accepted, "(HTTP 500)", true, false},
		{"accepted under a status of no class", 199, accepted, "the answer says accepted, its HTTP status does not (HTTP 199)", false, false},
		{"accepted in a broken gateway's answer", 502, accepted, "(HTTP 502)", true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			client := newClient(t, answering(test.status, test.body))
			check := func(kind string, none bool, err error, id uuid.UUID, unknown bool) {
				t.Helper()
				failed, ok := errors.AsType[*freedompay.Error](err)
				if !none || !ok {
					t.Fatalf("%s: answered %t, error %v", kind, !none, err)
				}
				if failed.HTTPStatus != test.status || failed.RequestID != id || failed.Code != "" || failed.Description != "" {
					t.Errorf("%s: %+v", kind, failed)
				}
				if !strings.Contains(err.Error(), test.want) {
					t.Errorf("%s:\n got %s\nwant %s", kind, err, test.want)
				}
				said := strings.ReplaceAll(err.Error(), failed.RequestID.String(), "")
				if strings.Contains(said, "quagga") || strings.Contains(said, "4400") || strings.Contains(said, "message") {
					t.Errorf("%s shows what was answered: %s", kind, err)
				}
				if errors.Is(err, freedompay.ErrUnavailable) != (test.unavailable && !unknown) || errors.Is(err, freedompay.ErrOutcomeUnknown) != unknown {
					t.Errorf("%s: unavailable %t, outcome unknown %t", kind, errors.Is(err, freedompay.ErrUnavailable), errors.Is(err, freedompay.ErrOutcomeUnknown))
				}
			}
			info, err := client.Cards.Info(t.Context(), "1")
			check("query", info == nil, err, uuid.Nil, false)
			state, err := client.Requests.Status(t.Context(), someID)
			check("query of a request", state == nil, err, someID, false)
			result, err := client.Cards.Unblock(t.Context(), freedompay.UnblockCardRequest{RequestID: someID, CardID: "1", Description: "x"})
			check("command", result == nil, err, someID, !test.refused)
			answer, err := freedompay.Call[struct{ Status any }](t.Context(), client, "/v5/a", struct{}{})
			check("call", answer == nil, err, headerIDOf(t, err), !test.refused)
		})
	}
}

// An answer of any status may break off, and why is told without what was read.
func TestAnAnswerThatBreaksOff(t *testing.T) {
	for _, status := range []int{200, 400, 503} {
		_, err := newClient(t, step(func(req *http.Request) (*http.Response, error) {
			body := readerFunc(func([]byte) (int, error) { return 0, errors.New("malformed chunk: 4400430212345678") })
			return &http.Response{StatusCode: status, Header: http.Header{}, ContentLength: -1, Body: io.NopCloser(body), Request: req}, nil
		})).Cards.Info(t.Context(), "1")
		if err == nil || !strings.Contains(err.Error(), "answer broke off") || strings.Contains(err.Error(), "4400430212345678") {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestAcceptedInEveryDialect(t *testing.T) {
	for _, body := range []string{
		`{"status":"ok"}`, `{"status":"OK"}`, `{"status":0}`, `{"status":"0"}`, " {\"status\":\"ok\"}\r\n",
		`{"status":"ok","request_status":"success","error_code":0,"unknown":[{}]}`, `{"status":"ok","request_status":"process","dt":1710003845}`,
		`{"status":"ok","request_status":1}`, `{"status":"ok","error_code":987654}`, `{"status":"ok","error_code":12011}`, `{"status":"ok","error_code":null,"error_description":null}`,
	} {
		client := newClient(t, answering(200, body))
		result, err := client.Cards.Unblock(t.Context(), freedompay.UnblockCardRequest{RequestID: someID, CardID: "1", Description: "x"})
		if err != nil || result == nil || result.RequestID != someID {
			t.Errorf("%s: %v, %v", body, result, err)
		}
	}
}

func TestRefusalsOfEveryDialect(t *testing.T) {
	const op = "freedompay: /v5/card-api/card/unblock 828cf71d-a447-4a67-a149-c1df8bc197ca: "
	for _, test := range []struct {
		name, body string
		code       freedompay.ErrorCode
		class      error
		words      string // the Description
		message    string
	}{
		{"Card API", `{"status":"error","error_code":"12006"}`, freedompay.CodeCardNotFound, freedompay.ErrNotFound, "", op + "12006: card with the specified identifier not found"},
		{"Card API, a number", `{"status":"error","error_code":12002,"error_description":"seen"}`, freedompay.CodeDuplicateRequest, freedompay.ErrDuplicate, "seen", op + `the RequestID was used before, or something between here and the bank has repeated the call: 12002: non-unique request identifier: "seen"`},
		{"Card API, later", `{"status":"error","error_code":9999}`, freedompay.CodeSystemError, freedompay.ErrOutcomeUnknown, "", op + "outcome unknown: 9999: system error, please retry the request later"},
		{"Card API, a failed request", `{"status":"ok","request_status":"error","error_code":12011}`, freedompay.CodeCardClosed, freedompay.ErrRequestFailed, "", op + "the bank could not carry out the request: 12011: card is already closed"},
		{"gift cards", `{"status":-7}`, freedompay.CodeGiftCardNotFound, freedompay.ErrNotFound, "", op + "-7: card id invalid or not found"},
		{"gift cards, a text", `{"status":"-10","error_description":"x"}`, freedompay.CodeGiftActivated, nil, "x", op + `-10: card is already activated: "x"`},
		{"partner", `{"status":"error","error_code":"1004"}`, freedompay.CodeWalletNotFound, freedompay.ErrNotFound, "", op + "1004: wallet with this identifier not found"},
		{"partner, a number", `{"status":"ERROR","error_code":1002}`, freedompay.CodeWalletDuplicateRequest, freedompay.ErrDuplicate, "", op + "1002: request identifier is not unique"},
		{"an unknown code", `{"status":"error","error_code":"E-17","error_description":" two\n words "}`, "E-17", nil, "two words", op + `E-17: "two words"`},
		{"no code", `{"status":"error","error_description":"no"}`, "", nil, "no", op + `"no"`},
		{"no words either", `{"status":"error"}`, "", nil, "", op + "refused without a code or a reason"},
		{"odd members besides", `{"status":"error","error_code":12006,"request_status":{},"dt":[1],"client_id":7}`, freedompay.CodeCardNotFound, freedompay.ErrNotFound, "", op + "12006: card with the specified identifier not found"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for status, suffix := range map[int]string{200: "", 400: " (HTTP 400)"} {
				if status == 400 && errors.Is(test.class, freedompay.ErrRequestFailed) {
					continue // accepted there, it is no answer of the bank
				}
				bank := step(func(req *http.Request) (*http.Response, error) {
					_, _ = io.Copy(io.Discard, req.Body)
					if strings.HasSuffix(req.URL.Path, "/request/status") {
						return notKnown(req)
					}
					return says(status, test.body)(req)
				})
				client := newClient(t, bank, freedompay.WithPoll(freedompay.Backoff{Min: 1, Max: 1}))
				result, err := client.Cards.Unblock(t.Context(), freedompay.UnblockCardRequest{RequestID: someID, CardID: "1", Description: "x"})
				message := test.message
				if known := strings.HasPrefix(string(test.code), "12"); status == 400 && !known && !errors.Is(test.class, freedompay.ErrOutcomeUnknown) {
					const ofAnother = "the HTTP status refuses, and the answer has no code of the bank: a proxy may have sent it"
					message = strings.TrimSuffix(op+ofAnother+": "+strings.TrimPrefix(test.message, op), ": refused without a code or a reason")
				}
				failed, ok := errors.AsType[*freedompay.Error](err)
				if result != nil || !ok {
					t.Fatalf("result %v, error %v", result, err)
				}
				if failed.Code != test.code || failed.Description != test.words || failed.HTTPStatus != status || failed.RequestID != someID {
					t.Errorf("%+v", failed)
				}
				if err.Error() != message+suffix {
					t.Errorf("\n got %s\nwant %s", err, message+suffix)
				}
				if test.code != "" && !errors.Is(err, test.code) || test.class != nil && !errors.Is(err, test.class) {
					t.Errorf("%v is not %v or not %v", err, test.code, test.class)
				}
			}
		})
	}
}

func TestCardNumbersInTheBanksWordsAreMasked(t *testing.T) {
	for words, want := range map[string]string{
		"card 4400430212345678 is blocked":   "card **************** is blocked",
		"4400 4302 1234 5678":                "**** **** **** ****",
		"4400-4302-1234-5678.":               "****-****-****-****.",
		"pan=4400430212345678,cvv=123":       "pan=****************,cvv=123",
		"<4400430212345678901>":              "<*******************>",
		"a\t4400\u00a04302\n1234 5678":       "a **** **** **** ****",
		"123456789012 and 12345678901":       "************ and 12345678901",
		"limit 1500000 on 2024-03-09":        "limit 1500000 on 2024-03-09",
		"phone 77001234567, code 12006":      "phone 77001234567, code 12006",
		"карта 4400430212345678 \u2028 ж":    "карта **************** ж",
		strings.Repeat("ab ", 200):           strings.TrimSpace(strings.Repeat("ab ", 100)),
		strings.Repeat("a", 299) + "ж" + "b": strings.Repeat("a", 299) + "?",
	} {
		text, err := json.Marshal(words)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range []string{``, `,"error_code":"E-17"`} {
			client := newClient(t, answering(200, `{"status":"error","error_description":`+string(text)+code+`}`))
			_, err := client.Cards.Info(t.Context(), "1")
			failed, ok := errors.AsType[*freedompay.Error](err)
			if !ok || failed.Description != want {
				t.Errorf("%q is presented as %v, want %q", words, err, want)
			}
			if strings.Contains(err.Error(), "4302") || !strings.Contains(err.Error(), strconv.Quote(want)) {
				t.Errorf("the message is %s, want %q in it", err, want)
			}
		}
	}
}

// A message never contains a card number, a line break or a whole body, even if
// the bank's code does.
func TestNoCodeOrWordsSpillIntoTheMessage(t *testing.T) {
	const pan = "4400430212345678"
	bodies := []string{
		`{"status":"error","error_code":"` + pan + `"}`, `{"status":"error","error_code":` + pan + `}`, `{"status":-` + pan + `}`,
		`{"status":"error","error_code":"card ` + pan + `\n<b>"}`, `{"status":"error","error_code":"` + strings.Repeat("x", 5000) + `"}`,
	}
	for length := 280; length < 300; length++ { // where the words are cut off, within the number
		bodies = append(bodies, `{"status":"error","error_description":"`+strings.Repeat("x", length)+pan+`"}`)
	}
	for _, body := range bodies {
		_, err := newClient(t, answering(200, body)).Cards.Info(t.Context(), "1")
		if err == nil || strings.Contains(err.Error(), pan[:8]) || strings.ContainsAny(err.Error(), "\n\r") || len(err.Error()) > 500 {
			t.Errorf("%.300s... gives %.400v", body, err)
		}
	}
}

// The state of a failed request has the bank's description, masked as in an error.
// So has a type of the caller that embeds the state.
func TestTheStateOfARequestPresentsTheBanksWords(t *testing.T) {
	const answer = `{"status":"ok","request_status":"error","error_code":"4400430212345678","error_description":"card 4400430212345678\nis blocked"}`
	client := newClient(t, answering(200, answer))
	state, err := client.Requests.Status(t.Context(), uuid.UUID{1})
	if err != nil {
		t.Fatal(err)
	}
	wallet, err := client.Wallets.RequestStatus(t.Context(), uuid.UUID{1})
	if err != nil {
		t.Fatal(err)
	}
	partner, err := client.Partners.RequestStatus(t.Context(), uuid.UUID{1})
	if err != nil {
		t.Fatal(err)
	}
	own, err := freedompay.Call[struct {
		*freedompay.RequestState
	}](t.Context(), client, "/v5/card-api/request/status", struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	if partner.ErrorDescription != "card **************** is blocked" || partner.ErrorCode != "****************" {
		t.Errorf("partners: %q, %q", partner.ErrorCode, partner.ErrorDescription)
	}
	for name, envelope := range map[string]freedompay.Envelope{"cards": state.Envelope, "wallets": wallet.Envelope, "own": own.Envelope} {
		if envelope.ErrorDescription != "card **************** is blocked" || envelope.ErrorCode != "****************" {
			t.Errorf("%s: %q, %q", name, envelope.ErrorCode, envelope.ErrorDescription)
		}
	}
	type Note struct{ Text string }
	half, err := freedompay.Call[struct {
		freedompay.RequestState
		*Note // nil: no member of the answer is in it
	}](t.Context(), client, "/v5/card-api/request/status", struct{}{})
	if err != nil || half.ErrorDescription != "card **************** is blocked" {
		t.Errorf("beside a nil pointer: %v, %v", half, err)
	}
	_, err = client.Requests.Wait(t.Context(), uuid.UUID{1})
	if !errors.Is(err, freedompay.ErrRequestFailed) || strings.Contains(err.Error(), "4400") {
		t.Errorf("Wait returns %v", err)
	}
}

// A secret of the request is removed from the bank's description and code, in an
// accepted answer too, and also where the description is cut.
func TestTheCallsOwnSecretIsTakenOutOfTheBanksWords(t *testing.T) {
	long := strings.Repeat("Qab+x/", 57) + "=="
	for _, test := range []struct{ pin, words, code, want string }{
		{"c1pher/ab==", "PIN c1pher/ab== stored", "", "PIN [redacted] stored"},
		{long, "PIN " + long + " stored", "", "PIN [redacted] stored"},
		{"a1b2c3d4e5f6123456789012345abc", "PIN a1b2c3d4e5f6123456789012345abc stored", "", "PIN [redacted] stored"},
		{"c1pher  ab==", "PIN c1pher  ab== stored", "", "PIN [redacted] stored"},
		{"c1pher/ab==", strings.Repeat("x ", 146) + "c1pher/ab==", "", "x x [redact"},
		{"c1pher/ab==", "", "bad c1pher/ab==", "bad [redacted]"},
	} {
		for _, status := range []string{"ok", "error"} {
			text, err := json.Marshal(map[string]string{"status": status, "error_description": test.words, "error_code": test.code})
			if err != nil {
				t.Fatal(err)
			}
			answer, err := newClient(t, answering(200, string(text))).Cards.SetPIN(t.Context(), freedompay.SetPINRequest{CardID: "1", PIN: freedompay.NewSecret(test.pin)})
			said := fmt.Sprintf("%+v %v", answer, err)
			if !strings.Contains(said, test.want) || strings.Contains(said, test.pin[:4]) {
				t.Errorf("%s: %s, want %q", status, said, test.want)
			}
		}
	}
}

// A one-time password is short: it may be a part of another number.
func TestAPasswordWithinOtherDigits(t *testing.T) {
	for _, test := range []struct{ otp, answer, want string }{
		{"4321", `"error_description":"OTP 4321 expired"`, `"OTP [redacted] expired"`},
		{"5678", `"error_description":"card 4400430212345678"`, `"card ****************"`},
		{"4321", `"error_code":"4321"`, "[redacted]"},
		{"12006", `"error_code":"12006"`, "12006"},
	} {
		client := newClient(t, answering(200, `{"status":"error",`+test.answer+`}`))
		_, err := client.GiftCards.Confirm(t.Context(), freedompay.ConfirmGiftCardRequest{CardID: 1, OTP: freedompay.NewSecret(test.otp)})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s with the password %s: %v, want %s", test.answer, test.otp, err, test.want)
		}
	}
}
