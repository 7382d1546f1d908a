// Package jws makes and checks the detached JSON Web Signatures of the API:
//
//	b64url(header) + ".." + b64url(HMAC(key, b64url(header) + "." + b64url(body)))
//
// It is pure: it knows neither HTTP nor the package around it. The signing
// input is never built: it streams through base64 into the HMAC.
package jws

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"hash"
	"io"
	"slices"
	"sync"
)

// Algorithm names an HMAC as the header member alg does.
type Algorithm string

// The algorithms that the vendor documents.
const (
	HS256 Algorithm = "HS256"
	HS512 Algorithm = "HS512"
)

// Known reports whether a can sign.
func (a Algorithm) Known() bool { return a == HS256 || a == HS512 }

// Header holds the members of the protected header. Their order here is the
// documented one, and so the order on the wire.
type Header struct {
	URI    string    `json:"uri"`
	AuthID string    `json:"auth_id"`
	Method string    `json:"method"`
	Params string    `json:"params"` // reserved by the vendor, always empty
	Alg    Algorithm `json:"alg"`
}

// Encode returns the header as it stands in a signature, before the two dots.
func (h Header) Encode() string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(h) // strings alone: it cannot fail
	return base64.RawURLEncoding.EncodeToString(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
}

// Key signs with one secret, for any number of goroutines at once.
type Key struct {
	hs256, hs512 sync.Pool // of *Signing: keyed once, then used again
}

// NewKey returns the key that is made of the bytes of secret.
func NewKey(secret []byte) *Key { return newKey(secret, newPairs()) }

// newKey is NewKey for a key of few uses too, to which a table is not worth while.
func newKey(secret []byte, pairs *pairs) *Key {
	secret = slices.Clone(secret)
	k := new(Key)
	k.hs256.New = func() any { return &Signing{mac: hmac.New(sha256.New, secret), pairs: pairs, home: &k.hs256} }
	k.hs512.New = func() any { return &Signing{mac: hmac.New(sha512.New, secret), pairs: pairs, home: &k.hs512} }
	return k
}

// Begin starts a signature under an encoded header. The body is written to it,
// in pieces of any size, and Finish ends it. The algorithm must be Known.
func (k *Key) Begin(alg Algorithm, header string) *Signing {
	pool := &k.hs512
	if alg == HS256 {
		pool = &k.hs256
	}
	s := pool.Get().(*Signing)
	s.header = header
	// The header goes through the same buffer as the body: no copy of it is made.
	for rest := header; rest != ""; {
		n := copy(s.text[:], rest)
		s.mac.Write(s.text[:n])
		rest = rest[n:]
	}
	s.text[0] = '.'
	s.mac.Write(s.text[:1])
	return s
}

// Sign returns the signature of a body that is at hand as a whole.
func (k *Key) Sign(alg Algorithm, header string, body []byte) string {
	s := k.Begin(alg, header)
	_, _ = s.Write(body)
	return s.Finish()
}

// piece is how much of the body is encoded at once: a multiple of three, so
// that no padding would fall inside, and small enough to stay in the cache.
const piece = 3 * 1024

// Signing is a signature in the making: an io.Writer for the body.
type Signing struct {
	header string
	mac    hash.Hash
	pairs  *pairs
	home   *sync.Pool
	raw    [piece]byte         // what ReadFrom has read
	text   [piece / 3 * 4]byte // what goes into the HMAC next
	rest   [3]byte             // bytes that wait for the others of their three
	held   int
}

// Write adds body bytes. It never fails.
func (s *Signing) Write(body []byte) (int, error) {
	written := len(body)
	if s.held > 0 {
		n := copy(s.rest[s.held:], body)
		s.held += n
		body = body[n:]
		if s.held < len(s.rest) {
			return written, nil
		}
		s.encode(s.rest[:])
	}
	for len(body) >= piece {
		s.encode(body[:piece])
		body = body[piece:]
	}
	whole := len(body) - len(body)%3
	s.encode(body[:whole])
	s.held = copy(s.rest[:], body[whole:])
	return written, nil
}

// ReadFrom adds what a reader has until its end. Its error is the reader's.
func (s *Signing) ReadFrom(body io.Reader) (int64, error) {
	for read := int64(0); ; {
		n, err := body.Read(s.raw[:])
		_, _ = s.Write(s.raw[:n])
		read += int64(n)
		if err == io.EOF {
			return read, nil
		}
		if err != nil {
			return read, err
		}
	}
}

func (s *Signing) encode(body []byte) {
	s.mac.Write(s.text[:s.pairs.encode(s.text[:], body)])
}

// Finish returns the whole signature, header and all. The Signing must not be
// used afterwards.
func (s *Signing) Finish() string {
	sum := s.sum()
	out := s.text[:0]
	if need := len(s.header) + 2 + base64.RawURLEncoding.EncodedLen(len(sum)); need > len(s.text)-len(sum) {
		out = make([]byte, 0, need) // a path of thousands of bytes: it would run into sum
	}
	out = append(out, s.header...)
	out = append(out, ".."...)
	signature := string(base64.RawURLEncoding.AppendEncode(out, sum))
	s.release()
	return signature
}

// sum ends the HMAC. Its result lies in the end of s.text, so it costs nothing.
func (s *Signing) sum() []byte {
	s.encode(s.rest[:s.held])
	s.held = 0
	at := len(s.text) - s.mac.Size()
	return s.mac.Sum(s.text[at:at])
}

// release gives the keyed state back. Reset restores the state after the key
// block, which is what makes the next signature cheap.
func (s *Signing) release() {
	s.mac.Reset()
	s.header = ""
	s.home.Put(s)
}
