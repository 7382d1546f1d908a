package outage_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
)

// plainClient returns a client with the default transport, which tries once.
func plainClient(t *testing.T, base string, opts ...freedompay.Option) *freedompay.Client {
	t.Helper()
	client, err := freedompay.New("77", freedompay.NewSecret(testKey), append([]freedompay.Option{
		freedompay.WithBaseURL(base), freedompay.WithRetry(freedompay.Backoff{Attempts: 1}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// secure returns a server that speaks TLS up to a version, with a certificate of an
// unknown authority.
func secure(t *testing.T, version uint16) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the call has arrived")
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version, Certificates: []tls.Certificate{ownCertificate(t)}}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// ownCertificate returns a certificate for this machine that nobody else has signed.
func ownCertificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// The client refuses TLS 1.1 by its version, and TLS 1.2 and 1.3 by the certificate.
// Nothing is sent in either case.
func TestClientWantsTLS12AndACertificate(t *testing.T) {
	for version, tooOld := range map[uint16]bool{tls.VersionTLS10: true, tls.VersionTLS11: true, tls.VersionTLS12: false, tls.VersionTLS13: false} {
		_, err := plainClient(t, secure(t, version).URL).Cards.Unblock(t.Context(), freedompay.UnblockCardRequest{CardID: "1", Description: "x"})
		unknown := err != nil && strings.Contains(err.Error(), "certificate signed by unknown authority")
		if err == nil || unknown == tooOld || tooOld != strings.Contains(err.Error(), "protocol version") {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
	}
}

// InsecureSkipVerify and an old TLS version in http.DefaultTransport do not apply to
// the client.
func TestClientDoesNotInheritALoweredGuard(t *testing.T) {
	shared := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = shared })
	insecure := shared.(*http.Transport).Clone()
	insecure.TLSClientConfig = &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}
	http.DefaultTransport = insecure
	for _, version := range []uint16{tls.VersionTLS11, tls.VersionTLS13} {
		if _, err := plainClient(t, secure(t, version).URL).Cards.Info(t.Context(), "1"); err == nil {
			t.Errorf("%s without a certificate is accepted", tls.VersionName(version))
		}
	}
	if !insecure.TLSClientConfig.InsecureSkipVerify || insecure.TLSClientConfig.MinVersion != tls.VersionTLS10 {
		t.Error("the program's own transport is changed")
	}
}

// The client keeps no cookies, follows no redirects, and tells the server only the
// version of the library and of Go.
func TestClientKeepsNoCookieAndFollowsNoRedirect(t *testing.T) {
	var paths, cookies, agents []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.Path)
		cookies = append(cookies, r.Header.Values("Cookie")...)
		agents = append(agents, r.UserAgent())
		w.Header().Set("Set-Cookie", "gateway=1; Path=/")
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}))
	t.Cleanup(server.Close)
	client := plainClient(t, server.URL)
	for range 2 {
		_, err := client.Cards.Info(t.Context(), "1")
		if failed, ok := errors.AsType[*freedompay.Error](err); !ok || failed.HTTPStatus != http.StatusTemporaryRedirect {
			t.Errorf("redirected: %v", err)
		}
	}
	const path = "/v5/card-api/card/info"
	agent := "freedompay-go/" + freedompay.Version + " (" + runtime.Version() + ")"
	if !slices.Equal(paths, []string{path, path}) || cookies != nil || !slices.Equal(agents, []string{agent, agent}) {
		t.Errorf("asked for %q with the cookies %q as %q", paths, cookies, agents)
	}
}

// Plain HTTP is allowed to this machine, and to others only with WithPlainHTTP.
func TestPlainHTTPIsForThisMachine(t *testing.T) {
	for host, local := range map[string]bool{
		"127.0.0.1": true, "127.0.0.1:8080": true, "127.255.255.254": true, "[::1]": true, "[::1]:8080": true, "localhost": true, "localhost:8080": true,
		"[::ffff:127.0.0.1]": true,

		"api.freedompay.kz": false, "10.0.0.1": false, "192.168.0.1:8080": false, "0.0.0.0": false, "[::]": false, "[fe80::1]": false, "169.254.169.254": false,
		"localhost.example": false, "127.0.0.1.example": false, "localhost.": false, "127.1": false, "2130706433": false, "[::ffff:10.0.0.1]": false,
	} {
		for _, insist := range []bool{false, true} {
			opts := []freedompay.Option{freedompay.WithBaseURL("http://" + host)}
			if insist {
				opts = append(opts, freedompay.WithPlainHTTP())
			}
			if _, err := freedompay.New("77", freedompay.NewSecret(testKey), opts...); (err == nil) != (local || insist) {
				t.Errorf("http://%s, insisted on: %t: %v", host, insist, err)
			}
		}
		if _, err := freedompay.New("77", freedompay.NewSecret(testKey), freedompay.WithBaseURL("https://"+host)); err != nil {
			t.Errorf("https://%s: %v", host, err)
		}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, accepted) }))
	t.Cleanup(server.Close)
	if _, err := plainClient(t, server.URL).Cards.Info(t.Context(), "1"); err != nil {
		t.Errorf("%s: %v", server.URL, err)
	}
}
