package freedompaytest

import (
	"cmp"
	"slices"
	"time"
)

// LimitView is a limit with what is used of it.
type LimitView struct {
	On              string            `json:"object_type"` // card, account or client
	ID              string            `json:"object_value"`
	TransactionType string            `json:"transaction_type"`
	Region          string            `json:"region,omitempty"`
	Period          string            `json:"period,omitempty"`
	Amounts         []LimitAmountView `json:"amount"`
}

// LimitAmountView is an amount of a limit: min, max, current or remaining.
type LimitAmountView struct {
	Type     string `json:"type"`
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

// ViewLimits lists the limits on a card, an account or a client; all limits when id is
// empty.
func (b *Bank) ViewLimits(id string) []LimitView {
	return viewed(b, func(now time.Time) []LimitView {
		views := []LimitView{}
		for object, limits := range b.limits.set {
			if id != "" && object.id != id {
				continue
			}
			for _, l := range limits {
				views = append(views, b.limits.view(object, l, now))
			}
		}
		slices.SortStableFunc(views, func(a, b LimitView) int { return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.ID, b.ID)) })
		return views
	})
}

func (l *limitBook) view(object limitObject, set *limit, now time.Time) LimitView {
	view := LimitView{On: object.kind, ID: object.id, TransactionType: set.transactionType, Region: set.region, Period: set.period}
	for _, amount := range set.amounts {
		add := func(kind string, value money) {
			view.Amounts = append(view.Amounts, LimitAmountView{kind, value.String(), amount.currency})
		}
		add(amount.kind, amount.value)
		if amount.kind == "max" {
			used := l.usage(object, set, amount.currency, now)
			add("current", used)
			add("remaining", max(amount.value-used, 0))
		}
	}
	return view
}
