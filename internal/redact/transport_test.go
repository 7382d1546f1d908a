package redact_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/redact"
)

// What a hostile peer puts where the protocol expects something else.
const (
	spilledPAN  = "4400430212345678"
	spilledCVV  = "937"
	spilledName = "JOHN SPILLED"
	spilled     = "X-" + spilledName + " " + spilledPAN + " cvv " + spilledCVV
)

// meet serves one connection after another with way, after it has read the
// header of a request, and returns the address.
func meet(t *testing.T, way func(c net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				way(c)
			}()
		}
	}()
	return listener.Addr().String()
}

// says returns a way that reads a request and answers with text.
func says(text string) func(net.Conn) {
	return func(c net.Conn) {
		if req, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
			_, _ = io.Copy(io.Discard, req.Body)
			_, _ = io.WriteString(c, text)
		}
	}
}

// failedCall returns the error of net/http for a request, whether it comes with the
// header or with the body of the answer.
func failedCall(ctx context.Context, t *testing.T, transport *http.Transport, address string) error {
	t.Helper()
	t.Cleanup(transport.CloseIdleConnections)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	_, err = io.ReadAll(resp.Body)
	return err
}

// reached returns every text that can be had from an error: by its methods, by
// the verbs of fmt, by unwrapping, and by reflection as dumpers do it.
func reached(err error) string {
	var all strings.Builder
	for ; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(&all, "%v %+v %#v %s %q\n", err, err, err, err, err)
		everything(&all, reflect.ValueOf(err), 0)
	}
	return all.String()
}

func everything(into *strings.Builder, v reflect.Value, depth int) {
	if depth > 20 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		into.WriteString(v.String() + "\n")
	case reflect.Pointer, reflect.Interface:
		everything(into, v.Elem(), depth+1)
	case reflect.Struct:
		for _, field := range v.Fields() {
			everything(into, field, depth+1)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			fmt.Fprintf(into, "%s\n", v)
			return
		}
		for i := range v.Len() {
			everything(into, v.Index(i), depth+1)
		}
	}
}

func TestSafeTransportTextOfAHostilePeer(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	for _, test := range []struct{ name, answer, want string }{
		{"in place of a header", ok + spilled + "\r\n\r\n", "malformed MIME header"},
		{"as the first header", ok + " " + spilled + ": 1\r\n\r\n", "malformed MIME header"},
		{"as a header's name", ok + "\x00" + spilled + ": x\r\n\r\n", "malformed MIME header"},
		{"in place of a trailer", ok + "Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\n{}\r\n0\r\n" + spilled + "\r\n\r\n", "malformed MIME header"},
		{"in place of the status line", spilled + "\r\n\r\n", "malformed HTTP status code"},
		{"in place of the status", "HTTP/1.1 " + spilledPAN + " " + spilledName + "\r\n\r\n", "malformed HTTP status code"},
		{"in place of the version", "HTTP/" + spilledPAN + " 200 " + spilledName + "\r\n\r\n", "malformed HTTP version"},
		{"in place of a chunk's size", ok + "Transfer-Encoding: chunked\r\n\r\n" + spilled + "\r\n", "invalid byte in chunk length"},
		{"as a chunk's size", ok + "Transfer-Encoding: chunked\r\n\r\n" + spilledPAN + "9\r\n", "http chunk length too large"},
		{"as a length", ok + "Content-Length: " + spilled + "\r\n\r\n", "bad Content-Length"},
		{"as two lengths", ok + "Content-Length: " + spilledPAN + "\r\nContent-Length: 1\r\n\r\n", "http: message cannot contain multiple Content-Length headers; got"},
		{"as an encoding", ok + "Transfer-Encoding: " + spilled + "\r\n\r\n", "unsupported transfer encoding"},
		{"after half an answer", ok + "Content-Length: 100\r\n\r\n" + spilled, "unexpected EOF"},
		{"nothing", "", "EOF"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := failedCall(t.Context(), t, &http.Transport{}, "http://"+meet(t, says(test.answer)))
			if err == nil {
				t.Fatal("net/http has no objection")
			}
			mustBeSafe(t, err, test.want)
		})
	}
}

