package examples_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// Every story runs on its fake bank with nothing set up.
func TestStories(t *testing.T) {
	for _, test := range []struct {
		name           string
		args           []string
		stdout, stderr []string
	}{
		{
			name: "quickstart",
			stdout: []string{
				"Freedom Pay quickstart, on a fake bank inside this program.",
				"Clients.Create", "Cards.Issue", "Cards.Activate", "Transactions.Create",
				"Meanwhile the card buys for 4310.50 KZT", "Cards.Block", "Cards.Unblock",
				"status 00", "19399.50 KZT, of it 0.00 blocked", "1290.00", "Cards.Close", "That was the life of a card",
			},
		},
		{
			name:   "bulk-issue",
			args:   []string{"-n", "300"},
			stdout: []string{"Issuing 300 cards on a fake bank", "30 of 300 issued", "150 of 300 issued", "300 of 300 issued", "has 300 new cards; this run issued 300 in"},
		},
		{
			name: "gift-cards",
			stdout: []string{
				"Gift cards on a fake bank", "101  Gift card 5000   5000 KZT", "Issued card", "of product 101",
				"995000 KZT left", "mistypes the password: Incorrect OTP.", "Another SMS",
				"The holder types [redacted].", "Activated. ", " with 5000 KZT on it.",
			},
		},
		{
			name:   "gift-cards",
			args:   []string{"-product", "103"},
			stdout: []string{"of product 103", "975000 KZT left", " with 25000 KZT on it."},
		},
		{
			name: "wallet",
			args: []string{"-identifier", "user-1"},
			stdout: []string{
				"Wallet user-1, on a fake bank", "Wallets.Add ", "settled: Processed.", "Wallets.IdentifyOwner", "Meanwhile",
				"active, 0.00 KZT", "2000.00 KZT  emoney_sale", "1350.50 KZT  emoney_pay", "649.50 KZT  emoney_pay",
				"Wallets.Close", "settled: Processed.",
			},
		},
		{
			name:   "statement-csv",
			stdout: []string{"time,code,operation,cancels,amount,commission,currency,mcc,rrn,merchant\n", "TEST GROCERY", `"TEST COFFEE, TO GO"`, `"TEST SHOP ""24 7"""`},
			stderr: []string{"Reading a statement on a fake bank", "6 operations."},
		},
		{
			name: "outcome-unknown",
			stdout: []string{
				"1. The answer is lost", "the answer is lost", "known already", "The caller saw no error at all", "On the card: 1000.00 KZT.",
				"2. Every answer is lost", "12002, known already", "The caller sees: outcome unknown", "Requests.Status", "The bank knew the id", "On the card: 2000.00 KZT.",
				"3. The request never arrives", "never arrives", "The caller sees: outcome unknown", "The bank did not know the id", "On the card: 3000.00 KZT.",
				"The client sent 8 times, the bank booked 3 credits, and its books add up.",
			},
		},
		{
			name:   "rate-limit",
			args:   []string{"-rate", "100", "-burst", "10", "-n", "40"},
			stdout: []string{"40 calls at once, 100 a second allowed, on a fake bank", "All of them answered in ", "the rate asks for 300ms at least."},
		},
	} {
		t.Run(strings.Join(append([]string{test.name}, test.args...), " "), func(t *testing.T) {
			t.Parallel()
			p := start(t, test.name, nil, test.args...)
			stdout, code := p.wait()
			if code != 0 {
				t.Fatalf("exit code %d: %s", code, p.stderr.String())
			}
			wantInOrder(t, "stdout", stdout, test.stdout)
			wantInOrder(t, "stderr", p.stderr.String(), test.stderr)
		})
	}
}

// What statement-csv writes reads as CSV, however long it is.
func TestStatementIsCSV(t *testing.T) {
	t.Parallel()
	p := start(t, "statement-csv", nil, "-purchases", "3000")
	stdout, code := p.wait()
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, p.stderr.String())
	}
	lines, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 1+1+3000 {
		t.Fatalf("%d lines", len(lines))
	}
	if last := lines[len(lines)-1]; last[2] != "purchase" || last[4] != "3699.50" || last[7] != "0742" {
		t.Errorf("the last line is %q", last)
	}
}

