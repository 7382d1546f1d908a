package freedompay_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// steady is the smallest of limiters: one call for each tick.
type steady struct{ tick <-chan time.Time }

func (s steady) Wait(ctx context.Context) error {
	select {
	case <-s.tick:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A limiter holds back every attempt, also one that is made again. The Limiter
// of golang.org/x/time/rate fits as it is: see examples/rate-limit.
func ExampleWithLimiter() {
	began := time.Now()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	client := freedompaytest.New().Client(freedompay.WithLimiter(steady{ticker.C}))

	for range 5 {
		if _, err := client.GiftCards.List(context.Background()); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("five calls took at least 50 ms:", time.Since(began) >= 50*time.Millisecond)
	// Output:
	// five calls took at least 50 ms: true
}
