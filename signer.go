package freedompay

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"sync/atomic"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// Algorithm names the HMAC of a signature.
type Algorithm string

// The algorithms of the API. On the vendor's pages the Card API and gift cards use
// HS512; e-money, rates and partners use HS256. Another page about the Card API says
// HS256. [WithAlgorithm] chooses.
const (
	HS256 Algorithm = "HS256"
	HS512 Algorithm = "HS512"

	// LegacySHA256 is the older scheme on pages of Uzbekistan and Kyrgyzstan: the
	// header Sign holds the SHA-256 of the body followed by the key, in hexadecimal,
	// and Auth-Id the partner's id. Partial: the example on those pages cannot be
	// reproduced.
	LegacySHA256 Algorithm = "SHA256"
)

// known reports whether the package can sign with a.
func (a Algorithm) known() bool { return a == LegacySHA256 || jws.Algorithm(a).Known() }

// Signer makes the header X-JWS-Signature. A [Client] has its own; use a Signer to sign
// what you send yourself. It is safe for concurrent use.
//
// The signature covers the exact bytes of the body, in base64url without padding:
//
//	header    = {"uri":path,"auth_id":id,"method":"POST","params":"","alg":alg}
//	mac       = HMAC(key, b64url(header) + "." + b64url(body))
//	signature = b64url(header) + ".." + b64url(mac)
type Signer struct {
	authID  string
	secret  Secret
	key     *jws.Key
	headers headerCache
}

// NewSigner returns a Signer for a partner's id and key.
func NewSigner(authID string, key Secret) *Signer {
	return &Signer{authID: authID, secret: key, key: jws.NewKey([]byte(key.Reveal()))}
}

// Sign returns the value of X-JWS-Signature for the exact bytes of body. The path
// starts with a slash and has no host. For [LegacySHA256] it returns the value of the
// header Sign, which covers only the body. For an unknown algorithm the result is
// empty.
func (s *Signer) Sign(alg Algorithm, method, path string, body []byte) string {
	if alg == LegacySHA256 {
		return legacySign(s.secret, bytes.NewReader(body))
	}
	if !jws.Algorithm(alg).Known() {
		return ""
	}
	return s.key.Sign(jws.Algorithm(alg), s.header(alg, method, path), body)
}

// header returns the encoded protected header, made once for each path.
func (s *Signer) header(alg Algorithm, method, path string) string {
	return s.headers.of(jws.Header{URI: path, AuthID: s.authID, Method: method, Alg: jws.Algorithm(alg)})
}

// headerCache keeps encoded headers. It stops growing at a bound far above the
// number of operations, so that paths made by the caller cannot fill memory.
type headerCache struct {
	encoded atomic.Pointer[map[jws.Header]string] // replaced, never changed: readers need no lock
}

const maxCachedHeaders = 256

func (c *headerCache) of(h jws.Header) string {
	known := c.encoded.Load()
	if known != nil {
		if encoded, ok := (*known)[h]; ok {
			return encoded
		}
	}
	encoded := h.Encode()
	grown := map[jws.Header]string{h: encoded}
	if known != nil {
		if len(*known) >= maxCachedHeaders {
			return encoded
		}
		maps.Copy(grown, *known)
	}
	c.encoded.CompareAndSwap(known, &grown) // lost to another: made again next time
	return encoded
}

// Verify checks the value of X-JWS-Signature against a request: the method, the path as
// it was received (leading slash, no host) and the exact bytes of the body. Use it to
// find out why the bank refuses a call, also of a program in another language.
//
// The error says what does not fit: the form of the signature, a member of the header
// with the expected and the found value, the key, or the body with its length and
// digest. It recognises usual mistakes, such as a newline or HTML escaping added after
// signing. It never holds the key, the body or a MAC. Protect it as you protect the
// body: whoever knows all but a few digits of the body can guess them from the digest.
//
// HS256 and HS512 both pass, although the Card API and gift cards are documented with
// HS512. The auth_id is not compared: it names the partner whose key to check with.
func Verify(key Secret, signature, method, path string, body []byte) error {
	if err := jws.Verify([]byte(key.Reveal()), signature, method, path, body); err != nil {
		return fmt.Errorf("freedompay: %w", err)
	}
	return nil
}

// legacySign returns the value of Sign for a body that can be read.
func legacySign(key Secret, body io.Reader) string {
	sign, _ := legacySignOf(key, body)
	return sign
}

func legacySignOf(key Secret, body io.Reader) (string, error) {
	digest := sha256.New()
	_, err := io.Copy(digest, body)
	_, _ = io.WriteString(digest, key.Reveal())
	return hex.EncodeToString(digest.Sum(nil)), err
}

// VerifyLegacy checks the value of the header Sign against the exact bytes of the body:
// see [LegacySHA256].
func VerifyLegacy(key Secret, sign string, body []byte) error {
	want := legacySign(key, strings.NewReader(string(body)))
	switch {
	case sign == "":
		return errors.New("freedompay: the header Sign is missing")
	case len(sign) != len(want):
		return errors.New("freedompay: Sign is not a SHA-256 in hexadecimal: want 64 digits")
	case subtle.ConstantTimeCompare([]byte(strings.ToLower(sign)), []byte(want)) != 1:
		return errors.New("freedompay: Sign is not that of this body and this key: want the SHA-256 of the bytes of the body followed by those of the key")
	}
	return nil
}
