package freedompaytest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// filledBank returns a bank that holds one of everything, and a replacer from
// the ids of the recorded exchanges to its own. It is the same bank each time.
func filledBank(t testing.TB) (*freedompaytest.Bank, *strings.Replacer) {
	t.Helper()
	bank := instant(freedompaytest.WithClock(newClock().Now))
	c := callerOf(t, bank)
	card := c.newCard(2000)
	c.fund(card, "5000.00", "KZT")
	held, err := bank.Authorize(freedompaytest.Purchase{CardID: card, Amount: "700.50", Currency: "KZT", MCC: 5411})
	if err != nil {
		t.Fatal(err)
	}
	gift := c.issueGift()
	c.addWallet("sample-wallet-1")
	if err := bank.TopUpWallet("sample-wallet-1", "100"); err != nil {
		t.Fatal(err)
	}
	c.do("/v5/partner/client/add", companyOf("sample-company-1"))
	info := c.call("/v5/card-api/card/info", object{"card_id": card})["card"].(object)
	return bank, strings.NewReplacer(
		"1000000001", card, "2000000002", info["client_id"].(string), "3000000003", held, "9000001", fmt.Sprint(gift),
		"11111111-1111-4111-8111-111111111111", bank.CardToken(card), "012345", bank.OTP(freedompay.GiftCardID(gift)),
		`"product_code":501`, `"product_code":101`, `"amount":1500.50`, `"amount":700.50`, "6000006", fmt.Sprint(bank.PartnerClientID("sample-company-1")),
	)
}

// recordedCalls returns the paths of the contract, in order, and a recorded
// request of each.
func recordedCalls(f *testing.F) (paths []string, requests map[string]string) {
	f.Helper()
	files, err := filepath.Glob("../testdata/*/*.json")
	if err != nil || len(files) < 45 {
		f.Fatalf("%d recorded exchanges: %v", len(files), err)
	}
	requests = map[string]string{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		var exchange struct {
			Path    string          `json:"path"`
			Request json.RawMessage `json:"request"`
		}
		if err == nil {
			err = json.Unmarshal(text, &exchange)
		}
		if err != nil {
			f.Fatalf("%s: %v", name, err)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, exchange.Request); err != nil {
			f.Fatal(err)
		}
		requests[exchange.Path] = compact.String()
	}
	return slices.Sorted(maps.Keys(requests)), requests
}

// quickFaults are the faults that neither wait nor fill the memory.
var quickFaults = []freedompaytest.Mode{
	"", freedompaytest.DropBefore, freedompaytest.DropAfter, freedompaytest.DropMidway, freedompaytest.TooManyRequests,
	freedompaytest.BadGateway, freedompaytest.Redirect, freedompaytest.Refuse, freedompaytest.EmptyBody, freedompaytest.TruncatedJSON, freedompaytest.JSONArray,
	freedompaytest.DeliverLate, freedompaytest.Repeat, freedompaytest.BlockRequest, freedompaytest.BlockAnswer, freedompaytest.AnswerTwice,
}

