package freedompay

import (
	"context"
	"errors"
	"iter"
	"net/http"

	"github.com/google/uuid"
)

// notFoundBelieved is how many times running the bank has to say that it does
// not know a request before it is believed.
const notFoundBelieved = 3

// watched is a request whose state is asked for until it settles.
type watched[S any] struct {
	client   *Client
	path     string           // of the operation that tells the state
	id       uuid.UUID        // of the request
	answer   func(*S) *Answer // in the state
	last     *S               // seen so far
	notFound int              // times running that the bank did not know the id
}

// poll asks once. The request is over when over is true, whatever the error.
func (w *watched[S]) poll(ctx context.Context) (over bool, err error) {
	state, err := read[S](ctx, w.client, w.path, requestQuery{w.id})
	switch {
	case isUnknownRequest(err):
		w.notFound++
		return w.notFound == notFoundBelieved, err
	case err != nil:
		return true, err
	}
	w.last, w.notFound = state, 0
	a := w.answer(state)
	if a.RequestStatus.Failed() {
		failed := w.failed(ErrRequestFailed)
		failed.HTTPStatus = http.StatusOK
		failed.Code, failed.Description = a.ErrorCode, a.ErrorDescription
		return true, failed
	}
	return a.RequestStatus.Settled(), nil
}

// state returns the last state seen, or one that names the request and no more.
func (w *watched[S]) state() *S {
	if w.last != nil {
		return w.last
	}
	state := new(S)
	if s, ok := any(state).(identified); ok {
		s.identify(w.id)
	}
	return state
}

// unsettled is the error of a request that has not settled in time.
func (w *watched[S]) unsettled(ctx context.Context) error {
	if ctx.Err() != nil {
		return w.failed(ended(ctx, nil))
	}
	return w.failed(errors.New("not settled yet: the questions that WithPoll allows are used up"))
}

func (w *watched[S]) failed(err error) *Error {
	return &Error{Op: w.path, RequestID: w.id, Err: err}
}

// states yields each answer until the request settles.
func (w *watched[S]) states(ctx context.Context) iter.Seq2[*S, error] {
	return func(yield func(*S, error) bool) {
		w := &watched[S]{client: w.client, path: w.path, id: w.id, answer: w.answer} // each loop counts for itself
		if err := w.client.usable(ctx); err != nil {
			yield(nil, (&call{path: w.path, requestID: w.id}).invalid(err))
			return
		}
		for range w.client.poll.attempts(ctx, halfJitter, noLeast) {
			over, err := w.poll(ctx)
			switch {
			case over:
				yield(w.last, err)
				return
			case err == nil && !yield(w.last, nil):
				return
			}
		}
		yield(w.last, w.unsettled(ctx))
	}
}

// last returns the last element of a watch.
func last[S any](states iter.Seq2[*S, error]) (state *S, err error) {
	for state, err = range states {
	}
	return state, err
}
