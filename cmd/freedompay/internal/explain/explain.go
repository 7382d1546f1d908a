// Package explain says in English and Russian what is wrong with a signature and
// what to change.
package explain

import (
	"regexp"
	"strings"
)

// Cause returns what is wrong, without the figures that stand in brackets. What
// has no translation stays in English.
func Cause(lang, explanation string) string {
	text := plain(explanation)
	rest, matched := strings.CutPrefix(text, "signature does not match: ")
	parts := strings.Split(rest, "; ")
	for i, part := range parts {
		if known := find(part); known != nil {
			parts[i] = known.says(lang, part)
		}
	}
	said := strings.Join(parts, "; ")
	switch {
	case matched && lang == "ru":
		return "подпись не сходится: " + said
	case matched:
		return "the signature does not match: " + said
	}
	return said
}

// Remedy returns what to change, "" when nothing is known to help.
func Remedy(lang, explanation string) string {
	rest := strings.TrimPrefix(plain(explanation), "signature does not match: ")
	for part := range strings.SplitSeq(rest, "; ") {
		if known := find(part); known != nil {
			if lang == "ru" {
				return known.remedyRussian
			}
			return known.remedy
		}
	}
	return ""
}

// Figures returns the lengths and digests that an explanation ends with, or "".
func Figures(lang, explanation string) string {
	figures := strings.Trim(explanation[len(plain(explanation)):], " ()")
	if lang == "ru" {
		return strings.NewReplacer("signed: ", "подписано: ", "received: ", "получено: ", " bytes, ", " Б, ",
			"compare it with what was signed", "сравните с тем, что подписано").Replace(figures)
	}
	return figures
}

// plain cuts the figures off.
func plain(explanation string) string {
	text, _, _ := strings.Cut(explanation, " (signed:")
	text, _, _ = strings.Cut(text, " (received:")
	return text
}

// cause is one thing that can be wrong.
type cause struct {
	pattern       *regexp.Regexp
	english       string // what is said; the text itself when empty
	russian       string
	remedy        string
	remedyRussian string
}

func (c *cause) says(lang, text string) string {
	switch {
	case lang == "ru":
		return c.pattern.ReplaceAllString(text, c.russian)
	case c.english != "":
		return c.pattern.ReplaceAllString(text, c.english)
	}
	return text
}

func find(text string) *cause {
	for _, c := range causes() {
		if c.pattern.MatchString(text) {
			return c
		}
	}
	return nil
}
