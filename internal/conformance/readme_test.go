package conformance

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"os"

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

// Both languages show the same code, commands and pictures, each with words of its
// own.
func TestREADMEsShowTheSame(t *testing.T) {
	english, russian := blocks(readText(t, "README.md")), blocks(readText(t, "README.ru.md"))
	if len(english) == 0 || len(english) != len(russian) {
		t.Fatalf("README.md has %d fenced blocks, README.ru.md has %d", len(english), len(russian))
	}
	for i := range english {
		if a, b := withoutWords(english[i]), withoutWords(russian[i]); a != b {
			t.Errorf("block %d differs between README.md and README.ru.md:\n%s\n%s", i+1, a, b)
		}
		for _, comment := range goComment.FindAllString(russian[i], -1) {
			if strings.HasPrefix(russian[i], "go\n") && !strings.ContainsFunc(comment, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
				t.Errorf("README.ru.md, block %d: the comment %q is not in Russian", i+1, strings.TrimSpace(comment))
			}
		}
		if strings.HasPrefix(russian[i], "text\n") && !strings.ContainsFunc(russian[i], func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			t.Errorf("README.ru.md, block %d: the picture is not in Russian", i+1)
		}
	}
}

var operationRow = regexp.MustCompile("(?m)^\\| `client\\.(\\w+)` \\| (.*) \\|$")

// listedOperations returns the operations that a README lists, with their marks.
func listedOperations(page string) map[string]bool {
	listed := map[string]bool{}
	for _, row := range operationRow.FindAllStringSubmatch(page, -1) {
		for operation := range strings.SplitSeq(row[2], ", ") {
			listed[row[1]+"."+operation] = true
		}
	}
	return listed
}

// The READMEs list operations of the contract with the mark of their provenance,
// and nothing else. Which of them they lack is said by TestNothingIsMissing.
func TestREADMEListsTheOperations(t *testing.T) {
	for _, name := range []string{"README.md", "README.ru.md"} {
		listed := listedOperations(readText(t, name))
		for _, op := range everything(t).Operations {
			delete(listed, op.ID+mark(op.Provenance))
		}
		for extra := range listed {
			t.Errorf("%s: %s is not an operation, or has another mark: remove it, or change its mark", name, extra)
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

// mark is what the README puts behind an operation.
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
