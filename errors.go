package freedompay

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// The classes of errors that the client itself tells apart. Those of the bank's
// codes, [ErrNotFound], [ErrDuplicate] and [ErrUnavailable], stand with them.
var (
	// ErrOutcomeUnknown marks a command that may or may not have been done: the
	// network broke and the truth could not be had. An error that matches it
	// matches no other class, so that nobody takes it for a mere "try later".
	//
	// Give [Client.Resume] what [Client.Prepare] returned, with a fresh deadline,
	// until it says something else. When the command was not prepared, prepare the
	// same request with the error's RequestID in it; a zero one would be a second
	// command. Do not call the method again instead: a refusal that the first
	// attempt has caused would look like the truth. A command without a request_id
	// has to be looked up by other means before it is repeated: see
	// [GiftCardService].
	ErrOutcomeUnknown error = class("outcome unknown")

	// ErrRequestUnknown says that the bank does not know the request_id that was
	// asked about, and nothing else. [ErrNotFound] matches it too, but also a card
	// or a client that does not exist.
	ErrRequestUnknown error = class("the bank does not know the request")

	// ErrRequestFailed marks a request that the bank accepted and then could
	// not carry out: its request_status is error. Why stands in the [Error]'s Code
	// and Description, as far as the bank says it.
	ErrRequestFailed error = class("the bank could not carry out the request")

	// ErrInvalidRequest marks a call that was refused before anything was sent.
	ErrInvalidRequest error = class("invalid request")
)

// class is the type of all classes of errors, so that they can be told apart from
// other errors.
type class string

func (c class) Error() string { return string(c) }

// Error is what every call returns when it fails. The answer beside it is nil; only
// Wait, Watch and WaitAll return a state with one.
//
// Match it with errors.Is, against a code such as [CodeCardNotFound], against a
// class such as [ErrNotFound] or [ErrOutcomeUnknown], or against the error
// underneath, such as context.DeadlineExceeded. It never prints a body, a header
// or a secret.
type Error struct {
	Op          string    // the documented path of the operation; when waiting, that of the status
	RequestID   uuid.UUID // the command's identity; zero for what has none
	HTTPStatus  int       // 0 when no answer came
	Code        ErrorCode // the bank's code; empty when it gave none
	Description string    // the bank's own words, with long numbers masked
	Err         error     // what went wrong beside the code; may be nil

	outcome Outcome
	raw     raw
}

// Error returns one line: the operation, the RequestID, what went wrong, and
// the HTTP status unless it was 200.
func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString("freedompay: ")
	text.WriteString(e.Op)
	if e.RequestID != uuid.Nil {
		text.WriteString(" " + e.RequestID.String())
	}
	if e.Err != nil {
		text.WriteString(": " + e.Err.Error())
	}
	switch {
	case e.Code != "":
		text.WriteString(": " + e.Code.Error())
		if said := strings.TrimRight(e.Description, "."); said != "" && !strings.EqualFold(said, strings.TrimRight(e.Code.Description(), ".")) {
			text.WriteString(": " + strconv.Quote(e.Description))
		}
	case e.Description != "":
		text.WriteString(": " + strconv.Quote(e.Description))
	}
	if e.HTTPStatus != 0 && e.HTTPStatus != 200 {
		text.WriteString(" (HTTP " + strconv.Itoa(e.HTTPStatus) + ")")
	}
	return text.String()
}

// Unwrap returns the code and the error underneath, so that errors.Is finds both.
func (e *Error) Unwrap() []error {
	var under []error
	switch {
	case e.Code == "":
	case errors.Is(e.Err, ErrOutcomeUnknown), errors.Is(e.Err, ErrRequestFailed):
		under = append(under, classless{e.Code})
	default:
		under = append(under, e.Code)
	}
	if e.Err != nil {
		under = append(under, e.Err)
	}
	return under
}

// clone returns a copy to be changed. An error that an [Observer] was told of may be
// read by it still.
func (e *Error) clone() *Error {
	copied := *e
	return &copied
}

// classified is an error with the class it belongs to.
type classified struct{ class, err error }

func (c *classified) Error() string {
	if c.err == nil {
		return c.class.Error()
	}
	return c.class.Error() + ": " + c.err.Error()
}

