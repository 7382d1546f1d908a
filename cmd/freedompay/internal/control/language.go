package control

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Language returns the language of an answer, en or ru: that of the page's cookie, or
// the first of the browser's that is one of them. Who reads Kazakh, Kyrgyz or Uzbek
// reads Russian sooner than English.
func Language(r *http.Request) string {
	if c, err := r.Cookie("lang"); err == nil {
		if lang, _ := url.QueryUnescape(c.Value); lang == "en" || lang == "ru" {
			return lang
		}
	}
	for wanted := range strings.SplitSeq(strings.ToLower(r.Header.Get("Accept-Language")), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(wanted), ";")
		switch primary, _, _ := strings.Cut(tag, "-"); primary {
		case "ru", "kk", "ky", "uz":
			return "ru"
		case "en":
			return "en"
		}
	}
	return "en"
}

// phrase is an argument of a sentence that is translated as well.
type phrase string

// sentence writes a sentence, with its durations, in a language. The English format is its name in
// the table of [russian]; one without a translation stays English.
func sentence(lang, format string, args ...any) string {
	for i, arg := range args {
		switch arg := arg.(type) {
		case time.Duration:
			args[i] = Duration(lang, arg)
		case phrase:
			if lang == "ru" {
				args[i] = russianOf(string(arg))
			}
		}
	}
	if lang == "ru" {
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
