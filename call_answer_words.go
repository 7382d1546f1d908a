package freedompay

import (
	"strings"
	"unicode"
)

// The bank's own words, in errors and answers, are made fit for a log.

// wordy is an answer with words of the bank, which it makes fit for a log.
type wordy interface{ maskWords(*prepared) }

// present makes the bank's words fit for a log, without the call's own secret.
// Digits go last: one-time passwords within a longer number would break it up,
// and what is left of it would not be masked. Anything else goes first, before
// it is cut or changed.
func (p *prepared) present(words string) string {
	secret := ""
	if r, ok := p.req.(sealed); ok {
		_, s := r.secret()
		secret = s.Reveal()
	}
	switch {
	case secret == "":
		return presentable(words)
	case strings.Trim(secret, "0123456789") == "":
		return strings.ReplaceAll(presentable(words), secret, redacted)
	default:
		return presentable(strings.ReplaceAll(words, secret, redacted))
	}
}

// presentCode does so with a code. One that a dictionary lists is no secret,
// even if its digits are those of one.
func (p *prepared) presentCode(code ErrorCode) ErrorCode {
	if code.Known() {
		return code
	}
	return ErrorCode(p.present(string(code)))
}

// maxDescription bounds what of the bank's words is kept.
const maxDescription = 300

// presentable makes the bank's words fit for a log: bounded, on one line, and
// without any run of digits long enough to be a card number.
func presentable(words string) string {
	if enough := 16 * maxDescription; len(words) > enough { // which may be within a number
		words = strings.TrimRightFunc(words[:enough], func(r rune) bool { return !unicode.IsLetter(r) })
	}
	words = strings.Join(strings.Fields(strings.ToValidUTF8(words, "?")), " ")
	words = maskLongNumbers(words) // before it is cut, which could leave the most of a number
	return strings.TrimSpace(strings.ToValidUTF8(words[:min(len(words), maxDescription)], "?"))
}

// maskLongNumbers replaces the digits of every run of twelve or more, which a
// short separator between digits does not break.
func maskLongNumbers(words string) string {
	const shortestPAN, longestSeparator = 12, 5
	masked := []byte(words)
	var run []int
	end := func() {
		if len(run) >= shortestPAN {
			for _, at := range run {
				masked[at] = '*'
			}
		}
		run = run[:0]
	}
	for at, b := range masked {
		switch {
		case '0' <= b && b <= '9':
			if len(run) > 0 && at-run[len(run)-1] > longestSeparator+1 {
				end()
			}
			run = append(run, at)
		case 'a' <= b|0x20 && b|0x20 <= 'z':
			end()
		}
	}
	end()
	return string(masked)
}
