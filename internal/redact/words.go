// Package redact makes words of a peer fit for a log: they are bounded, on one
// line, and hold no card number and no secret.
package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Placeholder stands in place of a secret.
const Placeholder = "[redacted]"

// Mask makes words fit for a log: bounded, on one line, without control
// characters, without any run of digits long enough to be a card number, and
// without secret, unless that is empty.
func Mask(words, secret string) string {
	secret = strings.Join(strings.Fields(secret), "") // the peer may space it otherwise
	// A secret of digits is masked after long numbers: within one it would break it
	// up, and what is left of it would not be masked. Any other secret is masked
	// before the words are cut or changed.
	digits := strings.Trim(secret, "0123456789") == ""
	if !digits {
		words = maskSecret(words, secret)
	}
	words = maskLongNumbers(plainLine(words))
	if digits {
		words = maskSecret(words, secret)
	}
	return cut(words)
}

// longest bounds what of the words is kept, in bytes.
const longest = 300

// plainLine returns words on one line, in printable characters. It keeps more
// than is shown, and ends such an excerpt with a letter: the rest of a number
// that was cut might be too short to be masked.
func plainLine(words string) string {
	if enough := 16 * longest; len(words) > enough {
		words = strings.TrimRightFunc(words[:enough], func(r rune) bool { return !unicode.IsLetter(r) })
	}
	words = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case !unicode.IsPrint(r): // invisible, or reverses the direction of what follows
			return -1
		case r > unicode.MaxASCII && unicode.IsDigit(r): // of another script
			return '*'
		}
		return r
	}, strings.ToValidUTF8(words, "?"))
	return strings.Join(strings.Fields(words), " ")
}

// cut bounds words that are masked already.
func cut(words string) string {
	return strings.TrimSpace(strings.ToValidUTF8(words[:min(len(words), longest)], "?"))
}

// longestSeparator is how many bytes between two digits, or two characters of a
// secret, do not part them.
const longestSeparator = 5

// maskSecret replaces a secret, also when its characters are set apart from each
// other by spaces or signs, as one-time passwords often are.
func maskSecret(words, secret string) string {
	if secret == "" {
		return words
	}
	var masked strings.Builder
	for len(words) > 0 {
		if end := matchSpaced(words, secret); end > 0 {
			masked.WriteString(Placeholder)
			words = words[end:]
			continue
		}
		_, size := utf8.DecodeRuneInString(words)
		masked.WriteString(words[:size])
		words = words[size:]
	}
	return masked.String()
}

// matchSpaced returns the length of the secret at the beginning of words, with
// the separators within it; 0 if it is not there.
func matchSpaced(words, secret string) int {
	at, apart := 0, 0
	for next := 0; next < len(secret); {
		switch {
		case at < len(words) && words[at] == secret[next]:
			at, next, apart = at+1, next+1, 0
		case next == 0 || at == len(words) || apart >= longestSeparator:
			return 0
		default:
			r, size := utf8.DecodeRuneInString(words[at:])
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return 0
			}
			at, apart = at+size, apart+size
		}
	}
	return at
}

// maskLongNumbers masks what may be a card number.
func maskLongNumbers(words string) string {
	const shortestPAN = 12
	return maskNumbers(words, shortestPAN)
}

// maskNumbers replaces the digits of every run of at least shortest, which a
// short separator between digits does not break.
func maskNumbers(words string, shortest int) string {
	masked := []byte(words)
	var run []int
	end := func() {
		if len(run) >= shortest {
			for _, at := range run {
				masked[at] = '*'
			}
		}
		run = run[:0]
	}
	for at := 0; at < len(masked); at++ {
		switch b := masked[at]; {
		case '0' <= b && b <= '9':
			if len(run) > 0 && at-run[len(run)-1] > longestSeparator+1 {
				end()
			}
			run = append(run, at)
		case 'a' <= b|0x20 && b|0x20 <= 'z':
			end()
			if b == 'S' {
				at += digestAt(words[at:])
			}
		}
	}
	end()
	return string(masked)
}

// digestAt returns the length of what Verify of package freedompay writes of a
// body's digest, if words begin with it. One digest in fourteen has twelve digits in a row.
func digestAt(words string) int {
	const label, length, fewest = "SHA-256 ", 64, 8
	digest, ok := strings.CutPrefix(words, label)
	if !ok || len(digest) < length {
		return 0
	}
	rest, letters := digest[length:], 0
	for _, b := range []byte(digest[:length]) {
		switch {
		case 'a' <= b && b <= 'f':
			letters++
		case b < '0' || b > '9':
			return 0
		}
	}
	if next, _ := utf8.DecodeRuneInString(rest); letters < fewest || rest != "" && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
		return 0
	}
	return len(label) + length - 1
}
