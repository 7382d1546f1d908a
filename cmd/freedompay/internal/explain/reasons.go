package explain

import (
	"regexp"
	"sync"
)

// Reason returns why the fake bank has refused a request or failed a command. What has
// no translation stays in English.
func Reason(lang, text string) string {
	if lang != "ru" {
		return text
	}
	where := member().FindString(text)
	why := text[len(where):]
	for _, known := range reasons() {
		if known.pattern.MatchString(why) {
			return where + known.pattern.ReplaceAllString(why, known.russian)
		}
	}
	return text
}

// member is the path that an error about a member of a request begins with.
var member = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z_]+[\w.\[\]]*: `) })

// reasons are the refusals of the fake bank.
var reasons = sync.OnceValue(func() []*cause {
	var list []*cause
	for _, r := range []struct{ pattern, russian string }{
		// Cards
		{`the card's status is (\d+): it is not active`, "карта не активна, её статус $1"},
		{`the card's status is (\d+), not 50`, "статус карты $1, а нужен 50"},
		{`the card's status is (\d+): there is no block to lift`, "карта не заблокирована, её статус $1"},
		{`a card of status (\d+) cannot be blocked`, "карту в статусе $1 нельзя заблокировать"},
		{`only the processing itself sets status (\d+)`, "статус $1 ставит только процессинг"},
		{`no plastic for a card of status (\d+)`, "для карты в статусе $1 пластик не выпускается"},
		{`the card is closed`, "карта закрыта"},
		{`the card is already blocked`, "карта уже заблокирована"},
		{`the card is already activated`, "карта уже активирована"},
		{`an authorization is open on the card`, "на карте есть незавершённая авторизация"},
		{`the PIN does not look like ciphertext in base64 or hex`, "ПИН-код не похож на шифротекст в base64 или hex"},
		{`the key cannot hold the answer`, "ключ слишком мал для ответа"},
		// Money
		{`insufficient funds`, "недостаточно средств"},
		{`not enough funds on the merchant's account`, "на счёте мерчанта недостаточно средств"},
		{`more money than the books can hold`, "слишком большая сумма"},
		{`the accounts are in different currencies`, "счета в разных валютах"},
		{`the card has no account in (.*)`, "у карты нет счёта в $1"},
		{`the card's limit on (\w+) is exceeded`, "превышен лимит карты на $1"},
		{`the account's limit on (\w+) is exceeded`, "превышен лимит счёта на $1"},
		{`the client's limit on (\w+) is exceeded`, "превышен лимит клиента на $1"},
		{`the transaction is (\w+), not authorized`, "транзакция не в состоянии authorized, а в $1"},
		{`only (.*) is authorized`, "в холде только $1"},
		{`only (.*) is left to give back`, "вернуть можно только $1"},
		{`nothing is left to give back`, "возвращать больше нечего"},
		// Wallets
		{`the wallet is closed`, "кошелёк закрыт"},
		{`the wallet is (\w+)`, "кошелёк в состоянии $1"},
		{`there is money in the wallet`, "в кошельке есть деньги"},
		{`a wallet with this identifier exists`, "кошелёк с таким идентификатором уже есть"},
		// Gift cards and companies
		{`incorrect OTP`, "неверный одноразовый пароль"},
		{`no single card waits for this OTP`, "нет карты, которая ждёт этого одноразового пароля"},
		{`not a free id`, "этот id занят"},
		{`the company is registered already`, "компания уже зарегистрирована"},
		{`the company has no user with this id`, "у компании нет пользователя с таким id"},
		{`the company has no such product`, "у компании нет такого продукта"},
		// Things that are not there
		{`no card with this (?:identifier|token)`, "такой карты нет"},
		{`no client with this identifier`, "такого клиента нет"},
		{`no (?:card|client|gift) product with this code`, "продукта с таким кодом нет"},
		{`no gift card with this id`, "такой подарочной карты нет"},
		{`no wallet with this identifier`, "такого кошелька нет"},
		{`no company with this id`, "такой компании нет"},
		{`no account with this number`, "такого счёта нет"},
		{`no transaction (".*")`, "транзакции $1 нет"},
		{`no request with this identifier`, "запроса с таким request_id нет"},
		{`the request identifier was used before`, "такой request_id уже был"},
		{`refused by a fault`, "отказ включён в сбоях"},
		// The form of a request
		{`the body is not a JSON object`, "тело не объект JSON"},
		{`the body goes on after its JSON object`, "после объекта JSON есть что-то ещё"},
		{`want a string that is not empty`, "нужна непустая строка"},
		{`want a string`, "нужна строка"},
		{`want a UUID`, "нужен UUID"},
		{`want an integer`, "нужно целое число"},
		{`want a number`, "нужно число"},
		{`want an object`, "нужен объект"},
		{`want an array that is not empty`, "нужен непустой массив"},
		{`want an RFC 3339 time`, "нужно время по RFC 3339"},
		{`want a date like (.*)`, "нужна дата, например $1"},
		{`want three capital letters`, "нужны три заглавные буквы"},
		{`want two letters`, "нужны две буквы"},
		{`want Latin letters`, "нужны латинские буквы"},
		{`want a phone number`, "нужен номер телефона"},
		{`want an address with @`, "нужен адрес с @"},
		{`want base64`, "нужен base64"},
		{`want a PDF`, "нужен PDF"},
		{`want at most 2 MB`, "нужно не больше 2 МБ"},
		{`want either a client_id or a cardholder`, "нужно одно из двух: client_id или cardholder"},
		{`want card, account or client`, "нужно card, account или client"},
		{`want a code of the (\w+) dictionary`, "нужен код из справочника $1"},
		{`want transaction, day or month`, "нужно transaction, day или month"},
		{`want min, max, current or remaining`, "нужно min, max, current или remaining"},
		{`want sell, buy or rate`, "нужно sell, buy или rate"},
		{`want debit or credit`, "нужно debit или credit"},
		{`want a time like (.*)`, "нужно время, например $1"},
		{`want a time after start_date`, "нужно время после start_date"},
		{`want a number above zero`, "нужно число больше нуля"},
		{`want 1 to 10000`, "нужно число от 1 до 10000"},
		{`want 1, 2 or 3`, "нужно 1, 2 или 3"},
		{`want 1 or 2`, "нужно 1 или 2"},
		{`is required for this product`, "поле обязательно для этого продукта"},
	} {
		list = append(list, &cause{pattern: regexp.MustCompile("^" + r.pattern + "$"), russian: r.russian})
	}
	return list
})
