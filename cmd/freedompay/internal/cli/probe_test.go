package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
	"github.com/freedompay-go/freedompay/probe"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/cli"
)

const (
	probedID  = "partner-canary-5"
	probedKey = "key-canary-6"
)

// probedDesk is where probes of a host on this machine are typed.
func probedDesk(t *testing.T, host http.Handler) *desk {
	t.Helper()
	server := httptest.NewServer(host)
	t.Cleanup(server.Close)
	return &desk{t, map[string]string{"FREEDOMPAY_URL": server.URL, "FREEDOMPAY_AUTH_ID": probedID, "FREEDOMPAY_KEY": probedKey}, nil}
}

func probedBank(options ...freedompaytest.Option) *freedompaytest.Bank {
	return freedompaytest.New(append(options, freedompaytest.WithCredentials(probedID, freedompay.NewSecret(probedKey)))...)
}

// probed runs a probe and returns its report, and what is printed beside it.
func (d *desk) probed(code int, args ...string) (report probe.Report, errs string) {
	d.t.Helper()
	got, out, errs := d.typed("", append([]string{"probe", "--rate", "1000", "--json"}, args...)...)
	decoder := json.NewDecoder(strings.NewReader(out))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&report); err != nil {
		d.t.Fatalf("exit code %d, the report is %v:\n%s%s", got, err, out, errs)
	}
	if _, err := decoder.Token(); err != io.EOF { //nolint:errorlint // Token returns it as it is
		d.t.Errorf("more than the report is printed: %v", err)
	}
	if got != code {
		d.t.Errorf("exit code %d, want %d\n%s", got, code, errs)
	}
	return report, errs
}

func verdictOf(t *testing.T, r *probe.Report, id string) probe.Operation {
	t.Helper()
	at := slices.IndexFunc(r.Operations, func(o probe.Operation) bool { return o.ID == id })
	if at < 0 {
		t.Fatalf("the report has no %s", id)
	}
	return r.Operations[at]
}

// A moved operation is found, a missing one is named, the report says what to tell
// the client, and nothing is left behind at the bank.
func TestProbe(t *testing.T) {
	const documented, yours = "/v5/card-api/card/balance", "/v5/card-api/card/balances"
	bank := probedBank(freedompaytest.WithPath(documented, yours), freedompaytest.WithPath("/v5/cards/product_list", "/v5/elsewhere"))
	d := probedDesk(t, bank)
	code, out, errs := d.typed("", "probe", "--rate", "1000")
	if code != 0 {
		t.Errorf("exit code %d\n%s", code, errs)
	}
	const option = `freedompay.WithPath("` + documented + `", "` + yours + `"),`
	for _, says := range []string{"Probe of this machine", "OPERATION", "not at " + documented, option, "47 answers", "1 missing", "Merge patch"} {
		if !strings.Contains(out, says) {
			t.Errorf("the table lacks %q:\n%s", says, out)
		}
	}
	for _, says := range []string{" 1/48 ", "48/48 ", "Cards.Balance              answers at " + yours + "\n", "missing\n"} {
		if !strings.Contains(errs, says) {
			t.Errorf("the progress lacks %q:\n%s", says, errs)
		}
	}
	if n := strings.Count(errs, "\n"); n != 48 || strings.Contains(errs, "\x1b") {
		t.Errorf("%d lines of progress, want 48 without control characters:\n%s", n, errs)
	}

	report, _ := d.probed(0)
	if o := verdictOf(t, &report, "Cards.Balance"); o.Verdict != probe.Answers || o.Path != yours {
		t.Errorf("Cards.Balance: %+v", o)
	}
	if !slices.Equal(report.Options, []string{option}) || len(report.Operations) != 48 || report.Ended != "" {
		t.Errorf("options %q, %d operations, ended %q", report.Options, len(report.Operations), report.Ended)
	}
	missing := slices.Collect(func(yield func(string) bool) {
		for _, o := range report.Operations {
			if o.Verdict == probe.Missing && !yield(o.Documented) {
				return
			}
		}
	})
	if !slices.Equal(missing, []string{"/v5/cards/product_list"}) {
		t.Errorf("missing are %q", missing)
	}
	if pending := bank.Pending(); pending != 0 {
		t.Errorf("%d commands were accepted", pending)
	}
}