func (c *classified) Unwrap() []error {
	if c.err == nil {
		return []error{c.class}
	}
	return []error{c.class, c.err}
}

// classless is an error whose classes are hidden: what led to an unknown outcome
// says nothing of the outcome.
type classless struct{ err error }

func (c classless) Error() string { return c.err.Error() }

// Is matches what the error underneath does, but for the classes.
func (c classless) Is(target error) bool {
	if _, ok := target.(class); ok {
		return false
	}
	return errors.Is(c.err, target)
}

// As finds what the error underneath holds.
func (c classless) As(target any) bool { return errors.As(c.err, target) }

// unknown says that the command may or may not have been done.
func (e *Error) unknown() *Error {
	if e.Err != nil {
		e.Err = classless{e.Err}
	}
	e.Err = &classified{ErrOutcomeUnknown, e.Err}
	return e
}

// repeated says that the bank knows the request_id from before. What it refused
// this call for is kept as text alone: it says nothing of the earlier one.
func (e *Error) repeated() *Error {
	if errors.Is(e.Code, ErrDuplicate) {
		e.Err = errors.New("the RequestID was used before, or something between here and the bank has repeated the call")
		return e
	}
	said := e.Code.Error()
	e.Code, e.Description = "", ""
	e.Err = &classified{ErrDuplicate, errors.New("the bank knows the RequestID from before, and now says " + said)}
	return e
}

// Outcome says in one word how a call ended. The same word stands in the log
// records, in what an [Observer] is told and in [OutcomeOf].
type Outcome string

// The outcomes. The package documentation says for each what to do.
const (
	// OutcomeDone: the bank accepted the command, or answered the query.
	OutcomeDone Outcome = "done"
	// OutcomeResent: the same, by a later attempt than the first.
	OutcomeResent Outcome = "resent"
	// OutcomeAdopted: the bank had accepted the command before, by an attempt
	// whose answer was lost; its status took the place of the answer.
	OutcomeAdopted Outcome = "adopted"
	// OutcomeRefused: the bank, or something before it, refused the call.
	// Nothing was done. Without a Code in the error it was not the command's fault
	// but that of the key, the path or a proxy: mend that and send it again.
	OutcomeRefused Outcome = "refused"
	// OutcomeFailed: the bank accepted the command and could not carry it out.
	OutcomeFailed Outcome = "failed"
	// OutcomeInvalid: the call was refused before anything was sent.
	OutcomeInvalid Outcome = "invalid"
	// OutcomeUnavailable: no answer could be had. Nothing was done.
	OutcomeUnavailable Outcome = "unavailable"
	// OutcomeUnknown: the command may or may not have been done, by this call or by
	// an earlier one under the same RequestID ([ErrDuplicate]).
	OutcomeUnknown Outcome = "unknown"
	// OutcomeCanceled: the context ended, and nothing was done.
	OutcomeCanceled Outcome = "canceled"
)

// OutcomeOf returns how the call that returned err ended: [OutcomeDone] for nil,
// also where the call was resent or adopted, which only an [Observer] is told.
// For an error that no call of this package returned it goes by the classes that it
// matches and by its Code; without either it is [OutcomeUnknown].
func OutcomeOf(err error) Outcome {
	if err == nil {
		return OutcomeDone
	}
	e, ok := errors.AsType[*Error](err)
	switch {
	case ok && e.outcome != "":
		return e.outcome
	case errors.Is(err, ErrOutcomeUnknown), errors.Is(err, ErrDuplicate):
		return OutcomeUnknown
	case errors.Is(err, ErrInvalidRequest):
		return OutcomeInvalid
	case errors.Is(err, ErrRequestFailed):
		return OutcomeFailed
	case errors.Is(err, ErrUnavailable):
		return OutcomeUnavailable
	case ok && e.Code != "":
		return OutcomeRefused
	}
	return OutcomeUnknown
}

// outcomeOf returns the outcome of a call that ended with the error of its last
// attempt.
func outcomeOf(err *Error, last came) Outcome {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return OutcomeCanceled
	case last == trouble || last == unsent || last == unusable:
		return OutcomeUnavailable
	case last == failedAtOnce:
		return OutcomeFailed
	}
	return OutcomeRefused
}
