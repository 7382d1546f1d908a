package probe

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/freedompay-go/freedompay/contract"
)

// judgement is what a reply means.
type judgement struct {
	verdict  Verdict
	code     string
	why      string
	accepted bool // the bank took the call
	trouble  bool // it may pass
	page     bool // HTML with HTTP 200: what a missing path may get, and every path behind a portal
	resign   bool // another algorithm may help
}

// codesOf are the dictionaries of the codes with which the dialects refuse.
var codesOf = map[string]string{
	"card": "card_error", "gift": "gift_request_status", "wallet": "wallet_error", "partner": "wallet_error",
}

// judge tells what a reply means in one of several dialects: that of the operation,
// and that of the path where it is looked for.
func (r *run) judge(got reply, dialects ...*contract.Dialect) judgement {
	if got.broken != "" {
		return judgement{verdict: Unclear, why: got.broken, trouble: true}
	}
	if got.status == http.StatusUnauthorized {
		return judgement{verdict: Unsigned, resign: true}
	}
	ok := got.status/100 == 2
	for _, d := range dialects {
		if j, is := r.wordOf(d, got.object, ok); is {
			return j
		}
	}
	said := fmt.Sprintf("HTTP %d", got.status)
	switch {
	case got.status >= 500, got.status == http.StatusTooManyRequests, got.status == http.StatusRequestTimeout:
		return judgement{verdict: Unclear, why: said, trouble: true}
	case got.status == http.StatusNotFound, got.status == http.StatusMethodNotAllowed, got.status == http.StatusGone:
		return judgement{verdict: Missing, why: said}
	case got.status/100 == 3:
		return judgement{verdict: Unclear, why: said + ", a redirect"}
	case got.html:
		if ok {
			return judgement{verdict: Unclear, why: whyPage, page: true}
		}
		return judgement{verdict: Unclear, why: said + " with a page of HTML"}
	case got.object != nil:
		return judgement{verdict: Unclear, why: said + " with JSON that no dialect of the API knows", resign: got.status == http.StatusForbidden}
	default:
		return judgement{verdict: Unclear, why: said + " with neither JSON nor HTML"}
	}
}

// wordOf reports whether an answer is one of a dialect, and what it says.
func (r *run) wordOf(d *contract.Dialect, answer map[string]any, ok bool) (j judgement, is bool) {
	status := text(answer["status"])
	code, refused := codeIn(answer), d.Refused != "" && strings.EqualFold(status, d.Refused)
	if d.Refused == "" && strings.HasPrefix(status, "-") { // gift cards: the status is the code
		code, refused = status, true
	}
	failed := d.Progress.Failed != "" && text(answer["request_status"]) == d.Progress.Failed
	dated := text(answer["dt"])+text(answer["datetime"]) != ""
	listed := r.lists(d, code)
	switch {
	case answer == nil:
		return j, false
	case ok && strings.EqualFold(status, d.Accepted):
		return judgement{verdict: Answers, accepted: !failed, code: r.shown(code)}, true
	case refused && slices.Contains(d.TryLater, code):
		return judgement{verdict: Unclear, code: code, why: "the bank says try again later", trouble: true}, true
	case refused && listed && (ok || code != "-1"): // a code that says nothing proves nothing beside another HTTP status
		return judgement{verdict: Answers, code: code}, true
	case refused && ok && code != "" && dated:
		return judgement{verdict: Answers, code: r.shown(code), why: "the contract does not list the code"}, true
	case refused && ok && dated:
		return judgement{verdict: Answers, why: "refused without a code"}, true
	}
	return j, false
}

// lists reports whether the contract has the code in the dialect's dictionary.
func (r *run) lists(d *contract.Dialect, code string) bool {
	dictionary, ok := r.contract.Dictionary(codesOf[d.Name])
	return ok && code != "" && code != "0" && slices.Contains(dictionary.Codes(), code)
}

// codeIn returns the code of a refusal, under the names that the client reads too.
func codeIn(answer map[string]any) string {
	for _, name := range []string{"error_code", "code", "errorCode"} {
		if code := text(answer[name]); strings.Trim(code, "0") != "" {
			return code
		}
	}
	inner, _ := answer["error"].(map[string]any)
	for _, name := range []string{"error_code", "code", "errorCode"} {
		if code := text(inner[name]); strings.Trim(code, "0") != "" {
			return code
		}
	}
	return ""
}

// text returns a string or a number as text.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// whyPage says what a missing path may get, and every path behind a portal.
const whyPage = "a page of HTML with a status of success"
