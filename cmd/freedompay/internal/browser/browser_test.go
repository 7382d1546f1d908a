// Package browser_test looks at the page with a real browser.
package browser_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/freedompay-go/freedompay"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/serve"
)

// chromium returns the browser. Without one a test is skipped, but not in CI.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("no Chromium, which CI has to have: apt-get install chromium")
	}
	t.Skip("no Chromium here: apt-get install chromium")
	return ""
}

// story is a sandbox with its page open in a browser.
type story struct {
	t       *testing.T
	sandbox *sandbox.Sandbox
	server  *httptest.Server
	ctx     context.Context

	mu       sync.Mutex
	problems []string // of the console, and requests that leave the host
}

// open starts a sandbox and a browser of its own.
func open(t *testing.T, width int, options ...chromedp.ExecAllocatorOption) *story {
	t.Helper()
	s := &story{t: t}
	var err error
	s.sandbox, err = sandbox.New(sandbox.Config{
		Partners: []sandbox.Credentials{{AuthID: "123456", Key: freedompay.NewSecret("sandbox-key")}},
		Seed:     1, SettleAfter: 50 * time.Millisecond, Journal: 1000, JournalSize: 1 << 24,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewServer(serve.Handler(s.sandbox, serve.Options{Limits: serve.DefaultLimits()}))
	flags := append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(width, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "en"),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(flags, options...)...)
	browser, closeBrowser := chromedp.NewContext(allocator)
	ctx, cancel := context.WithTimeout(browser, time.Minute)
	s.ctx = ctx
	t.Cleanup(func() {
		cancel()
		closeBrowser()
		stop()
		s.server.CloseClientConnections()
		s.server.Close()
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, problem := range s.problems {
			t.Error(problem)
		}
	})
	chromedp.ListenTarget(ctx, s.listen)
	// The height is that of the window; the width is what the story is about.
	s.run(network.Enable(), log.Enable(), emulation.SetDeviceMetricsOverride(int64(width), 900, 1, width < 600))
	return s
}

// listen notes what a page must not do: complain, or call somebody else.
func (s *story) listen(event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		s.problems = append(s.problems, "exception: "+e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			for _, arg := range e.Args {
				s.problems = append(s.problems, "console: "+string(arg.Value)+arg.Description)
			}
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError && !strings.Contains(e.Entry.Text, "ERR_ABORTED") {
			s.problems = append(s.problems, "log: "+e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		to, err := url.Parse(e.Request.URL)
		if err == nil && to.Scheme != "data" && "http://"+to.Host != s.server.URL {
			s.problems = append(s.problems, "a request leaves the host: "+e.Request.URL)
		}
	}
}

// expected takes off problems that a story has caused on purpose.
func (s *story) expected(part string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.problems[:0]
	for _, problem := range s.problems {
		if !strings.Contains(problem, part) {
			kept = append(kept, problem)
		}
	}
	s.problems = kept
}

func (s *story) run(actions ...chromedp.Action) {
	s.t.Helper()
	if err := chromedp.Run(s.ctx, actions...); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			s.picture("stuck")
		}
		s.t.Fatalf("the story stops: %v", err)
	}
}

func (s *story) visit(path string) {
	s.t.Helper()
	s.run(chromedp.Navigate(s.server.URL+path), chromedp.WaitReady("main"))
}

// until waits for a condition in JavaScript.
func (s *story) until(what, condition string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, 10*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, chromedp.Poll(condition, nil, chromedp.WithPollingInterval(50*time.Millisecond))); err != nil {
		s.picture("stuck")
		var text string
		_ = chromedp.Run(s.ctx, chromedp.Evaluate("document.querySelector('main').innerText", &text))
		s.t.Fatalf("waited in vain until %s: %v\n%s", what, err, text)
	}
}

// text waits until the main part has a text.
func (s *story) text(text string) {
	s.t.Helper()
	s.until("there is "+text, "document.querySelector('main').innerText.replace(/\\s+/g,' ').includes("+quoted(text)+")")
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "\\'") + "'" }

// ask evaluates JavaScript.
func ask[T any](s *story, script string) T {
	s.t.Helper()
	var value T
	s.run(chromedp.Evaluate(script, &value))
	return value
}

// picture keeps a picture of the whole page among the artefacts.
func (s *story) picture(name string) {
	s.t.Helper()
	dir := os.Getenv("FREEDOMPAY_PICTURES")
	if dir == "" {
		return
	}
	var png []byte
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), 10*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, chromedp.FullScreenshot(&png, 100)); err != nil {
		s.t.Logf("no picture of %s: %v", name, err)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		s.t.Error(err)
	}
}

// post calls the control plane as another program would.
func (s *story) post(path, body string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.server.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %s", path, answer.Status)
	}
}

