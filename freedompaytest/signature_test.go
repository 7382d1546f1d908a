package freedompaytest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// The vendor's own vectors: a bank with their keys takes their signatures.
func TestPublishedVectors(t *testing.T) {
	for _, v := range []struct{ path, key, head, mac, body, code string }{
		{
			path: "/v5/card-api/request/status",
			key:  "secret",
			head: header("/v5/card-api/request/status", "123456", "POST", "", "HS512"),
			mac:  "f1sQoeIpX_ZjOaykQzSeylvvKaVrEQV4gNM2ACFbEMkFDUV9Zk5WO1yQGEWez-vnQMVHodLBDVEyh5Xm2-3MjQ",
			body: `{"request_id":"828cf71d-a447-4a67-a149-c1df8bc197ca"}`,
			code: "12004",
		},
	} {
		bank := freedompaytest.New(freedompaytest.WithCredentials("123456", freedompay.NewSecret(v.key)))
		c := callerOf(t, bank)
		r := c.request(v.path, []byte(v.body))
		if got := r.Header.Get("X-JWS-Signature"); !strings.HasSuffix(got, ".."+v.mac) {
			t.Fatalf("%s: the test's own signer is wrong: %s", v.path, got)
		}
		status, answer := c.send(r)
		if status != 200 || code(answer) != v.code {
			t.Errorf("%s: %d %v", v.path, status, answer)
		}
	}
}

func TestSignatureIsVerified(t *testing.T) {
	const path = "/v5/card-api/card/info"
	const key = "the right key"
	body := []byte(`{"card_id":"1"}`)
	good := func() string { return header(path, "123456", "POST", "", "HS512") }
	signed := func(head string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("X-JWS-Signature", sign(jwt.SigningMethodHS512, key, head, body))
		}
	}
	part := func(n int, change func(string) string) func(*http.Request) {
		return func(r *http.Request) {
			parts := strings.Split(r.Header.Get("X-JWS-Signature"), ".")
			parts[n] = change(parts[n])
			r.Header.Set("X-JWS-Signature", strings.Join(parts, "."))
		}
	}
	for _, tt := range []struct {
		name   string
		change func(*http.Request)
		want   string
	}{
		{"missing", func(r *http.Request) { r.Header.Del("X-JWS-Signature") }, "want one X-JWS-Signature header, got 0"},
		{"twice", func(r *http.Request) { r.Header.Add("X-JWS-Signature", "x") }, "got 2"},
		{"two parts", func(r *http.Request) { r.Header.Set("X-JWS-Signature", "a.b") }, "2 parts"},
		{"payload not detached", part(1, func(string) string { return "e30" }), "not detached"},
		{"header padded", part(0, func(s string) string { return s + "=" }), "header is not base64url"},
		{"header no JSON", part(0, func(string) string { return "e30e" }), "does not read"},
		{"mac padded", part(2, func(s string) string { return s + "==" }), "last part is not base64url"},
		{"mac cut", part(2, func(string) string { return "AAAA" }), "mac has 3 bytes, HS512 makes 64"},
		{"uri", signed(header("/v5/card-api/card/close", "123456", "POST", "", "HS512")), "uri"},
		{"uri with host", signed(header("https://bank.test"+path, "123456", "POST", "", "HS512")), "uri"},
		{"auth_id", signed(header(path, "654321", "POST", "", "HS512")), "auth_id"},
		{"auth_id a number", signed(strings.Replace(good(), `"123456"`, `123456`, 1)), "auth_id"},
		{"method", signed(header(path, "123456", "GET", "", "HS512")), "method"},
		{"params", signed(header(path, "123456", "POST", "x", "HS512")), "params"},
		{"alg", signed(header(path, "123456", "POST", "", "HS256")), "alg"},
		{"alg none", signed(header(path, "123456", "POST", "", "none")), "alg"},
		{"member missing", signed(strings.Replace(good(), `"params":"",`, ``, 1)), "has no params"},
		{"member too many", signed(strings.Replace(good(), `{`, `{"kid":"1",`, 1)), `"kid"`},
		{"another typ", signed(strings.Replace(good(), `{`, `{"typ":"JWS",`, 1)), `"typ"`},
		{"member in capitals", signed(strings.Replace(good(), `"uri"`, `"URI"`, 1)), "has no uri"},
		{"other body", func(r *http.Request) {
			r.Header.Set("X-JWS-Signature", sign(jwt.SigningMethodHS512, key, good(), append(body, '\n')))
		}, "newline at its end that was not sent"},
		{"other key", func(r *http.Request) {
			r.Header.Set("X-JWS-Signature", sign(jwt.SigningMethodHS512, "the wrong key", good(), body))
		}, "the key is another one"},
		{"other hash", func(r *http.Request) {
			r.Header.Set("X-JWS-Signature", sign(jwt.SigningMethodHS256, key, good(), body))
		}, "looks made with HS256"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bank := freedompaytest.New(freedompaytest.WithCredentials("123456", freedompay.NewSecret(key)))
			c := callerOf(t, bank)
			r := c.request(path, body)
			tt.change(r)
			status, answer := c.send(r)
			if status != http.StatusUnauthorized || answer["status"] != "error" {
				t.Fatalf("%d %v", status, answer)
			}
			text, _ := answer["error_description"].(string)
			if !strings.Contains(text, tt.want) {
				t.Errorf("says %q, want %q in it", text, tt.want)
			}
			if call := bank.Calls()[0]; call.Signature != text || call.Status != 401 {
				t.Errorf("the record says %+v", call)
			}
			whole, _ := json.Marshal(answer)
			mac := strings.Split(c.request(path, body).Header.Get("X-JWS-Signature"), ".")[2]
			for _, secret := range []string{key, string(body), mac} {
				if bytes.Contains(whole, []byte(secret)) {
					t.Errorf("the answer tells %q", secret)
				}
			}
		})
	}
}

