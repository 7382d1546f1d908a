package outage_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

var anyID = uuid.MustParse("828cf71d-a447-4a67-a149-c1df8bc197ca")

// given is a transport that gives one answer.
type given struct {
	status         int
	encoding, body string
	asked          int
}

func answer(status int, body string) *given { return &given{status: status, body: body} }

func (g *given) RoundTrip(req *http.Request) (*http.Response, error) {
	g.asked++
	header := http.Header{}
	if g.encoding != "" {
		header.Set("Content-Encoding", g.encoding)
	}
	body := io.NopCloser(strings.NewReader(g.body))
	return &http.Response{StatusCode: g.status, Header: header, ContentLength: int64(len(g.body)), Body: body, Request: req}, nil
}

// counting counts what is asked of a transport.
type counting struct {
	from  http.RoundTripper
	asked int
}

func (c *counting) RoundTrip(req *http.Request) (*http.Response, error) {
	c.asked++
	return c.from.RoundTrip(req)
}

// large is a member that makes an answer too large to be read at once.
var large = `"pad":"` + strings.Repeat("x", 40_000) + `",`

// sizes gives an answer as it is, and so large that it is read in pieces.
func sizes(answer string) map[string]string {
	return map[string]string{"small": answer, "large": "{" + large + answer[1:]}
}

// Of two members of one name the later would hide the earlier: an answer that
// has both says nothing.
func TestAnAmbiguousAnswerIsRefused(t *testing.T) {
	for _, test := range []struct{ body, member string }{
		{`{"status":"error","error_code":12006,"status":"ok"}`, "status"},
		{`{"status":"ok","STATUS":"error"}`, "status"},
		{`{"STATUS":"ok","Status":"ok"}`, "status"},
		{`{"status":"error","\u0073tatus":"ok"}`, "status"},
		{`{"status":"error","ſtatus":"ok"}`, "status"},
		{`{"status":"ok","request_status":"error","Request_Status":"success"}`, "request_status"},
		{`{"status":"error","error_code":12006,"error_code":12011}`, "error_code"},
		{`{"status":"error","error_description":"a","Error_Description":"b"}`, "error_description"},
	} {
		for size, body := range sizes(test.body) {
			client := newClient(t, answer(200, body))
			want := "answer is ambiguous: it has the member " + test.member + " twice"
			if state, err := client.Cards.Info(t.Context(), "1"); state != nil || err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s, %s: %v, %v", size, test.body, state, err)
			}
			for _, err := range client.Cards.Operations(t.Context(), freedompay.CardStatementRequest{CardID: "1"}) {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%s, streamed, %s: %v", size, test.body, err)
				}
			}
		}
	}
	for _, body := range []string{`{"status":"ok","card":{"status":"00","STATUS":"01"},"x":{"status":"error"}}`, `{"Status":"OK","dt":1,"dt":2}`} {
		if _, err := newClient(t, answer(200, body)).Cards.Info(t.Context(), "1"); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	operations := `{"status":"ok","operations":[{}],"Operations":[{}]}`
	var last error
	for _, err := range newClient(t, answer(200, operations)).Cards.Operations(t.Context(), freedompay.CardStatementRequest{CardID: "1"}) {
		last = err
	}
	if last == nil || !strings.Contains(last.Error(), "operations twice") {
		t.Errorf("%s: %v", operations, last)
	}
}

