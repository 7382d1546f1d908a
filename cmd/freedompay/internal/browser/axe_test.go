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

// axeCore reads axe.min.js of npm's axe-core, which FREEDOMPAY_AXE names.
func axeCore(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(os.Getenv("FREEDOMPAY_AXE"))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no axe-core, which CI has to have: FREEDOMPAY_AXE=…/axe.min.js")
		}
		t.Skip("no axe-core here: npm install axe-core, FREEDOMPAY_AXE=…/axe.min.js")
	}
	return string(script)
}

// Axe finds nothing serious on any page: in either language, light and dark, wide
// and 400 pixels.
func TestAccessible(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	for name, look := range map[string]struct {
		width           int
		language, theme string
	}{
		"light":               {1280, "en", "light"},
		"dark":                {1280, "en", "dark"},
		"Russian dark narrow": {400, "ru", "dark"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, look.width)
			s.visit("/?lang=" + look.language)
			s.visit("/?theme=" + look.theme)
			s.axe(axe, "first run")
			s.fill()
			for _, path := range s.pages() {
				s.visit(path)
				s.unfold()
				s.axe(axe, path)
			}
			s.visit("/")
			s.run(chromedp.Evaluate[chromedp.Void](`document.querySelector("#keys").showModal()`))
			s.axe(axe, "the help")
			s.visit("/try?operation=GiftCards.List")
			s.run(chromedp.SetValue(`select[name=mistake]`, "key"), chromedp.Click(`main .primary`))
			s.until("there is an answer", `document.querySelector(".result:not([hidden])")`)
			s.axe(axe, "a try that failed")
			s.refused = "/nowhere"
			s.visit(s.refused)
			s.axe(axe, "nothing")
		})
	}
}

// Axe finds nothing serious where a token is asked for.
func TestAccessibleToken(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	s := openLocked(t, 400, "sesame")
	s.refused = "/"
	s.visit(s.refused)
	s.axe(axe, "the token")
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
