package freedompay

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

func TestPresentMasksTheCallsSecret(t *testing.T) {
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
		{"Zm9vYm", strings.Repeat(" ", 16*maxDescription-4) + "Zm9vYm", "[red"},
		{"", "nothing to hide", "nothing to hide"},
		{"  ", "nothing to hide", "nothing to hide"},
	} {
		c := &prepared{call: &call{req: ConfirmGiftCardRequest{OTP: NewSecret(test.secret)}}}
		if got := c.present(test.words); got != test.want {
			t.Errorf("%q without %q is %q, want %q", test.words, test.secret, got, test.want)
		}
	}
}

func TestPresentableHasNoControlCharacters(t *testing.T) {
	for words, want := range map[string]string{
		"\x1b[31mred\x1b[0m":                  "[31mred [0m",
		"a\x00b\x07c\u0085d\u2028e\x7ff":      "a b c d e f",
		"right\u202eot\u2066left\u200b\ufeff": "rightotleft",
		"4400\x004302\x1b1234\u200b5678":      "**** **** ********",
		"имя Әйгерім 🙂 naïve":                 "имя Әйгерім 🙂 naïve",
		"\xff\xfe":                            "?",
	} {
		if got := presentable(words); got != want {
			t.Errorf("%q is presented as %q, want %q", words, got, want)
		}
	}
}

// A digest is told as it is, although one in fourteen has twelve digits in a row.
func TestPresentableKeepsDigests(t *testing.T) {
	key, tested := NewSecret("key"), 0
	for i := range 300 {
		body := []byte(strconv.Itoa(i))
		digest := fmt.Sprintf("%x", sha256.Sum256(body))
		err := Verify(key, NewSigner("1", NewSecret("other")).Sign(HS512, "POST", "/a", body), "POST", "/a", body)
		if err == nil || !strings.Contains(err.Error(), digest) {
			t.Fatalf("Verify does not tell the digest %s: %v", digest, err)
		}
		if maskLongNumbers(digest) != digest {
			tested++
		}
		if got := presentable(err.Error()); !strings.Contains(got, digest) {
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
		if got := presentable(words); strings.Contains(got, pan) || strings.Contains(got, pan[:12]) {
			t.Errorf("%s is presented as %s", words, got)
		}
	}
}
