package probe_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
	"github.com/freedompay-go/freedompay/freedompaytest"
	"github.com/freedompay-go/freedompay/probe"
)

// printed returns all that a report can be turned into.
func printed(t *testing.T, r *probe.Report) string {
	t.Helper()
	var table bytes.Buffer
	if err := r.WriteTable(&table); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return table.String() + string(text)
}

// furnished returns a bank where there is something of every kind, and its ids.
func furnished(t *testing.T, opts ...freedompaytest.Option) (*freedompaytest.Bank, probe.ReadOnlyIDs) {
	t.Helper()
	bank := freedompaytest.New(append(opts, freedompaytest.SettleAfter(0))...)
	client, ctx := bank.Client(), t.Context()
	must := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	ids := probe.ReadOnlyIDs{ClientID: bank.NewClient(), WalletIdentifier: "walletcanary"}
	var err error
	ids.CardID, err = bank.NewCard(ids.ClientID)
	must(err)
	must(bank.Fund(ids.CardID, "98765.43", "KZT"))
	made, err := client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID: "order-canary", CardID: ids.CardID, Type: freedompay.Credit, Amount: freedompay.MustAmount("54321.09"), Currency: "KZT",
	})
	must(err)
	ids.RequestID = made.RequestID.String()
	status, err := client.Requests.Status(ctx, made.RequestID)
	must(err)
	ids.TransactionID = string(status.TransactionID)
	_, err = client.Wallets.Add(ctx, freedompay.AddWalletRequest{Identifier: ids.WalletIdentifier, Country: "KAZ", Currency: "KZT"})
	must(err)
	gift, err := client.GiftCards.Issue(ctx, freedompay.IssueGiftCardRequest{CardholderName: "CANARY HOLDER", Phone: 77011234567, ProductCode: 101})
	must(err)
	ids.GiftCardID = int64(gift.CardID)
	return bank, ids
}

var queried = []string{
	"Cards.Info", "Cards.Balance", "Cards.Statement", "Cards.StatementExtended", "Limits.List", "Clients.Cards", "Requests.Status",
	"Transactions.Info", "GiftCards.List", "GiftCards.Status", "Wallets.Info", "Wallets.Balance", "Wallets.Statement",
}

// With ids the queries are asked, their answers are compared with the contract, and
// nothing at the bank changes.
func TestQueries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank, ids := furnished(t)
		before := state(bank)
		cfg := configOf(bank)
		cfg.ReadOnlyIDs = ids
		report, err := probe.Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range queried {
			o := found(t, report, id)
			if o.Answer == nil || !o.Answer.Accepted || o.Answer.Members < 3 || len(o.Answer.Differences) > 0 {
				t.Errorf("%s: %+v", id, o.Answer)
			}
		}
		for _, id := range []string{"Wallets.RequestStatus", "Partners.RequestStatus"} { // the id is of another part
			if o := found(t, report, id); o.Answer == nil || o.Answer.Accepted || o.Answer.Code != "1006" {
				t.Errorf("%s: %+v", id, o.Answer)
			}
		}
		for _, op := range facts(t).Operations {
			if o := found(t, report, op.ID); op.Kind == contract.Command && o.Answer != nil || strings.Contains(op.ID, "SecretData") && bank.CallCount(op.ID) > 1 {
				t.Errorf("%s was asked: %+v", op.ID, o)
			}
		}
		if after := state(bank); withoutRequests(after) != withoutRequests(before) {
			t.Errorf("the bank has changed:\n%s\nwas\n%s", after, before)
		}
	})
}

