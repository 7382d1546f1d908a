package jws_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// However a reader hands over a body, the signature is that of the body.
func TestReadFrom(t *testing.T) {
	key, body, broken := jws.NewKey(secret), noise(10_000), errors.New("broken")
	want := key.Sign(jws.HS512, "eyJ9", body)
	for name, reader := range map[string]io.Reader{
		"at once":             bytes.NewReader(body),
		"with its end":        iotest.DataErrReader(bytes.NewReader(body)),
		"byte by byte":        iotest.OneByteReader(bytes.NewReader(body)),
		"by halves":           iotest.HalfReader(bytes.NewReader(body)),
		"by halves, with end": iotest.DataErrReader(iotest.HalfReader(bytes.NewReader(body))),
	} {
		s := key.Begin(jws.HS512, "eyJ9")
		n, err := s.ReadFrom(reader)
		if got := s.Finish(); got != want || n != int64(len(body)) || err != nil {
			t.Errorf("%s: %d bytes, %v, %s", name, n, err, got)
		}
	}
	s := key.Begin(jws.HS512, "eyJ9")
	if n, err := s.ReadFrom(io.MultiReader(bytes.NewReader(body), iotest.ErrReader(broken))); n != int64(len(body)) || !errors.Is(err, broken) {
		t.Errorf("%d bytes, %v", n, err)
	}
	_ = s.Finish()
}
