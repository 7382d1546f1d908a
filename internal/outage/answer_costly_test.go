package outage_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
)

// What the types have no field for can be read, and is never printed.
func TestNothingOfAnAnswerIsDropped(t *testing.T) {
	const (
		pan  = "4400430212345678" // longer than an address, which is printed
		body = `{"status":"ok","unknown":{"pan":"` + pan + `"}}`
	)
	client := newClient(t, answer(200, body))
	info, err := client.Cards.Info(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	gift, err := newClient(t, answer(200, strings.Replace(body, `"ok"`, "0", 1))).GiftCards.List(t.Context())
	if err != nil || !strings.Contains(string(gift.Raw()), pan) {
		t.Errorf("%v, %v", gift, err)
	}
	type Note struct{ Text string }
	own, err := freedompay.Call[struct {
		*Note
		*freedompay.Answer
		Own string
	}](t.Context(), client, "/v5/a", struct{}{})
	if err != nil || string(own.Raw()) != body {
		t.Errorf("%+v, %v", own, err)
	}
	_, err = freedompay.Call[struct {
		*freedompay.Answer
		Status string `json:"status"`
	}](t.Context(), client, "/v5/a", struct{}{})
	if err != nil {
		t.Error(err)
	}
	if string(info.Raw()) != body || new(freedompay.CardInfo).Raw() != nil {
		t.Errorf("it is %s", info.Raw())
	}
	info.Raw()[0] = 'x'
	if string(info.Raw()) != body {
		t.Error("it can be written to")
	}
	data, err := json.Marshal(info)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{fmt.Sprintf("%v %+v %#v", *info, info, gift), string(data)} {
		if strings.Contains(printed, pan) || strings.Contains(printed, "unknown") {
			t.Errorf("it prints as %s", printed)
		}
	}
	if printed := fmt.Sprintf("%+v", info); !strings.Contains(printed, fmt.Sprintf("bytes:%d", len(body))) {
		t.Errorf("it prints as %s, without its size", printed)
	}

	_, err = newClient(t, answer(403, "<html>"+pan)).Cards.Info(t.Context(), "1")
	failed, ok := errors.AsType[*freedompay.Error](err)
	if !ok || string(failed.RawBody()) != "<html>"+pan || strings.Contains(fmt.Sprintf("%v %+v %#v", failed, *failed, failed), pan) {
		t.Errorf("%#v", failed)
	}
	long := `{"status":"error","code":1,"x":"` + strings.Repeat("x", 100_000) + `"}`
	_, err = newClient(t, answer(200, long)).Cards.Info(t.Context(), "1")
	if failed, ok := errors.AsType[*freedompay.Error](err); !ok || string(failed.RawBody()) != long[:64<<10] {
		t.Errorf("%v", err)
	}
	if (&freedompay.Error{}).RawBody() != nil {
		t.Error("an error without an answer has a body")
	}
}

func TestAccountsStandAnywhere(t *testing.T) {
	moment, later := freedompay.NewTimestamp(time.Unix(0, 0)), freedompay.NewTimestamp(time.Unix(60, 0))
	for body, want := range map[string]string{
		`{"status":"ok","balances":{"accounts":[{"iban":"a"}]},"accounts":[{"iban":"b"}]}`: "a",
		`{"status":"ok","accounts":[{"iban":"a"}],"card":{"accounts":[{"iban":"b"}]}}`:     "ab",
		`{"status":"ok","card":{"card_id":"1","accounts":[{"iban":7}]}}`:                   "7",
		`{"accounts":[{"iban":"a"}]}`: "a",
		`{"status":"ok"}`:             "",
	} {
		for size, body := range sizes(body) {
			client := newClient(t, answer(200, body))
			statement, err := client.Cards.StatementExtended(t.Context(), freedompay.ExtendedStatementRequest{CardID: "1", Start: moment, End: later})
			if err != nil {
				t.Errorf("%s, %s: %v", size, body[len(body)-40:], err)
				continue
			}
			found := ""
			for _, account := range statement.Balances.Accounts {
				found += account.IBAN
			}
			if found != want {
				t.Errorf("%s, %s: %q, want %q", size, body[len(body)-40:], found, want)
			}
		}
	}
	_, err := newClient(t, answer(200, `{"status":"ok","accounts":7}`)).Cards.StatementExtended(t.Context(), freedompay.ExtendedStatementRequest{CardID: "1", Start: moment, End: later})
	if err == nil || !strings.Contains(err.Error(), "number at $.accounts") {
		t.Error(err)
	}
}

// costly are answers that were made to be dear to read.
var costly = map[string][3]string{
	"zeros":      {`{"status":"ok","operations":[`, "0,", "0]}"},
	"nothings":   {`{"status":"ok","operations":[`, "{},", "{}]}"},
	"nulls":      {`{"status":"ok","operations":[`, "null,", "null]}"},
	"lists":      {`{"status":"ok","operations":[`, "[],", "[]]}"},
	"accounts":   {`{"status":"ok","accounts":[`, "{},", "{}]}"},
	"products":   {`{"status":0,"product_list":[`, "{},", "{}]}"},
	"cards":      {`{"status":"ok","cards":[`, "{},", "{}]}"},
	"parameters": {`{"status":"ok","authorizations":[{"additional_parameters":[`, "0,", "0]}]}"},
	"odd":        {`{"status":"ok","operations":[`, `{"rrn":1},`, "{}]}"},
	"space":      {`{"status":"ok","operations":[`, " ", "]}"},
	"deep":       {`{"status":"ok","x":`, "[", ""},
	"any":        {`{"status":"ok","any":[`, "{},", "0]}"},
	"anything":   {`{"status":"ok","any":[`, "0,", "0]}"},
	"escapes":    {`{"status":"ok"`, `,"\u0061":1`, "}"},
	"letters":    {`{"status":"ok"`, `,"é":1`, "}"},
	"no letters": {`{"status":"ok"`, ",\"\xff\":1", "}"},
	"names":      {`{"status":"ok","names":{`, `"a":1,`, `"b":2}}`},
}

// An answer takes at most some times its own size, whatever is in it, and one
// that takes more is not asked for again.
func TestACostlyAnswerIsReadOnceAtMost(t *testing.T) {
	const size = 1 << 20
	moment, later := freedompay.NewTimestamp(time.Unix(0, 0)), freedompay.NewTimestamp(time.Unix(60, 0))
	for name, parts := range costly {
		body := parts[0] + strings.Repeat(parts[1], size/len(parts[1])) + parts[2]
		for method, call := range map[string]func(*freedompay.Client) error{
			"Statement": func(c *freedompay.Client) error {
				return second(c.Cards.Statement(t.Context(), freedompay.CardStatementRequest{CardID: "1"}))
			},
			"Extended": func(c *freedompay.Client) error {
				return second(c.Cards.StatementExtended(t.Context(), freedompay.ExtendedStatementRequest{CardID: "1", Start: moment, End: later}))
			},
			"Balance": func(c *freedompay.Client) error { return second(c.Cards.Balance(t.Context(), "1")) },
			"List":    func(c *freedompay.Client) error { return second(c.GiftCards.List(t.Context())) },
			"Status":  func(c *freedompay.Client) error { return second(c.Requests.Status(t.Context(), anyID)) },
			"Call": func(c *freedompay.Client) error {
				return second(freedompay.Call[odd](t.Context(), c, "/v5/a", struct{}{}))
			},
		} {
			bank := answer(200, body)
			client := newClient(t, bank, freedompay.WithRetry(freedompay.Backoff{Attempts: 4, Min: 1, Max: 1, Timeout: time.Hour}))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := call(client)
			runtime.ReadMemStats(&after)
			if taken := after.TotalAlloc - before.TotalAlloc; taken > 25*size && !raceDetector() { // which drops pooled memory at random
				t.Errorf("%s, %s: %d times its size", method, name, taken/size)
			}
			if bank.asked != 1 {
				t.Errorf("%s, %s: asked %d times: %v", method, name, bank.asked, err)
			}
		}
	}
}

func TestACostlyAnswerSaysSo(t *testing.T) {
	for body, want := range map[string]string{
		`{"status":"ok","operations":[` + strings.Repeat("{},", 1<<20) + `{}]}`: "too costly to read: what it holds at $.operations",
		`{"status":"ok","x":` + strings.Repeat("[", 600):                        "too costly to read: it nests deeper",
	} {
		_, err := newClient(t, answer(200, body)).Cards.Statement(t.Context(), freedompay.CardStatementRequest{CardID: "1"})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v", body, err)
		}
	}
	nested := strings.Repeat("[", 500) + strings.Repeat("]", 500)
	if _, err := newClient(t, answer(200, `{"status":"ok","x":`+nested+`}`)).Cards.Info(t.Context(), "1"); err != nil {
		t.Error(err)
	}
}

