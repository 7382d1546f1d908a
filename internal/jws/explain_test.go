package jws_test

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// forge returns a signature over any payload, with a key that may be another.
func forge(t *testing.T, key, payload string) string {
	t.Helper()
	header := jws.Header{URI: "/a", AuthID: "1", Method: "POST", Alg: jws.HS512}.Encode()
	mac, err := algorithms[jws.HS512].Sign(header+"."+payload, []byte(key))
	if err != nil {
		t.Fatal(err)
	}
	return header + ".." + base64.RawURLEncoding.EncodeToString(mac)
}

func TestVerifyRecognisesWhatWasSignedInstead(t *testing.T) {
	const (
		newline  = "a newline was added to the body after it was signed"
		mark     = "a byte order mark was added to the body after it was signed"
		lines    = "line ends were changed after the body was signed"
		escaped  = "the characters <, > and & were escaped, or unescaped, after the body was signed"
		slashes  = "slashes were escaped, or unescaped, after the body was signed"
		indented = "the JSON was indented anew or compacted after it was signed"
		unsent   = ", and a newline at its end was not sent"
	)
	for _, test := range []struct{ name, signed, received, cause string }{
		{"nothing", "", `{"pan":1}`, "an empty body was signed"},
		{"newline added", `{"pan":1}`, "{\"pan\":1}\n", newline},
		{"newline of Windows added", `{"pan":1}`, "{\"pan\":1}\r\n", newline},
		{"newline not sent", "{\"pan\":1}\n", `{"pan":1}`, "the body was signed with a newline at its end that was not sent"},
		{"byte order mark added", `{"pan":1}`, "\ufeff{\"pan\":1}", mark},
		{"byte order mark not sent", "\ufeff{\"pan\":1}", `{"pan":1}`, "the body was signed with a byte order mark that was not sent"},
		{"line ends of Windows became Unix's", "{\r\n\"pan\":1\r\n}", "{\n\"pan\":1\n}", lines},
		{"line ends of Unix became Windows's", "{\n\"pan\":1\n}", "{\r\n\"pan\":1\r\n}", lines},
		{"escaped afterwards", `{"pan":"<&>"}`, `{"pan":"\u003c\u0026\u003e"}`, escaped},
		{"escaped afterwards in capitals", `{"pan":"<&>"}`, `{"pan":"\u003C\u0026\u003E"}`, escaped},
		{"unescaped afterwards", `{"pan":"\u003c\u0026\u003e"}`, `{"pan":"<&>"}`, escaped},
		{"escaped by an encoder that adds a newline", "{\"pan\":\"\\u003c\"}\n", `{"pan":"<"}`, escaped + unsent},
		{"slashes escaped", `{"pan":"a/b"}`, `{"pan":"a\/b"}`, slashes},
		{"slashes unescaped", `{"pan":"a\/b"}`, `{"pan":"a/b"}`, slashes},
		{"indented afterwards", `{"pan":[1,2]}`, "{\n  \"pan\": [1, 2]\n}", indented},
		{"compacted afterwards, two spaces", "{\n  \"pan\": [\n    1\n  ]\n}", `{"pan":[1]}`, indented},
		{"compacted afterwards, four spaces", "{\n    \"pan\": 1\n}", `{"pan":1}`, indented},
		{"compacted afterwards, tabs", "{\n\t\"pan\": 1\n}", `{"pan":1}`, indented},
		{"compacted afterwards, one line", `{"pan": ["a,b:\",", 2]}`, `{"pan":["a,b:\",",2]}`, indented},
		{"compacted and cut", "{\n  \"pan\": 1\n}\n", `{"pan":1}`, indented + unsent},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := jws.Verify(secret, forge(t, string(secret), encode(test.signed)), "POST", "/a", []byte(test.received))
			if err == nil || !strings.HasPrefix(err.Error(), "signature does not match: "+test.cause+" (signed: ") {
				t.Fatalf("\n got %v\nwant %s", err, test.cause)
			}
			if strings.Contains(err.Error(), "pan") {
				t.Errorf("%q shows the body", err)
			}
			if err := jws.Verify(secret, forge(t, string(secret), encode(test.received)), "POST", "/a", []byte(test.received)); err != nil {
				t.Errorf("signed as it was received: %v", err)
			}
		})
	}
}

