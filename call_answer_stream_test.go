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

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// What internal/jsonread has set: bytes between two looks at the context, and those
// of a value that cannot be taken apart.
const (
	scannedAtOnce = 32 << 10
	atMost        = 2 << 20
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
	_, err = l.read(ctx, &timedReader{clock: clock{timer, time.Hour}, from: from}, 64<<20)
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
		if (err == nil) != fine || err != nil && len(body) > 10_000 && !errors.Is(err, jsonread.ErrTooCostly) || err != nil && answer.Status != "" {
			t.Errorf("%.60s of %d bytes: %v", body, len(body), err)
		}
	}
}

type anyShapeAlias struct {
	Text string
	Raw  json.RawMessage
	Any  any
}