func TestOrderOfHeaderMembersIsFree(t *testing.T) {
	bank := freedompaytest.New()
	c := callerOf(t, bank)
	const path = "/v5/card-api/card/info"
	body := []byte(`{"card_id":"1"}`)
	r := c.request(path, body)
	head := `{"alg":"HS512","params":"","method":"POST","auth_id":"123456","uri":"` + path + `"}`
	r.Header.Set("X-JWS-Signature", sign(jwt.SigningMethodHS512, c.key, head, body))
	if status, answer := c.send(r); status != 200 {
		t.Errorf("%d %v", status, answer)
	}
}

// Signatures that are refused for their form, each with its reason.
func TestFormsOfSignatures(t *testing.T) {
	for want, change := range map[string]func(*http.Request){
		"the address has a query":          func(r *http.Request) { r.URL.RawQuery = "x=1" },
		"the address has a query, which":   func(r *http.Request) { r.URL.ForceQuery = true },
		"the signature has a line end":     func(r *http.Request) { r.Header["X-Jws-Signature"][0] += "\n" },
		"the signature has a line end in":  func(r *http.Request) { r.Header["X-Jws-Signature"][0] = "\r" + r.Header["X-Jws-Signature"][0] },
		"the JWS header is not base64url":  func(r *http.Request) { r.Header.Set("X-Jws-Signature", "!..AAAA") },
		"the JWS header does not read":     func(r *http.Request) { r.Header.Set("X-Jws-Signature", "AAAA..AAAA") },
		"the signature's last part is not": func(r *http.Request) { r.Header["X-Jws-Signature"][0] += "=" },
		"want one X-JWS-Signature header":  func(r *http.Request) { r.Header.Add("X-JWS-Signature", "second") },
	} {
		bank := instant()
		c := callerOf(t, bank)
		r := c.request("/v5/card-api/card/info", []byte(`{"card_id":"1"}`))
		change(r)
		if o := c.try(r); o.status != 401 || !strings.Contains(o.body, want) {
			t.Errorf("%s: %d %s", want, o.status, o.body)
		}
		if call := bank.Calls()[0]; !strings.HasPrefix(call.Signature, want) {
			t.Errorf("%s: recorded %+v", want, call)
		}
	}
}

// JWT libraries add a typ and sort the members: both are accepted.
func TestOtherFormsOfTheHeaderAreAccepted(t *testing.T) {
	const path = "/v5/card-api/card/info"
	body := []byte(`{"card_id":"1"}`)
	bank := freedompaytest.New(freedompaytest.WithCredentials("123456", freedompay.NewSecret("key")))
	c := callerOf(t, bank)
	r := c.request(path, body)
	head := `{"alg":"HS512","auth_id":"123456","method":"POST","params":"","typ":"JWT","uri":"` + path + `"}`
	r.Header.Set("X-JWS-Signature", sign(jwt.SigningMethodHS512, "key", head, body))
	if status, answer := c.send(r); status != http.StatusOK {
		t.Errorf("%d %v", status, answer)
	}
}
