// Package printers tests what printers and encoders of others show of the
// package's secrets. It is a module of its own: importers get none of them.
package printers

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/caarlos0/env/v11"
	"github.com/davecgh/go-spew/spew"
	"github.com/k0kubun/pp/v3"
	"github.com/stretchr/testify/assert"
	"gopkg.in/yaml.v3"

	"github.com/freedompay-go/freedompay"
)

const hidden = "k3yK3Y-4400430212345678"

// forms are how a printer could write the beginning of a text or of its complement.
func forms(text string) (all []string) {
	plain, other := []byte(text[:6]), []byte(text[:6])
	for i := range other {
		other[i] = ^other[i]
	}
	for _, b := range [][]byte{plain, other} {
		list := strings.Trim(fmt.Sprint(b), "[]")
		all = append(all, string(b), fmt.Sprintf("%x", b), fmt.Sprintf("% x", b), fmt.Sprintf("%X", b), strings.Trim(fmt.Sprintf("%q", b), `"`),
			strings.Trim(fmt.Sprintf("%+q", b), `"`), base64.StdEncoding.EncodeToString(b), list, strings.ReplaceAll(list, " ", ", "),
			strings.ReplaceAll(strings.TrimPrefix(strings.Trim(fmt.Sprintf("%#v", b), "{}"), "[]byte{"), "0x", "(uint8) 0x"))
	}
	return all
}

func mustHide(t *testing.T, what, out string) {
	t.Helper()
	for _, form := range append(forms(hidden), "4400430212345678", "44004302") {
		if strings.Contains(out, form) {
			t.Errorf("%s shows %q in\n%.2000s", what, form, out)
		}
	}
}

// silent collects what an assertion says.
type silent struct{ text strings.Builder }

func (s *silent) Errorf(format string, args ...any) { fmt.Fprintf(&s.text, format, args...) }

// failing is a transport whose error quotes the wire.
type failing struct{}

func (failing) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("net/http: HTTP/1.x transport connection broken: %w", errors.New(`malformed HTTP response "`+hidden+`"`))
}

func values(t *testing.T) map[string]any {
	t.Helper()
	secret := freedompay.NewSecret(hidden)
	client, err := freedompay.New("1", secret, freedompay.WithHTTPClient(&http.Client{Transport: failing{}}), freedompay.WithRetry(freedompay.Backoff{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	_, failed := client.Cards.Info(t.Context(), "1")
	return map[string]any{
		"secret":   secret,
		"pointer":  &secret,
		"field":    struct{ key freedompay.Secret }{secret},
		"map":      map[string]any{"k": []freedompay.Secret{secret}},
		"request":  freedompay.SetPINRequest{PIN: secret},
		"answer":   &freedompay.CardSecrets{PAN: secret, CVV: secret},
		"document": freedompay.NewDocument([]byte(hidden)),
		"signer":   freedompay.NewSigner("1", secret),
		"client":   client,
		"error":    failed,
	}
}

func TestPrinters(t *testing.T) {
	deep := &spew.ConfigState{Indent: " ", DisableMethods: true, DisablePointerMethods: true, MaxDepth: 12}
	colorless := pp.New()
	colorless.SetColoringEnabled(false)
	for name, v := range values(t) {
		mustHide(t, name+" by spew", spew.Sdump(v)+spew.Sprintf("%v %+v %#v %#+v", v, v, v, v))
		mustHide(t, name+" by spew without methods", deep.Sdump(v)+deep.Sprintf("%#+v", v))
		if name != "client" { // pp does not end with a *http.Client's pools
			mustHide(t, name+" by pp", colorless.Sprint(v))
		}
		said := new(silent)
		assert.Equal(said, nil, v)       //nolint:testifylint // what they print is the test
		assert.Equal(said, v, "another") //nolint:testifylint // the same
		assert.Empty(said, v)
		if err, ok := v.(error); ok {
			assert.NoError(said, err)                           //nolint:testifylint // the same
			assert.ErrorIs(said, err, io.ErrShortWrite)         //nolint:testifylint // the same
			assert.EqualError(said, err, "another")             //nolint:testifylint // the same
			assert.ErrorAs(said, err, new(*http.MaxBytesError)) //nolint:testifylint // the same
		}
		if said.text.Len() == 0 {
			t.Errorf("testify has not said anything of the %s", name)
		}
		mustHide(t, name+" by testify", said.text.String())
	}
	said := new(silent)
	assert.Equal(said, freedompay.SetPINRequest{PIN: freedompay.NewSecret(hidden)}, freedompay.SetPINRequest{PIN: freedompay.NewSecret(hidden + "x")})
	if said.text.Len() == 0 {
		t.Error("testify takes two secrets for one")
	}
	mustHide(t, "testify's difference", said.text.String())
	if !assert.ObjectsAreEqual(freedompay.NewSecret(hidden), freedompay.NewSecret(hidden)) {
		t.Error("testify does not take equal secrets for equal")
	}
}

func TestConfigurationIsRead(t *testing.T) {
	type config struct {
		Key   freedompay.Secret    `env:"FREEDOMPAY_TEST_KEY" yaml:"key"`
		Limit freedompay.Amount    `env:"FREEDOMPAY_TEST_LIMIT" yaml:"limit"`
		Since freedompay.Timestamp `env:"FREEDOMPAY_TEST_SINCE" yaml:"since"`
		Day   freedompay.Date      `env:"FREEDOMPAY_TEST_DAY" yaml:"day"`
	}
	want := config{freedompay.NewSecret(hidden), freedompay.MustAmount("1500.50"), freedompay.Timestamp{}, freedompay.Date{Year: 2026, Month: 11, Day: 20}}
	if err := want.Since.UnmarshalText([]byte("2026-11-20T10:00:00+05:00")); err != nil {
		t.Fatal(err)
	}
	var fromYAML config
	err := yaml.Unmarshal([]byte("key: "+hidden+"\nlimit: 1500.50\nsince: 2026-11-20T10:00:00+05:00\nday: 2026-11-20\n"), &fromYAML)
	if err != nil || !assert.ObjectsAreEqual(want, fromYAML) {
		t.Errorf("YAML gives %+v, %v", fromYAML, err)
	}
	fromEnv, err := env.ParseAsWithOptions[config](env.Options{Environment: map[string]string{
		"FREEDOMPAY_TEST_KEY": hidden, "FREEDOMPAY_TEST_LIMIT": "1500.50", "FREEDOMPAY_TEST_SINCE": "2026-11-20T10:00:00+05:00", "FREEDOMPAY_TEST_DAY": "2026-11-20",
	}})
	if err != nil || !assert.ObjectsAreEqual(want, fromEnv) {
		t.Errorf("the environment gives %+v, %v", fromEnv, err)
	}
	if out, err := yaml.Marshal(want); err == nil {
		t.Errorf("YAML stores the secret: %s", out)
	}
	want.Key = freedompay.Secret{}
	if out, err := yaml.Marshal(want); err != nil || !strings.Contains(string(out), "limit: \"1500.50\"\nsince: \"2026-11-20T10:00:00+05:00\"\nday: \"2026-11-20\"") {
		t.Errorf("YAML stores\n%s, %v", out, err)
	}
	byTime := map[freedompay.Timestamp]freedompay.Amount{want.Since: want.Limit}
	if out, err := yaml.Marshal(byTime); err != nil || string(out) != "\"2026-11-20T10:00:00+05:00\": \"1500.50\"\n" {
		t.Errorf("YAML stores a map as\n%s, %v", out, err)
	}
}
