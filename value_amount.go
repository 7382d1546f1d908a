package freedompay

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// Amount is an exact decimal amount of money in major units, such as 1500.50 tenge. Its
// currency is in a field beside it. It holds the text that was read or will be sent,
// never a float. It does no arithmetic: [Amount.Minor] returns an integer to count
// with, [Amount.Rat] a fraction, and other decimal types read its String. In a database
// it is a numeric or a text.
//
// The zero Amount means that there is no amount; it is not the amount 0. Amounts
// compare with == by their text; [Amount.Cmp] compares by value, so that 1.5 equals
// 1.50.
type Amount struct{ text string }

// ParseAmount returns the Amount of a decimal text such as 1500, 1500.50 or -3.
// An exponent, a plus sign and grouping are refused.
func ParseAmount(text string) (Amount, error) {
	if !isDecimal(text) {
		return Amount{}, fmt.Errorf("freedompay: %.40q is not a decimal amount: want digits such as 1500.50", text)
	}
	return Amount{text}, nil
}

// MustAmount is [ParseAmount] for texts in the source. It panics when the text is not
// an amount.
func MustAmount(text string) Amount {
	a, err := ParseAmount(text)
	if err != nil {
		panic(err)
	}
	return a
}

// NewAmount returns the Amount of an integer count of minor units: NewAmount(150050, 2)
// is 1500.50. Decimals below 0 count as 0, and above 18 as 18.
func NewAmount(minor int64, decimals int) Amount {
	decimals = min(max(decimals, 0), maxDecimals)
	text := strconv.FormatInt(minor, 10)
	if decimals == 0 {
		return Amount{text}
	}
	text, negative := strings.CutPrefix(text, "-")
	if missing := decimals + 1 - len(text); missing > 0 {
		text = strings.Repeat("0", missing) + text
	}
	text = text[:len(text)-decimals] + "." + text[len(text)-decimals:]
	if negative {
		text = "-" + text
	}
	return Amount{text}
}

const maxDecimals = 18

// Minor returns the amount as an integer count of minor units, the inverse of
// [NewAmount]. It returns an error when the amount has more decimals than asked for
// (other than zeros), when the integer overflows, and for the zero Amount.
func (a Amount) Minor(decimals int) (int64, error) {
	if decimals < 0 || decimals > maxDecimals {
		return 0, fmt.Errorf("freedompay: %d decimals: want 0 to %d", decimals, maxDecimals)
	}
	if a.IsZero() {
		return 0, errors.New("freedompay: no amount")
	}
	whole, fraction, _ := strings.Cut(a.text, ".")
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > decimals {
		return 0, fmt.Errorf("freedompay: amount %.40s has more than %d decimals", a.text, decimals)
	}
	minor, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("freedompay: amount %.40s does not fit an int64 of %d decimals", a.text, decimals)
	}
	return minor, nil
}

// Cmp compares by value: -1 when a is less than b, 0 when equal, 1 when greater.
// The zero Amount counts as 0.
func (a Amount) Cmp(b Amount) int { return a.Rat().Cmp(b.Rat()) }

// Sign returns -1, 0 or 1. The zero Amount counts as 0.
func (a Amount) Sign() int { return a.Rat().Sign() }

// AmountOf returns the Amount of a fraction with the given number of decimals. It
// returns an error when it would have to round.
func AmountOf(value *big.Rat, decimals int) (Amount, error) {
	if value == nil || decimals < 0 || decimals > maxDecimals {
		return Amount{}, fmt.Errorf("freedompay: an amount of %d decimals from a fraction: want 0 to %d, and a fraction", decimals, maxDecimals)
	}
	text := value.FloatString(decimals)
	if a := (Amount{text}); a.Rat().Cmp(value) != 0 {
		return Amount{}, fmt.Errorf("freedompay: %.40s has more than %d decimals", value.RatString(), decimals)
	}
	return ParseAmount(text)
}

// Rat returns the amount as a fraction, exactly. The zero Amount gives 0.
func (a Amount) Rat() *big.Rat {
	value, ok := new(big.Rat).SetString(a.text) // which has no exponent that could make it large
	if !ok {
		return new(big.Rat)
	}
	return value
}

