package jws_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// encode returns text as a part of a signature.
func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func TestParseRefuses(t *testing.T) {
	const (
		good   = `{"uri":"/a","auth_id":"1","method":"POST","params":"","alg":"HS512"}`
		base64 = " (it looks like standard base64: want the URL alphabet without padding)"
	)
	without := func(member string) string { return encode(strings.Replace(good, member, `"x":"y"`, 1)) + "..AAAA" }
	with := func(member, value string) string { return encode(strings.Replace(good, member, value, 1)) + "..AAAA" }
	for _, test := range []struct{ name, signature, want string }{
		{"empty", "", "signature is empty"},
		{"no dots", "AAAA", "signature has no two dots in a row: want header..mac"},
		{"one dot", "AAAA.AAAA", "signature has no two dots in a row: want header..mac"},
		{"carried payload", "AAAA.e30.AAAA", "signature carries its payload: a detached one has nothing between its two dots"},
		{"four parts", "AAAA.A.A.AAAA", "signature has no two dots in a row: want header..mac"},
		{"three dots in a row", encode(good) + "...AAAA", "signature has more than two dots: want header..mac"},
		{"a dot in the MAC", encode(good) + "..AA.AA", "signature has more than two dots: want header..mac"},
		{"a dot in the header", "AA.AA..AAAA", "signature header is not base64url"},
		{"two dots alone", "..", "signature header is not a JSON object"},
		{"header with a space", "AA AA..AAAA", "signature header is not base64url"},
		{"header in the standard alphabet", "a+/a..AAAA", "signature header is not base64url" + base64},
		{"header with padding", encode(good) + "=..AAAA", "signature header is not base64url" + base64},
		{"header of one character too many", "AAAAA..AAAA", "signature header is not base64url"},
		{"MAC in the standard alphabet", encode(good) + "..a+/a", "signature mac is not base64url" + base64},
		{"MAC with padding", encode(good) + "..AAA=", "signature mac is not base64url" + base64},
		{"MAC with stray bits", encode(good) + "..AAB", "signature mac is not base64url"},
		{"newline in the header", encode(good)[:9] + "\n" + encode(good)[9:] + "..AAAA", "signature header is not base64url"},
		{"newline in the MAC", encode(good) + "..AA\r\nAA", "signature mac is not base64url"},
		{"newline after the MAC", encode(good) + "..AAAA\n", "signature mac is not base64url"},
		{"header that is text", encode("header") + "..AAAA", "signature header is not a JSON object"},
		{"header that is null", encode("null") + "..AAAA", "signature header is not a JSON object"},
		{"header that is an array", encode("[]") + "..AAAA", "signature header is not a JSON object"},
		{"header that is a string", encode(`"uri"`) + "..AAAA", "signature header is not a JSON object"},
		{"header broken off", encode(good[:40]) + "..AAAA", "signature header is not a JSON object"},
		{"header with more after it", encode(good+"{}") + "..AAAA", "signature header is not a JSON object"},
		{"no uri", without(`"uri":"/a"`), `signature header has no member "uri"`},
		{"no auth_id", without(`"auth_id":"1"`), `signature header has no member "auth_id"`},
		{"no method", without(`"method":"POST"`), `signature header has no member "method"`},
		{"no params", without(`"params":""`), `signature header has no member "params"`},
		{"no alg", without(`"alg":"HS512"`), `signature header has no member "alg"`},
		{"a member in capitals", with(`"uri"`, `"URI"`), `signature header has no member "uri"`},
		{"auth_id a number", with(`"1"`, `1`), `signature header member "auth_id" is not a string`},
		{"params null", with(`""`, `null`), `signature header member "params" is not a string`},
		{"params an object", with(`""`, `{}`), `signature header member "params" is not a string`},
		{"alg an array", with(`"HS512"`, `["HS512"]`), `signature header member "alg" is not a string`},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := jws.Parse(test.signature)
			if d != nil || err == nil || err.Error() != test.want {
				t.Errorf("Parse(%q)\n got %v, %v\nwant %s", test.signature, d, err, test.want)
			}
		})
	}
}

