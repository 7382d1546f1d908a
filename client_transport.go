package freedompay

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

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
