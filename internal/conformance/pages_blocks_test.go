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
)

// testedBy says of the fenced blocks of each page and language which test or script runs
// them. A block without a language is no program.
var testedBy = map[string][]string{
	"CONTRIBUTING.md go":                    {"TestStepsOfAnOperationCompile"},
	"CONTRIBUTING.md sh":                    {"TestReleaseTags"},
	"README.md go":                          {"TestREADMEProgramsRun", "tools/rehearse"},
	"README.md sh":                          {"tools/rehearse", "TestCommandsOfThePages"},
	"README.md text":                        {"TestTranslatedPagesShowTheSame"}, // a picture
	"README.ru.md go":                       {"TestTranslatedPagesShowTheSame", "tools/rehearse"},
	"README.ru.md sh":                       {"TestTranslatedPagesShowTheSame", "tools/rehearse"},
	"README.ru.md text":                     {"TestTranslatedPagesShowTheSame"},
	"cmd/freedompay/README.md json":         {"TestSeedDataOfREADME"},
	"cmd/freedompay/README.md sh":           {"TestCommandsOfThePages"},
	"docs/coverage.md go":                   {"TestCallOfCoverageCompiles"},
	"docs/recipes/bulk-issue.md go":         {"TestRecipesShowWhatIsTested"},
	"docs/recipes/bulk-issue.md sh":         {"TestBulkIssueGoesOn"},
	"docs/recipes/gift-cards.md go":         {"TestRecipesShowWhatIsTested"},
	"docs/recipes/going-live.md go":         {"TestRecipesShowWhatIsTested"},
	"docs/recipes/going-live.md sh":         {"TestCommandsOfThePages"},
	"docs/recipes/key-rotation.md go":       {"TestRecipesShowWhatIsTested"},
	"docs/recipes/outcome-unknown.md go":    {"TestRecipesShowWhatIsTested", "TestREADMEProgramKeepsWhatIsOpen"},
	"docs/recipes/outcome-unknown.md sh":    {"TestCommandsOfThePages"},
	"docs/recipes/outcome-unknown.ru.md go": {"TestTranslatedPagesShowTheSame"},
	"docs/recipes/outcome-unknown.ru.md sh": {"TestTranslatedPagesShowTheSame"},
	"docs/recipes/partners.md go":           {"TestRecipesShowWhatIsTested"},
	"docs/recipes/rate-limits.md go":        {"TestRecipesShowWhatIsTested"},
	"docs/recipes/rate-limits.md sql":       {"TestRecipesShowWhatIsTested"},
	"docs/recipes/reconciliation.md go":     {"TestRecipesShowWhatIsTested"},
	"docs/recipes/service.md sh":            {"TestService"},
	"docs/signing.md js":                    {"TestSigningRecipesRun"},
	"docs/signing.md python":                {"TestSigningRecipesRun"},
	"docs/signing.md sh":                    {"TestSigningRecipesRun"},
	"docs/signing.ru.md js":                 {"TestTranslatedPagesShowTheSame"},
	"docs/signing.ru.md python":             {"TestTranslatedPagesShowTheSame"},
	"docs/signing.ru.md sh":                 {"TestTranslatedPagesShowTheSame"},
	"docs/testing.md go":                    {"TestREADMEProgramsRun"},
	"docs/testing.ru.md go":                 {"TestTranslatedPagesShowTheSame"},
	"durable/OPERATIONS.md go":              {"TestPagesCompile"},
	"durable/OPERATIONS.md sql":             {"TestOperationsSQL"},
	"durable/README.md go":                  {"TestPagesCompile"},
	"durable/README.md sh":                  {"tools/rehearse"},
	"freedompayotel/README.md go":           {"TestPagesCompile"},
	"freedompayotel/README.md sh":           {"tools/rehearse"},
}

