package freedompay

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/redact"
)

// notFoundBelieved is how many times running the bank has to say that it does
// not know a request before it is believed: the status may lag behind.
const notFoundBelieved = 3

// watched is a request whose state is asked for until it settles.
type watched[S any] struct {
	client *Client
	name   string           // of the operation that tells the state
	id     uuid.UUID        // of the request
	answer func(*S) *Answer // in the state
	hint   string           // where else the id may be known
	asking chan struct{}    // bounds the questions of many waits, if there are many

	last     *S  // seen so far
	notFound int // times running that the bank did not know the id
	polls    int
}

// poll asks once. The request is over when over is true, whatever the error.
func (w *watched[S]) poll(ctx context.Context) (over bool, err error) {
	if w.asking != nil {
		select {
		case w.asking <- struct{}{}:
			defer func() { <-w.asking }()
		case <-ctx.Done():
			return true, w.unsettled(ctx)
		}
	}
	w.polls++
	state := new(S)
	_, err = w.client.run(ctx, &call{
		op: operationNamed(w.name), kind: query, req: requestQuery{w.id}, answer: state, poll: true,
	})
	switch {
	case errors.Is(err, ErrRequestUnknown):
		w.notFound++
		if w.notFound < notFoundBelieved {
			return false, err
		}
		return true, w.notKnown(err)
	case err != nil:
		return true, notTold(err)
	}
	w.last, w.notFound = state, 0
	a := w.answer(state)
	if a.RequestStatus.Failed() {
		failed := w.failed(ErrRequestFailed)
		failed.HTTPStatus, failed.outcome = http.StatusOK, OutcomeFailed
		failed.Code, failed.Description = a.ErrorCode, a.ErrorDescription
		return true, failed
	}
	return a.RequestStatus.Settled(), nil
}

// notKnown says of an id that the bank does not know where else it may be known.
func (w *watched[S]) notKnown(err error) error {
	e, ok := errors.AsType[*Error](err)
	if ok && e.Err == nil {
		e = e.clone()
		e.Err = errors.New(w.hint)
		err = e
	}
	return notTold(err)
}

// notTold returns the error of a status that could not be had as that of the
// wait: nothing is known of the command, whatever is known of the asking. A
// question that was refused has not refused the command.
func notTold(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	asked := e.outcome
	e = e.clone()
	switch asked {
	case OutcomeRefused, OutcomeCanceled: // the class stays: it may say that the id is not known
		e.outcome = OutcomeUnknown
		return e
	case OutcomeUnavailable:
		e.outcome = OutcomeUnknown
		return e.unknown()
	}
	return err
}

// unseen returns a state that names the request and no more.
func (w *watched[S]) unseen() *S {
	state := new(S)
	if s, ok := any(state).(answered); ok {
		s.returned(&prepared{call: &call{}, requestID: w.id})
	}
	return state
}

// unsettled is the error of a request that has not settled in time.
func (w *watched[S]) unsettled(ctx context.Context) error {
	why := errors.New("not settled yet: the questions that WithPoll allows are used up")
	if ctx.Err() != nil {
		why = ended(ctx, nil)
	}
	err := w.failed(why)
	err.outcome = OutcomeUnknown
	return err
}

// abandoned is what an observer is told when the caller has left the loop.
func (w *watched[S]) abandoned() error {
	err := w.failed(errors.New("not settled yet: the caller has left the loop"))
	err.outcome = OutcomeCanceled
	return err
}

func (w *watched[S]) failed(err error) *Error {
	return &Error{Op: operationNamed(w.name).path, RequestID: w.id, Err: err}
}

// states yields each answer until the request settles.
func (w *watched[S]) states(ctx context.Context) iter.Seq2[*S, error] {
	return func(yield func(*S, error) bool) {
		w := *w // each loop counts for itself
		if err := w.client.usable(ctx); err != nil {
			yield(nil, w.invalid(err))
			return
		}
		started := time.Now()
		ctx := w.client.observeWait(ctx, w.info())
		settled := false
		end := func(err error) {
			settled = true
			w.client.observeSettled(ctx, w.info(), started, err)
			yield(w.last, err)
		}
		defer func() {
			if !settled {
				w.client.observeSettled(ctx, w.info(), started, w.abandoned())
			}
		}()
		none := pauseAsked(0)
		for range w.client.poll.attempts(ctx, halfJitter, &none) {
			over, err := w.poll(ctx)
			switch {
			case over:
				end(err)
				return
			case err == nil && !yield(w.last, nil):
				return
			}
		}
		end(w.unsettled(ctx))
	}
}

func (w *watched[S]) invalid(err error) *Error {
	failed := w.failed(&classified{ErrInvalidRequest, err})
	failed.outcome = OutcomeInvalid
	return failed
}

func (w *watched[S]) info() WaitInfo {
	info := WaitInfo{Operation: w.name, RequestID: w.id, Polls: w.polls}
	if w.last != nil {
		info.Status = w.answer(w.last).RequestStatus
		if !info.Status.Known() { // any words of the bank
			info.Status = RequestStatus(redact.Mask(string(info.Status), ""))
		}
	}
	return info
}

// last returns the last element of a watch.
func last[S any](states iter.Seq2[*S, error]) (state *S, err error) {
	for state, err = range states {
	}
	return state, err
}
