package freedompay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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

	raw raw
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

func (a *Answer) progress() RequestStatus { return a.RequestStatus }

// Result is the answer to a command: the bank has accepted it, and what it does
// settles later. Wait for the end of it with the RequestID: [RequestService.Wait]
// for cards, clients, transactions and limits, [WalletService.Wait] for wallets,
// [PartnerService.Wait] for partners. A bank that has settled a command at once says so here, and one that could not carry it out
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
	*s = statusOf(data)
	return nil
}

// decode reads data into answer and returns the verdict. Its error says that
// data is no answer of this API, that it cannot be read, or that ctx has ended;
// answer is empty then. A refusal is a verdict, not an error.
func decode(ctx context.Context, data []byte, answer any) (verdict, error) {
	into := reflect.ValueOf(answer).Elem()
	_, judgedOnly := answer.(streamed)
	if !judgedOnly {
		into.SetZero() // an earlier attempt may have read another answer
	}
	v, err := readVerdict(ctx, data)
	if err != nil {
		return v, err
	}
	if _, refused := v.refused(); refused {
		return v, nil
	}
	if _, ok := answer.(aboutAnother); ok && v.accepted() {
		v = verdict{Status: v.Status}
	}
	implied := v.implied(answer)
	switch {
	case !v.accepted() && !implied:
		return v, errNoStatus
	case judgedOnly:
		return v, nil
	}
	f := filler{ctx: ctx}
	err = f.read(bytes.TrimSpace(data), into)
	if s, ok := answer.(scattered); ok && err == nil {
		err = s.gather(&f, bytes.TrimSpace(data))
	}
	if err != nil {
		into.SetZero() // never half of an answer
		return v, err
	}
	if implied {
		if into.IsZero() { // no part of it was understood
			return v, errNoStatus
		}
		v.Status = "ok"
	}
	keepRaw(data, answer, into)
	return v, nil
}

// scattered is an answer whose members may stand elsewhere than its type says.
type scattered interface {
	gather(f *filler, data []byte) error
}

var errNoStatus = errors.New("answer is not the bank's: it has no status that the contract knows")

// errTooCostly marks an answer that would take more memory or time than an
// answer of its size ought to. Asking again would cost the same again.
var errTooCostly = errors.New("answer is too costly to read")

func tooCostly(why string) error { return fmt.Errorf("%w: %s", errTooCostly, why) }

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

// hopeless reports whether asking again would get an answer that cannot be read
// either.
func hopeless(err error) bool {
	_, read := errors.AsType[unreadable](err)
	return read || errors.Is(err, errTooLarge) || errors.Is(err, errTooCostly)
}

// unreadable is the error of an answer that the bank gave, as its status says,
// and that cannot be read. Asking again would get the same.
type unreadable string

func (u unreadable) Error() string { return string(u) }

// under returns the error of an answer that holds what it is about.
func (u unreadable) under(path string) unreadable {
	return unreadable(strings.Replace(string(u), " at $", " at $."+path, 1))
}

// unread says where an answer could not be read. The decoder's own words may
// quote a value, so only the place is kept.
func unread(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind, _, _ := strings.Cut(wrong.Value, " ")
		return unreadable("answer has an unexpected " + kind + " at $." + wrong.Field)
	}
	return unreadable("answer has a member that cannot be read")
}
