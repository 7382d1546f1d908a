package control_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
)

// A refusal says where the trouble is, what it is and what to do, for those who
// write no Go, in English and in Russian.
func TestRefusals(t *testing.T) {
	p := newPlane(t)
	card := p.must("POST", "cards", "")["card_id"].(string)
	blocked := p.must("POST", "cards", "")["card_id"].(string)
	p.must("POST", "try", `{"operation":"Cards.Block","body":{"request_id":"b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12","card_id":"`+blocked+`","block_code":"20","description":"x"}}`)
	p.must("POST", "settle", "")
	other := p.must("POST", "cards", "")["card_id"].(string)
	p.must("POST", "cards/"+other+"/fund", `{"amount":"10"}`)
	paid := p.must("POST", "cards/"+other+"/purchase", `{"amount":"10"}`)["transaction_id"].(string)
	p.must("POST", "wallets", `{"identifier":"there"}`)
	snapshot, err := json.Marshal(p.must("GET", "snapshot", ""))
	if err != nil {
		t.Fatal(err)
	}
	torn := strings.Replace(string(snapshot), other, card, 1)
	for _, tt := range []struct {
		method, path, body string
		status             int
		says               string
	}{
		{"GET", "cards/1", "", 404, "no card"},
		{"GET", "wallets/1", "", 404, "no wallet"},
		{"GET", "commands/1", "", 404, "no command"},
		{"GET", "calls/99", "", 404, "no call"},
		{"GET", "nothing", "", 404, "openapi.json"},
		{"PUT", "reset", "", 404, "openapi.json"},
		{"GET", "cards?partner=999", "", 404, "no partner"},
		{"POST", "cards/" + card + "/fund", `{"amount":"1","curency":"KZT"}`, 400, "curency: there is no such member; there are amount, currency"},
		{"POST", "cards/" + card + "/fund", `{"amount":5}`, 400, "amount: this is a number, and a text is wanted; put it in quotes"},
		{"POST", "cards/" + card + "/purchase", `{"amount":"5","mcc":5.5}`, 400, "mcc: this is a number, and a whole number is wanted"},
		{"POST", "cards/" + card + "/purchase", `{"amount":"5","online":"yes"}`, 400, "online: this is a text, and true or false is wanted"},
		{"POST", "cards/" + card + "/fund", `[]`, 400, "the body is an array"},
		{"POST", "cards/" + card + "/fund", `{"amount":"1",}`, 400, "the body is no JSON: look at byte 15"},
		{"POST", "cards/" + card + "/fund", `{"amount":"1"`, 400, "the body ends before its JSON does"},
		{"POST", "cards/" + card + "/fund", `{"amount":"1"}{}`, 400, "goes on"},
		{"POST", "cards/" + card + "/fund", `{"amount":"-1"}`, 409, `amount: "-1" is not a sum`},
		{"POST", "cards/" + card + "/fund", `{"amount":"1.005"}`, 409, `amount: "1.005" is not a sum`},
		{"POST", "cards/" + card + "/fund", `{"amount":"0"}`, 409, "amount: 0 is not above zero"},
		{"POST", "cards/" + card + "/fund", `{"amount":"1","currency":"EUR"}`, 409, "currency: the card has no account in EUR"},
		{"POST", "cards/1/fund", `{"amount":"1"}`, 409, "no card with this card_id"},
		{"POST", "cards", `{"client_id":"1"}`, 409, "client_id: there is no client"},
		{"POST", "cards/" + blocked + "/authorize", `{"amount":"1"}`, 409, "its status is 20; activate or unblock it first"},
		{"POST", "transactions/1/clear", "", 409, "no transaction 1"},
		{"POST", "transactions/" + paid + "/cancel", "", 409, "holds no money"},
		{"POST", "wallets", `{"identifier":""}`, 409, "identifier: it is empty"},
		{"POST", "wallets", `{"identifier":"w","currency":"tenge"}`, 409, "currency: write three capital letters"},
		{"POST", "wallets", `{"identifier":"there"}`, 409, "a wallet with this identifier already"},
		{"POST", "wallets/1/pay", `{"amount":"1"}`, 409, "no wallet with this identifier"},
		{"POST", "wallets/there/pay", `{"amount":"1"}`, 409, "not so much money"},
		{"POST", "cards/" + card + "/purchase", `{"amount":"1"}`, 409, "amount: there is not so much money available"},
		{"POST", "faults", `{"do":"explode"}`, 400, "explode"},
		{"POST", "faults", `{"do":"503","on":"Cards.Isue"}`, 400, "Cards.Isue"},
		{"POST", "faults", `{"do":"refuse the connection"}`, 400, "stop it"},
		{"POST", "faults", `{"do":"delay after the work"}`, 400, "needs one, such as 2s"},
		{"POST", "faults", `{"do":"refuse"}`, 400, "code: a refusal needs a code"},
		{"POST", "faults", `{"do":"deliver late"}`, 400, "delay:"},
		{"POST", "faults", `{"do":"503","times":-1}`, 400, "below zero"},
		{"POST", "faults", `{"do":"503","probability":2}`, 400, "probability: 2 is not"},
		{"POST", "faults", `{"do":"block the answer","status":200}`, 400, "status: 200 is not"},
		{"POST", "faults", `{"do":"block the answer","json":"{"}`, 400, "json: this is no JSON"},
		{"POST", "faults", `{"do":"deliver repeatedly","copies":1}`, 400, "copies: 1 is not"},
		{"POST", "settling", `{"after":"soon"}`, 400, "duration"},
		{"POST", "clock", `{"advance":"-1h"}`, 400, "duration"},
		{"POST", "clock", `{"advance":"900000h"}`, 400, "ten years at most"},
		{"POST", "restore", `{"kind":"else"}`, 400, "kind: the file is no snapshot"},
		{"POST", "restore", `[]`, 400, "the file is torn"},
		{"POST", "restore", torn, 400, "sha256: the file was changed"},
		{"POST", "try", `{"operation":"Cards.Isue"}`, 400, `no operation "Cards.Isue"`},
		{"POST", "try", `{"operation":"GiftCards.List","mistake":"x"}`, 400, `no mistake "x"; write key, body, `},
	} {
		status, answer := p.do(tt.method, tt.path, tt.body)
		text, _ := answer["error"].(string)
		if status != tt.status || !strings.Contains(text, tt.says) || regexp.MustCompile(`freedompaytest|Go |json: (cannot|unknown|invalid)|unmarshal|0x`).MatchString(text) {
			t.Errorf("%s %s %s: %d %v", tt.method, tt.path, tt.body, status, answer)
		}
		_, answer = p.do(tt.method, tt.path, tt.body, "Accept-Language", "ru")
		if text, _ := answer["error"].(string); !regexp.MustCompile(`[а-я]{3}`).MatchString(text) || strings.Contains(text, "%!") {
			t.Errorf("%s %s %s in Russian: %s", tt.method, tt.path, tt.body, text)
		}
	}
}

