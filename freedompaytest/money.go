package freedompaytest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// money is an amount in minor units: hundredths.
type money int64

// maxDigits keeps every sum of amounts far from the end of int64.
const maxDigits = 13

// parseMoney reads a positive decimal with at most two decimals. Nothing is
// rounded: an amount the bank cannot keep exactly is no amount.
func parseMoney(text string) (money, error) {
	whole, fraction, pointed := strings.Cut(text, ".")
	if whole == "" || len(whole) > maxDigits || !isDigits(whole) {
		return 0, errors.New("want a positive decimal")
	}
	if pointed && (fraction == "" || len(fraction) > 2 || !isDigits(fraction)) {
		return 0, errors.New("want at most two decimals")
	}
	units, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	if err != nil || units == 0 {
		return 0, errors.New("want more than zero")
	}
	return money(units), nil
}

// String returns the decimal with exactly two decimals.
func (m money) String() string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	return fmt.Sprintf("%s%d.%02d", sign, m/100, m%100)
}

// isDigits reports whether text holds decimal digits and nothing else.
func isDigits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != ""
}
