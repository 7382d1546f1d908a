// Package reconciliation compares a card's statement of a day with your ledger: the
// recipe of docs/recipes/reconciliation.md.
package reconciliation

import (
	"context"
	"time"

	"github.com/freedompay-go/freedompay"
)

// Entry is one line of your ledger.
type Entry struct {
	OrderID  string
	Type     freedompay.TransactionCode // that the bank books it under
	Amount   freedompay.Amount
	Currency freedompay.Currency
}

// Differences are what one side has and the other has not.
type Differences struct {
	AtBankOnly   []freedompay.Operation
	InLedgerOnly []Entry
}

// sameAs is what a line of the statement and one of the ledger have in common: a
// statement carries no order_id.
type sameAs struct {
	kind     freedompay.TransactionCode
	amount   string
	currency freedompay.Currency
}

// OfDay compares the statement of the day that begins at start with the ledger's
// entries of that day.
func OfDay(ctx context.Context, client *freedompay.Client, cardID string, start time.Time, ledger []Entry) (Differences, error) {
	end := start.AddDate(0, 0, 1)
	open := map[sameAs][]Entry{}
	for _, e := range ledger {
		like := sameAs{e.Type, e.Amount.Rat().RatString(), e.Currency}
		open[like] = append(open[like], e)
	}
	var found Differences
	// Whether the ends of a period belong to it is not published: a day more on
	// each side is asked for, and what is not of the day is passed over.
	for line, err := range client.Cards.Operations(ctx, freedompay.CardStatementRequest{
		CardID: cardID,
		Start:  freedompay.NewTimestamp(start.AddDate(0, 0, -1)),
		End:    freedompay.NewTimestamp(end.AddDate(0, 0, 1)),
	}) {
		if err != nil {
			return Differences{}, err // half a statement proves nothing
		}
		if at := line.Time.In(start.Location()); at.Before(start) || !at.Before(end) {
			continue
		}
		like := sameAs{line.Type, line.Amount.Rat().RatString(), line.Currency}
		if entries := open[like]; len(entries) > 0 {
			open[like] = entries[1:]
			continue
		}
		found.AtBankOnly = append(found.AtBankOnly, line)
	}
	for _, e := range ledger { // in the order of the ledger
		like := sameAs{e.Type, e.Amount.Rat().RatString(), e.Currency}
		if entries := open[like]; len(entries) > 0 && entries[0] == e {
			open[like] = entries[1:]
			found.InLedgerOnly = append(found.InLedgerOnly, e)
		}
	}
	return found, nil
}
