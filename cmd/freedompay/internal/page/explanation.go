package page

import "strings"

// explain returns what an explanation of a signature says before its figures, in
// a language. Parts that have no translation stay in English.
func explain(lang, explanation string) string {
	text, _, _ := strings.Cut(explanation, " (signed:")
	text, _, _ = strings.Cut(text, " (received:")
	if lang != "ru" {
		return text
	}
	cause, wrong := strings.CutPrefix(text, "signature does not match: ")
	var parts []string
	for part := range strings.SplitSeq(cause, "; ") {
		if russian, ok := russianCauses[part]; ok {
			part = russian
		}
		parts = append(parts, part)
	}
	if wrong {
		return "подпись не сходится: " + strings.Join(parts, "; ")
	}
	return strings.Join(parts, "; ")
}

var russianCauses = map[string]string{
	"want one X-JWS-Signature header, got 0":                                                   "нет заголовка X-JWS-Signature",
	"the signature's last part is not base64url without padding":                               "последняя часть подписи не base64url без дополнения: уберите «=» и замените «+/» на «-_»",
	"the signature's payload is not detached: its middle part is not empty":                    "средняя часть подписи должна быть пустой: тело в неё не входит",
	"the JWS header is not base64url without padding":                                          "заголовок JWS не base64url без дополнения",
	"the address has a query, which no signature covers":                                       "в адресе есть параметры, а подпись их не покрывает",
	"the body was put into the signing input as padded base64, want base64url without padding": "тело подписано как base64 с символами =, нужен base64url без них",
	"the body was put into the signing input as standard base64, want base64url":               "тело подписано как обычный base64, нужен base64url",
	"the body was put into the signing input as padded base64url, want no padding":             "тело подписано как base64url с символами =, их быть не должно",
	"the body was put into the signing input as it is, want base64url of it":                   "тело подписано как есть, нужен base64url от него",
	"the body was changed after it was signed, or the key is another one":                      "тело изменилось после подписания, или ключ другой",
	"an empty body was signed":                                                                 "подписано пустое тело",
	"a newline was added to the body after it was signed":                                      "после подписания к телу добавился перевод строки",
	"the body was signed with a newline at its end that was not sent":                          "тело подписано с переводом строки в конце, который не отправлен",
	"a byte order mark was added to the body after it was signed":                              "после подписания к телу добавилась метка порядка байтов",
	"the body was signed with a byte order mark that was not sent":                             "тело подписано с меткой порядка байтов, которая не отправлена",
	"line ends were changed after the body was signed":                                         "концы строк изменились после подписания",
	"it was made with this key less the white space around it":                                 "она сделана этим ключом без пробелов вокруг него",
	"it was made with this key and a newline after it":                                         "она сделана этим ключом с переводом строки после него",
	"it was made with the bytes that this key spells in hexadecimal":                           "она сделана байтами, которые этот ключ записывает шестнадцатерично",
	"it was made with the bytes that this key spells in base64":                                "она сделана байтами, которые этот ключ записывает в base64",
	"the key is its text":                                                             "ключ — сам этот текст",
	"it was made with the hexadecimal text of this key":                               "она сделана шестнадцатеричной записью этого ключа",
	"it was made with the base64 text of this key":                                    "она сделана записью этого ключа в base64",
	"the characters <, > and & were escaped, or unescaped, after the body was signed": "символы <, > и & экранированы или раскрыты после подписания",
	"slashes were escaped, or unescaped, after the body was signed":                   "косые черты экранированы или раскрыты после подписания",
	"letters beyond ASCII were escaped, or unescaped, after the body was signed":      "буквы вне ASCII экранированы или раскрыты после подписания",
	"the JSON was indented anew or compacted after it was signed":                     "JSON отформатирован заново или сжат после подписания",
}
