package jsonread_test

import (
	"encoding/json"
	"testing"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// The names are those that encoding/json reads.
func FuzzNames(f *testing.F) {
	for _, name := range []string{
		`status`, `\u0073tatus`, `\"\\\/\b\f\n\r\t`, `é`, "a\xffb\xe2\x28", `\ud83d\ude00`, `\ud83d`, `\ud83dx`, `\ud83d\u0041`, `\ude00\ud83d`, `\uD83D\uDE00\u00e9`, ``,
	} {
		f.Add([]byte(name))
	}
	f.Fuzz(func(t *testing.T, between []byte) {
		text := append(append([]byte(`{"`), between...), `":1}`...)
		var want map[string]int
		if json.Unmarshal(text, &want) != nil || len(want) != 1 {
			return
		}
		_, err := jsonread.Document(t.Context(), text, func(name, _ []byte) error {
			if _, same := want[string(name)]; !same {
				t.Errorf("%q is read as %q, want %v", between, name, want)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%q: %v", between, err)
		}
	})
}
