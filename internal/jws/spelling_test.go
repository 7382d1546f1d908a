package jws_test

import (
	"encoding/base64"
	"runtime"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// Encoders differ in several habits at once: PHP escapes slashes and letters,
// Python puts spaces and escapes letters, Go escapes HTML and adds a newline.
func TestVerifyExplainsSeveralHabitsAtOnce(t *testing.T) {
	const (
		letters  = "letters beyond ASCII were escaped, or unescaped, after the body was signed"
		slashes  = "slashes were escaped, or unescaped, after the body was signed"
		indented = "the JSON was indented anew or compacted after it was signed"

		unexplained = "was changed after it was signed, or the key is another one ("
	)
	header := jws.Header{URI: "/a", AuthID: "1", Method: "POST", Alg: jws.HS512}.Encode()
	for _, test := range []struct{ name, signed, sent, want string }{
		{"PHP signs escaped letters", `{"a":"карта 💳"}`, `{"a":"\u043a\u0430\u0440\u0442\u0430 \ud83d\udcb3"}`, letters + " ("},
		{"PHP sends escaped letters", `{"a":"\u043a\u0430\u0440\u0442\u0430 \ud83d\udcb3"}`, `{"a":"карта 💳"}`, letters + " ("},
		{"PHP: slashes and letters", `{"a":"1\/2 \u0436"}`, `{"a":"1/2 ж"}`, slashes + "; " + letters + " ("},
		{"Python: spaces and letters", `{"a": "\u0436", "b": [1, 2]}`, `{"a":"ж","b":[1,2]}`, letters + "; " + indented + " ("},
		{"three habits and a newline", "{\"a\": \"1\\/2 \\u0436\"}\n", `{"a":"1/2 ж"}`, slashes + "; " + letters + "; " + indented + ", and a newline at its end was not sent ("},
		{"a large body with two habits", `["\u0436"` + strings.Repeat(", 1", 12_000) + "]", `["ж"` + strings.Repeat(",1", 12_000) + "]", letters + "; " + indented + " ("},
		{"many elements, indented", "[\n  []" + strings.Repeat(",\n  []", 200) + "\n]", "[[]" + strings.Repeat(",[]", 200) + "]", indented + " ("},
		{"too deep to be indented", "\n", strings.Repeat("[", 9000) + strings.Repeat("]", 9000), unexplained},
		{"no JSON", "\n", "a=1", unexplained},
		{"an escape of ASCII", `{"a":"Aж"}`, `{"a":"\u0041ж"}`, unexplained},
		{"an escape that has to stay", `{"a":"\u0001ж"}`, `{"a":"\u0001\u0436"}`, unexplained},
	} {
		t.Run(test.name, func(t *testing.T) {
			signature := jws.NewKey([]byte("key")).Sign(jws.HS512, header, []byte(test.signed))
			err := jws.Verify([]byte("key"), signature, "POST", "/a", []byte(test.sent))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("\n got %v\nwant %s", err, test.want)
			}
		})
	}
	if err := jws.Verify(nil, "x", "POST", "/a", nil); err == nil || err.Error() != "the key to check with is empty" {
		t.Errorf("without a key: %v", err)
	}
}

// Who has no key cannot make an explanation dear: it takes some hundred times the
// size of the body, however deep that is nested and whatever is in it.
func TestAnExplanationIsBounded(t *testing.T) {
	signature := jws.Header{URI: "/a", AuthID: "1", Method: "POST", Alg: jws.HS512}.Encode() + ".." + base64.RawURLEncoding.EncodeToString(make([]byte, 64))
	for name, body := range map[string]string{
		"nested":       strings.Repeat("[", 9999) + strings.Repeat("]", 9999),
		"nested wide":  strings.Repeat("[", 200) + strings.Repeat("1,", 9000) + "1" + strings.Repeat("]", 200),
		"every habit":  `{"a":"` + strings.Repeat(`</ж>`, 5000) + `"}`,
		"many members": `{` + strings.Repeat(`"a":{"b":[1,2]},`, 2000) + `"a":1}`,
		"large":        `{"a":"` + strings.Repeat(`</ж>`, 1<<20) + `"}`,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := jws.Verify([]byte("key"), signature, "POST", "/a", []byte(body))
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "signature does not match") {
			t.Errorf("%s: %v", name, err)
		}
		if taken := after.TotalAlloc - before.TotalAlloc; taken > uint64(1000*len(body)) && !raceDetector() {
			t.Errorf("%s: a body of %d bytes takes %d, %d times its size", name, len(body), taken, taken/uint64(len(body)))
		} else {
			t.Logf("%s: %d times", name, taken/uint64(len(body)))
		}
	}
}