// Any request, signed or not, sent once or twice, is answered with JSON that has
// a status, or its connection breaks because of a fault. The books still add up.
func FuzzHandler(f *testing.F) {
	const signed, get, odd = 1, 2, 4 // the bits of how; those above are a fault
	paths, requests := recordedCalls(f)
	_, names := filledBank(f)
	for i, path := range paths {
		body := names.Replace(requests[path])
		for fault := range quickFaults {
			f.Add(uint8(i), uint8(signed|fault<<3), "", "", []byte(body))
		}
		f.Add(uint8(i), uint8(signed), "", "", []byte(strings.NewReplacer(":", ":[", ",", "],").Replace(body)))
		f.Add(uint8(i), uint8(signed), "", "", []byte(strings.ReplaceAll(body, `:"`, `:null,"`)))
	}
	for _, body := range []string{
		"", "null", "[]", "{", `{"request_id":null}`, `{"request_id":"` + strings.Repeat("4", 36) + `"}`, `{"amount":1e999999999}`,
		`{"amount":-0.000000000000000000001}`, `{"count":9223372036854775807}`, "\xff\xfe", strings.Repeat(`{"client":`, 5000), `{"a":1,"a":2}`,
	} {
		for i := range paths {
			f.Add(uint8(i), uint8(signed), "", "", []byte(body))
		}
		for _, header := range []string{"", "AAAA", "..", "AAAA.e30.AAAA", "eyJ9..AAAA", "e30.."} {
			f.Add(uint8(0), uint8(0), paths[0], header, []byte(body))
		}
	}
	for _, path := range []string{"", "/", "//", "/v5", "/v5/card-api/../card-api/card/info", "/%zz", "\x00", strings.Repeat("/a", 5000)} {
		f.Add(uint8(0), uint8(0), path, "eyJ9..AAAA", []byte("{}"))
		f.Add(uint8(0), uint8(get|odd), path, "text/html; charset", []byte("{}"))
	}

	f.Fuzz(func(t *testing.T, index, how uint8, path, header string, body []byte) {
		bank, _ := filledBank(t)
		fault := quickFaults[int(how>>3)%len(quickFaults)]
		request := &http.Request{
			Method: http.MethodPost, URL: &url.URL{Path: path}, Body: http.NoBody,
			Header: http.Header{"Content-Type": {"application/json"}, "X-Jws-Signature": {header}},
		}
		if how&signed != 0 {
			request = callerOf(t, bank).request(paths[int(index)%len(paths)], body)
		}
		if how&get != 0 {
			request.Method = header
		}
		if how&odd != 0 {
			request.Header.Set("Content-Type", header)
		}
		for range 2 {
			if fault != "" {
				bank.Inject(freedompaytest.Fault{Do: fault, Times: 1, Code: "9999", Delay: time.Nanosecond})
			}
			again := request.Clone(t.Context())
			again.Body = http.NoBody
			if len(body) > 0 {
				again.Body = readCloser{bytes.NewReader(body)}
			}
			checkAnswered(t, serve(bank, again), fault)
			if err := bank.Audit(); err != nil {
				t.Errorf("%s %q leaves wrong books: %v", request.URL.Path, body, err)
			}
		}
		bank.Settle()
		if err := bank.Audit(); err != nil {
			t.Errorf("%s %q leaves wrong books when it settles: %v", request.URL.Path, body, err)
		}
		if calls := bank.Calls(); len(calls) < 2 || calls[len(calls)-1].Time != newClock().Now() || !printable(calls[len(calls)-1]) {
			t.Errorf("the last of %d calls is %+v", len(calls), calls[len(calls)-1])
		}
	})
}

// printable reports whether a record holds no control characters and is short.
func printable(call freedompaytest.Call) bool {
	text := fmt.Sprint(call.Operation, call.Path, call.RequestID, call.Signature, strings.Join(call.Unread, ""))
	return len(text) < 2000 && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// serve returns what a handler answers, nil when it breaks the connection.
func serve(handler http.Handler, r *http.Request) (answer *httptest.ResponseRecorder) {
	defer func() {
		switch broken := recover(); broken {
		case nil:
		case any(http.ErrAbortHandler):
			answer = nil
		default:
			panic(broken)
		}
	}()
	answer = httptest.NewRecorder()
	handler.ServeHTTP(answer, r)
	return answer
}

// checkAnswered wants JSON with a status and the time, in HTTP that says so too;
// under a fault, what the fault says.
func checkAnswered(t *testing.T, answer *httptest.ResponseRecorder, fault freedompaytest.Mode) {
	t.Helper()
	switch fault {
	case "", freedompaytest.Refuse, freedompaytest.Repeat, freedompaytest.AnswerTwice:
	case freedompaytest.DropBefore, freedompaytest.DropAfter, freedompaytest.DropMidway, freedompaytest.DeliverLate:
		if answer != nil {
			t.Errorf("%q answers %d", fault, answer.Code)
		}
		return
	default:
		if answer == nil {
			t.Errorf("%q breaks the connection", fault)
		}
		return
	}
	if answer == nil {
		t.Fatal("the connection is broken, and no fault says so")
	}
	var members object
	err := json.Unmarshal(answer.Body.Bytes(), &members)
	if err != nil || members["status"] == nil || answer.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("HTTP %d with %q: %s: %v", answer.Code, answer.Header(), answer.Body, err)
	}
	accepted := members["status"] == "ok" || members["status"] == float64(0)
	if known := []int{200, 401, 404, 405, 413, 415}; !slices.Contains(known, answer.Code) || accepted && answer.Code != 200 {
		t.Errorf("HTTP %d with %s", answer.Code, answer.Body)
	}
	at, isText := members["dt"].(string)
	layout := time.RFC3339
	if !isText {
		at, isText = members["datetime"].(string)
		layout = time.DateTime
	}
	if _, err := time.Parse(layout, at); err != nil || !isText {
		t.Errorf("%s is of no time: %v", answer.Body, err)
	}
}
