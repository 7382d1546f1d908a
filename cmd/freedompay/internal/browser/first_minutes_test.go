package browser_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The first ten minutes of the README, step by step: what is bold there is
// pressed or chosen, and what is in quotes has to be seen then.
func TestFirstTenMinutes(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(readme), "## The first ten minutes")
	section, _, _ = strings.Cut(section, "\n## ")
	_, steps, numbered := strings.Cut(section, "\n1. ")
	if !found || !numbered {
		t.Fatal("the README has no first ten minutes")
	}
	s := open(t, 1280)
	s.visit("/")
	s.until("the page listens", `document.querySelector("#live.on")`)
	pressed, seen := 0, 0
	for _, step := range regexp.MustCompile(`\*\*([^*]+)\*\*|"([^"]+)"`).FindAllStringSubmatch(strings.Join(strings.Fields(steps), " "), -1) {
		if step[1] != "" {
			s.follow(step[1])
			pressed++
			continue
		}
		s.until(fmt.Sprintf("there is %q", step[2]), "(document.querySelector('main').innerText + ' ' + document.querySelector('#toast').innerText).replace(/\\s+/g, ' ').toLowerCase().includes("+quoted(strings.ToLower(step[2]))+")")
		seen++
	}
	if pressed < 40 || seen < 25 {
		t.Errorf("the README has %d things to press and %d to see", pressed, seen)
	}
	bank := s.sandbox.Partner("").Bank()
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
	if clients, cards, gifts := bank.ViewClients(all()).Total, bank.ViewCards(all()).Total, bank.ViewGiftCards(all()).Items; clients != 2 || cards != 1 || len(gifts) != 1 || !gifts[0].Activated {
		t.Errorf("the bank has %d clients, %d cards and the gift cards %+v", clients, cards, gifts)
	}
}

// follow presses what has a label, as a reader of the page would find it: a line
// of the menu, a button or link of the main part, the link under a heading, or an
// option of a list.
func (s *story) follow(label string) {
	s.t.Helper()
	const find = `(label => {
		const text = e => e.innerText.replace(/\s+/g, ' ').trim()
		const all = selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility() && !e.disabled)
		const exact = selector => all(selector).find(e => text(e) === label)
		const found = exact('.side a') || exact('main button') || exact('main a, main summary') ||
			exact('main dt')?.nextElementSibling.querySelector('a') || all('main .rows a, main .calls a').find(e => text(e).startsWith(label)) ||
			[...document.querySelectorAll('main option')].find(e => e.textContent.trim() === label)
		document.querySelectorAll('[data-follow]').forEach(e => delete e.dataset.follow)
		if (!found) return ''
		found.dataset.follow = ''
		const list = found.closest('select')
		if (!list) return found.tagName === 'A' && found.href !== location.href ? 'leave' : 'press'
		const leave = 'go' in list.dataset && !found.selected
		list.value = found.value
		list.dispatchEvent(new Event('change', { bubbles: true }))
		return leave ? 'left' : 'chosen'
	})`
	before, how := ask[string](s, "location.href"), ""
	for deadline := time.Now().Add(10 * time.Second); how == ""; {
		how, _ = chromedp.Run(s.ctx, chromedp.Evaluate[string](find+`(`+quoted(label)+`)`)) // a page that is being left cannot answer
		if how == "press" || how == "leave" {
			ctx, cancel := context.WithTimeout(s.ctx, time.Second)
			if chromedp.Do(ctx, chromedp.Click("[data-follow]")) != nil {
				how = "" // news have put another in its place
			}
			cancel()
		}
		if how == "" && time.Now().After(deadline) {
			s.picture("stuck")
			s.t.Fatalf("nothing is called %q", label)
		}
	}
	if how == "leave" || how == "left" {
		s.until("another page is there", `location.href !== `+quoted(before)+` && document.readyState === "complete" && document.querySelector("#live.on")`)
	}
}
