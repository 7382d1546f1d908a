package freedompaytest

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"github.com/freedompay-go/freedompay"
)

// signatureHeader is the HTTP header that carries the detached JWS.
const signatureHeader = "X-JWS-Signature"

// verifyHeaders checks all of a signature that needs no body: that there is
// one, its form and its JWS header. The error says which part differs, and
// never holds the key, the body or the signature that would have been right.
//
// The JWS header is read by this file and the HMAC is checked by golang-jwt, so
// that nothing here shares a line with the client's signer.
func (b *Bank) verifyHeaders(r *http.Request) error {
	if b.algorithmAt(r.URL.Path) == freedompay.LegacySHA256 {
		return b.verifyLegacyHeaders(r)
	}
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
	if err := b.verifyHeader(r, parts[0]); err != nil {
		return err
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(parts[2]); err != nil {
		return errors.New("the signature's last part is not base64url without padding")
	}
	return nil
}

// verifyMAC checks a signature whose form is right over the exact bytes of the
// body.
func (b *Bank) verifyMAC(r *http.Request, body []byte) error {
	alg := b.algorithmAt(r.URL.Path)
	if alg == freedompay.LegacySHA256 {
		return b.verifyLegacySum(r, body)
	}
	method := jwt.SigningMethodHS512
	if alg == freedompay.HS256 {
		method = jwt.SigningMethodHS256
	}
	signature := r.Header.Get(signatureHeader)
	header, mac, _ := strings.Cut(signature, "..")
	sum, err := base64.RawURLEncoding.Strict().DecodeString(mac)
	if err == nil {
		signed := header + "." + base64.RawURLEncoding.EncodeToString(body)
		err = method.Verify(signed, sum, []byte(b.key.Reveal()))
	}
	if err != nil {
		return b.explain(signature, r, body)
	}
	return nil
}

// algorithmAt returns the signing algorithm of what is called at a path: the one
// that the vendor's pages name, or the one of [WithAlgorithm]; also where no
// operation is.
func (b *Bank) algorithmAt(path string) freedompay.Algorithm {
	alg := freedompay.HS512
	if op := b.operations[path]; op != nil {
		alg, path = freedompay.Algorithm(op.algorithm), op.documented
	} else if strings.HasPrefix(path, partnerDialect.facts().Prefix) {
		alg = freedompay.Algorithm(partnerDialect.facts().Algorithm)
	}
	longest := 0
	for prefix, other := range b.algorithms {
		if rest, ok := strings.CutPrefix(path, prefix); ok && len(prefix) > longest && (rest == "" || rest[0] == '/') {
			alg, longest = other, len(prefix)
		}
	}
	return alg
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
func (b *Bank) verifyHeader(r *http.Request, part string) error {
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
		{"alg", string(b.algorithmAt(r.URL.Path))},
	} {
		got, there := header[member.name]
		if !there {
			return fmt.Errorf("the JWS header has no %s", member.name)
		}
		if got != member.want {
			text, _ := json.Marshal(got) // it was JSON
			return fmt.Errorf("the JWS header's %s is %s, want %q", member.name, text, member.want)
		}
		delete(header, member.name)
	}
	if header["typ"] == "JWT" { // which JWT libraries add
		delete(header, "typ")
	}
	for name := range header {
		return fmt.Errorf("the JWS header has a member %q, which the contract does not know", name)
	}
	return nil
}