// Each id reaches the query that it is for, and none of them, nor the key, is printed.
func TestProbeAsksWithIDs(t *testing.T) {
	bank := probedBank(freedompaytest.SettleAfter(0))
	client, ctx := bank.Client(), t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	owner := bank.NewClient()
	card, err := bank.NewCard(owner)
	must(err)
	must(bank.Fund(card, "98765.43", "KZT"))
	made, err := client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID: "order-canary", CardID: card, Type: freedompay.Credit, Amount: freedompay.MustAmount("54321.09"), Currency: "KZT",
	})
	must(err)
	status, err := client.Requests.Status(ctx, made.RequestID)
	must(err)
	_, err = client.Wallets.Add(ctx, freedompay.AddWalletRequest{Identifier: "walletcanary", Country: "KAZ", Currency: "KZT"})
	must(err)
	gift, err := client.GiftCards.Issue(ctx, freedompay.IssueGiftCardRequest{CardholderName: "CANARY HOLDER", Phone: 77011234567, ProductCode: 101})
	must(err)
	asked := []struct{ flag, id, operation string }{
		{"--card-id", card, "Cards.Info"},
		{"--client-id", owner, "Clients.Cards"},
		{"--wallet", "walletcanary", "Wallets.Info"},
		{"--request-id", made.RequestID.String(), "Requests.Status"},
		{"--transaction-id", string(status.TransactionID), "Transactions.Info"},
		{"--gift-card-id", fmt.Sprint(gift.CardID), "GiftCards.Status"},
	}
	var args []string
	for _, a := range asked {
		args = append(args, a.flag, a.id)
	}
	d := probedDesk(t, bank)
	report, errs := d.probed(0, args...)
	for _, a := range asked {
		if o := verdictOf(t, &report, a.operation); o.Answer == nil || !o.Answer.Accepted || len(o.Answer.Differences) > 0 {
			t.Errorf("%s: %+v", a.operation, o.Answer)
		}
	}
	written, err := json.Marshal(report)
	must(err)
	code, table, lines := d.typed("", append([]string{"probe", "--rate", "1000"}, args...)...)
	if code != 0 || !strings.Contains(table, "answer compared: 0 differences") {
		t.Errorf("exit code %d\n%s", code, table)
	}
	printed := string(written) + errs + table + lines
	for _, canary := range []string{probedID, probedKey, card, owner, "walletcanary", made.RequestID.String(), string(status.TransactionID), fmt.Sprint(gift.CardID), "98765.43", "54321.09", "order-canary", "CANARY"} {
		if strings.Contains(printed, canary) {
			t.Errorf("it prints %q", canary)
		}
	}
}

// A wrong key is a complete report in which nothing answers.
func TestProbeWithWrongKey(t *testing.T) {
	d := probedDesk(t, probedBank())
	d.env["FREEDOMPAY_KEY"] = "another-canary"
	report, errs := d.probed(1)
	for _, o := range report.Operations {
		if o.Verdict != probe.Unsigned {
			t.Errorf("%s: %s", o.ID, o.Verdict)
		}
	}
	if !strings.Contains(errs, "no operation answered") || strings.Contains(errs, "another-canary") {
		t.Errorf("it says\n%s", errs)
	}
}

// interrupted types a probe in a context of its own.
func (d *desk) interrupted(ctx context.Context, errs io.Writer, args ...string) (code int, out string) {
	var stdout bytes.Buffer
	code = cli.Run(ctx, append([]string{"probe"}, args...), cli.Streams{
		In: strings.NewReader(""), Out: &stdout, Err: errs, Env: func(name string) (string, bool) { value, ok := d.env[name]; return value, ok },
	})
	return code, stdout.String()
}

// What was found until an interruption is printed.
func TestProbeInterrupted(t *testing.T) {
	d := probedDesk(t, probedBank())
	run := func(form string) string {
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		errs := &interrupter{at: " 5/48 ", cancel: func() { cancel(errors.New("interrupt signal received")) }}
		code, out := d.interrupted(ctx, errs, "--rate", "1000", form)
		if code != 1 || !strings.HasSuffix(errs.String(), "\nfreedompay: probe: interrupt signal received\n") {
			t.Errorf("%s: exit code %d\n%s", form, code, errs)
		}
		return out
	}
	for _, says := range []string{"It ended early: the context ended", "5 answers", "43 not tried"} {
		if table := run("--json=false"); !strings.Contains(table, says) {
			t.Errorf("the table lacks %q:\n%s", says, table)
		}
	}
	var report probe.Report
	if err := json.Unmarshal([]byte(run("--json")), &report); err != nil || report.Ended == "" || len(report.Operations) != 48 {
		t.Fatalf("%v, ended %q, %d operations", err, report.Ended, len(report.Operations))
	}
	if before, after := report.Operations[4].Verdict, report.Operations[5].Verdict; before != probe.Answers || after != probe.NotTried {
		t.Errorf("the fifth is %s, the sixth %s", before, after)
	}
}

