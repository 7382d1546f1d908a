package freedompay_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/jws"
)

func TestSignerMakesThePublishedSignatures(t *testing.T) {
	for _, vector := range []struct {
		key                     string
		alg                     freedompay.Algorithm
		path, header, body, mac string
	}{
		{
			"secret", freedompay.HS512, "/v5/card-api/request/status",
			`{"uri":"/v5/card-api/request/status","auth_id":"123456","method":"POST","params":"","alg":"HS512"}`,
			`{"request_id":"828cf71d-a447-4a67-a149-c1df8bc197ca"}`,
			"f1sQoeIpX_ZjOaykQzSeylvvKaVrEQV4gNM2ACFbEMkFDUV9Zk5WO1yQGEWez-vnQMVHodLBDVEyh5Xm2-3MjQ",
		},
		{
			"your-256-bit-secret", freedompay.HS256, "/v5/partner/wallet/add",
			`{"uri":"/v5/partner/wallet/add","auth_id":"123456","method":"POST","params":"","alg":"HS256"}`,
			`{"request_id":"828cf71d-a447-4a67-a149-c1df8bc197ca","country":"KAZ","currency":"KZT"}`,
			"5xVbhml5y1Uw1TYQ_djwwefFz8y_CnX-ajzNvOBCcmE",
		},
	} {
		key := freedompay.NewSecret(vector.key)
		signer := freedompay.NewSigner("123456", key)
		want := base64URL(vector.header) + ".." + vector.mac
		for range 2 { // the second time its header is known
			if got := signer.Sign(vector.alg, "POST", vector.path, []byte(vector.body)); got != want {
				t.Errorf("%s:\n got %s\nwant %s", vector.alg, got, want)
			}
		}
		if err := freedompay.Verify(key, want, "POST", vector.path, []byte(vector.body)); err != nil {
			t.Errorf("%s: %v", vector.alg, err)
		}
	}
}

// A signer caches headers. It never uses one for another path, method or algorithm.
func TestSignerTellsItsHeadersApart(t *testing.T) {
	signer := freedompay.NewSigner("7", freedompay.NewSecret("key"))
	for range 2 {
		for _, alg := range []freedompay.Algorithm{freedompay.HS256, freedompay.HS512} {
			for _, method := range []string{"POST", "GET"} {
				for _, path := range []string{"/a", "/b", "/a?<b>&c"} {
					header := `{"uri":"` + path + `","auth_id":"7","method":"` + method + `","params":"","alg":"` + string(alg) + `"}`
					signature := signer.Sign(alg, method, path, []byte("{}"))
					if want := forge(t, string(alg), "key", header, "{}"); signature != want {
						t.Errorf("%s %s %s:\n got %s\nwant %s", alg, method, path, signature, want)
					}
				}
			}
		}
	}
}

func TestSignerRefusesOtherAlgorithms(t *testing.T) {
	signer := freedompay.NewSigner("1", freedompay.NewSecret("key"))
	for _, alg := range []freedompay.Algorithm{"", "none", "HS384", "RS256", "hs512", "HS512 "} {
		if got := signer.Sign(alg, "POST", "/a", nil); got != "" {
			t.Errorf("%q signs as %q, want nothing", alg, got)
		}
	}
}

