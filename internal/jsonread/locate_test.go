package jsonread_test

import (
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

func TestLocate(t *testing.T) {
	for _, test := range []struct{ name, text, path, want string }{
		{"the only member", `{"a":"x"}`, "a", `"x"`},
		{"the last member", `{"b":1,"c":[1,{"a":2}],"a":true}`, "a", `true`},
		{"nested", `{"a":{"b":{"c":5},"c":6},"c":7}`, "a.b.c", `5`},
		{"same name deeper before", `{"x":{"a":1},"a":2}`, "a", `2`},
		{"same name as a value", `{"x":"a","y":["a","\"a\":3"],"a":4}`, "a", `4`},
		{"a text that looks like it", `{"x":"{\"a\":\"b\"}","a":"c"}`, "a", `"c"`},
		{"one quote within a text", `{"x":"5\" screen","a":"c"}`, "a", `"c"`},
		{"a quote and a comma within a text", `{"x":"\",","a":"c"}`, "a", `"c"`},
		{"a backslash at the end of a text", `{"x":"\\","a":"c"}`, "a", `"c"`},
		{"quotes and brackets within texts", `{"x":["\"]",{"\"}":"{"}],"a":"c"}`, "a", `"c"`},
		{"name written with escapes", `{"\u0061":"x"}`, "a", `"x"`},
		{"a longer name", `{"ab":1,"a":2}`, "a", `2`},
		{"a shorter name", `{"a":1,"ab":2,"b":3}`, "ab", `2`},
		{"another letter case", `{"A":1,"a":2}`, "a", `2`},
		{"null", `{"a":null}`, "a", `null`},
		{"an object", `{"a":{"b":1}}`, "a", `{"b":1}`},
		{"many bytes before", `{"x":"` + strings.Repeat("ж\\\"", 5000) + `","a":"z"}`, "a", `"z"`},
		{"missing", `{"b":1}`, "a", ""},
		{"missing in an empty object", `{}`, "a", ""},
		{"missing below", `{"a":{"c":1},"b":2}`, "a.b", ""},
		{"only deeper", `{"x":{"a":1}}`, "a", ""},
		{"below a null", `{"a":null}`, "a.b", ""},
		{"below a text", `{"a":"b"}`, "a.b", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			start, end, ok := jsonread.Locate([]byte(test.text), test.path)
			if got := test.text[start:end]; got != test.want || ok != (test.want != "") {
				t.Errorf("located %q, %t; want %q", got, ok, test.want)
			}
		})
	}
}
