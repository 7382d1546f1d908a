package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// The plot's size in its own units.
const (
	plotWidth  = 640.0
	plotHeight = 150.0
	plotTop    = 10.0
)

// Plot is a balance after each movement, as the points of an SVG.
type Plot struct {
	Currency   string
	Line, Area string // of paths
	Last       [2]string
	Low, High  string
	From, To   string
	Balance    string
}

// plot draws what the movements of one account, the newest first, did to its
// balance. Steps stand at equal distances: what happened within a second is as
// worth seeing as what happened within a month.
func plot(movements []freedompaytest.MovementView, currency string) *Plot {
	var balances []float64
	var from, to time.Time
	p := &Plot{Currency: currency}
	for _, m := range slices.Backward(movements) {
		if m.Currency != currency {
			continue
		}
		if from.IsZero() {
			from = m.At
		}
		to, p.Balance = m.At, m.Balance
		balance, err := strconv.ParseFloat(m.Balance, 64)
		if err != nil {
			return nil
		}
		balances = append(balances, balance)
	}
	if len(balances) == 0 {
		return nil
	}
	form := time.TimeOnly
	if from.Format(time.DateOnly) != to.Format(time.DateOnly) {
		form = time.DateOnly
	}
	p.From, p.To = from.Format(form), to.Format(form)
	balances = append([]float64{0}, balances...)
	low, high := slices.Min(balances), slices.Max(balances)
	if low == high {
		high = low + 1
	}
	x := func(i int) float64 { return plotWidth * float64(i) / float64(len(balances)) }
	y := func(b float64) float64 { return plotTop + (plotHeight-plotTop)*(high-b)/(high-low) }
	var line strings.Builder
	fmt.Fprintf(&line, "M0 %.1f", y(balances[0]))
	for i, b := range balances[1:] {
		fmt.Fprintf(&line, "H%.1fV%.1f", x(i+1), y(b))
	}
	fmt.Fprintf(&line, "H%.0f", plotWidth)
	p.Line = line.String()
	p.Area = p.Line + fmt.Sprintf("V%.0fH0Z", plotHeight)
	p.Last = [2]string{fmt.Sprintf("%.0f", plotWidth), fmt.Sprintf("%.1f", y(balances[len(balances)-1]))}
	p.Low, p.High = amount(strconv.FormatFloat(low, 'f', 2, 64)), amount(strconv.FormatFloat(high, 'f', 2, 64))
	return p
}
