package freedompay

import (
	"context"
	"errors"
)

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
	// Nothing was done.
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
// For an error that no call of this package returned it is [OutcomeUnknown].
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
