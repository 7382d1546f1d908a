package freedompaytest

import (
	"slices"
	"time"
)

// limitObject is what a limit is on: a card, an account or a client.
type limitObject struct{ kind, id string }

// limit is one limit. The vendor does not document the regions, so the bank
// keeps them and looks at none. A limit without a period applies to each
// transaction.
type limit struct {
	transactionType string
	region          string
	period          string
	amounts         []limitAmount
}

// limitAmount is the least or the most that a limit allows in a currency. Only
// the most is enforced.
type limitAmount struct {
	kind     string // min or max
	value    money
	currency string
}

// usageKey names what has been spent: by whom, on what, in which currency, in
// which day or month.
type usageKey struct {
	object                            limitObject
	transactionType, currency, window string
}

// limitBook keeps the limits and what has been spent under them. Spending is
// counted whether or not there is a limit, so that a new limit counts what was
// spent earlier in its period.
type limitBook struct {
	set  map[limitObject][]*limit
	used map[usageKey]money
}

func newLimitBook() limitBook {
	return limitBook{set: make(map[limitObject][]*limit), used: make(map[usageKey]money)}
}

// window returns the name of the calendar day or month a moment lies in, by the
// bank's clock; "" for a limit on each transaction.
func window(period string, at time.Time) string {
	switch period {
	case "day":
		return at.Format("2006-01-02")
	case "month":
		return at.Format("2006-01")
	}
	return ""
}

// limitedBy returns what can hold limits on a card's transactions.
func limitedBy(c *card, a *account) []limitObject {
	objects := []limitObject{{"card", c.id}, {"account", a.id}}
	if c.client != nil {
		objects = append(objects, limitObject{"client", c.client.id})
	}
	return objects
}

// within refuses a debit that would pass a limit.
func (l *limitBook) within(t *transaction, at time.Time) error {
	for _, object := range limitedBy(t.card, t.account) {
		for _, limit := range l.set[object] {
			if !slices.Contains(t.spending, limit.transactionType) {
				continue
			}
			used := l.usage(object, limit, t.account.currency, at)
			for _, amount := range limit.amounts {
				if amount.kind == "max" && amount.currency == t.account.currency && used+t.amount > amount.value {
					return refuse("", "the "+object.kind+"'s limit on "+limit.transactionType+" is exceeded")
				}
			}
		}
	}
	return nil
}

// usage returns what has been spent under a limit so far.
func (l *limitBook) usage(object limitObject, limit *limit, currency string, at time.Time) money {
	name := window(limit.period, at)
	if name == "" {
		return 0
	}
	return l.used[usageKey{object, limit.transactionType, currency, name}]
}

// count adds a debit to what has been spent. A negative amount takes off what
// was given back. Both count in the period of the debit.
func (l *limitBook) count(t *transaction, amount money) {
	for _, object := range t.limitedBy {
		for _, transactionType := range t.spending {
			for _, period := range []string{"day", "month"} {
				l.used[usageKey{object, transactionType, t.account.currency, window(period, t.at)}] += amount
			}
		}
	}
}

// limitObject reads what a limit is on. It returns the object and, when there
// is no such thing, the refusal.
func (b *Bank) limitObject(in *input) (limitObject, error) {
	inner := in.object("object")
	object := limitObject{inner.text("type"), inner.text("value")}
	if !slices.Contains([]string{"card", "account", "client"}, object.kind) {
		inner.wrong("type", "want card, account or client")
	}
	if err := in.err(); err != nil {
		return object, err
	}
	var err error
	switch object.kind {
	case "card":
		_, err = b.cardByID(object.id)
	case "client":
		_, err = b.clientByID(object.id)
	case "account":
		if a := b.ledger.accounts[object.id]; a == nil || !a.customer {
			err = refuse("12001", "object.value: no account with this number")
		}
	}
	return object, err
}

func (b *Bank) setLimits(in *input) (*command, error) {
	var limits []*limit
	for _, item := range in.objects("limits") {
		limits = append(limits, readLimit(item, b.currency))
	}
	object, err := b.limitObject(in)
	if err != nil {
		return nil, err
	}
	return &command{allowed, func(time.Time, *made) error {
		for _, limit := range limits {
			b.limits.replace(object, limit)
		}
		return nil
	}}, nil
}

// replace sets a limit in the place of one of the same kind.
func (l *limitBook) replace(object limitObject, limit *limit) {
	for i, old := range l.set[object] {
		if old.transactionType == limit.transactionType && old.region == limit.region && old.period == limit.period {
			l.set[object][i] = limit
			return
		}
	}
	l.set[object] = append(l.set[object], limit)
}

// readLimit reads one limit. An amount that names no currency is in the bank's.
// What a limit reports, current and remaining, may be sent back with it and is
// not kept.
func readLimit(in *input, currency string) *limit {
	types := []string{"pay", "pay_pos", "pay_online", "pay_online_non3ds", "withdrawal", "withdrawal_atm", "transfer"}
	l := &limit{
		transactionType: in.text("transaction_type"),
		region:          in.optionalText("region"),
		period:          in.optionalText("period"),
	}
	if !slices.Contains(types, l.transactionType) {
		in.wrong("transaction_type", "want a code of the limit_transaction_type dictionary")
	}
	if !slices.Contains([]string{"", "transaction", "day", "month"}, l.period) {
		in.wrong("period", "want transaction, day or month")
	}
	if in.members["amount"] == nil {
		return l
	}
	for _, item := range in.objects("amount") {
		amount := limitAmount{item.text("type"), item.decimal("value"), currency}
		if item.members["currency"] != nil {
			amount.currency = item.currency("currency")
		}
		switch amount.kind {
		case "min", "max":
			l.amounts = append(l.amounts, amount)
		case "current", "remaining":
		default:
			item.wrong("type", "want min, max, current or remaining")
		}
	}
	return l
}

func (b *Bank) listLimits(in *input) (members, error) {
	object, err := b.limitObject(in)
	if err != nil {
		return nil, err
	}
	now := b.now()
	limits := []members{}
	for _, limit := range b.limits.set[object] {
		line := members{"transaction_type": limit.transactionType, "amount": b.limits.amounts(object, limit, now)}
		if limit.region != "" {
			line["region"] = limit.region
		}
		if limit.period != "" {
			line["period"] = limit.period
		}
		limits = append(limits, line)
	}
	return members{"limits": limits}, nil
}

// amounts returns a limit's amounts, and for each maximum what is used of it
// and what remains.
func (l *limitBook) amounts(object limitObject, limit *limit, now time.Time) []members {
	amounts := []members{}
	add := func(kind string, value money, currency string) {
		amounts = append(amounts, members{"type": kind, "value": value.String(), "currency": currency})
	}
	for _, amount := range limit.amounts {
		add(amount.kind, amount.value, amount.currency)
		if amount.kind == "max" {
			used := l.usage(object, limit, amount.currency, now)
			add("current", used, amount.currency)
			add("remaining", max(amount.value-used, 0), amount.currency)
		}
	}
	return amounts
}