// Every block of every page is in the table, and what the table names is there.
func TestEveryBlockOfThePagesIsTested(t *testing.T) {
	fences := regexp.MustCompile("(?m)^ *```([a-z]*)$")
	seen := map[string]bool{}
	for name, page := range pages(t) {
		for i, found := range fences.FindAllStringSubmatch(page, -1) {
			if i%2 == 1 || found[1] == "" {
				continue
			}
			key := name + " " + found[1]
			seen[key] = true
			if testedBy[key] == nil {
				t.Errorf("%s has a block of %s, and nothing runs it: add a test, and the test to testedBy", name, found[1])
			}
		}
	}
	tests := testNames(t)
	for key, names := range testedBy {
		if !seen[key] {
			t.Errorf("there is no block %q any more: remove it from testedBy", key)
		}
		for _, name := range names {
			if _, err := os.Stat(root + name); err != nil && !slices.Contains(tests, name) {
				t.Errorf("%s: there is no %s", key, name)
			}
		}
	}
}

// testNames returns the names of all tests of the repository.
func testNames(t *testing.T) (names []string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "grep", "-rhoE", "--include=*_test.go", `^func Test\w+\(`, root).Output()
	require.NoError(t, err)
	for line := range strings.SplitSeq(strings.TrimSpace(string(out)), "\n") {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(line, "func "), "("))
	}
	return names
}

// onlyBlock returns the one block of a language that a page has.
func onlyBlock(t *testing.T, page, language string) string {
	t.Helper()
	var found []string
	for _, block := range blocks(readText(t, page)) {
		if code, is := strings.CutPrefix(block, language+"\n"); is {
			found = append(found, code)
		}
	}
	require.Len(t, found, 1, "blocks of %s in %s", language, page)
	return found[0]
}

// The call of docs/coverage.md compiles, with a request of one's own.
func TestCallOfCoverageCompiles(t *testing.T) {
	dir := emptyModule(t)
	write(t, dir, "shop.go", "package shop\n\nimport (\n\"context\"\n\n\"github.com/freedompay-go/freedompay\"\n)\n\n"+
		"type findCard struct{ Mask string }\n\nfunc find(ctx context.Context, client *freedompay.Client) (string, error) {\n"+
		onlyBlock(t, "docs/coverage.md", "go")+"\nif err != nil { return \"\", err }\nreturn answer.CardID, nil\n}\n")
	command(t, dir, nil, "go", "build", ".")
}

// The method that CONTRIBUTING.md shows compiles in the package, beside its request type.
func TestStepsOfAnOperationCompile(t *testing.T) {
	here, err := filepath.Abs(root)
	require.NoError(t, err)
	dir := t.TempDir()
	write(t, dir, "freeze.go", "package freedompay\n\nimport (\n\"context\"\n\n\"github.com/google/uuid\"\n)\n\n"+
		"type FreezeCardRequest struct{ RequestID uuid.UUID }\n\n"+onlyBlock(t, "CONTRIBUTING.md", "go"))
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(here, "freeze.go"): filepath.Join(dir, "freeze.go")}})
	require.NoError(t, err)
	write(t, dir, "overlay.json", string(overlay))
	command(t, root, []string{"GOFLAGS="}, "go", "build", "-overlay", filepath.Join(dir, "overlay.json"), ".")
}

// The commands of a release make a tag for each released module, and push all of them.
func TestReleaseTags(t *testing.T) {
	if _, err := os.Stat(root + ".git"); err != nil {
		t.Skip("this is no clone: nothing to tag")
	}
	dir := t.TempDir()
	command(t, root, nil, "git", "clone", "-q", "--no-tags", ".", filepath.Join(dir, "clone"))
	command(t, dir, nil, "git", "init", "-q", "--bare", "remote")
	command(t, filepath.Join(dir, "remote"), nil, "git", "config", "receive.shallowUpdate", "true") // as a CI's clone may be
	clone := filepath.Join(dir, "clone")
	command(t, clone, nil, "git", "remote", "set-url", "origin", filepath.Join(dir, "remote"))
	command(t, clone, nil, "bash", "-euc", onlyBlock(t, "CONTRIBUTING.md", "sh"))
	pushed := strings.Fields(command(t, filepath.Join(dir, "remote"), nil, "git", "tag"))
	require.NotEmpty(t, pushed)
	for _, tag := range pushed {
		assert.Contains(t, readText(t, "CONTRIBUTING.md"), "`"+tag+"`")
	}
	assert.Len(t, pushed, strings.Count(command(t, clone, nil, "tools/modules"), "\n"), "tags: %s", pushed)
}
