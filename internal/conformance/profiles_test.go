package conformance_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// A period in the tests.
var (
	noon  = time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)
	later = noon.Add(time.Hour)
)

// person is a valid request, changed by change.
func person(change func(*freedompay.CreateClientRequest)) freedompay.CreateClientRequest {
	req := freedompay.CreateClientRequest{ProductID: freedompay.ClientProductInstant, Client: freedompay.NewClient{Phone: 77001234567}}
	change(&req)
	return req
}

// acceptor is a bank that accepts every call and keeps the bodies.
type acceptor struct{ sent []string }

func (a *acceptor) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	a.sent = append(a.sent, string(body))
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"status":"ok"}`)), Request: req}, nil
}

// newClient returns a client of a bank under some rules.
func newClient(t *testing.T, bank http.RoundTripper, rules freedompay.Rules) *freedompay.Client {
	t.Helper()
	client, err := freedompay.New("77", freedompay.NewSecret("a key of the tests"),
		freedompay.WithHTTPClient(&http.Client{Transport: bank}), freedompay.WithRules(rules))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func second[T any](_ T, err error) error { return err }

// violated returns the paths of the violations, in order.
func violated(err error) string {
	found, _ := errors.AsType[freedompay.Violations](err)
	var paths []string
	for _, violation := range found {
		paths = append(paths, strings.TrimPrefix(violation.Path, "$."))
	}
	return strings.Join(paths, " ")
}

// The pages of the two countries differ, and so do those of the products. The
// rules of a country require what its pages require; the agreed rules require what
// both do.
func TestRulesOfCountriesAndProducts(t *testing.T) {
	const (
		least  = "client.type client.resident client.first_name client.last_name"
		wallet = "client.first_name client.last_name identification_info.idn_date identification_info.identified_by client.country client.person_id client.document" +
			" client.address1.country client.address1.postal_code client.address1.address_line1 client.address1.address_line2 client.address1.address_line3" +
			" client.address2.country client.address2.postal_code client.address2.address_line1 client.address2.address_line2 client.address2.address_line3"
	)
	address := freedompay.Address{Country: "KAZ", PostalCode: "050000", City: "Almaty", Street: "Abay", Building: "1"}
	whole := func(r *freedompay.CreateClientRequest) {
		r.Identification = freedompay.IdentificationInfo{Time: freedompay.NewTimestamp(noon), By: "branch 1"}
		r.Client.Type, r.Client.Resident, r.Client.FirstName, r.Client.LastName = freedompay.Individual, freedompay.NonResident, "A", "B"
		r.Client.Country, r.Client.PersonID, r.Client.Document = "KAZ", "1", freedompay.NewDocument([]byte("%PDF-1.4"))
		r.Client.Registration, r.Client.Residence = address, address
	}
	create := func(product freedompay.ClientProduct, change func(*freedompay.CreateClientRequest)) func(*freedompay.Client) error {
		req := person(change)
		req.ProductID = product
		return func(c *freedompay.Client) error { return second(c.Clients.Create(t.Context(), req)) }
	}
	bare := func(*freedompay.CreateClientRequest) {}
	company := func(iban string) func(*freedompay.Client) error {
		req := freedompay.AddPartnerClientRequest{Company: freedompay.Company{CompanyID: "1", Name: "A", BIN: "2", Address: address, IBAN: iban}}
		return func(c *freedompay.Client) error { return second(c.Partners.AddClient(t.Context(), req)) }
	}
	for _, test := range []struct {
		name           string
		do             func(*freedompay.Client) error
		agreed, kz, uz string
	}{
		{"wallet, the least", create(freedompay.ClientProductWallet, bare), "", wallet, ""},
		{"wallet, whole", create(freedompay.ClientProductWallet, whole), "", "", ""},
		{"wallet, an address without its street", create(freedompay.ClientProductWallet, func(r *freedompay.CreateClientRequest) { whole(r); r.Client.Residence.Street = "" }), "", "client.address2.address_line2", ""},
		{"instant, half an identification", create(freedompay.ClientProductInstant, func(r *freedompay.CreateClientRequest) {
			whole(r)
			r.Identification.By = ""
		}), "", "identification_info.identified_by", ""},
		{"instant, the other half", create(freedompay.ClientProductInstant, func(r *freedompay.CreateClientRequest) {
			whole(r)
			r.Identification.Time = freedompay.Timestamp{}
		}), "", "identification_info.idn_date", ""},
		{"wallet, neither type nor residency", create(freedompay.ClientProductWallet, func(r *freedompay.CreateClientRequest) {
			whole(r)
			r.Client.Type, r.Client.Resident = 0, 0
		}), "", "", ""},
		{"instant, the least", create(freedompay.ClientProductInstant, bare), "", least, ""},
		{"instant, whole", create(freedompay.ClientProductInstant, whole), "", "", ""},
		{"electron, the least", create(freedompay.ClientProductElectron, bare), "", least, ""},
		{"a product of tomorrow", create(4000, bare), "", least, ""},
		{"company", company(""), "", "", "company.iban company.description company.legal_type"},
		{"company with an account", company("UZ1"), "", "", "company.description company.legal_type"},
	} {
		for rules, want := range map[freedompay.Rules]string{freedompay.RulesAgreed: test.agreed, freedompay.RulesKZ: test.kz, freedompay.RulesUZ: test.uz, freedompay.RulesOff: ""} {
			bank := new(acceptor)
			err := test.do(newClient(t, bank, rules))
			if got := violated(err); got != want || (err == nil) != (want == "") || (len(bank.sent) == 1) != (want == "") {
				t.Errorf("%s under rules %d is refused for\n%q, %v; want\n%q", test.name, rules, got, err, want)
			}
		}
	}
}

// RulesOff leaves the rules to the bank, except for the safety checks: a request
// in which an absent member would do more than the caller asked for is refused.
func TestRulesOffStillRefusesWhatActsByAbsence(t *testing.T) {
	order := freedompay.RefundTransactionRequest{OrderID: "o", TransactionID: "t"}
	both, minus := order, order
	both.Amount, both.All, minus.Amount = freedompay.MustAmount("1"), true, freedompay.MustAmount("-1")
	for name, test := range map[string]struct {
		do   func(*freedompay.Client) error
		want string // "" is sent
	}{
		"no refund":       {func(c *freedompay.Client) error { return second(c.Transactions.Refund(t.Context(), order)) }, "amount"},
		"refund twice":    {func(c *freedompay.Client) error { return second(c.Transactions.Refund(t.Context(), both)) }, "amount"},
		"refund of minus": {func(c *freedompay.Client) error { return second(c.Transactions.Refund(t.Context(), minus)) }, "amount"},
		"no clearing": {func(c *freedompay.Client) error {
			return second(c.Transactions.Clear(t.Context(), freedompay.ClearTransactionRequest{}))
		}, "amount"},
		"no PIN": {func(c *freedompay.Client) error {
			return second(c.Cards.SetPIN(t.Context(), freedompay.SetPINRequest{CardID: "1"}))
		}, "pin"},
		"a plain PIN": {func(c *freedompay.Client) error {
			return second(c.Cards.SetPIN(t.Context(), freedompay.SetPINRequest{PIN: freedompay.NewSecret("000000")}))
		}, "pin"},
		"no request": {func(c *freedompay.Client) error { return second(c.Requests.Status(t.Context(), uuid.Nil)) }, "request_id"},

		"no card": {func(c *freedompay.Client) error { return second(c.Cards.Info(t.Context(), "")) }, ""},
		"a client as the bank may want it one day": {func(c *freedompay.Client) error {
			return second(c.Clients.Create(t.Context(), person(func(r *freedompay.CreateClientRequest) {
				r.ProductID, r.Client.Phone, r.Client.FirstName, r.Client.Country = 0, 7, "Айгерим", "kz"
				r.Client.Document = freedompay.NewDocument([]byte("\x89PNG"))
			})))
		}, ""},
		"a debit of nothing": {func(c *freedompay.Client) error {
			return second(c.Transactions.Create(t.Context(), freedompay.CreateTransactionRequest{Currency: "kzt", Amount: freedompay.MustAmount("0")}))
		}, ""},
		"a period that runs backwards": {func(c *freedompay.Client) error {
			return second(c.Cards.Statement(t.Context(), freedompay.CardStatementRequest{Start: freedompay.NewZonelessTimestamp(later), End: freedompay.NewZonelessTimestamp(noon)}))
		}, ""},
	} {
		bank := new(acceptor)
		err := test.do(newClient(t, bank, freedompay.RulesOff))
		if got := violated(err); got != test.want || (err == nil) != (test.want == "") || (len(bank.sent) == 1) != (test.want == "") {
			t.Errorf("%s: refused for %q, %v; want %q", name, got, err, test.want)
		}
	}
}
