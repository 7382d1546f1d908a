package freedompay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"unsafe"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// Envelope is what every answer of the Card API and of the partner API has besides its
// own members. A refusal is never returned in it: it is an [*Error].
type Envelope struct {
	Status           Status    `json:"status"`
	Time             Timestamp `json:"dt"`
	ErrorCode        ErrorCode `json:"error_code,omitzero"`
	ErrorDescription string    `json:"error_description,omitzero"` // long numbers are masked

	raw raw
}

func (e *Envelope) returned(p *prepared) {
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

// Result is the answer to a command: the bank has accepted it and carries it out later.
// Wait for its end with the RequestID: [RequestService.Wait] for cards, clients,
// transactions and limits, [WalletService.Wait] for wallets, [PartnerService.Wait] for
// partners. If the bank has settled the command at once, the RequestStatus says so. If
// it could not carry it out, the call returns [ErrRequestFailed].
type Result struct {
	Answer
	RequestID uuid.UUID `json:"-"`
}

func (r *Result) returned(p *prepared) {
	r.RequestID = p.requestID
	r.Answer.returned(p)
}

// Status says whether a call was accepted: ok (OK on one page) or error.
type Status string

// UnmarshalJSON reads a word or a number. It never fails: anything else becomes a
// question mark, which no part of the API knows.
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
	special := traitsOf(answer)
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
	if special.tellsOfAnother && v.accepted() {
		v = verdict{Status: v.Status}
	}
	implied := special.mayLackStatus && v.saysNothing()
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

var errNoStatus = errors.New("answer is not the bank's: it has no status that the contract knows")

// raw is an answer as it arrived. A printer that goes by reflection finds the
// number of its bytes and an address, and at most the first byte, a brace.
type raw struct {
	bytes int
	at    *byte
}

// keepRaw lets an answer, or those of the package that a caller's own embeds,
// keep itself as it arrived.
func keepRaw(data []byte, answer any, into reflect.Value) {
	r := raw{len(data), unsafe.SliceData(data)} //nolint:gosec // see raw
	if k, ok := answer.(answered); ok && into.Type().PkgPath() == packagePath() {
		k.keep(r)
		return
	}
	keepInside(r, into)
}

func keepInside(r raw, into reflect.Value) {
	eachOfPackage(into, 0, func(ours any) {
		if k, ok := ours.(answered); ok {
			k.keep(r)
		}
	})
}

// rawRefusal returns the raw form of an answer that may become an error: all of
// it if it is as short as a refusal is, or else its beginning.
func rawRefusal(data []byte) raw {
	if len(data) > longestRefusal {
		data = bytes.Clone(data[:longestRefusal])
	}
	return raw{len(data), unsafe.SliceData(data)} //nolint:gosec // see raw
}

const longestRefusal = 64 << 10

// RawBody returns the body of the answer as it arrived, up to 64 KB, for a refusal with
// members that this package does not know. It may hold data that must not be logged; no
// other part of the Error holds it. It is nil when no answer came, and for a statement
// that is streamed.
func (e *Error) RawBody() []byte { return e.raw.text() }

// text returns a copy.
func (r raw) text() []byte {
	return bytes.Clone(unsafe.Slice(r.at, r.bytes)) //nolint:gosec // it was made of the two
}

func (e *Envelope) keep(r raw) { e.raw = r }

func (a *GiftAnswer) keep(r raw) { a.raw = r }

// Raw returns the whole answer as it arrived, with the members that the type has no
// field for. It may hold secrets, such as a card number. Printing the answer prints no
// part of it. It is nil for an answer that no call has returned, and for the elements
// of Operations: a statement is not kept while it is streamed.
func (e Envelope) Raw() json.RawMessage { return e.raw.text() }

// Raw returns the whole answer as it arrived: see [Envelope.Raw].
func (a GiftAnswer) Raw() json.RawMessage { return a.raw.text() }
