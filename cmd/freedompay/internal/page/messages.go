package page

// translate returns a text in a language. Texts are written in English; one
// without a translation stays as it is.
func translate(lang, text string) string {
	if lang == "ru" {
		for _, texts := range []map[string]string{russian(), russianTrade} {
			if translated, ok := texts[text]; ok {
				return translated
			}
		}
	}
	if english, ok := english()[text]; ok {
		return english
	}
	return text
}

// english holds the texts whose keys are not what is shown.
func english() map[string]string { return englishTexts }

var englishTexts = map[string]string{
	"lang":               "en",
	"mistake: key":       "with a newline after the key",
	"mistake: body":      "over a body with a newline",
	"mistake: path":      "for another path",
	"mistake: algorithm": "with the other algorithm",
	"mistake: padding":   "with base64 padding",
	"mistake: missing":   "none at all",
	"advance 1h":         "An hour later",
	"advance 24h":        "A day later",
	"advance 720h":       "30 days later",
	"429":                "HTTP 429", "500": "HTTP 500", "502": "HTTP 502", "503": "HTTP 503", "504": "HTTP 504", "307": "HTTP 307",
}
