package conformance

import (
	"bytes"
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// emptyModule makes a module that has this checkout among its requirements and
// nothing else, as "go mod init" and "go get" do; tools/rehearse runs these two themselves.
func emptyModule(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	checkout, err := filepath.Abs(root)
	require.NoError(t, err)
	modules := readText(t, "go.mod")
	_, requirements, _ := strings.Cut(modules, "\nrequire ")
	write(t, dir, "go.mod", "module example.com/shop\n\ngo 1.26\n\nrequire github.com/freedompay-go/freedompay v0.0.0\n\n"+
		"require "+requirements+"\nreplace github.com/freedompay-go/freedompay => "+checkout+"\n")
	write(t, dir, "go.sum", readText(t, "go.sum"))
	return dir
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}

// command runs a program in a directory and returns what it prints.
func command(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	c.Env = append(c.Env, env...)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	require.NoError(t, err, "%s %s: %s%s", name, args, out, stderr.String())
	return string(out)
}

// The programs of the README and of docs/testing.md run as they are printed, in an empty
// module. The one that calls the TEST host calls a fake bank here.
func TestREADMEProgramsRun(t *testing.T) {
	bank := freedompaytest.NewServer(t)
	env := []string{
		"FREEDOMPAY_URL=" + bank.URL, "FREEDOMPAY_AUTH_ID=" + bank.AuthID(),
		"FREEDOMPAY_KEY=" + bank.Key().Reveal(), "CLIENT_ID=" + bank.NewClient(),
	}
	var mains, tests int
	var smallest string
	for _, block := range append(blocks(readText(t, "README.md")), blocks(readText(t, "docs/testing.md"))...) {
		code, isGo := strings.CutPrefix(block, "go\n")
		if !isGo {
			continue
		}
		dir := emptyModule(t)
		switch {
		case strings.Contains(code, "\nfunc main() {"):
			smallest = cmp.Or(smallest, code)
			write(t, dir, "main.go", strings.Replace(code, "freedompay.TestKZ", `os.Getenv("FREEDOMPAY_URL")`, 1))
			assert.Regexp(t, `^settled: card \d+\n$`, command(t, dir, env, "go", "run", "."))
			assert.NoFileExists(t, filepath.Join(dir, "issue.json"), "the outcome is final")
			mains++
		case strings.Contains(code, "\nfunc Test"):
			write(t, dir, "main.go", smallest) // it is what a reader has in this folder
			write(t, dir, "main_test.go", code)
			assert.Contains(t, command(t, dir, nil, "go", "test", "-vet=off", "-v", "."), "--- PASS: Test")
			tests++
		default:
			t.Errorf("neither a program nor a test: %s", code)
		}
	}
	assert.Equal(t, 2, mains, "programs: the smallest one and the first real call")
	assert.Equal(t, 3, tests, "tests: the fake bank, httpmock, and an interface of one's own")
}

// programOf returns the program of a page that has words, to be run against a fake bank,
// built in an empty module.
func programOf(t *testing.T, page, words string) (binary string) {
	t.Helper()
	for _, block := range blocks(readText(t, page)) {
		code, isGo := strings.CutPrefix(block, "go\n")
		if !isGo || !strings.Contains(code, words) {
			continue
		}
		dir := emptyModule(t)
		write(t, dir, "main.go", strings.Replace(code, "freedompay.TestKZ", `os.Getenv("FREEDOMPAY_URL")`, 1))
		command(t, dir, nil, "go", "build", "-o", "program", ".")
		return filepath.Join(dir, "program")
	}
	t.Fatalf("%s has no program with %q", page, words)
	return ""
}

// The first real call keeps the command while its outcome is open, and the program of
// the recipe goes on from there. After a refusal nothing is kept, so that the next run
// can send another command.
func TestREADMEProgramKeepsWhatIsOpen(t *testing.T) {
	first, second := programOf(t, "README.md", "issue.json"), programOf(t, "docs/recipes/outcome-unknown.md", "issue.json")
	bank := freedompaytest.NewServer(t)
	clientID, dir := bank.NewClient(), t.TempDir()
	file := filepath.Join(dir, "issue.json")
	run := func(program, clientID string) (stdout, stderr string) {
		t.Helper()
		c := exec.CommandContext(t.Context(), program)
		c.Dir = dir
		c.Env = append(os.Environ(), "FREEDOMPAY_URL="+bank.URL, "FREEDOMPAY_AUTH_ID="+bank.AuthID(),
			"FREEDOMPAY_KEY="+bank.Key().Reveal(), "CLIENT_ID="+clientID)
		var out, errs bytes.Buffer
		c.Stdout, c.Stderr = &out, &errs
		if err := c.Run(); err != nil {
			require.ErrorAs(t, err, new(*exec.ExitError))
		}
		return out.String(), errs.String()
	}

	_, refused := run(first, "1")
	assert.Contains(t, refused, "12007")
	require.NoFileExists(t, file)

	bank.Inject( // the answer is lost, then a proxy blocks everything
		freedompaytest.Fault{On: "Cards.Issue", Do: freedompaytest.DropAfter, Times: 1},
		freedompaytest.Fault{Do: freedompaytest.BlockRequest},
	)
	_, unknown := run(first, clientID)
	assert.Contains(t, unknown, "outcome unknown")
	require.FileExists(t, file)
	_, stops := run(first, clientID)
	assert.Contains(t, stops, "file exists")

	bank.ClearFaults()
	found, _ := run(second, "")
	assert.Regexp(t, `^settled: card \d+\n$`, found)
	assert.NoFileExists(t, file)
	cards, err := bank.Client().Clients.Cards(t.Context(), clientID)
	require.NoError(t, err)
	assert.Len(t, cards.Cards, 1)
}

// The smallest program is small.
func TestREADMESmallestProgramIsSmall(t *testing.T) {
	for _, block := range blocks(readText(t, "README.md")) {
		if code, isGo := strings.CutPrefix(block, "go\n"); isGo {
			_, body, _ := strings.Cut(code, "func main() {\n")
			assert.LessOrEqual(t, strings.Count(body, "\n"), 16, "lines of its main")
			return
		}
	}
	t.Fatal("README.md has no program")
}

// The signing recipes run as they are printed, against a bank that verifies them.
func TestSigningRecipesRun(t *testing.T) {
	type language struct {
		file  string
		needs []string // the first runs it
	}
	languages := map[string]language{
		"sh":     {"sign.sh", []string{"sh", "openssl", "curl"}},
		"js":     {"sign.mjs", []string{"node"}},
		"python": {"sign.py", []string{"python3"}},
	}
	found := map[string]bool{}
	for _, block := range blocks(readText(t, "docs/signing.md")) {
		name, code, _ := strings.Cut(block, "\n")
		lang, known := languages[name]
		if !known || !strings.Contains(code, "X-JWS-Signature") {
			continue
		}
		found[name] = true
		t.Run(name, func(t *testing.T) {
			for _, program := range lang.needs {
				if _, err := exec.LookPath(program); err != nil {
					t.Skipf("no %s here: the recipe in %s was not run", program, name)
				}
			}
			bank := freedompaytest.NewServer(t)
			dir := t.TempDir()
			write(t, dir, lang.file, code)
			out := command(t, dir, []string{
				"FREEDOMPAY_URL=" + bank.URL, "FREEDOMPAY_AUTH_ID=" + bank.AuthID(), "FREEDOMPAY_KEY=" + bank.Key().Reveal(),
			}, lang.needs[0], lang.file)
			assert.Contains(t, out, "12004", "the bank does not know the vendor's request_id")
			require.Len(t, bank.Calls(), 1)
			assert.Empty(t, bank.Calls()[0].Signature, "what is wrong with the signature")
		})
	}
	assert.Len(t, found, len(languages), "the recipes are in %v", found)
}
