package conformance

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/freedompay-go/freedompay/contract"
)

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(root + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// blocks returns the fenced blocks of a page, each with its language.
func blocks(page string) (found []string) {
	for i, part := range strings.Split(page, "```") {
		if i%2 == 1 {
			found = append(found, part)
		}
	}
	return found
}

var (
	goComment = regexp.MustCompile(`(?m)[ \t]*(?:^|[ \t])// .*$`)
	arrow     = regexp.MustCompile(`<?-{2,}[>x]?|x-+`)
)

// withoutWords leaves of a block what does not depend on the reader's language: the
// code without its comments, and the arrows of a picture.
func withoutWords(block string) string {
	switch lang, _, _ := strings.Cut(block, "\n"); lang {
	case "go":
		return regexp.MustCompile(`\n\s*\n`).ReplaceAllString(goComment.ReplaceAllString(block, ""), "\n")
	case "text":
		return strings.Join(arrow.FindAllString(block, -1), "\n")
	}
	return block
}

// translated are the pages that there are in two languages.
var translated = map[string]string{
	"README.md":       "README.ru.md",
	"docs/signing.md": "docs/signing.ru.md",
	"docs/testing.md": "docs/testing.ru.md",

	"docs/recipes/outcome-unknown.md": "docs/recipes/outcome-unknown.ru.md",
}

func russianText(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
}

// Both languages show the same code, commands and pictures, each with words of its
// own.
func TestTranslatedPagesShowTheSame(t *testing.T) {
	for original, translation := range translated {
		english, russian := blocks(readText(t, original)), blocks(readText(t, translation))
		if len(english) == 0 || len(english) != len(russian) {
			t.Fatalf("%s has %d fenced blocks, %s has %d", original, len(english), translation, len(russian))
		}
		for i := range english {
			if a, b := withoutWords(english[i]), withoutWords(russian[i]); a != b {
				t.Errorf("block %d differs between %s and %s:\n%s\n%s", i+1, original, translation, a, b)
			}
			for _, comment := range goComment.FindAllString(russian[i], -1) {
				if strings.HasPrefix(russian[i], "go\n") && !russianText(comment) {
					t.Errorf("%s, block %d: the comment %q is not in Russian", translation, i+1, strings.TrimSpace(comment))
				}
			}
			if strings.HasPrefix(russian[i], "text\n") && !russianText(russian[i]) {
				t.Errorf("%s, block %d: the picture is not in Russian", translation, i+1)
			}
		}
	}
}

// A Russian page that links to an English one says so, or links to its translation.
func TestRussianPagesSayWhatIsEnglish(t *testing.T) {
	for original, translation := range translated {
		for paragraph := range strings.SplitSeq(readText(t, translation), "\n\n") {
			for _, found := range pageLink.FindAllStringSubmatch(paragraph, -1) {
				target, _, _ := strings.Cut(found[1], "#")
				to := path.Join(path.Dir(translation), target)
				if path.Ext(to) != ".md" || strings.HasSuffix(to, ".ru.md") || to == original {
					continue
				}
				if translated[to] != "" {
					t.Errorf("%s links to %s, which there is in Russian", translation, to)
				} else if !strings.Contains(strings.ToLower(paragraph), "на английском") && !strings.HasPrefix(paragraph, "|") {
					t.Errorf("%s links to %s and does not say that it is English", translation, to)
				}
			}
		}
	}
}

// What is inferred is said before the first call to the real bank.
func TestREADMEsSayWhatIsInferredFirst(t *testing.T) {
	for _, name := range []string{"README.md", "README.ru.md"} {
		page := readText(t, name)
		call := strings.Index(page, "freedompay.New(os.Getenv")
		for _, what := range []string{"](docs/coverage.md)", "/cmd/freedompay@latest probe", "21 "} {
			if at := strings.Index(page, what); at < 0 || at > call {
				t.Errorf("%s: %q does not stand before the first real call", name, what)
			}
		}
	}
}

// mark is what docs/coverage.md puts behind an operation.
func mark(p contract.Provenance) string {
	parts := []string{p.Path, p.Request, p.Response}
	switch {
	case !slices.ContainsFunc(parts, func(word string) bool { return word != "documented" }):
		return ""
	case !slices.ContainsFunc(parts, func(word string) bool { return word != "provisional" }):
		return "°"
	default:
		return "·"
	}
}
