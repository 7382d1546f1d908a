package outage

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
)

// WarmUp makes a call from each of the callers that a server of NewMeetingServer
// waits for, concurrently, and returns that call.
func WarmUp(tb testing.TB, client *freedompay.Client, callers int) (call func(context.Context) error) {
	tb.Helper()
	call = func(ctx context.Context) error {
		_, err := client.Cards.Info(ctx, "1000000001")
		return err
	}
	Together(tb, 1, 1, call)
	Together(tb, callers, callers, call)
	return call
}

// Together makes n calls from concurrent callers, the given calls in turn.
func Together(tb testing.TB, callers, n int, calls ...func(context.Context) error) {
	tb.Helper()
	var made atomic.Int64
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for at := made.Add(1); at <= int64(n); at = made.Add(1) {
				if err := WithDeadline(calls[at%int64(len(calls))]); err != nil {
					tb.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
}

// WithDeadline makes one call with a deadline of 20 seconds.
func WithDeadline(call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return call(ctx)
}
