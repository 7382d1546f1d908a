package examples_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// holding is a bank that does the work of one issue and then keeps the answer
// to itself until its caller is gone. It also loses answers now and then.
type holding struct {
	bank   *freedompaytest.Bank
	held   int64 // which issue
	issues atomic.Int64
	first  func()        // runs before the first issue
	there  chan struct{} // closed when the answer is held
}

func (h *holding) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/card/issue") {
		h.bank.ServeHTTP(w, r)
		return
	}
	switch h.issues.Add(1) {
	case 1:
		h.first()
	case h.held:
		h.bank.ServeHTTP(httptest.NewRecorder(), r)
		close(h.there)
		<-r.Context().Done()
		return
	}
	h.bank.ServeHTTP(w, r)
}

// A run that is interrupted goes on where it was, and every card is issued once
// although answers were lost on the way.
func TestBulkIssueGoesOn(t *testing.T) {
	t.Parallel()
	const cards = 700
	state := filepath.Join(t.TempDir(), "state")
	bank := freedompaytest.New()
	h := &holding{bank: bank, held: 600, there: make(chan struct{}), first: func() {
		if planned := linesOf(t, state, "plan "); planned != cards {
			t.Errorf("%d ids are stored before the first is sent, want %d", planned, cards)
		}
	}}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	env := partnerOf(&freedompaytest.Server{Bank: bank, URL: server.URL})
	args := []string{"-n", fmt.Sprint(cards), "-state", state}

	p := start(t, "bulk-issue", env, args...)
	<-h.there
	p.interrupt()
	stdout, code := p.wait()
	if code != 1 || !strings.Contains(p.stderr.String(), "interrupted: 500 of 700 cards are known to be issued; the same command goes on\n") {
		t.Fatalf("exit code %d, stderr %s, stdout %s", code, p.stderr.String(), stdout)
	}
	wantInOrder(t, "stdout", stdout, []string{"Issuing 700 cards on " + server.URL, "490 of 700 issued"})

	bank.Inject(freedompaytest.Fault{On: "Cards.Issue", Do: freedompaytest.DropBefore, Probability: 0.05})
	cutLastLine(t, state) // as if the power had failed while it was written
	p = start(t, "bulk-issue", env, args...)
	stdout, code = p.wait()
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, p.stderr.String())
	}
	wantInOrder(t, "stdout", stdout, []string{"Going on with " + state, "499 of 700 cards are known", "700 of 700 issued", "has 700 new cards; this run issued 201 in"})

	p = start(t, "bulk-issue", env, args...)
	stdout, code = p.wait()
	if code != 0 || !strings.Contains(stdout, "has 700 new cards; this run issued 0 in") {
		t.Errorf("once more: exit code %d, stdout %s", code, stdout)
	}
	wantCards(t, bank, state, cards)
}

// A plan for another bank is not carried out on this one.
func TestBulkIssueKeepsToItsBank(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "state")
	_, code := start(t, "bulk-issue", nil, "-n", "10", "-state", state).wait()
	if code != 0 || linesOf(t, state, "issued ") != 10 {
		t.Fatalf("exit code %d", code)
	}
	for _, env := range [][]string{nil, partnerOf(freedompaytest.NewServer(t))} {
		p := start(t, "bulk-issue", env, "-n", "10", "-state", state)
		_, code := p.wait()
		if code != 1 || !strings.Contains(p.stderr.String(), "belongs to a fake bank inside this program, which is not there any more") {
			t.Errorf("exit code %d, stderr %s", code, p.stderr.String())
		}
	}
}

// wantCards checks what the bank knows and what the state file says.
func wantCards(t *testing.T, bank *freedompaytest.Bank, state string, want int) {
	t.Helper()
	text, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\nclient ")
	clientID, _, _ := strings.Cut(rest, "\n")
	theirs, err := bank.Client().Clients.Cards(t.Context(), clientID)
	if err != nil {
		t.Fatal(err)
	}
	if len(theirs.Cards) != want {
		t.Errorf("the bank has issued %d cards, want %d", len(theirs.Cards), want)
	}
	if issued := linesOf(t, state, "issued "); issued != want {
		t.Errorf("the state file has %d cards, want %d", issued, want)
	}
	for _, card := range theirs.Cards {
		if !strings.Contains(string(text), " "+card.CardID+"\n") {
			t.Errorf("the state file does not know card %s", card.CardID)
		}
	}
}

// linesOf counts the lines of a file that begin so.
func linesOf(t *testing.T, path, prefix string) int {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
	}
	return strings.Count("\n"+string(text), "\n"+prefix)
}

// cutLastLine takes the end off the last line of a file.
func cutLastLine(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()-3); err != nil {
		t.Fatal(err)
	}
}
