package freedompaytest

import (
	"encoding/json"
	"math/big"
	"slices"
	"time"
)

// Rate is an exchange rate that the partner has uploaded. The bank stores it and does
// not convert money.
type Rate struct {
	From, To  string // alpha-3
	Rate      string // exactly as it was sent
	Type      string
	Operation string
}

// Rates returns the uploaded rates, the oldest first.
func (b *Bank) Rates() []Rate {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.rates)
}

// addRates keeps one rate, or an array of them: the older pages show an array.
func (b *Bank) addRates(in *input) (members, error) {
	list := []*input{}
	if _, many := in.members["rates"].([]any); many {
		list = in.objects("rates")
	} else {
		list = append(list, in.object("rates"))
	}
	var rates []Rate
	for _, item := range list {
		rates = append(rates, readRate(item))
	}
	if err := in.err(); err != nil {
		return nil, err
	}
	b.rates = append(b.rates, rates...)
	return nil, nil
}

func readRate(in *input) Rate {
	rate := Rate{
		From:      in.currency("currency_from"),
		To:        in.currency("currency_to"),
		Rate:      in.ratio("rate"),
		Type:      in.optionalText("rate_type"),
		Operation: in.optionalText("operation"),
	}
	if !slices.Contains([]string{"", "sell", "buy", "rate"}, rate.Operation) {
		in.wrong("operation", "want sell, buy or rate")
	}
	for _, name := range []string{"start_date", "end_date"} {
		text := in.optionalText(name)
		if _, err := time.Parse(time.DateTime, text); text != "" && err != nil {
			in.wrong(name, "want a time like 2006-01-02 15:04:05")
		}
	}
	return rate
}

// ratio reads a number above zero with as many decimals as it has.
func (in *input) ratio(name string) string {
	number, _ := in.take(name).(json.Number)
	value, ok := new(big.Rat).SetString(number.String())
	if !ok || value.Sign() <= 0 {
		in.wrong(name, "want a number above zero")
	}
	return number.String()
}
