package freedompaytest

import (
	"cmp"
	"slices"
	"time"
)

// entry is a line of a statement.
type entry struct {
	code     string // of the transaction dictionary
	amount   money
	account  *account
	mcc      int
	at       time.Time
	rrn      string
	merchant map[string]any
}

// operation returns the line as a statement prints it. Amounts carry no sign:
// the type says which way the money went.
func (e *entry) operation() members {
	return members{
		"type":       e.code,
		"amount":     number(e.amount),
		"commission": number(0),
		"currency":   e.account.currency,
		"mcc":        e.mcc,
		"datetime":   e.at.Format(time.RFC3339),
		"rrn":        e.rrn,
		"merchant":   e.merchant,
	}
}

// period is a stretch of time, both ends included; a zero end is open.
type period struct{ start, end time.Time }

// period reads start_date and end_date, which may both be absent.
func (in *input) period() period {
	p := period{in.moment("start_date"), in.moment("end_date")}
	if !p.start.IsZero() && !p.end.IsZero() && p.end.Before(p.start) {
		in.wrong("end_date", "want a time after start_date")
	}
	return p
}

// holds reports whether a moment lies in the period. Statements print whole
// seconds, so a period that ends at a printed time holds what was printed so.
func (p period) holds(at time.Time) bool {
	return !at.Before(p.start) && (p.end.IsZero() || !at.Truncate(time.Second).After(p.end))
}

// statement returns the posted operations of a period.
func (c *card) statement(p period) []members {
	operations := []members{}
	for i := range c.posted {
		if p.holds(c.posted[i].at) {
			operations = append(operations, c.posted[i].operation())
		}
	}
	return operations
}

func (b *Bank) cardStatement(in *input) (members, error) {
	period := in.period()
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	return members{"operations": c.statement(period)}, nil
}

// cardStatementExtended adds the card's balances and its authorizations: those
// that hold money now, and those that were cancelled in the period.
func (b *Bank) cardStatementExtended(in *input) (members, error) {
	for _, name := range []string{"start_date", "end_date"} {
		if in.members[name] == nil {
			in.wrong(name, "want an RFC 3339 time")
		}
	}
	period := in.period()
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	answer := members{
		"card":           members{"card_id": c.id, "card_mask": c.mask()},
		"balances":       members{"accounts": c.balances()},
		"authorizations": c.authorized(period),
		"operations":     c.statement(period),
	}
	for _, line := range answer["operations"].([]members) {
		delete(line, "mcc") // the page of this statement names neither
		delete(line, "merchant")
	}
	if c.client != nil {
		answer["client_id"] = c.client.id
	}
	return answer, nil
}

// authorized returns the card's authorizations, the oldest first.
func (c *card) authorized(p period) []members {
	entries := []entry{}
	for _, t := range c.authorizations {
		entries = append(entries, t.entry(t.kind.authorization, t.held, t.at))
	}
	for _, e := range c.cancelled {
		if p.holds(e.at) {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.rrn, b.rrn))
	})
	list := []members{}
	for _, e := range entries {
		list = append(list, members{
			"datetime":              e.at.Format(time.RFC3339),
			"type":                  e.code,
			"amount":                number(e.amount),
			"commission":            number(0),
			"full_amount":           number(e.amount),
			"cashback":              number(0),
			"currency":              e.account.currency,
			"iban":                  e.account.id,
			"merchant":              e.merchant,
			"additional_parameters": []members{},
		})
	}
	return list
}

func (b *Bank) cardBalance(in *input) (members, error) {
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	return members{"accounts": c.balances()}, nil
}

// balances returns the card's accounts. The vendor types debit and credit as
// integers and says no more: here they are 1 where the account may be debited
// and credited, otherwise 0.
func (c *card) balances() []members {
	accounts := make([]members, len(c.accounts))
	for i, a := range c.accounts {
		accounts[i] = members{
			"iban":           a.id,
			"currency":       a.currency,
			"debit":          flag(c.status == cardActive),
			"credit":         flag(c.status != cardClosed),
			"amount":         number(a.balance),
			"blocked_amount": number(a.held),
		}
	}
	return accounts
}

func flag(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
