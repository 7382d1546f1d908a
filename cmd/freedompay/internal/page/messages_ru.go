package page

func russian() map[string]string { return russianTexts }

var russianTexts = map[string]string{ //nolint:gosec // texts, one of which is about a password
	"lang": "ru",

	// The frame
	"Sandbox": "Песочница", "Skip to the content": "К содержанию", "live": "обновляется", "not live": "не обновляется",
	"It did not work": "Не получилось", "Done": "Готово", "Copied": "Скопировано",
	"The sandbox does not answer. It may have been stopped.": "Песочница не отвечает. Возможно, она остановлена.",
	"Colours": "Тема", "As the system": "Как в системе", "Light": "Светлая", "Dark": "Тёмная", "Sections": "Разделы",
	"keyboard": "клавиши", "Keyboard": "Клавиши", "search": "поиск", "next and previous line": "следующая и предыдущая строка",
	"open the line": "открыть строку", "settle now": "исполнить сейчас", "Close": "Закрыть",
	"settling is held": "исполнение приостановлено", "settling": "исполняется", "faults": "сбои", "clock": "часы",
	"Search": "Поиск", "Pages": "Страницы", "of": "из", "newer": "новее", "older": "старее", "newest": "самые новые", "Copy": "Скопировать",
	"Actions": "Действия", "Not found": "Не найдено",
	"There is no such thing here. It may be forgotten, or the bank was reset.": "Здесь такого нет. Возможно, запись удалена из журнала или песочница сброшена.",
	"This sandbox asks for the token that it printed when it started.":         "Песочница просит токен, который она напечатала при запуске.",
	"Token": "Токен", "Open": "Открыть", "Nothing is found for": "Ничего не найдено:", "Clear the search": "Показать все",
	"Calls have the time of the machine's clock; all else has the time of the sandbox's clock, which is ahead by": "Время вызовов — по часам компьютера, остальное — по часам песочницы, они впереди на",

	// Calls
	"Calls": "Вызовы", "Call": "Вызов", "Only failures": "Только ошибки", "No call fits.": "Подходящих вызовов нет.",
	"signed": "подпись верна", "signature wrong": "подпись неверна", "not checked": "не проверялась",
	"answered": "ответ отправлен", "under way": "выполняется", "no answer": "нет ответа", "answer cut off": "ответ оборван", "code": "код", "ms": "мс",
	"The JWS header lacks a member: add":                             "В заголовке JWS не хватает поля, добавьте",
	"The JWS header has a member that does not belong there: remove": "В заголовке JWS лишнее поле, уберите",
	"Change in the JWS header":                                       "Исправьте в заголовке JWS",
	"by the machine's clock":                                         "по часам компьютера",
	"Arrived":                                                        "Пришёл", "Took": "Длительность", "Signature": "Подпись", "Answer": "Ответ", "Request": "Запрос", "Fault": "Сбой",
	"The sandbox's key":                                                        "Ключ песочницы",
	"What is wrong with the signature":                                         "Что не так с подписью",
	"The JWS header that came":                                                 "Заголовок JWS, который пришёл",
	"The JWS header that the bank wants":                                       "Заголовок JWS, который нужен банку",
	"Members that the contract does not know":                                  "Поля, которых нет в контракте",
	"No answer left the bank. What was asked may have been done all the same.": "Банк не отправил ответа. Но запрос мог быть исполнен.",
	"Ask what became of it":                                                    "Узнайте его исход",
	"It has no request_id, so the same call again may do it a second time: look first whether it was done.": "У него нет request_id, поэтому повторный вызов может исполнить его второй раз: сначала проверьте, исполнен ли он.",
	"The same call again": "Тот же вызов ещё раз",
	"The request holds a secret, so there is no line to copy. Show the secret above and sign again.": "В запросе есть секрет, поэтому готовой строки нет. Покажите секрет выше и подпишите снова.",
	"Show the secret": "Показать секрет",
	"The same call again, with its wrong signature": "Тот же вызов ещё раз, с той же неверной подписью", "Sign this request correctly": "Тот же запрос с верной подписью",
	"The bank has this request_id already: the command was not done again.": "Этот request_id у банка уже есть: повторно команда не исполнялась.",
	"What became of the first one":                                          "Проверьте исход первой", "For a new command take a new request_id.": "Для новой команды возьмите новый request_id.",
	"The file is no snapshot: choose one that the sandbox has saved.": "Это не снимок: выберите файл, который сохранила песочница.",

	// The first call
	"Make a call": "Сделать вызов", "Make the first call": "Сделайте первый вызов",
	"This is a fake Freedom Pay on your own machine. Nothing here is real. Send a signed call with any program, or from this page, and watch it arrive.": "Это эмулятор Freedom Pay на вашем компьютере. Здесь нет ничего настоящего. Отправьте подписанный вызов из своей программы или с этой страницы — он появится здесь.",
	"Address": "Адрес", "Key": "Ключ", "From this page": "С этой страницы", "From your program": "Из своей программы",
	"Operation": "Операция", "right": "верная", "Sign and send": "Подписать и отправить", "A fresh example": "Новый пример", "No client yet: make one first": "Клиентов ещё нет, сначала создайте", "Open the call": "Открыть вызов",
	"mistake: key": "с переводом строки после ключа", "mistake: body": "тело подписано с лишним переводом строки", "mistake: path": "для другого пути",
	"mistake: algorithm": "другим алгоритмом", "mistake: padding": "base64 с символами =", "mistake: missing": "без подписи",
	"Language": "Язык", "Needs": "Понадобится", "Save as": "Сохраните как", "run beside it": "в той же папке выполните", "The contract as OpenAPI": "OpenAPI контракта", "The control plane as OpenAPI": "OpenAPI управления песочницей",

	// Commands
	"Ask the bank": "Спросить банк", "Commands": "Команды", "Command": "Команда", "Settle all now": "Исполнить всё сейчас",
	"A command is accepted at once and settles later. Its request_id protects it from being done twice.": "Команда принимается сразу, а исполняется позже. request_id не даёт исполнить её дважды.",
	"No command yet.": "Команд ещё нет.",
	"accepted":        "принята", "due": "в", "on hold": "приостановлена", "settled": "исполнена", "failed": "не исполнена",
	"Calls with this request_id": "Вызовы с этим request_id", "The journal keeps no call with this request_id.": "В журнале нет вызовов с этим request_id.",

	// Clients and cards
	"Clients": "Клиенты", "Client": "Клиент", "New client": "Новый клиент", "Name": "Имя", "Phone": "Телефон", "No client yet.": "Клиентов ещё нет.",
	"Cards": "Карты", "Card": "Карта", "New card": "Новая карта", "No card yet.": "Карт ещё нет.", "held": "в холде", "available": "доступно", "Expires": "Действует до",
	"Product": "Продукт", "Number and CVV": "Номер и CVV", "State of the card": "Состояние карты", "Other calls": "Другие вызовы", "Last calls about this card": "Последние вызовы с этой картой",
	"Each button makes the call that a partner makes. The state changes when the command has settled.": "Кнопка делает тот же вызов, что и партнёр. Состояние изменится, когда команда исполнится.",
	"Block for the client": "Заблокировать от имени клиента", "Block for the partner": "Заблокировать от имени партнёра", "Block as lost": "Заблокировать как утерянную",
	"Activate": "Активировать", "Unblock": "Разблокировать",
	"Put money on the card": "Пополнить карту", "Put money on": "Пополнить",
	"Amount": "Сумма", "Currency": "Валюта", "Buy something": "Купить", "Shop": "Торговая точка", "online": "в интернете", "without 3-D Secure": "без 3-D Secure",
	"Buy": "Купить", "Only hold the money": "Только авторизовать (холд)", "Transactions": "Транзакции", "Transaction": "Транзакция", "Time": "Время", "State": "Состояние",
	"open": "холдов", "Held": "В холде", "Clear": "Клиринг", "Cancel": "Отменить", "Movements": "Движения по счёту", "What": "Что", "Balance": "Остаток",
	"Balance after each movement": "История остатка", "a step is a movement": "шаг — одно движение", "No money has moved yet.": "Движений ещё не было.", "Limits": "Лимиты", "Double entry": "Проводки",
	"From": "Списание", "To": "Зачисление", "day": "в день", "month": "в месяц", "transaction": "на операцию", "min": "не менее", "max": "не более", "current": "израсходовано", "remaining": "осталось",
	"debit": "списание", "credit": "зачисление", "purchase": "покупка",
	"authorized": "холд", "cleared": "клиринг", "cancelled": "отмена", "refunded": "возврат",
	"Card is active.": "Активна", "Temporarily blocked by the client.": "Заблокирована клиентом", "Temporarily blocked by the partner.": "Заблокирована партнёром",
	"Card validity period has expired.": "Истёк срок", "Card blocked due to loss.": "Утеряна", "Card not activated.": "Не активирована",
	"In the process of production.": "Изготавливается", "Card is closed.": "Закрыта",

	// Gift cards and wallets
	"Gift cards": "Подарочные карты", "one-time password": "одноразовый пароль", "To activate it, call": "Чтобы активировать, вызовите", "activated": "активирована", "waits for its code": "ждёт одноразового пароля", "Confirm": "Подтвердить",
	"New gift card": "Новая подарочная карта", "No gift card yet.": "Подарочных карт ещё нет.", "Left to pay gift cards from": "Остаток мерчанта для подарочных карт",
	"The one-time password goes to the holder's phone. Here is what the phone would show.": "Одноразовый пароль приходит на телефон держателя. Здесь то, что показал бы телефон.",
	"Wallets": "Кошельки", "Wallet": "Кошелёк", "New wallet": "Новый кошелёк", "Identifier": "Идентификатор", "No wallet yet.": "Кошельков ещё нет.",
	"Owner": "Владелец", "not identified": "не идентифицирован", "Top up": "Пополнить", "Pay": "Заплатить", "Top-up": "Пополнение", "Payment": "Платёж",
	"active": "активен", "blocked": "заблокирован", "closed": "закрыт",

	// The books
	"Ledger": "Проводки", "in balance": "баланс сходится",
	"Every posting takes from one account what it gives to another; all accounts, with those of cards and wallets, add up to zero.": "Каждая проводка списывает с одного счёта и зачисляет на другой ту же сумму; сумма остатков всех счетов, вместе с картами и кошельками, — ноль.",

	// Conditions
	"Conditions": "Сбои и время", "Faults": "Сбои", "Make calls fail as a bad network or a busy bank does.": "Вызовы сбоят, как при плохой сети или перегрузке банка.",
	"Lose the next answer": "Потерять следующий ответ", "503 three times": "Три ответа 503", "Delay the next call 3 s": "Задержать следующий вызов на 3 с",
	"Refuse the next call with 9999": "Отказать с кодом 9999", "every call": "каждый вызов",
	"Clear all faults": "Убрать все сбои", "Another fault": "Другой сбой", "Way": "Как", "Times (0: always)": "Сколько раз (0 — без ограничения)",
	"Probability (0: certain)": "Вероятность (0 — каждый вызов)", "Delay": "Задержка", "Code": "Код", "do the work first": "исполнить и всё равно вернуть ошибку", "Inject": "Включить",
	"Settling": "Исполнение", "Commands settle after": "Команды исполняются через", "Pending": "В очереди", "Let settling go on": "Продолжить исполнение", "Hold settling": "Приостановить",
	"Settling is held: commands stay in process until it goes on.": "Исполнение приостановлено: команды ждут в очереди, пока его не продолжат.", "Set": "Задать",
	"Clock": "Часы", "advance 1h": "Через час", "advance 24h": "Через день", "advance 720h": "Через 30 дней",
	"A snapshot holds what the bank knows, pending commands and the clock, but not the journal of calls.": "В снимке — всё, что знает банк, неисполненные команды и часы, но не журнал вызовов.",
	"Save a snapshot": "Сохранить снимок", "Restore a snapshot": "Восстановить снимок", "Reset…": "Сбросить…",
	"Everything goes back to the beginning, also the clock, settling and faults. The journal is emptied.": "Всё вернётся к началу, в том числе часы, исполнение и сбои. Журнал будет очищен.", "Reset everything": "Сбросить всё",
	"drop before the work": "обрыв до исполнения", "drop after the work": "обрыв после исполнения", "drop halfway through the answer": "обрыв посреди ответа",
	"delay before the work": "задержка до исполнения", "delay after the work": "задержка после исполнения", "refuse": "отказ", "empty body": "пустой ответ",
	"deliver late": "доставка с опозданием", "deliver repeatedly": "многократная доставка", "block the request": "прокси не пропускает запрос",
	"block the answer": "прокси не пропускает ответ", "answer twice": "двойной ответ",
	"truncated JSON": "обрезанный JSON", "JSON array": "массив JSON", "huge answer": "огромный ответ",
}
