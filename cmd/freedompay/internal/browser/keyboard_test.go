package browser_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keys presses keys once the page listens.
func (s *story) keys(text string) {
	s.t.Helper()
	s.until("the page listens", `document.querySelector("#live.on")`)
	s.run(chromedp.KeyEvent(text))
}

// tabTo presses Tab until something with a text has the focus.
func (s *story) tabTo(text string) {
	s.t.Helper()
	for range 100 {
		s.keys(kb.Tab)
		if ask[bool](s, hasFocus(text)) {
			return
		}
	}
	s.t.Fatalf("Tab does not reach %s", text)
}

// hasFocus is whether a link, a button or a summary with a text has the focus.
func hasFocus(text string) string {
	return `(document.activeElement.matches("a, button, summary") && document.activeElement.innerText.includes(` + quoted(text) + `))`
}

// keeps waits until something is so, and the focus is on what has a text.
func (s *story) keeps(text, so string) {
	s.t.Helper()
	s.until(so, so)
	s.until("the focus is on "+text, hasFocus(text))
}

// Single keys reach the lists, open a line, search, choose a tab and show their
// help.
func TestShortcuts(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.post("/_bank/try", `{"operation":"GiftCards.List"}`)
	s.post("/_bank/try", `{"operation":"Rates.Add","mistake":"key"}`)
	s.visit("/")
	s.keys("j")
	s.keys("j")
	s.until("the second line has the focus", `document.activeElement.closest("li")?.id === "call-1"`)
	s.keys(kb.Enter)
	s.text("GiftCards.List #1")
	s.keys("g")
	s.keys("k")
	s.until("the cards are open", `location.pathname === "/cards"`)
	s.keys("g")
	s.keys("c")
	s.until("the calls are open", `location.pathname === "/"`)
	s.keys("/")
	s.until("the search has the focus", `document.activeElement.id === "q"`)
	s.keys("rates" + kb.Enter)
	s.until("one call is found", `document.querySelectorAll(".call").length === 1`)
	s.visit("/try")
	s.run(chromedp.Focus(`[role=tab][aria-selected=true]`))
	s.keys(kb.ArrowRight)
	s.until("the next recipe is there", `document.querySelector("[role=tab][aria-selected=true]").innerText === "Go"`)
	s.run(chromedp.Blur(`[role=tab][aria-selected=true]`))
	s.keys("?")
	s.until("the help is open", `document.querySelector("#keys").open`)
	s.keys(kb.Escape)
}