// IsZero reports whether the amount is absent. The amount 0 is not.
func (a Amount) IsZero() bool { return a.text == "" }

// String returns the text, such as 1500.50. It is empty for the zero Amount.
func (a Amount) String() string { return a.text }

// MarshalJSON writes a number, digit for digit.
func (a Amount) MarshalJSON() ([]byte, error) {
	if a.IsZero() {
		return []byte("null"), nil
	}
	return []byte(a.text), nil
}

// UnmarshalJSON reads a number or a string that holds one.
func (a *Amount) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*a = Amount{}
		return nil
	}
	text := jsonread.Scalar(data)
	if text == "" && !bytes.Equal(data, []byte(`""`)) {
		return errors.New("freedompay: an amount is a number, or a string that holds one")
	}
	return a.UnmarshalText([]byte(text))
}

// MarshalText returns the text.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.text), nil }

// UnmarshalText reads what [ParseAmount] reads, and an exponent that can be written
// out, such as 1.5E3. An empty text is the zero Amount.
func (a *Amount) UnmarshalText(text []byte) (err error) {
	switch {
	case len(text) == 0:
		*a = Amount{}
	case bytes.ContainsAny(text, "eE"):
		*a, err = expand(string(text))
	default:
		*a, err = ParseAmount(string(text))
	}
	return err
}

// Value implements [driver.Valuer]: the text, which a numeric column takes, or
// NULL for the zero Amount.
func (a Amount) Value() (driver.Value, error) {
	if a.IsZero() {
		return nil, nil
	}
	return a.text, nil
}

// Scan implements [database/sql.Scanner]. It reads numeric, integer and text columns;
// NULL is the zero Amount. It refuses a float, which may not be exact.
func (a *Amount) Scan(value any) error {
	switch value := value.(type) {
	case nil:
		*a = Amount{}
		return nil
	case int64:
		*a = NewAmount(value, 0)
		return nil
	case string:
		return a.UnmarshalText([]byte(value))
	case []byte:
		return a.UnmarshalText(value)
	}
	return fmt.Errorf("freedompay: an amount is not read from a %T: want numeric, an integer or a text", value)
}

// maxExponent bounds what an exponent can make of a short text.
const maxExponent = 40

// expand writes 1.5E3 out as 1500: some encoders print large numbers so.
func expand(text string) (Amount, error) {
	at := strings.IndexAny(text, "eE")
	exponent, err := strconv.Atoi(text[at+1:])
	if err != nil || exponent < -maxExponent || exponent > maxExponent || !isDecimal(text[:at]) {
		return Amount{}, fmt.Errorf("freedompay: %.40q is not a decimal amount", text)
	}
	value, _ := new(big.Rat).SetString(text)
	_, fraction, _ := strings.Cut(text[:at], ".")
	return ParseAmount(value.FloatString(max(0, len(fraction)-exponent)))
}

// maxAmountLength is far above any money; it keeps hostile answers cheap.
const maxAmountLength = 100

// isDecimal reports whether text is a JSON number without an exponent.
func isDecimal(text string) bool {
	if len(text) > maxAmountLength {
		return false
	}
	text = strings.TrimPrefix(text, "-")
	whole, fraction, pointed := strings.Cut(text, ".")
	if whole == "" || len(whole) > 1 && whole[0] == '0' || pointed && fraction == "" {
		return false
	}
	return strings.Trim(whole+fraction, "0123456789") == ""
}

// Currency is an ISO 4217 alpha-3 code. Any code is read, compared and written
// unchanged.
type Currency string

// The currencies of the countries that the vendor serves, and the major ones.
const (
	KZT Currency = "KZT" // Kazakhstani tenge
	UZS Currency = "UZS" // Uzbekistani som
	KGS Currency = "KGS" // Kyrgyzstani som
	USD Currency = "USD"
	EUR Currency = "EUR"
	RUB Currency = "RUB"
)

// UnmarshalJSON reads the code. It never fails.
func (c *Currency) UnmarshalJSON(data []byte) error { return jsonread.Text(c, data) }
