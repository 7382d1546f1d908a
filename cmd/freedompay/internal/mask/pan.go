package mask

import (
	"regexp"
	"strings"
)

// pans matches what may be a card number: 13 to 19 digits together or in groups
// of four. No card number begins with 0 or 1, as times in milliseconds do.
var pans = regexp.MustCompile(`\b[2-9](?:\d{12,18}|\d{3}[ -]\d{4}[ -]\d{4}[ -]\d{1,7})\b`)

// Line covers the card numbers in a text that is no body, such as a path.
func Line(text string) string {
	const fewest = 13 // digits of a card number
	count := 0
	for i := range len(text) {
		if '0' <= text[i] && text[i] <= '9' {
			count++
		}
	}
	if count < fewest {
		return text
	}
	return pans.ReplaceAllStringFunc(text, func(number string) string {
		if passesLuhn(number) {
			return strings.Trim(cover, `"`)
		}
		return number
	})
}

// holdsPAN reports whether a card number stands in a text.
func holdsPAN(text string) bool { return Line(text) != text }

// passesLuhn checks a number from the right; spaces and dashes do not count.
func passesLuhn(number string) bool {
	sum, double := 0, false
	for i := len(number) - 1; i >= 0; i-- {
		digit := int(number[i] - '0')
		if digit < 0 || digit > 9 {
			continue
		}
		if double {
			digit *= 2
		}
		sum += digit/10 + digit%10
		double = !double
	}
	return sum%10 == 0
}