// withoutRequests returns a state less the bank's book of requests and their order:
// Limits.List has a request_id, which the bank remembers.
func withoutRequests(state string) string {
	var kept []string
	for line := range strings.Lines(state) {
		if !strings.HasPrefix(line, "requests: ") && !strings.HasPrefix(line, "order: ") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// recorder keeps the values of all answers.
type recorder struct {
	next   http.RoundTripper
	values map[string]bool
}

func (r recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := r.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		if value := fmt.Sprint(token); len(value) >= 6 {
			r.values[value] = true
		}
	}
	resp.Body = io.NopCloser(bytes.NewReader(text))
	return resp, nil
}

// A report holds nothing that was given and nothing that was answered, also when an
// answer has members that nobody knows, whose names are values.
func TestNothingLeaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank, ids := furnished(t, freedompaytest.WithCredentials("partner-canary-5", freedompay.NewSecret("key-canary-6")))
		odd := fmt.Sprintf(`{"status":"ok","request_status":"success","dt":"2026-11-21T10:00:00+05:00",`+
			`"card":{"card_id":440043001234,"status":"canaryvalue","4400430012345678":{"cvv":"987654"},"Aigerim":"x","KZ123":1,"partner-canary-5":1,`+
			`"iin_number":"880101300123","%s":[{}],"walletcanary":null,"pan4400430012349999":1,"averyveryveryverylongnamethatmaybeasentence":1,"key-canary-6":1}}`, ids.CardID)
		recorded := recorder{between{bank, func(path string) (int, string, bool) {
			return 200, odd, path == "/v5/card-api/card/info"
		}}, map[string]bool{}}
		cfg := configOf(bank)
		cfg.ReadOnlyIDs, cfg.HTTPClient = ids, &http.Client{Transport: recorded}
		report, err := probe.Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		text := printed(t, report)
		given := []string{"partner-canary-5", "key-canary-6", ids.CardID, ids.ClientID, ids.WalletIdentifier, ids.RequestID, ids.TransactionID,
			fmt.Sprint(ids.GiftCardID), "bank.test", "KZ123"}
		members := names(t)
		for value := range recorded.values {
			if _, err := time.Parse(time.RFC3339, value); err == nil || members[value] || value == "iin_number" {
				continue
			}
			given = append(given, value)
		}
		if len(given) < 40 {
			t.Fatalf("only %d canaries", len(given))
		}
		for _, canary := range given {
			if strings.Contains(text, canary) {
				t.Errorf("the report holds %q", canary)
			}
		}
		for _, want := range []string{"iin_number", "[not shown]"} {
			if !strings.Contains(text, want) {
				t.Errorf("the report does not name %q", want)
			}
		}
	})
}

// names returns the words of the contract that may stand in a report.
func names(t *testing.T) map[string]bool {
	words := map[string]bool{}
	for _, op := range facts(t).Operations {
		for _, m := range append(op.Answer.All(), op.Refusal.All()...) {
			words[m.Path[strings.LastIndex(m.Path, ".")+1:]] = true
			for _, code := range m.Schema.Enum {
				words[code] = true
			}
		}
	}
	return words
}

// Each way in which an answer differs is told, once for all elements of an array.
func TestDifferences(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		cfg := configOf(bank)
		cfg.ReadOnlyIDs.WalletIdentifier = "w-1"
		cfg.HTTPClient.Transport = between{bank, func(path string) (int, string, bool) {
			operation := `{"type":"emoney_gift","amount":"10.50","commission":0,"currency":"KZT","datetime":"21.11.2026","rrn":null,"extra":{"a":1}}`
			return 200, `{"status":"ok","request_status":0,"operations":[` + operation + `,` + operation + `],"dt":"2026-11-21T10:00:00+05:00"}`,
				path == "/v5/partner/wallet/statement"
		}}
		report, err := probe.Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		want := []probe.Difference{
			{"$.operations[].amount", "type", "number", "string", 2},
			{"$.operations[].correspondent", "missing", "object", "", 2},
			{"$.operations[].datetime", "format", "string (date-time)", "string", 2},
			{"$.operations[].extra", "unknown", "", "object", 2},
			{"$.operations[].rrn", "type", "string", "null", 2},
			{"$.operations[].type", "enumeration", "a known value", "another one", 2},
			{"$.request_status", "type", "string", "integer", 1},
		}
		if o := found(t, report, "Wallets.Statement"); o.Answer == nil || !slices.Equal(o.Answer.Differences, want) {
			t.Errorf("%+v, want %+v", o.Answer, want)
		}
	})
}

