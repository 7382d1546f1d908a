// Package control is the control plane of the sandbox: JSON under /_bank/.
package control

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/freedompay-go/freedompay"
)

// Guard keeps strangers from the page and the control plane. Without a token it
// lets in who calls this machine by a loopback name, so that a name which an
// attacker points at this machine (DNS rebinding) is refused. With a token it
// wants the token. A browser's request from another origin is refused always.
type Guard struct {
	Token freedompay.Secret
	Hosts []string // names that are let in beside the loopback's
}

// Cookie is where a browser keeps the token.
const Cookie = "freedompay_token"

// Wrap guards a handler. Pages may be opened from a link on another site; what
// a script asks for may not.
func (g Guard) Wrap(next http.Handler, refuse func(w http.ResponseWriter, r *http.Request, status int, text string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !g.knows(r.Host):
			refuse(w, r, http.StatusMisdirectedRequest, sentence(Language(r), "the sandbox does not go by the name %s; use 127.0.0.1 or localhost, or start it with --host", quoted(r.Host)))
		case !sameOrigin(r):
			refuse(w, r, http.StatusForbidden, sentence(Language(r), "the request comes from another site; open the sandbox's own page"))
		case !g.admits(r):
			refuse(w, r, http.StatusUnauthorized, sentence(Language(r), "a token is needed: send Authorization: Bearer TOKEN, or open the address that the sandbox printed"))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// quoted keeps a name short and printable.
func quoted(name string) string {
	return "\"" + strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, name[:min(len(name), 100)]) + "\""
}

// knows reports whether the name in the address is one of the sandbox's own. A
// token makes names unimportant: a browser sends it to no other name.
func (g Guard) knows(host string) bool {
	if g.Token.Reveal() != "" {
		return true
	}
	name := host
	if bare, port, err := net.SplitHostPort(host); err == nil && strings.Trim(port, "0123456789") == "" {
		name = bare
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	return IsLoopback(name) || slices.Contains(g.Hosts, name)
}

// IsLoopback reports whether a host, in small letters and without a port, is this
// machine.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// sameOrigin reports whether a request comes from the sandbox's own page, from
// no page at all, or is a person's opening of a page.
func sameOrigin(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		from, err := url.Parse(origin)
		return err == nil && from.Host != "" && strings.EqualFold(from.Host, r.Host)
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return true
	}
	return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document" &&
		!strings.HasPrefix(r.URL.Path, Prefix)
}

// admits reports whether the request has the token, if there is one.
func (g Guard) admits(r *http.Request) bool {
	want := g.Token.Reveal()
	if want == "" {
		return true
	}
	got, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if got == "" {
		if cookie, err := r.Cookie(Cookie); err == nil {
			got = cookie.Value
		}
	}
	return g.Is(got)
}

// Is reports whether text is the token.
func (g Guard) Is(text string) bool {
	return subtle.ConstantTimeCompare([]byte(text), []byte(g.Token.Reveal())) == 1
}
