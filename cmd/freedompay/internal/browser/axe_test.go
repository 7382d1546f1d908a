package browser_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

func all() freedompaytest.Window { return freedompaytest.Window{} }

// nameOf makes the name of a picture from a path.
func nameOf(path string) string {
	if len(path) > 20 {
		path = path[:strings.LastIndexByte(path, '/')] + "-one"
	}
	return strings.ReplaceAll(path, "/", "-")
}

// Axe finds nothing serious on any page, light or dark. FREEDOMPAY_AXE names
// axe.min.js of npm's axe-core.
func TestAccessible(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile(os.Getenv("FREEDOMPAY_AXE"))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no axe-core, which CI has to have: FREEDOMPAY_AXE=…/axe.min.js")
		}
		t.Skip("no axe-core here: npm install axe-core, FREEDOMPAY_AXE=…/axe.min.js")
	}
	s := open(t, 1280)
	s.visit("/")
	s.axe(string(axe), "first run")
	s.post("/_bank/try", `{"operation":"GiftCards.List"}`)
	s.post("/_bank/try", `{"operation":"GiftCards.List","mistake":"path"}`)
	s.post("/_bank/try", `{"operation":"GiftCards.Issue","text":"{\"cardholder_name\":\"A\",\"phone\":77010000001,\"product_code\":101}"}`)
	s.post("/_bank/try", `{"operation":"Clients.Create","text":"{\"request_id\":\"b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12\",\"product_id\":1000,\"client\":{\"phone\":77010000001}}"}`)
	s.post("/_bank/cards", "")
	s.post("/_bank/wallets", `{"identifier":"+77010000001"}`)
	s.post("/_bank/faults", `{"do":"503","times":3,"on":"Rates.Add"}`)
	card := s.sandbox.Partner("").Bank().ViewCards(all()).Items[0].ID
	s.post("/_bank/cards/"+card+"/fund", `{"amount":"1000"}`)
	s.post("/_bank/cards/"+card+"/authorize", `{"amount":"10"}`)
	for _, theme := range []string{"light", "dark"} {
		s.visit("/?theme=" + theme)
		for _, path := range []string{"/", "/calls/2", "/calls/3", "/try", "/commands", "/cards", "/cards/" + card, "/clients", "/gift-cards", "/wallets", "/wallets/+77010000001", "/ledger", "/conditions"} {
			s.visit(path)
			s.axe(string(axe), theme+" "+path)
		}
	}
}

// axe runs axe on the page and reports what is serious.
func (s *story) axe(script, page string) {
	s.t.Helper()
	s.run(chromedp.Evaluate[chromedp.Void](script))
	findings := ask[[]string](s, `axe.run().then(r => r.violations.filter(v => v.impact === "serious" || v.impact === "critical")
		.map(v => v.id + ": " + v.nodes.map(n => n.target + " " + n.any.map(a => a.message).join("; ")).join(" | ")))`)
	for _, finding := range findings {
		s.t.Errorf("%s: %s", page, finding)
	}
}
