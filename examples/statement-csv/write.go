package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"

	"github.com/freedompay-go/freedompay"
)

// write writes operations as CSV and returns how many.
func write(out io.Writer, operations iter.Seq2[freedompay.Operation, error]) (written int, err error) {
	table := csv.NewWriter(out)
	if err := table.Write([]string{"time", "code", "operation", "cancels", "amount", "commission", "currency", "mcc", "rrn", "merchant"}); err != nil {
		return 0, err
	}
	for o, err := range operations {
		if err != nil {
			table.Flush() // what has arrived is worth having
			return written, err
		}
		if err := table.Write(line(o)); err != nil {
			return written, err // nobody reads any more
		}
		written++
	}
	table.Flush()
	return written, table.Error()
}

// line returns the fields of one operation. Amounts are the bank's own text:
// nothing is rounded on the way.
func line(o freedompay.Operation) []string {
	cancels := ""
	if o.Type.IsCancellation() {
		cancels = string(o.Type.Cancels())
	}
	return []string{
		o.Time.String(), string(o.Type), string(o.Type.Kind()), cancels,
		o.Amount.String(), o.Commission.String(), string(o.Currency), o.MCC.String(), o.RRN, merchant(o.Merchant),
	}
}

// merchant returns the merchant's name when there is one where the fake bank
// has it, and otherwise all that the bank said: its members are not published.
func merchant(text json.RawMessage) string {
	var known struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(text, &known) == nil && (known.Name != "" || string(text) == "{}") {
		return known.Name
	}
	return string(text)
}
