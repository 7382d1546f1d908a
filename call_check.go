package freedompay

import (
	"context"
	"strings"
	"time"
	"unicode"
)

// Rules are the rules by which a request is checked before it is sent. See [WithRules].
type Rules int

// The rules. The vendor's pages of different countries require different fields.
const (
	// RulesAgreed check what all pages of the vendor agree on.
	RulesAgreed Rules = iota
	// RulesKZ also check what the pages of Kazakhstan require for Clients.Create, in
	// general and for each product.
	RulesKZ
	// RulesUZ also check what the pages of Uzbekistan require for Partners.AddClient.
	RulesUZ
	// RulesOff check none of the bank's rules, for a bank that has relaxed one. A
	// request that could do more than was asked for is refused all the same.
	RulesOff
)

// Violation is one thing that is wrong with a request.
type Violation struct {
	Path string // of the member, as $.client.phone
	Want string // what would be right
}

// Violations are everything that is wrong with a request. An [*Error] that matches
// [ErrInvalidRequest] wraps them: find them with errors.AsType.
type Violations []Violation

// Error lists them on one line.
func (v Violations) Error() string {
	lines := make([]string, len(v))
	for i, violation := range v {
		lines[i] = violation.Path + ": want " + violation.Want
	}
	return strings.Join(lines, "; ")
}

// checker collects what is wrong with a request. It looks at shapes alone and
// is never stricter than the contract.
type checker struct {
	ctx   context.Context // of the call, for documents that have to be read
	rules Rules
	found Violations
}

// err returns everything found as one error, nil if nothing was.
func (c *checker) err() error {
	if len(c.found) == 0 {
		return nil
	}
	return c.found
}

// must holds a request to what keeps it from doing more than was asked for.
func (c *checker) must(ok bool, path, want string) {
	if !ok {
		c.found = append(c.found, Violation{"$." + path, want})
	}
}

// want holds a request to a rule of the bank.
func (c *checker) want(ok bool, path, want string) {
	if c.rules != RulesOff {
		c.must(ok, path, want)
	}
}

func (c *checker) required(path, text string) {
	c.want(strings.TrimSpace(text) != "", path, "a value: it is required")
}

func (c *checker) product(path string, id int) {
	c.want(id > 0, path, "the id of a product: it is required")
}

func (c *checker) company(id PartnerClientID) {
	c.want(id != 0, "client_id", "the id of a registered company")
}

func (c *checker) companyUser(company PartnerClientID, user int64) {
	c.company(company)
	c.want(user != 0, "user_id", "the id of a user of the company")
}

// phone takes what E.164 allows.
func (c *checker) phone(path string, number int64) {
	c.want(number >= 1e6 && number < 1e15, path, "a phone number of 7 to 15 digits with the country code, as 77001234567")
}

// phoneText takes a phone as people write it, +7 (701) 777-77-77, which is how
// the vendor's page has it.
func (c *checker) phoneText(path, text string) {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("()-.", r) {
			return -1
		}
		return r
	}, strings.TrimPrefix(strings.TrimSpace(text), "+"))
	ok := len(digits) >= 7 && len(digits) <= 15 && strings.Trim(digits, "0123456789") == ""
	c.want(ok, path, "a phone number of 7 to 15 digits with the country code, as 77001234567")
}

func (c *checker) currency(path string, code Currency) {
	c.alpha3(path, string(code), "a currency of three capital letters, as KZT")
}

// country takes a country, or nothing.
func (c *checker) country(path, code string) {
	if code != "" {
		c.alpha3(path, code, "a country of three capital letters, as KAZ")
	}
}

// alpha3 takes three capital letters, and suggests them for small ones.
func (c *checker) alpha3(path, code, want string) {
	if capitals := strings.ToUpper(code); capitals != code && isUpper(capitals, 3) {
		want = capitals + ", in capital letters"
	}
	c.want(isUpper(code, 3), path, want)
}

func (c *checker) language(path, code string) {
	c.want(code == "" || isUpper(strings.ToUpper(code), 2), path, "a language of two letters, as ru")
}

func isUpper(text string, length int) bool {
	return len(text) == length && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// latin takes a name in Latin letters of any language, with accents and the marks
// of Uzbek, of a person or a company: what is no letter is not looked at.
func (c *checker) latin(path, name string) {
	for _, r := range name {
		switch {
		case unicode.Is(unicode.Latin, r), strings.ContainsRune("ʻʼ", r): // which Unicode calls letters of any script
		case unicode.IsLetter(r), unicode.IsControl(r):
			c.want(false, path, "Latin letters, as in the passport")
			return
		}
	}
}

// positive takes an amount above zero.
func (c *checker) positive(path string, amount Amount) {
	c.want(amount.Sign() > 0, path, "an amount above zero")
}

// partOrAll holds a request whose missing amount means everything to saying so.
func (c *checker) partOrAll(part Amount, all bool) {
	c.must(part.IsZero() == all && (all || part.Sign() > 0), "amount", "either an amount above zero, or All: true for the whole")
}

func (c *checker) date(path string, d Date) {
	if !d.IsZero() {
		_, err := ParseDate(d.String())
		c.want(err == nil, path, "a day that exists, as 1990-05-17")
	}
}

// moment takes RFC 3339, or nothing.
func (c *checker) moment(path string, t Timestamp) {
	c.layout(path, t, time.RFC3339, "a time in RFC 3339: use NewTimestamp")
}

// moments takes the bounds of a statement, either of which may be missing.
func (c *checker) moments(start, end Timestamp) {
	c.moment("start_date", start)
	c.moment("end_date", end)
	c.period("end_date", start, end)
}

// zoneless takes a time as rates have it, or nothing.
func (c *checker) zoneless(path string, t Timestamp) {
	c.layout(path, t, time.DateTime, "a time as 2006-01-02 15:04:05: use NewZonelessTimestamp")
}

func (c *checker) layout(path string, t Timestamp, layout, want string) {
	if !t.IsZero() {
		_, err := time.Parse(layout, t.String())
		c.want(err == nil, path, want)
	}
}

// period takes a start, and an end that may be the same moment.
func (c *checker) period(path string, start, end Timestamp) {
	if !start.IsZero() && !end.IsZero() {
		from, to := start.Time(), end.Time()
		c.want(from.IsZero() || to.IsZero() || !to.Before(from), path, "an end not before the start")
	}
}

func (c *checker) document(path string, d Document) {
	if d.IsZero() || c.rules == RulesOff {
		return
	}
	if err := d.within(c.ctx).check(); err != nil && c.ctx.Err() == nil {
		c.want(false, path, err.Error())
	}
}
