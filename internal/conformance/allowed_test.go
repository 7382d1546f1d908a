package conformance_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// What a page of the vendor prints, or does not forbid, is sent as it is.
func TestWhatThePagesAllowIsSent(t *testing.T) {
	at, zoneless := freedompay.NewTimestamp(noon), freedompay.NewZonelessTimestamp(noon)
	day := freedompay.NewDayTimestamp(freedompay.Date{Year: 2026, Month: time.November, Day: 20})
	type doing = func(*freedompay.Client) error
	named := func(name string) doing {
		return func(c *freedompay.Client) error {
			return second(c.Clients.Create(t.Context(), person(func(r *freedompay.CreateClientRequest) {
				r.Client.FirstName, r.Client.LastName, r.Client.MiddleName = name, name, name
			})))
		}
	}
	phoned := func(phone string) doing {
		return func(c *freedompay.Client) error {
			if err := second(c.Cards.ValidateCardholder(t.Context(), freedompay.ValidateCardholderRequest{Phone: phone, FirstName: "A", LastName: "B", CardToken: uuid.Max})); err != nil {
				return err
			}
			return second(c.Partners.AddUser(t.Context(), freedompay.AddPartnerUserRequest{
				ClientID: 1, User: freedompay.PartnerUser{FirstName: "A", LastName: "B", Phone: phone, Email: "a@b"},
			}))
		}
	}
	scanned := func(start string) doing {
		return func(c *freedompay.Client) error {
			return second(c.Clients.Create(t.Context(), person(func(r *freedompay.CreateClientRequest) {
				r.Client.Document = freedompay.NewDocument(append([]byte(start), bytes.Repeat([]byte("x"), 200)...))
			})))
		}
	}
	for _, test := range []struct {
		name, sent string // a part of what is sent
		do         doing
	}{
		{"a company with a number", `"TOO Alpha 7"`, named("TOO Alpha 7")},
		{"a company of two", `"ALPHA \u0026 Co"`, named("ALPHA & Co")},
		{"a company in quotes", `"TOO \"Alpha\""`, named(`TOO "Alpha"`)},
		{"a company with other quotes", `"TOO «Alpha», No.1/2 (KZ) [x]"`, named("TOO «Alpha», No.1/2 (KZ) [x]")},
		{"a name with a space that does not break", "\"Anna\u00a0Maria\"", named("Anna\u00a0Maria")},
		{"a name with an accent that is apart", "\"Jose\u0301\"", named("Jose\u0301")},
		{"names of passports", `"O‘g‘iloy Gʻani Maʼmur D'Arcy Çelik-Ğ"`, named("O‘g‘iloy Gʻani Maʼmur D'Arcy Çelik-Ğ")},
		{"a phone as AddUser's page prints it", `"+7 (701) 777-77-77"`, phoned("+7 (701) 777-77-77")},
		{"a phone with dots", `"8.701.777.77.77"`, phoned("8.701.777.77.77")},
		{"a phone with other spaces", "\"\u00a0+7\u00a0701 7777777 \"", phoned("\u00a0+7\u00a0701 7777777 ")},
		{"the shortest phone", `"1234567"`, phoned("1234567")},
		{"the longest phone", `"123456789012345"`, phoned("123456789012345")},
		{"a PDF", "JVBERi0x", scanned("%PDF-1.4")},
		{"a PDF with a byte order mark", "77u/JVBERi0x", scanned("\uFEFF%PDF-1.4")},
		{"a PDF after blank lines", "DQogCgklUERGLTEu", scanned("\r\n \n\t%PDF-1.4")},
		{"a PDF after both", `"document":"77u/CiVQREYt`, scanned("\uFEFF\n%PDF-1.4")},
		{"a period of a moment", `"start_date":"2026-11-20T12:00:00+00:00","end_date":"2026-11-20T12:00:00+00:00"`, func(c *freedompay.Client) error {
			return second(c.Cards.Statement(t.Context(), freedompay.CardStatementRequest{CardID: "1", Start: at, End: at}))
		}},
		{"a rate of a moment", `"start_date":"2026-11-20 12:00:00","end_date":"2026-11-20 12:00:00"`, func(c *freedompay.Client) error {
			return second(c.Rates.Add(t.Context(), freedompay.AddRateRequest{Rate: freedompay.Rate{From: freedompay.USD, To: freedompay.KZT, Rate: freedompay.MustAmount("1"), Start: zoneless, End: zoneless}}))
		}},
		{"a period of a day", `"start_date":"2026-11-20","end_date":"2026-11-20"`, func(c *freedompay.Client) error {
			return second(c.Cards.StatementExtended(t.Context(), freedompay.ExtendedStatementRequest{CardID: "1", Start: day, End: day}))
		}},
		{"a wallet without an identifier", `"country":"KAZ","currency":"KZT"}`, func(c *freedompay.Client) error {
			return second(c.Wallets.Add(t.Context(), freedompay.AddWalletRequest{RequestID: uuid.Max, Country: "KAZ", Currency: freedompay.KZT}))
		}},
		{"a company in a country of its own words", `"country":"Kazakhstan"`, func(c *freedompay.Client) error {
			return second(c.Partners.AddClient(t.Context(), freedompay.AddPartnerClientRequest{
				Company: freedompay.Company{CompanyID: "1", Name: "A", BIN: "2", Address: freedompay.Address{Country: "Kazakhstan"}},
			}))
		}},
	} {
		bank := new(acceptor)
		if err := test.do(newClient(t, bank, freedompay.RulesAgreed)); err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		for _, body := range bank.sent {
			if !strings.Contains(body, test.sent) {
				t.Errorf("%s is sent as %.400s", test.name, body)
			}
		}
	}
}

