package probe

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// Config says which host to probe, with which key.
type Config struct {
	AuthID string
	Key    freedompay.Secret

	BaseURL    string       // as for [freedompay.WithBaseURL]; empty for [freedompay.TestKZ]
	HTTPClient *http.Client // nil for one that is made for the run; redirects are never followed

	// Rate is how many calls are made in a second: 2 for zero, and at most 10 but at
	// a bank on this machine. It halves whenever the host asks for fewer.
	Rate float64

	// Every host counts as production but the vendor's test host, this machine and
	// names that no network has (RFC 2606): a gateway leads where its owner sends it.
	// To probe such a host both fields have to ask for it.
	AllowProduction   bool
	ConfirmProduction string // the host of BaseURL once more, such as api.freedompay.kz

	ReadOnlyIDs ReadOnlyIDs

	// Progress is told of each operation when it has been judged. It runs between
	// two calls, so it delays the next one. A page of HTML in place of an operation is
	// Unclear until another path of its part answers; the report may then say Missing.
	Progress func(Operation)
}

// ReadOnlyIDs are ids of the partner that the queries may ask about. An empty field
// leaves its queries out. The ids are sent only in queries, and only to paths that have
// answered before.
type ReadOnlyIDs struct {
	CardID           string
	ClientID         string
	WalletIdentifier string
	RequestID        string // of an earlier command, of whichever part of the API
	TransactionID    string
	GiftCardID       int64
}

const (
	defaultRate = 2
	maxRate     = 10
)

// settings are a Config that was checked.
type settings struct {
	Config
	base       *url.URL
	http       *http.Client
	interval   time.Duration
	production bool
}

func (c Config) checked() (*settings, error) {
	if c.BaseURL == "" {
		c.BaseURL = freedompay.TestKZ
	}
	if _, err := freedompay.New(c.AuthID, c.Key, freedompay.WithBaseURL(c.BaseURL)); err != nil {
		return nil, fmt.Errorf("probe: %w", err)
	}
	base, err := url.Parse(strings.TrimRight(c.BaseURL, "/"))
	if err != nil {
		return nil, errors.New("probe: the base URL cannot be parsed")
	}
	switch {
	case c.Rate < 0, math.IsNaN(c.Rate), c.Rate > maxRate && !isLocal(base):
		return nil, fmt.Errorf("probe: Rate: want at most %d calls a second, or 0 for %d", maxRate, defaultRate)
	case c.Rate == 0:
		c.Rate = defaultRate
	}
	if id := c.ReadOnlyIDs.RequestID; id != "" && uuid.Validate(id) != nil {
		return nil, errors.New("probe: ReadOnlyIDs.RequestID: want a UUID")
	}
	s := &settings{Config: c, base: base, interval: time.Duration(float64(time.Second) / c.Rate), production: isProduction(base)}
	if s.production && (!c.AllowProduction || !strings.EqualFold(c.ConfirmProduction, base.Host)) {
		return nil, fmt.Errorf("probe: %s counts as production: to probe it, set AllowProduction, and ConfirmProduction to the host", base.Host)
	}
	s.http = ownClient(c.HTTPClient)
	return s, nil
}

// isProduction reports whether calls to a host may reach what is real.
func isProduction(u *url.URL) bool {
	return "https://"+hostOf(u) != freedompay.TestKZ && !isLocal(u)
}

// isLocal reports whether a host is this machine, or has a name that no network has.
func isLocal(u *url.URL) bool {
	host := hostOf(u)
	if address, err := netip.ParseAddr(host); err == nil {
		return address.IsLoopback()
	}
	at := strings.LastIndexByte(host, '.')
	return host == "localhost" || at > 0 && slices.Contains([]string{"localhost", "test", "example", "invalid"}, host[at+1:])
}

func hostOf(u *url.URL) string { return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".") }

// ownClient returns a copy of h that follows no redirect: it could lead to
// another host.
func ownClient(h *http.Client) *http.Client {
	own := new(http.Client)
	if h != nil {
		*own = *h
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return own
}