func TestVerify(t *testing.T) {
	const (
		key  = "the key of a test"
		body = `{"pan":"4400430212345678"}`
		good = `{"uri":"/a","auth_id":"1","method":"POST","params":"","alg":"HS512"}`
	)
	signed := func(replacements ...string) string {
		return forge(t, "HS512", key, strings.NewReplacer(replacements...).Replace(good), body)
	}
	const mismatch = "freedompay: signature does not match: "
	other := "the body was changed after it was signed, or the key is another one (received: " + digest(body) + "; compare it with what was signed)"
	header, mac, _ := strings.Cut(signed(), "..")
	raw, err := base64.RawURLEncoding.DecodeString(mac)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, signature, want string }{
		{"ours", signed(), ""},
		{"HS256", forge(t, "HS256", key, strings.Replace(good, "512", "256", 1), body), ""},
		{"another partner's id", signed(`"1"`, `"2"`), ""},
		{"more members, in another order", forge(t, "HS512", key, `{"typ":"JWT",`+good[1:], body), ""},

		{"another path", signed("/a", "/b"), `freedompay: signature header member "uri" is "/b", the request has "/a"`},
		{"a path with a host", signed("/a", "https://h/a"), `freedompay: signature header member "uri" is "https://h/a", the request has "/a"`},
		{"another method", signed("POST", "GET"), `freedompay: signature header member "method" is "GET", the request has "POST"`},
		{"method in small letters", signed("POST", "post"), `freedompay: signature header member "method" is "post", the request has "POST"`},
		{"params", signed(`:""`, `:"q=1"`), `freedompay: signature header member "params" is "q=1", the request has ""`},
		{"no auth_id", signed("auth_id", "id"), `freedompay: signature header has no member "auth_id"`},
		{"auth_id a number", signed(`"1"`, `1`), `freedompay: signature header member "auth_id" is not a string`},

		{"alg none", signed("HS512", "none"), `freedompay: signature header member "alg" is "none", want HS512 or HS256`},
		{"alg none without a MAC", base64URL(strings.Replace(good, "HS512", "none", 1)) + "..", `freedompay: signature header member "alg" is "none", want HS512 or HS256`},
		{"alg RS256", signed("HS512", "RS256"), `freedompay: signature header member "alg" is "RS256", want HS512 or HS256`},
		{"alg HS384", signed("HS512", "HS384"), `freedompay: signature header member "alg" is "HS384", want HS512 or HS256`},
		{"alg empty", signed("HS512", ""), `freedompay: signature header member "alg" is "", want HS512 or HS256`},

		{"empty", "", "freedompay: signature is empty"},
		{"carried payload", header + "." + base64URL(body) + "." + mac, "freedompay: signature carries its payload: a detached one has nothing between its two dots"},
		{"standard base64", header + ".." + base64.StdEncoding.EncodeToString(raw), "freedompay: signature mac is not base64url (it looks like standard base64: want the URL alphabet without padding)"},

		{"everything else", signed("/a", "/b", "POST", "GET", `:""`, `:"q"`, "HS512", "none"), `freedompay: signature header member "uri" is "/b", the request has "/a"; signature header member "method" is "GET", the request has "POST"; ` +
			`signature header member "params" is "q", the request has ""; signature header member "alg" is "none", want HS512 or HS256`},
		{"no MAC", header + "..", "freedompay: signature mac has 0 bytes, HS512 makes 64"},
		{"a MAC cut short", header + ".." + mac[:84], "freedompay: signature mac has 63 bytes, HS512 makes 64"},
		{"HS256 under the name of HS512", forge(t, "HS256", key, good, body), "freedompay: signature mac has 32 bytes, HS512 makes 64: it looks made with HS256"},

		{"another body", forge(t, "HS512", key, good, `{"pan":"4400430212345679"}`), mismatch + other},
		{"another key", forge(t, "HS512", "another", good, body), mismatch + other},
		{"an empty key", forge(t, "HS512", "", good, body), mismatch + other},
		{"a newline that was not sent", forge(t, "HS512", key, good, body+"\n"), mismatch + "the body was signed with a newline at its end that was not sent (signed: " + digest(body+"\n") + "; received: " + digest(body) + ")"},
		{"a newline in the key", forge(t, "HS512", key+"\n", good, body), mismatch + "it was made with this key and a newline after it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := freedompay.Verify(freedompay.NewSecret(key), test.signature, "POST", "/a", []byte(body))
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("\n got %q\nwant %q", got, test.want)
			}
			for _, hidden := range []string{key, "pan", "4400", base64URL(body), mac, mac[:10]} {
				if strings.Contains(got, hidden) {
					t.Errorf("%q gives %q away", got, hidden)
				}
			}
		})
	}
}

