package freedompay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// looks is a context that ends after so many looks at it.
type looks struct {
	context.Context
	left, made int
}

func (l *looks) Err() error {
	if l.made++; l.made > l.left {
		return context.Canceled
	}
	return nil
}

const space20K = "                    "

// spread makes an answer so large that all of it is read in pieces: each \x01 of
// it becomes 20,000 bytes of white space.
func spread(answer string) []byte {
	return []byte(strings.ReplaceAll(answer, "\x01", strings.Repeat(space20K, 1000)))
}

// The end of the context ends the reading wherever it comes, and leaves nothing
// in the answer. It is looked at often enough.
func TestDecodingEndsWithTheContext(t *testing.T) {
	line := `{"type":"1058","amount":"1500.50","rrn":7,"merchant":{"name":"` + strings.Repeat("m", 300) + `"}}`
	for name, body := range map[string]string{
		"operations": `{"status":"ok","operations":[` + strings.Repeat(line+",", 600) + line + `]}`,
		"space":      `{"status":"ok","operations":[` + strings.Repeat(" ", 300_000) + `]}`,
		"unknown":    `{"x":"` + strings.Repeat("x", 300_000) + `","status":"ok"}`,
		"numbers":    `{"x":[` + strings.Repeat("1234567890,", 30_000) + `1],"status":"ok"}`,
		"large":      `{"status":"ok","operations":[{"merchant":{"x":"` + strings.Repeat("x", 300_000) + `"}}]}`,
	} {
		all := &looks{context.Background(), 1 << 30, 0}
		answer := new(CardStatement)
		if _, err := decode(all, []byte(body), answer); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if least := len(body) / scannedAtOnce; all.made < least {
			t.Errorf("%s: the context is looked at %d times, want %d", name, all.made, least)
		}
		for left := range all.made {
			*answer = CardStatement{Operations: make([]Operation, 1)}
			v, err := decode(&looks{context.Background(), left, 0}, []byte(body), answer)
			if !errors.Is(err, context.Canceled) || !reflect.ValueOf(*answer).IsZero() {
				t.Fatalf("%s: after %d looks: %v, %v, %.100v", name, left, v, err, answer)
			}
		}
		all = &looks{context.Background(), 1 << 30, 0}
		if _, err := readLines(all, body); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for left := range all.made {
			if _, err := readLines(&looks{context.Background(), left, 0}, body); !errors.Is(err, context.Canceled) {
				t.Fatalf("%s, streamed: after %d looks: %v", name, left, err)
			}
		}
	}
}

// readLines reads a statement as it is streamed, and counts its lines.
func readLines(ctx context.Context, body string, readers ...func(io.Reader) io.Reader) (count int, err error) {
	l := &lines[Operation]{yield: func(Operation, error) bool { count++; return true }}
	var from io.Reader = strings.NewReader(body)
	for _, reader := range readers {
		from = reader(from)
	}
	timer := time.NewTimer(time.Hour)
	_, err = l.read(ctx, &timedReader{from: from, timer: timer, limit: time.Hour}, 64<<20)
	return count, err
}

// A streamed statement is the same in whatever pieces it arrives.
func TestAStatementArrivesInPieces(t *testing.T) {
	for body, want := range map[string]int{
		` { "operations" : [ {"rrn":"a]}\"\\"} , null , {"rrn":7,"merchant":[{"a":"}"}]},{} ] , "x":[1,true,{"y":"["}],"status" : "ok" } `: 4,
		`{"status":0,"operations":null}`:               0,
		`{"status":0,"x":1,"y":true,"operations":[]}`:  0,
		`{"status":"ok","operations":[{},7]}`:          -1,
		`{"status":"ok","operations":[{},]}`:           -1,
		`{"status":"ok","operations":[{} {}]}`:         -1,
		`{"status":"ok","operations":{}}`:              -1,
		`{"status":"ok","operations":7}`:               -1,
		`{"status":"ok","operations":nul}`:             -1,
		`{"status":"ok","x":tru}`:                      -1,
		`{"status":"ok","x":"\q"}`:                     -1,
		`{"status":"ok","x":[1,]}`:                     -1,
		`{"status":"ok",}`:                             -1,
		`{"status":"ok" "x":1}`:                        -1,
		`{"status" "ok"}`:                              -1,
		`{status:"ok"}`:                                -1,
		`{"sta` + "\n" + `tus":"ok"}`:                  -1,
		`{"status":"ok","operations":[{}`:              -1,
		`{"status":"ok"`:                               -1,
		`["status"]`:                                   -1,
		`7`:                                            -1,
		`null`:                                         -1,
		``:                                             -1,
		`{"status":"ok","operations":[{"amount":{}}]}`: -1,
		`{"status":"ok","operations":[{"rrn":7},{"rrn":"x"}]}`:   2,
		`{"status":"ok","oper\u0061tions":[{}]}`:                 1,
		`{"status":"ok","operations":[{}]} and whatever follows`: 1,
	} {
		var first error
		for n, reader := range []func(io.Reader) io.Reader{
			func(r io.Reader) io.Reader { return r }, iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader,
		} {
			count, err := readLines(t.Context(), body, reader)
			if (err != nil) != (want < 0) || err == nil && count != want {
				t.Errorf("%q, reader %d: %d lines, %v", body, n, count, err)
			}
			if n == 0 {
				first = err
			} else if fmt.Sprint(err) != fmt.Sprint(first) {
				t.Errorf("%q, reader %d: %v, and at once: %v", body, n, err, first)
			}
		}
	}
}

