package freedompaytest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/freedompay-go/freedompay/contract"
)

// members is a JSON object of an answer. Answers are written from the contract,
// never with the client's own types: a wrong tag there must not pass here.
type members map[string]any

// number writes an amount as a JSON number with its exact decimals.
func number(amount money) json.Number { return json.Number(amount.String()) }

// refusal is an error that the bank answers inside HTTP 200.
type refusal struct {
	code string // empty where no code is documented
	text string
}

func (r *refusal) Error() string { return strings.TrimSpace(r.code + " " + r.text) }

func refuse(code, text string) error { return &refusal{code, text} }

// reason returns the code and the text of a refusal.
func reason(err error) (code, text string) {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.code, r.text
	}
	return "", err.Error()
}

// dialect names one of the forms in which the API accepts and refuses requests.
// Its words are those of the contract.
type dialect string

const (
	cardDialect    dialect = "card"
	giftDialect    dialect = "gift"
	walletDialect  dialect = "wallet"
	partnerDialect dialect = "partner"
)

// facts returns what the contract says of the dialect.
func (d dialect) facts() contract.Dialect {
	for _, known := range facts().Dialects {
		if known.Name == string(d) {
			return known
		}
	}
	panic(fmt.Sprintf("freedompaytest: the contract has no dialect %q", string(d)))
}

// invalid returns the code for incorrect input.
func (d dialect) invalid() string { return d.facts().Invalid }

// duplicate returns the code for a repeated request_id.
func (d dialect) duplicate() string { return d.facts().Duplicate }

// unknownRequest refuses a question about a request_id that nobody has used.
func (d dialect) unknownRequest() error {
	return refuse(d.facts().UnknownRequest, "no request with this identifier")
}

// progress returns the dialect's word for how far a request has come.
func (d dialect) progress(p progress) string {
	words := d.facts().Progress
	return map[progress]string{succeeded: words.Done, inProcess: words.Running, failed: words.Failed}[p]
}

// accepted adds the dialect's envelope to a good answer. Members that the
// handler has set stay: some pages print an envelope of their own.
func (op *operation) accepted(answer members, now time.Time) members {
	if answer == nil {
		answer = members{}
	}
	envelope := members{"status": "ok", "dt": now.Format(time.RFC3339)}
	if op.dialect == giftDialect {
		envelope = members{"status": 0, "datetime": now.Format(time.DateTime)}
	} else if !op.bare {
		envelope["request_status"] = op.dialect.progress(succeeded)
	}
	if op.integerCodes {
		envelope["error_code"] = 0
		envelope["error_description"] = ""
	}
	for name, value := range envelope {
		if _, there := answer[name]; !there {
			answer[name] = value
		}
	}
	return answer
}

// refused returns the dialect's shape of a refusal.
func (op *operation) refused(err error, now time.Time) members {
	code, text := reason(err)
	if op.dialect == giftDialect {
		status, convErr := strconv.Atoi(code)
		if convErr != nil {
			status = -1
		}
		return members{"status": status, "datetime": now.Format(time.DateTime)}
	}
	answer := members{"status": "error", "error_description": text, "dt": now.Format(time.RFC3339)}
	if !op.bare {
		answer["request_status"] = op.dialect.progress(failed)
	}
	addCode(answer, code, op.integerCodes)
	return answer
}

// addCode writes error_code the way the operation's page does: a string on
// some pages, an integer on others.
func addCode(answer members, code string, integer bool) {
	if code == "" {
		return
	}
	answer["error_code"] = code
	if n, err := strconv.Atoi(code); integer && err == nil {
		answer["error_code"] = n
	}
}
