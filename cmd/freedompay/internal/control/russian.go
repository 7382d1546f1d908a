package control

func russian() map[string]string { return russianSentences }

// russianSentences holds the sentences of the control plane by their English
// formats. The verbs stand in the same order in both.
var russianSentences = map[string]string{ //nolint:gosec // texts, one of which is about a token
	// Bodies
	"the body did not arrive; send it again":                                                             "тело запроса не пришло; отправьте его снова",
	"the body is larger than %d bytes; send less":                                                        "тело запроса больше %d байт; отправьте меньше",
	"the header Content-Type is not application/json; send it so":                                        "заголовок Content-Type должен быть application/json",
	"the body goes on after its JSON object; send one object alone":                                      "после объекта JSON есть что-то ещё; отправьте один объект",
	"the body ends before its JSON does; look for a bracket or a quote that is missing":                  "тело кончается раньше, чем JSON; проверьте, не пропущена ли скобка или кавычка",
	"the body is no JSON: look at byte %d for a bracket, a comma or a quote that is missing or too many": "тело не JSON: посмотрите на байт %d, там лишняя или пропущенная скобка, запятая или кавычка",
	"the body is %s; send an object such as {}":                                                          "тело — %s; нужен объект, например {}",
	"%s: this is %s, and a text is wanted; put it in quotes":                                             "%s: это %s, а нужна строка; возьмите значение в кавычки",
	"%s: this is %s, and %s is wanted":                                                                   "%s: это %s, а нужно %s",
	"%s: there is no such member; there are %s":                                                          "%s: такого поля нет; есть %s",
	"a text": "строка", "a number": "число", "a whole number": "целое число", "true or false": "true или false", "an object": "объект", "an array": "массив",

	// Guard
	"the sandbox does not go by the name %s; use 127.0.0.1 or localhost, or start it with --host":       "песочница не знает имени %s; обращайтесь к 127.0.0.1 или localhost либо запустите её с --host",
	"the request comes from another site; open the sandbox's own page":                                  "запрос пришёл с другого сайта; откройте страницу самой песочницы",
	"a token is needed: send Authorization: Bearer TOKEN, or open the address that the sandbox printed": "нужен токен: отправьте Authorization: Bearer TOKEN или откройте адрес, который напечатала песочница",
	"there is nothing here by this method; see /_bank/openapi.json":                                     "по этому адресу и методу ничего нет; см. /_bank/openapi.json",
	"partner: there is no partner with this auth_id; GET /_bank/partners lists them":                    "partner: партнёра с таким auth_id нет; список — GET /_bank/partners",

	// Things that are not there
	"there is no card with this card_id; the list of cards has those that there are":            "карты с таким card_id нет; все карты — в списке карт",
	"there is no wallet with this identifier; the list of wallets has those that there are":     "кошелька с таким идентификатором нет; все кошельки — в списке кошельков",
	"there is no command with this request_id; it may have been refused, or the bank was reset": "команды с таким request_id нет; возможно, она отклонена или банк сброшен",
	"there is no call with this number; the journal may have forgotten it":                      "вызова с таким номером нет; возможно, он вытеснен из журнала",
	"in: write request or answer":                                                              "in: укажите request или answer",
	"secret: the call has no secret with this number; they count from 1":                       "secret: секрета с таким номером в вызове нет; счёт с 1",
	"client_id: there is no client with this id; the list of clients has those that there are": "client_id: клиента с таким id нет; все клиенты — в списке клиентов",
	"there is no transaction %s; the list of transactions has those that there are":            "транзакции %s нет; все транзакции — в списке транзакций",
	`operation: there is no operation "%s"; write one such as Cards.Issue`:                     "operation: операции «%s» нет; укажите, например, Cards.Issue",

	// Money
	`amount: %s is not above zero; write a sum such as 150.00`:                                  "amount: %s не больше нуля; укажите сумму, например 150.00",
	`amount: "%s" is not a sum; write digits, a point and two decimals at most, such as 150.00`: "amount: «%s» не сумма; нужны цифры, точка и не больше двух знаков после неё, например 150.00",
	`currency: the card has no account in %s; choose one of its own currencies`:                 "currency: у карты нет счёта в %s; выберите валюту карты",
	`amount: there is not so much money available; put some on first, or ask for less`:          "amount: столько денег нет; сначала пополните или уменьшите сумму",
	`amount: the books cannot hold so much; ask for less`:                                       "amount: слишком большая сумма; уменьшите её",
	`amount: the limit on %s is exceeded; ask for less, or raise the limit with Limits.Set`:     "amount: превышен лимит %s; уменьшите сумму или поднимите лимит через Limits.Set",
	`the card is not active, its status is %s; activate or unblock it first`:                    "карта не активна, её статус %s; сначала активируйте или разблокируйте её",
	`transaction %s holds no money: it is no purchase, or it was cleared or cancelled already`:  "по транзакции %s ничего не заблокировано: это не покупка, либо она уже проведена или отменена",
	`identifier: it is empty; write one such as +77010000001`:                                   "identifier: пусто; укажите, например, +77010000001",
	`currency: write three capital letters, such as KZT`:                                        "currency: нужны три заглавные буквы, например KZT",
	`identifier: there is a wallet with this identifier already; choose another one`:            "identifier: кошелёк с таким идентификатором уже есть; выберите другой",
	`the wallet is %s, so its money cannot be moved`:                                            "кошелёк в состоянии %s, деньги в нём двигать нельзя",

	// Faults, settling and time
	`on: there is no operation "%s"; write one such as Cards.Issue, or nothing for every call`:  "on: операции «%s» нет; укажите, например, Cards.Issue или ничего для всех вызовов",
	`do: there is no way of failing "%s"; GET /_bank/faults lists them under ways`:              "do: сбоя «%s» нет; список — GET /_bank/faults, поле ways",
	`do: a server cannot refuse a connection; stop it instead`:                                  "do: работающий сервер не может отказать в соединении; остановите его",
	`times, delay and retry_after cannot be below zero`:                                         "times, delay и retry_after не могут быть меньше нуля",
	`probability: %s is not between 0 and 1`:                                                    "probability: %s не между 0 и 1",
	`code: a refusal needs a code, such as 9999`:                                                "code: для отказа нужен код, например 9999",
	`delay: "%s" needs one, such as 2s`:                                                         "delay: для «%s» нужна задержка, например 2s",
	`status: %s is not between 400 and 599`:                                                     "status: %s не между 400 и 599",
	`json: this is no JSON; write some such as {"message":"blocked"}`:                           `json: это не JSON; нужно, например, {"message":"blocked"}`,
	`copies: %s is not between 2 and 100`:                                                       "copies: %s не между 2 и 100",
	`%s: "%s" is no duration; write one such as 2s or 24h`:                                      "%s: «%s» не длительность; укажите, например, 2s или 24h",
	"advance: the clock goes forward only, and ten years at most; write a duration such as 24h": "advance: часы идут только вперёд и не дальше десяти лет; укажите, например, 24h",

	// Snapshots
	`the file is torn, or it is no snapshot; choose one that the sandbox has saved`:                              "файл повреждён или это не снимок; выберите тот, что сохранила песочница",
	`kind: the file is no snapshot of a sandbox but "%s"; choose one that the sandbox has saved`:                 "kind: файл не снимок песочницы, а «%s»; выберите тот, что сохранила песочница",
	`sha256: the file was changed after it was saved, or it is torn; save a new one`:                             "sha256: файл изменён после сохранения или повреждён; сохраните новый",
	`banks[].auth_id: the file is about partner %s, whom this sandbox does not have; start it with that auth_id`: "banks[].auth_id: снимок партнёра %s, которого в этой песочнице нет; запустите её с этим auth_id",
	`banks[].bank: the file does not hold a whole bank; choose another one`:                                      "banks[].bank: в файле не весь банк; выберите другой",

	// What was done
	"Client %s was made.": "Создан клиент %s.", "Card %s was made. It is active and empty.": "Создана карта %s. Она активна, денег на ней нет.",
	"%s %s was put on the card.": "Карта пополнена на %s %s.", "%s %s was paid with the card.": "Картой оплачено %s %s.",
	"%s %s is held on the card until it is cleared or cancelled.":    "На карте заблокировано %s %s, пока покупка не проведена или не отменена.",
	"The purchase was cleared: the held money has left the card.":    "Покупка проведена: заблокированные деньги списаны.",
	"The purchase was cancelled: the held money is available again.": "Покупка отменена: заблокированные деньги снова доступны.",
	"Wallet %s was made. It is active and empty.":                    "Создан кошелёк %s. Он активен, денег в нём нет.",
	"%s was put into the wallet.":                                    "Кошелёк пополнен на %s.", "%s was paid from the wallet.": "Из кошелька оплачено %s.",
	"No more calls will fail.":                                               "Сбои убраны.",
	"Settling is held: commands stay in process until it goes on.":           "Исполнение остановлено: команды ждут, пока оно не продолжится.",
	"Settling goes on: a command settles %s after it is accepted.":           "Исполнение идёт: команда исполняется через %s после приёма.",
	"No command was waiting.":                                                "Ни одна команда не ждала.",
	"Commands settled: %d.":                                                  "Исполнено команд: %d.",
	"The sandbox's clock shows %s now.":                                      "На часах песочницы теперь %s.",
	"Everything is as at the beginning, and the journal of calls is empty.":  "Всё как в начале, журнал вызовов пуст.",
	"The snapshot was restored.":                                             "Снимок восстановлен.",
	"%s: no answer arrived. The work may have been done.":                    "%s: ответ не пришёл. Запрос мог быть исполнен.",
	"%s: no whole answer arrived. The work was done.":                        "%s: ответ пришёл не целиком. Запрос исполнен.",
	"%s: what arrived is no JSON. The work was done.":                        "%s: пришёл не JSON. Запрос исполнен.",
	"%s was refused: %s":                                                     "%s: отказ, %s",
	"%s was answered with HTTP %d.":                                          "%s: ответ HTTP %d.",
	"%s was answered.":                                                       "%s: ответ получен.",
	"%s was accepted. What it changes is seen when the command has settled.": "%s: принято. Изменения будут видны, когда команда исполнится.",

	// Faults to come
	"Every call%s": "Каждый вызов%s", "The next call%s": "Следующий вызов%s", "The next %d calls%s": "Следующие вызовы%[2]s (%[1]d)", " of %s": " %s",
	", with a probability of %s":                                            ", с вероятностью %s",
	". This ends when the faults are cleared.":                              ". Так будет, пока сбои не убраны.",
	"the connection breaks and nothing is done":                             "соединение рвётся, ничего не исполняется",
	"the work is done and the answer is lost":                               "запрос исполняется, ответ теряется",
	"the work is done and the connection breaks halfway through the answer": "запрос исполняется, ответ обрывается посередине",
	"the work begins %s later":                                              "исполнение начинается через %s",
	"the work is done and the answer comes %s later":                        "запрос исполняется, ответ приходит через %s",
	"refused with code %s":                                                  "отказ с кодом %s",
	"the work is done and the answer is empty":                              "запрос исполняется, ответ пуст",
	"the work is done and half of the answer comes":                         "запрос исполняется, приходит половина ответа",
	"the work is done and the answer comes in an array":                     "запрос исполняется, ответ приходит в массиве",
	"the work is done and the answer has 100 MB":                            "запрос исполняется, ответ на 100 МБ",
	"a proxy gives up, and delivers the request %s later":                   "прокси отвечает ошибкой, а запрос доставляет через %s",
	"a proxy delivers the request %d times":                                 "прокси доставляет запрос несколько раз, всего %d",
	"a proxy answers HTTP %d and nothing is done":                           "прокси отвечает HTTP %d, ничего не исполняется",
	"the work is done and a proxy answers HTTP %d":                          "запрос исполняется, прокси отвечает HTTP %d",
	"the answer is sent twice over its connection":                          "ответ отправляется дважды по тому же соединению",
	", after the work is done":                                              " после исполнения",
	", and nothing is done":                                                 ", ничего не исполняется",
}
