package freedompay

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// pieces is a reader that is read in pieces of given sizes, over and over.
type pieces struct {
	io.Reader
	sizes []byte
	next  int
}

func (p *pieces) Read(into []byte) (int, error) {
	size := 1
	if len(p.sizes) > 0 {
		size += int(p.sizes[p.next%len(p.sizes)]) * 37
		p.next++
	}
	return p.Reader.Read(into[:min(size, len(into))])
}

// A document of any bytes, read in pieces of any sizes, is what encoding/base64
// makes of it, alone and within its request; and the signature is over that.
func FuzzBase64(f *testing.F) {
	for _, size := range []int{0, 1, 2, 3, 4, 5, 767, 768, 769, 1537, 3071, 3072, 3073, 6144, 9217} {
		f.Add(scan(max(size, 5))[:size], []byte{0}, uint16(0))
		f.Add(scan(max(size, 5))[:size], []byte{255, 1, 82}, uint16(1))
	}
	key := NewSigner("1", NewSecret("key")).key
	f.Fuzz(func(t *testing.T, data, sizes []byte, missing uint16) {
		want := base64.StdEncoding.EncodeToString(data)
		d := NewDocument(data)
		got, err := io.ReadAll(&pieces{Reader: d.base64(), sizes: sizes})
		if err != nil || string(got) != want || d.encodedSize() != int64(len(want)) {
			t.Errorf("%d bytes in pieces of %v: %d bytes of %d, %v", len(data), sizes, len(got), d.encodedSize(), err)
		}
		_ = d.check()

		var u upload
		u.Name, u.Inner.Scan = "n", d
		b, err := encode(u)
		if err != nil {
			t.Fatal(err)
		}
		wire := wire{body: b}
		whole, err := io.ReadAll(&pieces{Reader: wire.open(), sizes: sizes})
		if plain := `{"name":"n","inner":{"scan":"` + want + `"}}`; err != nil || string(whole) != plain || b.length() != int64(len(plain)) {
			t.Errorf("the request has %d bytes, says %d, want %d; %v", len(whole), b.length(), len(plain), err)
		}
		if signature, err := b.sign(key, jws.HS512, "eyJ9"); err != nil || signature != key.Sign(jws.HS512, "eyJ9", whole) {
			t.Errorf("the signature is not over what is sent: %v", err)
		}

		short := DocumentFrom(bytes.NewReader(data), int64(len(data))+int64(missing))
		if _, err := io.ReadAll(short.base64()); (err == nil) != (missing == 0) || err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes fewer than said: %v", missing, err)
		}
	})
}

// longNumber is a run of digits that could be a card number.
var longNumber = regexp.MustCompile(`[0-9]([ -]?[0-9]){11}`)

// Of whatever the bank says, what is kept is short, on one line, and has no
// card number in it, nor the most of one.
func FuzzSecretMask(f *testing.F) {
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
			checkPresentable(t, words)
		}
		for _, pan := range []string{"4400430212345678", "4400 4302 1234 5678", "4400-4302-1234-5678", "4400\u00a04302\u00a01234\u00a05678"} {
			kept := checkPresentable(t, before+pan+after)
			for _, digits := range []string{"44004302", "4400 4302", "4400-4302", "43021234", "4302 1234", "4302-1234", "12345678", "1234 5678"} {
				if strings.Contains(kept, digits) && !strings.Contains(before+after, digits[:3]) && !strings.Contains(before+after, digits[len(digits)-3:]) {
					t.Errorf("of %q is kept %q", before+pan+after, kept)
				}
			}
		}
	})
}

func checkPresentable(t *testing.T, words string) string {
	t.Helper()
	kept := presentable(words)
	if len(kept) > maxDescription+len("\ufffd") || !utf8.ValidString(kept) || strings.ContainsAny(kept, "\n\r\t\v\f\u0085\u2028\u2029") || longNumber.MatchString(kept) {
		t.Errorf("%q is presented as %q", words, kept)
	}
	return kept
}
