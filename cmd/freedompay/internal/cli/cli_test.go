package cli_test

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/cli"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/serve"
)

// desk is where commands are typed: an environment, and a sandbox to talk to.
type desk struct {
	t       *testing.T
	env     map[string]string
	sandbox *sandbox.Sandbox
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	s, err := sandbox.New(sandbox.Config{
		Partners: []sandbox.Credentials{{AuthID: "123456", Key: freedompay.NewSecret("sandbox-key")}},
		Seed:     1, SettleAfter: 10 * time.Millisecond, Journal: 100, JournalSize: 1 << 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(serve.Handler(s, serve.Options{Limits: serve.DefaultLimits()}))
	t.Cleanup(server.Close)
	return &desk{t, map[string]string{
		"FREEDOMPAY_URL": server.URL, "FREEDOMPAY_SANDBOX_URL": server.URL, "FREEDOMPAY_AUTH_ID": "123456", "FREEDOMPAY_KEY": "sandbox-key",
	}, s}
}

// typed runs a command line and returns its exit code and what it prints.
func (d *desk) typed(stdin string, args ...string) (code int, out, errs string) {
	d.t.Helper()
	var stdout, stderr bytes.Buffer
	code = cli.Run(d.t.Context(), args, cli.Streams{
		In: strings.NewReader(stdin), Out: &stdout, Err: &stderr,
		Env: func(name string) (string, bool) { value, ok := d.env[name]; return value, ok },
	})
	return code, stdout.String(), stderr.String()
}

func (d *desk) want(code int, says, stdin string, args ...string) string {
	d.t.Helper()
	got, out, errs := d.typed(stdin, args...)
	if got != code || !strings.Contains(out+errs, says) {
		d.t.Errorf("freedompay %s: exit code %d, want %d and %q\n%s%s", strings.Join(args, " "), got, code, says, out, errs)
	}
	return out
}

func TestSignAndVerify(t *testing.T) {
	d := newDesk(t)
	signature := strings.TrimSuffix(d.want(0, "..", "{}", "sign", "--operation", "GiftCards.List"), "\n") // as a shell's $( ) has it
	if line := d.want(0, "X-JWS-Signature: "+signature+"'", "{}", "sign", "--operation", "GiftCards.List", "--curl"); !strings.HasPrefix(line, "curl -s 'http") || !strings.HasSuffix(line, "--data-binary '{}'\n") {
		t.Errorf("the line is %q", line)
	}
	d.want(0, "good", "{}", "verify", "--operation", "GiftCards.List", "--signature", signature)
	d.want(0, "good", "{}", "verify", "--operation", "GiftCards.List", "--signature", "x-jws-signature: "+signature)
	d.want(1, "indented anew", "{ }", "verify", "--operation", "GiftCards.List", "--signature", signature)
	d.want(1, "", "{}", "verify", "--path", "/v5/cards/other", "--signature", signature)
	d.want(2, "--signature is needed", "{}", "verify", "--operation", "GiftCards.List")
	d.want(2, "--operation or --path", "{}", "sign")
	d.want(2, "did you mean Cards.Info?", "{}", "sign", "--operation", "card.info")
	d.want(2, "there are Cards.Activate", "{}", "sign", "--operation", "Cards.Isue")
	d.want(2, "want HS256", "{}", "sign", "--operation", "Cards.Issue", "--algorithm", "none")
	d.want(2, "no such file", "", "sign", "--operation", "Cards.Issue", "--body", "nowhere.json")

	body := filepath.Join(t.TempDir(), "it's.json")
	if err := os.WriteFile(body, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.want(0, `it'\''s.json'`, "", "sign", "--operation", "GiftCards.List", "--body", body, "--curl")
}

func TestCredentials(t *testing.T) {
	d := newDesk(t)
	d.env["FREEDOMPAY_AUTH_ID"], d.env["FREEDOMPAY_KEY"] = "", ""
	d.want(2, "set FREEDOMPAY_AUTH_ID", "{}", "sign", "--operation", "GiftCards.List")
	file := filepath.Join(t.TempDir(), "credentials.json")
	write := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"auth_id":"123456","key":"sandbox-key"}`, 0o600)
	d.want(0, "Gift card 5000", "", "call", "GiftCards.List", "--credentials", file)
	write(`{"auth_id":"123456","key":"sandbox-key"}`, 0o640)
	d.want(2, "chmod 600", "", "call", "GiftCards.List", "--credentials", file)
	write(`{"auth_id":"123456"}`, 0o600)
	d.want(2, "does not hold", "", "call", "GiftCards.List", "--credentials", file)
	d.want(2, "unknown flag: --key", "", "call", "GiftCards.List", "--key", "sandbox-key")
}

func TestCall(t *testing.T) {
	d := newDesk(t)
	out := d.want(0, `"client_id"`, `{"product_id":1000,"client":{"phone":77010000001}}`, "call", "Clients.Create")
	if !strings.Contains(out, `"request_status": "success"`) {
		t.Errorf("it was not waited for: %s", out)
	}
	card, err := d.sandbox.Partner("").Bank().NewCard(d.sandbox.Partner("").Bank().NewClient())
	if err != nil {
		t.Fatal(err)
	}
	secrets, _ := d.sandbox.Partner("").Bank().ViewCardSecrets(card)
	request := `{"card_id":"` + card + `"}`
	if out := d.want(0, "•••", request, "call", "Cards.SecretData"); strings.Contains(out, secrets.Number.Reveal()) {
		t.Errorf("it shows the number: %s", out)
	}
	d.want(0, secrets.Number.Reveal(), request, "call", "Cards.SecretData", "--reveal")

	const id = "b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12"
	blocked := `{"request_id":"` + id + `","card_id":"` + card + `","block_code":"10","description":"x"}`
	d.want(0, id, blocked, "call", "Cards.Block", "--no-wait")
	d.want(1, "12002", blocked, "call", "Cards.Block")
	d.want(1, "12006", `{"card_id":"1"}`, "call", "Cards.Info")
	d.want(2, "no JSON", `{"card_id"`, "call", "Cards.Info")
	d.want(2, "$.phone: want an integer", `{"cardholder_name":"A","phone":"77010000001","product_code":101}`, "call", "GiftCards.Issue")
	d.want(2, "$.client.phone: want an integer", `{"product_id":1000,"client":{"phone":"a secret"}}`, "call", "Clients.Create")
	if _, _, errs := d.typed(`{"amount":"a secret"}`, "call", "Transactions.Create"); !strings.Contains(errs, "$.amount: want an Amount") || strings.Contains(errs, "a secret") {
		t.Errorf("of an amount it says %s", errs)
	}
	d.want(2, "which operation", "", "call")
	d.want(0, "Wallets.Add", "", "call", "--list")

	d.sandbox.Partner("").Bank().Inject(freedompaytest.Fault{On: "GiftCards.Issue", Do: freedompaytest.DropAfter})
	d.want(3, "look whether it was before you send it again", `{"cardholder_name":"A","phone":77010000001,"product_code":101}`, "call", "GiftCards.Issue")
	d.sandbox.Partner("").Bank().Inject(freedompaytest.Fault{On: "GiftCards.List", Do: freedompaytest.DropAfter})
	if code, _, _ := d.typed("", "call", "GiftCards.List"); code != 1 {
		t.Errorf("a question without an answer: exit code %d", code)
	}
}

// The error of a question about a request names that request, and no other id.
func TestCallStatus(t *testing.T) {
	d := newDesk(t)
	const id = "b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a13"
	for operation, code := range map[string]string{"Requests.Status": "12004", "Wallets.RequestStatus": "1006", "Partners.RequestStatus": "1006"} {
		d.want(1, " "+id+": "+code, `{"request_id":"`+id+`"}`, "call", operation)
	}
}

// A host where money is real is called only on purpose.
func TestProduction(t *testing.T) {
	d := newDesk(t)
	for _, address := range []string{freedompay.ProductionKZ, freedompay.ProductionUZ, freedompay.ProductionKG, "https://API.freedompay.kz.:443/", "https://other.freedompay.kz"} {
		d.want(2, "--production", "{}", "call", "GiftCards.List", "--url", address)
	}
}

func TestBank(t *testing.T) {
	d := newDesk(t)
	d.want(0, `"card_id"`, "", "bank", "new-card")
	card := d.sandbox.Partner("").Bank().ViewCards(freedompaytest.Window{}).Items[0].ID
	d.want(0, "true", "", "bank", "fund", card, "100.00")
	d.want(0, "transaction_id", "", "bank", "purchase", card, "10", "KZT", "Coffee")
	d.want(0, `"name": "Coffee"`, "", "bank", "transactions", "coffee")
	d.want(0, `"90.00"`, "", "bank", "cards")
	d.want(0, `"-10.00"`, "", "bank", "movements", card)
	d.want(0, `"clean": true`, "", "bank", "audit")
	d.want(2, `no command "audits"`, "", "bank", "audits")
	d.want(0, "audit", "", "bank")
	d.want(0, `"hold": true`, "", "bank", "hold")
	d.want(0, `"hold": false`, "", "bank", "release")
	d.want(0, "Cards.Issue", "", "bank", "fault", "Cards.Issue=503:2x")
	d.want(0, `"items": []`, "", "bank", "clear-faults")
	d.want(0, "24h", "", "bank", "advance", "24h")
	snapshot := d.want(0, "freedompay sandbox 1", "", "bank", "snapshot")
	d.want(0, "true", "", "bank", "reset")
	d.want(0, `"total": 0`, "", "bank", "cards")
	d.want(0, "true", snapshot, "bank", "restore")
	d.want(0, `"90.00"`, "", "bank", "cards")
	d.want(1, "no card", "", "bank", "movements", "1")
	d.want(2, "want freedompay bank fund", "", "bank", "fund", card)
	d.env["FREEDOMPAY_SANDBOX_URL"] = "http://127.0.0.1:1"
	d.want(1, "freedompay sandbox", "", "bank", "state")
}

// The sandbox that is changed is that of FREEDOMPAY_URL where no other is named and it
// is on this machine, and standard error says which one it was.
func TestBankSaysWhichSandbox(t *testing.T) {
	d := newDesk(t)
	delete(d.env, "FREEDOMPAY_SANDBOX_URL")
	d.want(0, "freedompay: the sandbox at "+d.env["FREEDOMPAY_URL"]+" was changed\n", "", "bank", "new-client")
	if clients := d.sandbox.Partner("").Bank().ViewClients(freedompaytest.Window{}); clients.Total != 1 {
		t.Errorf("%d clients", clients.Total)
	}
	if _, _, errs := d.typed("", "bank", "clients"); errs != "" {
		t.Errorf("a question changes nothing, and says %q", errs)
	}
	for _, elsewhere := range []string{freedompay.TestKZ, "http://sandbox.example:8099", "://", ""} {
		d.env["FREEDOMPAY_URL"] = elsewhere
		d.want(0, `(default "http://127.0.0.1:8099")`, "", "bank", "--help")
	}
	d.env["FREEDOMPAY_URL"] = "http://[::1]:9"
	d.want(0, `(default "http://[::1]:9")`, "", "bank", "--help")
}

// lines collects what a running command prints.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// after waits until a line begins so, and returns the rest of it.
func (l *lines) after(t *testing.T, beginning string) string {
	t.Helper()
	for range 500 {
		for line := range strings.Lines(l.String()) {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(line), beginning); ok && strings.HasSuffix(line, "\n") {
				return strings.TrimSpace(rest)
			}
		}
		time.Sleep(10 * time.Millisecond) // a process of its own writes these lines
	}
	t.Fatalf("no line begins with %q:\n%s", beginning, l)
	return ""
}

// The whole command: it greets, serves, logs, keeps its state and stops.
func TestSandbox(t *testing.T) {
	d := newDesk(t)
	state := filepath.Join(t.TempDir(), "state.json")
	start := func(args ...string) (out *lines, stop func() int) {
		ctx, cancel := context.WithCancel(t.Context())
		out, done := &lines{}, make(chan int, 1)
		args = append([]string{"sandbox", "--listen", "127.0.0.1:0", "--settle", "0", "--state", state}, args...)
		go func() {
			done <- cli.Run(ctx, args, cli.Streams{In: strings.NewReader(""), Out: out, Err: out, Env: func(name string) (string, bool) {
				return map[string]string{"FREEDOMPAY_KEY": "another key"}[name], true
			}})
		}()
		return out, func() int { cancel(); return <-done }
	}
	out, stop := start("--fault", "Cards.Info=503:1x")
	d.env["FREEDOMPAY_URL"], d.env["FREEDOMPAY_KEY"] = out.after(t, "API "), "another key"
	if said := out.after(t, "key "); said != "the one that you gave" {
		t.Errorf("the key is %q", said)
	}
	d.env["FREEDOMPAY_SANDBOX_URL"] = d.env["FREEDOMPAY_URL"]
	if d.env["FREEDOMPAY_KEY"] != "another key" {
		t.Errorf("the key is %q", d.env["FREEDOMPAY_KEY"])
	}
	d.want(0, "Gift card 5000", "", "call", "GiftCards.List")
	d.want(0, "card_id", "", "bank", "new-card")
	if line := out.after(t, "Cards.Info:"); !strings.Contains(line, "503, 1 times") {
		t.Errorf("of the fault it says %q", line)
	}
	if code := stop(); code != 0 || !strings.Contains(out.String(), "Stopped after 1 calls. What the bank knows is in ") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if !strings.Contains(out.String(), "GiftCards.List            signature ok  ok") {
		t.Errorf("the log is\n%s", out)
	}

	if strings.Contains(out.String(), "another key") {
		t.Errorf("the key that was given is shown:\n%s", out)
	}

	out, stop = start("--json", "--token", "a-token")
	for variable := range strings.FieldsSeq("URL=" + out.after(t, "export FREEDOMPAY_SANDBOX_URL=")) {
		name, value, _ := strings.Cut(strings.TrimPrefix(variable, "FREEDOMPAY_SANDBOX_"), "=")
		d.env["FREEDOMPAY_SANDBOX_"+name] = value
	}
	d.want(0, `"total": 1`, "", "bank", "cards")
	if code := stop(); code != 0 {
		t.Errorf("exit code %d\n%s", code, out)
	}
	out, stop = start("-listen", "0.0.0.0:0", "-key", "sandbox-key")
	out.after(t, "Everybody knows the default key")
	if code := stop(); code != 0 || !strings.Contains(out.String(), "WARNING: it listens on") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if err := os.WriteFile(state, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, stop = start()
	out.after(t, "freedompay: --state:")
	if code := stop(); code != 2 {
		t.Errorf("with a foreign file: exit code %d\n%s", code, out)
	}
	if left, _ := os.ReadFile(state); string(left) != "precious" {
		t.Errorf("the file is %q", left)
	}
}

// A flag may be written with one dash; its value stays as it is.
func TestOneDash(t *testing.T) {
	d := newDesk(t)
	signed := d.want(0, "", "{}", "sign", "-operation", "GiftCards.List")
	d.want(0, "good", "{}", "verify", "-operation=GiftCards.List", "-signature", strings.Fields(signed)[0])
	d.want(1, `--listen "8099"`, "", "sandbox", "-host", "a", "-listen", "8099")
	d.want(1, `--listen "-host"`, "", "sandbox", "--listen", "-host")
	d.want(0, `"total": 0`, "", "bank", "cards", "-url", d.env["FREEDOMPAY_SANDBOX_URL"])
	d.want(0, "port 0 takes a free one", "", "sandbox", "-help")
	d.want(2, "unknown shorthand flag: 'l' in -lisen", "", "sandbox", "-lisen", "8099")
}

func TestSandboxFlags(t *testing.T) {
	d := newDesk(t)
	for says, args := range map[string][]string{
		"operation=way":               {"--fault", "x"},
		"is no option":                {"--fault", "Cards.Issue=503:often"},
		"no operation \"Cards.Isue\"": {"--fault", "Cards.Isue=503"},
		"say how long to delay":       {"--fault", "*=delay after the work"},
		"no operation at /x":          {"--path", "/x=/y"},
		"want HS256":                  {"--algorithm", "/v5=none"},
		"three capital letters":       {"--currency", "tenge"},
		"--partners":                  {"--partners", "nowhere.json"},
		"--seed-data":                 {"--seed-data", "nowhere.json"},
		"want host:port":              {"--listen", "8099"},
		"unknown flag":                {"--colour", "red"},
	} {
		code, out, errs := d.typed("", append([]string{"sandbox"}, args...)...)
		if code == 0 || !strings.Contains(out+errs, says) {
			t.Errorf("%v: exit code %d\n%s%s", args, code, out, errs)
		}
	}
}