func TestVerifyRecognisesAWrongPayloadOrKey(t *testing.T) {
	const body, odd = `{"pan":"?>~жx"}`, "\xfb\xff\xfe?"
	inHex, inBase64 := hex.EncodeToString(secret), base64.StdEncoding.EncodeToString(secret)
	payload := func(form string) string { return "the body was put into the signing input as " + form }
	for _, test := range []struct{ name, key, meant, payload, cause string }{
		{"padded base64", string(secret), string(secret), base64.StdEncoding.EncodeToString([]byte(body)), payload("padded base64, want base64url without padding")},
		{"standard base64", string(secret), string(secret), base64.RawStdEncoding.EncodeToString([]byte(body)), payload("standard base64, want base64url")},
		{"padded base64url", string(secret), string(secret), base64.URLEncoding.EncodeToString([]byte(body)), payload("padded base64url, want no padding")},
		{"plain", string(secret), string(secret), body, payload("it is, want base64url of it")},
		{"a space around the key", " " + string(secret) + "\n", string(secret), encode(body), "it was made with this key less the white space around it"},
		{"a newline after the key", string(secret), string(secret) + "\n", encode(body), "it was made with this key and a newline after it"},
		{"hexadecimal taken for bytes", inHex, string(secret), encode(body), "it was made with the bytes that this key spells in hexadecimal; the key is its text"},
		{"base64 taken for bytes", inBase64, string(secret), encode(body), "it was made with the bytes that this key spells in base64; the key is its text"},
		{"padded base64 taken for bytes", "+//+Pw==", odd, encode(body), "it was made with the bytes that this key spells in base64; the key is its text"},
		{"base64 without padding taken for bytes", "+//+Pw", odd, encode(body), "it was made with the bytes that this key spells in base64; the key is its text"},
		{"base64url taken for bytes", "-__-Pw", odd, encode(body), "it was made with the bytes that this key spells in base64; the key is its text"},
		{"padded base64url taken for bytes", "-__-Pw==", odd, encode(body), "it was made with the bytes that this key spells in base64; the key is its text"},
		{"hexadecimal of the key", string(secret), inHex, encode(body), "it was made with the hexadecimal text of this key"},
		{"base64 of the key", string(secret), inBase64, encode(body), "it was made with the base64 text of this key"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := jws.Verify([]byte(test.key), forge(t, test.meant, test.payload), "POST", "/a", []byte(body))
			if want := "signature does not match: " + test.cause; err == nil || err.Error() != want {
				t.Errorf("\n got %v\nwant %s", err, want)
			}
		})
	}
}

func TestVerifyExplainsAMACOfAnotherLength(t *testing.T) {
	header, mac, _ := strings.Cut(forge(t, string(secret), encode("{}")), "..")
	raw, err := base64.RawURLEncoding.DecodeString(mac)
	if err != nil {
		t.Fatal(err)
	}
	for signature, want := range map[string]string{
		header + "..":                                      "signature mac has 0 bytes, HS512 makes 64",
		header + ".." + mac + "AAAA":                       "signature mac has 67 bytes, HS512 makes 64",
		header + ".." + hex.EncodeToString(raw):            "signature mac has 96 bytes, HS512 makes 64: it looks hexadecimal, want base64url",
		header + ".." + encode(strings.Repeat("\xff", 32)): "signature mac has 32 bytes, HS512 makes 64: it looks made with HS256",
		jws.Header{URI: "/a", Method: "POST", Alg: jws.HS256}.Encode() + ".." + mac: "signature mac has 64 bytes, HS256 makes 32: it looks made with HS512",
	} {
		if err := jws.Verify(secret, signature, "POST", "/a", []byte("{}")); err == nil || err.Error() != want {
			t.Errorf("\n got %v\nwant %s", err, want)
		}
	}
}
