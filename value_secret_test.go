package freedompay_test

import (
	"bytes"
	"database/sql/driver"
	"encoding/base64"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"math/bits"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/memory"
)

// hidden is a text that no output may contain in any form.
const hidden = "k3yK3Y-4400430212345678"

// formsOf returns the forms in which the beginning of text, or of its complement in
// memory, may be printed. Six bytes are whole groups of base64, and too many to occur
// by chance.
func formsOf(text string) (forms []string) {
	start := []byte(text[:6])
	complement := bytes.Clone(start)
	for i := range complement {
		complement[i] = ^complement[i]
	}
	for _, b := range [][]byte{start, complement} {
		list := strings.Trim(fmt.Sprint(b), "[]")
		forms = append(forms, string(b), fmt.Sprintf("%x", b), fmt.Sprintf("%X", b), fmt.Sprintf("% x", b), fmt.Sprintf("% X", b),
			fmt.Sprintf("%# x", b), strings.Trim(fmt.Sprintf("%q", b), `"`), strings.Trim(fmt.Sprintf("%+q", b), `"`),
			base64.StdEncoding.EncodeToString(b), base64.URLEncoding.EncodeToString(b), list, strings.ReplaceAll(list, " ", ", "),
			strings.Trim(fmt.Sprintf("%#v", b), "[]byte{}"), fmt.Sprintf("%o", b), fmt.Sprintf("%b", b), fmt.Sprintf("%U", b))
	}
	return forms
}

var hiddenForms = formsOf(hidden)

// mustHide ends the test if out shows any form of the hidden text.
func mustHide(t *testing.T, what, out string) {
	t.Helper()
	for _, form := range hiddenForms {
		if strings.Contains(out, form) {
			t.Fatalf("%s shows the secret as %q: %.300s", what, form, out)
		}
	}
}

// directives returns all verbs except T, which prints the type, with flags, widths
// and precisions.
func directives() (all []string) {
	verbs := "vsqxXdobBOcUeEfFgGtpw" + "aiZ!"
	for _, flags := range []string{"", "+", "-", "#", " ", "0", "+#", "# ", "20", "-20", "3", ".3", "20.3", "+020.3", "[1]"} {
		for _, verb := range verbs {
			all = append(all, "%"+flags+string(verb))
		}
	}
	return all
}

func TestSecretPrintsRedacted(t *testing.T) {
	for _, secret := range []freedompay.Secret{freedompay.NewSecret(hidden), {}} {
		for _, directive := range directives() {
			for _, arg := range []any{secret, &secret} {
				out := fmt.Sprintf(directive, arg)
				mustHide(t, directive, out)
				// %p, %w and %! are errors of the caller, which fmt explains in its own way.
				if !strings.ContainsAny(directive, "pw!") && out != "[redacted]" {
					t.Errorf("%s prints %q", directive, out)
				}
			}
		}
		if out := secret.String() + fmt.Sprint(secret) + fmt.Sprintln(&secret); out != "[redacted][redacted][redacted]\n" {
			t.Errorf("String, Sprint and Sprintln give %q", out)
		}
		for _, mistake := range []string{"no verb", "%*d", "%.*d", "%[9]v"} {
			mustHide(t, mistake, fmt.Sprintf(mistake, secret))
		}
	}
}

type exported struct {
	Name string
	Key  freedompay.Secret
}

type unexported struct {
	name string
	key  freedompay.Secret
	keys []freedompay.Secret
	more map[string]freedompay.Secret
	ptr  *freedompay.Secret
	any  any
}

type embedding struct {
	freedompay.Secret
	Name string
}

type deeper struct{ one, two *unexported }

