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
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
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
	t.Cleanup(func() {
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
	if err := chromedp.Listen(browser, s.listen); err != nil { // starts the browser
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(browser, time.Minute)
	s.ctx = ctx
	t.Cleanup(cancel)
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	s.run(chromedp.EmulateViewport(int64(width), 900))
	return s
}

// listen notes what a page must not do: complain, or call somebody else.
func (s *story) listen(event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		s.problems = append(s.problems, "exception: "+e.ExceptionDetails.Text+" "+e.ExceptionDetails.Exception.Description)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			for _, arg := range e.Args {
				s.problems = append(s.problems, "console: "+string(arg.Value)+arg.Description)
			}
		}
	case *log.EventEntryAdded:
		refused := strings.Contains(e.Entry.Text, "409") && strings.Contains(e.Entry.URL, "/_bank/") // which the page tells
		if e.Entry.Level == "error" && !strings.Contains(e.Entry.Text, "ERR_ABORTED") && !refused {
			s.problems = append(s.problems, "log: "+e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		to, err := url.Parse(e.Request.URL)
		if err == nil && to.Scheme != "data" && "http://"+to.Host != s.server.URL {
			s.problems = append(s.problems, "a request leaves the host: "+e.Request.URL)
		}
	}
}

func (s *story) run(actions ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	if err := chromedp.Do(s.ctx, actions...); err != nil {
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
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		// A page that is being left cannot answer; the next one can.
		if met, err := chromedp.Run(s.ctx, chromedp.Evaluate[bool]("Boolean("+condition+")")); err == nil && met {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.picture("stuck")
	text, _ := chromedp.Run(s.ctx, chromedp.Evaluate[string]("document.querySelector('main').innerText"))
	s.t.Fatalf("waited in vain until %s\n%s", what, text)
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
	value, err := chromedp.Run(s.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		s.t.Fatalf("%.80s: %v", script, err)
	}
	return value
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