func base64URL(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// digest describes a body as an error of Verify does.
func digest(body string) string {
	return fmt.Sprintf("%d bytes, SHA-256 %x", len(body), sha256.Sum256([]byte(body)))
}

// forge signs any header over a body, with golang-jwt.
func forge(t *testing.T, alg, key, header, body string) string {
	t.Helper()
	header = base64URL(header)
	mac, err := jwt.GetSigningMethod(alg).Sign(header+"."+base64URL(body), []byte(key))
	if err != nil {
		t.Fatal(err)
	}
	return header + ".." + base64.RawURLEncoding.EncodeToString(mac)
}

// A caller may use any number of paths. All are signed; the cache stays bounded.
func TestHeaderCacheIsBounded(t *testing.T) {
	var cache freedompay.HeaderCache
	for range 2 {
		for n := range freedompay.MaxCachedHeaders + 100 {
			header := jws.Header{URI: "/" + strconv.Itoa(n), Alg: jws.HS512}
			if got, want := cache.Of(header), header.Encode(); got != want {
				t.Fatalf("header of path %d is %q, want %q", n, got, want)
			}
		}
		if got := cache.Len(); got != freedompay.MaxCachedHeaders {
			t.Errorf("the cache holds %d headers, want %d", got, freedompay.MaxCachedHeaders)
		}
	}
}

func TestHeaderCacheMakesAHeaderOnce(t *testing.T) {
	var cache freedompay.HeaderCache
	header := jws.Header{URI: "/a"}
	cache.Of(header)
	if got := testing.AllocsPerRun(100, func() { cache.Of(header) }); got != 0 {
		t.Errorf("a known header costs %v allocations, want none", got)
	}
}

func TestHeaderCacheIsSafeForConcurrentUse(t *testing.T) {
	var cache freedompay.HeaderCache
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for n := range 200 {
				header := jws.Header{URI: "/" + strconv.Itoa(n%50)}
				if got := cache.Of(header); got != header.Encode() {
					t.Errorf("header of path %d is %q", n%50, got)
				}
			}
		})
	}
	all.Wait()
	if got := cache.Len(); got > 50 {
		t.Errorf("the cache holds %d headers of 50 paths", got)
	}
}

// Verify accepts what golang-jwt accepts and what Sign made over the same bytes, and
// nothing else. On any input it does not panic, and its error does not show the key.
func FuzzVerify(f *testing.F) {
	const mark, path, body = "qXzJwV", "/v5/card-api/card/block", `{"card_id":"1","description":"<a & b>/ж"}`
	key := freedompay.NewSecret(mark + "-key")
	good := freedompay.NewSigner("1", key).Sign(freedompay.HS512, "POST", path, []byte(body))
	header, mac, _ := strings.Cut(good, "..")
	for _, signature := range append(hostile(), good, header, mac, header+"."+mac, good+".", good[:len(good)-3], header+"..", ".."+mac,
		header+".."+mac+"=", base64URL(`{"uri":"`+path+`","auth_id":"1","method":"POST","params":"","alg":"none"}`)+"..",
		base64URL(strings.Repeat("[", 5000))+".."+mac, base64URL(`{"uri":null}`)+"..AAAA") {
		f.Add(signature, "", path, []byte(body), []byte(body))
	}
	for _, signed := range []string{body + "\n", "\ufeff" + body, "", strings.ReplaceAll(body, "/", `\/`), `{"card_id": "1"}`, "\xff", "[[[["} {
		f.Add("", "", path, []byte(signed), []byte(body))
		f.Add("", "\n", "/", []byte(body), []byte(signed))
	}
	f.Fuzz(func(t *testing.T, signature, end, path string, signed, body []byte) {
		text := mark + end
		key := freedompay.NewSecret(text)
		if err := freedompay.Verify(key, signature, "POST", path, body); err == nil {
			header, mac, _ := strings.Cut(signature, "..")
			raw, notBase64 := base64.RawURLEncoding.DecodeString(mac)
			alg := jwt.SigningMethodHS512
			if len(raw) == 32 {
				alg = jwt.SigningMethodHS256
			}
			if notBase64 != nil || alg.Verify(header+"."+base64URL(string(body)), raw, []byte(text)) != nil {
				t.Errorf("accepts %q over %q, which golang-jwt does not", signature, body)
			}
		} else if strings.Contains(err.Error(), mark) {
			t.Errorf("%q gives the key away", err)
		}
		for _, alg := range []freedompay.Algorithm{freedompay.HS256, freedompay.HS512} {
			made := freedompay.NewSigner("1", key).Sign(alg, "POST", path, signed)
			err := freedompay.Verify(key, made, "POST", path, body)
			if same := bytes.Equal(signed, body); err == nil && !same || err != nil && same && utf8.ValidString(path) && alg == familyAlgorithm(path) {
				t.Errorf("%s of %q under %q, received %q: %v", alg, signed, path, body, err)
			}
			if err != nil && strings.Contains(strings.ReplaceAll(err.Error(), path, ""), mark) {
				t.Errorf("%q gives the key away", err)
			}
		}
	})
}

// familyAlgorithm returns the algorithm that the contract documents for a path.
func familyAlgorithm(path string) freedompay.Algorithm {
	if strings.HasPrefix(path, "/v5/partner/") {
		return freedompay.HS256
	}
	return freedompay.HS512
}