// What was done is said in a sentence, and of faults until when.
func TestWhatWasDoneIsSaid(t *testing.T) {
	p := newPlane(t)
	card := p.must("POST", "cards", "")["card_id"].(string)
	p.must("POST", "wallets", `{"identifier":"w"}`)
	for _, tt := range []struct{ path, body, english, russian string }{
		{"faults", `{"do":"drop after the work","on":"Cards.Issue","times":1}`,
			"The next call of Cards.Issue: the work is done and the answer is lost.", "Следующий вызов Cards.Issue: запрос исполняется, ответ теряется."},
		{"faults", `{"do":"503","times":3}`, "The next 3 calls: HTTP 503, and nothing is done.", "Следующие вызовы (3): HTTP 503, ничего не исполняется."},
		{"faults", `{"do":"delay after the work","delay":"3s","probability":0.5}`,
			"Every call: the work is done and the answer comes 3 s later, with a probability of 0.5. This ends when the faults are cleared.",
			"Каждый вызов: запрос исполняется, ответ приходит через 3 с, с вероятностью 0.5. Так будет, пока сбои не убраны."},
		{"faults", `{"do":"refuse","code":"9999","times":1,"after_work":true}`,
			"The next call: refused with code 9999, after the work is done.", "Следующий вызов: отказ с кодом 9999 после исполнения."},
		{"cards/" + card + "/fund", `{"amount":"100.50"}`, "100.50 KZT was put on the card.", "Карта пополнена на 100.50 KZT."},
		{"settling", `{"hold":true}`, "Settling is held: commands stay in process until it goes on.", "Исполнение приостановлено: команды ждут в очереди, пока его не продолжат."},
		{"settling", `{"hold":false,"after":"100ms"}`, "Settling goes on: a command settles 100 ms after it is accepted.", "Исполнение идёт: команда исполняется через 100 мс после приёма."},
		{"wallets/w/top-up", `{"amount":"5"}`, "5 KZT was put into the wallet.", "Кошелёк пополнен на 5 KZT."},
		{"wallets/w/pay", `{"amount":"1"}`, "1 KZT was paid from the wallet.", "Из кошелька оплачено 1 KZT."},
		{"settle", ``, "No command was waiting.", "В очереди нет команд."},
		{"faults", `{"do":"503","times":1,"on":"*"}`, "The next call: HTTP 503, and nothing is done.", "Следующий вызов: HTTP 503, ничего не исполняется."},
		{"reset", ``, "Everything is as at the beginning, also the clock, settling and faults, and the journal of calls is empty.",
			"Всё как в начале, в том числе часы, исполнение и сбои; журнал вызовов пуст."},
	} {
		if done := p.must("POST", tt.path, tt.body)["done"]; done != tt.english {
			t.Errorf("%s %s: %v", tt.path, tt.body, done)
		}
		if _, answer := p.do("POST", tt.path, tt.body, "Cookie", "lang=ru"); answer["done"] != tt.russian {
			t.Errorf("%s %s in Russian: %v", tt.path, tt.body, answer["done"])
		}
	}
}

