// Package examples_test builds and runs every example program.
package examples_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// TestMain builds the programs once, into the directory that built names.
func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "examples")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	build := exec.CommandContext(context.Background(), "go", "build", "-o", dir, "./...")
	if output, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, output)
		return 1
	}
	if err := os.Setenv(built, dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// built is the variable that says where the programs are.
const built = "EXAMPLES_BUILT"

// program is a running example.
type program struct {
	t      *testing.T
	cmd    *exec.Cmd
	temp   string // its directory for temporary files
	stdin  io.Writer
	stdout *bufio.Reader
	stderr bytes.Buffer
}

// start starts a program with only these FREEDOMPAY variables in its
// environment. The test's end kills it.
func start(t *testing.T, name string, env []string, args ...string) *program {
	t.Helper()
	p := &program{t: t, temp: t.TempDir()}
	p.cmd = exec.CommandContext(t.Context(), filepath.Join(os.Getenv(built), name), args...)
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "FREEDOMPAY_") {
			p.cmd.Env = append(p.cmd.Env, variable)
		}
	}
	p.cmd.Env = append(p.cmd.Env, "TMPDIR="+p.temp, "TMP="+p.temp)
	p.cmd.Env = append(p.cmd.Env, env...)
	p.cmd.Dir = p.temp
	p.cmd.Stderr = &p.stderr
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.stdin, p.stdout = stdin, bufio.NewReader(stdout)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// line reads lines until one holds text, and returns it.
func (p *program) line(text string) string {
	p.t.Helper()
	for {
		line, err := p.stdout.ReadString('\n')
		if strings.Contains(line, text) {
			return strings.TrimSpace(line)
		}
		if err != nil {
			p.t.Fatalf("stdout ends without %q: %v\nstderr: %s", text, err, p.stderr.String())
		}
	}
}

// interrupt does what Ctrl-C does.
func (p *program) interrupt() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.t.Fatal(err)
	}
}

// wait waits for the end and returns what is left of stdout, and the exit code.
// A program leaves no files behind.
func (p *program) wait() (stdout string, code int) {
	p.t.Helper()
	text, err := io.ReadAll(p.stdout)
	if err != nil {
		p.t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	left, err := os.ReadDir(p.temp)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, file := range left {
		p.t.Errorf("it leaves %s behind", file.Name())
	}
	return string(text), p.cmd.ProcessState.ExitCode()
}

// wantInOrder checks that a text holds pieces in their order.
func wantInOrder(t *testing.T, what, text string, pieces []string) {
	t.Helper()
	rest := text
	for _, piece := range pieces {
		_, after, found := strings.Cut(rest, piece)
		if !found {
			t.Fatalf("%s lacks, or has not at this place, %q:\n%s", what, piece, text)
		}
		rest = after
	}
}

// partnerOf returns the environment of a partner of the bank.
func partnerOf(server *freedompaytest.Server) []string {
	return []string{
		"FREEDOMPAY_URL=" + server.URL,
		"FREEDOMPAY_AUTH_ID=" + server.AuthID(),
		"FREEDOMPAY_KEY=" + server.Key().Reveal(),
	}
}

// newCard returns a card that was used once.
func newCard(t *testing.T, server *freedompaytest.Server) string {
	t.Helper()
	client := server.Client()
	issued, err := client.Cards.BulkIssue(t.Context(), freedompay.BulkIssueCardsRequest{ProductID: freedompay.CardProductInstantGold, Count: 1})
	if err != nil {
		t.Fatal(err)
	}
	server.Settle()
	state, err := client.Requests.Wait(t.Context(), issued.RequestID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Cards.Activate(t.Context(), freedompay.ActivateCardRequest{CardID: state.CardID()})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Transactions.Create(t.Context(), freedompay.CreateTransactionRequest{
		OrderID: "order-1", CardID: state.CardID(), Type: freedompay.Credit, Amount: freedompay.MustAmount("100.00"), Currency: freedompay.KZT,
	})
	if err != nil {
		t.Fatal(err)
	}
	server.Settle()
	_, err = server.Purchase(freedompaytest.Purchase{CardID: state.CardID(), Amount: "40.00", Currency: "KZT", Merchant: map[string]any{"name": "TEST SHOP"}})
	if err != nil {
		t.Fatal(err)
	}
	return state.CardID()
}
