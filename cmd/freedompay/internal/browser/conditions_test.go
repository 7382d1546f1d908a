package browser_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// A file that was chosen while calls arrived is restored all the same, though news have
// put another input in the place of the one that it was chosen in.
func TestRestoreWhileCallsArrive(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.post("/_bank/cards", "")
	s.visit("/conditions")
	s.until("it is live", `document.querySelector("#live.on")`)
	ask[bool](s, `fetch("/_bank/snapshot").then(a => a.text()).then(text => { window.kept = text; window.field = document.querySelector("[data-restore]"); return true })`)
	s.post("/_bank/reset", "")
	s.until("news have replaced the input", `!window.field.isConnected`)
	ask[bool](s, `(() => {
		const files = new DataTransfer()
		files.items.add(new File([window.kept], "sandbox.json"))
		window.field.files = files.files
		return window.field.dispatchEvent(new Event("change", { bubbles: true }))
	})()`)
	s.until("it says so", `document.querySelector("#toast").innerText.includes("restored")`)
	if cards := s.sandbox.Partner("").Bank().ViewCards(all()).Total; cards != 1 {
		t.Errorf("%d cards", cards)
	}
}

// What a toast lies over can be clicked.
func TestToastCoversNothing(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.visit("/conditions")
	s.click("Lose the next answer")
	s.until("there is a toast", `document.querySelector("#toast").innerText`)
	if hit := ask[string](s, `(() => {
		const box = document.querySelector("#toast").getBoundingClientRect()
		return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2).id
	})()`); hit == "toast" {
		t.Error("the toast takes the click")
	}
}

// An amount may be typed as the page prints it, or as Russian writes it.
func TestAmountsAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.post("/_bank/cards", "")
	card := s.sandbox.Partner("").Bank().ViewCards(all()).Items[0].ID
	s.visit("/cards/" + card)
	s.run(chromedp.SetValue(`form[data-bank$="/fund"] input[name=amount]`, "10 000,50"))
	s.click("Put money on")
	s.text("10 000.50 KZT")
}

// The keys of the keyboard work in a Cyrillic layout.
func TestCyrillicKeyboard(t *testing.T) {
	t.Parallel()
	s := open(t, 1280)
	s.visit("/conditions")
	ask[bool](s, `[["п", "KeyG"], ["л", "KeyK"]].every(([key, code]) => document.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true })))`)
	s.until("the cards are there", `location.pathname === "/cards" && document.readyState === "complete"`)
	ask[bool](s, `document.dispatchEvent(new KeyboardEvent("keydown", { key: ".", code: "Slash" }))`)
	s.until("one can search", `document.activeElement.id === "q"`)
	s.press(".hint button")
	s.until("the keys are listed", `document.querySelector("#keys").open`)
}