// Every way of failing has its words in both languages.
func TestFaultsHaveWords(t *testing.T) {
	for _, way := range control.Ways() {
		english := control.FaultSentence("en", freedompaytest.Fault{Do: way, Times: 1})
		russian := control.FaultSentence("ru", freedompaytest.Fault{Do: way, Times: 1})
		_, effect, _ := strings.Cut(russian, ": ")
		if strings.Contains(english, "%!") || strings.Contains(russian, "%!") || !regexp.MustCompile("[а-я]{3}").MatchString(effect) {
			t.Errorf("%s: %q, %q", way, english, russian)
		}
		if strings.HasPrefix(english, "The next call: HTTP ") && !regexp.MustCompile("^[0-9]{3}$").MatchString(string(way)) {
			t.Errorf("%s: %q", way, english)
		}
	}
}

// A tried call that the bank refuses says so beside its answer.
func TestTrySaysWhatBecameOfIt(t *testing.T) {
	p := newPlane(t)
	card := p.must("POST", "cards", "")["card_id"].(string)
	block := `{"operation":"Cards.Block","body":{"request_id":"b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12","card_id":"` + card + `","block_code":"20","description":"x"}}`
	if done := p.must("POST", "try", block)["done"]; done != "Cards.Block was accepted. What it changes is seen when the command has settled." {
		t.Errorf("%v", done)
	}
	if failed, _ := p.must("POST", "try", block)["failed"].(string); !strings.HasPrefix(failed, "Cards.Block was refused: 12002 ") {
		t.Errorf("%v", failed)
	}
	if done := p.must("POST", "try", `{"operation":"GiftCards.Issue","body":{"cardholder_name":"A","phone":77010000001,"product_code":101}}`)["done"]; done != "GiftCards.Issue was done." {
		t.Errorf("%v", done)
	}
	if _, answer := p.do("POST", "try", `{"operation":"Cards.Info","body":{"card_id":"1"}}`, "Accept-Language", "ru"); answer["failed"] != "Cards.Info: отказ, 12006 такой карты нет" {
		t.Errorf("%v", answer["failed"])
	}
	if failed, _ := p.must("POST", "try", `{"operation":"GiftCards.Confirm","body":{"otp":"000000"}}`)["failed"].(string); failed != "GiftCards.Confirm was refused: -8" {
		t.Errorf("%v", failed)
	}
	p.must("POST", "faults", `{"do":"drop after the work","times":1}`)
	if failed, _ := p.must("POST", "try", `{"operation":"GiftCards.List"}`)["failed"].(string); !strings.Contains(failed, "no answer arrived") {
		t.Errorf("%v", failed)
	}
	for way, says := range map[string]string{"truncated JSON": "no JSON", "empty body": "no JSON", "503": "HTTP 503", "drop halfway through the answer": "no whole answer"} {
		p.must("POST", "faults", `{"do":"`+way+`","times":1}`)
		if failed, _ := p.must("POST", "try", `{"operation":"GiftCards.List"}`)["failed"].(string); !strings.Contains(failed, says) {
			t.Errorf("%s: %q", way, failed)
		}
	}
}
