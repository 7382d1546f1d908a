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

// own is a request type of a caller that embeds one of the package.
type own struct {
	*freedompay.BlockCardRequest
	Evidence string `json:"evidence"`
}

// mistake is a call that is refused before it is sent.
type mistake struct {
	name string
	do   func(*freedompay.Client) error
	op   string // the path after /v5/
	want string // what is wrong; "; " separates violations
}

// What the refusals of several services say.
const (
	wantPart     = "$.amount: want either an amount above zero, or All: true for the whole"
	wantPhone    = "want a phone number of 7 to 15 digits with the country code, as 77001234567"
	wantValue    = "want a value: it is required"
	wantCurrency = "want a currency of three capital letters, as KZT"
	wantCountry  = "want a country of three capital letters, as KAZ"
)

var (
	zero, one    = freedompay.MustAmount("0"), freedompay.MustAmount("1")
	at, zoneless = freedompay.NewTimestamp, freedompay.NewZonelessTimestamp
)

// A wrong request is refused with an explanation, and nothing is sent.
func TestInvalidRequestsAreExplained(t *testing.T) {
	for service, mistakes := range map[string]func(*testing.T) []mistake{
		"Cards": wrongCards, "PINs": wrongPINs, "Requests": wrongRequests, "Transactions": wrongTransactions, "Clients": wrongClients,
		"statements": wrongStatements, "Rates": wrongRates, "Limits": wrongLimits, "GiftCards": wrongGiftCards, "Wallets": wrongWallets,
		"Partners": wrongPartners, "Call": wrongCalls,
	} {
		for _, m := range mistakes(t) {
			t.Run(service+"/"+m.name, func(t *testing.T) {
				bank := answering(200, accepted)
				err := m.do(newClient(t, bank))
				if want := "freedompay: /v5/" + m.op + ": invalid request: " + m.want; err == nil || err.Error() != want {
					t.Fatalf("\n got %v\nwant %s", err, want)
				}
				failed, ok := errors.AsType[*freedompay.Error](err)
				if !ok || !errors.Is(err, freedompay.ErrInvalidRequest) || failed.HTTPStatus != 0 || failed.Code != "" || errors.Is(err, freedompay.ErrOutcomeUnknown) {
					t.Errorf("the error is %T %+v", err, failed)
				}
				if len(bank.sent) != 0 {
					t.Error("the request was sent")
				}
				checkViolations(t, err, m.want)
			})
		}
	}
}

// wrongCards are requests about cards.
func wrongCards(t *testing.T) []mistake {
	return []mistake{
		{"no card id", func(c *freedompay.Client) error { return second(c.Cards.Info(t.Context(), "")) }, "card-api/card/info", "$.card_id: " + wantValue},
		{"a blank card id", func(c *freedompay.Client) error { return second(c.Cards.SecretData(t.Context(), " \n")) }, "card-api/card/secret_data", "$.card_id: " + wantValue},
		{"no reason for a block", func(c *freedompay.Client) error {
			return second(c.Cards.Block(t.Context(), freedompay.BlockCardRequest{CardID: "1", BlockCode: freedompay.BlockLost}))
		}, "card-api/card/block", "$.description: " + wantValue},
		{"an empty request", func(c *freedompay.Client) error {
			return second(c.Cards.Block(t.Context(), freedompay.BlockCardRequest{}))
		}, "card-api/card/block", "$.card_id: " + wantValue + "; $.block_code: " + wantValue + "; $.description: " + wantValue},
		{"no product", func(c *freedompay.Client) error {
			return second(c.Cards.Issue(t.Context(), freedompay.IssueCardRequest{ClientID: "1"}))
		}, "card-api/card/issue", "$.product_id: want the id of a product: it is required"},
		{"no cards", func(c *freedompay.Client) error {
			return second(c.Cards.BulkIssue(t.Context(), freedompay.BulkIssueCardsRequest{ProductID: 2000}))
		}, "card-api/card/bulk_issue", "$.count: want at least one card"},
		{"a path for a public key", func(c *freedompay.Client) error {
			return second(c.Cards.SecretDataV2(t.Context(), freedompay.SecretDataV2Request{CardID: "1", PublicKey: "/etc/key.pem"}))
		}, "card-api/card/secret_data/v2", "$.public_key: want a public key in PEM"},
		{"no token, and a phone with spaces", func(c *freedompay.Client) error {
			return second(c.Cards.ValidateCardholder(t.Context(), freedompay.ValidateCardholderRequest{Phone: "+7 700 123 CALL", FirstName: "A", LastName: "B"}))
		}, "card-api/external/cardholder_validate", "$.user_phone: " + wantPhone + "; $.card_token: want the token of a card, not zero"},
	}
}