// What the header holds besides, and in which order and spacing, is the
// signer's affair: it is checked as it arrived.
func TestSignedBy(t *testing.T) {
	key, body := jws.NewKey(secret), []byte(`{"a":1}`)
	plain := jws.Header{URI: "/a", AuthID: "1", Method: "POST", Alg: jws.HS512}
	weaker := plain
	weaker.Alg = jws.HS256
	foreign := encode(`{ "alg":"HS512", "typ":"JWT", "params":"", "method":"POST", "auth_id":"1", "uri":"/a" }`)
	signature := key.Sign(jws.HS512, plain.Encode(), body)
	for _, test := range []struct {
		name, signature string
		key             *jws.Key
		body            string
		want            bool
	}{
		{"our own", signature, key, `{"a":1}`, true},
		{"HS256", key.Sign(jws.HS256, weaker.Encode(), body), key, `{"a":1}`, true},
		{"another header of the same meaning", key.Sign(jws.HS512, foreign, body), key, `{"a":1}`, true},
		{"an equal key", signature, jws.NewKey(secret), `{"a":1}`, true},
		{"another key", signature, jws.NewKey([]byte("another key")), `{"a":1}`, false},
		{"an empty key", signature, jws.NewKey(nil), `{"a":1}`, false},
		{"another body", signature, key, `{"a":2}`, false},
		{"a longer body", signature, key, "{\"a\":1}\n", false},
		{"no body", signature, key, "", false},
		{"another header", weaker.Encode() + signature[len(plain.Encode()):], key, `{"a":1}`, false},
		{"the same header in other bytes", foreign + signature[len(plain.Encode()):], key, `{"a":1}`, false},
		{"the algorithm that the header does not name", key.Sign(jws.HS256, plain.Encode(), body), key, `{"a":1}`, false},
		{"a MAC cut short", signature[:len(signature)-2], key, `{"a":1}`, false},
		{"no MAC", plain.Encode() + "..", key, `{"a":1}`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := jws.Parse(test.signature)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // a refusal leaves nothing behind in the key
				if got := d.SignedBy(test.key, []byte(test.body)); got != test.want {
					t.Errorf("SignedBy = %t, want %t", got, test.want)
				}
			}
		})
	}
}

// What a signature leaves behind in the key serves one later signature, not two.
func TestSignaturesBegunTogetherAreIndependent(t *testing.T) {
	key, body := jws.NewKey(secret), []byte(`{"a":1}`)
	header := jws.Header{URI: "/a", AuthID: "1", Method: "POST", Alg: jws.HS512}.Encode()
	d, err := jws.Parse(key.Sign(jws.HS512, header, body))
	if err != nil || !d.SignedBy(key, body) {
		t.Fatalf("its own signature is refused: %v", err)
	}
	one, other := key.Begin(jws.HS512, header), key.Begin(jws.HS512, header)
	for _, b := range body {
		_, _ = one.Write([]byte{b})
		_, _ = other.Write([]byte{b, b})
	}
	if err := verify(jws.HS512, one.Finish(), header, body); err != nil {
		t.Errorf("the first: %v", err)
	}
	if err := verify(jws.HS512, other.Finish(), header, []byte(`{{""aa""::11}}`)); err != nil {
		t.Errorf("the second: %v", err)
	}
}

func TestSignedByTakesNoMemory(t *testing.T) {
	if raceDetector() {
		return // under it a sync.Pool forgets on purpose
	}
	key, body := jws.NewKey(secret), noise(1024)
	d, err := jws.Parse(key.Sign(jws.HS512, jws.Header{URI: "/a", Method: "POST", Alg: jws.HS512}.Encode(), body))
	if err != nil {
		t.Fatal(err)
	}
	if got := testing.AllocsPerRun(100, func() { d.SignedBy(key, body) }); got != 0 {
		t.Errorf("%v allocations, want 0", got)
	}
}

func TestKnownAlgorithms(t *testing.T) {
	for alg, want := range map[jws.Algorithm]bool{
		jws.HS256: true, jws.HS512: true,
		"": false, "none": false, "hs512": false, "HS384": false, "RS256": false, "HS512 ": false,
	} {
		if alg.Known() != want {
			t.Errorf("%q.Known() = %t, want %t", alg, !want, want)
		}
	}
}
