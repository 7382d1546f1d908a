// Package page is what a person sees of the sandbox in a browser. It renders on
// the server, needs no internet, and changes nothing by itself: its buttons call
// the control plane.
package page

import (
	"bytes"
	"cmp"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
)

//go:embed templates assets
var files embed.FS

// pages serves the page of one sandbox.
type pages struct {
	sandbox   *sandbox.Sandbox
	guard     control.Guard
	templates map[string]*template.Template
	streams   chan struct{} // as many as may be open
}

// maxStreams is how many tabs may be live at once.
const maxStreams = 64

// New returns the page.
func New(s *sandbox.Sandbox, guard control.Guard) http.Handler {
	p := &pages{sandbox: s, guard: guard, templates: parse(), streams: make(chan struct{}, maxStreams)}
	mux := http.NewServeMux()
	for pattern, show := range map[string]shower{
		"GET /{$}":             p.calls,
		"GET /calls/{id}":      p.call,
		"GET /try":             p.try,
		"GET /commands":        p.commands,
		"GET /commands/{id}":   p.command,
		"GET /clients":         p.clients,
		"GET /cards":           p.cards,
		"GET /cards/{id}":      p.card,
		"GET /gift-cards":      p.giftCards,
		"GET /wallets":         p.wallets,
		"GET /wallets/{id...}": p.wallet,
		"GET /ledger":          p.ledger,
		"GET /conditions":      p.conditions,
		"GET /":                p.nothing,
	} {
		mux.Handle(pattern, p.serve(show))
	}
	mux.HandleFunc("GET /events", p.events)
	inside := guard.Wrap(headed(p.remembering(mux)), p.refuse)
	assets, _ := fs.Sub(files, "assets") // it is embedded
	outside := http.NewServeMux()
	outside.Handle("GET /assets/", http.StripPrefix("/assets/", headed(http.FileServerFS(assets))))
	outside.Handle("/", p.admitting(inside))
	return outside
}

// headed sets the headers of every page: what it may load, and that it may not
// be framed or cached.
func headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// admitting takes the token from the address into a cookie.
func (p *pages) admitting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := r.URL.Query().Get("token")
		if token == "" || !p.guard.Is(token) {
			next.ServeHTTP(w, r)
			return
		}
		remember(w, control.Cookie, token, true)
		leave(w, r, "token")
	})
}

// remembering takes the language, the colours and the partner from the address
// into cookies.
func (p *pages) remembering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, allowed := range map[string]func(string) bool{
			"lang":  func(v string) bool { return v == "en" || v == "ru" },
			"theme": func(v string) bool { return v == "light" || v == "dark" || v == "auto" },
			"as":    func(v string) bool { return p.sandbox.Partner(v) != nil && v != "" },
		} {
			if value := r.URL.Query().Get(name); value != "" && allowed(value) {
				remember(w, name, url.QueryEscape(value), false)
				leave(w, r, name)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func remember(w http.ResponseWriter, name, value string, secret bool) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // the sandbox speaks plain HTTP
		Name: name, Value: value, Path: "/", HttpOnly: secret, SameSite: http.SameSiteStrictMode, MaxAge: 365 * 24 * 3600,
	})
}

// leave goes to the same page without one parameter.
func leave(w http.ResponseWriter, r *http.Request, name string) {
	query := r.URL.Query()
	query.Del(name)
	to := url.URL{Path: r.URL.Path, RawQuery: query.Encode()}
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
}

// cookie returns the value of a cookie, or "".
func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	value, _ := url.QueryUnescape(c.Value)
	return value
}

// view is what a page shows; the frame is the same for all.
type view struct {
	Frame frame
	Data  any
}

// shower collects what one page shows. It returns the template's name, the
// page's title and the data; an empty name is a thing that does not exist.
type shower func(r *http.Request, in look) (name, title string, data any)

// look is whose bank is looked at, and in which language.
type look struct {
	partner *sandbox.Partner
	bank    *freedompaytest.Bank
	lang    string
}

func (p *pages) look(r *http.Request) look {
	partner := p.sandbox.Partner(cookie(r, "as"))
	if partner == nil {
		partner = p.sandbox.Partner("")
	}
	return look{partner, partner.Bank(), control.Language(r)}
}

// serve renders a page, or only its main part for a tab that is open already.
func (p *pages) serve(show shower) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := p.look(r)
		revision := p.sandbox.Journal.Revision() // before the data: the stream goes on from here
		name, title, data := show(r, in)
		status := http.StatusOK
		if name == "" {
			status, name, title = http.StatusNotFound, "nothing", "Not found"
		}
		part := "layout"
		if r.Header.Get("X-Part") == "main" {
			part = "main"
		}
		frame := p.frame(r, in, title)
		frame.Revision = revision
		p.render(w, status, name+"/"+in.lang, part, view{frame, data})
	})
}

func (p *pages) render(w http.ResponseWriter, status int, name, part string, data any) {
	var text bytes.Buffer
	if err := p.templates[name].ExecuteTemplate(&text, part, data); err != nil {
		http.Error(w, "the page does not render: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(text.Bytes())
}

// refuse shows why somebody is not let in.
func (p *pages) refuse(w http.ResponseWriter, r *http.Request, status int, text string) {
	lang := control.Language(r)
	headed(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		p.render(w, status, "refused/"+lang, "refused", map[string]any{
			"Lang": lang, "Theme": cmp.Or(cookie(r, "theme"), "auto"), "Text": text, "Token": status == http.StatusUnauthorized,
		})
	})).ServeHTTP(w, r)
}

func (p *pages) nothing(*http.Request, look) (string, string, any) { return "", "", nil }