// wrongPINs choose a PIN in no way, in two ways, or in clear text.
func wrongPINs(t *testing.T) []mistake {
	const pinOr = "$.pin: want either a PIN, encrypted, or Generate: true to let the bank make one"
	setPIN := func(pin string, generate bool) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(c.Cards.SetPIN(t.Context(), freedompay.SetPINRequest{CardID: "1", PIN: freedompay.NewSecret(pin), Generate: generate}))
		}
	}
	return []mistake{
		{"a plain PIN", setPIN("1234", false), "card-api/card/set_pin", "$.pin: want ciphertext: this is a PIN in the clear"},
		{"a forgotten PIN", setPIN("", false), "card-api/card/set_pin", pinOr},
		{"a PIN, and another to be made", setPIN("Zm9v", true), "card-api/card/set_pin", pinOr},
		{"a plain PIN, and another to be made", setPIN("1234", true), "card-api/card/set_pin", pinOr + "; $.pin: want ciphertext: this is a PIN in the clear"},
	}
}

// wrongRequests ask about a request without its id.
func wrongRequests(t *testing.T) []mistake {
	return []mistake{
		{"status of no request", func(c *freedompay.Client) error { return second(c.Requests.Status(t.Context(), uuid.Nil)) },
			"card-api/request/status", "$.request_id: want the id of the command that is asked about, not zero"},
		{"waiting for no request", func(c *freedompay.Client) error { return second(c.Wallets.Wait(t.Context(), uuid.Nil)) },
			"partner/wallet/request/status", "$.request_id: want the id of the command that is asked about, not zero"},
	}
}

// wrongTransactions move no amount, a negative one, or one that is not clear.
func wrongTransactions(t *testing.T) []mistake {
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
	debit := func(change func(*freedompay.CreateTransactionRequest)) func(*freedompay.Client) error {
		req := freedompay.CreateTransactionRequest{OrderID: "o", CardID: "1", Type: freedompay.Debit, Amount: one, Currency: freedompay.KZT}
		change(&req)
		return func(c *freedompay.Client) error { return second(c.Transactions.Create(t.Context(), req)) }
	}
	return []mistake{
		{"a forgotten refund", refund(freedompay.Amount{}, false), "card-api/transaction/refund", wantPart},
		{"a part and the whole", refund(one, true), "card-api/transaction/refund", wantPart},
		{"a refund computed as nothing", refund(zero, false), "card-api/transaction/refund", wantPart},
		{"nothing and the whole", refund(zero, true), "card-api/transaction/refund", wantPart},
		{"a refund with a minus", refund(freedompay.MustAmount("-1"), false), "card-api/transaction/refund", wantPart},
		{"a forgotten clearing", clear(freedompay.Amount{}, false), "card-api/transaction/clearing", wantPart},
		{"a clearing in part and whole", clear(one, true), "card-api/transaction/clearing", wantPart},
		{"a debit of nothing", debit(func(r *freedompay.CreateTransactionRequest) { r.Amount = zero }), "card-api/transaction/create", "$.amount: want an amount above zero"},
		{"a credit written as a minus", debit(func(r *freedompay.CreateTransactionRequest) { r.Amount = freedompay.NewAmount(-5, 0) }), "card-api/transaction/create", "$.amount: want an amount above zero"},
		{"no amount", debit(func(r *freedompay.CreateTransactionRequest) { r.Amount = freedompay.Amount{} }), "card-api/transaction/create", "$.amount: want an amount above zero"},
		{"a currency in small letters", debit(func(r *freedompay.CreateTransactionRequest) { r.Currency = "kzt" }), "card-api/transaction/create", "$.currency: want KZT, in capital letters"},
		{"a currency as a number", debit(func(r *freedompay.CreateTransactionRequest) { r.Currency = "398" }), "card-api/transaction/create", "$.currency: " + wantCurrency},
		{"a currency as a sign", debit(func(r *freedompay.CreateTransactionRequest) { r.Currency = "₸" }), "card-api/transaction/create", "$.currency: " + wantCurrency},
		{"no direction", debit(func(r *freedompay.CreateTransactionRequest) { r.Type = "" }), "card-api/transaction/create", "$.type: " + wantValue},
	}
}

