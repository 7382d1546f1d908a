package freedompaytest

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
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

// dialect is one of the forms in which the API accepts and refuses requests.
type dialect int

const (
	cardDialect dialect = iota
	giftDialect
	walletDialect
	partnerDialect
)

// dialectOf returns the dialect that is spoken on a path.
func dialectOf(path string) dialect {
	switch {
	case strings.HasPrefix(path, wallets):
		return walletDialect
	case strings.HasPrefix(path, partner):
		return partnerDialect
	case strings.HasPrefix(path, giftCards):
		return giftDialect
	}
	return cardDialect
}

// invalid returns the code for incorrect input.
func (d dialect) invalid() string {
	switch d {
	case giftDialect:
		return "-1"
	case walletDialect, partnerDialect:
		return "1001"
	}
	return "12001"
}

// duplicate returns the code for a repeated request_id.
func (d dialect) duplicate() string {
	if d == walletDialect || d == partnerDialect {
		return "1002"
	}
	return "12002"
}

// progress returns the dialect's word for how far a request has come.
func (d dialect) progress(p progress) string {
	if d == walletDialect {
		return map[progress]string{succeeded: "0", inProcess: "1", failed: "2"}[p]
	}
	return string(p)
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
