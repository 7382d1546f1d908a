package probe_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
	"github.com/freedompay-go/freedompay/freedompaytest"
	"github.com/freedompay-go/freedompay/probe"
)

// configOf returns what probes a bank without a socket.
func configOf(bank *freedompaytest.Bank) probe.Config {
	return probe.Config{
		AuthID: bank.AuthID(), Key: bank.Key(), BaseURL: "https://bank.test", Rate: 10,
		HTTPClient: &http.Client{Transport: bank.Transport()},
	}
}

// probed runs a probe in fake time and fails the test when it does not end well.
func probed(t *testing.T, cfg func() probe.Config) (report *probe.Report) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var err error
		if report, err = probe.Run(t.Context(), cfg()); err != nil {
			t.Fatal(err)
		}
	})
	return report
}

func facts(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// found returns what a report says of an operation.
func found(t *testing.T, r *probe.Report, id string) *probe.Operation {
	t.Helper()
	at := slices.IndexFunc(r.Operations, func(o probe.Operation) bool { return o.ID == id })
	if at < 0 {
		t.Fatalf("the report has no %s", id)
	}
	return &r.Operations[at]
}

// At a bank that is as the contract says, every operation answers where it is
// documented, with the code for incorrect input, and nothing has to be configured.
func TestAsDocumented(t *testing.T) {
	bank := freedompaytest.New()
	before := state(bank)
	report := probed(t, func() probe.Config { return configOf(bank) })
	for _, op := range facts(t).Operations {
		o := found(t, report, op.ID)
		if o.Verdict != probe.Answers || o.Path != op.Path || string(o.Algorithm) != op.Algorithm {
			t.Errorf("%s: %+v", op.ID, o)
		}
		switch code := o.Tries[0].Code; {
		case op.ID == "GiftCards.List": // it needs nothing
		case op.Dialect.Name == "gift" && strings.HasPrefix(code, "-"): // each member has its own
		case code != op.Dialect.Invalid:
			t.Errorf("%s: the code is %q, want %q", op.ID, code, op.Dialect.Invalid)
		}
		if o.Refusal != nil && len(o.Refusal.Differences) > 0 {
			t.Errorf("%s: the refusal differs: %+v", op.ID, o.Refusal.Differences)
		}
	}
	for _, p := range report.Parts {
		if p.UnknownPath != probe.Missing || p.WrongKey != probe.Unsigned || p.Algorithm != p.Documented {
			t.Errorf("part %+v", p)
		}
	}
	if len(report.Operations) != 48 || len(report.Options) != 0 {
		t.Errorf("%d operations, options %q", len(report.Operations), report.Options)
	}
	if want := 48 + 2*len(report.Parts); report.Calls != want || bank.CallCount("") != want {
		t.Errorf("%d calls, the bank has %d, want %d", report.Calls, bank.CallCount(""), want)
	}
	unchanged(t, bank, before)
}

// Paths that are not documented have moved: to each of the alternatives in turn,
// and some to where nobody looks. Every one is found, or named as not found.
func TestMovedPaths(t *testing.T) {
	const hidden = "/elsewhere"
	for n := range 3 {
		t.Run(fmt.Sprint("alternative ", n), func(t *testing.T) {
			var moves []freedompaytest.Option
			want := map[string]string{}
			for i, op := range facts(t).Operations {
				if op.Provenance.Path == "documented" {
					continue
				}
				to := op.Alternatives[n%len(op.Alternatives)]
				if i%5 == n {
					to = op.Dialect.Prefix + fmt.Sprint(hidden, i)
				}
				if slices.ContainsFunc(facts(t).Operations, func(op contract.Operation) bool { return op.Path == to }) {
					continue // the bank would have two there
				}
				want[op.ID] = to
				moves = append(moves, freedompaytest.WithPath(op.Path, to))
			}
			bank := freedompaytest.New(moves...)
			before := state(bank)
			report := probed(t, func() probe.Config { return configOf(bank) })
			for id, path := range want {
				o := found(t, report, id)
				line := fmt.Sprintf("freedompay.WithPath(%q, %q),", o.Documented, path)
				if strings.Contains(path, hidden) {
					if o.Verdict != probe.Missing || o.Path != "" {
						t.Errorf("%s is at %s: %+v", id, path, o)
					}
				} else if o.Verdict != probe.Answers || o.Path != path || !slices.Contains(report.Options, line) {
					t.Errorf("%s is at %s: %+v, options %q", id, path, o, report.Options)
				}
			}
			unchanged(t, bank, before)
			for _, call := range bank.Calls() {
				if call.RequestID != "" {
					t.Errorf("%s was called with a request_id", call.Operation)
				}
			}
		})
	}
}

// The algorithms differ from the contract, as a whole, for a part and for one
// operation. The options of the report make a client that is understood.
func TestAlgorithms(t *testing.T) {
	for name, algorithms := range map[string]map[string]freedompay.Algorithm{
		"part":      {"/v5/card-api": freedompay.HS256},
		"outer":     {"/v5/partner": freedompay.HS512, "/v5/partner/wallet": freedompay.HS256},
		"legacy":    {"/v5": freedompay.LegacySHA256},
		"operation": {"/v5/card-api/card/info": freedompay.HS256, "/v5/cards": freedompay.LegacySHA256},
	} {
		t.Run(name, func(t *testing.T) {
			var opts []freedompaytest.Option
			for prefix, alg := range algorithms {
				opts = append(opts, freedompaytest.WithAlgorithm(prefix, alg))
			}
			bank := freedompaytest.New(opts...)
			report := probed(t, func() probe.Config { return configOf(bank) })
			signed := map[string]freedompay.Algorithm{}
			for _, line := range report.Options {
				var prefix, alg string
				if _, err := fmt.Sscanf(line, "freedompay.WithAlgorithm(%q, freedompay.%s", &prefix, &alg); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				signed[prefix] = map[string]freedompay.Algorithm{
					"HS256),": freedompay.HS256, "HS512),": freedompay.HS512, "LegacySHA256),": freedompay.LegacySHA256,
				}[alg]
			}
			for _, o := range report.Operations {
				if want := chosen(t, algorithms, o.Documented); o.Verdict != probe.Answers || o.Algorithm != want {
					t.Errorf("%s: want %s: %+v", o.ID, want, o)
				}
				if a, b := chosen(t, signed, o.Documented), o.Algorithm; a != b {
					t.Errorf("%s: with the options of the report a client takes %s, want %s: %q", o.ID, a, b, report.Options)
				}
			}
			if name == "part" && len(report.Options) != 1 || name == "outer" && len(report.Options) != 2 {
				t.Errorf("options %q", report.Options)
			}
		})
	}
}

// chosen returns the algorithm for a path under options, as a client would take it.
func chosen(t *testing.T, algorithms map[string]freedompay.Algorithm, path string) freedompay.Algorithm {
	d, _ := facts(t).DialectOf(path)
	alg, longest := freedompay.Algorithm(d.Algorithm), ""
	for prefix, other := range algorithms {
		if strings.HasPrefix(path+"/", prefix+"/") && len(prefix) > len(longest) {
			alg, longest = other, prefix
		}
	}
	return alg
}

// Under a wrong key every operation says which algorithms were tried, and the bank
// is not asked more often than it takes to know.
func TestWrongKey(t *testing.T) {
	bank := freedompaytest.New()
	report := probed(t, func() probe.Config {
		cfg := configOf(bank)
		cfg.Key = freedompay.NewSecret("another key")
		return cfg
	})
	for i, o := range report.Operations {
		if tried := map[bool]int{true: 3, false: 1}[i < 3]; o.Verdict != probe.Unsigned || len(o.Tries) != tried || o.Path != "" {
			t.Errorf("%s: %+v", o.ID, o)
		}
	}
	if len(report.Options) != 0 || report.Patch != nil || report.Calls != 48+2*3 {
		t.Errorf("options %q, patch %s, %d calls", report.Options, report.Patch, report.Calls)
	}
}

// Over a socket, with a client of the probe's own, it is the same.
func TestOverASocket(t *testing.T) {
	server := freedompaytest.NewServer(t, freedompaytest.WithAlgorithm("/v5/cards", freedompay.LegacySHA256))
	report, err := probe.Run(t.Context(), probe.Config{AuthID: server.AuthID(), Key: server.Key(), BaseURL: server.URL + "/", Rate: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range report.Operations {
		if o.Verdict != probe.Answers {
			t.Errorf("%+v", o)
		}
	}
	if report.Host != "this machine" || len(report.Options) != 1 {
		t.Errorf("%+v", report)
	}
}

// Progress is told of each operation in order, and a context that ends midway ends
// the run there.
func TestContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		reason := errors.New("enough")
		told := 0
		cfg := configOf(freedompaytest.New())
		cfg.Progress = func(probe.Operation) {
			if told++; told == 10 {
				cancel(reason)
			}
		}
		report, err := probe.Run(ctx, cfg)
		if !errors.Is(err, reason) || report == nil {
			t.Fatal(report, err)
		}
		for i, o := range report.Operations {
			if want := map[bool]probe.Verdict{true: probe.Answers, false: probe.NotTried}[i < 10]; o.Verdict != want {
				t.Errorf("%d %s: %s, want %s", i, o.ID, o.Verdict, want)
			}
		}
		if told != 10 || report.Ended == "" || len(report.Operations) != 48 {
			t.Errorf("told %d times, %q, %d operations", told, report.Ended, len(report.Operations))
		}
	})
}