// wrongClients describe a person wrongly.
func wrongClients(t *testing.T) []mistake {
	client := func(change func(*freedompay.CreateClientRequest)) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error { return second(c.Clients.Create(t.Context(), person(change))) }
	}
	document := func(d freedompay.Document) func(*freedompay.Client) error {
		return client(func(r *freedompay.CreateClientRequest) { r.Client.Document = d })
	}
	return []mistake{
		{"a phone without its country", client(func(r *freedompay.CreateClientRequest) { r.Client.Phone = 123456 }), "card-api/client/add", "$.client.phone: " + wantPhone},
		{"a phone with a card's digits", client(func(r *freedompay.CreateClientRequest) { r.Client.Phone = 4400430212345678 }), "card-api/client/add", "$.client.phone: " + wantPhone},
		{"a name in Cyrillic", client(func(r *freedompay.CreateClientRequest) { r.Client.FirstName = "Айгерим" }), "card-api/client/add", "$.client.first_name: want Latin letters, as in the passport"},
		{"a Cyrillic letter in a Latin name", client(func(r *freedompay.CreateClientRequest) { r.Client.LastName = "SАMPLE" }), "card-api/client/add", "$.client.last_name: want Latin letters, as in the passport"},
		{"a country of two letters", client(func(r *freedompay.CreateClientRequest) {
			r.Client.Country, r.Client.Residence.Country = "KZ", "Kazakhstan"
		}), "card-api/client/add",
			"$.client.country: " + wantCountry + "; $.client.address2.country: " + wantCountry},
		{"a country in small letters", client(func(r *freedompay.CreateClientRequest) { r.Client.Registration.Country = "uzb" }), "card-api/client/add", "$.client.address1.country: want UZB, in capital letters"},
		{"a control character in a name", client(func(r *freedompay.CreateClientRequest) { r.Client.LastName = "A\x1b[31m" }), "card-api/client/add", "$.client.last_name: want Latin letters, as in the passport"},
		{"a language of three letters", client(func(r *freedompay.CreateClientRequest) { r.Client.Language = "rus" }), "card-api/client/add", "$.client.language: want a language of two letters, as ru"},
		{"a day that is not", client(func(r *freedompay.CreateClientRequest) {
			r.Client.Birthdate = freedompay.Date{Year: 2023, Month: 2, Day: 29}
		}), "card-api/client/add", "$.client.birthdate: want a day that exists, as 1990-05-17"},
		{"identified at a time without a zone", client(func(r *freedompay.CreateClientRequest) { r.Identification.Time = zoneless(noon) }), "card-api/client/add", "$.identification_info.idn_date: want a time in RFC 3339: use NewTimestamp"},
		{"a JPEG", document(freedompay.NewDocument([]byte("\xff\xd8\xff\xe0 JFIF"))), "card-api/client/add", "$.client.document: want a PDF: this document does not begin with %PDF-"},
		{"a PDF in base64 already", document(freedompay.NewDocument([]byte("JVBERi0xLjQ="))), "card-api/client/add", "$.client.document: want a PDF: this document does not begin with %PDF-"},
		{"a PDF of 3 MB", document(freedompay.NewDocument(append([]byte("%PDF-"), make([]byte, 3<<20)...))), "card-api/client/add",
			"$.client.document: want a document of at most 2 MB (2097152 bytes): this one has 3145733"},
	}
}

