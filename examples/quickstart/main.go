// Quickstart tells the story of one card: a client is created, a card issued to
// it, activated, funded, used, blocked, unblocked, read and closed.
//
// It runs on a fake bank inside the program. With FREEDOMPAY_AUTH_ID and
// FREEDOMPAY_KEY it runs the same story against the vendor's TEST host, or
// against the host that FREEDOMPAY_URL names.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/freedompay-go/freedompay/examples/internal/connect"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	host, err := connect.Open()
	if err != nil {
		return err
	}
	fmt.Printf("Freedom Pay quickstart, on %s.\n", host.Name)
	s := story{ctx: ctx, client: host.Client}
	if host.Bank != nil {
		s.shop = host.Bank.Purchase
	}
	s.tell()
	if s.err == nil {
		fmt.Printf("\nThat was the life of a card, in %s.\n", spent(s.began))
	}
	return s.err
}

// shop sells something to a card; nil where there is none.
type shop func(freedompaytest.Purchase) (string, error)

// spent is the time since began, short.
func spent(began time.Time) time.Duration {
	d := time.Since(began)
	if d < time.Millisecond {
		return d.Round(time.Microsecond)
	}
	return d.Round(time.Millisecond)
}
