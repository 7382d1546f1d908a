// Package commands_test types the commands that the project's pages print for this tool.
package commands_test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// root is the project's, from here.
const root = "../../../../"

// The pages print the tool as it is released. Until then "go run" of it is the tool of
// this checkout, which listens where there is room and need not spare its own machine.
const released = `#!/bin/sh
case "$1 $2" in
"run github.com/freedompay-go/freedompay/cmd/freedompay@latest") shift 2; exec freedompay "$@" ;;
"install github.com/freedompay-go/freedompay/cmd/freedompay@latest") exit 0 ;;
esac
echo "go $*: the page says what this test does not know" >&2
exit 1
`

const tool = `#!/bin/sh
case "$1" in
sandbox) exec "$0-built" "$@" --listen 127.0.0.1:0 ;;
probe) exec "$0-built" "$@" --rate 1000 ;;
esac
exec "$0-built" "$@"
`

// shell is where commands are typed: a folder with the tool, and an environment.
type shell struct {
	t   *testing.T
	dir string
	env []string
}

func newShell(t *testing.T, bin string) *shell {
	t.Helper()
	s := &shell{t: t, dir: t.TempDir()}
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "FREEDOMPAY_") {
			s.env = append(s.env, variable)
		}
	}
	s.env = append(s.env, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return s
}

func (s *shell) command(ctx context.Context, script string) *exec.Cmd {
	c := exec.CommandContext(ctx, "sh", "-euc", script) //nolint:gosec // what the project's own pages say
	c.Dir, c.Env, c.WaitDelay = s.dir, s.env, time.Second
	return c
}

// types runs commands, of which each has to succeed, and returns what they print.
func (s *shell) types(script string) string {
	s.t.Helper()
	var out, errs bytes.Buffer
	c := s.command(s.t.Context(), script)
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		s.t.Fatalf("%v\n%s\n%s%s", err, script, out.String(), errs.String())
	}
	return out.String()
}

var export = regexp.MustCompile(`(FREEDOMPAY_\w+)=(\S+)`)

// sandbox starts a sandbox by a command, keeps the variables that it prints, and
// returns its address. It ends with the test.
func (s *shell) sandbox(command string) (address string) {
	s.t.Helper()
	c := s.command(s.t.Context(), "exec "+command)
	out, err := c.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		for _, variable := range export.FindAllStringSubmatch(lines.Text(), -1) {
			s.env = append(s.env, variable[0])
			if variable[1] == "FREEDOMPAY_SANDBOX_URL" {
				return variable[2]
			}
		}
	}
	s.t.Fatal("the sandbox has printed no FREEDOMPAY_SANDBOX_URL")
	return ""
}

// accepted returns the request_id of a command that the sandbox has accepted.
func (s *shell) accepted() string {
	s.t.Helper()
	out := s.types(`echo '{"product_id":1000,"client":{"phone":77010000002}}' | freedompay call Clients.Create`)
	found := regexp.MustCompile(`"request_id": "([^"]+)"`).FindStringSubmatch(out)
	if found == nil {
		s.t.Fatalf("it has no request_id: %s", out)
	}
	return found[1]
}

// build builds the tool, and a go that runs it as the released one.
func build(t *testing.T) (bin string) {
	t.Helper()
	bin = t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(bin, "freedompay-built"), root+"cmd/freedompay").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, script := range map[string]string{"go": released, "freedompay": tool} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o700); err != nil { //nolint:gosec // a program
			t.Fatal(err)
		}
	}
	return bin
}

// typed returns the blocks of shell of a page that are about this tool.
func typed(t *testing.T, file string) (blocks []string) {
	t.Helper()
	page, err := os.ReadFile(root + file)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split(string(page), "```sh\n")[1:] {
		code, _, _ := strings.Cut(block, "```")
		if strings.Contains(code, "cmd/freedompay@latest") || strings.Contains(code, "freedompay ") {
			blocks = append(blocks, code)
		}
	}
	return blocks
}

// Every command of these pages does what it says, at a sandbox instead of the bank.
func TestCommandsOfThePages(t *testing.T) {
	bin := build(t)
	for file, says := range map[string][]string{
		"README.md":                       {"freedompay.New"},
		"cmd/freedompay/README.md":        {`"card_id"`, "X-JWS-Signature", "good", `"client_id"`, "freedompay.New"},
		"docs/recipes/going-live.md":      {"freedompay.New"},
		"docs/recipes/outcome-unknown.md": {`"request_status": "success"`},
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			s := newShell(t, bin)
			blocks := typed(t, file)
			if len(blocks) == 0 {
				t.Fatal("no commands were found")
			}
			start := "freedompay sandbox"
			var scripts []string
			for _, block := range blocks {
				if strings.HasSuffix(strings.TrimSpace(block), " sandbox") {
					start = block
				} else {
					scripts = append(scripts, block)
				}
			}
			address := s.sandbox(start)
			signature, _, _ := strings.Cut(s.types("printf '{}' > body.json; freedompay sign --operation GiftCards.List < body.json"), "\n")
			s.env = append(s.env, "SIGNATURE="+signature)
			var out strings.Builder
			for _, script := range scripts {
				if strings.Contains(script, `"request_id":"…"`) {
					script = strings.ReplaceAll(script, `"request_id":"…"`, `"request_id":"`+s.accepted()+`"`)
				}
				out.WriteString(s.types(strings.NewReplacer(
					"http://127.0.0.1:8099", address, "localhost:8099", strings.TrimPrefix(address, "http://"),
					"https://api.freedompay.kz", address,
					"FREEDOMPAY_AUTH_ID=…", "FREEDOMPAY_AUTH_ID=$FREEDOMPAY_AUTH_ID", "FREEDOMPAY_KEY=…", "FREEDOMPAY_KEY=$FREEDOMPAY_KEY",
				).Replace(script)))
			}
			for _, word := range says {
				if !strings.Contains(out.String(), word) {
					t.Errorf("what its commands print has no %q:\n%s", word, out.String())
				}
			}
		})
	}
}
