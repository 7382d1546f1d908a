package freedompay

import (
	"bytes"
	"context"
	"errors"
	"reflect"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/jsonread"
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

// statusOf returns a status. What is neither a word nor a number reads as a
// question mark, which no dialect knows.
func statusOf(value []byte) Status {
	if bytes.HasPrefix(value, []byte("{")) || bytes.HasPrefix(value, []byte("[")) {
		return "?"
	}
	return Status(wordOf(value))
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
	r := jsonread.NewReader(ctx)
	err = r.Read(bytes.TrimSpace(data), into)
	if s, ok := answer.(scattered); ok && err == nil {
		err = s.gather(r, bytes.TrimSpace(data))
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
	gather(r *jsonread.Reader, data []byte) error
}

var errNoStatus = errors.New("answer is not the bank's: it has no status that the contract knows")