// mustBeSafe wants an error to be told with a text in it, and without what was spilled.
func mustBeSafe(t *testing.T, err error, want string) {
	t.Helper()
	told := redact.NewTransportError(err)
	if !strings.Contains(told.Error(), want) {
		t.Errorf("%q does not say %q; net/http says %v", told, want, err)
	}
	out := reached(told) + reached(&freedompay.Error{Op: "/a", Err: fmt.Errorf("%w: %w", freedompay.ErrUnavailable, told)})
	for _, part := range []string{spilledPAN, spilledPAN[:6], spilledPAN[10:], spilledCVV, spilledName, "SPILLED"} {
		if strings.Contains(out, part) {
			t.Errorf("%q shows %q in\n%s", told, part, out)
		}
	}
	if strings.ContainsFunc(told.Error(), unicode.IsControl) {
		t.Errorf("%q has control characters", told)
	}
	if told.Unwrap() != nil && told.Unwrap() != context.Canceled && told.Unwrap() != context.DeadlineExceeded { //nolint:errorlint // these and nothing that holds them
		t.Errorf("the chain goes on with %T", told.Unwrap())
	}
}

// Older releases of Go do not quote the line.
func TestSafeTransportTextOfOlderReleases(t *testing.T) {
	line := textproto.ProtocolError("malformed MIME header line: " + spilled)
	for _, err := range []error{
		line,
		errors.New(string(line)),
		fmt.Errorf("net/http: HTTP/1.x transport connection broken: %w", line),
		&url.Error{Op: "Post", URL: "https://a/" + spilledPAN, Err: errors.New("x: malformed MIME header: missing colon: " + spilled)},
	} {
		mustBeSafe(t, err, "malformed MIME header")
	}
	mustBeSafe(t, errors.New("http2: server sent GOAWAY; LastStreamID=1, ErrCode=NO_ERROR, debug="+spilled), "http2: server sent GOAWAY")
	mustBeSafe(t, errors.New("the transport met `"+spilled+"`"), "the transport met")
	mustBeSafe(t, errors.New("of the proxy: "+spilledPAN+" cvv "+spilledCVV+" 9-3 7"), "of the proxy: **************** cvv *** *-* *")
}

