package control

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// refusal is an answer other than 200. It says where the trouble is, what it is
// and what to do.
type refusal struct {
	status int
	format string
	args   []any
}

func no(status int, format string, args ...any) error { return &refusal{status, format, args} }

func notFound(format string) error { return no(http.StatusNotFound, format) }

func (r *refusal) Error() string { return sentence("en", r.format, r.args...) }

// plainly turns an error of the bank, which is written for Go programs, into a
// refusal for everybody.
func plainly(err error) *refusal {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r
	}
	text := err.Error()
	for _, known := range bankErrors() {
		if found := known.pattern.FindStringSubmatch(text); found != nil {
			r := &refusal{http.StatusConflict, known.says, nil}
			for _, part := range found[1:] {
				r.args = append(r.args, part)
			}
			return r
		}
	}
	text = strings.TrimPrefix(text, "freedompaytest: ")
	return &refusal{http.StatusConflict, "%s", []any{text}}
}

// bankError is how an error of the bank reads, and what is said instead. The
// groups of the pattern are the arguments.
type bankError struct {
	pattern *regexp.Regexp
	says    string
}

var bankErrors = sync.OnceValue(func() []bankError {
	var list []bankError
	for _, e := range []struct{ pattern, says string }{
		// Money
		{`amount "(.*)": want more than zero$`, `amount: %s is not above zero; write a sum such as 150.00`},
		{`amount "(.*)": want (?:a decimal|at most)`, `amount: "%s" is not a sum; write digits, a point and two decimals at most, such as 150.00`},
		{`the card has no account in (.*)$`, `currency: the card has no account in %s; choose one of its own currencies`},
		{`insufficient funds$`, `amount: there is not so much money available; put some on first, or ask for less`},
		{`more money than the books can hold$`, `amount: the books cannot hold so much; ask for less`},
		{`the (?:card|account|client)'s limit on (\w+) is exceeded$`, `amount: the limit on %s is exceeded; ask for less, or raise the limit with Limits.Set`},
		// Things
		{`no card with this identifier$`, `there is no card with this card_id; the list of cards has those that there are`},
		{`no client with this identifier$`, `client_id: there is no client with this id; the list of clients has those that there are`},
		{`the card's status is (\d+): it is not active$`, `the card is not active, its status is %s; activate or unblock it first`},
		{`no transaction "(.*)"$`, `there is no transaction %s; the list of transactions has those that there are`},
		{`transaction (.*) is no open purchase$`, `transaction %s holds no money: it is no purchase, or it was cleared or cancelled already`},
		{`want an identifier$`, `identifier: it is empty; write one such as +77010000001`},
		{`want a currency of three capital letters$`, `currency: write three capital letters, such as KZT`},
		{`a wallet with this identifier exists$`, `identifier: there is a wallet with this identifier already; choose another one`},
		{`no wallet with this identifier$`, `there is no wallet with this identifier; the list of wallets has those that there are`},
		{`the wallet is (\w+)$`, `the wallet is %s, so its money cannot be moved`},
		// Faults
		{`no operation "(.*)"$`, `on: there is no operation "%s"; write one such as Cards.Issue, or * for every call`},
		{`no way of failing "(.*)"$`, `do: there is no way of failing "%s"; GET /_bank/faults lists them under ways`},
		{`with a number below zero$`, `times, delay and retry_after cannot be below zero`},
		{`with a probability of (.*)$`, `probability: %s is not between 0 and 1`},
		{`"refuse" without a code$`, `code: a refusal needs a code, such as 9999`},
		{`"(.*)" without a delay$`, `delay: "%s" needs one, such as 2s`},
		{`with HTTP status (\d+): want 400 to 599$`, `status: %s is not between 400 and 599`},
		{`with a body that is not JSON$`, `json: this is no JSON; write some such as {"message":"blocked"}`},
		{`with (\d+) copies: want 2 to 100$`, `copies: %s is not between 2 and 100`},
		// Snapshots
		{`it is torn or no state of a sandbox`, `the file is torn, or it is no snapshot; choose one that the sandbox has saved`},
		{`it is of kind "(.*)", not `, `kind: the file is no snapshot of a sandbox but "%s"; choose one that the sandbox has saved`},
		{`its digest does not fit$`, `sha256: the file was changed after it was saved, or it is torn; save a new one`},
		{`it is about partner "(.*)", whom this sandbox does not have$`, `banks[].auth_id: the file is about partner %s, whom this sandbox does not have; start it with that auth_id`},
		{`^freedompaytest: restore: `, `banks[].bank: the file does not hold a whole bank; choose another one`},
	} {
		list = append(list, bankError{regexp.MustCompile(e.pattern), e.says})
	}
	return list
})
