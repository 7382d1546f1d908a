package control_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
)

// plane is a control plane and its sandbox.
type plane struct {
	t       *testing.T
	sandbox *sandbox.Sandbox
	handler http.Handler
}

func newPlane(t *testing.T, partners ...string) *plane {
	t.Helper()
	config := sandbox.Config{Seed: 1, SettleAfter: time.Hour, Journal: 1000, JournalSize: 1 << 24}
	for _, id := range append(partners, "123456") {
		config.Partners = append(config.Partners, sandbox.Credentials{AuthID: id, Key: freedompay.NewSecret("key of " + id)})
	}
	s, err := sandbox.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return &plane{t, s, control.New(s)}
}

type object = map[string]any

// do calls the plane and returns the status and the answer.
func (p *plane) do(method, path, body string, header ...string) (int, object) {
	p.t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:8099/_bank/"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	var answer object
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		p.t.Fatalf("%s %s: %v: %s", method, path, err, w.Body)
	}
	return w.Code, answer
}

// must is do for what is answered with 200.
func (p *plane) must(method, path, body string) object {
	p.t.Helper()
	status, answer := p.do(method, path, body)
	if status != http.StatusOK {
		p.t.Fatalf("%s %s: %d %v", method, path, status, answer)
	}
	return answer
}

func TestMoneyMoves(t *testing.T) {
	p := newPlane(t)
	card := p.must("POST", "cards", "")["card_id"].(string)
	p.must("POST", "cards/"+card+"/fund", `{"amount":"1000.00"}`)
	p.must("POST", "cards/"+card+"/purchase", `{"amount":"150.50","merchant":"Shop","mcc":5814}`)
	held := p.must("POST", "cards/"+card+"/authorize", `{"amount":"100"}`)["transaction_id"].(string)
	account := p.must("GET", "cards/"+card, "")["accounts"].([]any)[0].(object)
	if account["balance"] != "849.50" || account["held"] != "100.00" || account["available"] != "749.50" {
		t.Errorf("the account is %v", account)
	}
	p.must("POST", "transactions/"+held+"/cancel", "")
	lines := p.must("GET", "cards/"+card+"/movements", "")["items"].([]any)
	if newest := lines[0].(object); len(lines) != 2 || newest["amount"] != "-150.50" || newest["balance"] != "849.50" {
		t.Errorf("the movements are %v", lines)
	}
	postings := p.must("GET", "postings?account="+account["account"].(string), "")
	if postings["total"] != 2.0 {
		t.Errorf("the postings are %v", postings)
	}
	if clean := p.must("GET", "audit", ""); clean["clean"] != true {
		t.Errorf("the audit says %v", clean)
	}
}

func TestSettling(t *testing.T) {
	p := newPlane(t)
	call := `{"operation":"Clients.Create","body":{"request_id":"b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12","product_id":1000,"client":{"phone":77010000001}}}`
	p.must("POST", "try", call)
	request := p.must("GET", "commands/b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12", "")
	if request["request_status"] != "process" || request["operation"] != "Clients.Create" {
		t.Errorf("the request is %v", request)
	}
	p.must("POST", "settling", `{"hold":true}`)
	p.must("POST", "clock", `{"advance":"24h"}`)
	if status, answer := p.do("POST", "clock", `{"advance":"2562000h"}`); status != http.StatusBadRequest || !p.sandbox.Clock.Now().After(time.Now()) {
		t.Errorf("the clock goes round to %v: %d %v", p.sandbox.Clock.Now(), status, answer)
	}
	if state := p.must("GET", "settling", ""); state["pending"] != 1.0 || state["hold"] != true {
		t.Errorf("held, and yet %v", state)
	}
	p.must("POST", "settling", `{"hold":false}`)
	request = p.must("GET", "commands/b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12", "")
	if request["request_status"] != "success" || request["client_id"] == nil {
		t.Errorf("after a day the request is %v", request)
	}
}

// A call that is tried with a mistake says what is wrong, and the journal has it.
func TestTry(t *testing.T) {
	p := newPlane(t)
	for mistake, says := range map[string]string{
		"key": "newline", "body": "newline", "path": "uri", "algorithm": "alg", "padding": "padding", "missing": "want one X-JWS-Signature header",
	} {
		answer := p.must("POST", "try", `{"operation":"GiftCards.List","mistake":"`+mistake+`"}`)
		call, _ := answer["call"].(object)
		signature, _ := call["signature"].(object)
		if text, _ := signature["explanation"].(string); signature["verdict"] != "wrong" || !strings.Contains(text, says) || answer["http_status"] != 401.0 {
			t.Errorf("%s: %v", mistake, answer)
		}
	}
	if answer := p.must("POST", "try", `{"operation":"GiftCards.List"}`); answer["http_status"] != 200.0 {
		t.Errorf("without a mistake: %v", answer)
	}
}

