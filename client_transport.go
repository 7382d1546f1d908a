package freedompay

import (
	"crypto/tls"
	"net/http"
)

// defaultHTTPClient returns the http.Client of a [Client] that is given none:
// net/http's own ways, with as many kept connections as there are callers.
// net/http's default of two per host opens a new one for most calls of a busy program.
func defaultHTTPClient() *http.Client {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if ok {
		transport = transport.Clone()
	} else {
		transport = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	}
	transport.Proxy = http.ProxyFromEnvironment // and nothing that the program set for other hosts
	transport.MaxIdleConns = 0                  // bounded per host, and there is one host
	transport.MaxIdleConnsPerHost = 1024
	if transport.TLSClientConfig == nil {
		transport.TLSClientConfig = new(tls.Config)
	}
	transport.TLSClientConfig.MinVersion = max(transport.TLSClientConfig.MinVersion, tls.VersionTLS12)
	transport.TLSClientConfig.InsecureSkipVerify = false // whatever the program does for other hosts
	return refusingRedirects(&http.Client{Transport: transport})
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
