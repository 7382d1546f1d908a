package conformance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/contract"
)

// counts are how many operations there are, and how sure they are: documented in
// path, request and answer, inferred in all three, or something between.
type counts struct{ all, documented, partial, inferred int }

func sureness(operations []*contract.Operation) (c counts) {
	for _, op := range operations {
		c.all++
		switch mark(op.Provenance) {
		case "":
			c.documented++
		case "°":
			c.inferred++
		default:
			c.partial++
		}
	}
	return c
}

func (c counts) english() string {
	return fmt.Sprintf("%d are documented, %d are documented in part and %d are inferred", c.documented, c.partial, c.inferred)
}

// Whoever reads how many operations there are reads how many of them are guesses.
func TestPagesSayHowMuchIsInferred(t *testing.T) {
	writePages(t)
	c := sureness(operations(t))
	russian := fmt.Sprintf("%d описаны, %d описаны частично, %d — по аналогии", c.documented, c.partial, c.inferred)
	for page, words := range map[string]string{"README.md": c.english(), "README.ru.md": russian, "CHANGELOG.md": c.english()} {
		text := strings.Join(strings.Fields(readText(t, page)), " ")
		for _, want := range []string{fmt.Sprint(c.all), words} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: say %q: the contract has so many operations (go test ./internal/conformance -update)", page, want)
			}
		}
	}
}