// The patch applies to the contract, which is then still one, raises what was seen
// and nothing else.
func TestPatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const from, to = "/v5/card-api/client/cards", "/v5/card-api/client/card_list"
		bank, ids := furnished(t, freedompaytest.WithPath(from, to))
		cfg := configOf(bank)
		cfg.ReadOnlyIDs = ids
		report, err := probe.Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		var file, patch any
		if err := errors.Join(json.Unmarshal(contract.OpenAPI(), &file), json.Unmarshal(report.Patch, &patch)); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(merged(file, patch))
		if err != nil {
			t.Fatal(err)
		}
		changed, err := contract.Parse(text, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range facts(t).Operations {
			after, ok := changed.Operation(op.ID)
			if !ok {
				t.Errorf("%s is gone", op.ID)
				continue
			}
			want := op.Provenance
			if want.Path == "provisional" {
				want.Path = "partial"
			}
			if slices.Contains(queried, op.ID) {
				if want.Request == "provisional" {
					want.Request = "partial"
				}
				if want.Response == "provisional" {
					want.Response = "partial"
				}
			}
			if after.Provenance != want {
				t.Errorf("%s: %+v, want %+v", op.ID, after.Provenance, want)
			}
			if want != op.Provenance && !slices.Contains(after.Sources, "probe of this machine, 2000-01-01") {
				t.Errorf("%s: sources %q", op.ID, after.Sources)
			}
			if op.ID == "Clients.Cards" && (after.Path != to || !slices.Contains(after.Alternatives, from) || slices.Contains(after.Alternatives, to)) {
				t.Errorf("%s is at %s, alternatives %q", op.ID, after.Path, after.Alternatives)
			}
			if op.ID != "Clients.Cards" && after.Path != op.Path {
				t.Errorf("%s is at %s", op.ID, after.Path)
			}
		}
	})
}

// merged applies a merge patch as RFC 7396 says.
func merged(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	result, ok := target.(map[string]any)
	if !ok {
		result = map[string]any{}
	}
	for name, value := range changes {
		if value == nil {
			delete(result, name)
		} else {
			result[name] = merged(result[name], value)
		}
	}
	return result
}

// A report survives JSON, and its table has every operation and what to paste.
func TestTable(t *testing.T) {
	bank := freedompaytest.New(freedompaytest.WithPath("/v5/cards/product_list", "/v5/cards/products"))
	report := probed(t, func() probe.Config { return configOf(bank) })
	text, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	var again probe.Report
	if err := json.Unmarshal(text, &again); err != nil || printed(t, &again) != printed(t, report) {
		t.Error("a report that was stored differs", err)
	}
	table := printed(t, report)
	for _, op := range facts(t).Operations {
		if !strings.Contains(table, "\n"+op.ID+" ") {
			t.Errorf("the table has no %s", op.ID)
		}
	}
	for _, want := range append(report.Options, "48 answers", "not at /v5/cards/product_list", `"x-provenance"`) {
		if !strings.Contains(table, want) {
			t.Errorf("the table has no %s", want)
		}
	}
}

// A client with the options of a report finds what has moved and is understood.
func TestOptionsWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank, ids := furnished(t, freedompaytest.WithPath("/v5/card-api/card/balance", "/v5/card-api/card/accounts"),
			freedompaytest.WithAlgorithm("/v5/card-api", freedompay.HS256))
		report, err := probe.Run(t.Context(), configOf(bank))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			`freedompay.WithPath("/v5/card-api/card/balance", "/v5/card-api/card/accounts"),`,
			`freedompay.WithAlgorithm("/v5/card-api", freedompay.HS256),`,
		}
		if !slices.Equal(report.Options, want) {
			t.Fatalf("options %q", report.Options)
		}
		client, err := freedompay.New(bank.AuthID(), bank.Key(), freedompay.WithBaseURL("https://bank.test"),
			freedompay.WithHTTPClient(&http.Client{Transport: bank.Transport()}),
			freedompay.WithPath("/v5/card-api/card/balance", "/v5/card-api/card/accounts"), // the two lines above
			freedompay.WithAlgorithm("/v5/card-api", freedompay.HS256),
		)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Cards.Balance(t.Context(), ids.CardID); err != nil {
			t.Error(err)
		}
	})
}