// Partners have books of their own, and the signature tells whose are meant.
func TestPartners(t *testing.T) {
	p := newPlane(t, "777")
	p.must("POST", "cards?partner=777", "")
	if mine, other := p.must("GET", "cards?partner=777", "")["total"], p.must("GET", "cards?partner=123456", "")["total"]; mine != 1.0 || other != 0.0 {
		t.Errorf("there are %v and %v cards", mine, other)
	}
	for _, id := range []string{"777", "123456"} {
		client, err := freedompay.New(id, freedompay.NewSecret("key of "+id), freedompay.WithBaseURL("http://127.0.0.1"),
			freedompay.WithHTTPClient(&http.Client{Transport: through{p.sandbox}}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.GiftCards.List(t.Context()); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	calls := p.must("GET", "calls", "")["items"].([]any)
	if newest := calls[0].(object); len(calls) != 2 || newest["auth_id"] != "123456" {
		t.Errorf("the journal is %v", calls)
	}
}

// through hands requests to the sandbox without a socket.
type through struct{ handler http.Handler }

func (h through) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

// Whatever the buttons of the page do, in whatever order: the books balance, and
// a snapshot restores.
func TestTenThousandActions(t *testing.T) {
	p := newPlane(t)
	random := rand.New(rand.NewPCG(7, 7))
	var cards, held []string
	pick := func(list []string) string {
		if len(list) == 0 {
			return "1"
		}
		return list[random.IntN(len(list))]
	}
	done := make(map[int]int)
	for range 10_000 {
		amount := fmt.Sprintf(`{"amount":"%d.%02d"}`, random.IntN(500), random.IntN(100))
		way := random.IntN(16)
		status, answer := 0, object(nil)
		switch way {
		case 0:
			status, answer = p.do("POST", "cards", "")
			if id, ok := answer["card_id"].(string); ok {
				cards = append(cards, id)
			}
		case 1, 2, 3:
			status, _ = p.do("POST", "cards/"+pick(cards)+"/fund", amount)
		case 4, 5:
			status, _ = p.do("POST", "cards/"+pick(cards)+"/purchase", amount)
		case 6:
			status, answer = p.do("POST", "cards/"+pick(cards)+"/authorize", amount)
			if id, ok := answer["transaction_id"].(string); ok {
				held = append(held, id)
			}
		case 7:
			status, _ = p.do("POST", "transactions/"+pick(held)+"/clear", "")
		case 8:
			status, _ = p.do("POST", "transactions/"+pick(held)+"/cancel", "")
		case 9:
			status, _ = p.do("POST", "settle", "")
		case 10:
			status, _ = p.do("POST", "clock", `{"advance":"1h"}`)
		case 11:
			status, _ = p.do("POST", "settling", fmt.Sprintf(`{"hold":%v}`, random.IntN(2) == 0))
		case 12:
			status, _ = p.do("POST", "faults", `{"do":"drop after the work","times":1}`)
		default:
			operation := []string{"Transactions.Create", "Cards.Block", "Cards.Unblock", "Clients.Create", "GiftCards.Issue", "Transactions.Refund"}[random.IntN(6)]
			body := fmt.Sprintf(`{"request_id":"00000000-0000-4000-8000-%012d","product_id":1000,"client":{"phone":77010000001},"order_id":"1","card_id":%q,"transaction_id":%q,`+
				`"type":"debit","amount":%d.5,"currency":"KZT","block_code":"10","description":"x","cardholder_name":"A","phone":77010000001,"product_code":101}`,
				random.IntN(2000), pick(cards), pick(held), random.IntN(300))
			status, _ = p.do("POST", "try", fmt.Sprintf(`{"operation":%q,"body":%s}`, operation, body))
		}
		if status == http.StatusOK {
			done[way]++
		}
		if status != http.StatusOK && status != http.StatusConflict {
			t.Fatalf("way %d: %d %v", way, status, answer)
		}
	}
	for way := range 14 {
		if done[way] < 20 {
			t.Errorf("way %d was done %d times only", way, done[way])
		}
	}
	if clean := p.must("GET", "audit", ""); clean["clean"] != true {
		t.Errorf("the audit says %v", clean)
	}
	r := httptest.NewRequest("GET", "http://127.0.0.1:8099/_bank/snapshot", nil)
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	p.must("POST", "reset", "")
	if total := p.must("GET", "cards", "")["total"]; total != 0.0 {
		t.Errorf("after a reset there are %v cards", total)
	}
	p.must("POST", "restore", w.Body.String())
	if total := p.must("GET", "cards", "")["total"]; total != float64(len(cards)) {
		t.Errorf("restored there are %v cards, want %d", total, len(cards))
	}
	if clean := p.must("GET", "audit", ""); clean["clean"] != true {
		t.Errorf("restored, the audit says %v", clean)
	}
}

// A reset puts back all that a tester has changed, also the clock.
func TestReset(t *testing.T) {
	p := newPlane(t)
	p.must("POST", "clock", `{"advance":"24h"}`)
	p.must("POST", "settling", `{"hold":true,"after":"5s"}`)
	p.must("POST", "faults", `{"do":"503"}`)
	p.must("POST", "reset", "")
	if ahead := p.must("GET", "clock", "")["ahead"]; ahead != "0s" {
		t.Errorf("the clock is ahead by %v", ahead)
	}
	if state := p.must("GET", "settling", ""); state["hold"] != false || state["after"] != "1h0m0s" {
		t.Errorf("settling is %v", state)
	}
	if faults := p.must("GET", "faults", "")["items"].([]any); len(faults) != 0 {
		t.Errorf("the faults are %v", faults)
	}
}

// The language is the first of the browser's that there is.
func TestLanguage(t *testing.T) {
	for accepted, want := range map[string]string{
		"": "en", "*": "en", "de": "en", "en-US,en;q=0.9,ru;q=0.8": "en", "ru": "ru", "RU-ru,en": "ru", "de, ru;q=0.5": "ru",
		"kk": "ru", "kk-KZ,en;q=0.5": "ru", "ky": "ru", "uz-Latn-UZ": "ru", "rue": "en",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", accepted)
		if got := control.Language(r); got != want {
			t.Errorf("%s: %s, want %s", accepted, got, want)
		}
	}
}

// The description names every route with its arguments and members.
func TestOpenAPI(t *testing.T) {
	text, err := json.Marshal(control.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"/_bank/cards/{id}/purchase"`, `"without_3ds"`, `"/_bank/restore"`, `"in":"path"`, `"securitySchemes"`,
		`"body":{"description":"The request, an object.","type":"object"}`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("it has no %s", want)
		}
	}
}
