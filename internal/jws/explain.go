package jws

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// explain tries the mistakes that are usual, and says which one it was.
func (d *Detached) explain(secret []byte, key *Key, body []byte) error {
	for _, v := range variants(body) {
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
		if d.SignedBy(NewKey(k.body), body) {
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

// variants returns the bodies that may have been signed in place of the one
// that was received.
func variants(body []byte) []variant {
	found := []variant{{"an empty body was signed", nil}}
	add := func(cause string, other []byte) {
		if !bytes.Equal(other, body) {
			found = append(found, variant{cause, other})
		}
	}
	add("a newline was added to the body after it was signed", bytes.TrimRight(body, "\r\n"))
	add("the body was signed with a newline at its end that was not sent", append(bytes.Clone(body), '\n'))
	add("a byte order mark was added to the body after it was signed", bytes.TrimPrefix(body, []byte(byteOrderMark)))
	add("the body was signed with a byte order mark that was not sent", append([]byte(byteOrderMark), body...))
	add("line ends were changed after the body was signed", bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")))
	add("line ends were changed after the body was signed", bytes.ReplaceAll(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n")))
	for _, form := range spellings(body) {
		add(form.cause, form.body)
		add(form.cause+", and a newline at its end was not sent", append(bytes.Clone(form.body), '\n'))
	}
	return found
}

// spellings returns other ways to write the same JSON.
func spellings(body []byte) []variant {
	const tooLargeToGuess = 1 << 20
	if len(body) > tooLargeToGuess || !json.Valid(body) {
		return nil
	}
	write := func(write func(*bytes.Buffer)) []byte {
		var text bytes.Buffer
		write(&text)
		return text.Bytes()
	}
	const indented = "the JSON was indented anew or compacted after it was signed"
	const escaped = "the characters <, > and & were escaped, or unescaped, after the body was signed"
	unescaped := body
	for _, c := range []struct{ escape, char string }{
		{`\u003c`, "<"}, {`\u003e`, ">"}, {`\u0026`, "&"}, {`\u003C`, "<"}, {`\u003E`, ">"},
	} {
		unescaped = bytes.ReplaceAll(unescaped, []byte(c.escape), []byte(c.char))
	}
	return []variant{
		{escaped, write(func(b *bytes.Buffer) { json.HTMLEscape(b, body) })},
		{escaped, unescaped},
		{"slashes were escaped, or unescaped, after the body was signed", bytes.ReplaceAll(body, []byte(`/`), []byte(`\/`))},
		{"slashes were escaped, or unescaped, after the body was signed", bytes.ReplaceAll(body, []byte(`\/`), []byte(`/`))},
		{indented, write(func(b *bytes.Buffer) { _ = json.Compact(b, body) })},
		{indented, write(func(b *bytes.Buffer) { _ = json.Indent(b, body, "", "  ") })},
		{indented, write(func(b *bytes.Buffer) { _ = json.Indent(b, body, "", "    ") })},
		{indented, write(func(b *bytes.Buffer) { _ = json.Indent(b, body, "", "\t") })},
		{indented, spaced(body)},
	}
}

// spaced writes JSON on one line with a space after each comma and colon, as
// Python's encoder does.
func spaced(body []byte) []byte {
	var compact bytes.Buffer
	_ = json.Compact(&compact, body)
	var text []byte
	quoted, escaped := false, false
	for _, b := range compact.Bytes() {
		text = append(text, b)
		switch {
		case escaped:
			escaped = false
		case quoted && b == '\\':
			escaped = true
		case b == '"':
			quoted = !quoted
		case !quoted && (b == ',' || b == ':'):
			text = append(text, ' ')
		}
	}
	return text
}

// keys returns the keys that may have been meant.
func keys(secret []byte) []variant {
	var found []variant
	add := func(cause string, other []byte) {
		if len(other) > 0 && !bytes.Equal(other, secret) {
			found = append(found, variant{cause, other})
		}
	}
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
