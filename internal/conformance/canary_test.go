package conformance

import (
	"bytes"
	"encoding/base64"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// canary stands wherever nothing may be printed from: in Secrets, in documents,
// in the key. A leak of any part of it shows as one of its two marks.
const canary = "kAnArI-4400430212345678"

// lettersOnly is a request_id without a run of digits.
var lettersOnly = uuid.MustParse("abcdefab-cdef-4abc-8def-abcdefabcdef")

// canaryForms are the ways in which a printer can write the canary, or what a
// Secret veils it as: as text, in hexadecimal, in base64 at each alignment, and
// as a list of bytes.
var canaryForms = func() (forms []string) {
	for _, mark := range []string{"kAnArI", "440043021"} {
		veiled := []byte(mark)
		for i := range veiled {
			veiled[i] = ^veiled[i]
		}
		for _, b := range [][]byte{[]byte(mark), veiled} {
			list := strings.Trim(fmt.Sprint(b), "[]")
			forms = append(forms, string(b), fmt.Sprintf("%x", b), fmt.Sprintf("%X", b), fmt.Sprintf("% x", b), fmt.Sprintf("%# x", b),
				strings.Trim(fmt.Sprintf("%q", b), `"`), strings.Trim(fmt.Sprintf("%+q", b), `"`), strings.Trim(fmt.Sprintf("%#v", b), "[]byte{}"),
				list, strings.ReplaceAll(list, " ", ", "), strings.ReplaceAll(list, " ", ","), fmt.Sprintf("%o", b), fmt.Sprintf("%b", b), fmt.Sprintf("%U", b))
			for before := range 3 {
				start, end := (before*8+5)/6, (before+len(b))*8/6
				padded := append(make([]byte, before), b...)
				forms = append(forms, base64.StdEncoding.EncodeToString(padded)[start:end], base64.URLEncoding.EncodeToString(padded)[start:end])
			}
		}
	}
	return forms
}()

// leak returns the form in which a text shows the canary, "" if it does not.
func leak(text string) string {
	for _, form := range canaryForms {
		if strings.Contains(text, form) {
			return form
		}
	}
	return ""
}

// printers write a value as a program, its log or its debugger would. What
// cannot be written so gives what was written until then.
var printers = map[string]func(any) string{
	"JSON": func(v any) string { text, _ := json.Marshal(v); return string(text) },
	"XML":  func(v any) string { text, _ := xml.Marshal(v); return string(text) },
	"gob":  func(v any) string { var b bytes.Buffer; _ = gob.NewEncoder(&b).Encode(v); return b.String() },
	"slog text": func(v any) string {
		var b bytes.Buffer
		slog.New(slog.NewTextHandler(&b, nil)).With("w", v).Info("m", "v", v, slog.Group("g", "v", v))
		return b.String()
	},
	"slog JSON": func(v any) string {
		var b bytes.Buffer
		slog.New(slog.NewJSONHandler(&b, nil)).With("w", v).Info("m", "v", v, slog.Group("g", "v", v))
		return b.String()
	},
	"an error": func(v any) string { return fmt.Errorf("%v %+v: %w", v, v, errors.New("cause")).Error() },
	"a panic":  func(v any) (text string) { defer func() { text = fmt.Sprint(recover()) }(); panic(v) },
}

func init() {
	for _, directive := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%# x", "%d", "%U", "%t", "%20.3v"} {
		printers[directive] = func(v any) string { return fmt.Sprintf(directive, v) }
	}
}

// silence fails the test for each printer that shows the canary in a value, in
// a pointer to it, or in something that holds it. It returns how many texts it
// has searched, by printer those that said [redacted].
func silence(t *testing.T, what string, value any, redacted map[string]int) (searched int) {
	t.Helper()
	pointer := reflect.New(reflect.TypeOf(value))
	pointer.Elem().Set(reflect.ValueOf(value))
	forms := map[string]any{
		"a value": value, "a pointer": pointer.Interface(), "an unexported field": struct{ v any }{value},
		"a slice": []any{value}, "a map": map[string]any{"k": value}, "a field": struct{ V any }{value},
	}
	for name, print := range printers {
		for as, form := range forms {
			text := print(form)
			searched++
			if strings.Contains(text, "[redacted]") {
				redacted[name]++
			}
			if found := leak(text); found != "" {
				t.Errorf("%s, %T as %s: %s shows the canary as %q: %.200s", what, value, as, name, found, text)
			}
		}
	}
	return searched
}

// planted counts what fill has put where.
type planted struct{ secrets, documents int }

