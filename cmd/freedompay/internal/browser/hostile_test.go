package browser_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// hostile is a text that does something wherever it is not escaped.
const hostile = "</script></textarea><img src=x onerror=pwned=1>\"onfocus='pwned=1' autofocus\r\n\r\ndata: {\"reload\":true}\r\nevent: news"

// What a partner or a stranger has written is text on every page, and in the
// stream of news.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.visit("/")
	s.fill()
	text := fmt.Sprintf("%q", hostile)
	s.post("/_bank/wallets", `{"identifier":`+text+`}`)
	for _, body := range []string{
		`{"request_id":` + text + `,"product_id":` + text + `}`,
		`{` + text + `:{` + text + `:[` + text + `]},"client_id":` + text + `}`,
		hostile,
	} {
		for _, operation := range []string{"Clients.Create", "GiftCards.Issue", "Cards.Info"} {
			s.post("/_bank/try", fmt.Sprintf(`{"operation":%q,"text":%q}`, operation, body))
		}
	}
	s.post("/_bank/try", fmt.Sprintf(`{"operation":"Clients.Create","text":%q}`,
		`{"request_id":"f8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12","product_id":1000,"client":{"phone":77010000009,"first_name":`+text+`,"last_name":`+text+`}}`))
	card := s.sandbox.Partner("").Bank().ViewCards(all()).Items[0].ID
	s.post("/_bank/cards/"+card+"/purchase", `{"amount":"1","merchant":`+text+`}`)
	s.post("/_bank/settle", "")
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"uri":` + text + `,"auth_id":` + text + `,` + text + `:1}`))
	r, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.server.URL+"/v5/%3Cimg%20src=x%20onerror=pwned=1%3E%0a", strings.NewReader("<img src=x onerror=pwned=1>"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "<img src=x onerror=pwned=1>")
	r.Header.Set("X-JWS-Signature", header+"..x")
	r.Header.Set("User-Agent", "<img src=x onerror=pwned=1>")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	s.until("the calls have arrived by themselves", `document.querySelectorAll(".call").length > 15`)
	s.harmless("the stream")
	s.refused = "/commands/" // a refused request is linked and not kept
	for _, path := range append(s.pages(), "/?q="+strings.ReplaceAll("<img src=x onerror=pwned=1>\"'", " ", "%20"), "/try?request_id=%3Cimg%20src=x%20onerror=pwned=1%3E&operation=Requests.Status") {
		s.visit(path)
		s.harmless(path)
	}
}

// harmless looks for what a hostile text would have made. The console tells too.
func (s *story) harmless(page string) {
	s.t.Helper()
	if found := ask[string](s, `window.pwned ? "it ran" : document.querySelector("main img, main script, [onerror], [onfocus], main [autofocus]")?.outerHTML || ""`); found != "" {
		s.t.Errorf("%s: a hostile text has become %s", page, found)
	}
}