// wrongStatements ask for a period that is not one.
func wrongStatements(t *testing.T) []mistake {
	statement := func(start, end freedompay.Timestamp) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(c.Cards.Statement(t.Context(), freedompay.CardStatementRequest{CardID: "1", Start: start, End: end}))
		}
	}
	return []mistake{
		{"an end before the start", statement(at(later), at(noon)), "card-api/card/statement", "$.end_date: want an end not before the start"},
		{"an end before the start, in another zone", statement(at(noon), at(noon.Add(-time.Minute).In(time.FixedZone("", 5*3600)))), "card-api/card/statement", "$.end_date: want an end not before the start"},
		{"a period of gift cards' times", statement(zoneless(noon), zoneless(later)), "card-api/card/statement",
			"$.start_date: want a time in RFC 3339: use NewTimestamp; $.end_date: want a time in RFC 3339: use NewTimestamp"},
		{"half a period", func(c *freedompay.Client) error {
			return second(c.Cards.StatementExtended(t.Context(), freedompay.ExtendedStatementRequest{CardID: "1", Start: at(noon)}))
		}, "card-api/card/statement_extended", "$.end_date: " + wantValue},
		{"an iterator over nothing", func(c *freedompay.Client) (err error) {
			for _, err = range c.Wallets.Operations(t.Context(), freedompay.WalletStatementRequest{Start: at(later), End: at(noon)}) {
			}
			return err
		}, "partner/wallet/statement", "$.identifier: " + wantValue + "; $.end_date: want an end not before the start"},
	}
}

// wrongRates are exchange rates.
func wrongRates(t *testing.T) []mistake {
	rate := func(change func(*freedompay.Rate)) func(*freedompay.Client) error {
		req := freedompay.AddRateRequest{Rate: freedompay.Rate{From: freedompay.USD, To: freedompay.KZT, Rate: one}}
		change(&req.Rate)
		return func(c *freedompay.Client) error { return second(c.Rates.Add(t.Context(), req)) }
	}
	return []mistake{
		{"a rate from RFC 3339", rate(func(r *freedompay.Rate) { r.Start = at(noon) }), "partner/rates/add", "$.rates.start_date: want a time as 2006-01-02 15:04:05: use NewZonelessTimestamp"},
		{"a rate that ends before it starts", rate(func(r *freedompay.Rate) { r.Start, r.End = zoneless(later), zoneless(noon) }), "partner/rates/add", "$.rates.end_date: want an end not before the start"},
		{"a rate of nothing to nowhere", rate(func(r *freedompay.Rate) { r.To, r.Rate = "", zero }), "partner/rates/add",
			"$.rates.currency_to: want a currency of three capital letters, as KZT; $.rates.rate: want an amount above zero"},
	}
}

// wrongLimits set limits without their parts.
func wrongLimits(t *testing.T) []mistake {
	return []mistake{
		{"limits without a limit", func(c *freedompay.Client) error {
			return second(c.Limits.Set(t.Context(), freedompay.SetLimitsRequest{Object: freedompay.LimitObject{Type: freedompay.LimitOnCard}}))
		}, "card-api/limits/set", "$.object.value: " + wantValue + "; $.limits: want at least one limit"},
		{"the second amount of the first limit", func(c *freedompay.Client) error {
			bad := []freedompay.LimitAmount{{Value: one}, {Value: freedompay.MustAmount("-1"), Currency: "tenge"}}
			return second(c.Limits.Set(t.Context(), freedompay.SetLimitsRequest{Object: freedompay.LimitObject{Type: freedompay.LimitOnCard, Value: "1"}, Limits: []freedompay.Limit{{Amounts: bad}}}))
		}, "card-api/limits/set", "$.limits[0].transaction_type: " + wantValue + "; $.limits[0].amount[1].value: want an amount not below zero; $.limits[0].amount[1].currency: " + wantCurrency},
	}
}

