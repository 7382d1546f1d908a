package control

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Language returns the language of an answer, en or ru: that of the page's
// cookie, or that of the browser.
func Language(r *http.Request) string {
	if c, err := r.Cookie("lang"); err == nil {
		if lang, _ := url.QueryUnescape(c.Value); lang == "en" || lang == "ru" {
			return lang
		}
	}
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "ru") {
		return "ru"
	}
	return "en"
}

// phrase is an argument of a sentence that is translated as well.
type phrase string

// sentence writes a sentence in a language. The English format is its name in
// the table of [russian]; one without a translation stays English.
func sentence(lang, format string, args ...any) string {
	if lang == "ru" {
		for i, arg := range args {
			if text, ok := arg.(phrase); ok {
				args[i] = russianOf(string(text))
			}
		}
		format = russianOf(format)
	}
	return fmt.Sprintf(format, args...)
}

func russianOf(text string) string {
	if translated, ok := russian()[text]; ok {
		return translated
	}
	return text
}