// A proxy's status line is its own words.
func TestSafeTransportTextOfAProxy(t *testing.T) {
	proxy, err := url.Parse("http://" + meet(t, says("HTTP/1.1 403 no "+spilledPAN+" "+spilledCVV+"\x1b[31m\r\n\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	mustBeSafe(t, failedCall(t.Context(), t, &http.Transport{Proxy: http.ProxyURL(proxy)}, "https://bank.example/"), "no ****************")
}

// selfSigned returns a certificate with names of the peer's choice.
func selfSigned(t *testing.T, change func(*x509.Certificate)) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(4e9, 0), IsCA: true, BasicConstraintsValid: true,
		Subject: pkix.Name{CommonName: "\x1b[31m" + spilledPAN + "\r\nforged: line"},
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func TestSafeTransportTextOfCertificates(t *testing.T) {
	for name, test := range map[string]struct {
		change  func(*x509.Certificate)
		trusted bool
		want    string
	}{
		"an unknown authority": {func(c *x509.Certificate) { c.IPAddresses = []net.IP{{127, 0, 0, 1}} }, false, "x509: certificate signed by unknown authority"},
		"another host":         {func(c *x509.Certificate) { c.DNSNames = []string{"\x1b[31m" + spilledPAN + ".example\n"} }, true, "x509: certificate is valid for [31m****************.example , not"},
		"another address":      {func(c *x509.Certificate) { c.IPAddresses = []net.IP{{10, 0, 0, 1}} }, true, "x509: certificate is valid for 10.0.0.1, not 127.0.0.1"},
		"an old one":           {func(c *x509.Certificate) { c.NotAfter = time.Unix(1000, 0) }, true, "is after 1970-01-01T00:16:40Z"},
		"no name at all":       {func(*x509.Certificate) {}, true, "x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs"},
	} {
		t.Run(name, func(t *testing.T) {
			own := selfSigned(t, test.change)
			config := &tls.Config{MinVersion: tls.VersionTLS12}
			if test.trusted {
				leaf, err := x509.ParseCertificate(own.Certificate[0])
				if err != nil {
					t.Fatal(err)
				}
				config.RootCAs = x509.NewCertPool()
				config.RootCAs.AddCert(leaf)
			}
			if name == "another host" {
				config.ServerName = "bank.example"
			}
			address := meet(t, func(c net.Conn) { _ = tls.Server(c, &tls.Config{Certificates: []tls.Certificate{own}}).Handshake() })
			err := failedCall(t.Context(), t, &http.Transport{TLSClientConfig: config}, "https://"+address)
			mustBeSafe(t, err, test.want)
		})
	}
}

// frame returns a frame of HTTP/2.
func frame(kind, flags byte, stream uint32, payload []byte) []byte {
	head := binary.BigEndian.AppendUint32(nil, uint32(len(payload))<<8|uint32(kind))
	head = append(head, flags)
	return append(binary.BigEndian.AppendUint32(head, stream), payload...)
}

func TestSafeTransportTextOfHTTP2(t *testing.T) {
	const settings, goAway, reset = 4, 7, 3
	header := []byte("\x88") // :status 200
	away := append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 1), 2), spilled...)
	for name, test := range map[string]struct {
		frames [][]byte
		want   string
	}{
		"debug data of a GOAWAY":           {[][]byte{frame(goAway, 0, 0, away)}, "GOAWAY"},
		"debug data within an answer":      {[][]byte{frame(1, 4, 1, header), frame(goAway, 0, 0, away)}, "GOAWAY"},
		"a reset":                          {[][]byte{frame(reset, 0, 1, []byte{0, 0, 0, 2})}, "stream error: stream ID 1; INTERNAL_ERROR"},
		"a frame that is none":             {[][]byte{[]byte("HTTP/1.1 " + spilled)}, "http2: "},
		"a header with a name of its own":  {[][]byte{frame(1, 5, 1, append(header, "\x00\x10X"+spilledPAN[1:]+"\x03"+spilledCVV...))}, "stream error: stream ID 1; PROTOCOL_ERROR; invalid header field name"},
		"a pseudo header of its own":       {[][]byte{frame(1, 5, 1, append([]byte("\x00\x11:"+spilledPAN+"\x03"+spilledCVV), header...))}, "PROTOCOL_ERROR"},
		"a header that cannot be unpacked": {[][]byte{frame(1, 5, 1, []byte("\xff\xff\xff\xff"+spilled))}, "COMPRESSION_ERROR"},
	} {
		t.Run(name, func(t *testing.T) {
			own := selfSigned(t, func(c *x509.Certificate) { c.IPAddresses = []net.IP{{127, 0, 0, 1}} })
			address := meet(t, func(raw net.Conn) {
				c := tls.Server(raw, &tls.Config{Certificates: []tls.Certificate{own}, NextProtos: []string{"h2"}})
				_, _ = c.Write(frame(settings, 0, 0, nil))
				awaitHeaders(c)
				_, _ = c.Write(bytes.Join(test.frames, nil))
				_ = c.SetReadDeadline(time.Now().Add(50 * time.Millisecond)) // closing at once would lose what was sent
				_, _ = io.Copy(io.Discard, c)
			})
			pool := x509.NewCertPool()
			leaf, err := x509.ParseCertificate(own.Certificate[0])
			if err != nil {
				t.Fatal(err)
			}
			pool.AddCert(leaf)
			transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
			if err = failedCall(t.Context(), t, transport, "https://"+address); err == nil {
				t.Fatal("net/http has no objection")
			}
			mustBeSafe(t, err, test.want)
		})
	}
}

