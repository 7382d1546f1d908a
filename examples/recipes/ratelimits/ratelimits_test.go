package ratelimits_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/examples/recipes/ratelimits"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// store is what the table of reserve.sql is to all replicas.
type store struct {
	mu   sync.Mutex
	next time.Time
}

func (s *store) reserve(_ context.Context, every time.Duration) (time.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.next.Before(now) {
		s.next = now
	}
	pause := s.next.Sub(now)
	s.next = s.next.Add(every)
	return pause, nil
}

// Three replicas keep to one rate.
func TestReplicasShareTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank, shared := freedompaytest.New(), new(store)
		began := time.Now()
		var callers sync.WaitGroup
		for range 3 {
			replica := bank.Client(freedompay.WithLimiter(ratelimits.Shared{Every: 100 * time.Millisecond, Reserve: shared.reserve}))
			for range 10 {
				callers.Go(func() {
					_, err := replica.GiftCards.List(t.Context())
					assert.NoError(t, err)
				})
			}
		}
		callers.Wait()
		assert.Equal(t, 29*100*time.Millisecond, time.Since(began), "30 calls, the first at once")
	})
}

// One process keeps to its rate with the limiter of golang.org/x/time/rate.
func TestOneProcessKeepsToItsRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := freedompaytest.New().Client(freedompay.WithLimiter(rate.NewLimiter(10, 1)))
		began := time.Now()
		for range 11 {
			_, err := client.GiftCards.List(t.Context())
			require.NoError(t, err)
		}
		assert.InDelta(t, 1, time.Since(began).Seconds(), 0.001)
	})
}

// When the store is away nothing is sent, and the caller is told so.
func TestNothingIsSentWithoutTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank, errAway := freedompaytest.New(), errors.New("the store is away")
		client := bank.Client(freedompay.WithLimiter(ratelimits.Shared{Reserve: func(context.Context, time.Duration) (time.Duration, error) {
			return 0, errAway
		}}))
		_, err := client.Cards.Issue(t.Context(), freedompay.IssueCardRequest{
			ProductID: freedompay.CardProductInstantGold, ClientID: bank.NewClient(),
		})
		require.ErrorIs(t, err, errAway)
		require.NotErrorIs(t, err, freedompay.ErrOutcomeUnknown)
		assert.Zero(t, bank.CallCount(""))

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		client = bank.Client(freedompay.WithLimiter(ratelimits.Shared{Reserve: func(context.Context, time.Duration) (time.Duration, error) {
			return time.Hour, nil
		}}))
		_, err = client.GiftCards.List(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Zero(t, bank.CallCount(""))
	})
}