// state returns all that a bank keeps, but for its log of calls.
func state(bank *freedompaytest.Bank) string {
	var text strings.Builder
	v := reflect.ValueOf(bank).Elem()
	for field, value := range v.Fields() {
		switch field.Name {
		case "settings", "operations", "mu", "calls", "faults", "noise":
		default:
			text.WriteString(field.Name + ": ")
			dump(&text, value, map[uintptr]bool{})
			text.WriteString("\n")
		}
	}
	return text.String()
}

// dump writes a value and what it points to.
func dump(text *strings.Builder, v reflect.Value, seen map[uintptr]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !seen[v.Pointer()] {
			seen[v.Pointer()] = true
			dump(text, v.Elem(), seen)
			delete(seen, v.Pointer())
		}
	case reflect.Interface:
		if !v.IsNil() {
			dump(text, v.Elem(), seen)
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			if v.Type().Name() == "ledger" && field.Name == "at" { // when the next posting would be dated
				continue
			}
			text.WriteString(field.Name + "=")
			dump(text, value, seen)
			text.WriteString(" ")
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			dump(text, v.Index(i), seen)
			text.WriteString(",")
		}
	case reflect.Map:
		var entries []string
		for key, value := range v.Seq2() {
			var entry strings.Builder
			dump(&entry, key, seen)
			entry.WriteString(":")
			dump(&entry, value, seen)
			entries = append(entries, entry.String())
		}
		slices.Sort(entries)
		fmt.Fprint(text, len(entries), entries)
	case reflect.Func, reflect.Chan:
	default:
		fmt.Fprint(text, v)
	}
}

func unchanged(t *testing.T, bank *freedompaytest.Bank, before string) {
	t.Helper()
	bank.Settle()
	if after := state(bank); after != before {
		t.Errorf("the bank has changed:\n%s\nwas\n%s", after, before)
	}
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
}

// What the tests above compare does show a change.
func TestStateShowsAChange(t *testing.T) {
	bank := freedompaytest.New()
	before := state(bank)
	if before != state(bank) {
		t.Fatal("two looks differ")
	}
	if _, err := bank.Client().Wallets.Add(t.Context(), freedompay.AddWalletRequest{Identifier: "w-1", Country: "KAZ", Currency: "KZT"}); err != nil {
		t.Fatal(err)
	}
	if before == state(bank) {
		t.Error("a command does not show")
	}
}
