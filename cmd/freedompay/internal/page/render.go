package page

import (
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/explain"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/mask"
)

// parse reads the templates: each page with the layout, once for each language.
func parse() map[string]*template.Template {
	all := make(map[string]*template.Template)
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, lang := range []string{"en", "ru"} {
		for _, name := range names {
			base := strings.TrimSuffix(path.Base(name), ".html")
			if base == "layout" || base == "parts" {
				continue
			}
			t := template.New(base).Funcs(functions(lang))
			all[base+"/"+lang] = template.Must(t.ParseFS(files, "templates/layout.html", "templates/parts.html", name))
		}
	}
	return all
}

// functions are what templates may call.
func functions(lang string) template.FuncMap {
	return template.FuncMap{
		"t":           func(text string) string { return translate(lang, text) },
		"clock":       func(at time.Time) string { return clock(lang, at, time.Now()) },
		"date":        func(at time.Time) string { return date(lang, at) },
		"iso":         func(at time.Time) string { return at.Format(time.RFC3339Nano) },
		"ms":          milliseconds,
		"cause":       func(text string) string { return explain.Cause(lang, text) },
		"remedy":      func(text string) string { return explain.Remedy(lang, text) },
		"figures":     func(text string) string { return explain.Figures(lang, text) },
		"reason":      func(text string) string { return explain.Reason(lang, text) },
		"duration":    func(d time.Duration) string { return control.Duration(lang, d) },
		"fault":       func(f freedompaytest.Fault) string { return control.FaultSentence(lang, f) },
		"account":     func(id string) string { return account(lang, id) },
		"accountName": func(id string) string { name, _, _ := cutLast(id, " "); return translate(lang, name) },
		"limit":       func(kind string) string { return limit(lang, kind) },
		"amount":      amount,
		"segment":     url.PathEscape, // of a path: what a partner has named may hold a slash
		"minus":       func(text string) bool { return strings.HasPrefix(text, "-") },
		"short":       short,
		"status":      func(code string) string { return translate(lang, freedompay.CardStatus(code).Description()) },
		"statusOK":    func(code string) bool { return freedompay.CardStatus(code).IsActive() },
		"movement":    func(code string) string { return movement(lang, code) },
		"product":     func(code int64) string { return freedompay.CardProduct(code).Description() },
		"errorText":   func(code string) string { return translate(lang, freedompay.ErrorCode(code).Description()) },
		"plot":        plot,
		"pieces":      func(body []byte) []mask.Piece { pieces, _ := mask.Print(body); return pieces },
		"add":         func(a, b int) int { return a + b },
		"list":        func(items ...any) []any { return items },
		"dict":        dict,
		"headerLines": headerLines,
	}
}

// dict makes a map for a template that is called with several values.
func dict(pairs ...any) map[string]any {
	values := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i].(string)] = pairs[i+1]
	}
	return values
}

// clock writes the time of a day, with the day where it is not today.
func clock(lang string, at, now time.Time) string {
	switch {
	case at.Format(time.DateOnly) == now.Format(time.DateOnly):
		return at.Format("15:04:05.000")
	case lang == "ru":
		return at.Format("02.01 15:04:05")
	}
	return at.Format("2 Jan 15:04:05")
}

func date(lang string, at time.Time) string {
	if at.IsZero() || at.Year() < 2000 {
		return "—"
	}
	if lang == "ru" {
		return at.Format("02.01.2006 15:04:05")
	}
	return at.Format("2 Jan 2006 15:04:05")
}

func milliseconds(d time.Duration) string {
	if d < 10*time.Millisecond {
		return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 2, 64)
	}
	return strconv.FormatInt(d.Milliseconds(), 10)
}

// amount groups the digits of a decimal by thin spaces.
func amount(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "\u2212", text[1:]
	}
	whole, fraction, pointed := strings.Cut(text, ".")
	var grouped strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			grouped.WriteRune('\u202f')
		}
		grouped.WriteRune(digit)
	}
	if pointed {
		return sign + grouped.String() + "." + fraction
	}
	return sign + grouped.String()
}

// short returns the beginning of an id.
func short(id string) string {
	if len(id) > 8 {
		return id[:8] + "…"
	}
	return id
}

// movement describes a line of a statement.
func movement(lang, code string) string {
	if text := freedompay.TransactionCode(code).Description(); text != "" {
		return translate(lang, text)
	}
	return translate(lang, map[string]string{"emoney_sale": "Top-up", "emoney_pay": "Payment"}[code])
}

// account names an account of the books: one of the bank's own in words, a
// customer's by its number.
func account(lang, id string) string {
	name, currency, own := cutLast(id, " ")
	if !own {
		return id
	}
	return translate(lang, name) + " " + currency
}

func cutLast(text, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], text[i+len(separator):], true
	}
	return text, "", false
}

// limit describes what a limit is on.
func limit(lang, kind string) string {
	return translate(lang, freedompay.LimitTransactionType(kind).Description())
}