// holders returns values that contain the secret somewhere.
func holders() map[string]any {
	secret := freedompay.NewSecret(hidden)
	closed := unexported{"n", secret, []freedompay.Secret{secret}, map[string]freedompay.Secret{"k": secret}, &secret, secret}
	return map[string]any{
		"exported field":       exported{"n", secret},
		"pointer":              &exported{"n", secret},
		"unexported field":     closed,
		"pointer to it":        &closed,
		"deeper":               deeper{&closed, &closed},
		"slice of unexported":  []unexported{closed},
		"array":                [1]unexported{closed},
		"map of unexported":    map[string]unexported{"k": closed},
		"map":                  map[string]freedompay.Secret{"k": secret},
		"slice":                []freedompay.Secret{secret, secret},
		"slice of pointers":    []*freedompay.Secret{&secret},
		"interface":            []any{secret, &secret, closed},
		"embedded":             embedding{secret, "n"},
		"pointer to a pointer": new(&secret),
		"error":                fmt.Errorf("with %v: %w", secret, errors.New("cause")),
		"answer":               &freedompay.CardSecrets{PAN: secret, CVV: secret},
		"request":              freedompay.SetPINRequest{PIN: secret},
	}
}

func TestSecretHidesInsideOtherValues(t *testing.T) {
	encoders := map[string]func(any) ([]byte, error){"JSON": json.Marshal, "gob": encodeGob, "XML": xml.Marshal, "HTML": encodeHTML}
	for name, holder := range holders() {
		t.Run(name, func(t *testing.T) {
			for _, directive := range directives() {
				mustHide(t, directive, fmt.Sprintf(directive, holder))
			}
			for kind, encode := range encoders {
				out, err := encode(holder) // what an encoder refuses, it may explain
				mustHide(t, kind, fmt.Sprint(string(out), err))
			}
			for kind, out := range logged(holder) {
				mustHide(t, "slog "+kind, out)
			}
		})
	}
}

// logged returns what slog writes for a value.
func logged(value any) map[string]string {
	var text, object bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&text, nil), slog.NewJSONHandler(&object, nil)} {
		log := slog.New(handler).With("with", value)
		log.Info("message", "key", value, slog.Group("group", "key", value))
	}
	return map[string]string{"text": text.String(), "JSON": object.String()}
}

func encodeGob(value any) ([]byte, error) {
	var out bytes.Buffer
	err := gob.NewEncoder(&out).Encode(value)
	return out.Bytes(), err
}

func encodeHTML(value any) ([]byte, error) {
	var out bytes.Buffer
	err := template.Must(template.New("").Parse(`<p a="{{.}}">{{.}}</p><script>{{.}}</script>`)).Execute(&out, value)
	return out.Bytes(), err
}

// A placeholder that is stored is a secret that is lost: storing fails instead.
func TestSecretIsNotStored(t *testing.T) {
	type attribute struct {
		Key freedompay.Secret `xml:"key,attr"`
	}
	database := func(v any) ([]byte, error) {
		stored, err := driver.DefaultParameterConverter.ConvertValue(v)
		return fmt.Append(nil, stored), err
	}
	for _, test := range []struct {
		name   string
		encode func(any) ([]byte, error)
		value  func(freedompay.Secret) any
		empty  string
	}{
		{"JSON", json.Marshal, func(s freedompay.Secret) any { return s }, `""`},
		{"JSON pointer", json.Marshal, func(s freedompay.Secret) any { return &s }, `""`},
		{"JSON field", json.Marshal, func(s freedompay.Secret) any { return exported{"n", s} }, `{"Name":"n","Key":""}`},
		{"JSON slice", json.Marshal, func(s freedompay.Secret) any { return []freedompay.Secret{s} }, `[""]`},
		{"JSON map", json.Marshal, func(s freedompay.Secret) any { return map[string]any{"k": s} }, `{"k":""}`},
		{"a PIN", json.Marshal, func(s freedompay.Secret) any { return freedompay.SetPINRequest{CardID: "1", PIN: s} }, `{"card_id":"1"}`},
		{"a password", json.Marshal, func(s freedompay.Secret) any { return &freedompay.ConfirmGiftCardRequest{OTP: s} }, `{"otp":""}`},
		{"an answer", json.Marshal, func(s freedompay.Secret) any { return freedompay.CardSecrets{CVV: s} }, `{"status":"","dt":"","request_status":""}`},
		{"XML", xml.Marshal, func(s freedompay.Secret) any { return s }, `<Secret></Secret>`},
		{"XML field", xml.Marshal, func(s freedompay.Secret) any { return exported{"n", s} }, `<exported><Name>n</Name><Key></Key></exported>`},
		{"XML attribute", xml.Marshal, func(s freedompay.Secret) any { return attribute{s} }, `<attribute key=""></attribute>`},
		{"database", database, func(s freedompay.Secret) any { return s }, "<nil>"},
		{"gob", encodeGob, func(s freedompay.Secret) any { return exported{"n", s} }, ""},
	} {
		got, err := test.encode(test.value(freedompay.NewSecret(hidden)))
		if err == nil || !strings.Contains(err.Error(), "a Secret is not stored or encoded: take its text with Reveal") || bytes.Contains(got, []byte("redacted")) {
			t.Errorf("%s: got %s, %v", test.name, got, err)
		}
		mustHide(t, test.name, fmt.Sprint(string(got), err))
		if got, err := test.encode(test.value(freedompay.Secret{})); err != nil || test.name != "gob" && string(got) != test.empty {
			t.Errorf("%s of none: got %s (%v), want %s", test.name, got, err, test.empty)
		}
	}
	for kind, out := range logged(freedompay.NewSecret(hidden)) {
		if strings.Count(out, "[redacted]") != 3 {
			t.Errorf("slog %s: got %s", kind, out)
		}
	}
}

