package freedompay

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"github.com/google/uuid"
)

// Envelope is what every answer of the Card API and of the partner API carries
// besides its own members. A refusal never reaches the caller in it: it is
// returned as an [*Error].
type Envelope struct {
	Status           Status    `json:"status"`
	Time             Timestamp `json:"dt"`
	ErrorCode        ErrorCode `json:"error_code,omitzero"`
	ErrorDescription string    `json:"error_description,omitzero"` // long numbers are masked
}

func (e *Envelope) maskWords(p *prepared) {
	if e.ErrorCode != "" || e.ErrorDescription != "" { // a request that failed, when asked about
		e.ErrorCode = p.presentCode(e.ErrorCode)
		e.ErrorDescription = p.present(e.ErrorDescription)
	}
}

// Answer is an [Envelope] with how far the request has come.
type Answer struct {
	Envelope
	RequestStatus RequestStatus `json:"request_status"`
}

// Result is the answer to a command: the bank has accepted it, and what it does
// settles later. Wait for the end of it with the RequestID: [RequestService.Wait]
// for cards, clients, transactions and limits, [WalletService.Wait] for wallets;
// partners have no status that could be asked. A bank that has
// settled a command at once says so here, and one that could not carry it out
// makes the call itself return [ErrRequestFailed].
type Result struct {
	Answer
	RequestID uuid.UUID `json:"-"`
}

func (r *Result) identify(id uuid.UUID) { r.RequestID = id }

// Status says whether a call was accepted: ok (one page prints OK) or error.
type Status string

// UnmarshalJSON reads the word, or a number in its place. It never fails: what
// is neither reads as a question mark, which no dialect knows.
func (s *Status) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("{")) || bytes.HasPrefix(data, []byte("[")) {
		*s = "?"
		return nil
	}
	return readText(s, data)
}

// verdict is what an answer says of the call, whatever the dialect.
type verdict struct {
	Status        Status        `json:"status"`
	RequestStatus RequestStatus `json:"request_status"`
	Code          ErrorCode     `json:"error_code"`
	Description   looseText     `json:"error_description"`
}

// looseText reads any scalar as text.
type looseText string

func (t *looseText) UnmarshalJSON(data []byte) error { return readText(t, data) }

// judged is an answer that knows its own verdict: one that embeds an envelope.
type judged interface{ verdict() verdict }

func (e *Envelope) verdict() verdict {
	return verdict{Status: e.Status, Code: e.ErrorCode, Description: looseText(e.ErrorDescription)}
}

func (a *Answer) verdict() verdict {
	v := a.Envelope.verdict()
	v.RequestStatus = a.RequestStatus
	return v
}

// accepted reports whether the bank took the call: ok, or 0 of the gift cards.
func (v verdict) accepted() bool {
	return strings.EqualFold(string(v.Status), "ok") || v.Status == "0"
}

// refused reports whether the bank refused the call, and with which code. The
// gift cards' negative status is the code itself.
func (v verdict) refused() (ErrorCode, bool) {
	if strings.HasPrefix(string(v.Status), "-") {
		return ErrorCode(v.Status), true
	}
	code := v.Code
	if strings.Trim(string(code), "0") == "" { // what some partner pages print beside a success
		code = ""
	}
	return code, strings.EqualFold(string(v.Status), "error")
}

// tacit is an answer whose status the vendor's page calls optional.
type tacit interface{ mayLackStatus() }

// implied reports whether an answer without a status is a success all the same:
// its page allows that, a part of it was understood, and it names no error.
func (v verdict) implied(answer any) bool {
	_, ok := answer.(tacit)
	code, _ := v.refused()
	return ok && v.Status == "" && code == "" && v.Description == "" && !reflect.ValueOf(answer).Elem().IsZero()
}

// aboutAnother is an answer whose request_status tells of the request that was
// asked about, and not of the asking.
type aboutAnother interface{ tellsOfAnother() }

// decode reads data into answer and returns the verdict. Its error says that
// data is no answer of this API; a refusal is a verdict, not an error. A foreign
// answer, of a caller's type, may lack a part of the verdict.
func decode(data []byte, answer any, foreign bool) (verdict, error) {
	if _, ok := answer.(streamed); ok {
		answer = new(struct{}) // no part of the stream: it is only judged
	}
	reflect.ValueOf(answer).Elem().SetZero() // an earlier attempt may have left half an answer
	whole := json.Unmarshal(data, answer)
	if j, ok := answer.(judged); ok && whole == nil && !foreign {
		v := j.verdict()
		if _, refused := v.refused(); v.accepted() && !refused {
			return v, nil
		}
	}
	// Refused, odd, or the caller's own type: what counts is read on its own.
	var v verdict
	if json.Unmarshal(data, &v) != nil {
		return v, errors.New("answer is not the bank's: " + describe(data))
	}
	if _, refused := v.refused(); refused {
		return v, nil
	}
	if _, ok := answer.(aboutAnother); ok && v.accepted() {
		v = verdict{Status: v.Status}
	}
	if whole != nil && len(data) <= maxLoose {
		whole = decodeLoosely(data, answer)
	}
	switch {
	case whole == nil && v.implied(answer):
		v.Status = "ok"
		return v, nil
	case !v.accepted():
		return v, errNoStatus
	case whole != nil:
		return v, unreadable(whole)
	}
	return v, nil
}

var errNoStatus = errors.New("answer is not the bank's: it has no status that the contract knows")

// enoughToDescribe is how much of an answer tells what it looks like.
const enoughToDescribe = 64

// describe says what data looks like, and none of it.
func describe(data []byte) string {
	text := strings.TrimSpace(string(data[:min(len(data), enoughToDescribe)]))
	switch {
	case text == "":
		return "it is empty"
	case text[0] == '<':
		return "it looks like HTML, as a proxy would send"
	case json.Valid(data):
		return "it is JSON but not an object of the expected form"
	case text[0] == '{':
		return "its JSON is broken off or malformed"
	}
	return "it is not JSON"
}

// unreadableError says of an accepted answer where it could not be read: asking
// again would bring the same.
type unreadableError string

func (e unreadableError) Error() string { return string(e) }

func isUnreadable(err error) bool {
	_, ok := errors.AsType[unreadableError](err)
	return ok
}

// unreadable says where an accepted answer could not be read. The decoder's own
// words may quote a value, so only the place is kept.
func unreadable(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind, _, _ := strings.Cut(wrong.Value, " ")
		return unreadableError("answer has an unexpected " + kind + " at $." + wrong.Field)
	}
	return unreadableError("answer has a member that cannot be read")
}
