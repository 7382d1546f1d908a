package examples_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// box is a sandbox that was started, and what it said.
type box struct {
	*program
	url, authID, key string
	curl             string // the header of its example
}

// startBox starts a sandbox on a free port and reads its greeting.
func startBox(t *testing.T, args ...string) *box {
	t.Helper()
	b := &box{program: start(t, "sandbox", nil, append([]string{"-port", "0"}, args...)...)}
	last := func(line string) string { return line[strings.LastIndexByte(line, ' ')+1:] }
	b.url = last(b.line("URL "))
	b.authID = last(b.line("auth_id "))
	b.key = last(b.line("key "))
	b.curl = strings.Trim(last(b.line("X-JWS-Signature:")), "'")
	return b
}

func (b *box) client(key string) *freedompay.Client {
	b.t.Helper()
	client, err := freedompay.New(b.authID, freedompay.NewSecret(key), freedompay.WithBaseURL(b.url))
	if err != nil {
		b.t.Fatal(err)
	}
	return client
}

// post calls the sandbox as another language would.
func (b *box) post(path, body, signature string) (int, string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-JWS-Signature", signature)
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// stop stops it as Ctrl-C does.
func (b *box) stop(calls int) {
	b.t.Helper()
	b.interrupt()
	stdout, code := b.wait()
	if code != 0 || b.stderr.Len() > 0 || !strings.Contains(stdout, fmt.Sprintf("Stopped after %d calls.", calls)) {
		b.t.Errorf("exit code %d, stderr %s, stdout %s", code, b.stderr.String(), stdout)
	}
}

func TestSandbox(t *testing.T) {
	t.Parallel()
	b := startBox(t, "-settle", "0")

	if _, err := b.client(b.key).GiftCards.List(t.Context()); err != nil {
		t.Error(err)
	}
	wantInOrder(t, "log", b.line("GiftCards.List"), []string{"signature ok  ok"})

	_, err := b.client("the key is another one").GiftCards.List(t.Context())
	if failed, ok := errors.AsType[*freedompay.Error](err); !ok || failed.HTTPStatus != http.StatusUnauthorized {
		t.Error(err)
	}
	wantInOrder(t, "log", b.line("GiftCards.List"), []string{"signature wrong: ", "the key is another one", "HTTP 401 Unauthorized"})

	if status, text := b.post("/v5/cards/product_list", "{}", b.curl); status != http.StatusOK || !strings.Contains(text, "Gift card 5000") {
		t.Errorf("the printed example is answered by %d %s", status, text)
	}
	wantInOrder(t, "log", b.line("GiftCards.List"), []string{"signature ok  ok"})

	if status, text := b.post("/v5/card-api/card/isue", "{}", ""); status != http.StatusNotFound || !strings.Contains(text, "Cards.Issue at ") {
		t.Errorf("a misspelt path is answered by %d %s", status, text)
	}
	wantInOrder(t, "log", b.line("/v5/card-api/card/isue"), []string{"signature wrong: ", "HTTP 404 Not Found"})

	id := uuid.New()
	_, err = b.client(b.key).Cards.Issue(t.Context(), freedompay.IssueCardRequest{RequestID: id, ProductID: freedompay.CardProductInstantGold, ClientID: "1"})
	if !errors.Is(err, freedompay.CodeClientNotFound) {
		t.Error(err)
	}
	wantInOrder(t, "log", b.line("Cards.Issue"), []string{"signature ok  code 12007", id.String()})
	wantInOrder(t, "log", b.line("Requests.Status"), []string{"signature ok  code 12004", id.String()}) // to be sure of the refusal
	b.stop(6)
}

// A fault of the command line happens, and its call is told from others.
func TestSandboxFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, "-settle", "0", "-fault", "Cards.BulkIssue=drop after the work:1x", "-fault", "Cards.Info=refuse:code 9999:0.999999:2x")
	b.line("Cards.BulkIssue: drop after the work, 1 times")
	b.line("Cards.Info: refuse, with probability 0.999999, 2 times, code 9999")
	client := b.client(b.key)

	issued, err := client.Cards.BulkIssue(t.Context(), freedompay.BulkIssueCardsRequest{ProductID: freedompay.CardProductInstantGold, Count: 1})
	if err != nil {
		t.Fatal(err)
	}
	id := issued.RequestID.String()
	wantInOrder(t, "log", b.line("Cards.BulkIssue"), []string{"signature ok  no answer (on purpose: drop after the work)", id})
	wantInOrder(t, "log", b.line("Cards.BulkIssue"), []string{"signature ok  code 12002", id})
	wantInOrder(t, "log", b.line("Requests.Status"), []string{"signature ok  ok", id})

	state, err := client.Requests.Wait(t.Context(), issued.RequestID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Cards.Info(t.Context(), state.CardID()); err != nil {
		t.Error(err)
	}
	wantInOrder(t, "log", b.line("Cards.Info"), []string{"code 9999 (on purpose: refuse)"})
	b.line("Cards.Info")
	wantInOrder(t, "log", b.line("Cards.Info"), []string{"signature ok  ok"})
	b.stop(7)
}

// A misspelt flag is explained.
func TestSandboxFlags(t *testing.T) {
	t.Parallel()
	for fault, want := range map[string]string{
		"Cards.Issue":                             "want operation=way",
		"Cards.Issue=500:2.5":                     `"2.5" is no option`,
		"Cards.Issue=delay before the work":       "say how long to delay",
		"*=refuse the connection":                 "a server cannot refuse a connection",
		"*=drop after the work:often":             `"often" is no option`,
		"Cards.Issue=drop after the work:0.5:-1x": `"-1x" is no option`,
	} {
		p := start(t, "sandbox", nil, "-fault", fault)
		if _, code := p.wait(); code != 2 || !strings.Contains(p.stderr.String(), want) {
			t.Errorf("%s: exit code %d, stderr %s", fault, code, p.stderr.String())
		}
	}
}
