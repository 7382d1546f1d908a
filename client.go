package freedompay

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// The vendor's hosts. Those of Kazakhstan are documented. Those of Uzbekistan and
// Kyrgyzstan appear only in the addresses of operations; no test host is documented
// there.
const (
	ProductionKZ = "https://api.freedompay.kz"
	TestKZ       = "https://test-api.freedompay.kz"
	ProductionUZ = "https://api.freedompay.uz"
	ProductionKG = "https://api.freedompay.kg"
)

// Version is the version of this library. It is part of the User-Agent.
const Version = "0.1.0"

// Client calls the API for one partner. Its services have the operations as methods.
// [New] makes one. A Client does not change and is safe for concurrent use: a program
// needs one for each partner.
type Client struct {
	Cards        *CardService
	Clients      *ClientService
	Limits       *LimitService
	Transactions *TransactionService
	GiftCards    *GiftCardService
	Wallets      *WalletService
	Requests     *RequestService
	Rates        *RateService
	Partners     *PartnerService

	signer         *Signer
	http           *http.Client
	ours           bool   // http sends through net/http's own transport
	base           string // without a trailing slash
	host           string
	prefix         string // the path in base
	paths          map[string]string
	algorithms     map[string]Algorithm // by the beginning of the path, where not the documented one
	contentType    []string             // shared by all requests, never changed
	acceptEncoding []string             // in the same manner: see unpack
	userAgent      []string
	newID          func() uuid.UUID
	retry, poll    Backoff
	lateness       time.Duration
	limiter        Limiter
	observers      []Observer
	maxAnswer      int64
	rules          Rules
	plainHTTP      bool
}

// New returns a Client for the partner with this authID and key. Without options it
// calls [ProductionKZ], makes up to four attempts where a repeat is safe, and logs
// nothing. A Client keeps its key. To replace a key, make a new Client and use it for
// all calls from then on: [docs/recipes/key-rotation.md].
//
// [docs/recipes/key-rotation.md]: https://github.com/freedompay-go/freedompay/blob/main/docs/recipes/key-rotation.md
func New(authID string, key Secret, opts ...Option) (*Client, error) {
	switch {
	case strings.TrimSpace(authID) == "":
		return nil, errors.New("freedompay: New: the auth id is empty")
	case strings.TrimSpace(authID) != authID:
		return nil, errors.New("freedompay: New: the auth id has white space around it")
	case !utf8.ValidString(authID):
		return nil, errors.New("freedompay: New: the auth id is not UTF-8")
	case key.IsZero():
		return nil, errors.New("freedompay: New: the key is empty")
	case key.lost() != nil:
		return nil, fmt.Errorf("freedompay: New: the key: %w", key.lost())
	case strings.TrimSpace(key.Reveal()) != key.Reveal():
		return nil, errors.New("freedompay: New: the key has white space around it, such as the newline at the end of a file: trim it")
	}
	c := &Client{
		signer:         NewSigner(authID, key),
		http:           defaultHTTPClient(),
		paths:          map[string]string{},
		algorithms:     map[string]Algorithm{},
		contentType:    []string{"application/json"},
		acceptEncoding: []string{"gzip"},
		userAgent:      []string{"freedompay-go/" + Version + " (" + runtime.Version() + ")"},
		newID:          uuid.New,
		retry:          defaultRetry(),
		poll:           defaultPoll(),
		lateness:       2 * time.Minute,
		maxAnswer:      64 << 20,
	}
	for _, opt := range append([]Option{WithBaseURL(ProductionKZ)}, opts...) {
		if opt == nil {
			return nil, errors.New("freedompay: New: an option is nil")
		}
		if err := opt(c); err != nil {
			return nil, fmt.Errorf("freedompay: New: %w", err)
		}
	}
	c.ours = isNetHTTP(c.http.Transport)
	if err := c.checkPlainHTTP(); err != nil {
		return nil, fmt.Errorf("freedompay: New: %w", err)
	}
	c.Cards, c.Clients, c.Requests = &CardService{c}, &ClientService{c}, &RequestService{c}
	c.Limits, c.Transactions = &LimitService{c}, &TransactionService{c}
	c.GiftCards, c.Wallets = &GiftCardService{c}, &WalletService{c}
	c.Rates, c.Partners = &RateService{c}, &PartnerService{c}
	return c, nil
}

