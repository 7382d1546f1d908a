package conformance

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"testing"
)

// The copies in testdata are the contract, byte for byte, where it stands beside
// the checkout; elsewhere there is nothing to compare them with.
func TestCopies(t *testing.T) {
	for _, name := range []string{"openapi.json", "dictionaries.json"} {
		shared := root + "../shared/contract/" + name
		want, err := os.ReadFile(shared)
		if errors.Is(err, fs.ErrNotExist) {
			t.Logf("testdata/%s: %s does not exist, nothing to compare with", name, shared)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(root + "testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("testdata/%s is not %s: copy it anew", name, shared)
		}
	}
}