// Enter and Space do what a click does, Escape closes what they have opened, and
// the focus stays where it was.
func TestKeyboardActs(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.visit("/conditions")
	s.keys(kb.Tab)
	s.keys(kb.Enter)
	s.until("the content has the focus", `document.activeElement.id === "main"`)
	s.keys(kb.Tab)
	s.keeps("Lose the next answer", `true`)
	s.keys(kb.Enter)
	s.keeps("Lose the next answer", `document.querySelectorAll(".faults li").length === 1`)
	s.tabTo("503 three times")
	s.keys(" ")
	s.keeps("503 three times", `document.querySelectorAll(".faults li").length === 2`)
	s.tabTo("Clear all faults")
	s.keys(kb.Enter)
	s.keeps("Refuse the next call", `!document.querySelector(".faults")`) // it stood before what is gone
	s.tabTo("Another fault")
	s.keys(kb.Enter)
	s.until("the form is open", `document.querySelector("details.more").open`)
	s.keys(kb.Tab)
	s.keys("Cards.B" + kb.Tab)
	s.until("an operation is chosen", `document.querySelector("select[name=on]").value.startsWith("Cards.B")`)
	s.keys(kb.Escape)
	s.keeps("Another fault", `!document.querySelector("details.more").open`)
	s.visit("/conditions")
	s.tabTo("Hold settling")
	s.keys(" ")
	s.keeps("Let settling go on", `document.querySelector("#chips").innerText.includes("settling is held")`)
	s.post("/_bank/try", `{"operation":"Clients.Create","text":"{\"request_id\":\"b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12\",\"product_id\":1000,\"client\":{\"phone\":77010000001}}"}`)
	s.keeps("Let settling go on", `document.querySelector("#settling + p").innerText.includes("Pending: 1")`)
	s.tabTo("Settle all now")
	s.keys(kb.Enter)
	s.keeps("Settle all now", `document.querySelector("#settling + p").innerText.includes("Pending: 0")`)
	s.keys(kb.Tab)
	s.run(chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`))
	s.keys("7s" + kb.Enter)
	s.until("it is set", `document.querySelector("#after").defaultValue === "7s"`)
	s.until("the field has the focus", `document.activeElement.id === "after"`)

	s.tabTo("Reset…")
	s.keys(" ")
	s.keys(kb.Tab)
	s.keeps("Reset everything", `true`)
	s.keys(kb.Escape)
	s.keeps("Reset…", `!document.querySelector("details.confirm").open`)
	s.keys(kb.Enter)
	s.keys(kb.Tab)
	s.keys(kb.Enter)
	s.keeps("Reset…", `!document.querySelector("details.confirm").open && document.querySelector("#toast").innerText.startsWith("Everything is as at the beginning")`)
}

// A card is opened, filled and charged, and the menu of colours closes by
// Escape.
func TestKeyboardBuys(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.visit("/cards")
	s.tabTo("New card")
	s.keys(kb.Enter)
	s.keeps("New card", `document.querySelector(".rows a")`)
	s.keys(kb.Tab + kb.Enter)
	s.text("Put money on the card")
	s.tabTo("Put money on")
	s.keys(" ")
	s.keeps("Put money on", `document.querySelector(".big")?.innerText.startsWith("10\u202f000.00")`)
	s.tabTo("Buy")
	s.keys(kb.Enter)
	s.keeps("Buy", `document.querySelector(".big")?.innerText.startsWith("8\u202f500.00")`)
	s.tabTo("Only hold the money")
	s.keys(kb.Enter)
	s.until("it is held", `document.querySelector("main").innerText.includes("held 1")`)
	s.tabTo("Cancel")
	s.keys(kb.Enter)
	s.until("it is cancelled", `document.querySelector("main").innerText.includes("cancelled")`)
	s.until("the focus is near", `document.activeElement.closest("main") && document.activeElement.id !== "main"`)

	s.visit("/cards")
	s.tabTo("Colours")
	s.keys(kb.Enter)
	s.keys(kb.Tab)
	s.keeps("As the system", `document.querySelector(".pick").open`)
	s.keys(kb.Escape)
	s.keeps("Colours", `!document.querySelector(".pick").open`)
	s.keys(kb.Enter)
	s.keys(kb.Tab + kb.Tab + kb.Tab)
	s.keys(kb.Enter)
	s.until("it is dark", `document.documentElement.dataset.theme === "dark"`)
}

// News that replace a part of the page leave the focus on the same thing.
func TestNewsKeepTheFocus(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.visit("/")
	s.tabTo("curl")
	s.keys(kb.ArrowRight)
	s.post("/_bank/try", `{"operation":"GiftCards.List"}`)
	s.until("the first call has taken the place of the first page", `document.querySelector("#call-1")`)
	s.until("the focus is in the content", `document.activeElement.closest("main")`)

	s.post("/_bank/cards", "")
	first := s.sandbox.Partner("").Bank().ViewCards(all()).Items[0]
	s.visit("/cards")
	s.tabTo(first.Mask)
	s.post("/_bank/cards", "")
	s.keeps(first.ID, `document.querySelectorAll(".rows li").length === 2`)
	s.run(chromedp.Focus(`#q`))
	s.keys("77")
	s.post("/_bank/faults", `{"do":"503"}`)
	s.until("the page was told", `document.querySelector("#chips").innerText.includes("faults: 1")`)
	s.post("/_bank/faults", `{"do":"503"}`)
	s.until("the page was told", `document.querySelector("#chips").innerText.includes("faults: 2")`)
	s.until("what was written is there", `document.activeElement.id === "q" && document.activeElement.value === "77"`)

	s.visit("/conditions")
	s.tabTo("faults: 2")
	s.post("/_bank/faults", `{"do":"503"}`)
	s.keeps("faults: 3", `document.querySelectorAll(".faults li").length === 3`)
	s.tabTo("Another fault")
	s.post("/_bank/faults", `{"do":"503"}`)
	s.keeps("Another fault", `document.querySelectorAll(".faults li").length === 4`)

	s.post("/_bank/reset", "")
	for range 3 {
		s.post("/_bank/try", `{"operation":"GiftCards.List"}`)
	}
	s.visit("/")
	s.keys("jjj")
	s.until("the oldest call has the focus", `document.activeElement.closest("li") === document.querySelector("#calls").lastElementChild`)
	s.run(chromedp.Evaluate[chromedp.Void](`(() => { const list = document.querySelector("#calls"); while (list.children.length < 200) list.prepend(list.firstElementChild.cloneNode(true)) })()`))
	s.post("/_bank/try", `{"operation":"GiftCards.List"}`)
	s.until("the new call is there", `document.querySelector("#calls").children.length === 200 && document.querySelector("#calls").firstElementChild.matches(".fresh")`)
	s.until("a line has the focus", `document.activeElement.matches(".call a")`)
}