// packed is a transport that answers with gzip, under some name of its encoding.
type packed struct{ encoding, body string }

func (p packed) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Header.Get("Accept-Encoding") != "gzip" {
		return nil, errors.New("gzip was not asked for")
	}
	var text bytes.Buffer
	w := gzip.NewWriter(&text)
	_, err := io.WriteString(w, p.body)
	a := given{status: 200, encoding: p.encoding}
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	a.body = text.String()
	return a.RoundTrip(req)
}

func TestPackedAnswers(t *testing.T) {
	client := newClient(t, packed{"GZIP", `{"status":"ok","card":{"card_id":"7"}}`})
	if info, err := client.Cards.Info(t.Context(), "1"); err != nil || info.Card.CardID != "7" {
		t.Errorf("%+v, %v", info, err)
	}
	count := 0
	client = newClient(t, packed{"gzip", `{"status":"ok","operations":[{},{},{}]}`})
	for _, err := range client.Cards.Operations(t.Context(), freedompay.CardStatementRequest{CardID: "1"}) {
		if count++; err != nil {
			t.Error(err)
		}
	}
	if count != 3 {
		t.Errorf("%d operations", count)
	}
	for _, encoding := range []string{"", "br"} {
		if _, err := newClient(t, packed{encoding, `{"status":"ok"}`}).Cards.Info(t.Context(), "1"); err == nil || !strings.Contains(err.Error(), "it is not JSON") {
			t.Errorf("%s: %v", encoding, err)
		}
	}
	broken := &given{status: 200, encoding: "gzip", body: `{"status":"ok"}`}
	if _, err := newClient(t, broken).Cards.Info(t.Context(), "1"); err == nil || !strings.Contains(err.Error(), "broke off: gzip") {
		t.Error(err)
	}
	empty := &given{status: 200, encoding: "gzip"}
	if _, err := newClient(t, empty).Cards.Info(t.Context(), "1"); err == nil || !strings.Contains(err.Error(), "it is empty") {
		t.Error(err)
	}
}

