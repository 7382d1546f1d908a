// Rate-limit keeps to a rate that was agreed on with the bank: many goroutines
// call at once, and the limiter of golang.org/x/time/rate, which the client
// takes as it is, spreads the calls out. Attempts that are made again count too.
//
// It runs on a fake bank inside the program. With FREEDOMPAY_AUTH_ID and
// FREEDOMPAY_KEY it runs against the vendor's TEST host, or against the host
// that FREEDOMPAY_URL names.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/examples/internal/connect"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	perSecond := flag.Float64("rate", 50, "calls a second")
	burst := flag.Int("burst", 5, "calls that may be made at once after a rest")
	calls := flag.Int("n", 60, "how many calls to make, all at the same time")
	flag.Parse()
	if err := run(ctx, rate.Limit(*perSecond), *burst, *calls); err != nil {
		fmt.Fprintln(os.Stderr, "rate-limit:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, perSecond rate.Limit, burst, calls int) error {
	if perSecond <= 0 || burst < 1 || calls < 1 {
		return errors.New("-rate, -burst and -n want numbers above zero")
	}
	host, err := connect.Open(freedompay.WithLimiter(rate.NewLimiter(perSecond, burst)))
	if err != nil {
		return err
	}
	fmt.Printf("%d calls at once, %v a second allowed, on %s.\n", calls, float64(perSecond), host.Name)

	began := time.Now()
	failures := make([]error, calls)
	var callers sync.WaitGroup
	for n := range calls {
		callers.Go(func() { _, failures[n] = host.Client.GiftCards.List(ctx) })
	}
	callers.Wait()
	for _, err := range failures {
		if err != nil {
			return err
		}
	}
	spent := time.Since(began)

	// After the burst each call waits for its turn.
	least := time.Duration(float64(max(calls-burst, 0)) / float64(perSecond) * float64(time.Second))
	fmt.Printf("All of them answered in %v; the rate asks for %v at least.\n",
		spent.Round(time.Millisecond), least.Round(time.Millisecond))
	return nil
}
