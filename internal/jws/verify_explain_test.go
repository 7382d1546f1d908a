package jws_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// attempt is a signature as somebody makes it by hand, in any language: each
// field is a place to go wrong.
type attempt struct {
	header  string              // before it is encoded
	payload string              // as it goes into the signing input
	key     string              // as it goes into the HMAC
	alg     jws.Algorithm       // of the HMAC, whatever the header says
	mac     func([]byte) string // how the MAC is written
}

// sent is what all attempts send; the key is what the bank knows.
const (
	sent       = `{"card_id":"1/2","description":"a, b: cd","mask":"<4400>"}`
	partnerKey = "5f0c1d22aa90e7b4c3d8f61b"
	goodHeader = `{"uri":"/v5/card-api/card/block","auth_id":"123456","method":"POST","params":"","alg":"HS512"}`
)

// make returns the signature, and the MAC in it.
func (a attempt) make(t *testing.T) (signature string, mac []byte) {
	t.Helper()
	header := encode(a.header)
	mac, err := algorithms[a.alg].Sign(header+"."+a.payload, []byte(a.key))
	if err != nil {
		t.Fatal(err)
	}
	return header + ".." + a.mac(mac), mac
}

// A failing call, pasted from another language: the words say what to change,
// and show neither the key, nor the body, nor a MAC.
func TestVerifyExplainsCallsOfOtherLanguages(t *testing.T) {
	const mismatch = "signature does not match: "
	url := base64.RawURLEncoding.EncodeToString
	signed := func(body string) func(*attempt) { return func(a *attempt) { a.payload = encode(body) } }
	payload := func(text string) func(*attempt) { return func(a *attempt) { a.payload = text } }
	keyed := func(key string) func(*attempt) { return func(a *attempt) { a.key = key } }
	header := func(old, with string) func(*attempt) {
		return func(a *attempt) { a.header = strings.Replace(a.header, old, with, 1) }
	}
	written := func(mac func([]byte) string) func(*attempt) { return func(a *attempt) { a.mac = mac } }
	other := func(cause, body string) string {
		return mismatch + cause + " (signed: " + digestOf(body) + "; received: " + digestOf(sent) + ")"
	}
	const (
		indented = "the JSON was indented anew or compacted after it was signed"
		escaped  = "the characters <, > and & were escaped, or unescaped, after the body was signed"
		slashes  = "slashes were escaped, or unescaped, after the body was signed"
		unsent   = ", and a newline at its end was not sent"
	)
	python := `{"card_id": "1/2", "description": "a, b: cd", "mask": "<4400>"}`
	two := "{\n  \"card_id\": \"1/2\",\n  \"description\": \"a, b: cd\",\n  \"mask\": \"<4400>\"\n}"
	escapes := strings.NewReplacer("<", `\u003c`, ">", `\u003e`).Replace(sent)
	fromHex, err := hex.DecodeString(partnerKey)
	if err != nil {
		t.Fatal(err)
	}
	fromBase64, err := base64.StdEncoding.DecodeString(partnerKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		mistake func(*attempt)
		want    string
	}{
		{"nothing is wrong", func(*attempt) {}, ""},
		{"Java: members of the header in another order", func(a *attempt) {
			a.header = `{"alg":"HS512","auth_id":"123456","method":"POST","params":"","typ":"JWT","uri":"/v5/card-api/card/block"}`
		}, ""},

		{"Python: json.dumps is signed, another writer sends", signed(python), other(indented, python)},
		{"JavaScript: JSON.stringify(body, null, 2) is signed", signed(two), other(indented, two)},
		{"JavaScript: JSON.stringify(body, null, '\\t') is signed", signed(strings.ReplaceAll(two, "  ", "\t")), other(indented, strings.ReplaceAll(two, "  ", "\t"))},
		{"Ruby: JSON.pretty_generate and puts", signed(two + "\n"), other(indented+unsent, two+"\n")},
		{"Go: json.Encoder adds a newline and escapes", signed(escapes + "\n"), other(escaped+unsent, escapes+"\n")},
		{"Go: json.Marshal escapes", signed(escapes), other(escaped, escapes)},
		{"PHP: json_encode escapes slashes", signed(strings.ReplaceAll(sent, "/", `\/`)), other(slashes, strings.ReplaceAll(sent, "/", `\/`))},
		{"shell: echo adds a newline", signed(sent + "\n"), other("the body was signed with a newline at its end that was not sent", sent+"\n")},
		{"C#: a writer puts a byte order mark", signed("\ufeff" + sent), other("the body was signed with a byte order mark that was not sent", "\ufeff"+sent)},
		{"axios: the body is signed before it is set", signed(""), other("an empty body was signed", "")},

		{"Java: getUrlEncoder pads", payload(base64.URLEncoding.EncodeToString([]byte(sent))), mismatch + "the body was put into the signing input as padded base64, want base64url without padding"},
		{"the body is not encoded", payload(sent), mismatch + "the body was put into the signing input as it is, want base64url of it"},

		{"shell: the key's file ends in a newline", keyed(partnerKey + "\n"), mismatch + "it was made with this key and a newline after it"},
		{"Java: the key is decoded from hexadecimal", keyed(string(fromHex)), mismatch + "it was made with the bytes that this key spells in hexadecimal; the key is its text"},
		{"the key is decoded from base64", keyed(string(fromBase64)), mismatch + "it was made with the bytes that this key spells in base64; the key is its text"},
		{"the key is encoded in base64", keyed(base64.StdEncoding.EncodeToString([]byte(partnerKey))), mismatch + "it was made with the base64 text of this key"},
		{"the key is encoded in hexadecimal", keyed(hex.EncodeToString([]byte(partnerKey))), mismatch + "it was made with the hexadecimal text of this key"},

		{"HS256 under the name of HS512", func(a *attempt) { a.alg = jws.HS256 }, "signature mac has 32 bytes, HS512 makes 64: it looks made with HS256"},
		{"HS512 under the name of HS256", header("HS512", "HS256"), "signature mac has 64 bytes, HS256 makes 32: it looks made with HS512"},
		{"hexadecimal in place of base64url", written(hex.EncodeToString), "signature mac has 96 bytes, HS512 makes 64: it looks hexadecimal, want base64url"},
		{"PHP: hash_hmac gives hexadecimal", written(func(mac []byte) string { return encode(hex.EncodeToString(mac)) }),
			"signature mac has 128 bytes, HS512 makes 64: it looks like the hexadecimal text of the MAC, want base64url of its bytes"},
		{"JavaScript: digest('base64')", written(base64.StdEncoding.EncodeToString), "signature mac is not base64url (it looks like standard base64: want the URL alphabet without padding)"},
		{"a quoted signature", written(func(mac []byte) string { return url(mac) + `"` }), "signature mac is not base64url"},
		{"the payload is not detached", func(a *attempt) { a.mac = func(mac []byte) string { return "." + url(mac) } }, "signature has more than two dots: want header..mac"},

		{"the whole address", header("/v5", "https://api.freedompay.kz/v5"), `signature header member "uri" is "https://api.freedompay.kz/v5/card-api/card/block", the request has "/v5/card-api/card/block"`},
		{"no leading slash", header("/v5", "v5"), `signature header member "uri" is "v5/card-api/card/block", the request has "/v5/card-api/card/block"`},
		{"the method in small letters, and params", func(a *attempt) {
			a.header = strings.NewReplacer("POST", "post", `:""`, `:"{}"`).Replace(a.header)
		}, `signature header member "method" is "post", the request has "POST"; signature header member "params" is "{}", the request has ""`},
		{"params as null", header(`:""`, `:null`), `signature header member "params" is not a string`},
		{"auth_id as a number", header(`"123456"`, `123456`), `signature header member "auth_id" is not a string`},
		{"alg of another family", header("HS512", "RS256"), `signature header member "alg" is "RS256", want HS512 or HS256`},

		{"another member's value", signed(strings.Replace(sent, "4400", "4401", 1)), ""},
		{"members in another order", signed(`{"mask":"<4400>","card_id":"1/2","description":"a, b: cd"}`), ""},
		{"another partner's key", keyed("c0ffee"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := attempt{goodHeader, encode(sent), partnerKey, jws.HS512, url}
			test.mistake(&a)
			signature, mac := a.make(t)
			if test.want == "" && (a.payload != encode(sent) || a.key != partnerKey) { // no usual mistake
				test.want = mismatch + "the body was changed after it was signed, or the key is another one (received: " + digestOf(sent) + "; compare it with what was signed)"
			}
			err := jws.Verify([]byte(partnerKey), signature, "POST", "/v5/card-api/card/block", []byte(sent))
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
			right, _ := attempt{a.header, encode(sent), partnerKey, jws.HS512, url}.make(t)
			checkDiscreet(t, got, mac, right)
		})
	}
}

// checkDiscreet wants a text to show nothing of the key, of the body, of the MAC
// that was sent, and of the one that would be right.
func checkDiscreet(t *testing.T, text string, mac []byte, right string) {
	t.Helper()
	_, rightMAC, _ := strings.Cut(right, "..")
	hidden := []string{partnerKey, partnerKey[:8], "c0ffee", "card_id", "4400", "a, b", rightMAC[:8]}
	for _, secret := range [][]byte{[]byte(partnerKey), []byte(sent), mac} {
		hidden = append(hidden, hex.EncodeToString(secret[:6]), base64.StdEncoding.EncodeToString(secret[:6]), encode(string(secret[:6])),
			strings.Trim(fmt.Sprint(secret[:6]), "[]"))
	}
	for _, part := range hidden {
		if strings.Contains(text, part) {
			t.Errorf("%q gives %q away", text, part)
		}
	}
}

func digestOf(body string) string {
	return fmt.Sprintf("%d bytes, SHA-256 %x", len(body), sha256.Sum256([]byte(body)))
}
