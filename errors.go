package freedompay

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// The classes of errors that come from the client. [ErrNotFound], [ErrDuplicate] and
// [ErrUnavailable] are the classes of the bank's codes.
var (
	// ErrOutcomeUnknown marks a command that may or may not have been done: its answer
	// was lost, and the status did not tell. An error that matches it matches no other
	// class.
	//
	// Give [Client.Resume] the result of [Client.Prepare], with a fresh deadline, after
	// pauses longer than [Client.Lateness], until it returns something else. If the
	// command was not prepared, prepare the same request with the RequestID of the error;
	// a zero RequestID would make a second command. Do not call the method again: it may
	// report a refusal that the first attempt has caused. A command without a request_id
	// has to be looked up by other means before it is repeated: see [GiftCardService].
	ErrOutcomeUnknown error = class("outcome unknown")

	// ErrRequestUnknown says that the bank does not know the request_id that was asked
	// about. [ErrNotFound] matches it too, but also a card or a client that does not
	// exist.
	ErrRequestUnknown error = class("the bank does not know the request")

	// ErrRequestFailed marks a command that the bank accepted and could not carry out:
	// its request_status is error. The reason is in Code and Description of the
	// [Error], if the bank gives one.
	ErrRequestFailed error = class("the bank could not carry out the request")

	// ErrInvalidRequest marks a call that was refused before anything was sent.
	ErrInvalidRequest error = class("invalid request")
)

// class is the type of all classes of errors, so that they can be told apart from
// other errors.
type class string

func (c class) Error() string { return string(c) }

// Error is the error of every call. The answer beside it is nil; only the methods that
// wait return a state with an error.
//
// Match it with errors.Is: against a code such as [CodeCardNotFound], a class such as
// [ErrNotFound] or [ErrOutcomeUnknown], or the error underneath such as
// context.DeadlineExceeded. It never prints a body, a header or a secret.
type Error struct {
	Op          string    // the documented path of the operation; of the status operation, for a wait
	RequestID   uuid.UUID // the command's identity; zero for what has none
	HTTPStatus  int       // 0 when no answer came
	Code        ErrorCode // the bank's code; empty when it gave none
	Description string    // the bank's own words, with long numbers masked
	Err         error     // another cause than the code; may be nil

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

// Outcome says in one word how a call ended. Logs, observers and [OutcomeOf] use it.
type Outcome string

// The outcomes. The package documentation says what to do after each.
const (
	// OutcomeDone: the bank accepted the command, or answered the query.
	OutcomeDone Outcome = "done"
	// OutcomeResent: the same, after more than one attempt.
	OutcomeResent Outcome = "resent"
	// OutcomeAdopted: the bank had accepted an earlier attempt whose answer was lost.
	// The status took the place of the answer.
	OutcomeAdopted Outcome = "adopted"
	// OutcomeRefused: the bank, or a proxy before it, refused the call. Nothing was
	// done. An error without a Code comes from the key, the path or a proxy: mend that
	// and send the command again.
	OutcomeRefused Outcome = "refused"
	// OutcomeFailed: the bank accepted the command and could not carry it out.
	OutcomeFailed Outcome = "failed"
	// OutcomeInvalid: the call was refused before anything was sent.
	OutcomeInvalid Outcome = "invalid"
	// OutcomeUnavailable: no answer came. Nothing was done.
	OutcomeUnavailable Outcome = "unavailable"
	// OutcomeUnknown: the command may or may not have been done, by this call or by
	// an earlier one under the same RequestID ([ErrDuplicate]). Also a wait that ended
	// before the command had settled, as when its context ended.
	OutcomeUnknown Outcome = "unknown"
	// OutcomeCanceled: the context ended, and nothing was done.
	OutcomeCanceled Outcome = "canceled"
)

// OutcomeOf returns how the call that returned err ended. For nil it is [OutcomeDone]:
// only an [Observer] is told of [OutcomeResent] and [OutcomeAdopted]. For an error that
// no call of this package returned, the classes that it matches and its Code decide;
// without either it is [OutcomeUnknown].
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
