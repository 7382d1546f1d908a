// Package partners_test plays partners in other languages, whose programs begin
// with the recipes of the sandbox's page.
package partners_test

import (
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/serve"
)

// start serves a sandbox whose key holds what a careless recipe would spoil.
func start(t *testing.T) (*sandbox.Sandbox, string) {
	t.Helper()
	s, err := sandbox.New(sandbox.Config{
		Partners: []sandbox.Credentials{{AuthID: "123456", Key: freedompay.NewSecret(`it's a "key" \ $HOME`)}},
		Seed:     1, SettleAfter: 20 * time.Millisecond, Journal: 1000, JournalSize: 1 << 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(serve.Handler(s, serve.Options{Limits: serve.DefaultLimits()}))
	t.Cleanup(server.Close)
	return s, server.URL
}

// recipe returns the program in a language from the page, as a reader would copy
// it.
func recipe(t *testing.T, base, language, operation string) string {
	t.Helper()
	code := regexp.MustCompile(`(?s)<pre[^>]*><code>(.*?)</code>`).FindStringSubmatch(panel(t, base, language, operation))
	return html.UnescapeString(code[1]) + "\n"
}

// follow saves the program under the name that the page says, and runs the last
// command that the page says: those before it prepare a machine.
func follow(t *testing.T, base, language, operation, dir string) string {
	t.Helper()
	text := panel(t, base, language, operation)
	file := regexp.MustCompile(`<code class="file">(.*?)</code>`).FindStringSubmatch(text)[1]
	commands := regexp.MustCompile(`<code class="run">(.*?)</code>`).FindAllStringSubmatch(text, -1)
	write(t, filepath.Join(dir, file), recipe(t, base, language, operation))
	return run(t, dir, []string{"PYTHONDONTWRITEBYTECODE=1"}, "bash", "-c", commands[len(commands)-1][1])
}

// panel returns the part of the page that is about a language.
func panel(t *testing.T, base, language, operation string) string {
	t.Helper()
	answer, err := http.Get(base + "/try?operation=" + operation) //nolint:gosec // the sandbox of this test
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`id="tab-(\d)"[^>]*>(\w+)</button>`).FindAllStringSubmatch(string(page), -1)
	for _, name := range names {
		if name[2] == language {
			return regexp.MustCompile(`(?s)id="panel-` + name[1] + `".*?</pre>`).FindString(string(page))
		}
	}
	t.Fatalf("the page has no recipe for %s", language)
	return ""
}

// need skips without a program, but fails in CI.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no %s, which CI has to have", program)
		}
		t.Skipf("no %s here", program)
	}
}

// run runs a program in a directory and returns what it prints.
func run(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir, c.Env = dir, append(os.Environ(), env...)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// tell copies a story beside its recipe.
func tell(t *testing.T, dir, story string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", story))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, story), string(text))
}

func wantTold(t *testing.T, s *sandbox.Sandbox, out string) {
	t.Helper()
	if !strings.Contains(out, "the story is told") {
		t.Errorf("it printed %s", out)
	}
	if err := s.Partner("").Bank().Audit(); err != nil {
		t.Error(err)
	}
}

func TestPython(t *testing.T) {
	t.Parallel()
	need(t, "python3")
	s, base := start(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "recipe.py"), recipe(t, base, "Python", "GiftCards.List"))
	tell(t, dir, "story.py")
	wantTold(t, s, run(t, dir, []string{"SANDBOX_URL=" + base, "PYTHONDONTWRITEBYTECODE=1"}, "python3", "story.py"))
	if out := follow(t, base, "Python", "GiftCards.List", t.TempDir()); !strings.Contains(out, "Gift card 5000") {
		t.Errorf("the recipe itself printed %s", out)
	}
}

// FREEDOMPAY_NODE_MODULES names a node_modules that holds jose.
func TestNode(t *testing.T) {
	t.Parallel()
	need(t, "node")
	modules := os.Getenv("FREEDOMPAY_NODE_MODULES")
	if _, err := os.Stat(filepath.Join(modules, "jose")); err != nil || modules == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("no jose, which CI has to have: npm install jose, FREEDOMPAY_NODE_MODULES=…/node_modules")
		}
		t.Skip("no jose here: npm install jose, FREEDOMPAY_NODE_MODULES=…/node_modules")
	}
	s, base := start(t)
	dir := t.TempDir()
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "recipe.mjs"), recipe(t, base, "Node", "GiftCards.List"))
	tell(t, dir, "story.mjs")
	out := run(t, dir, []string{"SANDBOX_URL=" + base}, "node", "story.mjs")
	wantTold(t, s, out)
	if out := follow(t, base, "Node", "GiftCards.List", dir); !strings.Contains(out, "Gift card 5000") {
		t.Errorf("the recipe itself printed %s", out)
	}
}

func TestCurl(t *testing.T) {
	t.Parallel()
	need(t, "curl")
	need(t, "openssl")
	_, base := start(t)
	for operation, want := range map[string]string{"GiftCards.List": "Gift card 5000", "Clients.Create": `"status":"ok"`, "Wallets.Add": `"status":"ok"`} {
		if out := follow(t, base, "curl", operation, t.TempDir()); !strings.Contains(out, want) {
			t.Errorf("%s: it printed %s", operation, out)
		}
	}
}

func TestGo(t *testing.T) {
	t.Parallel()
	need(t, "go")
	_, base := start(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.go"), recipe(t, base, "Go", "GiftCards.List"))
	if out := run(t, ".", nil, "go", "run", filepath.Join(dir, "main.go")); !strings.Contains(out, "Gift card 5000") {
		t.Errorf("it printed %s", out)
	}
}
