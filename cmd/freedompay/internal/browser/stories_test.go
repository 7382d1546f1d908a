package browser_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// click clicks the first button or link of the main part with a text.
func (s *story) click(text string) {
	s.t.Helper()
	s.press(`//main//*[self::button or self::a or self::summary][contains(normalize-space(.), "` + text + `")]`)
}

// press clicks an element, once more when news have just put another in its
// place.
func (s *story) press(selector string) {
	s.t.Helper()
	var err error
	for range 5 {
		if err = chromedp.Do(s.ctx, chromedp.Click(selector)); err == nil {
			return
		}
	}
	s.picture("stuck")
	s.t.Fatalf("%s: %v", selector, err)
}

// The first run: the page says how to call, calls by itself, and the call is
// there without a reload.
func TestFirstRun(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.visit("/")
	s.text("Make the first call")
	s.picture("first-run")
	for _, language := range []string{"Go", "Node", "Python", "curl"} {
		s.press(`//button[@role="tab"][.="` + language + `"]`)
		if code := ask[string](s, `document.querySelector("[role=tabpanel]:not([hidden]) pre code").innerText`); len(code) < 200 {
			t.Errorf("%s: the recipe is %q", language, code)
		}
	}
	s.click("Sign and send")
	s.text("HTTP 200")
	s.text("Gift card 5000")
	s.picture("first-call")
	s.click("Open the call")
	s.text("GiftCards.List #1")
	s.text("signed")
	s.picture("call")
}

// A failing signature is red and says what to change; mended, it is good.
func TestSignature(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.post("/_bank/try", `{"operation":"GiftCards.List"}`)
	s.visit("/")
	s.post("/_bank/try", `{"operation":"GiftCards.List","mistake":"path"}`)
	s.until("the failing call has arrived by itself", `document.querySelector(".call.wrong")`)
	s.text("Change in the JWS header uri")
	s.picture("calls")
	s.press(".call.wrong a")
	s.text("The JWS header that the bank wants")
	s.picture("signature")
	s.visit("/try")
	s.run(chromedp.SetValue(`select[name=mistake]`, "key"))
	s.click("Sign and send")
	s.text("HTTP 401")
	s.run(chromedp.SetValue(`select[name=mistake]`, ""))
	s.click("Sign and send")
	s.text("HTTP 200")
}

// A purchase moves the plot of its card.
func TestPurchase(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.visit("/cards")
	s.click("New card")
	s.until("the card is there", `document.querySelector(".rows a")`)
	s.picture("cards")
	s.press(".rows a")
	s.text("Put money on the card")
	s.click("Put money on")
	s.until("money is there", `document.querySelector(".big")?.innerText.startsWith("10\u202f000.00")`)
	s.until("there is a plot", `document.querySelector(".plot .line")`)
	before := ask[string](s, `document.querySelector(".plot .line").getAttribute("d")`)
	s.press(`//main//button[.="Buy"]`)
	s.until("the plot has moved", `document.querySelector(".plot .line").getAttribute("d") !== `+quoted(before))
	s.text("8 500.00 KZT")
	s.click("Only hold the money")
	s.text("held 1 500.00")
	s.picture("card")
	s.click("Cancel")
	s.text("cancelled")
	s.press("main .veil")
	s.text("· ")
	s.visit("/ledger")
	s.text("in balance")
	s.picture("ledger")
}

// A lost answer: the page makes the next one get lost, and the request tells
// that the work was done.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.visit("/conditions")
	s.click("Lose the next answer")
	s.text("drop after the work")
	s.picture("conditions")
	s.visit("/try?operation=Clients.Create")
	s.click("Sign and send")
	s.text("Open the call")
	s.click("Open the call")
	s.text("No answer left the bank")
	s.picture("lost")
	s.press(`.facts a`)
	s.text("Clients.Create")
	s.until("it is settled", `document.querySelector(".life.success")`)
	s.picture("command")
	s.visit("/commands")
	s.picture("commands")
	s.visit("/try?operation=Requests.Status")
	s.click("Sign and send")
	s.text(`"client_id"`)
}

