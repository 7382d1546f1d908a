package examples_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// The service issues a card, tells of it, and stops when it is asked to.
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

	body := fmt.Sprintf(`{"product_id":2100,"client_id":%q}`, clientID)
	status, issued := ask(http.Post(url+"/cards", "application/json", strings.NewReader(body)))
	if status != http.StatusAccepted || issued.Status != "accepted" {
		t.Errorf("HTTP %d, %+v", status, issued)
	}
	if status, answer := ask(http.Get(url + "/cards/" + issued.ID)); status != http.StatusOK || answer.ID != issued.ID {
		t.Errorf("HTTP %d, %+v", status, answer)
	}
	p.interrupt()
	if stdout, code := p.wait(); code != 0 || stdout != "Stopped.\n" {
		t.Errorf("exit code %d, stdout %q, stderr %s", code, stdout, p.stderr.String())
	}
}