// The stories that make sense elsewhere run against the host that the
// environment names, here a bank behind a socket.
func TestStoriesElsewhere(t *testing.T) {
	server := freedompaytest.NewServer(t)
	card := newCard(t, server)
	for _, test := range []struct {
		name   string
		args   []string
		stdout []string
	}{
		{name: "quickstart", stdout: []string{"quickstart, on " + server.URL, "Cards.Close"}},
		{name: "wallet", stdout: []string{", on " + server.URL, "active, 0.00 KZT", "Wallets.Close"}},
		{name: "statement-csv", args: []string{"-card", card}, stdout: []string{"time,code", ",TEST SHOP\n"}},
		{name: "rate-limit", args: []string{"-n", "10"}, stdout: []string{"on " + server.URL, "All of them answered"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, test.name, partnerOf(server), test.args...)
			stdout, code := p.wait()
			if code != 0 {
				t.Fatalf("exit code %d: %s", code, p.stderr.String())
			}
			wantInOrder(t, "stdout", stdout, test.stdout)
		})
	}
}

// On a real host the one-time password is on a phone: somebody types it.
func TestGiftCardsAsksForThePassword(t *testing.T) {
	t.Parallel()
	server := freedompaytest.NewServer(t)
	begin := func() (p *program, cardID int64) {
		p = start(t, "gift-cards", partnerOf(server), "-phone", "77001234567")
		if _, err := fmt.Sscanf(p.line("Issued card"), "Issued card %d", &cardID); err != nil {
			t.Fatal(err)
		}
		return p, cardID
	}

	p, cardID := begin()
	if _, err := fmt.Fprintln(p.stdin, server.OTP(freedompay.GiftCardID(cardID))); err != nil {
		t.Fatal(err)
	}
	stdout, code := p.wait()
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, p.stderr.String())
	}
	wantInOrder(t, "stdout", stdout, []string{"One-time password from the SMS: ", "The holder types [redacted].", "Activated. "})

	p, cardID = begin()
	p.interrupt()
	_, code = p.wait()
	if want := fmt.Sprintf("gift-cards: card %d is issued and not activated: context canceled\n", cardID); code != 1 || p.stderr.String() != want {
		t.Errorf("exit code %d, stderr %q", code, p.stderr.String())
	}
}

// A program that fails says in one line why, and exits with 1.
func TestFailures(t *testing.T) {
	half := []string{"FREEDOMPAY_AUTH_ID=123456"}
	nobody := []string{"FREEDOMPAY_AUTH_ID=123456", "FREEDOMPAY_KEY=key", "FREEDOMPAY_URL=http://127.0.0.1:1"}
	for _, test := range []struct {
		name   string
		env    []string
		args   []string
		stderr string
	}{
		{"quickstart", half, nil, "quickstart: set both FREEDOMPAY_AUTH_ID and FREEDOMPAY_KEY, or neither to use the fake bank\n"},
		{"quickstart", nobody, nil, "connection refused"},
		{"bulk-issue", half, nil, "bulk-issue: set both"},
		{"bulk-issue", nobody, nil, "connection refused"},
		{"bulk-issue", nil, []string{"-n", "0"}, "bulk-issue: -n and -at-once want a number above zero\n"},
		{"gift-cards", half, nil, "gift-cards: set both"},
		{"gift-cards", nobody, nil, "gift-cards: a real host sends a real SMS: say to which -phone\n"},
		{"gift-cards", nobody, []string{"-phone", "77001234567"}, "connection refused"},
		{"gift-cards", nil, []string{"-product", "7"}, "-4: "},
		{"wallet", half, nil, "wallet: set both"},
		{"wallet", nobody, nil, "connection refused"},
		{"statement-csv", half, nil, "statement-csv: set both"},
		{"statement-csv", nobody, nil, "statement-csv: say which -card to read\n"},
		{"statement-csv", nobody, []string{"-card", "1"}, "statement-csv: the statement broke off after 0 operations: "},
		{"service", half, nil, "service: set both"},
		{"service", nobody, []string{"-address", "nowhere"}, "service: listen tcp: address nowhere: missing port in address\n"},
		{"rate-limit", half, nil, "rate-limit: set both"},
		{"rate-limit", nil, []string{"-rate", "-1"}, "rate-limit: -rate, -burst and -n want numbers above zero\n"},
	} {
		t.Run(strings.Join(append([]string{test.name}, test.args...), " "), func(t *testing.T) {
			t.Parallel()
			p := start(t, test.name, test.env, test.args...)
			_, code := p.wait()
			if stderr := p.stderr.String(); code != 1 || !strings.Contains(stderr, test.stderr) {
				t.Errorf("exit code %d, stderr %q; want 1 and %q", code, stderr, test.stderr)
			}
		})
	}
}
