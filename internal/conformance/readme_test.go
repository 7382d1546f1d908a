package conformance

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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

// Both languages show the same code, commands and pictures.
func TestREADMEsShowTheSame(t *testing.T) {
	english, russian := blocks(readText(t, "README.md")), blocks(readText(t, "README.ru.md"))
	if len(english) == 0 || !slices.Equal(english, russian) {
		t.Errorf("the fenced blocks of README.md and README.ru.md differ:\n%q\n%q", english, russian)
	}
}

// The programs of the README compile against the package as it is, and its test
// passes.
func TestREADMECompiles(t *testing.T) {
	dir, err := filepath.Abs(root + "internal/readme") // it exists in the overlay alone
	if err != nil {
		t.Fatal(err)
	}
	programs := 0
	for _, block := range blocks(readText(t, "README.md")) {
		code, isGo := strings.CutPrefix(block, "go\n")
		if !isGo {
			continue
		}
		programs++
		if !strings.HasPrefix(code, "package ") {
			code = "package main\n\nimport \"github.com/freedompay-go/freedompay/freedompaytest\"\n\nfunc main() {\n" + code + "\n_ = client\n}\n"
		}
		name, program := "main.go", filepath.Join(t.TempDir(), "program")
		verb := []string{"build", "-o", program}
		pkg, _, _ := strings.Cut(code, "\n")
		isTest := strings.HasSuffix(pkg, "_test")
		if isTest {
			name, verb = "readme_test.go", []string{"test", "-c", "-vet=off", "-o", program}
		}
		source := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(source, []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(dir, name): source}})
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "overlay.json")
		if err := os.WriteFile(file, overlay, 0o600); err != nil {
			t.Fatal(err)
		}
		build := exec.CommandContext(t.Context(), "go", append(verb, "-overlay", file, dir)...)
		if out, err := build.CombinedOutput(); err != nil {
			t.Errorf("README.md, Go block %d: %v\n%s", programs, err, out)
		} else if isTest {
			run := exec.CommandContext(t.Context(), program, "-test.v")
			out, err := run.CombinedOutput()
			require.NoError(t, err, "README.md, Go block %d: %s", programs, out)
			assert.Contains(t, string(out), "--- PASS: Test", "README.md, Go block %d", programs)
		}
	}
	if programs < 3 {
		t.Errorf("README.md has %d blocks of Go, want the forty lines, the fake bank and a partner's test", programs)
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

// Every link of the pages to a file of the project leads somewhere.
func TestPagesLinkToWhatIsThere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	pages, err := filepath.Glob(root + "*.md")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(root + "docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	examples, err := filepath.Glob(root + "examples/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range slices.Concat(pages, more, examples) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		prose := string(text)
		for _, block := range blocks(prose) {
			prose = strings.ReplaceAll(prose, block, "")
		}
		for _, found := range link.FindAllStringSubmatch(prose, -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), found[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", filepath.Base(page), found[1])
			}
		}
	}
}