// awaitHeaders reads what a client of HTTP/2 sends until its request is there.
func awaitHeaders(c io.Reader) {
	in := bufio.NewReader(c)
	_, _ = in.Discard(len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
	for {
		head := make([]byte, 9)
		if _, err := io.ReadFull(in, head); err != nil {
			return
		}
		_, _ = in.Discard(int(binary.BigEndian.Uint32(head) >> 8))
		if head[3] == 0 && head[4]&1 == 1 { // DATA with the end of the stream
			return
		}
	}
}

func TestTransportErrorTellsTimeoutsAndContexts(t *testing.T) {
	address := "http://" + meet(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancelLate := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancelLate()
	why := errors.New("the shop has closed")
	closed, closeIt := context.WithCancelCause(t.Context())
	closeIt(why)
	short := &http.Transport{ResponseHeaderTimeout: 20 * time.Millisecond}
	for name, test := range map[string]struct {
		err     error
		timeout bool
		is      error
		want    string
	}{
		"cancelled":            {failedCall(cancelled, t, &http.Transport{}, address), false, context.Canceled, "context canceled"},
		"a cause":              {failedCall(closed, t, &http.Transport{}, address), false, nil, "the shop has closed"},
		"a deadline":           {failedCall(late, t, &http.Transport{}, address), true, context.DeadlineExceeded, "context deadline exceeded"},
		"no header in time":    {failedCall(t.Context(), t, short, address), true, context.DeadlineExceeded, "net/http: timeout awaiting response headers"},
		"a deadline of a file": {&net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}, true, nil, "read tcp: i/o timeout"},
		"wrapped":              {fmt.Errorf("of mine: %w", context.DeadlineExceeded), true, context.DeadlineExceeded, "of mine: context deadline exceeded"},
		"neither":              {io.ErrUnexpectedEOF, false, nil, "unexpected EOF"},
	} {
		var err error = &freedompay.Error{Err: fmt.Errorf("%w: %w", freedompay.ErrUnavailable, redact.NewTransportError(test.err))}
		timed, ok := errors.AsType[net.Error](err)
		if !ok || timed.Timeout() != test.timeout || !strings.HasSuffix(err.Error(), test.want) {
			t.Errorf("%s: %v, timeout %t", name, err, ok && timed.Timeout())
		}
		for _, ctx := range []error{context.Canceled, context.DeadlineExceeded} {
			if errors.Is(err, ctx) != (test.is == ctx) { //nolint:errorlint // itself
				t.Errorf("%s: is %v: %t", name, ctx, errors.Is(err, ctx))
			}
		}
		if errors.Is(err, why) || errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: the chain goes on below", name)
		}
		if under, ok := errors.AsType[*url.Error](err); ok {
			t.Errorf("%s: holds %v", name, under)
		}
	}
}

func TestOperationsOfAConnectionAreTold(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := nobody.Addr().String()
	_ = nobody.Close()
	err = failedCall(t.Context(), t, &http.Transport{}, "http://"+address)
	told := redact.NewTransportError(err)
	if want := "dial tcp " + address + ": connection refused"; told.Error() != want || errors.Is(told, syscall.ECONNREFUSED) {
		t.Errorf("%q, want %q", told, want)
	}
	lookup := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "bank.example", Server: "10.0.0.1:53"}}
	if got := redact.NewTransportError(fmt.Errorf("x: %w", lookup)).Error(); got != "dial tcp: lookup bank.example: no such host" {
		t.Error(got)
	}
	both := &net.OpError{Op: "read", Net: "tcp", Source: &net.TCPAddr{IP: net.IP{10, 0, 0, 1}, Port: 40000}, Addr: &net.TCPAddr{IP: net.IP{10, 0, 0, 2}, Port: 443}, Err: syscall.ECONNRESET}
	if got := redact.NewTransportError(both).Error(); got != "read tcp 10.0.0.1:40000->10.0.0.2:443: connection reset by peer" {
		t.Error(got)
	}
}
