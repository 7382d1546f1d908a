package page

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/mask"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
)

func newSandbox(t *testing.T) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.New(sandbox.Config{
		Partners: []sandbox.Credentials{{AuthID: "123456", Key: freedompay.NewSecret("sandbox-key")}},
		Seed:     1, SettleAfter: time.Hour, Journal: 1000, JournalSize: 1 << 24,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// get asks the page as a browser on this machine would.
func get(t *testing.T, h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8099"+path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Every example of the page is a request that the bank takes: it may be refused
// for the state of what it is about, but not for its form.
func TestExamplesFitTheBank(t *testing.T) {
	s := newSandbox(t)
	bank := s.Partner("").Bank()
	card, err := bank.NewCard(bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	if err := bank.Fund(card, "1000", "KZT"); err != nil {
		t.Fatal(err)
	}
	plane := control.New(s)
	// These need what no example can know: a key, or what was made before.
	later := map[string]bool{"Cards.SecretDataV2": true, "Transactions.Clear": true}
	for _, operation := range contract.Operations() {
		text := operation.Example(factsFor(bank, operation.ID))
		body := `{"operation":"` + operation.ID + `","text":` + mask.Quote(text) + `}`
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8099/_bank/try", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		plane.ServeHTTP(w, r)
		bank.Settle()
		answer := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(answer, `"http_status": 200`) {
			t.Errorf("%s: %d %s", operation.ID, w.Code, answer)
		}
		invalid := regexp.MustCompile(`"error_code": "(12001|1001)"`).MatchString(answer)
		if made := operation.ID == "Partners.AddClient" || !strings.HasPrefix(operation.ID, "Partners."); invalid && made && !later[operation.ID] {
			t.Errorf("%s: the example\n%s\nis refused: %s", operation.ID, text, answer)
		}
	}
}

// An example that needs a client says so while the bank has none.
func TestExampleWithoutClient(t *testing.T) {
	s := newSandbox(t)
	h := New(s, control.Guard{})
	const says = "No client yet: make one first"
	for operation, want := range map[string]bool{"Cards.Issue": true, "Partners.AddUser": false, "GiftCards.List": false} {
		if got := strings.Contains(get(t, h, "/try?operation="+operation).Body.String(), says); got != want {
			t.Errorf("%s says it: %t", operation, got)
		}
	}
	s.Partner("").Bank().NewClient()
	if strings.Contains(get(t, h, "/try?operation=Cards.Issue").Body.String(), says) {
		t.Error("there is a client")
	}
}

// A command without an answer shows the way to its status, where there is one.
func TestUnansweredCallShowsTheWay(t *testing.T) {
	s := newSandbox(t)
	h, plane := New(s, control.Guard{}), control.New(s)
	s.Partner("").Bank().Inject(freedompaytest.Fault{Do: freedompaytest.DropAfter})
	for i, c := range []struct{ operation, asks string }{
		{"Clients.Create", "Requests.Status"}, {"Wallets.Add", "Wallets.RequestStatus"}, {"Partners.AddClient", "Partners.RequestStatus"},
		{"GiftCards.Issue", ""}, {"Cards.SecretData", ""},
	} {
		operation, _ := contract.Named(c.operation)
		body := `{"operation":"` + c.operation + `","text":` + mask.Quote(operation.Example(nil)) + `}`
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8099/_bank/try", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		plane.ServeHTTP(httptest.NewRecorder(), r)
		page := get(t, h, "/calls/"+strconv.Itoa(i+1)).Body.String()
		way := regexp.MustCompile(`href="(/try\?operation=([A-Za-z.]+)&amp;request_id=([-0-9a-f]{36}))"`).FindStringSubmatch(page)
		switch {
		case !strings.Contains(page, "No answer left the bank"):
			t.Errorf("%s was answered", c.operation)
		case c.asks == "" && way == nil:
		case way == nil || way[2] != c.asks:
			t.Errorf("%s: %q, want %q", c.operation, way, c.asks)
		case !strings.Contains(get(t, h, strings.ReplaceAll(way[1], "&amp;", "&")).Body.String(), way[3]):
			t.Errorf("%s: the question is not about %s", c.operation, way[3])
		}
	}
}

// What a stranger sends is shown as text, in a list as well as alone.
func TestStrangersWriteNoHTML(t *testing.T) {
	s := newSandbox(t)
	h := New(s, control.Guard{})
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8099/v5/%3Cscript%3Ealert(1)%3C/script%3E", strings.NewReader(`{"request_id":"<img src=x onerror=alert(1)>"}`))
	r.Header.Set("X-Jws-Signature", "<b>x</b>")
	s.ServeHTTP(httptest.NewRecorder(), r)
	for _, path := range []string{"/", "/calls/1"} {
		for _, evil := range []string{"<script>alert", "<img src=x", "<b>x</b>"} {
			if strings.Contains(get(t, h, path).Body.String(), evil) {
				t.Errorf("%s holds %s", path, evil)
			}
		}
	}
	if policy := get(t, h, "/").Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
}

// Secrets are covered until they are asked for one by one.
func TestSecretsAreCovered(t *testing.T) {
	s := newSandbox(t)
	bank := s.Partner("").Bank()
	card, err := bank.NewCard(bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bank.Client().Cards.SecretData(t.Context(), card); err != nil {
		t.Fatal(err)
	}
	secrets, _ := bank.ViewCardSecrets(card)
	h := New(s, control.Guard{})
	for _, path := range []string{"/", "/calls/1", "/cards", "/cards/" + card} {
		text := get(t, h, path).Body.String()
		if strings.Contains(text, secrets.Number.Reveal()) || strings.Contains(text, `"`+secrets.CVV.Reveal()+`"`) {
			t.Errorf("%s shows a secret", path)
		}
	}
	if !strings.Contains(get(t, h, "/calls/1").Body.String(), `data-secret="2"`) {
		t.Error("the call has no two covered secrets")
	}
}

// With a token nobody gets in without it, and the address with the token lets a
// browser in for good.
func TestToken(t *testing.T) {
	h := New(newSandbox(t), control.Guard{Token: freedompay.NewSecret("sesame")})
	for _, path := range []string{"/", "/events", "/cards", "/?token=guess"} {
		if w := get(t, h, path); w.Code != http.StatusUnauthorized {
			t.Errorf("%s without a token: %d", path, w.Code)
		}
	}
	w := get(t, h, "/cards?token=sesame&q=1")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/cards?q=1" {
		t.Fatalf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	kept := w.Result().Cookies()[0]
	if !kept.HttpOnly || kept.SameSite != http.SameSiteStrictMode {
		t.Errorf("the cookie is %v", kept)
	}
	if w := get(t, h, "/cards", "Cookie", kept.Name+"="+kept.Value); w.Code != http.StatusOK {
		t.Errorf("with the cookie: %d", w.Code)
	}
}

// A redirect stays on this host, whatever the path looks like.
func TestRedirectsStay(t *testing.T) {
	h := New(newSandbox(t), control.Guard{})
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8099/", nil)
	r.URL.Path, r.URL.RawQuery = "//evil.example/x", "lang=ru"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") {
		t.Errorf("it leaves to %s", to)
	}
}

func TestAmountsAreGrouped(t *testing.T) {
	for text, want := range map[string]string{"0.00": "0.00", "1500.00": "1\u202f500.00", "-1234567.89": "\u22121\u202f234\u202f567.89", "100": "100"} {
		if got := amount(text); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// A partner chooses the identifier of a wallet. It does not choose what the
// wallet's links and buttons do.
func TestIdentifiersStayInTheirPaths(t *testing.T) {
	s := newSandbox(t)
	pages, bank := New(s, control.Guard{}), s.Partner("").Bank()
	for identifier, want := range map[string]string{"../reset#": "/wallets/..%2Freset%23", "a/b": "/wallets/a%2Fb", `"><script>`: "/wallets/%22%3E%3Cscript%3E", "+7701": "/wallets/+7701"} {
		if err := bank.NewWallet(identifier, ""); err != nil {
			t.Fatal(err)
		}
		if list := get(t, pages, "/wallets").Body.String(); !strings.Contains(strings.ReplaceAll(list, "&#43;", "+"), `href="`+want+`"`) {
			t.Errorf("%s: no link to %s in\n%s", identifier, want, list)
		}
		one := get(t, pages, want)
		if text := strings.ReplaceAll(one.Body.String(), "&#43;", "+"); one.Code != http.StatusOK || !strings.Contains(text, `data-bank="POST /_bank`+want+`/top-up"`) {
			t.Errorf("%s: %d\n%s", identifier, one.Code, text)
		}
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8099/_bank"+want+"/top-up", strings.NewReader(`{"amount":"5"}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		control.New(s).ServeHTTP(w, r)
		if wallet, _ := bank.ViewWallet(identifier); w.Code != http.StatusOK || wallet.Account.Balance != "5.00" {
			t.Errorf("%s: %d %s, %+v", identifier, w.Code, w.Body, wallet)
		}
	}
}