// A gift card is confirmed with the code that the page shows.
func TestGiftCard(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.visit("/try?operation=GiftCards.Issue")
	s.click("Sign and send")
	s.text("HTTP 200")
	s.visit("/gift-cards")
	s.text("waits for its code")
	s.picture("gift-cards")
	s.click("Confirm")
	s.until("the form is there", `location.pathname === "/try" && document.querySelector("textarea").value.includes("otp")`)
	s.click("Sign and send")
	s.text("HTTP 200")
	s.visit("/gift-cards")
	s.text("activated")
}

// Reset puts everything back, in an open tab as well.
func TestReset(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.visit("/conditions")
	s.post("/_bank/cards", "")
	s.click("Reset…")
	s.click("Reset everything")
	s.until("it is done", `document.querySelector("#toast").innerText.startsWith("Everything is as at the beginning")`)
	s.visit("/cards")
	s.text("No card yet.")
}

// Russian, dark and 400 pixels: nothing is wider than the screen.
func TestNarrowRussianDark(t *testing.T) {
	t.Parallel()
	s := open(t, 400)
	s.post("/_bank/try", `{"operation":"GiftCards.List"}`)
	s.post("/_bank/try", `{"operation":"GiftCards.List","mistake":"path"}`)
	s.post("/_bank/try", `{"operation":"Clients.Create","text":"{\"request_id\":\"b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12\",\"product_id\":1000,\"client\":{\"phone\":77010000001}}"}`)
	s.post("/_bank/cards", "")
	s.visit("/?lang=ru")
	s.visit("/?theme=dark")
	s.text("Вызовы")
	card := s.sandbox.Partner("").Bank().ViewCards(all()).Items[0].ID
	for _, path := range []string{"/", "/calls/2", "/try", "/commands", "/commands/b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12", "/cards", "/cards/" + card, "/clients", "/gift-cards", "/wallets", "/ledger", "/conditions"} {
		s.visit(path)
		if width := ask[int](s, "document.documentElement.scrollWidth"); width > 400 {
			t.Errorf("%s is %d pixels wide", path, width)
		}
		s.picture("narrow" + nameOf(path))
	}
}

// The keyboard alone reaches the lists, opens a line, searches, chooses a tab and
// shows its help.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.post("/_bank/try", `{"operation":"GiftCards.List"}`)
	s.post("/_bank/try", `{"operation":"Rates.Add","mistake":"key"}`)
	s.visit("/")
	keys := func(text string) {
		t.Helper()
		s.until("the page listens", `document.querySelector("#live.on")`)
		s.run(chromedp.KeyEvent(text))
	}
	keys("j")
	keys("j")
	s.until("the second line has the focus", `document.activeElement.closest("li")?.id === "call-1"`)
	keys(kb.Enter)
	s.text("GiftCards.List #1")
	keys("g")
	keys("k")
	s.until("the cards are open", `location.pathname === "/cards"`)
	keys("g")
	keys("c")
	s.until("the calls are open", `location.pathname === "/"`)
	keys("/")
	s.until("the search has the focus", `document.activeElement.id === "q"`)
	keys("rates" + kb.Enter)
	s.until("one call is found", `document.querySelectorAll(".call").length === 1`)
	s.visit("/try")
	s.run(chromedp.Focus(`[role=tab][aria-selected=true]`))
	keys(kb.ArrowRight)
	s.until("the next recipe is there", `document.querySelector("[role=tab][aria-selected=true]").innerText === "Go"`)
	s.run(chromedp.Blur(`[role=tab][aria-selected=true]`))
	keys("?")
	s.until("the help is open", `document.querySelector("#keys").open`)
	keys(kb.Escape)

	// By Tab alone: every button and link of a busy page gets the focus.
	s.visit("/conditions")
	want := ask[int](s, `[...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")].filter(e => e.checkVisibility() && !e.closest("details:not([open]) > :not(summary)")).length`)
	seen := make(map[string]bool)
	for range want + 5 {
		keys(kb.Tab)
		seen[ask[string](s, `(() => { const all = [...document.querySelectorAll("*")]; return String(all.indexOf(document.activeElement)) })()`)] = true
	}
	if len(seen) < want {
		t.Errorf("Tab reaches %d of %d", len(seen), want)
	}
}
