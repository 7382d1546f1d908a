package redact

// Longest bounds what of the words is kept.
const Longest = longest

// MaskLongNumbers masks what may be a card number.
func MaskLongNumbers(words string) string { return maskLongNumbers(words) }