func TestARequestStatusCountsInAnyCase(t *testing.T) {
	for _, word := range []freedompay.RequestStatus{"error", "ERROR", "Error", "2"} {
		if !word.Failed() || !word.Settled() || word.Succeeded() {
			t.Errorf("%s: failed %t, settled %t", word, word.Failed(), word.Settled())
		}
		body := `{"status":"OK","request_status":"` + string(word) + `","error_code":12010}`
		_, err := newClient(t, answer(200, body)).Cards.Close(t.Context(), freedompay.CloseCardRequest{CardID: "1", Description: "x"})
		if !errors.Is(err, freedompay.ErrRequestFailed) || !errors.Is(err, freedompay.CodeCloseFailed) {
			t.Errorf("%s: %v", word, err)
		}
	}
	for _, word := range []freedompay.RequestStatus{"success", "SUCCESS", "Success", "0"} {
		if word.Failed() || !word.Settled() || !word.Succeeded() {
			t.Errorf("%s: succeeded %t, settled %t", word, word.Succeeded(), word.Settled())
		}
	}
	for _, word := range []freedompay.RequestStatus{"", "process", "PROCESS", "1", "errors", "3"} {
		if word.Settled() {
			t.Errorf("%s is settled", word)
		}
	}
}

// odd is a caller's own answer, with what a type can be.
type odd struct {
	freedompay.Envelope
	Text    string            `json:"text"`
	Whole   int64             `json:"whole"`
	Small   uint8             `json:"small"`
	Ratio   float64           `json:"ratio"`
	Yes     bool              `json:"yes"`
	ID      uuid.UUID         `json:"id"`
	Day     freedompay.Date   `json:"day"`
	Code    freedompay.MCC    `json:"code_of"`
	Bytes   []byte            `json:"bytes"`
	Pointer *int              `json:"pointer"`
	List    []string          `json:"list"`
	Pair    [2]int            `json:"pair"`
	Inner   *struct{ N int }  `json:"inner"`
	Names   map[string]string `json:"names"`
	Any     any               `json:"any"`
	Quoted  int               `json:"quoted,string"`
	Number  json.Number       `json:"number"`
	Kept    json.RawMessage   `json:"kept"`
	Untold  string
	Ignored string `json:"-"`
}

