package jws

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"testing"
)

// The table must be base64url for all bits at every place, and write no further
// than its text: at every length.
func TestPairsAreBase64(t *testing.T) {
	table := newPairs()
	random := rand.NewChaCha8([32]byte{})
	for length := range 6000 {
		src := make([]byte, length)
		_, _ = random.Read(src)
		want := base64.RawURLEncoding.EncodeToString(src)
		got := bytes.Repeat([]byte{'!'}, len(want)+8)
		for _, p := range []*pairs{table, nil} {
			if n := p.encode(got[:len(want)], src); n != len(want) || string(got) != want+"!!!!!!!!" {
				t.Fatalf("%d bytes of %x are %q with length %d, want %q", length, src, got, n, want)
			}
		}
	}
}
