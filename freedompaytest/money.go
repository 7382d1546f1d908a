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

// parseMoney reads a decimal above zero.
func parseMoney(text string) (money, error) {
	amount, err := parseDecimal(text)
	if err == nil && amount == 0 {
		err = errors.New("want more than zero")
	}
	return amount, err
}

// parseDecimal reads a decimal with at most two decimals and no sign. Nothing
// is rounded: an amount that the bank cannot keep exactly is refused.
func parseDecimal(text string) (money, error) {
	whole, fraction, pointed := strings.Cut(text, ".")
	if whole == "" || len(whole) > maxDigits || !isDigits(whole) {
		return 0, errors.New("want a decimal without a sign, up to 13 digits before the point")
	}
	if pointed && (fraction == "" || len(fraction) > 2 || !isDigits(fraction)) {
		return 0, errors.New("want at most two decimals")
	}
	units, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	return money(units), err
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
