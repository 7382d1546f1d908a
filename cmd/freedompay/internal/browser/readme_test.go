package browser_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// The pictures of the READMEs: a morning of a partner who learns to sign.
func TestPicturesOfREADME(t *testing.T) {
	t.Parallel()
	s := open(t, 1100)
	s.post("/_bank/cards", "")
	card := s.sandbox.Partner("").Bank().ViewCards(all()).Items[0].ID
	for i, amount := range []string{"125000.00", "-18400.50", "-3200.00", "-1890.00", "40000.00", "-77000.00", "-5400.00", "-2150.00", "30000.00", "-12999.00"} {
		way, sum := "fund", amount
		if amount[0] == '-' {
			way, sum = "purchase", amount[1:]
		}
		s.post("/_bank/cards/"+card+"/"+way, `{"amount":"`+sum+`"}`)
		if i == 8 {
			s.post("/_bank/cards/"+card+"/authorize", `{"amount":"5000"}`)
		}
	}
	try := func(operation, body, mistake string) {
		s.post("/_bank/try", fmt.Sprintf(`{"operation":%q,"text":%q,"mistake":%q}`, operation, body, mistake))
	}
	id := func(n int) string {
		return fmt.Sprintf(`"request_id":"%08x-77ab-4a1f-9c1e-1f3a0f6b1a%02d"`, 0x5c1d90e7*n, n)
	}
	try("GiftCards.List", "{}", "padding")
	try("GiftCards.List", "{}", "path")
	try("GiftCards.List", "{}", "")
	try("Clients.Create", `{`+id(1)+`,"product_id":1000,"client":{"phone":77010000001}}`, "body")
	try("Clients.Create", `{`+id(1)+`,"product_id":1000,"client":{"phone":77010000001}}`, "")
	try("Requests.Status", `{`+id(1)+`}`, "")
	s.post("/_bank/faults", `{"do":"drop after the work","times":1}`)
	try("Cards.Issue", `{`+id(2)+`,"product_id":2100,"client_id":"8977891743"}`, "")
	try("Cards.Issue", `{`+id(2)+`,"product_id":2100,"client_id":"8977891743"}`, "")
	try("Requests.Status", `{`+id(2)+`}`, "")
	try("Cards.Balance", `{"card_id":"`+card+`"}`, "")
	for name, page := range map[string]struct {
		path   string
		height int64
	}{"calls": {"/", 640}, "card": {"/cards/" + card, 930}} {
		s.run(chromedp.EmulateViewport(1100, page.height))
		s.visit(page.path)
		s.until("it is live", `document.querySelector("#live.on")`)
		if os.Getenv("FREEDOMPAY_RECORD") == "" {
			continue
		}
		png, err := chromedp.Run(s.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join("..", "..", "..", "..", "docs", "pictures", name+".png"), png)
	}
}
