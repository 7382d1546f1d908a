package conformance

import (
	"bytes"
	"cmp"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/freedompay-go/freedompay"
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
	var mains, tests, others int
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
			if strings.Contains(code, "issue.json") {
				assertStored(t, filepath.Join(dir, "issue.json"), bank)
			}
			mains++
		case strings.Contains(code, "\nfunc Test"):
			write(t, dir, "main.go", smallest) // it is what a reader has in this folder
			write(t, dir, "main_test.go", code)
			assert.Contains(t, command(t, dir, nil, "go", "test", "-vet=off", "-v", "."), "--- PASS: Test")
			tests++
		default:
			write(t, dir, "shop.go", code)
			command(t, dir, nil, "go", "build", ".")
			others++
		}
	}
	assert.Equal(t, 2, mains, "programs: the smallest one and the first real call")
	assert.Equal(t, 2, tests, "tests: the fake bank and httpmock")
	assert.Equal(t, 1, others, "an interface of one's own")
}

// assertStored looks whether a program has stored the command that it sent, and
// whether another process can go on from there.
func assertStored(t *testing.T, file string, bank *freedompaytest.Server) {
	t.Helper()
	stored, err := os.ReadFile(file)
	require.NoError(t, err)
	var command freedompay.Prepared
	require.NoError(t, json.Unmarshal(stored, &command))
	sent, err := bank.Client().Resume(t.Context(), command, time.Time{})
	require.NoError(t, err)
	assert.Equal(t, freedompay.OutcomeAdopted, sent.Outcome, "the bank has this command")
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
