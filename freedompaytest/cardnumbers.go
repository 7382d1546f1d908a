package freedompaytest

import (
	"fmt"
	"strconv"
)

// newPAN returns a card number of the test range 400000 that passes Luhn.
func (b *Bank) newPAN() string {
	b.serial++
	number := "400000" + lastDigits(b.serial, 9)
	return number + luhn(number)
}

// maskPAN returns a card number as the API shows it.
func maskPAN(pan string) string { return pan[:6] + "******" + pan[12:] }

// lastDigits returns the last n digits of a number.
func lastDigits(number int64, n int) string {
	text := fmt.Sprintf("%0*d", n, number)
	return text[len(text)-n:]
}

// luhn returns the check digit for a card number that lacks it.
func luhn(number string) string {
	sum := 0
	for i := range len(number) {
		digit := int(number[len(number)-1-i] - '0')
		if i%2 == 0 { // every second digit, counted from the check digit
			digit *= 2
			if digit > 9 {
				digit -= 9
			}
		}
		sum += digit
	}
	return strconv.Itoa((10 - sum%10) % 10)
}