// CloseIdleConnections closes the idle connections of a client that is no longer
// needed. Calls that are under way go on. Without it, idle connections close after 90
// seconds. With [WithHTTPClient] it closes all idle connections of that client's
// transport, also those of its other users.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

// Lateness returns for how long a broken attempt may still arrive at the bank: see
// [WithLateness].
func (c *Client) Lateness() time.Duration { return c.lateness }

// String returns the name of the client, without secrets.
func (c *Client) String() string {
	if c == nil || c.signer == nil {
		return "freedompay.Client (not made by New)"
	}
	return "freedompay.Client of " + c.signer.authID + " at " + c.base
}

// setBase takes a base URL apart.
func (c *Client) setBase(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return errors.New("the base URL cannot be parsed")
	case u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("the base URL has the scheme %q: want https, or http for a local bank", u.Scheme)
	case u.Host == "" || u.Hostname() == "":
		return errors.New("the base URL has no host")
	case u.User != nil:
		return errors.New("the base URL has user information: the signature is what authenticates")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("the base URL has a query or a fragment: want scheme, host and at most a path")
	}
	c.prefix = strings.TrimRight(u.EscapedPath(), "/")
	c.host = strings.TrimSuffix(u.Host, ":")
	c.base = u.Scheme + "://" + c.host + c.prefix
	return nil
}

// checkPlainHTTP refuses to send card data over the network in the clear.
func (c *Client) checkPlainHTTP() error {
	u, err := url.Parse(c.base)
	if err != nil || u.Scheme != "http" || c.plainHTTP {
		return err
	}
	address, err := netip.ParseAddr(u.Hostname())
	if u.Hostname() == "localhost" || err == nil && address.IsLoopback() {
		return nil
	}
	return errors.New("the base URL is plain http, and its host is not this machine: want https, or WithPlainHTTP to insist")
}

// checkPath refuses what would not be signed as it is sent.
func checkPath(path string) error {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
	switch {
	case !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//"):
		return fmt.Errorf("the path %q does not begin with one slash", path)
	case strings.Trim(path, plain) != "":
		return fmt.Errorf("the path %q has a character other than letters, digits, - . _ ~ and /", path)
	case strings.Contains(path+"/", "/./") || strings.Contains(path+"/", "/../"):
		return fmt.Errorf("the path %q has a . or .. segment", path)
	}
	return nil
}

// defaultHTTPClient returns the http.Client of a [Client] that is given none. It is
// built from nothing but the proxy of the environment: what the program has set on
// http.DefaultTransport is for other hosts. It keeps as many connections as there are
// callers, where net/http would keep two per host and open a new one for most calls
// of a busy program.
func defaultHTTPClient() *http.Client {
	dialer := &net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}
	return refusingRedirects(&http.Client{Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   1024,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		// One connection of HTTP/2 carries all calls: one that is dead, or whose peer
		// has stopped reading, must not hold them all.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 5 * time.Second, PingTimeout: 5 * time.Second, WriteByteTimeout: 5 * time.Second},
	}})
}

// refusingRedirects returns h, or a copy of it that does not follow redirects
// when h says nothing of them.
func refusingRedirects(h *http.Client) *http.Client {
	if h.CheckRedirect != nil {
		return h
	}
	own := *h
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// isNetHTTP reports whether a transport is net/http's own, whose reports of
// connections and errors of dialing prove something.
func isNetHTTP(transport http.RoundTripper) bool {
	if transport == nil {
		transport = http.DefaultTransport
	}
	_, ok := transport.(*http.Transport)
	return ok
}
