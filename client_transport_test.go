package freedompay

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
)

// secureServer returns a server that speaks TLS up to a version.
func secureServer(t *testing.T, version uint16) *httptest.Server {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// trusting makes h trust a server, in addition to nothing.
func trusting(t *testing.T, h *http.Client, server *httptest.Server) {
	t.Helper()
	transport := h.Transport.(*http.Transport)
	t.Cleanup(transport.CloseIdleConnections)
	transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	transport.TLSClientConfig.RootCAs.AddCert(server.Certificate())
}

func TestDefaultTransportWantsTLS12(t *testing.T) {
	for version, accepted := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		server := secureServer(t, version)
		h := defaultHTTPClient()
		trusting(t, h, server)
		resp, err := h.Get(server.URL)
		if (err == nil) != accepted {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			_ = resp.Body.Close()
		}
	}
}

func TestDefaultTransportWantsATrustedCertificate(t *testing.T) {
	server := secureServer(t, tls.VersionTLS13)
	_, err := defaultHTTPClient().Get(server.URL)
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); !ok {
		t.Errorf("a certificate of an unknown authority: %v", err)
	}
}

func TestDefaultTransportIsItsOwn(t *testing.T) {
	shared := http.DefaultTransport.(*http.Transport)
	total, perHost := shared.MaxIdleConns, shared.MaxIdleConnsPerHost
	own, other := defaultHTTPClient(), defaultHTTPClient()
	transport := own.Transport.(*http.Transport)
	if transport == shared || transport == other.Transport {
		t.Error("two clients share a transport")
	}
	if shared.MaxIdleConns != total || shared.MaxIdleConnsPerHost != perHost {
		t.Error("net/http's own transport is changed")
	}
	if transport.MaxIdleConnsPerHost < 64 || transport.MaxIdleConns != 0 {
		t.Errorf("it keeps %d connections, %d for a host", transport.MaxIdleConns, transport.MaxIdleConnsPerHost)
	}
	if transport.Proxy == nil || !transport.ForceAttemptHTTP2 {
		t.Error("it has lost net/http's proxy or HTTP/2")
	}
}

// A program may have put another transport in place of net/http's.
func TestDefaultTransportWithoutNetHTTPs(t *testing.T) {
	shared := http.DefaultTransport
	http.DefaultTransport = http.NewFileTransport(http.Dir("."))
	h := defaultHTTPClient()
	http.DefaultTransport = shared
	if transport, ok := h.Transport.(*http.Transport); !ok || transport.Proxy == nil || !transport.ForceAttemptHTTP2 {
		t.Errorf("the transport is %T", h.Transport)
	}
}