// The flags choose the host. The context has ended before, so nothing is sent.
func TestProbeHost(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		host       string
		production bool
		args       []string
	}{
		{"this machine", false, nil},
		{"test-api.freedompay.kz", false, []string{"--url", ""}},
		{"api.freedompay.uz", true, []string{"--url", freedompay.ProductionUZ, "--production", "--confirm-host", "api.freedompay.uz"}},
	} {
		d := probedDesk(t, probedBank())
		var errs strings.Builder
		code, out := d.interrupted(ended, &errs, append(test.args, "--json")...)
		var report probe.Report
		err := json.Unmarshal([]byte(out), &report)
		if err != nil || code != 1 || report.Host != test.host || report.Production != test.production || report.Calls != 0 {
			t.Errorf("%q: %v, exit code %d, host %q, production %v, %d calls\n%s", test.args, err, code, report.Host, report.Production, report.Calls, &errs)
		}
	}
}

// interrupter ends a run once something has been printed.
type interrupter struct {
	bytes.Buffer
	at     string
	cancel func()
}

func (i *interrupter) Write(p []byte) (int, error) {
	if strings.Contains(string(p), i.at) {
		i.cancel()
	}
	return i.Buffer.Write(p)
}

// A host that accepts what cannot be accepted is left alone, and the report of it is
// printed.
func TestProbeStopped(t *testing.T) {
	d := probedDesk(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok","request_status":"success"}`)
	}))
	report, errs := d.probed(1)
	if report.Ended == "" || !strings.Contains(errs, "freedompay: probe: stopped: "+report.Ended) {
		t.Errorf("ended %q\n%s", report.Ended, errs)
	}
}

// What makes no sense is refused before anything is sent, in the names of the flags.
func TestProbeUsage(t *testing.T) {
	for name, test := range map[string]struct {
		says string
		args []string
	}{
		"production":   {"api.freedompay.kz counts as production: to probe it, set --production, and --confirm-host to the host", []string{"--url", freedompay.ProductionKZ}},
		"only once":    {"--confirm-host", []string{"--url", freedompay.ProductionKZ, "--production"}},
		"no consent":   {"--production", []string{"--url", freedompay.ProductionKZ, "--confirm-host", "api.freedompay.kz"}},
		"another host": {"--confirm-host", []string{"--url", freedompay.ProductionKZ, "--production", "--confirm-host", "api.freedompay.uz"}},
		"gateway":      {"--confirm-host", []string{"--url", "https://gateway.partner.kz/freedompay"}},
		"plain HTTP":   {"want https\n", []string{"--url", "http://gateway.partner.kz"}},
		"scheme":       {"freedompay: probe: the base URL has the scheme", []string{"--url", "ftp://bank.test"}},
		"TEST host":    {"--rate: want at most 10", []string{"--url", "", "--rate", "11"}}, // FREEDOMPAY_URL would allow it
		"request id":   {"--request-id: want a UUID", []string{"--request-id", "canary"}},
		"gift card":    {"--gift-card-id", []string{"--gift-card-id", "x"}},
		"argument":     {"takes flags only", []string{"canary"}},
		"a key":        {"unknown flag: --key", []string{"--key", "canary"}},
		"credentials":  {"no such file", []string{"--credentials", "nowhere.json"}},
	} {
		calls := 0
		d := probedDesk(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls++ }))
		code, out, errs := d.typed("", append([]string{"probe"}, test.args...)...)
		if code != 2 || !strings.Contains(errs, test.says) || out != "" || calls > 0 {
			t.Errorf("%s: exit code %d, %d calls, want %q\n%s%s", name, code, calls, test.says, out, errs)
		}
		if strings.Contains(errs, "canary") {
			t.Errorf("%s: it prints what was given: %s", name, errs)
		}
	}
	d := probedDesk(t, probedBank())
	d.env["FREEDOMPAY_KEY"] = ""
	d.want(2, "set FREEDOMPAY_AUTH_ID and FREEDOMPAY_KEY", "", "probe")
}

// A shell completes the command, its flags and the vendor's hosts.
func TestProbeCompletion(t *testing.T) {
	d := probedDesk(t, probedBank())
	d.want(0, "probe\tFind out", "", "__complete", "pro")
	d.want(0, "--confirm-host", "", "__complete", "probe", "--con")
	d.want(0, freedompay.ProductionUZ, "", "__complete", "probe", "--url", "")
	d.want(0, "on this machine (default 2)", "", "probe", "--help")
}
