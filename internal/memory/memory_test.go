package memory_test

import (
	"slices"
	"testing"

	"github.com/freedompay-go/freedompay/internal/memory"
)

// A text is found wherever a value can hold one, and a ring of pointers ends.
func TestTextsFindsWhatIsHidden(t *testing.T) {
	type ring struct {
		next *ring
		name [2]byte
	}
	round := &ring{name: [2]byte{'h', 'i'}}
	round.next = round
	held := struct{ a, b, c, d any }{&struct{ key []byte }{[]byte("bytes")}, map[string]*string{"name": new("pointer")}, []any{"element", 7, nil}, round}
	got := memory.Texts(held)
	slices.Sort(got)
	if want := []string{"bytes", "element", "hi", "name", "pointer"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