// Configuration is read by these ways: a flag, the environment, YAML.
func TestSecretIsReadFromText(t *testing.T) {
	var key freedompay.Secret
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.TextVar(&key, "key", freedompay.Secret{}, "the key")
	if err := flags.Parse([]string{"-key", hidden}); err != nil || key.Reveal() != hidden {
		t.Errorf("the flag gives %q, %v", key.Reveal(), err)
	}
	var usage bytes.Buffer
	flags.SetOutput(&usage)
	flags.PrintDefaults()
	mustHide(t, "flag", usage.String()+fmt.Sprint(flags.Lookup("key")))

	for _, text := range []string{"", "\n", " 1 ", "пароль"} {
		if err := key.UnmarshalText([]byte(text)); err != nil || key.Reveal() != text {
			t.Errorf("%q is read as %q, %v", text, key.Reveal(), err)
		}
	}
	for _, err := range []error{key.UnmarshalText([]byte("[redacted]")), json.Unmarshal([]byte(`"[redacted]"`), &key)} {
		if err == nil || !strings.Contains(err.Error(), "it was stored as it prints") {
			t.Errorf("[redacted] is read: %v", err)
		}
	}
}

// Printers of tests compare by reflection: equal secrets are equal to them, and
// of others nothing can be told from how they are kept.
func TestSecretIsKeptUnlikeItsText(t *testing.T) {
	kept := func(text string) string { return slices.MaxFunc(memory.Texts(freedompay.NewSecret(text)), byLength) }
	zeros, ones := kept(strings.Repeat("\x00", 64)), kept(strings.Repeat("\xff", 64))
	if zeros == ones || len(zeros) != len(ones) {
		t.Fatalf("%q is kept as %q", "zeros", zeros)
	}
	start := len(zeros) - 64 // what comes before is not of the text
	distances := map[string]int{"zeros and their text": 0, "two secrets": 0, "halves": 0}
	for i := range 64 {
		distances["zeros and their text"] += bits.OnesCount8(zeros[start+i])
		distances["two secrets"] += bits.OnesCount8(zeros[start+i] ^ ones[start+i])
		distances["halves"] += bits.OnesCount8(zeros[start+i] ^ zeros[start+(i+32)%64])
	}
	for name, distance := range distances {
		if distance < 150 || distance > 362 { // of 512 bits half, give or take nine deviations
			t.Errorf("%s differ in %d bits of 512", name, distance)
		}
	}
	if !reflect.DeepEqual(freedompay.NewSecret(hidden), freedompay.NewSecret(hidden)) || reflect.DeepEqual(freedompay.NewSecret(hidden), freedompay.NewSecret(hidden+"x")) {
		t.Error("reflect.DeepEqual does not compare secrets by their text")
	}
}

