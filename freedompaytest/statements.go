package freedompaytest

import "time"

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
