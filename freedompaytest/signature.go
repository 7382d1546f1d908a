package freedompaytest

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/freedompay-go/freedompay"
)

// signatureHeader is the HTTP header that carries the detached JWS.
const signatureHeader = "X-JWS-Signature"

// verify checks the signature of a request over the exact bytes of its body.
// The error says which part differs, and never holds the key, the body or the
// signature that would have been right.
//
// The JWS header is read by this file and the HMAC is checked by golang-jwt, so
// that nothing here shares a line with the client's signer.
func (b *Bank) verify(op *operation, r *http.Request, body []byte) error {
	values := r.Header.Values(signatureHeader)
	if len(values) != 1 {
		return fmt.Errorf("want one %s header, got %d", signatureHeader, len(values))
	}
	if strings.ContainsAny(values[0], "\r\n") { // which a base64 decoder skips
		return errors.New("the signature has a line end in it")
	}
	if r.URL.RawQuery != "" || r.URL.ForceQuery {
		return errors.New("the address has a query, which no signature covers")
	}
	parts := strings.Split(values[0], ".")
	if len(parts) != 3 {
		return fmt.Errorf("the signature has %d parts, want 3", len(parts))
	}
	if parts[1] != "" {
		return errors.New("the signature's payload is not detached: its middle part is not empty")
	}
	if err := b.verifyHeader(op, r, parts[0]); err != nil {
		return err
	}
	mac, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil {
		return errors.New("the signature's last part is not base64url without padding")
	}
	signed := parts[0] + "." + base64.RawURLEncoding.EncodeToString(body)
	if err := b.signedWith(op).Verify(signed, mac, []byte(b.key.Reveal())); err != nil {
		return b.explain(values[0], r, body)
	}
	return nil
}

// explain says what is wrong with a signature that does not match, in the words
// of the client's debugger. The verdict itself is golang-jwt's.
func (b *Bank) explain(signature string, r *http.Request, body []byte) error {
	if err := freedompay.Verify(b.key, signature, r.Method, r.URL.Path, body); err != nil {
		return errors.New(strings.TrimPrefix(err.Error(), "freedompay: "))
	}
	return errors.New("the HMAC does not match: another key, or other bytes than these were signed")
}

// verifyHeader checks the members of the JWS header.
func (b *Bank) verifyHeader(op *operation, r *http.Request, part string) error {
	text, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return errors.New("the JWS header is not base64url without padding")
	}
	var header map[string]any
	if err := json.Unmarshal(text, &header); err != nil {
		return fmt.Errorf("the JWS header does not read: %w", err)
	}
	for _, member := range []struct{ name, want string }{
		{"uri", r.URL.EscapedPath()},
		{"auth_id", b.authID},
		{"method", r.Method},
		{"params", ""},
		{"alg", b.signedWith(op).Alg()},
	} {
		got, there := header[member.name]
		if !there {
			return fmt.Errorf("the JWS header has no %s", member.name)
		}
		if got != member.want {
			return fmt.Errorf("the JWS header's %s is %#v, want %q", member.name, got, member.want)
		}
		delete(header, member.name)
	}
	for name := range header {
		return fmt.Errorf("the JWS header has a member %q, which the contract does not know", name)
	}
	return nil
}