// Few bytes do not become many: neither with what the bank sends, nor without end.
func TestAPackedAnswerIsBounded(t *testing.T) {
	for name, test := range map[string]struct {
		size int
		fine bool
	}{"a statement": {3 << 20, true}, "a bomb": {20 << 20, false}} {
		body := `{"status":"ok","operations":[` + strings.Repeat(" ", test.size) + "]}"
		bank := &counting{from: packed{"gzip", body}}
		client := newClient(t, bank, freedompay.WithRetry(freedompay.Backoff{Attempts: 4, Min: 1, Max: 1, Timeout: time.Hour}))
		_, err := client.Cards.Statement(t.Context(), freedompay.CardStatementRequest{CardID: "1"})
		if (err == nil) != test.fine || err != nil && !strings.Contains(err.Error(), "statement: answer is too costly to read: it unpacks to") {
			t.Errorf("%s: %v", name, err)
		}
		for _, err := range client.Cards.Operations(t.Context(), freedompay.CardStatementRequest{CardID: "1"}) {
			if test.fine || !strings.Contains(err.Error(), "statement: answer is too costly to read: it unpacks to") {
				t.Errorf("%s, streamed: %v", name, err)
			}
		}
		if bank.asked != 2 {
			t.Errorf("%s: asked %d times", name, bank.asked)
		}
	}
}
