package browser_test

import (
	"net/url"
	"regexp"
	"slices"

	"github.com/chromedp/chromedp"
)

// fill gives a sandbox something of everything: good calls, calls with wrong
// signatures, a lost answer, a fault to come, a list of two pages.
func (s *story) fill() {
	s.t.Helper()
	s.post("/_bank/settling", `{"after":"1h"}`)
	for _, call := range []string{
		`{"operation":"GiftCards.List"}`,
		`{"operation":"GiftCards.List","mistake":"path"}`,
		`{"operation":"GiftCards.List","mistake":"key"}`,
		`{"operation":"GiftCards.List","mistake":"missing"}`,
		`{"operation":"GiftCards.Issue","text":"{\"cardholder_name\":\"A\",\"phone\":77010000001,\"product_code\":101}"}`,
		`{"operation":"GiftCards.Confirm","text":"{\"otp\":\"000000\"}"}`,
		`{"operation":"Clients.Create","text":"{\"request_id\":\"b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12\",\"product_id\":1000,\"client\":{\"phone\":77010000001}}"}`,
		`{"operation":"Clients.Create","text":"{\"nonsense\":1}"}`,
	} {
		s.post("/_bank/try", call)
	}
	s.post("/_bank/faults", `{"do":"drop after the work","times":1}`)
	s.post("/_bank/try", `{"operation":"Clients.Create","text":"{\"request_id\":\"c8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12\",\"product_id\":1000,\"client\":{\"phone\":77010000002}}"}`)
	s.post("/_bank/settle", "")
	s.post("/_bank/try", `{"operation":"Clients.Create","text":"{\"request_id\":\"d8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12\",\"product_id\":1000,\"client\":{\"phone\":77010000003}}"}`)
	for range 51 {
		s.post("/_bank/clients", "")
	}
	s.post("/_bank/cards", "")
	s.post("/_bank/wallets", `{"identifier":"+77010000001"}`)
	s.post("/_bank/wallets/+77010000001/top-up", `{"amount":"50"}`)
	s.post("/_bank/faults", `{"do":"503","times":3,"on":"Rates.Add"}`)
	s.post("/_bank/clock", `{"advance":"24h"}`)
	card := s.sandbox.Partner("").Bank().ViewCards(all()).Items[0].ID
	s.post("/_bank/cards/"+card+"/fund", `{"amount":"1000"}`)
	s.post("/_bank/cards/"+card+"/purchase", `{"amount":"12.50"}`)
	s.post("/_bank/cards/"+card+"/authorize", `{"amount":"10"}`)
}

// alike are the parts of an address that differ between pages of one kind.
var alike = regexp.MustCompile(`[0-9a-f-]{36}|\d+`)

// manyAlike is how many pages of one kind are visited.
const manyAlike = 12

// pages visits the first page and what it links to, and so on, and returns the
// address of every page. Links that change the language, the colours or the
// partner lead to the same page.
func (s *story) pages() []string {
	s.t.Helper()
	found := []string{"/"}
	kinds := make(map[string]int)
	for i := 0; i < len(found); i++ {
		s.visit(found[i])
		for _, to := range ask[[]string](s, `[...document.links].filter(a => a.origin === location.origin && !a.download && !a.closest(".prefs") && !a.pathname.endsWith(".json")).map(a => a.pathname + a.search)`) {
			address, err := url.Parse(to)
			if err != nil {
				s.t.Fatal(err)
			}
			kind := alike.ReplaceAllString(address.Path, "N")
			for name := range address.Query() {
				kind += " " + name
			}
			if slices.Contains(found, to) || kinds[kind] == manyAlike {
				continue
			}
			kinds[kind]++
			found = append(found, to)
		}
	}
	if len(found) < 30 {
		s.t.Fatalf("only %d pages are linked: %q", len(found), found)
	}
	return found
}

// unfold opens everything that a summary opens.
func (s *story) unfold() {
	s.t.Helper()
	s.run(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => { d.open = true })`))
}
