package freedompay_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// The moments of the tests of periods.
var (
	noon  = time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)
	later = noon.Add(time.Hour)
)

// person is a client that nothing is wrong with, but for what change does to it.
func person(change func(*freedompay.CreateClientRequest)) freedompay.CreateClientRequest {
	req := freedompay.CreateClientRequest{ProductID: freedompay.ClientProductInstant, Client: freedompay.NewClient{Phone: 77001234567}}
	change(&req)
	return req
}

// own is a caller's request that embeds one of the package's.
type own struct {
	*freedompay.BlockCardRequest
	Evidence string `json:"evidence"`
}

// The first day of an integrator: each mistake, and the words that it gets.
// Nothing of it is sent.
func TestInvalidRequestsAreExplained(t *testing.T) {
	const (
		phone    = "want a phone number of 7 to 15 digits with the country code, as 77001234567"
		required = "want a value: it is required"
		partOr   = "$.amount: want either an amount above zero, or All: true for the whole"
		pinOr    = "$.pin: want either a PIN, encrypted, or Generate: true to let the bank make one"
	)
	zero, one := freedompay.MustAmount("0"), freedompay.MustAmount("1")
	type create = freedompay.CreateClientRequest
	refund := func(amount freedompay.Amount, all bool) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(c.Transactions.Refund(t.Context(), freedompay.RefundTransactionRequest{OrderID: "o", TransactionID: "t", Amount: amount, All: all}))
		}
	}
	clear := func(amount freedompay.Amount, all bool) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(c.Transactions.Clear(t.Context(), freedompay.ClearTransactionRequest{OrderID: "o", TransactionID: "t", Amount: amount, All: all}))
		}
	}
	setPIN := func(pin string, generate bool) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(c.Cards.SetPIN(t.Context(), freedompay.SetPINRequest{CardID: "1", PIN: freedompay.NewSecret(pin), Generate: generate}))
		}
	}
	client := func(change func(*create)) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error { return second(c.Clients.Create(t.Context(), person(change))) }
	}
	document := func(d freedompay.Document) func(*freedompay.Client) error {
		return client(func(r *create) { r.Client.Document = d })
	}
	statement := func(start, end freedompay.Timestamp) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(c.Cards.Statement(t.Context(), freedompay.CardStatementRequest{CardID: "1", Start: start, End: end}))
		}
	}
	debit := func(change func(*freedompay.CreateTransactionRequest)) func(*freedompay.Client) error {
		req := freedompay.CreateTransactionRequest{OrderID: "o", CardID: "1", Type: freedompay.Debit, Amount: one, Currency: freedompay.KZT}
		change(&req)
		return func(c *freedompay.Client) error { return second(c.Transactions.Create(t.Context(), req)) }
	}
	rate := func(change func(*freedompay.Rate)) func(*freedompay.Client) error {
		req := freedompay.AddRateRequest{Rate: freedompay.Rate{From: freedompay.USD, To: freedompay.KZT, Rate: one}}
		change(&req.Rate)
		return func(c *freedompay.Client) error { return second(c.Rates.Add(t.Context(), req)) }
	}
	call := func(path string, req any) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(freedompay.Call[freedompay.Result](t.Context(), c, path, req))
		}
	}
	at, zoneless := freedompay.NewTimestamp, freedompay.NewZonelessTimestamp
	for _, test := range []struct {
		name string
		do   func(*freedompay.Client) error
		op   string
		want string // "; " stands between violations
	}{
		{"no card id", func(c *freedompay.Client) error { return second(c.Cards.Info(t.Context(), "")) }, "card-api/card/info", "$.card_id: " + required},
		{"a blank card id", func(c *freedompay.Client) error { return second(c.Cards.SecretData(t.Context(), " \n")) }, "card-api/card/secret_data", "$.card_id: " + required},
		{"no reason for a block", func(c *freedompay.Client) error {
			return second(c.Cards.Block(t.Context(), freedompay.BlockCardRequest{CardID: "1", BlockCode: freedompay.BlockLost}))
		}, "card-api/card/block", "$.description: " + required},
		{"an empty request", func(c *freedompay.Client) error {
			return second(c.Cards.Block(t.Context(), freedompay.BlockCardRequest{}))
		}, "card-api/card/block", "$.card_id: " + required + "; $.block_code: " + required + "; $.description: " + required},
		{"no product", func(c *freedompay.Client) error {
			return second(c.Cards.Issue(t.Context(), freedompay.IssueCardRequest{ClientID: "1"}))
		}, "card-api/card/issue", "$.product_id: want the id of a product: it is required"},
		{"no cards", func(c *freedompay.Client) error {
			return second(c.Cards.BulkIssue(t.Context(), freedompay.BulkIssueCardsRequest{ProductID: 2000}))
		}, "card-api/card/bulk_issue", "$.count: want at least one card"},
		{"status of no request", func(c *freedompay.Client) error { return second(c.Requests.Status(t.Context(), uuid.Nil)) },
			"card-api/request/status", "$.request_id: want the id of the command that is asked about, not zero"},
		{"waiting for no request", func(c *freedompay.Client) error { return second(c.Wallets.Wait(t.Context(), uuid.Nil)) },
			"partner/wallet/request/status", "$.request_id: want the id of the command that is asked about, not zero"},
		{"a path for a public key", func(c *freedompay.Client) error {
			return second(c.Cards.SecretDataV2(t.Context(), freedompay.SecretDataV2Request{CardID: "1", PublicKey: "/etc/key.pem"}))
		}, "card-api/card/secret_data/v2", "$.public_key: want a public key in PEM"},
		{"no token, and a phone with letters", func(c *freedompay.Client) error {
			return second(c.Cards.ValidateCardholder(t.Context(), freedompay.ValidateCardholderRequest{Phone: "+7 700 123 CALL", FirstName: "A", LastName: "B"}))
		}, "card-api/external/cardholder_validate", "$.user_phone: " + phone + "; $.card_token: want the token of a card, not zero"},

		{"a plain PIN", setPIN("1234", false), "card-api/card/set_pin", "$.pin: want ciphertext: this is a PIN in the clear"},
		{"a forgotten PIN", setPIN("", false), "card-api/card/set_pin", pinOr},
		{"a PIN, and another to be made", setPIN("Zm9v", true), "card-api/card/set_pin", pinOr},
		{"a plain PIN, and another to be made", setPIN("1234", true), "card-api/card/set_pin", pinOr + "; $.pin: want ciphertext: this is a PIN in the clear"},

		{"a forgotten refund", refund(freedompay.Amount{}, false), "card-api/transaction/refund", partOr},
		{"a part and the whole", refund(one, true), "card-api/transaction/refund", partOr},
		{"a refund computed as nothing", refund(zero, false), "card-api/transaction/refund", partOr},
		{"nothing and the whole", refund(zero, true), "card-api/transaction/refund", partOr},
		{"a refund with a minus", refund(freedompay.MustAmount("-1"), false), "card-api/transaction/refund", partOr},
		{"a forgotten clearing", clear(freedompay.Amount{}, false), "card-api/transaction/clearing", partOr},
		{"a clearing in part and whole", clear(one, true), "card-api/transaction/clearing", partOr},
		{"a debit of nothing", debit(func(r *freedompay.CreateTransactionRequest) { r.Amount = zero }), "card-api/transaction/create", "$.amount: want an amount above zero"},
		{"a credit written as a minus", debit(func(r *freedompay.CreateTransactionRequest) { r.Amount = freedompay.NewAmount(-5, 0) }), "card-api/transaction/create", "$.amount: want an amount above zero"},
		{"no amount", debit(func(r *freedompay.CreateTransactionRequest) { r.Amount = freedompay.Amount{} }), "card-api/transaction/create", "$.amount: want an amount above zero"},
		{"a currency in small letters", debit(func(r *freedompay.CreateTransactionRequest) { r.Currency = "kzt" }), "card-api/transaction/create", "$.currency: want KZT, in capital letters"},
		{"a currency as a number", debit(func(r *freedompay.CreateTransactionRequest) { r.Currency = "398" }), "card-api/transaction/create", "$.currency: want a currency of three capital letters, as KZT"},
		{"a currency as a sign", debit(func(r *freedompay.CreateTransactionRequest) { r.Currency = "₸" }), "card-api/transaction/create", "$.currency: want a currency of three capital letters, as KZT"},
		{"no direction", debit(func(r *freedompay.CreateTransactionRequest) { r.Type = "" }), "card-api/transaction/create", "$.type: " + required},

		{"a phone without its country", client(func(r *create) { r.Client.Phone = 123456 }), "card-api/client/add", "$.client.phone: " + phone},
		{"a phone with a card's digits", client(func(r *create) { r.Client.Phone = 4400430212345678 }), "card-api/client/add", "$.client.phone: " + phone},
		{"a name in Cyrillic", client(func(r *create) { r.Client.FirstName = "Айгерим" }), "card-api/client/add", "$.client.first_name: want Latin letters, as in the passport"},
		{"a Cyrillic letter in a Latin name", client(func(r *create) { r.Client.LastName = "SАMPLE" }), "card-api/client/add", "$.client.last_name: want Latin letters, as in the passport"},
		{"a country of two letters", client(func(r *create) { r.Client.Country, r.Client.Residence.Country = "KZ", "Kazakhstan" }), "card-api/client/add",
			"$.client.country: want a country of three capital letters, as KAZ; $.client.address2.country: want a country of three capital letters, as KAZ"},
		{"a country in small letters", client(func(r *create) { r.Client.Registration.Country = "uzb" }), "card-api/client/add", "$.client.address1.country: want UZB, in capital letters"},
		{"a control character in a name", client(func(r *create) { r.Client.LastName = "A\x1b[31m" }), "card-api/client/add", "$.client.last_name: want Latin letters, as in the passport"},
		{"a language of three letters", client(func(r *create) { r.Client.Language = "rus" }), "card-api/client/add", "$.client.language: want a language of two letters, as ru"},
		{"a day that is not", client(func(r *create) { r.Client.Birthdate = freedompay.Date{Year: 2023, Month: 2, Day: 29} }), "card-api/client/add", "$.client.birthdate: want a day that exists, as 1990-05-17"},
		{"identified at a time without a zone", client(func(r *create) { r.Identification.Time = zoneless(noon) }), "card-api/client/add", "$.identification_info.idn_date: want a time in RFC 3339: use NewTimestamp"},
		{"a JPEG", document(freedompay.NewDocument([]byte("\xff\xd8\xff\xe0 JFIF"))), "card-api/client/add", "$.client.document: want a PDF: this document does not begin with %PDF-"},
		{"a PDF in base64 already", document(freedompay.NewDocument([]byte("JVBERi0xLjQ="))), "card-api/client/add", "$.client.document: want a PDF: this document does not begin with %PDF-"},
		{"a PDF of 3 MB", document(freedompay.NewDocument(append([]byte("%PDF-"), make([]byte, 3<<20)...))), "card-api/client/add",
			"$.client.document: want a document of at most 2 MB (2097152 bytes): this one has 3145733"},

		{"an end before the start", statement(at(later), at(noon)), "card-api/card/statement", "$.end_date: want an end not before the start"},
		{"an end before the start, in another zone", statement(at(noon), at(noon.Add(-time.Minute).In(time.FixedZone("", 5*3600)))), "card-api/card/statement", "$.end_date: want an end not before the start"},
		{"a period of gift cards' times", statement(zoneless(noon), zoneless(later)), "card-api/card/statement",
			"$.start_date: want a time in RFC 3339: use NewTimestamp; $.end_date: want a time in RFC 3339: use NewTimestamp"},
		{"half a period", func(c *freedompay.Client) error {
			return second(c.Cards.StatementExtended(t.Context(), freedompay.ExtendedStatementRequest{CardID: "1", Start: at(noon)}))
		}, "card-api/card/statement_extended", "$.end_date: " + required},
		{"an iterator over nothing", func(c *freedompay.Client) (err error) {
			for _, err = range c.Wallets.Operations(t.Context(), freedompay.WalletStatementRequest{Start: at(later), End: at(noon)}) {
			}
			return err
		}, "partner/wallet/statement", "$.identifier: " + required + "; $.end_date: want an end not before the start"},
		{"a rate from RFC 3339", rate(func(r *freedompay.Rate) { r.Start = at(noon) }), "partner/rates/add", "$.rates.start_date: want a time as 2006-01-02 15:04:05: use NewZonelessTimestamp"},
		{"a rate that ends before it starts", rate(func(r *freedompay.Rate) { r.Start, r.End = zoneless(later), zoneless(noon) }), "partner/rates/add", "$.rates.end_date: want an end not before the start"},
		{"a rate of nothing to nowhere", rate(func(r *freedompay.Rate) { r.To, r.Rate = "", zero }), "partner/rates/add",
			"$.rates.currency_to: want a currency of three capital letters, as KZT; $.rates.rate: want an amount above zero"},

		{"limits without a limit", func(c *freedompay.Client) error {
			return second(c.Limits.Set(t.Context(), freedompay.SetLimitsRequest{Object: freedompay.LimitObject{Type: freedompay.LimitOnCard}}))
		}, "card-api/limits/set", "$.object.value: " + required + "; $.limits: want at least one limit"},
		{"the second amount of the first limit", func(c *freedompay.Client) error {
			bad := []freedompay.LimitAmount{{Value: one}, {Value: freedompay.MustAmount("-1"), Currency: "tenge"}}
			return second(c.Limits.Set(t.Context(), freedompay.SetLimitsRequest{Object: freedompay.LimitObject{Type: freedompay.LimitOnCard, Value: "1"}, Limits: []freedompay.Limit{{Amounts: bad}}}))
		}, "card-api/limits/set", "$.limits[0].transaction_type: " + required + "; $.limits[0].amount[1].value: want an amount not below zero; $.limits[0].amount[1].currency: want a currency of three capital letters, as KZT"},
		{"a gift card for nobody", func(c *freedompay.Client) error {
			return second(c.GiftCards.Issue(t.Context(), freedompay.IssueGiftCardRequest{Phone: 77001234567}))
		}, "cards/issue_card", "$.cardholder_name: " + required + "; $.product_code: want the code of a product from GiftCards.List"},
		{"no password from the SMS", func(c *freedompay.Client) error {
			return second(c.GiftCards.Confirm(t.Context(), freedompay.ConfirmGiftCardRequest{CardID: 1}))
		}, "cards/activate_card", "$.otp: want the one-time password from the SMS"},
		{"no gift card", func(c *freedompay.Client) error { return second(c.GiftCards.Status(t.Context(), 0)) }, "cards/card_status", "$.card_id: want the id of a gift card"},
		{"a wallet in a country of two letters", func(c *freedompay.Client) error {
			return second(c.Wallets.Add(t.Context(), freedompay.AddWalletRequest{Identifier: "w", Country: "UZ", Currency: "uzs"}))
		}, "partner/wallet/add", "$.country: want a country of three capital letters, as KAZ; $.currency: want UZS, in capital letters"},
		{"a company without an address, with a product that is a text", func(c *freedompay.Client) error {
			return second(c.Partners.AddClient(t.Context(), freedompay.AddPartnerClientRequest{
				Company: freedompay.Company{CompanyID: "1", Name: "A", BIN: "2"}, Product: json.RawMessage(`"ecom"`),
			}))
		}, "partner/client/add", "$.company.address: want the legal address: it is required; $.product: want a JSON object"},
		{"a user of no company", func(c *freedompay.Client) error {
			return second(c.Partners.AddUser(t.Context(), freedompay.AddPartnerUserRequest{User: freedompay.PartnerUser{FirstName: "A", LastName: "B", Phone: "8-700"}}))
		}, "partner/client/user/add", "$.client_id: want the id of a registered company; $.user_info.phone: " + phone + "; $.user_info.email: " + required},

		{"a wrong request of ours inside the caller's", call("/v5/card-api/card/block", own{&freedompay.BlockCardRequest{CardID: "1", BlockCode: "10"}, "photo"}), "card-api/card/block", "$.description: " + required},
		{"a wrong request of ours, passed on", call("/v5/card-api/transaction/refund", &freedompay.RefundTransactionRequest{OrderID: "o", TransactionID: "t"}), "card-api/transaction/refund", partOr},
		{"nil", call("/v5/card-api/a", nil), "card-api/a", "the request is nil, or embeds a nil pointer"},
		{"nothing inside the caller's request", call("/v5/card-api/a", own{}), "card-api/a", "the request is nil, or embeds a nil pointer"},
		{"a list", call("/v5/card-api/a", []string{"card"}), "card-api/a", "request must encode as a JSON object"},
		{"what JSON cannot hold", call("/v5/card-api/a", map[string]any{"f": func() {}}), "card-api/a", "request cannot be encoded as JSON: json: unsupported type: func()"},
		{"a query in the path", call("/v5/card-api/a?b=1", struct{}{}), "card-api/a?b=1", `the path "/v5/card-api/a?b=1" has a character other than letters, digits, - . _ ~ and /`},
		{"a card id in the path", call("/v5/card-api/{id}", struct{}{}), "card-api/{id}", `the path "/v5/card-api/{id}" has a character other than letters, digits, - . _ ~ and /`},
		{"a path that climbs", call("/v5/card-api/../a", struct{}{}), "card-api/../a", `the path "/v5/card-api/../a" has a . or .. segment`},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.do(newClient(t, silence{t}))
			if want := "freedompay: /v5/" + test.op + ": invalid request: " + test.want; err == nil || err.Error() != want {
				t.Fatalf("\n got %v\nwant %s", err, want)
			}
			failed, ok := errors.AsType[*freedompay.Error](err)
			if !ok || !errors.Is(err, freedompay.ErrInvalidRequest) || failed.HTTPStatus != 0 || failed.Code != "" || errors.Is(err, freedompay.ErrOutcomeUnknown) {
				t.Errorf("the error is %T %+v", err, failed)
			}
			checkViolations(t, err, test.want)
		})
	}
}

