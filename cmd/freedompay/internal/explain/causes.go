package explain

import (
	"regexp"
	"sync"
)

// remedies that several causes share.
const (
	sameBytes        = "Make the body once, sign its bytes and send those very bytes; let no library write the JSON anew."
	sameBytesRussian = "Сформируйте тело один раз, подпишите эти байты и отправьте именно их; не давайте библиотеке записать JSON заново."
	asItIs           = "Use the key as it is, as text: neither decode nor encode it."
	asItIsRussian    = "Используйте ключ как есть, как текст: не раскодируйте и не кодируйте его."
	base64url        = "Encode with base64url: - and _ in place of + and /, and no = at the end."
	base64urlRussian = "Кодируйте в base64url: «-» и «_» вместо «+» и «/», без «=» в конце."
)

// causes are the explanations that freedompay.Verify and the fake bank give.
var causes = sync.OnceValue(func() []*cause {
	var list []*cause
	for _, c := range []struct{ pattern, english, russian, remedy, remedyRussian string }{
		// The form of the signature
		{`^want one X-JWS-Signature header, got 0$`, "there is no X-JWS-Signature header", "нет заголовка X-JWS-Signature",
			"Send the header X-JWS-Signature, made as below.", "Отправьте заголовок X-JWS-Signature, собранный по формуле ниже."},
		{`^want one X-JWS-Signature header, got (\d+)$`, "there are $1 X-JWS-Signature headers", "заголовков X-JWS-Signature: $1",
			"Send the header once.", "Отправьте заголовок один раз."},
		{`^the signature has a line end in it$`, "", "в подписи есть перевод строки",
			"Write the signature on one line: openssl base64 needs -A, base64 needs -w0.", "Запишите подпись в одну строку: openssl base64 нужен -A, base64 нужен -w0."},
		{`^the signature has (\d+) parts, want 3$`, "the signature has $1 parts between its dots, not 3", "в подписи частей между точками: $1, а нужно 3",
			"Join the header and the MAC with two dots: header..mac.", "Соедините заголовок и MAC двумя точками: header..mac."},
		{`^the signature's payload is not detached: its middle part is not empty$`, "", "средняя часть подписи должна быть пустой: тело в неё не входит",
			"Leave the middle part out: header..mac, with nothing between the dots.", "Уберите среднюю часть: header..mac, между точками ничего нет."},
		{`^the signature's last part is not base64url without padding$`, "", "последняя часть подписи не base64url без символов =", base64url, base64urlRussian},
		{`^the JWS header is not base64url without padding$`, "", "заголовок JWS не base64url без символов =", base64url, base64urlRussian},
		{`^the JWS header does not read: .*$`, "the JWS header is no JSON object", "заголовок JWS не объект JSON",
			"Put the JSON text of the header before the first dot, as base64url.", "Поставьте перед первой точкой текст JSON заголовка в base64url."},
		{`^the JWS header's (\w+) is (.*), want (.*)$`, "the JWS header's $1 is $2, and the bank wants $3", "в заголовке JWS $1: $2, а нужно $3",
			"Write into the header what the bank wants, and sign again.", "Запишите в заголовок то, что нужно банку, и подпишите снова."},
		{`^the JWS header has no (\w+)$`, "the JWS header lacks $1", "в заголовке JWS нет поля $1", "Add it, and sign again.", "Добавьте его и подпишите снова."},
		{`^the JWS header has a member "(.*)", which the contract does not know$`, "the JWS header has $1, which does not belong there", "в заголовке JWS лишнее поле $1", "Remove it, and sign again.", "Уберите его и подпишите снова."},
		{`^the address has a query, which no signature covers$`, "", "в адресе есть параметры, а подпись их не покрывает",
			"Remove ? and what follows from the address: everything goes into the body.", "Уберите из адреса «?» и всё после него: данные идут в теле."},

		// The body
		{`^the body was put into the signing input as padded base64, want base64url without padding$`, "the body was signed as base64 with =, not as base64url without it",
			"тело подписано как base64 с символами =, нужен base64url без них", base64url, base64urlRussian},
		{`^the body was put into the signing input as standard base64, want base64url$`, "the body was signed as plain base64, not as base64url",
			"тело подписано как обычный base64, нужен base64url", base64url, base64urlRussian},
		{`^the body was put into the signing input as padded base64url, want no padding$`, "the body was signed as base64url with = at its end",
			"тело подписано как base64url с символами =, их быть не должно", base64url, base64urlRussian},
		{`^the body was put into the signing input as it is, want base64url of it$`, "the body was signed as it is, not as base64url",
			"тело подписано как есть, нужен base64url от него", "Sign b64url(header) + \".\" + b64url(body).", "Подписывайте b64url(header) + \".\" + b64url(body)."},
		{`^an empty body was signed$`, "", "подписано пустое тело",
			"Sign the body that you send: your signature covers none.", "Подписывайте то тело, которое отправляете: ваша подпись посчитана без тела."},
		{`^a newline was added to the body after it was signed$`, "", "после подписания к телу добавился перевод строки",
			"Send the body without the newline at its end.", "Отправляйте тело без перевода строки в конце."},
		{`^the body was signed with a newline at its end that was not sent$`, "", "тело подписано с переводом строки в конце, который не отправлен",
			"Sign the body without the newline at its end: printf %s in place of echo.", "Подписывайте тело без перевода строки в конце: printf %s вместо echo."},
		{`^a byte order mark was added to the body after it was signed$`, "", "после подписания к телу добавилась метка порядка байтов",
			"Write the body as UTF-8 without a byte order mark.", "Записывайте тело в UTF-8 без метки порядка байтов."},
		{`^the body was signed with a byte order mark that was not sent$`, "", "тело подписано с меткой порядка байтов, которая не отправлена",
			"Write the body as UTF-8 without a byte order mark.", "Записывайте тело в UTF-8 без метки порядка байтов."},
		{`^line ends were changed after the body was signed$`, "", "концы строк изменились после подписания", sameBytes, sameBytesRussian},
		{`^the characters <, > and & were escaped, or unescaped, after the body was signed(, and a newline at its end was not sent)?$`, "",
			"символы <, > и & экранированы или раскрыты после подписания", sameBytes, sameBytesRussian},
		{`^slashes were escaped, or unescaped, after the body was signed(, and a newline at its end was not sent)?$`, "",
			"косые черты экранированы или раскрыты после подписания", sameBytes, sameBytesRussian},
		{`^letters beyond ASCII were escaped, or unescaped, after the body was signed(, and a newline at its end was not sent)?$`, "",
			"буквы вне ASCII экранированы или раскрыты после подписания", sameBytes, sameBytesRussian},
		{`^the JSON was indented anew or compacted after it was signed(, and a newline at its end was not sent)?$`, "",
			"JSON отформатирован заново или сжат после подписания", sameBytes, sameBytesRussian},

		// The key
		{`^it was made with this key less the white space around it$`, "it was made with the key less the white space around it", "она сделана ключом без пробелов вокруг него",
			"The key has white space at an end: do not trim it.", "У ключа есть пробельные символы по краям: не обрезайте их."},
		{`^it was made with this key and a newline after it$`, "your key has a newline at its end", "в конце вашего ключа стоит перевод строки",
			"Remove the newline from the end of the key: a key that is read from a file often brings one.", "Уберите перевод строки в конце ключа: он часто остаётся, когда ключ читают из файла."},
		{`^it was made with the bytes that this key spells in hexadecimal$`, "the key was decoded from hexadecimal", "ключ раскодирован из шестнадцатеричной записи", asItIs, asItIsRussian},
		{`^it was made with the bytes that this key spells in base64$`, "the key was decoded from base64", "ключ раскодирован из base64", asItIs, asItIsRussian},
		{`^the key is its text$`, "", "ключ — сам этот текст", asItIs, asItIsRussian},
		{`^it was made with the hexadecimal text of this key$`, "the key was written in hexadecimal", "ключ записан шестнадцатерично", asItIs, asItIsRussian},
		{`^it was made with the base64 text of this key$`, "the key was encoded in base64", "ключ закодирован в base64", asItIs, asItIsRussian},
		{`^the body was changed after it was signed, or the key is another one$`, "", "тело изменилось после подписания, или ключ другой",
			"Compare the key with the sandbox's, and the digest below with that of the bytes that you signed: the line for curl below has those that arrived, the request is shown indented.", "Сравните ключ с ключом песочницы, а дайджест ниже — с дайджестом подписанных вами байтов: пришедшие байты — в строке curl ниже, сам запрос показан с отступами."},
		{`^the HMAC does not match: another key, or other bytes than these were signed$`, "", "HMAC не сходится: другой ключ или подписаны другие байты",
			"Compare the key with the sandbox's, and sign the very bytes that you send.", "Сравните ключ с ключом песочницы и подписывайте те байты, которые отправляете."},

		// The older scheme
		{`^the header Auth-Id is "(.*)", want "(.*)"$`, `the header Auth-Id is "$1"`, "заголовок Auth-Id: «$1»", "Send your auth_id in it.", "Отправьте в нём свой auth_id."},
		{`^the header Request-Id is missing$`, "there is no header Request-Id", "нет заголовка Request-Id", "Send a fresh UUID in it.", "Отправьте в нём новый UUID."},
		{`^the header Sign is not a SHA-256 in hexadecimal$`, "", "заголовок Sign не SHA-256 в шестнадцатеричной записи",
			"Write the SHA-256 of the body followed by the key, as 64 digits.", "Запишите SHA-256 тела, за которым идёт ключ, 64 цифрами."},
		{`^the header Sign does not match: another key, or other bytes than these were signed$`, "", "Sign не сходится: другой ключ или подписаны другие байты",
			"Take the SHA-256 of the very bytes of the body, followed by the key.", "Посчитайте SHA-256 именно отправленных байтов тела, за которыми идёт ключ."},
	} {
		list = append(list, &cause{regexp.MustCompile(c.pattern), c.english, c.russian, c.remedy, c.remedyRussian})
	}
	return list
})
