package freedompay

import (
	"context"
	"errors"
	"iter"

	"github.com/google/uuid"
)

// notFoundBelieved is how many times running the bank has to say that it does
// not know a request before it is believed.
const notFoundBelieved = 3

// watch asks at path for the state of a request until it settles.
func watch[S any](ctx context.Context, c *Client, path string, id uuid.UUID, answer func(*S) *Answer) iter.Seq2[*S, error] {
	return func(yield func(*S, error) bool) {
		var last *S
		notFound := 0
		over := &call{path: path, requestID: id}
		if ctx == nil || c == nil || c.signer == nil {
			_, err := read[S](ctx, c, path, requestQuery{id})
			yield(nil, err)
			return
		}
		for range c.poll.attempts(ctx, halfJitter, noLeast) {
			state, err := read[S](ctx, c, path, requestQuery{id})
			switch {
			case errors.Is(err, ErrNotFound):
				if notFound++; notFound < notFoundBelieved {
					continue
				}
				yield(last, err)
				return
			case err != nil:
				yield(last, err)
				return
			}
			last, notFound = state, 0
			if a := answer(state); a.RequestStatus.Settled() {
				yield(state, a.failure(over))
				return
			}
			if !yield(state, nil) {
				return
			}
		}
		if ctx.Err() != nil {
			yield(last, over.failed(ended(ctx, nil)))
			return
		}
		yield(last, over.failed(errors.New("still not settled: the polls that WithPoll allows are used up")))
	}
}

// failure returns the error of a request that the bank could not carry out.
func (a *Answer) failure(call *call) error {
	if !a.RequestStatus.Failed() {
		return nil
	}
	err := call.failed(ErrRequestFailed)
	err.HTTPStatus, err.Code, err.Description = 200, a.ErrorCode, presentable(a.ErrorDescription)
	return err
}

// last returns the last element of a watch.
func last[S any](states iter.Seq2[*S, error]) (state *S, err error) {
	for state, err = range states {
	}
	return state, err
}