// checkViolations wants one Violation for each that a message lists, none for a
// message about the call.
func checkViolations(t *testing.T, err error, listed string) {
	t.Helper()
	var want freedompay.Violations
	if strings.HasPrefix(listed, "$") {
		for text := range strings.SplitSeq(listed, "; ") {
			path, right, _ := strings.Cut(text, ": want ")
			want = append(want, freedompay.Violation{Path: path, Want: right})
		}
	}
	if found, ok := errors.AsType[freedompay.Violations](err); ok != (want != nil) || !slices.Equal(found, want) {
		t.Errorf("the violations are %+v, want %+v", found, want)
	}
}

// violated returns the paths of what a request was refused for, in order.
func violated(err error) string {
	found, _ := errors.AsType[freedompay.Violations](err)
	var paths []string
	for _, violation := range found {
		paths = append(paths, strings.TrimPrefix(violation.Path, "$."))
	}
	return strings.Join(paths, " ")
}

// The pages of the countries differ, and so do those of the products: each
// profile asks for what its pages ask for, and the agreed rules for neither.
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
			bank := answering(200, accepted)
			err := test.do(newClient(t, bank, freedompay.WithRules(rules)))
			if got := violated(err); got != want || (err == nil) != (want == "") || (len(bank.sent) == 1) != (want == "") {
				t.Errorf("%s under rules %d is refused for\n%q, %v; want\n%q", test.name, rules, got, err, want)
			}
		}
	}
}

// A bank that has relaxed a rule is not held to it by the client. What would do
// more than was asked for is refused all the same.
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
		bank := answering(200, accepted)
		err := test.do(newClient(t, bank, freedompay.WithRules(freedompay.RulesOff)))
		if got := violated(err); got != test.want || (err == nil) != (test.want == "") || len(bank.sent) == 1 != (test.want == "") {
			t.Errorf("%s: refused for %q, %v; want %q", name, got, err, test.want)
		}
	}
}
