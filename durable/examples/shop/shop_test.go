package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay/durable/internal/pg"
)

// The shop is killed while its orders are under way. Started again it carries them out.
func TestGoesOn(t *testing.T) {
	data := ""
	if os.Getenv("DATABASE_URL") == "" {
		var err error
		if data, err = os.MkdirTemp("", "freedompay-shop-"); err != nil { //nolint:usetesting // the user postgres cannot reach that of the test
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(data) }()
		cluster, err := pg.Start(data, "fsync=off")
		switch {
		case errors.Is(err, pg.ErrMissing) && os.Getenv("CI") != "true":
			t.Skip(err)
		case err != nil:
			t.Fatal(err)
		}
		defer func() { _ = cluster.Stop() }()
	}
	binary := t.TempDir() + "/shop"
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	first := start(t, binary, data)
	for _, what := range []string{"card", "gift card", "card"} {
		first.order(t, what)
	}
	first.kill()
	second := start(t, binary, data)
	defer second.kill()
	const orders = 3
	settled := regexp.MustCompile(`class="(done|unknown)"`)
	for deadline := time.Now().Add(40 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		page := second.page(t)
		if len(settled.FindAllString(page, -1)) == orders {
			if strings.Count(page, `<td>card<td class="done">`) != 2 {
				t.Error(page)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the orders are under way\n%s", page)
		}
	}
}

// program is the shop as a process.
type program struct {
	*exec.Cmd
	url string
}

func start(t *testing.T, binary, data string) *program {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	p := &program{exec.Command(binary, "-listen", address, "-data", data), "http://" + address}
	var out bytes.Buffer
	p.Stdout, p.Stderr = &out, &out
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if answer, err := http.Get(p.url); err == nil {
			_ = answer.Body.Close()
			return p
		}
	}
	p.kill()
	t.Fatalf("the shop does not open: %s", out.String())
	return nil
}

func (p *program) kill() {
	_ = p.Process.Kill()
	_ = p.Wait()
}

func (p *program) order(t *testing.T, what string) {
	t.Helper()
	answer, err := http.PostForm(p.url, url.Values{"what": {what}})
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status)
	}
}

func (p *program) page(t *testing.T) string {
	t.Helper()
	answer, err := http.Get(p.url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
