package explain_test

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/explain"
)

// What the bank says of the usual mistakes is said once, with what to change, in
// both languages.
func TestUsualMistakes(t *testing.T) {
	const path, body = "/v5/cards/product_list", `{"a": "<é/>"}`
	key := hex.EncodeToString([]byte("a key of bytes"))
	sign := func(key, body string) string {
		return freedompay.NewSigner("123456", freedompay.NewSecret(key)).Sign(freedompay.HS512, http.MethodPost, path, []byte(body))
	}
	good := sign(key, body)
	signer := freedompay.NewSigner("123456", freedompay.NewSecret(key))
	header := `{"uri":"` + path + `","auth_id":123456,"method":"POST","params":"","alg":"HS512"}`
	numbered := base64.RawURLEncoding.EncodeToString([]byte(header)) + ".." + strings.Split(good, "..")[1]
	for name, tt := range map[string]struct{ signature, body, query, cause, remedy string }{
		"no signature":           {"", body, "", "there is no X-JWS-Signature header", "Send the header"},
		"a newline after key":    {sign(key+"\n", body), body, "", "your key has a newline at its end", "Remove the newline from the end of the key"},
		"a key that was decoded": {sign("a key of bytes", body), body, "", "the key was decoded from hexadecimal", "Use the key as it is"},
		"a newline signed":       {sign(key, body+"\n"), body, "", "signed with a newline", "printf"},
		"a newline sent":         {good, body + "\n", "", "a newline was added", "without the newline"},
		"escaped":                {sign(key, `{"a": "\u003cé/\u003e"}`), body, "", "the characters <, > and &", "send those very bytes"},
		"another key":            {sign("other", body), body, "", "the key is another one", "Compare the key"},
		"padded":                 {good + "==", body, "", "last part is not base64url", "no = at the end"},
		"in two parts":           {strings.Replace(good, "..", ".", 1), body, "", "has 2 parts", "header..mac"},
		"an empty body signed":   {sign(key, ""), body, "", "an empty body was signed", "Sign the body"},
		"no JSON":                {"bm90aGluZw.." + strings.Split(good, "..")[1], body, "", "no JSON object", "as base64url"},
		"another path":           {signer.Sign(freedompay.HS512, http.MethodPost, "/api"+path, []byte(body)), body, "", `uri is "/api/v5/cards/product_list", and the bank wants "/v5/cards/product_list"`, "sign again"},
		"a number for auth_id":   {numbered, body, "", `auth_id is 123456, and the bank wants "123456"`, "sign again"},
		"a query":                {good, body, "?a=1", "the address has a query", "Remove ?"},
	} {
		bank := freedompaytest.New(freedompaytest.WithCredentials("123456", freedompay.NewSecret(key)))
		r := httptest.NewRequest(http.MethodPost, path+tt.query, strings.NewReader(tt.body))
		r.Header.Set("Content-Type", "application/json")
		if tt.signature != "" {
			r.Header.Set("X-Jws-Signature", tt.signature)
		}
		bank.ServeHTTP(httptest.NewRecorder(), r)
		said := bank.Calls()[0].Signature
		if cause, remedy := explain.Cause("en", said), explain.Remedy("en", said); !strings.Contains(cause, tt.cause) || !strings.Contains(remedy, tt.remedy) || strings.Contains(cause, "(") {
			t.Errorf("%s: %q: %q, %q", name, said, cause, remedy)
		}
		letters := regexp.MustCompile("[а-я]{3}")
		cause, remedy := explain.Cause("ru", said), explain.Remedy("ru", said)
		for part := range strings.SplitSeq(cause, "; ") {
			if !letters.MatchString(part) {
				t.Errorf("%s in Russian: %q", name, cause)
			}
		}
		if !letters.MatchString(remedy) {
			t.Errorf("%s in Russian: %q", name, remedy)
		}
	}
}

// The figures stand apart, and only where there are some.
func TestFigures(t *testing.T) {
	for said, want := range map[string][2]string{
		"signature does not match: it was made with this key and a newline after it": {"", ""},
		"signature does not match: an empty body was signed (signed: 0 bytes, SHA-256 e3; received: 2 bytes, SHA-256 44)": {
			"signed: 0 bytes, SHA-256 e3; received: 2 bytes, SHA-256 44", "подписано: 0 Б, SHA-256 e3; получено: 2 Б, SHA-256 44"},
		"signature does not match: the body was changed after it was signed, or the key is another one (received: 2 bytes, SHA-256 44; compare it with what was signed)": {
			"received: 2 bytes, SHA-256 44; compare it with what was signed", "получено: 2 Б, SHA-256 44; сравните с тем, что подписано"},
	} {
		if got := [2]string{explain.Figures("en", said), explain.Figures("ru", said)}; got != want {
			t.Errorf("%q: %q", said, got)
		}
	}
}
