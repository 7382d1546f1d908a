package page

import (
	"html"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/mask"
)

// Every text of the templates, and of what the contract and the bank say on the
// page, has a Russian translation.
func TestEverythingIsTranslated(t *testing.T) {
	used := make(map[string]bool)
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`[{( ]t "([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
		}
	}
	for _, mode := range control.Ways() {
		if _, ok := russian()[string(mode)]; !ok && !strings.Contains("429 500 502 503 504 307", string(mode)) {
			t.Errorf("the fault %q has no Russian text", mode)
		}
	}
	for _, operation := range contract.Operations() {
		used[operation.Summary] = true
	}
	for _, code := range []freedompay.TransactionCode{"1042", "1043", "1044", "1045", "1058", "1059", "1060", "1061", "1062", "1063", "1064", "1065"} { // those that the bank posts
		used[code.Description()] = true
	}
	for _, prefix := range []int{12001, 1001, -11} {
		for i := range 15 {
			used[freedompay.ErrorCode(strconv.Itoa(prefix+i)).Description()] = true
		}
	}
	for _, kind := range []string{"pay", "pay_pos", "pay_online", "pay_online_non3ds", "withdrawal", "withdrawal_atm", "transfer"} {
		used[freedompay.LimitTransactionType(kind).Description()] = true
	}
	for _, status := range []string{"00", "10", "50"} {
		for _, o := range orders(freedompaytest.CardView{Status: status}) {
			used[o.Label] = true
		}
	}
	delete(used, "")
	for text := range used {
		if translate("ru", text) == text {
			t.Errorf("%q has no Russian text", text)
		}
	}
	for _, mistake := range control.Mistakes() {
		for _, table := range []map[string]string{russian(), english()} {
			if table["mistake: "+mistake] == "" {
				t.Errorf("the mistake %q has no text", mistake)
			}
		}
	}
}

// Every mistake that the page can make is explained in both languages.
func TestMistakesAreExplained(t *testing.T) {
	s := newSandbox(t)
	plane, page := control.New(s), New(s, control.Guard{})
	for i, mistake := range control.Mistakes() {
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8099/_bank/try", strings.NewReader(`{"operation":"GiftCards.List","mistake":"`+mistake+`"}`))
		r.Header.Set("Content-Type", "application/json")
		plane.ServeHTTP(httptest.NewRecorder(), r)
		for lang, letters := range map[string]string{"en": "[a-z]{3}", "ru": "[а-я]{3}"} {
			text := get(t, page, "/calls/"+strconv.Itoa(i+1), "Cookie", "lang="+lang).Body.String()
			said := regexp.MustCompile(`(?s)<p class="say">(.*?)</p>`).FindStringSubmatch(text)
			if said == nil || !regexp.MustCompile(letters).MatchString(said[1]) {
				t.Errorf("%s in %s: %q", mistake, lang, said)
			}
		}
	}
}

// try makes a call as the page does, and returns the answer.
func try(t *testing.T, plane http.Handler, operation, body, mistake string) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8099/_bank/try",
		strings.NewReader(`{"operation":"`+operation+`","text":`+mask.Quote(body)+`,"mistake":"`+mistake+`"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	plane.ServeHTTP(w, r)
	return w.Body.String()
}

// A wrong signature is explained once. Two headers stand side by side only when
// they differ, and beside the call as it was there is one that is signed well.
func TestWrongSignatureIsExplainedOnce(t *testing.T) {
	s := newSandbox(t)
	plane, page := control.New(s), New(s, control.Guard{})
	for i, mistake := range control.Mistakes() {
		try(t, plane, "GiftCards.List", "{}", mistake)
		text := get(t, page, "/calls/"+strconv.Itoa(2*i+1)).Body.String()
		alarm := regexp.MustCompile(`(?s)<section class="alarm".*?</section>`).FindString(text)
		said := regexp.MustCompile(`<p class="say">(.*?)</p>`).FindStringSubmatch(alarm)[1]
		if said == "" || strings.Count(alarm, said) != 1 {
			t.Errorf("%s: %q is said %d times", mistake, said, strings.Count(alarm, said))
		}
		differs := mistake == "path" || mistake == "algorithm"
		if differs == strings.Contains(alarm, `class="remedy"`) || differs != strings.Contains(alarm, "side-by-side") {
			t.Errorf("%s: %s", mistake, alarm)
		}
		if !strings.Contains(text, "The same call again, with its wrong signature") {
			t.Errorf("%s: the line to copy does not say that its signature is wrong", mistake)
		}
		_, mended, _ := strings.Cut(text, `id="h-mended"`)
		line := html.UnescapeString(regexp.MustCompile(`(?s)<code>(.*?)</code>`).FindStringSubmatch(mended)[1])
		signature := regexp.MustCompile(`X-JWS-Signature: ([^']+)'`).FindStringSubmatch(line)[1]
		body := regexp.MustCompile(`--data-binary '([^']*)'`).FindStringSubmatch(line)[1]
		r := httptest.NewRequest(http.MethodPost, regexp.MustCompile(`curl -s '([^']+)'`).FindStringSubmatch(line)[1], strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Jws-Signature", signature)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Errorf("%s: the mended call is answered with %d", mistake, w.Code)
		}
	}
}

// A repeated request_id says that the command was not done again, and leads to
// the first.
func TestRepeatedRequestID(t *testing.T) {
	s := newSandbox(t)
	plane, page := control.New(s), New(s, control.Guard{})
	for i, operation := range []string{"Clients.Create", "Wallets.Add"} {
		o, _ := contract.Named(operation)
		body := o.Example(factsFor(s.Partner("").Bank(), operation))
		try(t, plane, operation, body, "")
		try(t, plane, operation, body, "")
		for n, want := range []bool{false, true} {
			text := get(t, page, "/calls/"+strconv.Itoa(2*i+n+1)).Body.String()
			if got := strings.Contains(text, "The bank has this request_id already: the command was not done again."); got != want {
				t.Errorf("%s, call %d: %t", operation, n, got)
			}
		}
	}
}

// A card has the buttons that its state allows, and they do what they say.
func TestButtonsOfACard(t *testing.T) {
	s := newSandbox(t)
	plane, page, bank := control.New(s), New(s, control.Guard{}), s.Partner("").Bank()
	card, err := bank.NewCard(bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ label, operation, status string }{
		{"Block for the client", "Cards.Block", "10"}, {"Unblock", "Cards.Unblock", "00"},
		{"Block for the partner", "Cards.Block", "20"}, {"Unblock", "Cards.Unblock", "00"},
		{"Block as lost", "Cards.Block", "40"}, {"Unblock", "Cards.Unblock", "00"},
	} {
		text := html.UnescapeString(get(t, page, "/cards/"+card).Body.String())
		form := regexp.MustCompile(`(?s)name="operation" value="` + step.operation + `"><input type="hidden" name="text" value="(\{[^}]*\})"><button>` + step.label + `<`).FindStringSubmatch(text)
		if form == nil {
			t.Fatalf("there is no button %s", step.label)
		}
		try(t, plane, step.operation, form[1], "")
		bank.Settle()
		if view, _ := bank.ViewCard(card); view.Status != step.status {
			t.Errorf("%s: the status is %s", step.label, view.Status)
		}
	}
	if text := get(t, page, "/cards/"+card).Body.String(); !strings.Contains(text, "Last calls about this card") || !strings.Contains(text, "<b>Cards.Unblock</b>") {
		t.Error("the card does not show the calls")
	}
	if len(orders(freedompaytest.CardView{ID: "1", Status: "70"})) != 0 || orders(freedompaytest.CardView{ID: "1", Status: "50"})[0].Operation != "Cards.Activate" {
		t.Error("a closed card, or one that is not active yet, has other buttons")
	}
}

// The page of a command leads to the card that it made or was sent for, and the
// button of a gift card is about that one.
func TestWaysToCards(t *testing.T) {
	s := newSandbox(t)
	plane, page, bank := control.New(s), New(s, control.Guard{}), s.Partner("").Bank()
	client := bank.NewClient()
	const issue, activate = "b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12", "b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a13"
	try(t, plane, "Cards.Issue", `{"request_id":"`+issue+`","product_id":2100,"client_id":"`+client+`"}`, "")
	bank.Settle()
	card := bank.ViewCards(freedompaytest.Window{}).Items[0].ID
	try(t, plane, "Cards.Activate", `{"request_id":"`+activate+`","card_id":"`+card+`"}`, "")
	for _, path := range []string{"/commands/" + issue, "/commands/" + activate, "/calls/2"} {
		text := get(t, page, path).Body.String()
		if !strings.Contains(text, "<dt>Card</dt>") || !strings.Contains(text, `href="/cards/`+card+`"`) {
			t.Errorf("%s does not lead to the card", path)
		}
	}
	for range 2 {
		try(t, plane, "GiftCards.Issue", `{"cardholder_name":"A","phone":77010000001,"product_code":101}`, "")
	}
	gifts := bank.ViewGiftCards(freedompaytest.Window{}).Items
	text := html.UnescapeString(get(t, page, "/gift-cards").Body.String())
	for _, gift := range gifts {
		id := strconv.FormatInt(gift.ID, 10)
		hint := `{"card_id": ` + id + `, "otp": "` + gift.OTP + `"}`
		way := "/try?operation=GiftCards.Confirm&card_id=" + id
		if !strings.Contains(text, hint) || !strings.Contains(text, `href="`+way+`"`) {
			t.Errorf("no hint %s, or no way %s", hint, way)
		}
		if form := html.UnescapeString(get(t, page, way).Body.String()); !strings.Contains(form, `"otp": "`+gift.OTP+`"`) {
			t.Errorf("%s is not about it", way)
		}
	}
}