// fill puts a canary into every Secret and Document below v, and something
// plain elsewhere. Booleans stay false: they ask for an absence.
func (p *planted) fill(v reflect.Value) {
	switch v.Addr().Interface().(type) {
	case *freedompay.Secret:
		p.secrets++
		v.Set(reflect.ValueOf(freedompay.NewSecret(canary)))
		return
	case *freedompay.Document:
		p.documents++
		v.Set(reflect.ValueOf(freedompay.NewDocument([]byte("%PDF-" + canary))))
		return
	case *freedompay.Amount:
		v.Set(reflect.ValueOf(freedompay.MustAmount("1.50")))
		return
	case *freedompay.Timestamp:
		v.Set(reflect.ValueOf(freedompay.NewTimestamp(time.Unix(1e9, 0).UTC())))
		return
	case *freedompay.Date:
		v.Set(reflect.ValueOf(birthdate))
		return
	case *uuid.UUID:
		v.Set(reflect.ValueOf(lettersOnly))
		return
	case *json.RawMessage:
		v.SetBytes([]byte("{}"))
		return
	}
	switch {
	case v.Kind() == reflect.Struct:
		for field, inner := range v.Fields() {
			if field.IsExported() {
				p.fill(inner)
			}
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		p.fill(v.Index(0))
		p.fill(v.Index(1))
	case v.Kind() == reflect.String:
		v.SetString("sample")
	case v.CanInt():
		v.SetInt(7)
	}
}

// TestNoValueShowsASecret fills every request and answer and prints it in every way.
func TestNoValueShowsASecret(t *testing.T) {
	operations, redacted, searched := operations(t), map[string]int{}, 0
	var all planted
	for _, op := range operations {
		method, ok := methodOf(op)
		if !ok {
			t.Fatalf("%s: no such method", op.ID)
		}
		types := []reflect.Type{method.Type.Out(0).Elem()}
		if method.Type.NumIn() == 3 && method.Type.In(2).Kind() == reflect.Struct {
			types = append(types, method.Type.In(2))
		}
		for _, typ := range types {
			v := reflect.New(typ).Elem()
			all.fill(v)
			searched += silence(t, op.ID, v.Interface(), redacted)
		}
	}
	all.secrets++ // the key
	client := canaryClient(t, new(bank))
	for _, holder := range []any{
		freedompay.NewSecret(canary), *freedompay.NewSigner(authID, freedompay.NewSecret(canary)), *client, *client.Cards,
	} {
		searched += silence(t, "besides", holder, redacted)
	}
	for name := range printers {
		if refused := name == "JSON" || name == "XML" || name == "gob"; refused != (redacted[name] == 0) {
			t.Errorf("%s has printed [redacted] %d times", name, redacted[name])
		}
	}
	if all.secrets < 5 || all.documents < 2 {
		t.Errorf("only %d secrets and %d documents were filled: the contract has card_number, cvv, pin, otp and two scans, and there is the key", all.secrets, all.documents)
	}
	if !t.Failed() {
		t.Logf("%d operations, %d secrets and %d documents, %d texts searched, 0 leaks", len(operations), all.secrets, all.documents, searched)
	}
}

// canaryClient returns a client in front of b whose key is the canary. Its rules
// are off: what it is to send is filled, not sensible.
func canaryClient(t *testing.T, b *bank, options ...freedompay.Option) *freedompay.Client {
	t.Helper()
	c, err := freedompay.New(authID, freedompay.NewSecret(canary), append([]freedompay.Option{
		freedompay.WithHTTPClient(&http.Client{Transport: b}),
		freedompay.WithRetry(freedompay.Backoff{Attempts: 1}),
		freedompay.WithRules(freedompay.RulesOff),
	}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// panicking says that this process is the one that is to panic.
const panicking = "FREEDOMPAY_PANIC"

// TestNoPanicShowsASecret reads what the runtime itself prints of a panic.
func TestNoPanicShowsASecret(t *testing.T) {
	var values []any
	for _, op := range operations(t) {
		method, _ := methodOf(op)
		for _, typ := range slices.Concat(slices.Collect(method.Type.Ins()), []reflect.Type{method.Type.Out(0).Elem()}) {
			var all planted
			if v := reflect.New(typ).Elem(); typ.Kind() == reflect.Struct {
				if all.fill(v); all != (planted{}) {
					values = append(values, v.Interface(), v.Addr().Interface(), fmt.Errorf("error with %v", v.Interface()))
				}
			}
		}
	}
	if os.Getenv(panicking) != "" {
		for _, value := range append(values, freedompay.NewSecret(canary)) {
			defer func() { panic(value) }() // the runtime prints the whole chain
		}
		return
	}
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	again.Env = append(os.Environ(), panicking+"=yes", "GOTRACEBACK=all")
	out, err := again.CombinedOutput()
	if err == nil || strings.Count(string(out), "panic: ") <= len(values) || !strings.Contains(string(out), "[redacted]") {
		t.Fatalf("%d values do not panic: %v: %s", len(values)+1, err, out)
	}
	if found := leak(string(out)); found != "" {
		t.Errorf("the runtime shows the canary as %q: %s", found, out)
	}
}