// wrongGiftCards are requests about gift cards.
func wrongGiftCards(t *testing.T) []mistake {
	return []mistake{
		{"a gift card for nobody", func(c *freedompay.Client) error {
			return second(c.GiftCards.Issue(t.Context(), freedompay.IssueGiftCardRequest{Phone: 77001234567}))
		}, "cards/issue_card", "$.cardholder_name: " + wantValue + "; $.product_code: want the code of a product from GiftCards.List"},
		{"no password from the SMS", func(c *freedompay.Client) error {
			return second(c.GiftCards.Confirm(t.Context(), freedompay.ConfirmGiftCardRequest{CardID: 1}))
		}, "cards/activate_card", "$.otp: want the one-time password from the SMS"},
		{"no gift card", func(c *freedompay.Client) error { return second(c.GiftCards.Status(t.Context(), 0)) }, "cards/card_status", "$.card_id: want the id of a gift card"},
	}
}

// wrongWallets are requests about wallets.
func wrongWallets(t *testing.T) []mistake {
	return []mistake{
		{"a wallet in a country of two letters", func(c *freedompay.Client) error {
			return second(c.Wallets.Add(t.Context(), freedompay.AddWalletRequest{Identifier: "w", Country: "UZ", Currency: "uzs"}))
		}, "partner/wallet/add", "$.country: want a country of three capital letters, as KAZ; $.currency: want UZS, in capital letters"},
	}
}

// wrongPartners register companies and users.
func wrongPartners(t *testing.T) []mistake {
	return []mistake{
		{"a company without an address, with a product that is a text", func(c *freedompay.Client) error {
			return second(c.Partners.AddClient(t.Context(), freedompay.AddPartnerClientRequest{
				Company: freedompay.Company{CompanyID: "1", Name: "A", BIN: "2"}, Product: json.RawMessage(`"ecom"`),
			}))
		}, "partner/client/add", "$.company.address: want the legal address: it is required; $.product: want a JSON object"},
		{"a user of no company", func(c *freedompay.Client) error {
			return second(c.Partners.AddUser(t.Context(), freedompay.AddPartnerUserRequest{User: freedompay.PartnerUser{FirstName: "A", LastName: "B", Phone: "8-700"}}))
		}, "partner/client/user/add", "$.client_id: want the id of a registered company; $.user_info.phone: " + wantPhone + "; $.user_info.email: " + wantValue},
	}
}

// wrongCalls pass a wrong request or path to Call.
func wrongCalls(t *testing.T) []mistake {
	call := func(path string, req any) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(freedompay.Call[freedompay.Result](t.Context(), c, path, req))
		}
	}
	return []mistake{
		{"a wrong request of ours inside the caller's", call("/v5/card-api/card/block", own{&freedompay.BlockCardRequest{CardID: "1", BlockCode: "10"}, "photo"}), "card-api/card/block", "$.description: " + wantValue},
		{"a wrong request of ours, passed on", call("/v5/card-api/transaction/refund", &freedompay.RefundTransactionRequest{OrderID: "o", TransactionID: "t"}), "card-api/transaction/refund", wantPart},
		{"nil", call("/v5/card-api/a", nil), "card-api/a", "the request is nil, or embeds a nil pointer"},
		{"nothing inside the caller's request", call("/v5/card-api/a", own{}), "card-api/a", "the request is nil, or embeds a nil pointer"},
		{"a list", call("/v5/card-api/a", []string{"card"}), "card-api/a", "request must encode as a JSON object"},
		{"what JSON cannot hold", call("/v5/card-api/a", map[string]any{"f": func() {}}), "card-api/a", "request cannot be encoded as JSON: json: unsupported type: func()"},
		{"a query in the path", call("/v5/card-api/a?b=1", struct{}{}), "card-api/a?b=1", `the path "/v5/card-api/a?b=1" has a character other than letters, digits, - . _ ~ and /`},
		{"a card id in the path", call("/v5/card-api/{id}", struct{}{}), "card-api/{id}", `the path "/v5/card-api/{id}" has a character other than letters, digits, - . _ ~ and /`},
		{"a path that climbs", call("/v5/card-api/../a", struct{}{}), "card-api/../a", `the path "/v5/card-api/../a" has a . or .. segment`},
	}
}

// checkViolations wants one Violation for each one that the message lists, and
// none when the message is about the call.
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