func byLength(a, b string) int { return len(a) - len(b) }

// A dump of memory, as test libraries and debuggers make, does not show a secret.
func TestSecretHoldsNoPlainTextInMemory(t *testing.T) {
	secret := freedompay.NewSecret(hidden)
	signer := freedompay.NewSigner("1", secret)
	_ = signer.Sign(freedompay.HS512, "POST", "/a", nil)
	client, err := freedompay.New("1", secret)
	if err != nil {
		t.Fatal(err)
	}
	values := holders()
	values["secret"], values["signer"], values["client"] = secret, signer, client
	for name, value := range values {
		for _, text := range memory.Texts(value) {
			if strings.Contains(text, hidden[:6]) {
				t.Errorf("%s holds %q", name, text)
			}
		}
		mustHide(t, name, fmt.Sprintf("%v %+v %#v %s", value, value, value, value))
	}
}

func TestClientPrintsNoSecret(t *testing.T) {
	client, err := freedompay.New("77", freedompay.NewSecret(hidden), freedompay.WithRetry(freedompay.Backoff{Timeout: time.Second}))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := client.String(), "freedompay.Client of 77 at https://api.freedompay.kz"; got != want {
		t.Errorf("it is %q, want %q", got, want)
	}
	for _, unmade := range []*freedompay.Client{nil, {}} {
		if got, want := unmade.String(), "freedompay.Client (not made by New)"; got != want {
			t.Errorf("it is %q, want %q", got, want)
		}
	}
	for _, directive := range directives() {
		mustHide(t, directive, fmt.Sprintf(directive, client)+fmt.Sprintf(directive, struct{ c *freedompay.Client }{client}))
	}
}

func TestSecretReveal(t *testing.T) {
	for _, text := range []string{"", "a", hidden, "пароль", "\x00\xff\n", strings.Repeat("x", 5000)} {
		secret := freedompay.NewSecret(text)
		if secret.Reveal() != text || secret.IsZero() != (text == "") {
			t.Errorf("NewSecret(%.20q) reveals %.20q, IsZero %t", text, secret.Reveal(), secret.IsZero())
		}
	}
	if zero := (freedompay.Secret{}); zero.Reveal() != "" || !zero.IsZero() {
		t.Errorf("the zero Secret reveals %q", zero.Reveal())
	}
}

func TestSecretEqual(t *testing.T) {
	texts := []string{"", "a", "b", "ab", hidden, hidden + "\x00", "\x00"}
	for i, a := range texts {
		for j, b := range texts {
			if got := freedompay.NewSecret(a).Equal(freedompay.NewSecret(b)); got != (i == j) {
				t.Errorf("%q equals %q: %t", a, b, got)
			}
		}
	}
	if !(freedompay.Secret{}).Equal(freedompay.NewSecret("")) {
		t.Error("the zero Secret does not equal an empty one")
	}
}

func TestSecretDecodes(t *testing.T) {
	for encoded, want := range map[string]string{
		`"4400430212345678"`:   "4400430212345678",
		`4400430212345678`:     "4400430212345678",
		`"007"`:                "007",
		`12345678901234567890`: "12345678901234567890",
		`"\u0041\n"`:           "A\n",
		`""`:                   "",
		`null`:                 "",
		`{}`:                   "",
		`["1"]`:                "",
	} {
		holder := exported{Key: freedompay.NewSecret("old")}
		if err := json.Unmarshal([]byte(`{"Key":`+encoded+`}`), &holder); err != nil || holder.Key.Reveal() != want {
			t.Errorf("%s decodes as %q (%v), want %q", encoded, holder.Key.Reveal(), err, want)
		}
	}
}
