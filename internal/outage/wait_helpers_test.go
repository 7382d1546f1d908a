package outage_test

import (
	"context"
	"io"
	"iter"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// seen is the state of a request of any service; the zero seen is a nil state.
type seen struct {
	id     uuid.UUID
	status freedompay.RequestStatus
}

// waiter has the waiting methods of one service, and the bank's words there.
type waiter struct {
	name    string
	watch   func(context.Context, *freedompay.Client, uuid.UUID) iter.Seq2[seen, error]
	wait    func(context.Context, *freedompay.Client, uuid.UUID) (seen, error)
	waitAll func(context.Context, *freedompay.Client, []uuid.UUID) iter.Seq2[seen, error]

	success, process, failed freedompay.RequestStatus
	unknown, reason          freedompay.ErrorCode // not found, and why a request failed
}

func waiters() []waiter {
	card := func(s *freedompay.RequestState) seen {
		if s == nil {
			return seen{}
		}
		return seen{s.RequestID, s.RequestStatus}
	}
	wallet := func(s *freedompay.WalletRequestState) seen {
		if s == nil {
			return seen{}
		}
		return seen{s.RequestID, s.RequestStatus}
	}
	partner := func(s *freedompay.PartnerRequestState) seen {
		if s == nil {
			return seen{}
		}
		return seen{s.RequestID, s.RequestStatus}
	}
	type client = *freedompay.Client
	return []waiter{
		{
			"cards",
			func(ctx context.Context, c client, id uuid.UUID) iter.Seq2[seen, error] {
				return as(card, c.Requests.Watch(ctx, id))
			},
			func(ctx context.Context, c client, id uuid.UUID) (seen, error) {
				state, err := c.Requests.Wait(ctx, id)
				return card(state), err
			},
			func(ctx context.Context, c client, ids []uuid.UUID) iter.Seq2[seen, error] {
				return as(card, c.Requests.WaitAll(ctx, ids))
			},
			"success", "process", "error", freedompay.CodeRequestNotFound, freedompay.CodeBlockFailed,
		},
		{
			"wallets",
			func(ctx context.Context, c client, id uuid.UUID) iter.Seq2[seen, error] {
				return as(wallet, c.Wallets.Watch(ctx, id))
			},
			func(ctx context.Context, c client, id uuid.UUID) (seen, error) {
				state, err := c.Wallets.Wait(ctx, id)
				return wallet(state), err
			},
			func(ctx context.Context, c client, ids []uuid.UUID) iter.Seq2[seen, error] {
				return as(wallet, c.Wallets.WaitAll(ctx, ids))
			},
			"0", "1", "2", freedompay.CodeWalletRequestNotFound, freedompay.CodeWalletBlockFailed,
		},
		{
			"partners",
			func(ctx context.Context, c client, id uuid.UUID) iter.Seq2[seen, error] {
				return as(partner, c.Partners.Watch(ctx, id))
			},
			func(ctx context.Context, c client, id uuid.UUID) (seen, error) {
				state, err := c.Partners.Wait(ctx, id)
				return partner(state), err
			},
			func(ctx context.Context, c client, ids []uuid.UUID) iter.Seq2[seen, error] {
				return as(partner, c.Partners.WaitAll(ctx, ids))
			},
			"0", "1", "2", freedompay.CodeWalletRequestNotFound, freedompay.CodeWalletBlockFailed,
		},
	}
}

// ways returns the methods that wait for one request.
func (w waiter) ways() map[string]func(context.Context, *freedompay.Client, uuid.UUID) (seen, error) {
	last := func(states iter.Seq2[seen, error]) (state seen, err error) {
		for state, err = range states {
		}
		return state, err
	}
	return map[string]func(context.Context, *freedompay.Client, uuid.UUID) (seen, error){
		"Wait": w.wait,
		"Watch": func(ctx context.Context, c *freedompay.Client, id uuid.UUID) (seen, error) {
			return last(w.watch(ctx, c, id))
		},
		"WaitAll": func(ctx context.Context, c *freedompay.Client, id uuid.UUID) (seen, error) {
			return last(w.waitAll(ctx, c, []uuid.UUID{id}))
		},
	}
}

// someIDs returns n different ids.
func someIDs(n int) []uuid.UUID {
	ids := make([]uuid.UUID, n)
	for i := range ids {
		ids[i] = uuid.UUID{byte(i >> 16), byte(i >> 8), byte(i), 1}
	}
	return ids
}

// as converts each state with look.
func as[S any](look func(*S) seen, states iter.Seq2[*S, error]) iter.Seq2[seen, error] {
	return func(yield func(seen, error) bool) {
		for state, err := range states {
			if !yield(look(state), err) {
				return
			}
		}
	}
}

// forEachWaiter runs a test on a fake clock for each waiter.
func forEachWaiter(t *testing.T, test func(*testing.T, waiter)) {
	for _, w := range waiters() {
		t.Run(w.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test(t, w) })
		})
	}
}

// is answers a status query with a status.
func (w waiter) is(status freedompay.RequestStatus) step {
	if status == w.failed {
		return says(200, `{"status":"ok","request_status":"`+string(status)+`","error_code":"`+string(w.reason)+`","error_description":"because"}`)
	}
	return says(200, `{"status":"ok","request_status":"`+string(status)+`"}`)
}

// isNot answers a status query that the request does not exist.
func (w waiter) isNot() step { return refusal(w.unknown) }

// statusBank is a transport that answers the status queries of many requests.
type statusBank struct {
	t      *testing.T
	answer func(id uuid.UUID, n int) step // the nth query of id, from 0
	takes  time.Duration                  // before an answer comes

	mu             sync.Mutex
	asked          map[uuid.UUID][]time.Time
	inFlight, most int // queries now, and the most at once
}

func (o *statusBank) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	id := requestIDOf(o.t, sentRequest{body: string(body)})
	o.mu.Lock()
	n := len(o.asked[id])
	if o.asked == nil {
		o.asked = map[uuid.UUID][]time.Time{}
	}
	o.asked[id] = append(o.asked[id], time.Now())
	o.inFlight++
	o.most = max(o.most, o.inFlight)
	o.mu.Unlock()
	if o.takes > 0 {
		<-time.After(o.takes)
	}
	o.mu.Lock()
	o.inFlight--
	o.mu.Unlock()
	return o.answer(id, n)(req)
}