// The bounds of the checks, one step on either side.
func TestBoundsOfTheChecks(t *testing.T) {
	client := func(change func(*freedompay.CreateClientRequest)) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error { return second(c.Clients.Create(t.Context(), person(change))) }
	}
	phone := func(number int64) func(*freedompay.Client) error {
		return client(func(r *freedompay.CreateClientRequest) { r.Client.Phone = number })
	}
	text := func(phone string) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(c.Cards.ValidateCardholder(t.Context(), freedompay.ValidateCardholderRequest{Phone: phone, FirstName: "A", LastName: "B", CardToken: uuid.Max}))
		}
	}
	pin := func(text string) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(c.Cards.SetPIN(t.Context(), freedompay.SetPINRequest{CardID: "1", PIN: freedompay.NewSecret(text)}))
		}
	}
	limit := func(value string) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(c.Limits.Set(t.Context(), freedompay.SetLimitsRequest{
				Object: freedompay.LimitObject{Type: freedompay.LimitOnCard, Value: "1"},
				Limits: []freedompay.Limit{{TransactionType: "x", Amounts: []freedompay.LimitAmount{{Value: freedompay.MustAmount(value)}}}},
			}))
		}
	}
	bulk := func(count, product int) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(c.Cards.BulkIssue(t.Context(), freedompay.BulkIssueCardsRequest{ProductID: freedompay.CardProduct(product), Count: count}))
		}
	}
	identify := func(phone int64) func(*freedompay.Client) error {
		return func(c *freedompay.Client) error {
			return second(c.Wallets.IdentifyOwner(t.Context(), freedompay.IdentifyWalletOwnerRequest{Identifier: "w", Owner: freedompay.WalletOwner{Phone: phone}}))
		}
	}
	small := func(size int) func(*freedompay.Client) error {
		return client(func(r *freedompay.CreateClientRequest) { r.Client.Document = freedompay.NewDocument(padded(size)) })
	}
	for name, test := range map[string]struct {
		do   func(*freedompay.Client) error
		want string
	}{
		"7 digits":               {phone(1000000), ""},
		"6 digits":               {phone(999999), "client.phone"},
		"15 digits":              {phone(999999999999999), ""},
		"16 digits":              {phone(1000000000000000), "client.phone"},
		"no phone":               {phone(0), "client.phone"},
		"7 digits of text":       {text("+1234567"), ""},
		"6 digits of text":       {text("123-456"), "user_phone"},
		"16 digits of text":      {text("1234567890123456"), "user_phone"},
		"two plus signs":         {text("++12345678"), "user_phone"},
		"letters":                {text("1234567a"), "user_phone"},
		"no text":                {text(""), "user_phone"},
		"12 digits of a PIN":     {pin("123456789012"), "pin"},
		"13 digits":              {pin("1234567890123"), ""},
		"a digit of a PIN":       {pin("1"), "pin"},
		"a letter":               {pin("a"), ""},
		"a limit of nothing":     {limit("0"), ""},
		"a limit below":          {limit("-0.01"), "limits[0].amount[0].value"},
		"one card":               {bulk(1, 1), ""},
		"no card":                {bulk(0, 1), "count"},
		"less than none":         {bulk(-1, 1), "count"},
		"no product":             {bulk(1, 0), "product_id"},
		"a product below":        {bulk(1, -1), "product_id"},
		"an owner without phone": {identify(0), ""},
		"an owner's short phone": {identify(1), "owner.phone"},
		"2 MB":                   {small(2 << 20), ""},
		"a byte more":            {small(2<<20 + 1), "client.document"},
		"a language":             {client(func(r *freedompay.CreateClientRequest) { r.Client.Language = "KK" }), ""},
		"a language of one":      {client(func(r *freedompay.CreateClientRequest) { r.Client.Language = "k" }), "client.language"},
		"a language of digits":   {client(func(r *freedompay.CreateClientRequest) { r.Client.Language = "12" }), "client.language"},
		"a country of four":      {client(func(r *freedompay.CreateClientRequest) { r.Client.Country = "KAZA" }), "client.country"},
		"a country of digits":    {client(func(r *freedompay.CreateClientRequest) { r.Client.Country = "398" }), "client.country"},
		"all addresses and names": {client(func(r *freedompay.CreateClientRequest) {
			r.Client.FirstName, r.Client.LastName, r.Client.MiddleName = "Ж", "Ж", "Ж"
			r.Client.Birthdate = freedompay.Date{Year: 2023, Month: 13, Day: 1}
			r.Client.Country, r.Client.Registration.Country, r.Client.Residence.Country, r.Client.Language = "x", "x", "x", "x"
			r.Identification.Time = freedompay.NewZonelessTimestamp(noon)
			r.Client.Document = freedompay.NewDocument([]byte("GIF"))
		}), "client.first_name client.last_name client.middle_name client.birthdate client.country client.language client.document" +
			" client.address1.country client.address2.country identification_info.idn_date"},
		"all of an owner": {func(c *freedompay.Client) error {
			return second(c.Wallets.IdentifyOwner(t.Context(), freedompay.IdentifyWalletOwnerRequest{
				Owner: freedompay.WalletOwner{
					Birthdate: freedompay.Date{Year: 2023, Month: 13, Day: 1}, Country: "x", Document: freedompay.NewDocument([]byte("GIF")),
				},
				Identification: freedompay.IdentificationInfo{Time: freedompay.NewZonelessTimestamp(noon)},
			}))
		}, "identifier owner.birthdate owner.country owner.document identification_info.idn_date"},
		"all of a wallet's period": {func(c *freedompay.Client) error {
			return second(c.Wallets.Statement(t.Context(), freedompay.WalletStatementRequest{Identifier: "w", Start: freedompay.NewZonelessTimestamp(later), End: freedompay.NewZonelessTimestamp(noon)}))
		}, "start_date end_date end_date"},
		"an extended period backwards": {func(c *freedompay.Client) error {
			return second(c.Cards.StatementExtended(t.Context(), freedompay.ExtendedStatementRequest{CardID: "1", Start: freedompay.NewTimestamp(later), End: freedompay.NewTimestamp(noon)}))
		}, "end_date"},
		"half a period": {func(c *freedompay.Client) error {
			return second(c.Cards.Statement(t.Context(), freedompay.CardStatementRequest{CardID: "1", End: freedompay.NewTimestamp(noon)}))
		}, ""},
		"the other half": {func(c *freedompay.Client) error {
			return second(c.Cards.Statement(t.Context(), freedompay.CardStatementRequest{CardID: "1", Start: freedompay.NewTimestamp(noon)}))
		}, ""},
		"a rate's times in RFC 3339": {func(c *freedompay.Client) error {
			return second(c.Rates.Add(t.Context(), freedompay.AddRateRequest{Rate: freedompay.Rate{
				From: "usd", To: "kzt", Rate: freedompay.MustAmount("-1"), Start: freedompay.NewTimestamp(later), End: freedompay.NewTimestamp(noon),
			}}))
		}, "rates.currency_from rates.currency_to rates.rate rates.start_date rates.end_date rates.end_date"},
		"a product that breaks off": {func(c *freedompay.Client) error {
			return second(c.Partners.AddClient(t.Context(), freedompay.AddPartnerClientRequest{
				Company: freedompay.Company{CompanyID: "1", Name: "A", BIN: "2", Address: freedompay.Address{City: "x"}}, Product: []byte(" {"),
			}))
		}, "product"},
		"a product with space around it": {func(c *freedompay.Client) error {
			return second(c.Partners.AddClient(t.Context(), freedompay.AddPartnerClientRequest{
				Company: freedompay.Company{CompanyID: "1", Name: "A", BIN: "2", Address: freedompay.Address{City: "x"}}, Product: []byte(" {} "),
			}))
		}, ""},
		"a limit's currency": {func(c *freedompay.Client) error {
			return second(c.Limits.Set(t.Context(), freedompay.SetLimitsRequest{
				Object: freedompay.LimitObject{Type: freedompay.LimitOnCard, Value: "1"},
				Limits: []freedompay.Limit{{TransactionType: "x", Amounts: []freedompay.LimitAmount{{Currency: "kzt"}}}},
			}))
		}, "limits[0].amount[0].currency"},
	} {
		bank := new(acceptor)
		if got := violated(test.do(newClient(t, bank, freedompay.RulesAgreed))); got != test.want || (len(bank.sent) == 1) != (test.want == "") {
			t.Errorf("%s: refused for %q, want %q", name, got, test.want)
		}
	}
}

// padded returns a PDF of size bytes, as far as the client looks.
func padded(size int) []byte { return append([]byte("%PDF-"), make([]byte, size-5)...) }
