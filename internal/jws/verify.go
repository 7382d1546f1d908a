package jws

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strings"
)

// Verify checks a signature against a request, and explains what does not fit.
// No explanation holds the key, the body or the MAC that would be right.
func Verify(secret []byte, signature, method, path string, body []byte) error {
	if len(secret) == 0 {
		return errors.New("the key to check with is empty")
	}
	d, err := Parse(signature)
	if err != nil {
		return err
	}
	if err := d.fits(method, path); err != nil {
		return err
	}
	key := newKey(secret, nil)
	if d.SignedBy(key, body) {
		return nil
	}
	return d.explain(secret, key, body)
}

// fits compares the header with the request, all of it at once.
func (d *Detached) fits(method, path string) error {
	var differences []string
	for _, member := range []struct{ name, found, expected string }{
		{"uri", d.Header.URI, path},
		{"method", d.Header.Method, method},
		{"params", d.Header.Params, ""},
	} {
		if member.found != member.expected {
			differences = append(differences, fmt.Sprintf("signature header member %q is %q, the request has %q", member.name, member.found, member.expected))
		}
	}
	if !d.Header.Alg.Known() {
		differences = append(differences, fmt.Sprintf("signature header member \"alg\" is %q, want HS512 or HS256", d.Header.Alg))
	} else if size := d.Header.Alg.hash()().Size(); len(d.mac) != size {
		differences = append(differences, d.wrongLength(size))
	}
	if len(differences) == 0 {
		return nil
	}
	return errors.New(strings.Join(differences, "; "))
}

// wrongLength says why the MAC cannot be one of the header's algorithm.
func (d *Detached) wrongLength(size int) string {
	text := fmt.Sprintf("signature mac has %d bytes, %s makes %d", len(d.mac), d.Header.Alg, size)
	isHex := func(digits string) bool {
		_, err := hex.DecodeString(digits)
		return err == nil && len(digits) == 2*size
	}
	switch {
	case isHex(string(d.mac)):
		text += ": it looks like the hexadecimal text of the MAC, want base64url of its bytes"
	case isHex(base64.RawURLEncoding.EncodeToString(d.mac)):
		text += ": it looks hexadecimal, want base64url"
	case len(d.mac) == sha256.Size:
		text += ": it looks made with HS256"
	case len(d.mac) == sha512.Size:
		text += ": it looks made with HS512"
	}
	return text
}

func (a Algorithm) hash() func() hash.Hash {
	if a == HS256 {
		return sha256.New
	}
	return sha512.New
}

// SignedBy reports whether k made the signature over body. It takes the same
// time wherever two MACs differ.
func (d *Detached) SignedBy(k *Key, body []byte) bool {
	s := k.Begin(d.Header.Alg, d.encoded)
	_, _ = s.Write(body)
	equal := hmac.Equal(s.sum(), d.mac)
	s.release()
	return equal
}

// signedOver reports the same of a payload that is already encoded.
func (d *Detached) signedOver(secret []byte, payload string) bool {
	mac := hmac.New(d.Header.Alg.hash(), secret)
	mac.Write([]byte(d.encoded + "." + payload))
	return hmac.Equal(mac.Sum(nil), d.mac)
}
