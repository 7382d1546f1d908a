package redact_test

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/redact"
)

func TestMaskHidesTheSecret(t *testing.T) {
	for _, test := range []struct{ secret, words, want string }{
		{"481516", "otp 481516 is wrong", "otp [redacted] is wrong"},
		{"481516", "otp 481 516 is wrong", "otp [redacted] is wrong"},
		{"481516", "otp 4 8 1 5 1 6", "otp [redacted]"},
		{"481516", "otp 481-516, and then 481.516, and last 48\u00a015\u00a016", "otp [redacted], and then [redacted], and last [redacted]"},
		{"481516", "otp 481\t\n\x00516", "otp [redacted]"},
		{"481516", "otp 481\u200b516", "otp [redacted]"},
		{"481516", "481 517, 481x516 and 48151 are others", "481 517, 481x516 and 48151 are others"},
		{"481516", "481516481516", "************"},
		{"481516", "4815 481516", "4815 [redacted]"},
		{"481516", strings.Repeat("é", 147) + " 481516", strings.Repeat("é", 147) + " [reda"},
		{"481516", "otp 481516", "otp [redacted]"},
		{"481 516", "otp 481516 or 481 516", "otp [redacted] or [redacted]"},
		{"Zm9v+Ym/y==", "pin Zm9v+Ym/y== and Zm9v +Ym/ y==", "pin [redacted] and [redacted]"},
		{"Zm9vYm", "pin Zm9v Ym", "pin [redacted]"},
		{"Zm9vYm", strings.Repeat(" ", 16*redact.Longest-4) + "Zm9vYm", "[red"},
		{"", "nothing to hide", "nothing to hide"},
		{"  ", "nothing to hide", "nothing to hide"},
	} {
		if got := redact.Mask(test.words, test.secret); got != test.want {
			t.Errorf("%q without %q is %q, want %q", test.words, test.secret, got, test.want)
		}
	}
}

func TestMaskHasNoControlCharacters(t *testing.T) {
	for words, want := range map[string]string{
		"\x1b[31mred\x1b[0m":                  "[31mred [0m",
		"a\x00b\x07c\u0085d\u2028e\x7ff":      "a b c d e f",
		"right\u202eot\u2066left\u200b\ufeff": "rightotleft",
		"4400\x004302\x1b1234\u200b5678":      "**** **** ********",
		"４４００430212345678 ٤٤٠٠":               "**************** ****",
		"имя Әйгерім 🙂 naïve":                 "имя Әйгерім 🙂 naïve",
		"\xff\xfe":                            "?",
	} {
		if got := redact.Mask(words, ""); got != want {
			t.Errorf("%q is presented as %q, want %q", words, got, want)
		}
	}
}

// A digest is told as it is, although one in fourteen has twelve digits in a row.
func TestMaskKeepsDigests(t *testing.T) {
	key, tested := freedompay.NewSecret("key"), 0
	for i := range 300 {
		body := []byte(strconv.Itoa(i))
		digest := fmt.Sprintf("%x", sha256.Sum256(body))
		err := freedompay.Verify(key, freedompay.NewSigner("1", freedompay.NewSecret("other")).Sign(freedompay.HS512, "POST", "/a", body), "POST", "/a", body)
		if err == nil || !strings.Contains(err.Error(), digest) {
			t.Fatalf("Verify does not tell the digest %s: %v", digest, err)
		}
		if redact.MaskLongNumbers(digest) != digest {
			tested++
		}
		if got := redact.Mask(err.Error(), ""); !strings.Contains(got, digest) {
			t.Errorf("%s is presented as %s", err, got)
		}
	}
	if tested < 5 {
		t.Errorf("%d of the digests look like card numbers, so it proves little", tested)
	}
	some := fmt.Sprintf("%x", sha256.Sum256([]byte("a")))
	const pan = "4400430212345678"
	for _, words := range []string{
		"SHA-256 " + pan, "SHA-256 " + pan + pan + pan + pan, "SHA-256 " + some[:48] + pan + "0", "SHA-256 " + some[:47] + pan,
		"SHA-256 " + some[:48] + pan + "x", "SHA-255 " + some[:48] + pan, "SHA-256: " + some[:48] + pan, "SHA-256 " + strings.ToUpper(some[:48]) + pan,
		"SHA-256 " + some + " " + pan,
	} {
		if got := redact.Mask(words, ""); strings.Contains(got, pan) || strings.Contains(got, pan[:12]) {
			t.Errorf("%s is presented as %s", words, got)
		}
	}
}

// longNumber is a run of digits that could be a card number.
var longNumber = regexp.MustCompile(`[0-9]([ -]?[0-9]){11}`)

// A description of the bank is kept short and on one line, without card numbers or
// most of one.
func FuzzMask(f *testing.F) {
	for _, words := range []string{
		"", "4400430212345678", "4400 4302 1234 5678", "4400-4302-1234-5678", "4400\u00a04302\u20071234\t5678", "4400\u20114302\u20111234\u20115678",
		"44004302123", "4 4 0 0 4 3 0 2 1 2 3 4", "4400.4302.1234.5678", "a4400430212345678b", "\xff4400430212345678\xff", "line\nbreak\r\x00",
		strings.Repeat("4", 1000), strings.Repeat("4 ", 1000), strings.Repeat(" ", 5000), strings.Repeat("ж", 150) + "4400430212345678",
	} {
		f.Add(words, "")
		f.Add(strings.Repeat("a", 280), words)
	}
	for before := 284; before <= 301; before++ {
		f.Add(strings.Repeat("a", before), "x")
	}
	for before := 4784; before <= 4801; before++ {
		f.Add(strings.Repeat(" ", before), "x")
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, words := range []string{before, before + after} {
			checkMasked(t, words)
		}
		for _, pan := range []string{"4400430212345678", "4400 4302 1234 5678", "4400-4302-1234-5678", "4400\u00a04302\u00a01234\u00a05678"} {
			kept := checkMasked(t, before+pan+after)
			for _, digits := range []string{"44004302", "4400 4302", "4400-4302", "43021234", "4302 1234", "4302-1234", "12345678", "1234 5678"} {
				if strings.Contains(kept, digits) && !strings.Contains(before+after, digits[:3]) && !strings.Contains(before+after, digits[len(digits)-3:]) {
					t.Errorf("of %q is kept %q", before+pan+after, kept)
				}
			}
		}
	})
}

func checkMasked(t *testing.T, words string) string {
	t.Helper()
	kept := redact.Mask(words, "")
	if len(kept) > redact.Longest+len("\ufffd") || !utf8.ValidString(kept) || strings.ContainsAny(kept, "\n\r\t\v\f\u0085\u2028\u2029") || longNumber.MatchString(kept) {
		t.Errorf("%q is presented as %q", words, kept)
	}
	return kept
}
