package browser_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// reachable lists what a mouse can use on a page, by its number among all
// elements. Of the tabs of one list Tab reaches the chosen one; arrows reach the
// others. Tab closes the menus of the header as it leaves them, so a menu is
// looked at by itself.
const reachable = `window.reachable = () => [...document.querySelectorAll("*")].flatMap((e, i) =>
	e.matches("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']") && e.checkVisibility() &&
	!e.matches("[role=tab][aria-selected=false]") && !e.closest(".pick ul, dialog") ? [i] : [])`

// focused tells what has the focus: its number, a name, and what is wrong with
// how the focus is shown.
const focused = `window.focused = () => {
	const e = document.activeElement
	const wrong = []
	const ring = e.matches(".file input") ? e.closest(".file") : e
	const style = getComputedStyle(ring)
	const box = ring.getClientRects()[0] // the first line of a link that wraps
	const width = parseFloat(style.outlineWidth), grow = parseFloat(style.outlineOffset) + width
	if (style.outlineStyle === "none" || width < 2) wrong.push("it has no outline")
	const light = color => {
		const part = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 }
		const [r, g, b] = color.match(/[\d.]+/g).map(Number)
		return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
	}
	let behind = ring.parentElement
	while (behind.parentElement && /, 0\)$|transparent/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement
	const a = light(style.outlineColor), b = light(getComputedStyle(behind).backgroundColor)
	if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 3) wrong.push("its outline has too little contrast")
	for (let p = ring.parentElement; p && p !== document.body; p = p.parentElement) {
		if (getComputedStyle(p).overflowX === "visible") continue
		const clip = p.getBoundingClientRect()
		if (box.left - grow < clip.left - 0.5 || box.top - grow < clip.top - 0.5 || box.right + grow > clip.right + 0.5 || box.bottom + grow > clip.bottom + 0.5)
			if (getComputedStyle(p).overflowX === "hidden") wrong.push("its outline is cut off by " + (p.className || p.tagName))
	}
	const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1), y = Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 0), innerHeight - 1)
	const top = document.elementFromPoint(x, y)
	if (!top || !(ring.contains(top) || top.contains(ring))) wrong.push("it is covered by " + (top ? top.className || top.tagName : "nothing, out of sight"))
	return {
		at: [...document.querySelectorAll("*")].indexOf(e), name: (e.outerHTML.match(/^<[^>]*>/) + (e.innerText || "")).replace(/\s+/g, " ").slice(0, 90),
		wrong, main: Boolean(e.closest("main")), left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY,
	}
}`

type focusView struct {
	At    int
	Name  string
	Wrong []string
	Main  bool

	Left, Right, Top, Bottom float64
}

// The keyboard alone reaches everything on every page, in the order in which it
// is read, and shows where it is.
func TestTabReachesEverything(t *testing.T) {
	t.Parallel()
	for name, width := range map[string]int{"wide": 1280, "narrow": 400} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, width)
			s.visit("/")
			s.tabThrough("first run")
			s.fill()
			for _, path := range s.pages() {
				s.visit(path)
				s.unfold()
				s.tabThrough(path)
			}
		})
	}
}

// tabThrough presses Tab until it has been everywhere.
func (s *story) tabThrough(page string) {
	s.t.Helper()
	s.until("the page listens", `document.querySelector("#live.on")`)
	s.run(chromedp.Evaluate[chromedp.Void](reachable), chromedp.Evaluate[chromedp.Void](focused))
	want := make(map[int]bool)
	for _, at := range ask[[]int](s, "reachable()") {
		want[at] = true
	}
	var last focusView
	reported := make(map[string]bool)
	for n := range len(want) + 20 {
		s.run(chromedp.KeyEvent(kb.Tab))
		here := ask[focusView](s, "focused()")
		if n == 0 && !strings.Contains(here.Name, `class="skip"`) {
			s.t.Errorf("%s: the first Tab reaches %s and not the link that skips to the content", page, here.Name)
		}
		if here.At <= last.At { // around: the browser's own bar comes between
			break
		}
		for _, wrong := range here.Wrong {
			if !reported[wrong+here.Name] {
				s.t.Errorf("%s: %s: %s", page, here.Name, wrong)
			}
			reported[wrong+here.Name] = true
		}
		if last.Main && here.Main && here.Bottom <= last.Top && here.Left < last.Right && here.Right <= last.Right {
			s.t.Errorf("%s: Tab goes up from %s to %s", page, last.Name, here.Name)
		}
		delete(want, here.At)
		last = here
	}
	for at := range want {
		s.t.Errorf("%s: Tab never reaches %s", page, ask[string](s, `document.querySelectorAll("*")[`+strconv.Itoa(at)+`].outerHTML.slice(0, 120)`))
	}
}
