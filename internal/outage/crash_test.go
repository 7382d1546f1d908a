package outage_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// The environment variables of the process that is killed.
const (
	crashURL    = "FREEDOMPAY_TEST_CRASH_URL"
	crashFile   = "FREEDOMPAY_TEST_CRASH_FILE"
	crashClient = "FREEDOMPAY_TEST_CRASH_CLIENT"
)

// lossyBank is a fake bank that carries out the first issue of a card and does not
// answer it.
type lossyBank struct {
	*freedompaytest.Bank
	first  sync.Once
	worked chan struct{} // closed when the work is done
}

func (b *lossyBank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	lost := false
	if strings.HasSuffix(r.URL.Path, "/card/issue") {
		b.first.Do(func() { lost = true })
	}
	if !lost {
		b.Bank.ServeHTTP(w, r)
		return
	}
	b.Bank.ServeHTTP(httptest.NewRecorder(), r)
	close(b.worked)
	<-r.Context().Done() // the process is killed
}

// A process stores the request_id of a command, sends the command, and is killed
// after the bank has done the work and before it answers. Another process has only
// the id. It finds the card, and sending the command again issues no second one.
func TestProcessKilledBetweenSendingAndReading(t *testing.T) {
	bank := &lossyBank{
		Bank:   freedompaytest.New(freedompaytest.SettleAfter(0), freedompaytest.WithCredentials("77", freedompay.NewSecret(testKey))),
		worked: make(chan struct{}),
	}
	server := httptest.NewServer(bank)
	defer server.Close()
	clientID := newCardholder(t, newClient(t, http.DefaultTransport, freedompay.WithBaseURL(server.URL)))

	file := filepath.Join(t.TempDir(), "request_id")
	process := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProcessThatIsKilled$", "-test.v")
	process.Env = append(os.Environ(), crashURL+"="+server.URL, crashFile+"="+file, crashClient+"="+clientID)
	var output bytes.Buffer
	process.Stdout, process.Stderr = &output, &output
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- process.Wait() }()
	select {
	case <-bank.worked:
	case err := <-ended:
		t.Fatalf("the process ended by itself: %v\n%s", err, &output)
	}
	if err := process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil || strings.Contains(output.String(), "answered") {
		t.Fatalf("the process was not killed before the answer: %v\n%s", err, &output)
	}

	stored, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	id, err := uuid.ParseBytes(stored)
	if err != nil {
		t.Fatal(err)
	}
	client := newClient(t, http.DefaultTransport, freedompay.WithBaseURL(server.URL))
	state, err := client.Requests.Wait(t.Context(), id)
	if err != nil || state.CardID() == "" {
		t.Fatalf("the command became %+v, %v", state, err)
	}
	_, err = client.Cards.Issue(t.Context(), issueOne(id, clientID))
	if !errors.Is(err, freedompay.ErrDuplicate) || errors.Is(err, freedompay.ErrOutcomeUnknown) {
		t.Errorf("sending again: %v", err)
	}
	cards, err := client.Clients.Cards(t.Context(), clientID)
	if err != nil || len(cards.Cards) != 1 || cards.Cards[0].CardID != state.CardID() {
		t.Errorf("the client has the cards %+v, %v, want %s", cards, err, state.CardID())
	}
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

// TestProcessThatIsKilled is the process that the test above starts. Without its
// environment variables it does nothing.
func TestProcessThatIsKilled(t *testing.T) {
	url := os.Getenv(crashURL)
	if url == "" {
		return
	}
	id := uuid.New()
	if err := os.WriteFile(os.Getenv(crashFile), []byte(id.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	client := newClient(t, http.DefaultTransport, freedompay.WithBaseURL(url))
	_, err := client.Cards.Issue(t.Context(), issueOne(id, os.Getenv(crashClient)))
	t.Fatalf("answered: %v", err)
}

func issueOne(id uuid.UUID, clientID string) freedompay.IssueCardRequest {
	return freedompay.IssueCardRequest{RequestID: id, ProductID: freedompay.CardProductInstantGold, ClientID: clientID}
}

// newCardholder returns the id of a new client of the bank.
func newCardholder(t *testing.T, client *freedompay.Client) string {
	t.Helper()
	result, err := client.Clients.Create(t.Context(), freedompay.CreateClientRequest{
		ProductID: freedompay.ClientProductInstant,
		Client:    freedompay.NewClient{Phone: 77001234567, FirstName: "Aigerim", LastName: "Testova"},
	})
	if err != nil {
		t.Fatal(err)
	}
	state, err := client.Requests.Wait(t.Context(), result.RequestID)
	if err != nil {
		t.Fatal(err)
	}
	return state.ClientID
}
