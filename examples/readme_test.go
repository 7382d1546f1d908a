package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// README.md has a line for each program.
func TestREADMEListsThePrograms(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed, programs []string
	for _, row := range regexp.MustCompile("(?m)^\\| `(GOWORK=\\$PWD/tools/all.work )?go run \\./examples/([a-z-]+)` \\| .+ \\|$").FindAllStringSubmatch(string(text), -1) {
		listed = append(listed, row[2])
		if _, err := os.Stat(filepath.Join(row[2], "go.mod")); (err == nil) != (row[1] != "") {
			t.Errorf("%s: a module of its own is run with GOWORK, another is not", row[2])
		}
	}
	mains, err := filepath.Glob("*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, main := range mains {
		programs = append(programs, filepath.Dir(main))
	}
	slices.Sort(listed)
	if !slices.Equal(listed, programs) {
		t.Errorf("README.md lists %v, there are %v", listed, programs)
	}
}
