package examples_test

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The service issues a card and tells of it, by the calls that its page prints, and
// stops when it is asked to.
func TestService(t *testing.T) {
	t.Parallel()
	p := start(t, "service", nil, "-address", "127.0.0.1:0")
	url, _, _ := strings.Cut(strings.TrimPrefix(p.line("Issuing cards at "), "Issuing cards at "), ",")
	clientID := strings.TrimSuffix(strings.TrimPrefix(p.line("There is a client "), "There is a client "), ".")
	ask := func(response *http.Response, err error) (status int, answer struct{ ID, Status string }) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, answer
	}

	page, err := os.ReadFile("../docs/recipes/service.md")
	if err != nil {
		t.Fatal(err)
	}
	calls := regexp.MustCompile("```sh\\ncurl -i localhost:8097(\\S+) -d '(.+)'\\ncurl localhost:8097(\\S+)\\n```").FindStringSubmatch(string(page))
	if calls == nil {
		t.Fatal("the page prints no calls")
	}
	body := strings.Replace(calls[2], "CLIENT_ID", clientID, 1)
	status, issued := ask(http.Post(url+calls[1], "application/json", strings.NewReader(body)))
	if status != http.StatusAccepted || issued.Status != "accepted" {
		t.Errorf("HTTP %d, %+v", status, issued)
	}
	if status, answer := ask(http.Get(url + strings.Replace(calls[3], "ID", issued.ID, 1))); status != http.StatusOK || answer.ID != issued.ID {
		t.Errorf("HTTP %d, %+v", status, answer)
	}
	p.interrupt()
	if stdout, code := p.wait(); code != 0 || stdout != "Stopped.\n" {
		t.Errorf("exit code %d, stdout %q, stderr %s", code, stdout, p.stderr.String())
	}
}