// What arrives in another scalar form than the type has is read all the same;
// of anything else the error says where it stands, and nothing is returned.
func TestMembersOfAnotherForm(t *testing.T) {
	seven, id := 7, uuid.MustParse("828cf71d-a447-4a67-a149-c1df8bc197ca")
	for _, test := range []struct {
		members string
		want    odd
		wrong   string // in place of an answer
	}{
		{`"text":7`, odd{Text: "7"}, ""},
		{`"text":-7.50`, odd{Text: "-7.50"}, ""},
		{`"text":"a\"b\u0041"`, odd{Text: `a"bA`}, ""},
		{`"TEXT":"x"`, odd{Text: "x"}, ""},
		{`"t\u0065xt":5`, odd{Text: "5"}, ""},
		{`"text":null,"whole":null,"id":null,"list":null,"inner":null,"any":null,"pointer":null`, odd{}, ""},
		{`"text":true`, odd{}, "bool at $.text"},
		{`"text":{}`, odd{}, "object at $.text"},
		{`"text":[1]`, odd{}, "array at $.text"},
		{`"whole":"42"`, odd{Whole: 42}, ""},
		{`"whole":"-42"`, odd{Whole: -42}, ""},
		{`"whole":42`, odd{Whole: 42}, ""},
		{`"whole":"042"`, odd{}, "string at $.whole"},
		{`"whole":"4.2"`, odd{}, "string at $.whole"},
		{`"whole":""`, odd{}, "string at $.whole"},
		{`"whole":4.2`, odd{}, "number at $.whole"},
		{`"whole":{}`, odd{}, "object at $.whole"},
		{`"small":"255"`, odd{Small: 255}, ""},
		{`"small":"256"`, odd{}, "number at $.small"},
		{`"ratio":1.5`, odd{Ratio: 1.5}, ""},
		{`"ratio":"1.5"`, odd{}, "string at $.ratio"},
		{`"yes":true`, odd{Yes: true}, ""},
		{`"yes":1`, odd{}, "number at $.yes"},
		{`"yes":"true"`, odd{}, "string at $.yes"},
		{`"id":"828cf71d-a447-4a67-a149-c1df8bc197ca"`, odd{ID: id}, ""},
		{`"id":""`, odd{}, ""},
		{`"id":"x"`, odd{}, "a member that cannot be read"},
		{`"id":7`, odd{}, "number at $.id"},
		{`"id":true`, odd{}, "bool at $.id"},
		{`"id":{}`, odd{}, "object at $.id"},
		{`"id":[1]`, odd{}, "array at $.id"},
		{`"day":"2026-01-02","text":1`, odd{Day: freedompay.Date{Year: 2026, Month: 1, Day: 2}, Text: "1"}, ""},
		{`"day":{"Year":1}`, odd{}, "object at $.day"},
		{`"code_of":"5411","text":1`, odd{Code: 5411, Text: "1"}, ""},
		{`"bytes":"AQI=","text":1`, odd{Bytes: []byte{1, 2}, Text: "1"}, ""},
		{`"bytes":[1,2],"text":1`, odd{Bytes: []byte{1, 2}, Text: "1"}, ""},
		{`"pointer":"7"`, odd{Pointer: &seven}, ""},
		{`"list":[1,"b",null]`, odd{List: []string{"1", "b", ""}}, ""},
		{`"list":[1,{}]`, odd{}, "object at $.list[1]"},
		{`"list":"a"`, odd{}, "string at $.list"},
		{`"pair":["1",2]`, odd{Pair: [2]int{1, 2}}, ""},
		{`"inner":{"n":"7"}`, odd{Inner: &struct{ N int }{7}}, ""},
		{`"inner":{"n":[]}`, odd{}, "array at $.inner.N"},
		{`"inner":[]`, odd{}, "array at $.inner"},
		{`"names":{"a":1}`, odd{Names: map[string]string{"a": "1"}}, ""},
		{`"names":{"secret":{}}`, odd{}, "object at $.names.*"},
		{`"any":{"a":[1,"b",null,true,{}]},"text":1`, odd{Any: map[string]any{"a": []any{1.0, "b", nil, true, map[string]any{}}}, Text: "1"}, ""},
		{`"quoted":"5","text":1`, odd{Quoted: 5, Text: "1"}, ""},
		{`"number":1e3,"text":1`, odd{Number: "1e3", Text: "1"}, ""},
		{`"kept":{"a" : 1},"text":1`, odd{Kept: json.RawMessage(`{"a" : 1}`), Text: "1"}, ""},
		{`"untold":1,"-":"x","Ignored":"x"`, odd{Untold: "1"}, ""},
		{`"error_description":5`, odd{Envelope: freedompay.Envelope{ErrorDescription: "5"}}, ""},
	} {
		for size, body := range sizes(`{"status":"ok",` + test.members + `}`) {
			got, err := freedompay.Call[odd](t.Context(), newClient(t, answer(200, body)), "/v5/a", struct{}{})
			if test.wrong != "" {
				if got != nil || err == nil || !strings.Contains(err.Error(), test.wrong) {
					t.Errorf("%s, %s: %+v, %v", size, test.members, got, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s, %s: %v", size, test.members, err)
				continue
			}
			want := test.want
			want.Status, got.Envelope = "ok", freedompay.Envelope{Status: got.Status, ErrorDescription: got.ErrorDescription}
			if !reflect.DeepEqual(*got, want) {
				t.Errorf("%s, %s:\n got %+v\nwant %+v", size, test.members, *got, want)
			}
		}
	}
}

// An id that is lost must not look like one that is zero.
func TestAnIDThatIsNone(t *testing.T) {
	for _, id := range []string{`{}`, `""`, `[]`, `"x"`, `true`, `1.5`} {
		for size, body := range sizes(`{"status":0,"card_id":` + id + `}`) {
			card, err := newClient(t, answer(200, body)).GiftCards.Issue(t.Context(), freedompay.IssueGiftCardRequest{CardholderName: "A B", Phone: 77001234567, ProductCode: 1})
			if card != nil || err == nil {
				t.Errorf("%s, %s: %+v, %v", size, id, card, err)
			}
		}
	}
}

// A refusal that names its code and its reason as other APIs do is understood.
func TestRefusalsUnderOtherNames(t *testing.T) {
	for _, test := range []struct{ body, code, words string }{
		{`{"status":"error","code":12006}`, "12006", ""},
		{`{"status":"error","code":"12006","message":"no card"}`, "12006", "no card"},
		{`{"status":"error","errorCode":12006,"errorMessage":"no card"}`, "12006", "no card"},
		{`{"status":"error","Code":12006,"reason":"no card"}`, "12006", "no card"},
		{`{"status":"error","error":12006}`, "12006", ""},
		{`{"status":"error","error":"12006","detail":"no card"}`, "12006", "no card"},
		{`{"status":"error","error":"no card"}`, "", "no card"},
		{`{"status":"error","error":{"code":12006,"message":"no card"}}`, "12006", "no card"},
		{`{"status":"error","errors":[ {"error_code":12006,"error_message":"no card"},{"code":1}]}`, "12006", "no card"},
		{`{"status":"error","error":{"error":{"code":1}},"description":"no card"}`, "", "no card"},
		{`{"status":"error","error_code":12006,"code":7,"error_description":"no card","message":"other"}`, "12006", "no card"},
		{`{"status":"error","error_code":12006,"error":{"code":7,"message":"other"},"message":"no card"}`, "12006", "no card"},
		{`{"status":"error","code":12006,"code":7}`, "12006", ""},
		{`{"status":-7,"message":"no card"}`, "-7", "no card"},
		{`{"status":"error","error":{"code":12006,"code":7,"message":"4400430212345678"}}`, "12006", "****************"},
	} {
		for size, body := range sizes(test.body) {
			_, err := newClient(t, answer(200, body)).Cards.Info(t.Context(), "1")
			failed, ok := errors.AsType[*freedompay.Error](err)
			if !ok || string(failed.Code) != test.code || failed.Description != test.words || failed.Err != nil {
				t.Errorf("%s, %s: %v", size, test.body, err)
			}
		}
	}
	for body, want := range map[string]string{
		`{"status":"error"}`:                           "refused without a code or a reason",
		`{"status":"error","dt":"2026","datetime":""}`: "refused without a code or a reason",
		`{"status":"error","why":"quagga"}`:            "under no known name: see RawBody",
	} {
		_, err := newClient(t, answer(200, body)).Cards.Info(t.Context(), "1")
		failed, ok := errors.AsType[*freedompay.Error](err)
		if !ok || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "quagga") || string(failed.RawBody()) != body {
			t.Errorf("%s: %v", body, err)
		}
	}
	// Beside a success these names mean nothing; beside no status they are no success.
	if _, err := newClient(t, answer(200, `{"status":"ok","code":7,"message":"fine","error":"none"}`)).Cards.Info(t.Context(), "1"); err != nil {
		t.Error(err)
	}
	for member, success := range map[string]bool{
		`"code":7`: false, `"message":"no"`: false, `"error":"x"`: false, `"errors":[{}]`: false, `"error":7`: false,
		`"code":0`: true, `"message":""`: true, `"error":null`: true, `"error":""`: true, `"errors":[]`: true, `"error":{}`: true, `"error":false`: true, `"error":0`: true,
	} {
		answer, err := newClient(t, answer(200, `{"client_id":1,`+member+`}`)).Partners.AddProduct(t.Context(), freedompay.AddPartnerProductRequest{
			RequestID: anyID, ClientID: 1, Product: freedompay.PartnerProductRef{ProductID: freedompay.PartnerProductPOS},
		})
		if (err == nil) != success || (answer == nil) == success {
			t.Errorf("%s: %+v, %v", member, answer, err)
		}
	}
}
