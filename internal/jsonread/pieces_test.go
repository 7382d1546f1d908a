package jsonread_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/jsonread"
)

const space20K = "                    "

// spread makes an answer so large that all of it is read in pieces: each \x01 of
// it becomes 20,000 bytes of white space.
func spread(answer string) []byte {
	return []byte(strings.ReplaceAll(answer, "\x01", strings.Repeat(space20K, 1000)))
}

// anyShape is a type with every kind of member in it.
type anyShape struct {
	Text   string            `json:"text"`
	Int    int64             `json:"int"`
	Quoted int               `json:"quoted,string"`
	Float  float64           `json:"float"`
	Yes    bool              `json:"yes"`
	Raw    json.RawMessage   `json:"raw"`
	Date   freedompay.Date   `json:"date"`
	Amount freedompay.Amount `json:"amount"`
	List   []anyShape        `json:"list"`
	Texts  []string          `json:"texts"`
	Map    map[string]any    `json:"map"`
	Sub    *anyShape         `json:"sub"`
	Any    any               `json:"any"`
	Bytes  []byte            `json:"bytes"`
	Pair   [2]int            `json:"pair"`
	freedompay.CardBalance
}

// What is read in pieces is what encoding/json reads at once, and what it refuses
// is refused.
func FuzzPieces(f *testing.F) {
	for _, seed := range []string{
		"{\x01}", "{\x01\"text\":\x01\"a\"\x01,\"int\":5\x01,\"quoted\":\"7\"}", "[\x01]", "{\"list\":[{\"text\":\"a\"},\x01{\"int\":1\x01},{\"int\":2}\x01]}",
		"{\"map\":{\"a\":[1,\x01{\"b\":null}],\"c\":\x01true},\"any\":[\x01{\"x\":\x01\"\\u00e9\"}]}", "{\"sub\":{\"sub\":{\x01\"texts\":[\"a\",\x01\"b\"]}}}",
		"{\"raw\":{\x01\"a\":1},\"date\":\"2026-01-02\",\"amount\":\x01\"1.50\",\"pair\":[1,\x012,3],\"bytes\":\x01\"AQI=\"}",
		"{\"status\":\"ok\",\x01\"accounts\":[{\"iban\":\"a\"},\x01{\"amount\":1}],\"float\":1.5e3,\"yes\":true}", "{\"unknown\":[\x01{}],\"text\":null}", "{\"int\":1.5\x01}",
		"{\"list\":[\x01[\x01[\x01]]]}", "{\"any\":[[[[[[[[[[[\x01[1,2],{\"a\":\x01\"b\"}]]]]]]]]]]]}", "{\"text\":\"\\ud83d\\udcb3\x01\"}", "{\"a\":01}", "{\"a\":-}", "{\"a\":1.}", "{\"a\":1e}", "{\"a\":1e+5}",
		"{\"a\":\"\\u12g4\"}", "{\"a\":\"\\x\"}", "{\"a\":nulx}", "{\"a\":tru}", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[1 2]", "\"\x02\"", "{\"a\":\"", "[", "{\"a\":1}}", "-0.0E-7", "\"\\\"\"", "\"\\",
		`"\u0fFa"`, `"\uAb90"`, `"\u00G0"`, `"\u00g0"`, `"\u00@0"`, "\"\\u00`0\"", `"\u00/0"`, `"\u00:0"`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		if strings.Count(answer, "\x01") > 10 || len(answer) > 4<<10 {
			return
		}
		data := spread(answer)
		_, err := jsonread.Document(t.Context(), data, func(_, _ []byte) error { return nil })
		if json.Valid(data) != (err == nil) && !errors.Is(err, jsonread.ErrTooDeep) {
			t.Fatalf("%q is JSON: %t; the scanner says %v", answer, json.Valid(data), err)
		}
		if err != nil || repeats(data) {
			return
		}
		for _, into := range []any{new(anyShape), new(any), new(map[string]any), new([]any), new(freedompay.CardStatement), new(struct{ *freedompay.CardBalance }), new([]anyShape)} {
			want := reflect.New(reflect.TypeOf(into).Elem())
			if json.Unmarshal(data, want.Interface()) != nil {
				continue // it may be read all the same: see TestMembersOfAnotherForm
			}
			f := jsonread.NewReader(t.Context())
			got := reflect.ValueOf(into).Elem()
			if err := f.ReadOdd([]byte(strings.TrimSpace(string(data))), got); err != nil {
				t.Errorf("%q into %T: %v", answer, into, err)
			} else if !reflect.DeepEqual(into, want.Interface()) {
				t.Errorf("%q into %T:\n got %+v\nwant %+v", answer, into, got, want.Elem())
			}
		}
	})
}

// repeats reports whether an object in data has two members that could be one:
// encoding/json reads the second into the first.
func repeats(data []byte) bool {
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	seen := []map[string]bool{}
	key := []bool{}
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		last := len(seen) - 1
		if text, ok := token.(string); ok && last >= 0 && seen[last] != nil && key[last] {
			if name := strings.ToLower(text); seen[last][name] {
				return true
			} else {
				seen[last][name] = true
			}
			key[last] = false
			continue
		}
		if last >= 0 {
			key[last] = true
		}
		switch token {
		case json.Delim('{'):
			seen, key = append(seen, map[string]bool{}), append(key, true)
		case json.Delim('['):
			seen, key = append(seen, nil), append(key, false)
		case json.Delim('}'), json.Delim(']'):
			seen, key = seen[:last], key[:last]
		}
	}
}