// anyShape is a type with every kind of member in it.
type anyShape struct {
	Text   string          `json:"text"`
	Int    int64           `json:"int"`
	Quoted int             `json:"quoted,string"`
	Float  float64         `json:"float"`
	Yes    bool            `json:"yes"`
	Raw    json.RawMessage `json:"raw"`
	Date   Date            `json:"date"`
	Amount Amount          `json:"amount"`
	List   []anyShape      `json:"list"`
	Texts  []string        `json:"texts"`
	Map    map[string]any  `json:"map"`
	Sub    *anyShape       `json:"sub"`
	Any    any             `json:"any"`
	Bytes  []byte          `json:"bytes"`
	Pair   [2]int          `json:"pair"`
	CardBalance
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
		s := scanner{ctx: t.Context(), data: data}
		err := s.skip(0)
		if err == nil {
			err = s.end()
		}
		if json.Valid(data) != (err == nil) && !errors.Is(err, errTooDeep) {
			t.Fatalf("%q is JSON: %t; the scanner says %v", answer, json.Valid(data), err)
		}
		if err != nil || repeats(data) {
			return
		}
		for _, into := range []any{new(anyShape), new(any), new(map[string]any), new([]any), new(CardStatement), new([]anyShape)} {
			want := reflect.New(reflect.TypeOf(into).Elem())
			if json.Unmarshal(data, want.Interface()) != nil {
				continue // it may be read all the same: see TestMembersOfAnotherForm
			}
			f := filler{ctx: t.Context()}
			got := reflect.ValueOf(into).Elem()
			if err := f.readOdd([]byte(strings.TrimSpace(string(data))), got); err != nil {
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

// A value that cannot be taken apart is not read at once when it is too large.
func TestAMemberThatIsTooLarge(t *testing.T) {
	escaped := strings.Repeat(`\u0041`, atMost/6+1)
	var wrapped [12]string
	for i := range wrapped {
		wrapped[i] = strings.Repeat("[", i) + `"` + strings.Repeat("x", atMost) + `"` + strings.Repeat("]", i)
	}
	for body, fine := range map[string]bool{
		`{"status":"ok","rrn":"` + escaped + `"}`:               true,
		`{"status":"ok","text":"` + escaped[:6000] + `"}`:       true,
		`{"status":"ok","text":"` + escaped + `"}`:              false,
		`{"status":"ok","text":"` + escaped[6:] + `"}`:          true,
		`{"status":"ok","raw":"` + escaped + `"}`:               true,
		`{"status":"ok","any":` + wrapped[2] + `}`:              true,
		`{"status":"ok","any":` + wrapped[11] + `}`:             false,
		`{"status":"ok","x":` + strings.Repeat("1", 5000) + `}`: false,
		`{"status":"ok","x":` + strings.Repeat("1", 4096) + `}`: true,
	} {
		answer := new(struct {
			Status string
			anyShapeAlias
		})
		_, err := decode(t.Context(), []byte(body), answer)
		if (err == nil) != fine || err != nil && len(body) > 10_000 && !errors.Is(err, errTooCostly) || err != nil && answer.Status != "" {
			t.Errorf("%.60s of %d bytes: %v", body, len(body), err)
		}
	}
}

type anyShapeAlias struct {
	Text string
	Raw  json.RawMessage
	Any  any
}
