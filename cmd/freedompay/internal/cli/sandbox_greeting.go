package cli

import (
	"fmt"
	"io"
	"net"
	"net/url"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
)

// greeting is what the sandbox says when it starts.
type greeting struct {
	address net.Addr
	beyond  bool
	token   string
	sandbox *sandbox.Sandbox
}

// greet tells all that is needed to begin.
func greet(out io.Writer, g greeting) {
	base := "http://" + g.host()
	page := base + "/"
	if g.token != "" {
		page += "?token=" + url.QueryEscape(g.token)
	}
	first := g.sandbox.Partners()[0]
	_, _ = fmt.Fprintf(out, "A fake Freedom Pay. Nothing here is real. Ctrl-C stops it.\n\n  page     %s\n  API      %s\n", page, base)
	for _, p := range g.sandbox.Partners() {
		_, _ = fmt.Fprintf(out, "  auth_id  %s\n  key      %s\n", p.AuthID, shownKey(p))
	}
	if g.token != "" {
		_, _ = fmt.Fprintf(out, "  token    %s\n", g.token)
	}
	_, _ = fmt.Fprintf(out, "\nOpen the page, or let a program call it:\n\n  export FREEDOMPAY_URL=%s FREEDOMPAY_AUTH_ID=%s", base, first.AuthID)
	if known(first) {
		_, _ = fmt.Fprintf(out, " FREEDOMPAY_KEY=%s", defaultKey)
	}
	_, _ = fmt.Fprintln(out)
	_, _ = fmt.Fprintf(out, "  export FREEDOMPAY_SANDBOX_URL=%s", base)
	if g.token != "" {
		_, _ = fmt.Fprintf(out, " FREEDOMPAY_SANDBOX_TOKEN=%s", g.token)
	}
	_, _ = fmt.Fprint(out, "  # for freedompay bank\n\n")
	if faults := first.Bank().ViewFaults(); len(faults) > 0 {
		_, _ = fmt.Fprintf(out, "It fails on purpose:\n\n%s\n", describe(faults))
	}
	if g.beyond {
		_, _ = fmt.Fprintf(out, "WARNING: it listens on %s, so other machines can reach it. The page and the control\nplane ask for the token above; the API asks for a signature.\n", g.address)
		if known(first) {
			_, _ = fmt.Fprintln(out, "Everybody knows the default key: choose another one in FREEDOMPAY_KEY.")
		}
		_, _ = fmt.Fprintln(out)
	}
}

// known reports whether a partner has the default key.
func known(p *sandbox.Partner) bool { return p.Key.Reveal() == defaultKey }

// shownKey keeps a key that was given, perhaps a real one, out of terminals and
// logs.
func shownKey(p *sandbox.Partner) string {
	if known(p) {
		return defaultKey
	}
	return "the one that you gave"
}

// host returns the name and port by which this machine reaches the sandbox.
func (g greeting) host() string {
	address := g.address.String()
	name, port, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	if ip := net.ParseIP(name); ip != nil && ip.IsUnspecified() {
		name = "127.0.0.1"
	}
	return net.JoinHostPort(name, port)
}
