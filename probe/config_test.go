package probe_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
	"github.com/freedompay-go/freedompay/probe"
)

// Production, and every host that may lead there, has to be asked for twice.
func TestProduction(t *testing.T) {
	for _, test := range []struct {
		base    string
		allow   bool
		confirm string
		refused bool
	}{
		{freedompay.ProductionKZ, false, "", true},
		{freedompay.ProductionKZ, true, "", true},
		{freedompay.ProductionKZ, false, "api.freedompay.kz", true},
		{freedompay.ProductionKZ, true, "yes", true},
		{freedompay.ProductionKZ, true, "api.freedompay.uz", true},
		{freedompay.ProductionKZ, true, "api.freedompay.kz", false},
		{freedompay.ProductionUZ, true, "", true},
		{freedompay.ProductionKG, false, "", true},
		{"https://API.freedompay.KZ.", false, "", true},
		{"https://api.freedompay.kz:443/gateway", false, "", true},
		{"https://gateway.partner.kz/freedompay", false, "", true},
		{"https://gateway.partner.kz/freedompay", true, "gateway.partner.kz", false},
		{"https://10.0.0.1", false, "", true},
		{"https://test", false, "", true},
		{"https://test-api.freedompay.kz.evil.kz", false, "", true},
		{"https://test-api.freedompay.kz", false, "", false},
		{"", false, "", false},
		{"http://127.0.0.1:8080", false, "", false},
		{"http://[::1]:8080", false, "", false},
		{"http://localhost:8080/prefix/", false, "", false},
		{"https://bank.test", false, "", false},
	} {
		synctest.Test(t, func(t *testing.T) {
			bank := freedompaytest.New()
			cfg := configOf(bank)
			cfg.BaseURL, cfg.AllowProduction, cfg.ConfirmProduction = test.base, test.allow, test.confirm
			cfg.HTTPClient.Transport = stripping{bank}
			report, err := probe.Run(t.Context(), cfg)
			switch {
			case test.refused && (err == nil || report != nil || bank.CallCount("") > 0):
				t.Errorf("%+v: %v, %d calls", test, err, bank.CallCount(""))
			case !test.refused && err != nil:
				t.Errorf("%+v: %v", test, err)
			case !test.refused && report.Operations[0].Verdict != probe.Answers:
				t.Errorf("%+v: %+v", test, report.Operations[0])
			case !test.refused && report.Production != test.allow:
				t.Errorf("%+v: production is %v", test, report.Production)
			}
		})
	}
}

// stripping is a gateway under a path of its own.
type stripping struct{ bank *freedompaytest.Bank }

func (s stripping) RoundTrip(r *http.Request) (*http.Response, error) {
	inner := r.Clone(r.Context())
	if at := strings.Index(inner.URL.Path, "/v5/"); at > 0 {
		inner.URL.Path = inner.URL.Path[at:]
	}
	return s.bank.Transport().RoundTrip(inner)
}

// A redirect is not followed, whatever the caller's client would do.
func TestRedirectIsNotFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		bank.Inject(freedompaytest.Fault{On: "Cards.Info", Do: freedompaytest.Redirect})
		cfg := configOf(bank)
		cfg.HTTPClient.CheckRedirect = func(*http.Request, []*http.Request) error { return nil }
		report, err := probe.Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if o := found(t, report, "Cards.Info"); o.Verdict != probe.Unclear || o.Tries[0].HTTPStatus != 307 {
			t.Errorf("%+v", o)
		}
		for _, call := range bank.Calls() {
			if call.Path == "/v5/moved" {
				t.Error("the redirect was followed")
			}
		}
	})
}

// What makes no sense is refused before anything is sent.
func TestConfigIsChecked(t *testing.T) {
	for name, change := range map[string]func(*probe.Config){
		"auth id":    func(c *probe.Config) { c.AuthID = "" },
		"key":        func(c *probe.Config) { c.Key = freedompay.Secret{} },
		"base URL":   func(c *probe.Config) { c.BaseURL = "ftp://bank.test" },
		"plain HTTP": func(c *probe.Config) { c.BaseURL = "http://bank.test" },
		"rate":       func(c *probe.Config) { c.BaseURL, c.Rate = "", 11 },
		"less":       func(c *probe.Config) { c.Rate = -1 },
		"request id": func(c *probe.Config) { c.ReadOnlyIDs.RequestID = "1" },
	} {
		bank := freedompaytest.New()
		cfg := configOf(bank)
		change(&cfg)
		if report, err := probe.Run(t.Context(), cfg); err == nil || report != nil || bank.CallCount("") > 0 {
			t.Errorf("%s: %v, %d calls", name, err, bank.CallCount(""))
		}
	}
}
