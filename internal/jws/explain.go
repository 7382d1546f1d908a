package jws

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
)

// explain tries the mistakes that are usual, and says which one it was.
func (d *Detached) explain(secret []byte, key *Key, body []byte) error {
	for v := range variants(body) {
		if d.SignedBy(key, v.body) {
			return fmt.Errorf("signature does not match: %s (signed: %s; received: %s)", v.cause, digest(v.body), digest(body))
		}
	}
	for _, p := range []struct{ cause, payload string }{
		{"the body was put into the signing input as padded base64, want base64url without padding", base64.StdEncoding.EncodeToString(body)},
		{"the body was put into the signing input as standard base64, want base64url", base64.RawStdEncoding.EncodeToString(body)},
		{"the body was put into the signing input as padded base64url, want no padding", base64.URLEncoding.EncodeToString(body)},
		{"the body was put into the signing input as it is, want base64url of it", string(body)},
	} {
		if d.signedOver(secret, p.payload) {
			return errors.New("signature does not match: " + p.cause)
		}
	}
	for _, k := range keys(secret) {
		if d.SignedBy(newKey(k.body, nil), body) {
			return errors.New("signature does not match: " + k.cause)
		}
	}
	return fmt.Errorf("signature does not match: the body was changed after it was signed, or the key is another one (received: %s; compare it with what was signed)", digest(body))
}

// digest identifies bytes without showing them.
func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return fmt.Sprintf("%d bytes, SHA-256 %s", len(body), hex.EncodeToString(sum[:]))
}

// variant is what may have been signed, or signed with, instead.
type variant struct {
	cause string
	body  []byte
}

// byteOrderMark is UTF-8's.
const byteOrderMark = "\uFEFF"

// variants yields the bodies that may have been signed in place of the one that
// was received.
func variants(body []byte) iter.Seq[variant] {
	lines := func(end string) []byte {
		return bytes.ReplaceAll(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte(end))
	}
	return func(yield func(variant) bool) {
		for _, v := range []struct {
			cause string
			other func() []byte
		}{
			{"an empty body was signed", func() []byte { return nil }},
			{"a newline was added to the body after it was signed", func() []byte { return bytes.TrimRight(body, "\r\n") }},
			{"the body was signed with a newline at its end that was not sent", func() []byte { return append(bytes.Clone(body), '\n') }},
			{"a byte order mark was added to the body after it was signed", func() []byte { return bytes.TrimPrefix(body, []byte(byteOrderMark)) }},
			{"the body was signed with a byte order mark that was not sent", func() []byte { return append([]byte(byteOrderMark), body...) }},
			{"line ends were changed after the body was signed", func() []byte { return lines("\n") }},
			{"line ends were changed after the body was signed", func() []byte { return lines("\r\n") }},
		} {
			if other := v.other(); !bytes.Equal(other, body) && !yield(variant{v.cause, other}) {
				return
			}
		}
		for form := range spellings(body) {
			if !bytes.Equal(form.body, body) && !yield(form) {
				return
			}
			if !yield(variant{form.cause + ", and a newline at its end was not sent", append(form.body, '\n')}) {
				return
			}
		}
	}
}

// keys returns the keys that may have been meant.
func keys(secret []byte) []variant {
	var found []variant
	add := func(cause string, other []byte) { found = append(found, variant{cause, other}) }
	add("it was made with this key less the white space around it", bytes.TrimSpace(secret))
	add("it was made with this key and a newline after it", append(bytes.Clone(secret), '\n'))
	if decoded, err := hex.DecodeString(string(secret)); err == nil {
		add("it was made with the bytes that this key spells in hexadecimal; the key is its text", decoded)
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if decoded, err := encoding.DecodeString(string(secret)); err == nil {
			add("it was made with the bytes that this key spells in base64; the key is its text", decoded)
		}
	}
	add("it was made with the hexadecimal text of this key", []byte(hex.EncodeToString(secret)))
	add("it was made with the base64 text of this key", []byte(base64.StdEncoding.EncodeToString(secret)))
	return found
}
